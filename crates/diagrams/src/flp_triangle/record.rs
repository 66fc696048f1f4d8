//! What a run did, written down once as it is computed.

use super::protocol::{Protocol, State};
use machine::{NodeId, NodeSet, Time};
use protocols::consensus::{Bit, Note};
use sim::{Happening, Life, Observer, Recorder, World};
use std::hash::{Hash, Hasher};

/// All that judges and pictures need to know of a run, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What each process proposes.
    pub proposals: Vec<Bit>,
    /// What happened.
    pub moments: Vec<Moment>,
    /// When messages arrived, and how long each took.
    pub arrivals: Vec<(Time, Time)>,
    /// When all processes stood as they had stood a round before, but for the round's number.
    pub returned: Option<Return>,
}

/// A run has come back to where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Return {
    /// When.
    pub at: Time,
    /// The two rounds that begin alike.
    pub rounds: (u32, u32),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Time,
    /// To whom.
    pub node: NodeId,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A process said something.
    Noted(Note),
    /// It crashed.
    Crashed,
    /// It came back.
    Restarted,
}

impl Record {
    /// What happened up to and including `now`.
    pub fn until(&self, now: Time) -> &[Moment] {
        &self.moments[..self.moments.partition_point(|moment| moment.at <= now)]
    }

    /// The decisions up to `now`: when, who, what.
    pub fn decisions(&self, now: Time) -> impl Iterator<Item = (Time, NodeId, Bit)> {
        self.until(now).iter().filter_map(|moment| match moment.what {
            What::Noted(Note::Decided(value)) => Some((moment.at, moment.node, value)),
            _ => None,
        })
    }

    /// Who is down at `now`.
    pub fn down(&self, now: Time) -> NodeSet {
        let mut down = NodeSet::default();
        for moment in self.until(now) {
            match moment.what {
                What::Crashed => _ = down.insert(moment.node),
                What::Restarted => down.remove(moment.node),
                _ => {}
            }
        }
        down
    }

    /// How many crashes there were up to `now`.
    pub fn crashes(&self, now: Time) -> usize {
        self.until(now).iter().filter(|moment| moment.what == What::Crashed).count()
    }

    /// The messages that had arrived by `now`.
    pub fn arrived(&self, now: Time) -> &[(Time, Time)] {
        &self.arrivals[..self.arrivals.partition_point(|(at, _)| *at <= now)]
    }
}

/// Writes the record of a run.
pub struct Writer {
    /// What is written so far.
    pub record: Record,
    pending: Pending,
}

/// What it keeps in mind: how all stood when the slowest began its present round.
#[derive(Clone, Default)]
struct Pending {
    round: u32,
    stood: Option<u64>,
}

impl Writer {
    /// An empty record of a run with these proposals.
    pub fn new(proposals: Vec<Bit>) -> Self {
        let record = Record { proposals, ..Record::default() };
        Self { record, pending: Pending::default() }
    }

    fn moment(&mut self, at: Time, node: NodeId, what: What) {
        self.record.moments.push(Moment { at, node, what });
    }

    /// Whether all stand as they stood when the round before began, their rounds apart.
    ///
    /// Then, as the adversary does the same in the same place, the run goes round for ever. Only
    /// where all have just begun the same round is it looked at, so what is on its way is what each
    /// has just reported and one message that is late and is ignored by whoever gets it.
    fn look_back(&mut self, world: &World<Protocol>) {
        let Some((round, stands)) = stand(world) else { return };
        if round == self.pending.round {
            return;
        }
        let before = std::mem::replace(&mut self.pending, Pending { round, stood: Some(stands) });
        if self.record.returned.is_none() && before.stood == Some(stands) {
            let (at, rounds) = (world.now(), (before.round, round));
            self.record.returned = Some(Return { at, rounds });
        }
    }
}

/// The round that all processes have just begun, if it is the same, and a hash of how they stand.
fn stand(world: &World<Protocol>) -> Option<(u32, u64)> {
    let mut hasher = machine::StableHasher::default();
    let mut common = None;
    for node in NodeSet::first(world.size()).iter() {
        let Some(State::BenOr(state)) = world.state(node) else { return None };
        let begun = state.phase == protocols::ben_or::Phase::Report && state.early.is_empty();
        if !begun || state.decided.is_some() || *common.get_or_insert(state.round) != state.round {
            return None;
        }
        (state.value, state.heard).hash(&mut hasher);
    }
    Some((common?, hasher.finish()))
}

impl Observer<Protocol> for Writer {
    fn see(&mut self, at: Time, what: &Happening<'_, Protocol>) {
        match what {
            Happening::Noted(node, note) => self.moment(at, *node, What::Noted(**note)),
            Happening::Crashed(node) => self.moment(at, *node, What::Crashed),
            Happening::Restarted(node, _) => self.moment(at, *node, What::Restarted),
            Happening::Arrived(flight) if !flight.msg.is_heartbeat() => {
                self.record.arrivals.push((at, at - flight.sent));
            }
            _ => {}
        }
    }

    fn stepped(&mut self, world: &World<Protocol>, node: NodeId) {
        if matches!(world.life(node), Life::Up(State::BenOr(_))) {
            self.look_back(world);
        }
    }
}

/// A place in a record.
#[derive(Clone)]
pub struct Page {
    lengths: [usize; 2],
    returned: Option<Return>,
    pending: Pending,
}

impl Recorder<Protocol> for Writer {
    type Page = Page;

    fn page(&self) -> Page {
        let r = &self.record;
        let lengths = [r.moments.len(), r.arrivals.len()];
        Page { lengths, returned: r.returned, pending: self.pending.clone() }
    }

    fn turn_back(&mut self, page: &Page) {
        let [moments, arrivals] = page.lengths;
        self.record.moments.truncate(moments);
        self.record.arrivals.truncate(arrivals);
        self.record.returned = page.returned;
        self.pending = page.pending.clone();
    }
}
