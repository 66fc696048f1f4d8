//! What a space-time diagram draws: the messages and events of a window of time.

use crate::{Flight, Happening, Loss, MsgId, Observer};
use machine::{Machine, NodeId, Time};
use std::collections::VecDeque;

/// A message's way, as far as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing<Msg> {
    /// Its number.
    pub id: MsgId,
    /// Who sent it.
    pub from: NodeId,
    /// Whom to.
    pub to: NodeId,
    /// When it was sent.
    pub sent: Time,
    /// When it ended.
    pub ended: Time,
    /// Why it did not arrive, if it did not.
    pub lost: Option<Loss>,
    /// What it says.
    pub msg: Msg,
}

/// The messages whose way ended in the last stretch of time, oldest first.
#[derive(Clone, Debug)]
pub struct Trail<Msg> {
    span: Time,
    crossings: VecDeque<Crossing<Msg>>,
}

/// No picture can show more.
const CROSSINGS_MAX: usize = 6_000;

impl<Msg: Clone> Trail<Msg> {
    /// An empty trail that remembers for `span`.
    #[must_use]
    pub fn new(span: Time) -> Self {
        Self { span, crossings: VecDeque::new() }
    }

    /// How far it remembers.
    #[must_use]
    pub fn span(&self) -> Time {
        self.span
    }

    /// What it remembers.
    pub fn crossings(&self) -> impl Iterator<Item = &Crossing<Msg>> {
        self.crossings.iter()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.crossings.clear();
    }

    fn push(&mut self, at: Time, flight: &Flight<Msg>, lost: Option<Loss>) {
        let oldest = at.saturating_sub(self.span);
        while self.crossings.front().is_some_and(|first| first.ended < oldest)
            || self.crossings.len() >= CROSSINGS_MAX
        {
            self.crossings.pop_front();
        }
        let Flight { id, from, to, sent, ref msg, .. } = *flight;
        debug_assert!(sent <= at, "a way ends after its beginning");
        debug_assert!(self.crossings.back().is_none_or(|last| last.ended <= at), "oldest first");
        self.crossings.push_back(Crossing {
            id,
            from,
            to,
            sent,
            ended: at,
            lost,
            msg: msg.clone(),
        });
    }
}

impl<M: Machine> Observer<M> for Trail<M::Msg> {
    fn see(&mut self, at: Time, what: &Happening<'_, M>) {
        match what {
            Happening::Arrived(flight) => self.push(at, flight, None),
            Happening::Lost(flight, loss) => self.push(at, flight, Some(*loss)),
            _ => {}
        }
    }
}
