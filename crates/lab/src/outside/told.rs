//! What was found of a history, in words and as JSON.

use super::{Found, kind, verdict};
use check::outside::{Judgement, Kind, Named, RawEvent};
use diagrams::figure::{Standing, Twin};
use diagrams::json::{self, Writer};
use machine::Time;

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
    pub fn object(&self) -> String {
        let Judgement { operations, steps, witness, minimal, turned_line, why, keys, .. } =
            &self.judged;
        json::written(|to| {
            to.object(|to| {
                to.pair("verdict", self.verdict());
                if let Some(limit) = self.limit() {
                    to.pair("limit", limit);
                }
                to.key("operations").number(*operations as u64);
                to.key("steps").number(*steps);
                to.key("keys").list(keys, |to, (key, standing)| {
                    to.object(|to| {
                        to.pair("key", key);
                        to.pair("verdict", verdict(*standing));
                    });
                });
                to.key("witness").list(witness, |to, op| self.operation(to, op));
                to.key("minimal").flag(*minimal);
                to.pair("why", why);
                if let Some(line) = turned_line {
                    to.key("turned_line").number(*line as u64);
                }
                let order = self.outside.judging.order();
                to.key("order").list(&order, |to, op| self.operation(to, op));
            });
        })
    }

    fn operation(&self, to: &mut Writer, op: &Named) {
        let (invoke, end) = self.events_of(op);
        let says = end.filter(|end| end.kind == Kind::Ok).unwrap_or(invoke);
        to.object(|to| {
            to.key("process").number(op.process.into());
            to.pair("f", &invoke.f);
            if let Some(key) = &invoke.key {
                to.pair("key", &key.word().map_or_else(|| key.to_string(), String::from));
            }
            to.pair("value", &says.value.to_string());
            to.pair("text", &op.text);
            to.key("line").number(op.line as u64);
            if let Some(time) = invoke.time_us {
                to.key("invoked").number(time);
            }
            to.pair("end", end.map_or("never", |end| kind(end.kind)));
            if let Some(line) = op.end_line {
                to.key("end_line").number(line as u64);
            }
            if let Some(time) = end.and_then(|end| end.time_us) {
                to.key("ended").number(time);
            }
        });
    }

    /// The judgement as a page shows it: its chip, its sentences, the operations of the witness, and
    /// how each key stands where there are several.
    #[must_use]
    pub fn told(&self) -> String {
        let Judgement { operations, steps, witness, keys, .. } = &self.judged;
        json::written(|to| {
            to.object(|to| {
                to.pair("standing", json::standing(self.standing()));
                to.pair("label", &self.label());
                to.pair("limit", self.limit().unwrap_or_default());
                to.key("operations").number(*operations as u64);
                to.key("steps").number(*steps);
                to.key("start").number(self.start() as u64);
                to.pair("heading", &self.heading().unwrap_or_default());
                to.key("witness").list(witness, |to, op| to.texts(&self.row(op)));
                to.pair("why", self.why().unwrap_or_default());
                let several = if keys.len() > 1 { &keys[..] } else { &[] };
                to.key("keys").list(several, |to, (key, how)| {
                    to.texts(&[
                        key,
                        json::standing(standing(*how)),
                        &verdict(*how).replace('-', " "),
                    ]);
                });
            });
        })
    }

    /// The operations of a window as a table.
    pub(super) fn twin(&self, caption: String, ops: &[&Named]) -> Twin {
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
        Twin {
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
