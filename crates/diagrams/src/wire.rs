//! What a page is told of a diagram where that differs from how it is kept: its schema, its
//! parameters' values, its hit regions.
//!
//! Times are integers of microseconds. A serializer stands at the edge; nothing here runs once a
//! frame. TypeScript declarations are made from these types (`web/types/wire.d.ts`).

use crate::figure::{Clock, Entry, Figure, Gesture, Preset, View};
use chapter::Erratum;
use params::{Issue, Kind, Opt, Scale, Spec};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a gallery shows of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Listed {
    /// Its id.
    pub id: &'static str,
    /// The chapter's number.
    pub number: u8,
    /// Heading.
    pub title: &'static str,
    /// One line under it.
    pub purpose: &'static str,
}

impl Listed {
    /// What is listed of a diagram.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let Entry { id, number, title, purpose, .. } = *entry;
        Self { id, number, title, purpose }
    }
}

/// What a site has: `catalogue.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Catalogue {
    /// Its diagrams, in the chapter's order.
    pub figures: Vec<Listed>,
    /// What each module weighs with its script, in bytes as `gzip -9` makes them, by its name.
    #[cfg_attr(feature = "types", ts(type = "Record<string, number>"))]
    pub weights: BTreeMap<String, usize>,
}

/// A diagram, whole, as a page needs it to build its controls and texts.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Schema {
    id: &'static str,
    number: u8,
    title: &'static str,
    purpose: &'static str,
    prompt: &'static str,
    /// An id and a label each.
    tasks: &'static [(&'static str, &'static str)],
    errata: &'static [Erratum],
    specs: Vec<Parameter>,
    presets: &'static [Preset],
    /// What a step of the playhead is; absent where it counts virtual time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    clock: Option<&'static str>,
    /// The drag gesture the picture supports.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    gesture: Option<Gesture>,
    views: &'static [View],
    /// Whether its runs have a client history.
    history: bool,
    /// Models that can be explored, by name.
    models: &'static [&'static str],
    /// What pasted samples are of, where they can be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    samples: Option<&'static str>,
}

impl Schema {
    /// The schema of a diagram.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let clock = match entry.clock {
            Clock::Time | Clock::Still => None,
            Clock::Steps(name) => Some(name),
        };
        Self {
            id: entry.id,
            number: entry.number,
            title: entry.title,
            purpose: entry.purpose,
            prompt: entry.prompt,
            tasks: entry.tasks,
            errata: entry.errata,
            specs: entry.specs.iter().map(Parameter::of).collect(),
            presets: entry.presets,
            clock,
            gesture: Some(entry.gesture).filter(|gesture| *gesture != Gesture::Idle),
            views: entry.views,
            history: entry.history,
            models: entry.models,
            samples: entry.samples,
        }
    }
}

/// What came of a pasted list of samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Pasted {
    /// Whether all of it was taken.
    whole: bool,
    /// What was taken, and what was left out.
    said: String,
}

impl Pasted {
    /// What a figure answered.
    #[must_use]
    pub fn of(answer: Result<String, Issue>) -> Self {
        match answer {
            Ok(said) => Self { whole: true, said },
            Err(Issue { message, .. }) => Self { whole: false, said: message },
        }
    }
}

/// A parameter, as a page needs it for its control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Parameter {
    id: &'static str,
    label: &'static str,
    help: &'static str,
    kind: KindName,
    unit: &'static str,
    /// As in a link.
    default: String,
    min: u64,
    max: u64,
    step: u64,
    scale: Scale,
    /// Shown at once, not under "More".
    primary: bool,
    /// The parameter and the value of it, as in a link, under which it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    when: Option<(&'static str, &'static str)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    options: Option<&'static [Opt]>,
}

impl Parameter {
    fn of(spec: &Spec) -> Self {
        let options = match spec.kind {
            Kind::Choice(options) => Some(options),
            _ => None,
        };
        let Spec { id, label, help, min, max, step, scale, primary, when, .. } = *spec;
        let (kind, unit, default) = (KindName::of(spec.kind), spec.unit(), spec.text(spec.default));
        Self { id, label, help, kind, unit, default, min, max, step, scale, primary, when, options }
    }
}

/// A parameter's [`Kind`] by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "they are params::Kind's")]
pub enum KindName {
    Count,
    Duration,
    Share,
    Rate,
    Switch,
    Choice,
    Seed,
}

impl KindName {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Count { .. } => Self::Count,
            Kind::Duration => Self::Duration,
            Kind::Share => Self::Share,
            Kind::Rate { .. } => Self::Rate,
            Kind::Switch => Self::Switch,
            Kind::Choice(_) => Self::Choice,
            Kind::Seed => Self::Seed,
        }
    }
}

/// The value of a parameter: raw, as in a link, and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Value {
    raw: u64,
    text: String,
    display: String,
}

/// The values of all parameters, in the schema's order.
#[must_use]
pub fn values(figure: &dyn Figure) -> Vec<Value> {
    let value = |spec: &Spec| {
        let text = figure.value(spec.id).unwrap_or_else(|| spec.text(spec.default));
        let (raw, _) = spec.parse(&text, spec.default);
        Value { raw, text, display: spec.display(raw) }
    };
    figure.entry().specs.iter().map(value).collect()
}

/// A hit region, its rectangle in whole CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Hit<'a> {
    target: &'a str,
    label: &'a str,
    x: u32,
    y: u32,
    w: u32,
    h: u32,
}

impl<'a> Hit<'a> {
    /// A hit of a scene.
    #[must_use]
    pub fn of(hit: &'a scene::Hit) -> Self {
        let scene::Hit { target, label, rect, .. } = hit;
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|at| at.max(0.0).round() as u32);
        Self { target, label, x, y, w, h }
    }
}
