//! What a run did, written down once as it is computed.

use super::cluster::{Cluster, Msg, Note, Timer};
use super::truth::{Line, Truth};
use check::quality::{Quality, Watched};
use machine::{NodeId, NodeSet, Time};
use protocols::detector::estimate::Method;
use protocols::detector::watch::{self, Watch};
use protocols::raft;
use sim::{Cuts, Happening, Network, Observer, Recorder, World};

/// All that judges and pictures need to know of a run, in order of time.
#[derive(Clone, Default)]
pub struct Record {
    /// Detectors that changed their mind.
    pub flips: Vec<Flip>,
    /// Which of them are of each method, watcher and watched.
    by: Vec<Vec<u32>>,
    /// Who is down, from when on.
    downs: Vec<(Time, NodeSet)>,
    /// When each method first suspected a process that was up, over a link without trouble.
    pub wrong: [Option<Time>; 6],
    /// What else happened.
    pub moments: Vec<Moment>,
    /// How sure each method was of the pair that is looked at: a few times a beat, and at each peak.
    pub levels: Vec<Levels>,
    /// What was cut by hand, from when on.
    pub cuts: Vec<(Time, Cuts)>,
    /// Messages sent in each [`SLOT`]: heartbeats, SWIM's, Raft's.
    pub sent: Vec<[u32; 3]>,
}

/// How finely messages are counted.
pub const SLOT: Time = Time::ms(100);

/// How sure each method is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// When.
    pub at: Time,
    /// In thousandths of its threshold, in the order of [`Method::ALL`].
    pub of: [u16; 6],
}

/// Of so many ticks of the watcher one is kept, where levels rise.
const KEPT: u32 = 8;

/// A detector changed its mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// When.
    pub at: Time,
    /// Whose.
    pub by: NodeId,
    /// Which, about whom, and what it thinks now.
    pub note: watch::Note,
    /// Whether it crashed and has forgotten.
    pub forgot: bool,
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
    /// It crashed.
    Crashed,
    /// It came back.
    Restarted,
    /// It stood still.
    Paused,
    /// It went on.
    Resumed,
    /// It stands for election in this term.
    Stood(raft::Term),
    /// It leads this term.
    Led(raft::Term),
    /// It led, and does no more.
    SteppedDown,
}

/// There are never more processes.
const NODES: usize = 9;

/// Where in [`Record::by`] the flips of a method about a pair are.
fn place((by, of): (NodeId, NodeId), method: Method) -> usize {
    (method as usize * NODES + by.index()) * NODES + of.index()
}

impl What {
    /// What Raft's server says, as far as a picture has it.
    pub fn of_raft(note: raft::Note) -> Option<Self> {
        match note {
            raft::Note::StartedElection { term } => Some(Self::Stood(term)),
            raft::Note::BecameLeader { term } => Some(Self::Led(term)),
            raft::Note::SteppedDown { .. } => Some(Self::SteppedDown),
            _ => None,
        }
    }
}

/// Whether a picture shows it. Clocks tick thirty times a heartbeat, and most ticks do nothing.
pub fn shown(what: &Happening<'_, Cluster>) -> bool {
    match what {
        Happening::TimedOut(..) => false,
        Happening::Noted(_, Note::Raft(note)) => What::of_raft(*note).is_some(),
        _ => true,
    }
}

impl Record {
    /// What happened up to and including `now`.
    pub fn until(&self, now: Time) -> &[Moment] {
        &self.moments[..self.moments.partition_point(|moment| moment.at <= now)]
    }

    /// The changes of mind from `from` up to and including `now`.
    pub fn flips_between(&self, from: Time, now: Time) -> &[Flip] {
        let first = self.flips.partition_point(|flip| flip.at < from);
        let last = self.flips.partition_point(|flip| flip.at <= now);
        &self.flips[first..last.max(first)]
    }

    /// What is cut by hand at `now`.
    pub fn cuts_at(&self, now: Time) -> Option<&Cuts> {
        let place = self.cuts.partition_point(|(at, _)| *at <= now);
        place.checked_sub(1).map(|place| &self.cuts[place].1)
    }

    /// When a process was up: from when, and when it crashed, if it did.
    pub fn lives(&self, node: NodeId) -> Vec<(Time, Option<Time>)> {
        let mut lives = vec![(Time::ZERO, None)];
        for moment in self.moments.iter().filter(|moment| moment.node == node) {
            match (&moment.what, lives.last_mut()) {
                (What::Crashed, Some(last)) => last.1 = Some(moment.at),
                (What::Restarted, _) => lives.push((moment.at, None)),
                _ => {}
            }
        }
        lives
    }

    /// Who is down at `now`.
    pub fn down(&self, now: Time) -> NodeSet {
        let place = self.downs.partition_point(|(at, _)| *at <= now);
        place.checked_sub(1).map_or(NodeSet::default(), |place| self.downs[place].1)
    }

    fn of(&self, (by, of): (NodeId, NodeId), method: Method, now: Time) -> &[u32] {
        let Some(all) = self.by.get(place((by, of), method)) else { return &[] };
        &all[..all.partition_point(|index| self.flips[*index as usize].at <= now)]
    }

    /// What `by` said of `of` by a method, as far as `now`; a crash makes it forget.
    pub fn outputs(&self, pair: (NodeId, NodeId), method: Method, now: Time) -> Vec<(Time, bool)> {
        let flips = self.of(pair, method, now).iter().map(|index| &self.flips[*index as usize]);
        flips.map(|flip| (flip.at, flip.note.suspects)).collect()
    }

    /// Whom `by` suspects at `now` by a method, of so many processes.
    pub fn suspects(&self, by: NodeId, method: Method, (nodes, now): (usize, Time)) -> NodeSet {
        let suspects = |of: &NodeId| {
            let last = self.of((by, *of), method, now).last();
            last.is_some_and(|index| self.flips[*index as usize].note.suspects)
        };
        NodeSet::first(nodes).iter().filter(suspects).collect()
    }

    fn flip(&mut self, flip: Flip) {
        let place = place((flip.by, flip.note.node), flip.note.method);
        if self.by.len() <= place {
            self.by.resize(place + 1, Vec::new());
        }
        self.by[place].push(self.flips.len() as u32);
        self.flips.push(flip);
    }

    /// A process is down or up: what it suspected is forgotten.
    fn life(&mut self, at: Time, node: NodeId, up: bool) {
        let mut down = self.down(at);
        if up {
            down.remove(node);
        } else {
            down.insert(node);
            for method in Method::ALL {
                for of in self.suspects(node, method, (NODES, at)).iter() {
                    let note = watch::Note { method, node: of, suspects: false };
                    self.flip(Flip { at, by: node, note, forgot: true });
                }
            }
        }
        self.downs.push((at, down));
    }

    /// How good a method was in the hands of the processes that are up at `now`.
    pub fn quality(&self, nodes: usize, method: Method, now: Time) -> Quality {
        let mut quality = Quality::default();
        let lives: Vec<_> = NodeSet::first(nodes).iter().map(|node| self.lives(node)).collect();
        let up = |node: NodeId| {
            let begun = lives[node.index()].iter().rfind(|(from, _)| *from <= now);
            begun.is_some_and(|(_, crash)| crash.is_none_or(|at| at > now))
        };
        for by in NodeSet::first(nodes).iter().filter(|&by| up(by)) {
            for of in NodeSet::first(nodes).iter().filter(|&of| of != by) {
                let flips = self.outputs((by, of), method, now);
                let lives = &lives[of.index()];
                quality.add(&Watched { flips: &flips, lives, until: now });
            }
        }
        quality
    }

    /// Messages sent up to `now`, by kind.
    pub fn sent_until(&self, now: Time) -> [u64; 3] {
        let slots = (now.as_us() / SLOT.as_us()) as usize;
        let mut sum = [0; 3];
        for slot in self.sent.iter().take(slots) {
            for (sum, count) in sum.iter_mut().zip(slot) {
                *sum += u64::from(*count);
            }
        }
        sum
    }
}

/// Writes the record of a run.
pub struct Writer {
    /// What is written so far.
    pub record: Record,
    watch: Watch,
    network: Network,
    /// Whose suspicion of whom is sampled.
    pair: (NodeId, NodeId),
    ticked: bool,
    /// The tick before, and how many ticks ago one was kept.
    before: Option<(Levels, u32)>,
}

impl Writer {
    /// An empty record; of one pair the suspicion over time is kept.
    pub fn new(watch: Watch, network: Network, pair: (NodeId, NodeId)) -> Self {
        Self { record: Record::default(), watch, network, pair, ticked: false, before: None }
    }

    fn moment(&mut self, at: Time, node: NodeId, what: What) {
        self.record.moments.push(Moment { at, node, what });
    }

    fn flip(&mut self, at: Time, by: NodeId, note: watch::Note) {
        let truth = Truth { network: &self.network, record: &self.record };
        let whole = |link| truth.line(link, at) == Line::Good;
        let wrong = note.suspects
            && whole((note.node, by))
            && whole((by, note.node))
            && !self.record.down(at).contains(note.node);
        if wrong {
            self.record.wrong[note.method as usize].get_or_insert(at);
        }
        self.record.flip(Flip { at, by, note, forgot: false });
    }

    /// Keeps a level, and the one before if that was a peak.
    fn level(&mut self, now: Levels) {
        let levels = &mut self.record.levels;
        let ago = match self.before {
            Some((before, ago)) if before.of.iter().zip(now.of).any(|(was, is)| is < *was) => {
                levels.extend(Some(before).filter(|_| ago > 0));
                KEPT
            }
            Some((_, ago)) => ago + 1,
            None => KEPT,
        };
        let ago = if ago >= KEPT { 0 } else { ago };
        levels.extend(Some(now).filter(|_| ago == 0));
        self.before = Some((now, ago));
    }

    fn count(&mut self, at: Time, msg: &Msg) {
        let slot = (at.as_us() / SLOT.as_us()) as usize;
        if self.record.sent.len() <= slot {
            self.record.sent.resize(slot + 1, [0; 3]);
        }
        let kind = match msg {
            Msg::Watch(watch::Msg::Swim(_)) => 1,
            Msg::Watch(_) => 0,
            Msg::Raft(_) => 2,
        };
        self.record.sent[slot][kind] += 1;
    }
}

impl Observer<Cluster> for Writer {
    fn see(&mut self, at: Time, what: &Happening<'_, Cluster>) {
        match what {
            Happening::Sent(flight) => self.count(at, &flight.msg),
            Happening::TimedOut(node, Timer::Watch(_)) => self.ticked |= *node == self.pair.0,
            Happening::Noted(by, Note::Watch(note)) => self.flip(at, *by, *note),
            Happening::Noted(node, Note::Raft(note)) => {
                What::of_raft(*note).into_iter().for_each(|what| self.moment(at, *node, what));
            }
            Happening::Crashed(node) => {
                self.record.life(at, *node, false);
                self.moment(at, *node, What::Crashed);
            }
            Happening::Restarted(node, _) => {
                self.record.life(at, *node, true);
                self.moment(at, *node, What::Restarted);
            }
            Happening::Paused(node) => self.moment(at, *node, What::Paused),
            Happening::Resumed(node) => self.moment(at, *node, What::Resumed),
            Happening::Rewired(cuts) => self.record.cuts.push((at, (*cuts).clone())),
            _ => {}
        }
    }

    fn stepped(&mut self, world: &World<Cluster>, node: NodeId) {
        if !std::mem::take(&mut self.ticked) || node != self.pair.0 {
            return;
        }
        if let Some(state) = world.state(node) {
            let level = |method| state.watch.level_milli(&self.watch, method, self.pair.1);
            let of = Method::ALL.map(|method| level(method).min(u16::MAX.into()) as u16);
            self.level(Levels { at: world.now(), of });
        }
    }
}

/// A place in a record.
#[derive(Clone)]
pub struct Page {
    lengths: [usize; 6],
    wrong: [Option<Time>; 6],
    /// The slot that was being counted.
    slot: Option<[u32; 3]>,
    before: Option<(Levels, u32)>,
}

impl Recorder<Cluster> for Writer {
    type Page = Page;

    fn page(&self) -> Page {
        let r = &self.record;
        let lengths = [
            r.flips.len(),
            r.moments.len(),
            r.levels.len(),
            r.cuts.len(),
            r.sent.len(),
            r.downs.len(),
        ];
        Page { lengths, wrong: r.wrong, slot: r.sent.last().copied(), before: self.before }
    }

    fn turn_back(&mut self, page: &Page) {
        let [flips, moments, levels, cuts, sent, downs] = page.lengths;
        let r = &mut self.record;
        r.flips.truncate(flips);
        for of in &mut r.by {
            of.truncate(of.partition_point(|index| (*index as usize) < flips));
        }
        r.downs.truncate(downs);
        r.wrong = page.wrong;
        r.moments.truncate(moments);
        r.levels.truncate(levels);
        r.cuts.truncate(cuts);
        r.sent.truncate(sent);
        if let (Some(last), Some(slot)) = (r.sent.last_mut(), page.slot) {
            *last = slot;
        }
        (self.ticked, self.before) = (false, page.before);
    }
}
