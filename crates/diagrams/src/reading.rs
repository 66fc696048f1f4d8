//! A measurement: a number with a unit. Its text is made where it is shown.

use machine::Time;
use scene::number;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt::{Display, Formatter, Result};

/// A finite number. There is no NaN among amounts and one zero, so they are equal and ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount(f64);

impl Amount {
    /// None of a number that is not finite.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // Adding zero makes the negative zero the other one.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A whole number as an integer, so that a count is written `7`.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        /// Beyond, not every integer is a number of its own.
        const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;
        if self.0.fract() == 0.0 && self.0.abs() <= WHOLE_MAX {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}

/// The shortest decimal number that reads back as this one, without an exponent.
impl Display for Amount {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.fmt(f)
    }
}

/// One measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Stable id.
    pub id: &'static str,
    /// What was measured.
    pub label: &'static str,
    /// What was found, unrounded, in `unit`; none where there was nothing to measure.
    pub amount: Option<Amount>,
    /// The unit; empty of what is counted.
    pub unit: &'static str,
    /// What it is out of ("of 52") or how it is known ("exact"); may be empty.
    pub note: String,
    /// Decimal places of its text, at most 6.
    pub decimals: u32,
}

impl Reading {
    /// A number without a unit, shown without decimals.
    #[must_use]
    pub fn new(id: &'static str, label: &'static str, value: Option<f64>) -> Self {
        let amount = value.and_then(Amount::new);
        Self { id, label, amount, unit: "", note: String::new(), decimals: 0 }
    }

    /// So many.
    #[must_use]
    pub fn count(id: &'static str, label: &'static str, count: u64) -> Self {
        Self::new(id, label, Some(count as f64))
    }

    /// The share `part` of `of`, in percent; nothing is measured where `of` is 0.
    #[must_use]
    pub fn share(id: &'static str, label: &'static str, (part, of): (u64, u64)) -> Self {
        // Multiplied first: 29 of 100 is 29 % to the last bit.
        let percent = part as f64 * 100.0 / of as f64;
        Self::new(id, label, Some(percent)).unit("%")
    }

    /// A length of time, given in microseconds, in milliseconds.
    #[must_use]
    pub fn ms(id: &'static str, label: &'static str, us: Option<f64>) -> Self {
        Self::new(id, label, us.map(|us| us / 1e3)).unit("ms")
    }

    /// A length of time, or a moment, in seconds.
    #[must_use]
    pub fn s(id: &'static str, label: &'static str, time: Option<Time>) -> Self {
        Self::new(id, label, time.map(Time::as_s_f64)).unit("s")
    }

    /// In this unit.
    #[must_use]
    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// Shown with so many decimal places, at most 6.
    #[must_use]
    pub fn decimals(self, decimals: u32) -> Self {
        Self { decimals, ..self }
    }

    /// Out of so many, or known in this way.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The amount for people, rounded; a dash where there was nothing to measure.
    #[must_use]
    pub fn text(&self) -> String {
        let text = |amount: Amount| number::decimal(amount.get(), self.decimals);
        self.amount.map_or_else(|| "\u{2013}".to_owned(), text)
    }

    /// Its unit and note for people.
    #[must_use]
    pub fn unit_text(&self) -> String {
        let space = if self.unit.is_empty() || self.note.is_empty() { "" } else { " " };
        [self.unit, space, &self.note].concat()
    }
}

/// A reading as it is written: [`Reading::amount`] with its text beside it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Reading"))]
pub struct Written<'a> {
    /// Stable id.
    id: &'a str,
    /// What was measured.
    label: &'a str,
    /// The amount, unrounded, in `unit`; null where there was nothing to measure.
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    value: Option<Amount>,
    /// The amount's unit; may be empty.
    unit: &'a str,
    /// What it is out of, or how it is known; may be empty.
    note: &'a str,
    /// The amount rounded for people, or a dash.
    text: String,
}

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let Self { id, label, amount: value, unit, note, .. } = self;
        Written { id, label, value: *value, unit, note, text: self.text() }.serialize(to)
    }
}

/// A length of time in microseconds, as [`Reading::ms`] takes it.
#[must_use]
pub fn us(time: Time) -> f64 {
    time.as_us() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_finite_and_zero_is_one() {
        assert_eq!([f64::NAN, f64::INFINITY].map(Amount::new), [None, None]);
        let zero = Amount::new(-0.0).expect("finite");
        assert_eq!((zero.to_string().as_str(), Amount::new(0.0)), ("0", Some(zero)));
        assert_eq!(zero.cmp(&Amount(0.0)), Ordering::Equal);
        assert_eq!(Amount(0.1 + 0.2).to_string(), "0.30000000000000004");
    }

    #[test]
    fn a_reading_keeps_its_amount_and_rounds_its_text() {
        let p50 = Reading::ms("p50", "latency", Some(12_450.0)).decimals(1);
        assert_eq!(
            (p50.amount, p50.text(), p50.unit_text()),
            (Amount::new(12.45), "12.5".into(), "ms".into())
        );
        let share = Reading::share("stalled", "late", (29, 100)).note("exact");
        assert_eq!((share.amount, share.unit_text()), (Amount::new(29.0), "% exact".into()));
        assert_eq!(Reading::count("stale", "stale reads", 3).note("of 52").unit_text(), "of 52");
        let nothing = Reading::share("share", "of nothing", (0, 0));
        assert_eq!((nothing.amount, nothing.text()), (None, "\u{2013}".into()));
    }
}
