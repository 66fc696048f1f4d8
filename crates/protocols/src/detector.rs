//! Failure detectors: a part of a machine that says who seems to have crashed.
//!
//! After Chandra and Toueg, "Unreliable Failure Detectors for Reliable Distributed Systems"
//! (JACM 43(2), 1996), called *CT96* here. What it says may be wrong at any time; how wrong, for how
//! long, is the detector's class (section 2.4). The eventually perfect one of section 9.1, figure 10,
//! is here, and one that says what an adversary wants it to say. Who is trusted with the lowest name
//! of all is the leader: that is an Omega when the detector is eventually perfect.
//!
//! The detectors that systems run, several over the same heartbeats, are in [`watch`]: how long each
//! waits for the next is in [`estimate`]. The one that probes at random and asks others to probe is
//! in [`swim`].

pub mod estimate;
pub mod swim;
pub mod watch;

use crate::consensus::Note;
use machine::{Effects, Machine, NodeId, NodeSet, Time};
use std::fmt::{Display, Formatter, Result};

/// Where suspicions come from. Commands always count, see [`suspect`] and [`trust`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detector {
    /// From commands alone: the choice of an adversary, a script or a reader.
    Commanded,
    /// From silence. Each process says at every beat that it is alive, and suspects whom it has not
    /// heard from for its patience with that process; when it finds itself wrong, its patience grows
    /// by a beat. So if messages are ever on time, it is one day right about all
    /// (eventually perfect; CT96, figure 10).
    Heartbeats {
        /// The time between two beats.
        beat: Time,
        /// The patience at first, longer than a beat and a message take.
        patience: Time,
    },
}

/// The timers of a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Say that you are alive.
    Beat,
    /// The patience with a process is at its end.
    Patience(NodeId),
}

/// "I am alive."
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alive;

/// `hb`.
impl Display for Alive {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("hb")
    }
}

/// What a process thinks of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Suspicions {
    suspected: NodeSet,
    /// How often it was wrong about each.
    wrong: Vec<u32>,
}

/// The command that makes a process suspect `node`.
#[must_use]
pub fn suspect(node: NodeId) -> u32 {
    u32::from(node.0) << 1
}

/// The command that makes a process trust `node`.
#[must_use]
pub fn trust(node: NodeId) -> u32 {
    suspect(node) | 1
}

impl Suspicions {
    /// Whom it suspects.
    #[must_use]
    pub fn suspected(&self) -> NodeSet {
        self.suspected
    }

    /// The first of `processes` that is not suspected.
    #[must_use]
    pub fn leader(&self, processes: usize) -> Option<NodeId> {
        NodeSet::first(processes).minus(self.suspected).iter().next()
    }
}

/// `?AC` for those suspected, nothing for none.
impl Display for Suspicions {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.suspected.is_empty() {
            return Ok(());
        }
        f.write_str(" ?")?;
        self.suspected.iter().try_for_each(|node| write!(f, "{node}"))
    }
}

/// A machine with a failure detector in it.
pub(crate) trait Detects:
    Machine<Note = Note, Msg: From<Alive>, Timer: From<Timer>>
{
    /// How many processes there are.
    fn processes(&self) -> usize;
}

impl Detector {
    /// Starts it, suspecting nobody.
    pub(crate) fn boot<M: Detects>(self, of: &M, me: NodeId, out: &mut Effects<M>) -> Suspicions {
        let now = Suspicions { suspected: NodeSet::default(), wrong: vec![0; of.processes()] };
        if let Self::Heartbeats { .. } = self {
            self.beat(of, me, out);
            others(of, me).for_each(|node| self.wait(&now, node, out));
        }
        now
    }

    /// A timer of its has run out.
    pub(crate) fn time_out<M: Detects>(
        self,
        of: &M,
        (me, now): (NodeId, &mut Suspicions),
        timer: Timer,
        out: &mut Effects<M>,
    ) {
        match timer {
            Timer::Beat => self.beat(of, me, out),
            Timer::Patience(node) => {
                debug_assert!(node != me, "nobody suspects itself");
                now.suspected.insert(node);
                out.note(Note::Suspects(node));
            }
        }
    }

    /// A sign of life came from `node`.
    pub(crate) fn alive<M: Detects>(
        self,
        now: &mut Suspicions,
        node: NodeId,
        out: &mut Effects<M>,
    ) {
        if now.suspected.contains(node) {
            now.suspected.remove(node);
            debug_assert!(!now.suspected.contains(node));
            now.wrong[node.index()] += 1;
            out.note(Note::Trusts(node));
        }
        self.wait(now, node, out);
    }

    /// Somebody says what it shall think; whether that is a change.
    pub(crate) fn command<M: Detects>(
        self,
        of: &M,
        (me, now): (NodeId, &mut Suspicions),
        code: u32,
        out: &mut Effects<M>,
    ) -> bool {
        let Some(node) = u8::try_from(code >> 1).ok().map(NodeId) else { return false };
        let (trusted, trusts) = (!now.suspected.contains(node), code & 1 == 1);
        if node == me || node.index() >= of.processes() || trusted == trusts {
            return false;
        }
        if trusts {
            now.suspected.remove(node);
            out.note(Note::Trusts(node));
            self.wait(now, node, out);
        } else {
            now.suspected.insert(node);
            out.note(Note::Suspects(node));
        }
        true
    }

    fn beat<M: Detects>(self, of: &M, me: NodeId, out: &mut Effects<M>) {
        if let Self::Heartbeats { beat, .. } = self {
            others(of, me).for_each(|to| out.send(to, Alive.into()));
            out.set_timer(Timer::Beat.into(), beat..=beat);
        }
    }

    fn wait<M: Detects>(self, now: &Suspicions, node: NodeId, out: &mut Effects<M>) {
        if let Self::Heartbeats { beat, patience } = self {
            let more = beat.as_us() * u64::from(now.wrong[node.index()]);
            let patience = patience + Time::us(more);
            out.set_timer(Timer::Patience(node).into(), patience..=patience);
        }
    }
}

fn others<M: Detects>(of: &M, me: NodeId) -> impl Iterator<Item = NodeId> + use<M> {
    NodeSet::first(of.processes()).iter().filter(move |&node| node != me)
}
