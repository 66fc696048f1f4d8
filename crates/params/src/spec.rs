//! What is known of one parameter, and what a sound declaration is.

use serde::Serialize;
use std::ops::RangeInclusive;

/// The largest value of any parameter, 2^53 - 1: a page's numbers are doubles and hold no more.
pub const LARGEST: u64 = (1 << 53) - 1;

/// All that is known of one parameter.
///
/// Values are `u64` in the unit of the [`Kind`]. [`crate::params!`] writes specs; the methods that
/// return `Self` are the options of its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its key in a link: stable for ever, of `a-z`, `0-9` and `-`.
    pub id: &'static str,
    /// Its name for people, free to change.
    pub label: &'static str,
    /// What it means, with the source: the doc comment of its field.
    pub help: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Its value where nothing is said.
    pub default: u64,
    /// The smallest value.
    pub min: u64,
    /// The largest value that the control offers.
    pub max: u64,
    /// The largest value that a link or typed text may ask for, at least `max`.
    pub link_max: u64,
    /// How far a key moves the control on a linear scale; other values are allowed all the same.
    pub step: u64,
    /// How the control's length maps to values.
    pub scale: Scale,
    /// Shown at once, not under "More".
    pub primary: bool,
    /// Shown only while the parameter of this id has this value, written as in a link.
    pub when: Option<(&'static str, &'static str)>,
    /// The heading that it stands under with others; empty for the diagram's own.
    pub group: &'static str,
    /// Not offered where its group is embedded: it has no key, and keeps its value.
    pub hidden: bool,
}

/// What the values of a parameter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of things.
    Count {
        /// What is counted, a plural formed with `s` ("servers"); of one, the `s` is dropped.
        unit: &'static str,
    },
    /// Microseconds. Written `250us`, `20ms`, `1.5s`, `2min`; a bare number is milliseconds.
    Duration,
    /// Parts per million. Written in percent: `0.5%`; a bare number is percent.
    Share,
    /// Thousandths of something per something else. Written `0.5`.
    Rate {
        /// What per what: "operations/s".
        unit: &'static str,
    },
    /// 0 or 1. Written `off` and `on`.
    Switch,
    /// An index into the options. Written as the option's id.
    Choice(&'static [Opt]),
    /// Any number up to [`LARGEST`].
    Seed,
}

/// One option of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Opt {
    /// As in a link: stable for ever.
    pub id: &'static str,
    /// For people.
    pub label: &'static str,
    /// What it means: the doc comment of the variant.
    #[serde(skip)]
    pub help: &'static str,
}

/// How a control's length maps to values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Scale {
    /// Equal lengths are equal differences.
    Linear,
    /// Equal lengths are equal ratios.
    Log,
}

impl Spec {
    /// A parameter with the widest range of its kind, which counts, durations and rates must narrow.
    #[must_use]
    pub const fn new(id: &'static str, help: &'static str, kind: Kind, default: u64) -> Self {
        let (max, step) = match kind {
            Kind::Count { .. } => (u64::MAX, 1),
            Kind::Duration => (u64::MAX, ms(1)),
            Kind::Share => (percent(100), percent(1)),
            Kind::Rate { .. } => (u64::MAX, rate(1)),
            Kind::Switch => (1, 1),
            Kind::Choice(options) => (options.len() as u64 - 1, 1),
            Kind::Seed => (LARGEST, 1),
        };
        let help = help.trim_ascii();
        let (scale, primary, when) = (Scale::Linear, true, None);
        let (label, min, link_max) = (id, 0, max);
        let (group, hidden) = ("", false);
        Self {
            id,
            label,
            help,
            kind,
            default,
            min,
            max,
            link_max,
            step,
            scale,
            primary,
            when,
            group,
            hidden,
        }
    }

    /// `in 3..=9`: the control's range, and the link's if `link` does not widen it.
    #[must_use]
    pub const fn range(mut self, range: RangeInclusive<u64>) -> Self {
        if self.link_max == self.max {
            self.link_max = *range.end();
        }
        self.min = *range.start();
        self.max = *range.end();
        self
    }

    /// `link 101`: the largest value that a link may ask for.
    #[must_use]
    pub const fn link(mut self, max: u64) -> Self {
        self.link_max = max;
        self
    }

    /// `step 2`: how far a key moves the control.
    #[must_use]
    pub const fn step(mut self, step: u64) -> Self {
        self.step = step;
        self
    }

    /// `log`: a logarithmic control.
    #[must_use]
    pub const fn log(mut self) -> Self {
        self.scale = Scale::Log;
        self
    }

    /// `label "read quorum"`: its name for people, otherwise the field's.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// `more`: stands under "More".
    #[must_use]
    pub const fn more(mut self) -> Self {
        self.primary = false;
        self
    }

    /// `when ("mode", "ap")`: shown only while that parameter has that value.
    #[must_use]
    pub const fn when(mut self, condition: (&'static str, &'static str)) -> Self {
        self.when = Some(condition);
        self
    }

    /// `group "Network"`: the heading that it stands under.
    #[must_use]
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// `hide`: not offered where a group is embedded.
    #[must_use]
    pub const fn hide(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// `= VALUE` of a group's line: another default.
    #[must_use]
    pub const fn preset(mut self, default: u64) -> Self {
        self.default = default;
        self
    }

    /// The nearest allowed value.
    #[must_use]
    pub fn clamp(&self, value: u64) -> u64 {
        value.max(self.min).min(self.link_max)
    }
}

/// Microseconds, for a duration.
#[must_use]
pub const fn us(count: u64) -> u64 {
    count
}

/// Milliseconds, for a duration.
#[must_use]
pub const fn ms(count: u64) -> u64 {
    count.saturating_mul(1_000)
}

/// Seconds, for a duration.
#[must_use]
pub const fn secs(count: u64) -> u64 {
    count.saturating_mul(1_000_000)
}

/// Percent, for a share.
#[must_use]
pub const fn percent(count: u64) -> u64 {
    count.saturating_mul(10_000)
}

/// A whole number per unit, for a rate.
#[must_use]
pub const fn rate(count: u64) -> u64 {
    count.saturating_mul(1_000)
}

/// Refuses an unsound declaration. [`crate::params!`] calls it at compile time.
///
/// # Panics
/// When something is wrong, with what: the compiler shows it at the declaration.
pub const fn check(specs: &[Spec]) {
    let mut at = 0;
    while at < specs.len() {
        let spec = &specs[at];
        assert!(is_id(spec.id), "an id is written with a-z, 0-9 and -");
        assert!(
            !is_one_of(spec.id, &crate::link::RESERVED),
            "v, ev, t and play are the link's own"
        );
        assert!(
            !spec.label.is_empty() && !spec.help.is_empty(),
            "label and doc comment are needed"
        );
        assert!(spec.link_max <= LARGEST, "counts, durations and rates need a range, to 2^53 - 1");
        assert!(
            spec.min <= spec.default && spec.default <= spec.max,
            "the default is out of range"
        );
        assert!(spec.max <= spec.link_max, "a link may ask for at least what the control offers");
        assert!(spec.step > 0, "a step is above 0");
        assert!(spec.min > 0 || matches!(spec.scale, Scale::Linear), "a log scale starts above 0");
        if let Some((id, value)) = spec.when {
            assert!(can_be(specs, id, value), "when names a switch or a choice, and a value of it");
        }
        let mut earlier = 0;
        while earlier < at {
            assert!(!same(specs[earlier].id, spec.id), "two parameters have the same id");
            earlier += 1;
        }
        at += 1;
    }
}

/// Refuses unsound options. [`crate::choice!`] calls it at compile time.
///
/// # Panics
/// When something is wrong, with what: the compiler shows it at the declaration.
pub const fn check_options(options: &[Opt]) {
    let mut at = 0;
    while at < options.len() {
        assert!(is_id(options[at].id), "an option's id is written with a-z, 0-9 and -");
        let mut earlier = 0;
        while earlier < at {
            assert!(!same(options[earlier].id, options[at].id), "two options have the same id");
            earlier += 1;
        }
        at += 1;
    }
}

const fn can_be(specs: &[Spec], id: &str, value: &str) -> bool {
    let mut at = 0;
    while at < specs.len() {
        if same(specs[at].id, id) {
            return match specs[at].kind {
                Kind::Switch => is_one_of(value, &["on", "off"]),
                Kind::Choice(options) => has_option(options, value),
                _ => false,
            };
        }
        at += 1;
    }
    false
}

const fn has_option(options: &[Opt], id: &str) -> bool {
    let mut at = 0;
    while at < options.len() {
        if same(options[at].id, id) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_one_of(text: &str, list: &[&str]) -> bool {
    let mut at = 0;
    while at < list.len() {
        if same(list[at], text) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'-') {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

/// `==` of strings, which cannot be used at compile time yet.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}
