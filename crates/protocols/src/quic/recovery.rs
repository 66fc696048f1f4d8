//! Loss detection and congestion control of RFC 9002, appendices A and B.

use crate::transport::{Rtt, Spans, Window, ticks};
use machine::Time;
use std::ops::Range;

/// `kPacketThreshold`. RFC 9002, sec. 6.1.1.
const PACKET_THRESHOLD: u32 = 3;
/// `kPersistentCongestionThreshold`. RFC 9002, sec. 7.6.1.
const PERSISTENT_THRESHOLD: u64 = 3;

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fate {
    Flying,
    Acked,
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Sent {
    data: Spans,
    tick: u32,
    fate: Fate,
}

/// What is known of each packet, and the window.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recovery {
    pub window: Window,
    pub rtt: Rtt,
    /// Bytes of a full packet.
    bytes: u32,
    /// By number.
    sent: Vec<Sent>,
    /// The first number that may not be settled.
    open: u32,
    /// `bytes_in_flight`.
    flying: u32,
    largest_acked: Option<u32>,
    /// Packets before this number were sent before the last congestion event.
    recovers_from: u32,
    loss_due: Option<Time>,
}

impl Recovery {
    /// Nothing sent; a round trip has been measured, as sec. 7.6.2 wants before congestion persists.
    pub fn new(window: Window, rtt: Rtt, bytes: u32) -> Self {
        Self {
            window,
            rtt,
            bytes,
            sent: Vec::new(),
            open: 0,
            flying: 0,
            largest_acked: None,
            recovers_from: 0,
            loss_due: None,
        }
    }

    /// Sends a packet; its number.
    pub fn send(&mut self, data: Spans, tick: u32) -> u32 {
        self.flying += data.count();
        self.sent.push(Sent { data, tick, fate: Fate::Flying });
        self.sent.len() as u32 - 1
    }

    /// Whether the window has room for one more. Sec. 7.
    pub fn has_room(&self) -> bool {
        u64::from(self.flying + self.bytes) <= self.window.cwnd()
    }

    /// An acknowledgement: the data of packets that it is the first to acknowledge.
    pub fn acked(&mut self, spans: &[(u32, u32)], tick: u32) -> Vec<Range<u32>> {
        let mut data = Vec::new();
        let mut largest = None;
        for number in spans.iter().flat_map(|&(start, end)| start.max(self.open)..end) {
            let Some(packet) = self.sent.get_mut(number as usize) else { break };
            if packet.fate == Fate::Acked {
                continue;
            }
            let was_flying = packet.fate == Fate::Flying;
            packet.fate = Fate::Acked;
            data.extend(packet.data.iter());
            largest = Some(number);
            if was_flying {
                let bytes = packet.data.count();
                self.flying -= bytes;
                // Not in recovery: sec. 7.3.2.
                if number >= self.recovers_from {
                    let (now, rtt) = (ticks(tick), self.rtt.smoothed());
                    self.window.grow(bytes.into(), now, rtt);
                }
            }
        }
        // Sec. 5.1: a sample if the greatest number acknowledged is new.
        debug_assert_eq!(self.flying, self.counted(), "bytes in flight balance");
        if let Some(number) = largest
            && spans.last().is_some_and(|&(_, end)| end == number + 1)
        {
            self.rtt.sample(ticks(tick - self.sent[number as usize].tick));
        }
        if largest.is_some() {
            self.rtt.calm();
            self.largest_acked = self.largest_acked.max(largest);
        }
        data
    }

    /// `DetectAndRemoveLostPackets`: the data of packets that count as lost now.
    pub fn detect(&mut self, tick: u32) -> Vec<Range<u32>> {
        self.loss_due = None;
        let Some(largest) = self.largest_acked else { return Vec::new() };
        let (delay, now) = (self.rtt.loss_delay(), ticks(tick));
        let mut lost = Vec::new();
        for number in self.open..largest {
            let packet = &mut self.sent[number as usize];
            if packet.fate != Fate::Flying {
                continue;
            }
            let due = ticks(packet.tick) + delay;
            if due <= now || largest >= number + PACKET_THRESHOLD {
                packet.fate = Fate::Lost;
                lost.push(number);
            } else {
                self.loss_due = Some(self.loss_due.map_or(due, |other| other.min(due)));
            }
        }
        self.settle_lost(&lost);
        let packets = lost.iter().map(|number| &self.sent[*number as usize]);
        let data = packets.flat_map(|packet| packet.data.iter()).collect();
        self.forget_settled();
        debug_assert_eq!(self.flying, self.counted(), "bytes in flight balance");
        data
    }

    /// One congestion event for all packets sent before it; persistent congestion by itself.
    fn settle_lost(&mut self, lost: &[u32]) {
        let Some(last) = lost.last() else { return };
        self.flying -=
            lost.iter().map(|number| self.sent[*number as usize].data.count()).sum::<u32>();
        debug_assert!(lost.is_sorted() && (*last as usize) < self.sent.len());
        if *last >= self.recovers_from {
            self.recovers_from = self.sent.len() as u32;
            self.window.reduce(self.window.cwnd());
        }
        let period = Time::us(self.rtt.pto_base().as_us() * PERSISTENT_THRESHOLD);
        let mut first = lost[0];
        for &number in lost {
            let between = first as usize..number as usize;
            if self.sent[between].iter().any(|packet| packet.fate == Fate::Acked) {
                first = number;
            }
            let span = self.sent[number as usize].tick - self.sent[first as usize].tick;
            if ticks(span) > period {
                self.window.persist();
            }
        }
    }

    /// Numbers below which nothing is under way need no look any more; what was taken for lost there
    /// and arrives late is sent again for nothing.
    /// The bytes of all packets in flight, added up.
    fn counted(&self) -> u32 {
        let open = self.sent[self.open as usize..].iter();
        open.filter(|packet| packet.fate == Fate::Flying).map(|packet| packet.data.count()).sum()
    }

    fn forget_settled(&mut self) {
        let settled = |packet: &&Sent| packet.fate != Fate::Flying;
        let more = self.sent[self.open as usize..].iter().take_while(settled).count();
        self.open += more as u32;
    }

    /// Of the packets under way, what the oldest carries that has not been acknowledged.
    pub fn oldest(&self, acked: &Spans) -> Option<Spans> {
        let flying = self.sent.iter().filter(|packet| packet.fate == Fate::Flying);
        let open = |packet: &Sent| packet.data.iter().flat_map(|span| acked.gaps(span)).collect();
        flying.map(open).find(|open: &Spans| open.count() > 0)
    }

    /// When some packet counts as lost by time; otherwise when the next probe is due.
    pub fn due(&self) -> (Option<Time>, Option<Time>) {
        let last = self.sent.last().filter(|_| self.flying > 0 && self.loss_due.is_none());
        (self.loss_due, last.map(|packet| ticks(packet.tick) + self.rtt.pto()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Control;
    use std::iter::once;

    /// Ten packets sent a millisecond apart, a round trip of 100 ms known.
    fn ten() -> Recovery {
        let rtt = Rtt::first(Time::ms(100));
        let mut recovery = Recovery::new(Window::quic(Control::NewReno, 1_200), rtt, 1_200);
        (0..10).for_each(|tick| _ = recovery.send(nth(tick), tick));
        recovery
    }

    /// The data of the n-th packet.
    fn nth(number: u32) -> Spans {
        once(data(number)).collect()
    }

    fn data(number: u32) -> Range<u32> {
        number * 1_200..(number + 1) * 1_200
    }

    #[test]
    fn rfc_9002_section_6_1_1_three_packets_later_means_lost() {
        let mut recovery = ten();
        assert_eq!(recovery.acked(&[(2, 3)], 102), [data(2)]);
        assert!(recovery.detect(102).is_empty(), "1 and 0 are less than three behind");
        recovery.acked(&[(2, 4)], 103);
        assert_eq!(recovery.detect(103), [data(0)]);
        assert_eq!(recovery.window.cwnd(), (12_000 + 2 * 1_200) / 2, "one congestion event");
        recovery.acked(&[(2, 6)], 105);
        assert_eq!(recovery.detect(105), [data(1)]);
        assert_eq!(recovery.window.cwnd(), 7_200, "sec. 7.3.2: no second one, and no growth");
    }

    #[test]
    fn rfc_9002_section_6_1_2_nine_eighths_of_a_round_trip_means_lost() {
        let mut recovery = ten();
        recovery.acked(&[(1, 2)], 101);
        assert!(recovery.detect(101).is_empty());
        let (loss, probe) = recovery.due();
        assert_eq!((loss, probe), (Some(recovery.rtt.loss_delay()), None), "sent at 0");
        assert_eq!(recovery.detect(113), [data(0)]);
    }

    #[test]
    fn rfc_9002_section_6_2_1_the_probe_counts_from_the_last_packet() {
        let mut recovery = ten();
        assert_eq!(recovery.due(), (None, Some(Time::ms(9 + 100 + 200))));
        recovery.rtt.back_off();
        assert_eq!(recovery.due(), (None, Some(Time::ms(9 + 2 * 300))));
        assert_eq!(recovery.oldest(&Spans::default()), Some(nth(0)));
    }

    #[test]
    fn rfc_9002_section_7_6_persistent_congestion() {
        let rtt = Rtt::first(Time::ms(100));
        let mut recovery = Recovery::new(Window::quic(Control::NewReno, 1_200), rtt, 1_200);
        // Three probe timeouts are 3 * (100 + 4 * 50) = 900 ms; nothing arrives for longer.
        for tick in [0, 300, 600, 901, 1_000, 1_001, 1_002] {
            recovery.send(nth(tick), tick);
        }
        recovery.acked(&[(6, 7)], 1_102);
        let lost = recovery.detect(1_102).len();
        assert_eq!((lost, recovery.window.cwnd()), (4, 2_400), "kMinimumWindow");
    }
}
