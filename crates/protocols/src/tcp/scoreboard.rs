//! The sender's scoreboard: which segments are where, and which is sent next (RFC 6675).

use crate::transport::Spans;

/// Duplicate acknowledgements that mean a loss. RFC 6675, sec. 2.
const DUP_THRESH: u32 = 3;

/// How losses are being repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// None are known.
    Open,
    /// Fast recovery, until all that was sent before it is acknowledged.
    Fast {
        /// RecoveryPoint: one past HighData when it began.
        point: u32,
    },
    /// After a timeout: all unacknowledged before `point` counts as lost.
    Timeout {
        /// One past HighData when the timer ran out.
        point: u32,
    },
}

/// What is known of each segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scoreboard {
    /// Acknowledged, cumulatively or selectively.
    pub acked: Spans,
    /// The first segment that has never been sent.
    pub next: u32,
    /// Duplicate acknowledgements in a row that told something new.
    pub duplicates: u32,
    /// How losses are being repaired.
    pub phase: Phase,
    /// One past HighRxt, the highest segment resent in this phase.
    high: u32,
    /// RescueRxt: no segment is resent to the rescue before all below it are acknowledged.
    rescue: Option<u32>,
}

impl Default for Scoreboard {
    fn default() -> Self {
        Self {
            acked: Spans::default(),
            next: 0,
            duplicates: 0,
            phase: Phase::Open,
            high: 0,
            rescue: None,
        }
    }
}

impl Scoreboard {
    /// IsLost: three segments beyond it have arrived. All unacknowledged below this one are lost.
    /// (The rule of the RFC in bytes, more than two SMSS beyond it, is the same for full segments.)
    fn lost_below(&self) -> u32 {
        self.acked.from_top(DUP_THRESH).unwrap_or(0)
    }

    /// Whether fast recovery must begin. RFC 6675, sec. 5; not before a timeout is made good.
    pub fn must_recover(&self) -> bool {
        let first = self.acked.floor();
        let lost = self.duplicates >= DUP_THRESH || first < self.lost_below();
        self.phase == Phase::Open && first < self.next && lost
    }

    /// Fast recovery begins: the segment that must be sent at once. RFC 6675, sec. 5, (4).
    pub fn recover(&mut self) -> u32 {
        let first = self.acked.floor();
        self.phase = Phase::Fast { point: self.next };
        self.high = first + 1;
        debug_assert!(first < self.next, "nothing is under way");
        first
    }

    /// The timer has run out. RFC 6675, sec. 5.1.
    pub fn start_over(&mut self) {
        self.duplicates = 0;
        self.phase = Phase::Timeout { point: self.next };
        self.high = self.acked.floor();
        debug_assert!(self.high <= self.next, "nothing is sent again that was not sent");
    }

    /// All below `floor` is acknowledged: a phase ends at its point.
    pub fn leave(&mut self, floor: u32) {
        debug_assert!(floor <= self.next, "what was not sent is acknowledged");
        if let Phase::Fast { point } | Phase::Timeout { point } = self.phase
            && floor >= point
        {
            self.phase = Phase::Open;
        }
    }

    /// SetPipe: segments that are taken to be under way.
    pub fn pipe(&self) -> u32 {
        let lost_below = match self.phase {
            Phase::Timeout { point } => point,
            _ => self.lost_below(),
        };
        let under_way = |segment: u32| {
            let resent = self.phase != Phase::Open && segment < self.high;
            u32::from(segment >= lost_below) + u32::from(resent)
        };
        let open = self.acked.floor()..self.next;
        open.filter(|segment| !self.acked.contains(*segment)).map(under_way).sum()
    }

    /// NextSeg: what to send next of the segments before `end`, by its rules (1) to (4).
    pub fn next_segment(&mut self, end: u32) -> Option<u32> {
        let new = Some(self.next).filter(|segment| *segment < end);
        let hole = |below: u32| {
            (self.high.max(self.acked.floor())..below)
                .find(|segment| !self.acked.contains(*segment))
        };
        match self.phase {
            Phase::Open => new,
            Phase::Fast { point } => {
                let sacked_below = self.acked.end();
                let found = hole(self.lost_below()).or(new).or_else(|| hole(sacked_below));
                found.or_else(|| self.rescued(point))
            }
            Phase::Timeout { point } => hole(point).or(new),
        }
    }

    /// Rule (4): the last segment outstanding, once in a recovery. Its acknowledgement tells what
    /// became of those before it.
    fn rescued(&mut self, point: u32) -> Option<u32> {
        let may = self.rescue.is_none_or(|rescue| self.acked.floor() > rescue);
        let last = self.next.checked_sub(1).filter(|last| may && !self.acked.contains(*last))?;
        self.rescue = Some(point);
        Some(last)
    }

    /// A segment was sent: a new one; or a hole, and then all below it have been; or one to the
    /// rescue, beyond all that was acknowledged, which leaves HighRxt as it is.
    pub fn sent(&mut self, segment: u32) {
        debug_assert!(segment <= self.next, "segments are sent in order at first");
        let rescues = matches!(self.phase, Phase::Fast { .. }) && segment >= self.acked.end();
        if segment == self.next {
            self.next += 1;
        } else if !rescues {
            self.high = self.high.max(segment + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(next: u32, acked: &[std::ops::Range<u32>]) -> Scoreboard {
        let mut board = Scoreboard { next, ..Scoreboard::default() };
        acked.iter().for_each(|span| _ = board.acked.insert(span.clone()));
        board
    }

    #[test]
    fn rfc_6675_section_4_a_segment_is_lost_when_three_beyond_it_arrived() {
        assert!(!board(10, &[0..2, 3..5]).must_recover(), "two are not enough");
        let mut three = board(10, &[0..2, 3..4, 5..7]);
        assert!(three.must_recover());
        assert_eq!(three.recover(), 2);
        // 2 is resent; 4 is not lost by IsLost (two beyond it) and so under way, as are 7, 8, 9.
        assert_eq!(three.pipe(), 1 + 1 + 3);
    }

    #[test]
    fn rfc_6675_section_4_next_segment_takes_lost_ones_then_new_data_then_other_holes() {
        let mut board = board(9, &[0..1, 2..3, 4..6, 7..8]);
        assert_eq!(board.recover(), 1);
        assert_eq!(board.next_segment(20), Some(3), "(1): lost, above HighRxt");
        board.sent(3);
        assert_eq!(board.next_segment(20), Some(9), "(2): 6 is not lost yet; new data");
        assert_eq!(board.next_segment(9), Some(6), "(3): no new data");
        board.sent(6);
        assert_eq!(board.next_segment(9), Some(8), "(4): to the rescue");
        board.sent(8);
        assert_eq!(board.high, 7, "(4): HighRxt is not updated");
        assert_eq!(board.next_segment(9), None, "(4): once in a recovery");
        board.leave(8);
        assert_ne!(
            board.phase,
            Phase::Open,
            "a partial acknowledgement does not end it (RFC 6582)"
        );
        board.leave(9);
        assert_eq!(board.phase, Phase::Open);
    }

    #[test]
    fn rfc_6675_section_5_1_after_a_timeout_all_is_sent_again_that_was_not_acknowledged() {
        let mut board = board(6, &[0..1, 3..4]);
        board.start_over();
        assert_eq!(board.pipe(), 0);
        let mut sent = Vec::new();
        while let Some(segment) = board.next_segment(6) {
            sent.push(segment);
            board.sent(segment);
        }
        assert_eq!(sent, [1, 2, 4, 5]);
        assert!(!board.must_recover(), "no fast recovery before the point is reached");
    }
}
