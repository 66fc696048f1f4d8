//! Lemma 3 of Fischer, Lynch and Paterson, as a search.

use super::Valencies;
use crate::explore::{After, Model, Schedule, Search, Step};

/// A schedule after which an event has happened and both decisions are still possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// The schedule. Its last step is the event, unless the event came too late to be read.
    pub schedule: Schedule,
    /// Whether the event's message comes too late: its receiver has read another one in its place,
    /// so it arrives after the schedule's last step and changes nothing.
    pub late: bool,
}

impl Valencies {
    /// For a bivalent `state` and an `event` that can happen in it, a shortest schedule in which
    /// that event happens last and which ends in a bivalent state (Lemma 3 says that there is one).
    ///
    /// If the event by itself leaves both decisions possible, that is the schedule. Otherwise other
    /// messages must go first. Schedules in which the event's message is still read come before
    /// those in which it is late.
    pub fn waiting<M: Model>(
        &self,
        search: &mut Search<M>,
        state: u32,
        event: u32,
    ) -> Option<Waits> {
        // What was reached without the event: the state, the event's number there, predecessor, step.
        let mut reached: Vec<(u32, u32, usize, Option<Step>)> = vec![(state, event, 0, None)];
        let mut late = None;
        let mut at = 0;
        while at < reached.len() {
            let (from, event, _, _) = reached[at];
            let step = search.graph().action(from, event)?;
            if self.is_bivalent(step.to) {
                return Some(Waits {
                    schedule: way(state, &reached, at, step.into()),
                    late: false,
                });
            }
            let words = search.state(from);
            let others: Vec<_> = search.graph().actions(from).collect();
            for edge in others.into_iter().filter(|edge| edge.action != event) {
                match search.model_mut().after(&words, edge.action, event) {
                    After::Pending(event) => {
                        if !reached.iter().any(|known| (known.0, known.1) == (edge.to, event)) {
                            reached.push((edge.to, event, at, Some(edge.into())));
                        }
                    }
                    After::Void if late.is_none() && self.is_bivalent(edge.to) => {
                        late = Some(way(state, &reached, at, edge.into()));
                    }
                    After::Void | After::Unknown => {}
                }
            }
            at += 1;
        }
        late.map(|schedule| Waits { schedule, late: true })
    }
}

fn way(start: u32, reached: &[(u32, u32, usize, Option<Step>)], at: usize, last: Step) -> Schedule {
    let mut steps = vec![last];
    let mut back = at;
    while let (_, _, before, Some(step)) = reached[back] {
        steps.push(step);
        back = before;
    }
    steps.reverse();
    Schedule { start, steps, cycle: None }
}
