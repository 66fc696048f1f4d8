//! What a run did, written down once as it is computed.

use super::store::{self, Cluster, Ghost, Goal, Store, World};
use machine::{NodeId, NodeSet, Time};
use protocols::client::{ClientNote, Key, Note, Op, OpId, Outcome, Value};
use sim::{Happening, Life, Observer, Recorder};

/// Everything the judge and the pictures need to know of a run, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What reads were answered with, if with several values.
    pub siblings: Vec<(OpId, [Value; 4])>,
    /// What clients asked, and what they were told.
    pub history: Vec<(Time, ClientNote)>,
    /// What else happened.
    pub moments: Vec<Moment>,
    /// Which replicas could reach each other, from when on.
    pub wirings: Vec<Wiring>,
    /// After each time of healing, when every replica had caught up.
    pub healings: Vec<(Time, Option<Time>)>,
    /// Acknowledged writes that no replica holds any more, and since when.
    pub lost: Vec<(Time, OpId, Value)>,
    /// The first fall of each invariant.
    pub broken: Vec<(Time, Broken)>,
    /// Grows when something written is forgotten.
    pub rewrites: u32,
}

/// An invariant has fallen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its id.
    pub id: &'static str,
    /// The witness, in words.
    pub why: String,
}

/// The network from some moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wiring {
    /// From when.
    pub at: Time,
    /// Whether anything is cut.
    pub cut: bool,
    /// The groups of servers that can reach each other, largest first.
    pub components: Vec<NodeSet>,
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

/// What can happen, as far as a reader is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It crashed.
    Crashed,
    /// It came back; true if its disk was lost.
    Restarted(bool),
    /// It stood still.
    Paused,
    /// It went on.
    Resumed,
    /// It stood for election in this term.
    Stood(u32),
    /// It won the election of this term.
    Led(u32),
    /// It stopped leading.
    SteppedDown,
    /// It answered a read with several values at once.
    Siblings(OpId, [Value; 4]),
    /// The network was cut or mended.
    Rewired,
    /// Something to say, and not more.
    Said(String),
}

/// Writes the record of a run, and checks its invariants at every step.
pub struct Writer {
    /// What is written so far.
    pub record: Record,
    store: Store,
    servers: NodeSet,
    pending: Pending,
}

/// What the writer keeps in mind between two steps.
#[derive(Clone)]
struct Pending {
    ghost: Ghost,
    goal: Option<Goal>,
    /// Each client's write that waits for its answer.
    writes: Vec<(OpId, Key, Value)>,
    /// Acknowledged writes, the last of each client on each key: it has replaced those before.
    acknowledged: Vec<(OpId, Key, Value)>,
    /// When the network became whole again, until that is dealt with.
    healed: Option<Time>,
    checked: Time,
}

/// How often it is asked whether a write was lost and whether all have caught up.
const CHECK_EVERY: Time = Time::ms(5);

impl Writer {
    /// An empty record of a run of `store` with these servers.
    pub fn new(store: Store, servers: NodeSet) -> Self {
        let pending = Pending {
            ghost: store::ghost(&store),
            goal: None,
            writes: Vec::new(),
            acknowledged: Vec::new(),
            healed: None,
            checked: Time::ZERO,
        };
        let first = Wiring { at: Time::ZERO, cut: false, components: vec![servers] };
        let record = Record { wirings: vec![first], ..Record::default() };
        Self { record, store, servers, pending }
    }

    fn moment(&mut self, at: Time, node: NodeId, what: What) {
        self.record.moments.push(Moment { at, node, what });
    }

    fn heard(&mut self, at: Time, note: ClientNote) {
        self.record.history.push((at, note));
        let pending = &mut self.pending;
        match note {
            ClientNote::Invoked(id, Op::Write(key, value)) => pending.writes.push((id, key, value)),
            ClientNote::Returned(id, outcome) => {
                let Some(index) = pending.writes.iter().position(|write| write.0 == id) else {
                    return;
                };
                let write = pending.writes.swap_remove(index);
                if outcome == Outcome::Written {
                    let same =
                        |old: &(OpId, Key, Value)| old.0.client == id.client && old.1 == write.1;
                    pending.acknowledged.retain(|old| !same(old));
                    pending.acknowledged.push(write);
                }
            }
            ClientNote::Invoked(..) => {}
        }
    }

    fn rewired(&mut self, at: Time, cuts: &sim::Cuts) {
        let mut components = cuts.components(self.servers);
        machine::sort_by_key(&mut components, |component| std::cmp::Reverse(component.len()));
        let was_cut = self.record.wirings.last().is_some_and(|wiring| wiring.cut);
        let cut = cuts.any();
        self.pending.healed = (was_cut && !cut).then_some(at);
        if self.pending.healed.is_some() {
            self.record.healings.push((at, None));
        }
        if cut {
            self.pending.goal = None;
        }
        self.record.wirings.push(Wiring { at, cut, components });
        self.moment(at, NodeId(0), What::Rewired);
    }

    /// Looks for lost writes, and whether all have caught up since the network was healed.
    fn check(&mut self, world: &World) {
        let now = world.now();
        self.pending.checked = now;
        if self.pending.healed.take().is_some() {
            self.pending.goal = Some(store::goal(&self.store, world));
        }
        let goal = self.pending.goal.take();
        if let Some(goal) = goal {
            if store::reached(&self.store, &goal, world) {
                if let Some(last) = self.record.healings.last_mut() {
                    last.1 = Some(now);
                }
            } else {
                self.pending.goal = Some(goal);
            }
        }
        self.look_for_lost(world);
    }

    fn look_for_lost(&mut self, world: &World) {
        let (servers, ghost) = (self.servers, &self.pending.ghost);
        let held = |write| servers.iter().any(|node| store::holds(ghost, world.life(node), write));
        let lost = &mut self.record.lost;
        let now = world.now();
        self.pending.acknowledged.retain(|&write| {
            let held = held(write);
            if !held {
                lost.push((now, write.0, write.2));
            }
            held
        });
    }
}

impl Observer<Cluster> for Writer {
    fn see(&mut self, at: Time, what: &Happening<'_, Cluster>) {
        match what {
            Happening::Noted(_, Note::Client(note)) => self.heard(at, *note),
            Happening::Noted(node, Note::Server(note)) => match store::tell(note) {
                Some(What::Siblings(op, values)) => self.record.siblings.push((op, values)),
                Some(what) => self.moment(at, *node, what),
                None => {}
            },
            Happening::Crashed(node) => self.moment(at, *node, What::Crashed),
            Happening::Restarted(node, wiped) => self.moment(at, *node, What::Restarted(*wiped)),
            Happening::Paused(node) => self.moment(at, *node, What::Paused),
            Happening::Resumed(node) => self.moment(at, *node, What::Resumed),
            Happening::Rewired(cuts) => self.rewired(at, cuts),
            Happening::Missed(_)
            | Happening::Sent(_)
            | Happening::Arrived(_)
            | Happening::Lost(..)
            | Happening::TimedOut(..) => {}
        }
    }

    fn stepped(&mut self, world: &World, node: NodeId) {
        for broken in store::observe(&self.store, &mut self.pending.ghost, world, node) {
            if self.record.broken.iter().all(|(_, before)| before.id != broken.id) {
                self.record.broken.push((world.now(), broken));
            }
        }
        let crashed = matches!(world.life(node), Life::Down(_));
        if world.now() >= self.pending.checked + CHECK_EVERY
            || crashed
            || self.pending.healed.is_some()
        {
            self.check(world);
        }
    }
}

/// A place in a record: how much of each list there was, and what was in mind.
#[derive(Clone)]
pub struct Page {
    lengths: [usize; 7],
    open_healing: bool,
    pending: Pending,
}

impl Recorder<Cluster> for Writer {
    type Page = Page;

    fn page(&self) -> Page {
        let r = &self.record;
        Page {
            lengths: [
                r.history.len(),
                r.moments.len(),
                r.wirings.len(),
                r.healings.len(),
                r.lost.len(),
                r.broken.len(),
                r.siblings.len(),
            ],
            open_healing: r.healings.last().is_some_and(|(_, done)| done.is_none()),
            pending: self.pending.clone(),
        }
    }

    fn turn_back(&mut self, page: &Page) {
        let r = &mut self.record;
        let [history, moments, wirings, healings, lost, broken, siblings] = page.lengths;
        r.history.truncate(history);
        r.moments.truncate(moments);
        r.wirings.truncate(wirings);
        r.healings.truncate(healings);
        r.lost.truncate(lost);
        r.broken.truncate(broken);
        r.siblings.truncate(siblings);
        if let Some(last) = r.healings.last_mut().filter(|_| page.open_healing) {
            last.1 = None;
        }
        r.rewrites += 1;
        self.pending = page.pending.clone();
    }
}
