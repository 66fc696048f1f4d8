//! What was found of a history, in words and as typed values.

use super::{Found, kind, verdict};
use check::outside::{Judgement, Kind, Named, RawEvent};
use diagrams::figure::{Standing, TextAlternative};
use machine::Time;
use serde::Serialize;

/// A judgement, for programs.
#[derive(Serialize)]
pub struct Judged<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<&'static str>,
    operations: usize,
    steps: u64,
    keys: Vec<JudgedKey>,
    witness: Vec<Operation<'a>>,
    minimal: bool,
    why: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    turned_line: Option<usize>,
    order: Vec<Operation<'a>>,
}

#[derive(Serialize)]
struct JudgedKey {
    key: String,
    verdict: &'static str,
}

/// An operation, its times in microseconds.
#[derive(Serialize)]
struct Operation<'a> {
    process: u32,
    f: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    value: String,
    text: String,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoked: Option<u64>,
    end: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<u64>,
}

/// A judgement as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Told {
    standing: Standing,
    label: String,
    /// What ended the search before it was decided; empty if nothing did.
    limit: &'static str,
    operations: usize,
    steps: u64,
    /// The event that a picture should begin with.
    start: usize,
    /// A sentence that the witness ends; empty if there is none.
    heading: String,
    /// Of each operation of the witness whose it is, what, where it stands, and when it was.
    witness: Vec<[String; 4]>,
    why: String,
    /// How each key stands, where there are several.
    keys: Vec<ToldKey>,
}

/// How a key of a history stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ToldKey {
    key: String,
    standing: Standing,
    label: String,
}

impl Found<'_> {
    /// How the history stands, as verdicts of figures do.
    #[must_use]
    pub fn standing(&self) -> Standing {
        standing(self.judged.standing)
    }

    /// The verdict in words.
    #[must_use]
    pub fn label(&self) -> String {
        self.verdict().replace('-', " ")
    }

    /// What the operations of the witness are, as a sentence that their list ends; if there are any.
    #[must_use]
    pub fn heading(&self) -> Option<String> {
        let Judgement { witness, minimal, .. } = &self.judged;
        Some(match (witness.len(), minimal) {
            (0, _) => return None,
            (1, true) => "No order explains this operation".to_owned(),
            (count, true) => format!("These {count} operations contradict each other"),
            (count, false) => format!("The contradiction is among these {count} operations"),
        })
    }

    /// Which of the witness began only after which had returned; of many operations it says no more
    /// than the heading.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        let Judgement { witness, why, .. } = &self.judged;
        let short = witness.len() <= check::witness::EXPLAINED_MAX;
        Some(why.as_str()).filter(|why| short && !why.is_empty())
    }

    /// Whose an operation is, what, where it stands, and when it was.
    #[must_use]
    pub fn row(&self, op: &Named) -> [String; 4] {
        let (invoke, end) = self.events_of(op);
        let lines = match op.end_line {
            Some(end) if end == op.line => format!("line {}", op.line),
            Some(end) => format!("lines {} to {end}", op.line),
            None => format!("line {}, no end", op.line),
        };
        let ended = |end: &RawEvent| end.time_us.map(|at| format!(" to {} s", Time::us(at)));
        let times = invoke.time_us.map(|at| {
            let end = end.and_then(ended);
            format!("from {} s{}", Time::us(at), end.unwrap_or_default())
        });
        [format!("process {}", op.process), op.text.clone(), lines, times.unwrap_or_default()]
    }

    /// The judgement in the form that docs/reference.md describes.
    #[must_use]
    pub fn judged(&self) -> Judged<'_> {
        let Judgement { operations, steps, witness, minimal, turned_line, why, keys, .. } =
            &self.judged;
        let key = |(key, how): &'_ (String, check::Standing)| {
            let (key, verdict) = (key.clone(), verdict(*how));
            JudgedKey { key, verdict }
        };
        Judged {
            verdict: self.verdict(),
            limit: self.limit(),
            operations: *operations,
            steps: *steps,
            keys: keys.iter().map(key).collect(),
            witness: witness.iter().map(|op| self.operation(op)).collect(),
            minimal: *minimal,
            why,
            turned_line: *turned_line,
            order: self.outside.judging.order().iter().map(|op| self.operation(op)).collect(),
        }
    }

    fn operation(&self, op: &Named) -> Operation<'_> {
        let (invoke, end) = self.events_of(op);
        let says = end.filter(|end| end.kind == Kind::Ok).unwrap_or(invoke);
        let key = invoke.key.as_ref();
        Operation {
            process: op.process,
            f: &invoke.f,
            key: key.map(|key| key.word().map_or_else(|| key.to_string(), String::from)),
            value: says.value.to_string(),
            text: op.text.clone(),
            line: op.line,
            invoked: invoke.time_us,
            end: end.map_or("never", |end| kind(end.kind)),
            end_line: op.end_line,
            ended: end.and_then(|end| end.time_us),
        }
    }

    /// The judgement as a page shows it.
    #[must_use]
    pub fn told(&self) -> Told {
        let Judgement { operations, steps, witness, keys, .. } = &self.judged;
        let several = if keys.len() > 1 { &keys[..] } else { &[] };
        let key = |(key, how): &(String, check::Standing)| {
            let label = verdict(*how).replace('-', " ");
            ToldKey { key: key.clone(), standing: standing(*how), label }
        };
        Told {
            standing: self.standing(),
            label: self.label(),
            limit: self.limit().unwrap_or_default(),
            operations: *operations,
            steps: *steps,
            start: self.start(),
            heading: self.heading().unwrap_or_default(),
            witness: witness.iter().map(|op| self.row(op)).collect(),
            why: self.why().unwrap_or_default().to_owned(),
            keys: several.iter().map(key).collect(),
        }
    }

    /// The operations of a window as a table.
    pub(super) fn text_alternative(&self, caption: String, ops: &[&Named]) -> TextAlternative {
        let mut places = vec![None; self.outside.events.len()];
        for (place, op) in self.outside.judging.order().iter().enumerate() {
            places[op.event] = Some(place + 1);
        }
        let row = |op: &&Named| {
            let (_, end) = self.events_of(op);
            let end = match end.map(|end| end.kind) {
                None => "never ended",
                Some(Kind::Ok) => "answered",
                Some(Kind::Fail) => "did not happen",
                Some(Kind::Info | Kind::Invoke) => "unknown",
            };
            let accused = self.judged.witness.iter().any(|other| other.event == op.event);
            let place = places[op.event].map(|place| place.to_string());
            let found = if accused { "contradicts".to_owned() } else { place.unwrap_or_default() };
            let [process, text, lines, times] = self.row(op);
            vec![process, text, end.to_owned(), lines, times, found]
        };
        let found = match self.standing() {
            Standing::Violated => "In the contradiction",
            _ => "Place in an order that explains all",
        };
        let head = ["Process", "Operation", "End", "Lines", "Time", found];
        TextAlternative {
            caption,
            head: head.map(str::to_owned).to_vec(),
            rows: ops.iter().map(row).collect(),
        }
    }
}

fn standing(standing: check::Standing) -> Standing {
    match standing {
        check::Standing::Holds => Standing::Holds,
        check::Standing::Violated => Standing::Violated,
        check::Standing::Unknown(_) => Standing::Unknown,
    }
}
