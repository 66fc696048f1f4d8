//! Values as text: what a link holds, what people type, what people read. Integers throughout.

use crate::{Issue, Kind, LARGEST, Spec};

impl Spec {
    /// The value that a text stands for, as a link holds it or somebody types it.
    ///
    /// Spaces and case do not matter, a comma is a decimal point, and `2e3` is 2000. A value that is not allowed
    /// becomes the nearest that is, a text that means nothing becomes `now`, both with an issue.
    #[must_use]
    pub fn parse(&self, text: &str, now: u64) -> (u64, Option<Issue>) {
        let Some(number) = self.number(&plain(text)) else {
            let (what, stays) = (self.wanted(), self.display(now));
            return (now, Some(self.issue(text, &format!(" is not {what}; it stays {stays}."))));
        };
        let value = self.clamp(number.value);
        let done = if number.negative || number.value < self.min {
            " is below the smallest value; it became "
        } else if number.value > self.link_max {
            " is above the largest value; it became "
        } else if !number.exact {
            " is finer than can be set; it became "
        } else {
            return (value, None);
        };
        (value, Some(self.issue(text, &format!("{done}{}.", self.display(value)))))
    }

    /// A value as a link holds it: [`Spec::parse`] reads it back exactly.
    #[must_use]
    pub fn text(&self, value: u64) -> String {
        match self.kind {
            Kind::Count { .. } | Kind::Seed => value.to_string(),
            Kind::Duration => {
                let (decimals, unit) = magnitude(value);
                decimal(value, decimals) + unit
            }
            Kind::Share => decimal(value, 4) + "%",
            Kind::Rate { .. } => decimal(value, 3),
            Kind::Switch => if value == 0 { "off" } else { "on" }.to_string(),
            Kind::Choice(options) => {
                index(value).and_then(|at| options.get(at)).map_or("", |o| o.id).to_string()
            }
        }
    }

    /// A value for people: "20 ms", "2 %", "5 servers". [`Spec::parse`] reads it back, too.
    #[must_use]
    pub fn display(&self, value: u64) -> String {
        match self.kind {
            Kind::Count { unit } => {
                let unit = if value == 1 { singular(unit) } else { unit };
                with_unit(value.to_string(), unit)
            }
            Kind::Duration => {
                let (decimals, unit) = magnitude(value);
                with_unit(decimal(value, decimals), if unit == "us" { "µs" } else { unit })
            }
            Kind::Share => decimal(value, 4) + " %",
            Kind::Rate { unit } => with_unit(decimal(value, 3), unit),
            Kind::Switch | Kind::Seed => self.text(value),
            Kind::Choice(options) => {
                index(value).and_then(|at| options.get(at)).map_or("", |o| o.label).to_string()
            }
        }
    }

    /// The unit of a bare number, empty if there is none.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.kind {
            Kind::Count { unit } | Kind::Rate { unit } => unit,
            Kind::Duration => "ms",
            Kind::Share => "%",
            Kind::Switch | Kind::Choice(_) | Kind::Seed => "",
        }
    }

    fn number(&self, plain: &str) -> Option<Number> {
        match self.kind {
            Kind::Count { unit } => number(without_unit(plain, unit), 0),
            Kind::Duration => duration(plain, 3),
            Kind::Share => number(plain.strip_suffix('%').unwrap_or(plain), 4),
            Kind::Rate { unit } => number(without_unit(plain, unit), 3),
            Kind::Switch => switch(plain).map(u64::from).map(Number::exactly),
            Kind::Choice(options) => {
                let named = |o: &crate::Opt| o.id == plain || self::plain(o.label) == plain;
                options.iter().zip(0..).find(|(o, _)| named(o)).map(|(_, at)| Number::exactly(at))
            }
            Kind::Seed => number(plain, 0),
        }
    }

    /// What a text should have been.
    fn wanted(&self) -> String {
        let what = match self.kind {
            Kind::Count { .. } | Kind::Seed => "a whole number",
            Kind::Duration => "a duration like 250us, 20ms or 1.5s",
            Kind::Share => "a share like 2%",
            Kind::Rate { .. } => "a number like 0.5",
            Kind::Switch => "on or off",
            Kind::Choice(options) => {
                let ids: Vec<_> = options.iter().map(|option| option.id).collect();
                return "one of ".to_string() + &ids.join(", ");
            }
        };
        what.to_string()
    }

    fn issue(&self, text: &str, done: &str) -> Issue {
        let message = format!("{}: {}{done}", self.label, quote(text));
        Issue { key: self.id.to_string(), message }
    }
}

/// The microseconds that a text with a unit stands for: `250us`, `20ms`, `1.5s`, `2min`.
///
/// # Errors
/// What is wrong with the text: a bare number says nothing, since 20 could be seconds or milliseconds.
pub fn duration_with_unit(text: &str) -> Result<u64, String> {
    let plain = plain(text);
    if number(&plain, 0).is_some() {
        return Err(format!("a duration needs a unit, {plain}s or {plain}ms for instance"));
    }
    duration(&plain, 0)
        .filter(|number| !number.negative && number.value <= LARGEST)
        .map(|number| number.value)
        .ok_or_else(|| "not a duration like 20s, 1.5s, 200ms or 2min".to_owned())
}

/// A decimal number as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// In the smallest unit; 0 if negative, `u64::MAX` if larger than that.
    pub(crate) value: u64,
    /// Below 0.
    pub(crate) negative: bool,
    /// False if digits beyond the smallest unit were rounded away.
    pub(crate) exact: bool,
}

impl Number {
    fn exactly(value: u64) -> Self {
        Self { value, negative: false, exact: true }
    }
}

/// A text without what does not matter: spaces, case, the kind of decimal point.
pub(crate) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| if c == ',' { '.' } else { c.to_ascii_lowercase() }).collect()
}

/// A plain text as a switch: a bare key in a link is empty text, and switches on.
pub(crate) fn switch(plain: &str) -> Option<bool> {
    match plain {
        "" | "on" | "1" | "true" | "yes" => Some(true),
        "off" | "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// A plain text as microseconds; a bare number is in units of 10^`bare` of them.
pub(crate) fn duration(plain: &str, bare: u32) -> Option<Number> {
    if let Some(count) = plain.strip_suffix("min") {
        let minutes = number(count, 6)?;
        return Some(Number { value: minutes.value.saturating_mul(60), ..minutes });
    }
    // Both code points that are in use for the sign of micro are read.
    for (unit, decimals) in [("us", 0), ("\u{b5}s", 0), ("\u{3bc}s", 0), ("ms", 3), ("s", 6)] {
        if let Some(count) = plain.strip_suffix(unit) {
            return number(count, decimals);
        }
    }
    number(plain, bare)
}

/// A plain text as a decimal number, in units of 10^-`decimals`: `12`, `-0.5`, `2e3`.
fn number(plain: &str, decimals: u32) -> Option<Number> {
    let minus = plain.strip_prefix('-');
    let digits = minus.or(plain.strip_prefix('+')).unwrap_or(plain);
    let (digits, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    // An exponent moves the point. A thousand digits are more than enough to be too large.
    let decimals = decimals.checked_add_signed(exponent.parse().ok()?)?.min(1_000);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut all = whole.bytes().chain(fraction.bytes());
    if (whole.is_empty() && fraction.is_empty()) || !all.all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut value = 0u64;
    let mut fraction = fraction.bytes().map(|b| u64::from(b - b'0'));
    let whole = whole.bytes().map(|b| u64::from(b - b'0'));
    for digit in whole.chain((0..decimals).map(|_| fraction.next().unwrap_or(0))) {
        value = value.saturating_mul(10).saturating_add(digit);
    }
    let first = fraction.next().unwrap_or(0);
    let exact = first == 0 && fraction.all(|digit| digit == 0);
    value = value.saturating_add(u64::from(first >= 5));
    let negative = minus.is_some() && (value > 0 || !exact);
    Some(Number { value: if negative { 0 } else { value }, negative, exact })
}

/// A number of units of 10^-`decimals`, without trailing zeros.
pub(crate) fn decimal(value: u64, decimals: u32) -> String {
    let one = 10u64.pow(decimals);
    let mut text = (value / one).to_string();
    let rest = value % one;
    if rest > 0 {
        // A leading 1 keeps the zeros after the point, and is dropped again.
        let digits = (one + rest).to_string();
        text.push('.');
        text.push_str(digits.strip_prefix('1').unwrap_or("").trim_end_matches('0'));
    }
    text
}

/// A reader's text in quotation marks, cut to a length that fits a sentence.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut chars = text.trim().chars();
    quoted.extend(chars.by_ref().take(40));
    if chars.next().is_some() {
        quoted.push('…');
    }
    quoted.push('"');
    quoted
}

/// The largest unit of time that a duration fills, and its decimals in microseconds.
fn magnitude(us: u64) -> (u32, &'static str) {
    match us {
        1..1_000 => (0, "us"),
        0 | 1_000..1_000_000 => (3, "ms"),
        1_000_000.. => (6, "s"),
    }
}

fn singular(unit: &str) -> &str {
    unit.strip_suffix('s').unwrap_or(unit)
}

fn with_unit(mut number: String, unit: &str) -> String {
    if !unit.is_empty() {
        number.push(' ');
        number.push_str(unit);
    }
    number
}

fn without_unit<'a>(text: &'a str, unit: &str) -> &'a str {
    let unit = plain(unit);
    let number = text.strip_suffix(unit.as_str()).or(text.strip_suffix(singular(&unit)));
    number.unwrap_or(text)
}

fn index(value: u64) -> Option<usize> {
    usize::try_from(value).ok()
}
