//! What is known of a run: is it linearizable, how stale, how available; judged as it is computed.

use super::record::{Record, Wiring};
use super::words;
use check::measure::{Stale, staleness};
use check::{End, LiveCheck, Op as Checked, Progress, RegisterOp};
use machine::{NodeId, NodeSet, Time};
use protocols::client::{ClientNote, Key, Op, OpId, Outcome, Value};
use scene::Token;

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
}

/// Steps of search between two looks at the budget.
const SEARCH_STEPS: u64 = 20_000;

impl Judgement {
    /// Takes in what was recorded since, and judges a slice of it; true if there is more to do.
    /// While the record is not `complete` it is only now and then that findings are written down.
    pub fn work(&mut self, record: &Record, complete: bool) -> bool {
        if self.taken.1 != record.rewrites {
            *self = Self { taken: (0, record.rewrites), ..Self::default() };
        }
        let fresh = &record.history[self.taken.0..];
        if !fresh.is_empty() {
            self.settled = false;
        }
        for (at, note) in fresh {
            self.take(*at, *note);
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

    /// What stopped the search for good, if its budget did.
    pub fn limit(&self) -> Option<check::Limit> {
        match self.check.standing() {
            check::Standing::Unknown(limit) if self.settled => Some(limit),
            _ => None,
        }
    }

    /// Why the history is not linearizable, if that is known and had happened by `now`.
    pub fn contradiction_at(&self, now: Time) -> Option<&Contradiction> {
        self.contradiction.as_ref().filter(|found| found.turned_at <= now)
    }

    /// Whether a replica with this value of the first register is behind: a write was acknowledged
    /// by `now` that began after the value's own had been.
    pub fn behind(&self, value: Value, now: Time) -> bool {
        let writes = self.asked.iter().filter(|asked| matches!(asked.op, Op::Write(0, _)));
        let own = writes.clone().find(|asked| asked.op == Op::Write(0, value));
        let since = own.map_or(Some(Time::ZERO), |own| own.ended.filter(|_| own.answered_by(now)));
        let newer =
            |since| writes.rev().any(|asked| asked.answered_by(now) && asked.invoked > since);
        since.is_some_and(newer)
    }

    /// The sides of the cut at `now`, largest first, each judged by what its clients got since.
    pub fn zones_at(&self, record: &Record, homes: &[NodeId], now: Time) -> Vec<Zone> {
        let wiring = wiring_at(record, now);
        if !wiring.cut {
            return Vec::new();
        }
        let tallies: Vec<Tally> = wiring
            .sides
            .iter()
            .map(|side| self.tally(homes, *side, (wiring.at, Time::MAX), now))
            .collect();
        let anywhere = |of: fn(&Tally) -> u32| tallies.iter().any(|tally| of(tally) > 0);
        let (refused, stale) = (anywhere(|t| t.refused), anywhere(|t| t.stale));
        let zone = |(side, tally): (&NodeSet, &Tally)| {
            let (token, title) = tally.name(refused, stale);
            let detail = if tally.ended() == 0 {
                "nothing asked yet".to_owned()
            } else {
                format!("{} of {} answered", tally.answered, tally.ended())
            };
            Zone { side: *side, token, title: title.to_owned(), detail }
        };
        wiring.sides.iter().zip(&tallies).map(zone).collect()
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

    fn take(&mut self, at: Time, note: ClientNote) {
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
            ClientNote::Returned(id, outcome) => self.take_return(at, id, outcome),
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

    /// Writes down what the search has found.
    fn settle(&mut self) {
        self.settled = true;
        let first = self.check.violations().into_iter().next();
        self.contradiction = first.map(|violation| {
            let ops: Vec<&Checked<RegisterOp>> =
                violation.witness.ops.iter().map(|&op| self.check.op(op)).collect();
            let key = violation.key as Key;
            let why = check::witness::explain(&ops, &|op| in_words(key, op));
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

/// An operation as in the pictures: `r x=4`.
fn in_words(key: Key, op: &Checked<RegisterOp>) -> String {
    match op.what {
        RegisterOp::Write(value) => words::op(Op::Write(key, value)),
        RegisterOp::Read(value) if op.end == End::Ok => {
            format!("r {}", words::register(key, value))
        }
        RegisterOp::Read(_) | RegisterOp::Cas(..) => words::op(Op::Read(key)),
    }
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
    /// Reads answered with a value that was old.
    pub stale: u32,
}

impl Tally {
    /// Counts one operation as it had ended by `now`.
    pub fn count(&mut self, asked: &Asked, now: Time) {
        match asked.ended_by(now) {
            None => {}
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

    /// How many have ended.
    pub fn ended(&self) -> u32 {
        self.answered + self.refused + self.unanswered
    }

    /// What a side does by these numbers, given what was seen on any side.
    fn name(&self, refused: bool, stale: bool) -> (Option<Token>, &'static str) {
        let silent = self.refused + self.unanswered > 0;
        match (silent, self.stale > 0) {
            (true, true) => (Some(Token::Gray), "neither: refuses some, answers stale"),
            (true, false) => (Some(Token::Blue), "C+P: refuses"),
            (false, true) => (Some(Token::Green), "A+P: answers, stale"),
            (false, false) if self.answered == 0 => (None, "not asked yet"),
            (false, false) if stale => (Some(Token::Green), "A+P: answers"),
            (false, false) if refused => (Some(Token::Blue), "C+P: goes on"),
            (false, false) => (None, "answers"),
        }
    }
}
