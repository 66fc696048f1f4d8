//! What a run did, written down once as it is computed.

use super::cluster::{Cluster, Msg, Note, Timer};
use check::quality::{Quality, Watched};
use machine::{NodeId, NodeSet, Time};
use protocols::detector::estimate::Method;
use protocols::detector::watch::{self, Watch};
use protocols::raft;
use sim::{Cuts, Happening, Intervention, Observer, Recorder, World};

/// All that judges and pictures need to know of a run, in order of time.
#[derive(Clone, Default)]
pub struct Record {
    /// Detectors that changed their mind.
    pub flips: Vec<Flip>,
    /// What else happened.
    pub moments: Vec<Moment>,
    /// How sure each method was at each tick of the watcher that is looked at, in thousandths of
    /// its threshold.
    pub levels: Vec<(Time, [u32; 6])>,
    /// What was cut by hand, from when on.
    pub cuts: Vec<(Time, Cuts)>,
    /// Messages sent in each [`SLOT`]: heartbeats, SWIM's, Raft's.
    pub sent: Vec<[u32; 3]>,
}

/// How finely messages are counted.
pub const SLOT: Time = Time::ms(100);

/// A detector changed its mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// When.
    pub at: Time,
    /// Whose.
    pub by: NodeId,
    /// Which, about whom, and what it thinks now.
    pub note: watch::Note,
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
    /// An intervention could not be done.
    Missed(Intervention),
}

impl Record {
    /// What happened up to and including `now`.
    pub fn until(&self, now: Time) -> &[Moment] {
        &self.moments[..self.moments.partition_point(|moment| moment.at <= now)]
    }

    /// The changes of mind up to and including `now`.
    pub fn flips_until(&self, now: Time) -> &[Flip] {
        &self.flips[..self.flips.partition_point(|flip| flip.at <= now)]
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

    /// What `by` said of `of` by a method, as far as `now`; a crash makes it forget.
    pub fn outputs(
        &self,
        (by, of): (NodeId, NodeId),
        method: Method,
        now: Time,
    ) -> Vec<(Time, bool)> {
        let flips = self.flips_until(now).iter();
        let about = flips
            .filter(|flip| flip.by == by && flip.note.node == of && flip.note.method == method);
        let mut out: Vec<_> = about.map(|flip| (flip.at, flip.note.suspects)).collect();
        let crashes = self.until(now).iter();
        out.extend(
            crashes
                .filter(|moment| moment.node == by && moment.what == What::Crashed)
                .map(|moment| (moment.at, false)),
        );
        machine::sort_by_key(&mut out, |(at, _)| *at);
        out
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
    /// Whose suspicion of whom is sampled.
    pair: (NodeId, NodeId),
    ticked: bool,
}

impl Writer {
    /// An empty record; of one pair the suspicion over time is kept.
    pub fn new(watch: Watch, pair: (NodeId, NodeId)) -> Self {
        Self { record: Record::default(), watch, pair, ticked: false }
    }

    fn moment(&mut self, at: Time, node: NodeId, what: What) {
        self.record.moments.push(Moment { at, node, what });
    }

    fn raft(&mut self, at: Time, node: NodeId, note: raft::Note) {
        let what = match note {
            raft::Note::StartedElection { term } => What::Stood(term),
            raft::Note::BecameLeader { term } => What::Led(term),
            raft::Note::SteppedDown { .. } => What::SteppedDown,
            _ => return,
        };
        self.moment(at, node, what);
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
            Happening::Noted(by, Note::Watch(note)) => {
                self.record.flips.push(Flip { at, by: *by, note: *note });
            }
            Happening::Noted(node, Note::Raft(note)) => self.raft(at, *node, *note),
            Happening::Crashed(node) => self.moment(at, *node, What::Crashed),
            Happening::Restarted(node, _) => self.moment(at, *node, What::Restarted),
            Happening::Paused(node) => self.moment(at, *node, What::Paused),
            Happening::Resumed(node) => self.moment(at, *node, What::Resumed),
            Happening::Rewired(cuts) => self.record.cuts.push((at, (*cuts).clone())),
            Happening::Missed(what) => self.moment(at, NodeId(0), What::Missed((*what).clone())),
            _ => {}
        }
    }

    fn stepped(&mut self, world: &World<Cluster>, node: NodeId) {
        if !std::mem::take(&mut self.ticked) || node != self.pair.0 {
            return;
        }
        if let Some(state) = world.state(node) {
            let level = |method| state.watch.level_milli(&self.watch, method, self.pair.1);
            self.record.levels.push((world.now(), Method::ALL.map(level)));
        }
    }
}

/// A place in a record.
#[derive(Clone)]
pub struct Page {
    lengths: [usize; 5],
    /// The slot that was being counted.
    slot: Option<[u32; 3]>,
}

impl Recorder<Cluster> for Writer {
    type Page = Page;

    fn page(&self) -> Page {
        let r = &self.record;
        let lengths = [r.flips.len(), r.moments.len(), r.levels.len(), r.cuts.len(), r.sent.len()];
        Page { lengths, slot: r.sent.last().copied() }
    }

    fn turn_back(&mut self, page: &Page) {
        let [flips, moments, levels, cuts, sent] = page.lengths;
        let r = &mut self.record;
        r.flips.truncate(flips);
        r.moments.truncate(moments);
        r.levels.truncate(levels);
        r.cuts.truncate(cuts);
        r.sent.truncate(sent);
        if let (Some(last), Some(slot)) = (r.sent.last_mut(), page.slot) {
            *last = slot;
        }
        self.ticked = false;
    }
}
