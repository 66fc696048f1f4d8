//! What a figure says, as JSON, for the page and the command line.
//!
//! Times are integers of microseconds. It writes only: nothing here reads JSON, and nothing is
//! written a frame.

use crate::figure::{
    Choice, Clock, Entry, Figure, Hand, Intervened, Mark, MarkKind, Preset, Reading, Report,
    Standing, Twin, Verdict,
};
use machine::Time;
use params::{Issue, Kind, Scale, Spec};
use scene::Hit;

/// The catalogue: what a gallery shows of each diagram.
#[must_use]
pub fn catalogue(entries: &[&Entry]) -> String {
    written(|to| {
        to.list(entries, |to, entry| {
            to.object(|to| {
                to.pair("id", entry.id);
                to.key("number").number(entry.number.into());
                to.pair("title", entry.title);
                to.pair("purpose", entry.purpose);
            });
        });
    })
}

/// A diagram, whole, as a page needs it to build its controls and texts.
#[must_use]
pub fn schema(entry: &Entry) -> String {
    written(|to| {
        to.object(|to| {
            to.pair("id", entry.id);
            to.key("number").number(entry.number.into());
            to.pair("title", entry.title);
            to.pair("purpose", entry.purpose);
            to.pair("prompt", entry.prompt);
            to.key("tasks").list(entry.tasks, |to, (id, label)| to.texts(&[id, label]));
            to.key("errata").list(entry.errata, |to, erratum| {
                to.object(|to| {
                    to.pair("plan", erratum.plan);
                    to.pair("right", erratum.right);
                    to.pair("source", erratum.source);
                });
            });
            to.key("specs").list(entry.specs, spec);
            to.key("presets").list(entry.presets, preset);
            if let Clock::Steps(name) = entry.clock {
                to.pair("clock", name);
            }
            match entry.hand {
                Hand::Idle => {}
                Hand::Loop => to.pair("hand", "loop"),
                Hand::Drag => to.pair("hand", "drag"),
                Hand::Pan => to.pair("hand", "pan"),
            }
            to.key("views").list(entry.views, |to, view| to.option(view.id, view.label));
            to.key("history").flag(entry.history);
            to.key("models").texts(entry.models);
            entry.samples.into_iter().for_each(|label| to.pair("samples", label));
        });
    })
}

/// The values of all parameters, in the schema's order: raw, as in a link, and for people.
#[must_use]
pub fn values(figure: &dyn Figure) -> String {
    written(|to| {
        to.list(figure.entry().specs, |to, spec| {
            let text = figure.value(spec.id).unwrap_or_else(|| spec.text(spec.default));
            let (raw, _) = spec.parse(&text, spec.default);
            to.object(|to| {
                to.key("raw").number(raw);
                to.pair("text", &text);
                to.pair("display", &spec.display(raw));
            });
        });
    })
}

/// What is known at the playhead.
#[must_use]
pub fn report(report: &Report) -> String {
    written(|to| {
        to.object(|to| {
            to.key("verdicts").list(&report.verdicts, verdict);
            to.key("readout").list(&report.readout, reading);
            to.key("tasks").list(&report.tasks, |to, (id, done)| {
                to.array(|to| {
                    to.text(id);
                    to.flag(*done);
                });
            });
            to.key("marks").list(&report.marks, mark);
        });
    })
}

/// A table.
#[must_use]
pub fn twin(twin: &Twin) -> String {
    written(|to| {
        to.object(|to| {
            to.pair("caption", &twin.caption);
            to.key("head").texts(&twin.head);
            to.key("rows").list(&twin.rows, |to, row| to.texts(row));
        });
    })
}

/// Lines of text.
#[must_use]
pub fn lines(lines: &[String]) -> String {
    written(|to| to.texts(lines))
}

/// What could not be taken as it stood.
#[must_use]
pub fn issues(issues: &[Issue]) -> String {
    written(|to| to.list(issues, issue_into))
}

/// One of them.
#[must_use]
pub fn issue(issue: &Issue) -> String {
    written(|to| issue_into(to, issue))
}

/// The reader's interventions.
#[must_use]
pub fn interventions(made: &[Intervened]) -> String {
    written(|to| {
        to.list(made, |to, Intervened { at, code, label }| {
            to.object(|to| {
                to.key("at").time(*at);
                to.pair("code", code);
                to.pair("label", label);
            });
        });
    })
}

/// What can be done to a target.
#[must_use]
pub fn menu(choices: &[Choice]) -> String {
    written(|to| {
        to.list(choices, |to, Choice { code, label }| {
            to.object(|to| {
                to.pair("code", code);
                to.pair("label", label);
            });
        });
    })
}

/// Hits, with their rectangles in whole CSS pixels.
#[must_use]
pub fn hits<'a>(hits: impl IntoIterator<Item = &'a Hit>) -> String {
    written(|to| {
        to.array(|to| {
            for hit in hits {
                hit_into(to, hit);
            }
        });
    })
}

/// One of them.
#[must_use]
pub fn hit(hit: &Hit) -> String {
    written(|to| hit_into(to, hit))
}

/// A readout's line, as `bivalent run --json` documents it.
pub fn reading(to: &mut Writer, reading: &Reading) {
    to.object(|to| {
        to.pair("id", reading.id);
        to.pair("label", reading.label);
        to.pair("value", &reading.value);
        to.pair("unit", &reading.unit);
    });
}

/// A verdict by its name: `holds`, `violated`, `unknown`.
#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Violated => "violated",
        Standing::Unknown => "unknown",
    }
}

fn verdict(to: &mut Writer, verdict: &Verdict) {
    to.object(|to| {
        to.pair("id", verdict.id);
        to.pair("label", &verdict.label);
        to.pair("standing", standing(verdict.standing));
        to.pair("why", &verdict.why);
        if let Some(since) = verdict.since {
            to.key("since").time(since);
        }
    });
}

fn mark(to: &mut Writer, mark: &Mark) {
    to.object(|to| {
        to.key("at").time(mark.at);
        to.pair("kind", kind_of(mark.kind));
        to.pair("label", &mark.label);
    });
}

fn kind_of(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Cut => "cut",
        MarkKind::Heal => "heal",
        MarkKind::Crash => "crash",
        MarkKind::Restart => "restart",
        MarkKind::Election => "election",
        MarkKind::Verdict => "verdict",
        MarkKind::Act => "act",
    }
}

fn spec(to: &mut Writer, spec: &Spec) {
    to.object(|to| {
        to.pair("id", spec.id);
        to.pair("label", spec.label);
        to.pair("help", spec.help);
        to.pair("kind", param_kind(spec.kind));
        to.pair("unit", spec.unit());
        to.pair("default", &spec.text(spec.default));
        for (key, value) in [("min", spec.min), ("max", spec.max), ("step", spec.step)] {
            to.key(key).number(value);
        }
        to.pair("scale", if spec.scale == Scale::Log { "log" } else { "linear" });
        to.key("primary").flag(spec.primary);
        if let Some((id, value)) = spec.when {
            to.key("when").texts(&[id, value]);
        }
        if let Kind::Choice(options) = spec.kind {
            to.key("options").list(options, |to, option| to.option(option.id, option.label));
        }
    });
}

fn param_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Count { .. } => "count",
        Kind::Duration => "duration",
        Kind::Share => "share",
        Kind::Rate { .. } => "rate",
        Kind::Switch => "switch",
        Kind::Choice(_) => "choice",
        Kind::Seed => "seed",
    }
}

fn preset(to: &mut Writer, preset: &Preset) {
    to.object(|to| {
        to.pair("id", preset.id);
        to.pair("label", preset.label);
        to.pair("query", preset.query);
        to.key("steps").list(preset.steps, |to, (at, words)| {
            to.array(|to| {
                to.time(*at);
                to.text(words);
            });
        });
    });
}

fn issue_into(to: &mut Writer, issue: &Issue) {
    to.object(|to| {
        to.pair("key", &issue.key);
        to.pair("message", &issue.message);
    });
}

fn hit_into(to: &mut Writer, hit: &Hit) {
    to.object(|to| {
        to.pair("target", &hit.target);
        to.pair("label", &hit.label);
        let rect = hit.rect;
        for (key, value) in [("x", rect.x), ("y", rect.y), ("w", rect.w), ("h", rect.h)] {
            to.key(key).number(value.max(0.0).round() as u64);
        }
    });
}

/// What `write` writes.
#[must_use]
pub fn written(write: impl FnOnce(&mut Writer)) -> String {
    let mut to = Writer { out: String::new() };
    write(&mut to);
    to.out
}

/// Writes JSON, compactly; it puts the commas.
///
/// What is generic here is thin, and calls what is not: the page carries a copy for each use.
pub struct Writer {
    out: String,
}

impl Writer {
    /// An object of the pairs that `write` writes.
    pub fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.value("{");
        write(self);
        self.put("}");
    }

    /// An array of the values that `write` writes.
    pub fn array(&mut self, write: impl FnOnce(&mut Self)) {
        self.value("[");
        write(self);
        self.put("]");
    }

    /// An array with a value for each item.
    pub fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.array(|to| items.iter().for_each(|item| write(to, item)));
    }

    /// An array of texts.
    pub fn texts(&mut self, texts: &[impl AsRef<str>]) {
        self.list(texts, |to, text| to.text(text.as_ref()));
    }

    /// A key; its value is written next.
    #[inline(never)]
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.text(key);
        self.put(":");
        self
    }

    /// A key and a text.
    #[inline(never)]
    pub fn pair(&mut self, key: &str, text: &str) {
        self.key(key).text(text);
    }

    /// An integer.
    pub fn number(&mut self, number: u64) {
        self.value(&number.to_string());
    }

    /// A time, in microseconds.
    #[inline(never)]
    pub fn time(&mut self, time: Time) {
        self.number(time.as_us());
    }

    /// True or false.
    pub fn flag(&mut self, flag: bool) {
        self.value(if flag { "true" } else { "false" });
    }

    /// A value as it is written: a number with decimals, `null`.
    pub fn literal(&mut self, written: &str) {
        self.value(written);
    }

    /// A text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.value("\"");
        for char in text.chars() {
            match char {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '\n' => self.put("\\n"),
                '\0'..' ' => {
                    let digit = |value: u32| char::from_digit(value, 16).unwrap_or('0');
                    self.put("\\u00");
                    self.out.push(digit(char as u32 >> 4));
                    self.out.push(digit(char as u32 & 15));
                }
                _ => self.out.push(char),
            }
        }
        self.put("\"");
    }

    fn option(&mut self, id: &str, label: &str) {
        self.object(|to| {
            to.pair("id", id);
            to.pair("label", label);
        });
    }

    /// A value, or the beginning of one, parted from the value before it.
    #[inline(never)]
    fn value(&mut self, text: &str) {
        if !matches!(self.out.bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.put(",");
        }
        self.put(text);
    }

    #[inline(never)]
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_values_only() {
        let json = written(|to| {
            to.object(|to| {
                to.key("a").array(|to| {
                    to.number(1);
                    to.flag(true);
                    to.object(|_| ());
                    to.text("");
                });
                to.pair("b", "x");
            });
        });
        assert_eq!(json, r#"{"a":[1,true,{},""],"b":"x"}"#);
    }

    #[test]
    fn texts_are_escaped() {
        let json = written(|to| to.text("a \"b\" \\ \n \u{1} ⟨B9 C2⟩"));
        assert_eq!(json, r#""a \"b\" \\ \n \u0001 ⟨B9 C2⟩""#);
    }

    #[test]
    fn a_text_that_ends_like_an_opening_is_still_followed_by_a_comma() {
        assert_eq!(lines(&["{".into(), "[:".into()]), r#"["{","[:"]"#);
    }

    #[test]
    fn a_report_is_written_whole() {
        let verdict = Verdict {
            id: "lin",
            label: "not linearizable".into(),
            standing: Standing::Violated,
            why: "w before r".into(),
            since: Some(Time::ms(4_200)),
        };
        let reading =
            Reading { id: "p50", label: "latency", value: "12".into(), unit: "ms".into() };
        let mark = Mark { at: Time::s(2), kind: MarkKind::Cut, label: "cut".into() };
        let report = Report {
            verdicts: vec![verdict],
            readout: vec![reading],
            tasks: vec![("stale", true)],
            marks: vec![mark],
        };
        assert_eq!(
            super::report(&report),
            concat!(
                r#"{"verdicts":[{"id":"lin","label":"not linearizable","standing":"violated","#,
                r#""why":"w before r","since":4200000}],"#,
                r#""readout":[{"id":"p50","label":"latency","value":"12","unit":"ms"}],"#,
                r#""tasks":[["stale",true]],"#,
                r#""marks":[{"at":2000000,"kind":"cut","label":"cut"}]}"#
            )
        );
    }
}
