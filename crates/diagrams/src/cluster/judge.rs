//! What is known of a run: is it linearizable, how stale, how available; judged as it is computed.

use super::record::{Record, Wiring};
use super::words;
use check::measure::{Stale, staleness};
use check::{LiveCheck, Op as Checked, Progress, RegisterOp};
use machine::{NodeId, NodeSet, Time};
use protocols::client::{ClientNote, Key, Op, OpId, Outcome, Value};
use scene::{Token, number};

/// One operation of a client, as the client saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub id: OpId,
    /// What was asked.
    pub op: Op,
    /// When.
    pub invoked: Time,
    /// When it ended.
    pub ended: Option<Time>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How old the value was that a read returned, if newer ones had been acknowledged.
    pub stale: Option<Stale>,
}

impl Asked {
    /// How it had ended by `now`, if it had.
    pub fn ended_by(&self, now: Time) -> Option<Outcome> {
        self.outcome.filter(|_| self.ended.is_some_and(|ended| ended <= now))
    }

    /// Whether it had been answered by `now`.
    pub fn answered_by(&self, now: Time) -> bool {
        matches!(self.ended_by(now), Some(Outcome::Written | Outcome::Read(..)))
    }
}

/// Operations that no order explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// When the history stopped being linearizable.
    pub turned_at: Time,
    /// They, as indices into [`Judgement::asked`].
    pub ops: Vec<u32>,
    /// Which of them began only after which had returned.
    pub why: String,
}

/// One side of a cut, and what was measured on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The replicas of the side.
    pub side: NodeSet,
    /// The chapter's colour for what it does, once that is seen.
    pub token: Option<Token>,
    /// What it does.
    pub title: String,
    /// The count.
    pub detail: String,
}

/// The judge, who follows a run as it is computed.
#[derive(Default)]
pub struct Judgement {
    check: LiveCheck,
    asked: Vec<Asked>,
    /// How many events of the record have been taken in, and of which writing of it.
    taken: (usize, u32),
    contradiction: Option<Contradiction>,
    points: Vec<Option<Time>>,
    settled: bool,
    /// How many of the processes are servers.
    servers: u32,
}

/// Steps of search between two looks at the budget.
const SEARCH_STEPS: u64 = 20_000;

impl Judgement {
    /// Of a run with so many servers, of which nothing is known yet.
    pub fn new(servers: u32) -> Self {
        Self { servers, ..Self::default() }
    }

    /// Takes in what was recorded since, and judges a slice of it; true if there is more to do.
    /// While the record is not `complete` it is only now and then that findings are written down.
    pub fn work(&mut self, record: &Record, complete: bool) -> bool {
        if self.taken.1 != record.rewrites {
            *self = Self { taken: (0, record.rewrites), ..Self::new(self.servers) };
        }
        let fresh = &record.history[self.taken.0..];
        if !fresh.is_empty() {
            self.settled = false;
        }
        for (at, note) in fresh {
            self.take(*at, *note, record);
        }
        self.taken.0 = record.history.len();
        if self.settled {
            return false;
        }
        let due = self.points.len() + self.points.len() / 8 + 32;
        if self.check.advance(SEARCH_STEPS) == Progress::Done
            && (complete || self.asked.len() >= due)
        {
            self.settle();
        }
        !self.settled
    }

    /// Everything asked so far, in order of invocation.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// For each operation when it can have taken effect, if the whole history is linearizable.
    pub fn points(&self) -> &[Option<Time>] {
        &self.points
    }

    /// Up to when the history is judged.
    pub fn judged(&self) -> Time {
        if self.settled { Time::MAX } else { self.check.judged() }
    }

    /// What stopped the search of some key for good, if its budget did.
    pub fn limit(&self) -> Option<check::Limit> {
        self.check.limit().filter(|_| self.settled)
    }

    /// Why the history is not linearizable, if that is known and had happened by `now`.
    pub fn contradiction_at(&self, now: Time) -> Option<&Contradiction> {
        self.contradiction.as_ref().filter(|found| found.turned_at <= now)
    }

    /// Whether a replica with this value of the first register is behind: a write was acknowledged
    /// by `now` that began after the value's own had been.
    pub fn behind(&self, value: Value, now: Time) -> bool {
        let until = self.asked.partition_point(|asked| asked.invoked <= now);
        let asked = self.asked[..until].iter().rev();
        // From the youngest write back to the value's own, which is rarely far.
        let mut newest = Time::ZERO;
        for write in asked.filter(|asked| matches!(asked.op, Op::Write(0, _))) {
            if write.op == Op::Write(0, value) {
                return write.answered_by(now) && write.ended.is_some_and(|ended| ended < newest);
            }
            if write.answered_by(now) {
                newest = newest.max(write.invoked);
            }
        }
        newest > Time::ZERO
    }

    /// The components of the partition at `now`, largest first, each judged by what its clients got
    /// since.
    pub fn zones_at(&self, record: &Record, homes: &[NodeId], now: Time) -> Vec<Zone> {
        let wiring = wiring_at(record, now);
        if !wiring.cut {
            return Vec::new();
        }
        let tallies: Vec<Tally> = wiring
            .components
            .iter()
            .map(|side| self.tally(homes, *side, (wiring.at, Time::MAX), now))
            .collect();
        let anywhere = |of: fn(&Tally) -> u32| tallies.iter().any(|tally| of(tally) > 0);
        let (refused, stale) = (anywhere(|t| t.refused), anywhere(|t| t.stale));
        let consistent = self.contradiction_at(now).is_none();
        let zone = |(side, tally): (&NodeSet, &Tally)| {
            let (token, title) = tally.name(refused, stale, consistent);
            let waiting = match tally.waiting {
                0 => String::new(),
                waiting => format!(", {waiting} waiting"),
            };
            let detail = format!("{} of {} answered{waiting}", tally.answered, tally.ended());
            Zone { side: *side, token, title: title.to_owned(), detail }
        };
        wiring.components.iter().zip(&tallies).map(zone).collect()
    }

    /// What the clients at home on `side` asked during `during`, as it had ended by `now`.
    pub fn tally(&self, homes: &[NodeId], side: NodeSet, during: (Time, Time), now: Time) -> Tally {
        let mut tally = Tally::default();
        for asked in &self.asked {
            let here = side.contains(homes[asked.id.client.index()]);
            if here && asked.invoked >= during.0 && asked.invoked < during.1 {
                tally.count(asked, now);
            }
        }
        tally
    }

    fn take(&mut self, at: Time, note: ClientNote, record: &Record) {
        match note {
            ClientNote::Invoked(id, op) => {
                let (key, what) = match op {
                    Op::Read(key) => (key, RegisterOp::Read(0)),
                    Op::Write(key, value) => (key, RegisterOp::Write(value)),
                };
                self.check.invoke(at, id.client.0.into(), key.into(), what);
                self.asked.push(Asked {
                    id,
                    op,
                    invoked: at,
                    ended: None,
                    outcome: None,
                    stale: None,
                });
            }
            ClientNote::Returned(id, Outcome::Read(value, siblings)) if siblings > 1 => {
                let value = self.newest_of(id, value, record);
                self.take_return(at, id, Outcome::Read(value, siblings));
            }
            ClientNote::Returned(id, outcome) => self.take_return(at, id, outcome),
        }
    }

    /// A read that returned several values has seen them all: it is judged by the one whose write
    /// began last, and not by the one that the client happens to keep.
    fn newest_of(&self, id: OpId, kept: Value, record: &Record) -> Value {
        let Some((_, values)) = record.siblings.iter().rev().find(|(op, _)| *op == id) else {
            return kept;
        };
        let written =
            |asked: &&Asked| matches!(asked.op, Op::Write(_, value) if values.contains(&value));
        match self.asked.iter().rev().find(written).map(|asked| asked.op) {
            Some(Op::Write(_, value)) => value,
            _ => kept,
        }
    }

    fn take_return(&mut self, at: Time, id: OpId, outcome: Outcome) {
        let Some(index) = self.asked.iter().rposition(|asked| asked.id == id) else { return };
        let asked = &mut self.asked[index];
        (asked.ended, asked.outcome) = (Some(at), Some(outcome));
        let op = index as u32;
        match (asked.op, outcome) {
            (Op::Write(_key, value), Outcome::Written) => {
                self.check.ok(op, at, RegisterOp::Write(value));
            }
            (Op::Read(_key), Outcome::Read(value, _)) => {
                self.check.ok(op, at, RegisterOp::Read(value));
            }
            (_, Outcome::Refused) => self.check.fail(op, at),
            _ => self.check.info(op, at),
        }
    }

    /// An operation with its client and when it began: `c1's r x=4 (1.20 s)`.
    fn in_words(&self, key: Key, op: &Checked<RegisterOp>) -> String {
        let what = match op.what {
            RegisterOp::Write(value) => words::op(Op::Write(key, value)),
            RegisterOp::Read(value) => format!("r {}", words::register(key, value)),
            RegisterOp::Cas(..) => words::op(Op::Read(key)),
        };
        let client = op.process + 1 - self.servers;
        format!("c{client}'s {what} ({} s)", number::seconds(op.invoked.as_us(), 2))
    }

    /// Writes down what the search has found.
    fn settle(&mut self) {
        self.settled = true;
        let first = self.check.violations().into_iter().next();
        self.contradiction = first.map(|violation| {
            let ops: Vec<&Checked<RegisterOp>> =
                violation.witness.ops.iter().map(|&op| self.check.op(op)).collect();
            let key = violation.key as Key;
            let why = check::witness::explain(&ops, &|op| self.in_words(key, op));
            Contradiction {
                turned_at: violation.witness.turned_at,
                ops: violation.witness.ops,
                why,
            }
        });
        self.points = vec![None; self.asked.len()];
        for point in self.check.points() {
            self.points[point.op as usize] = Some(point.at);
        }
        let ops = (0..self.asked.len()).map(|op| self.check.op(op as u32));
        for stale in staleness(ops).into_iter().filter(|stale| stale.versions > 0) {
            self.asked[stale.read].stale = Some(stale);
        }
    }
}

/// The network at `now`.
pub fn wiring_at(record: &Record, now: Time) -> &Wiring {
    let index = record.wirings.partition_point(|wiring| wiring.at <= now);
    &record.wirings[index.max(1) - 1]
}

/// Since when the network has been cut at `now`, in one way or another.
pub fn cut_since(record: &Record, now: Time) -> Option<Time> {
    let until = record.wirings.partition_point(|wiring| wiring.at <= now);
    let cut = record.wirings[..until].iter().rev().take_while(|wiring| wiring.cut);
    cut.last().map(|wiring| wiring.at)
}

/// What some clients asked, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reads answered.
    pub reads: u32,
    /// Writes answered.
    pub writes: u32,
    /// Both.
    pub answered: u32,
    /// Refused.
    pub refused: u32,
    /// Not answered before the client gave up.
    pub unanswered: u32,
    /// Not ended yet.
    pub waiting: u32,
    /// Reads answered with a value that was old.
    pub stale: u32,
}

impl Tally {
    /// Counts one operation as it had ended by `now`.
    pub fn count(&mut self, asked: &Asked, now: Time) {
        match asked.ended_by(now) {
            None => self.waiting += u32::from(asked.invoked <= now),
            Some(Outcome::Refused) => self.refused += 1,
            Some(Outcome::Unknown) => self.unanswered += 1,
            Some(outcome) => {
                self.answered += 1;
                self.writes += u32::from(outcome == Outcome::Written);
                self.reads += u32::from(outcome != Outcome::Written);
                self.stale += u32::from(asked.stale.is_some());
            }
        }
    }

    /// Both together.
    pub fn plus(self, other: &Self) -> Self {
        Self {
            reads: self.reads + other.reads,
            writes: self.writes + other.writes,
            answered: self.answered + other.answered,
            refused: self.refused + other.refused,
            unanswered: self.unanswered + other.unanswered,
            waiting: self.waiting + other.waiting,
            stale: self.stale + other.stale,
        }
    }

    /// How many have ended.
    pub fn ended(&self) -> u32 {
        self.answered + self.refused + self.unanswered
    }

    /// What a side does by these numbers, given what was seen on any side and whether the whole
    /// history is consistent so far.
    fn name(&self, refused: bool, stale: bool, consistent: bool) -> (Option<Token>, &'static str) {
        let failed = self.refused + self.unanswered;
        match (failed > 0, self.stale > 0) {
            (true, true) => (Some(Token::Gray), "neither: refuses some, answers stale"),
            (true, false) if !consistent => (Some(Token::Gray), "neither: refuses some"),
            (true, false) if self.refused == 0 && self.answered > failed => {
                (None, "leaves some unanswered")
            }
            (true, false) if self.answered > failed => (Some(Token::Blue), "C+P: refuses some"),
            (true, false) => (Some(Token::Blue), "C+P: refuses"),
            (false, true) => (Some(Token::Green), "A+P: answers, stale"),
            (false, false) if self.answered == 0 && self.waiting > 0 => (None, "no answer yet"),
            (false, false) if self.answered == 0 => (None, "not asked yet"),
            (false, false) if stale => (Some(Token::Green), "A+P: answers"),
            (false, false) if refused && consistent => (Some(Token::Blue), "C+P: goes on"),
            (false, false) => (None, "answers"),
        }
    }
}
