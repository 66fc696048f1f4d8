//! Keeps what a process that is far behind has still to read finite: see [`View::place`].

use super::steps::{Envelope, NO_ROUND, Steps};
use crate::explore::view::View;
use machine::{Machine, NodeId};

/// How often a round may stand in a row.
const ROW_MAX: usize = 3;

impl<M: Machine, V: View<M>> Steps<M, V> {
    /// Puts in order, and shortens, what the one process that is behind all others has to read.
    pub fn squeeze(&mut self, processes: &mut [u32], messages: &mut Vec<u32>) {
        let rounds: Vec<u32> = processes.iter().map(|at| self.round(*at)).collect();
        let Some((behind, first)) = rounds.iter().enumerate().min_by_key(|(_, round)| **round)
        else {
            return;
        };
        let others = rounds.iter().enumerate().filter(|(at, _)| *at != behind);
        let next = others.map(|(_, round)| *round).min().unwrap_or(NO_ROUND);
        if next == NO_ROUND || next < first + 2 {
            return;
        }
        let passed = first + 1..next;
        for round in passed.clone() {
            self.order(messages, NodeId(behind as u8), round);
        }
        let mut passed = passed;
        while let Some(round) = self.repeated(messages, passed.clone()) {
            messages.retain(|message| self.place(*message).0 != round);
            for message in messages.iter_mut() {
                if self.place(*message).0 > round {
                    *message = self.shifted(*message, false, 1);
                }
            }
            for (at, process) in processes.iter_mut().enumerate() {
                if at != behind {
                    *process = self.shifted(*process, true, 1);
                }
            }
            passed.end -= 1;
            debug_assert!(passed.start <= passed.end, "a round that was passed is left");
        }
    }

    /// Says what was said at each place of a round in order, the least by the first sender.
    fn order(&mut self, messages: &mut [u32], to: NodeId, round: u32) {
        let mine = |message: u32| {
            let place = self.place(message);
            (place.0 == round && self.envelope(message).to == to).then_some(place.1)
        };
        let mut places: Vec<u32> = messages.iter().filter_map(|at| mine(*at)).collect();
        machine::sort_by_key(&mut places, |place| *place);
        places.dedup();
        for place in places {
            let at = |at: &usize| {
                let message = messages[*at];
                self.place(message) == (round, place) && self.envelope(message).to == to
            };
            let at: Vec<usize> = (0..messages.len()).filter(at).collect();
            let mut from: Vec<NodeId> =
                at.iter().map(|at| self.envelope(messages[*at]).from).collect();
            let mut said: Vec<M::Msg> =
                at.iter().map(|at| self.envelope(messages[*at]).msg.clone()).collect();
            machine::sort_by_key(&mut from, |from| *from);
            machine::sort_by_key(&mut said, Clone::clone);
            debug_assert!(
                at.len() == from.len() && from.len() == said.len(),
                "each has its sender"
            );
            for ((at, from), msg) in at.into_iter().zip(from).zip(said) {
                messages[at] = self.address(Envelope { from, to, msg });
            }
        }
    }

    /// A round that says the same as those before it, more often than it may.
    fn repeated(&mut self, messages: &[u32], rounds: std::ops::Range<u32>) -> Option<u32> {
        let mut row = 0;
        let mut before = Vec::new();
        for round in rounds {
            let of_round = messages.iter().filter(|at| self.place(**at).0 == round);
            let of_round: Vec<u32> = of_round.copied().collect();
            debug_assert!(round > 0, "rounds begin at 1");
            let shifted = of_round.iter().map(|at| self.shifted(*at, false, round - 1));
            let mut now: Vec<u32> = shifted.collect();
            machine::sort_by_key(&mut now, |message| *message);
            row = if now == before { row + 1 } else { 1 };
            if row > ROW_MAX {
                return Some(round);
            }
            before = now;
        }
        None
    }

    fn place(&self, message: u32) -> (u32, u32) {
        self.view().place(&self.envelope(message).msg).unwrap_or((0, 0))
    }
}
