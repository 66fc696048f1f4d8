//! Axes: which value stands where, and what is written there.

use crate::number::fixed;

/// An axis, to be laid along any length.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What is measured, with its unit.
    pub title: String,
    kind: Kind,
    low: f64,
    high: f64,
    ticks: Vec<Tick>,
}

/// Something written beside an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value that it stands at.
    pub value: f64,
    /// What is written.
    pub label: String,
}

/// What equal lengths are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Equal differences.
    Linear,
    /// Equal ratios.
    Log,
    /// One place for each name.
    Named,
}

/// The finest step between ticks: numbers are written to a thousandth.
const STEP_MIN: f64 = 0.001;

impl Axis {
    /// Equal lengths are equal differences, from one round number to another.
    #[must_use]
    pub fn linear(title: impl Into<String>, (low, high): (f64, f64), ticks_max: usize) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let step = round_step(high - low, ticks_max);
        // A hair's breadth is not a step: 0.3 / 0.1 is less than 3.
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let ticks = ticks(step, first, last);
        Self {
            title: title.into(),
            kind: Kind::Linear,
            low: first * step,
            high: last * step,
            ticks,
        }
    }

    /// Equal lengths are equal differences, from `low` to `high` themselves: for a window that moves.
    #[must_use]
    pub fn window(title: impl Into<String>, (low, high): (f64, f64), ticks_max: usize) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let step = round_step(high - low, ticks_max);
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let ticks = ticks(step, first, last);
        Self { title: title.into(), kind: Kind::Linear, low, high, ticks }
    }

    /// Equal lengths are equal ratios; all values are above 0.
    #[must_use]
    pub fn log(title: impl Into<String>, (low, high): (f64, f64), ticks_max: usize) -> Self {
        let low = low.max(f64::MIN_POSITIVE);
        let high = if high > low { high } else { low * 2.0 };
        // The outermost values stand a little inside.
        let room = libm::pow(high / low, 0.03);
        let (low, high) = (low / room, high * room);
        let ticks = log_ticks((low, high), ticks_max);
        Self { title: title.into(), kind: Kind::Log, low, high, ticks }
    }

    /// Each name has a place of its own: the value of the first is 0, of the second 1.
    #[must_use]
    pub fn named(title: impl Into<String>, names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().enumerate();
        let ticks: Vec<_> = names.map(|(at, label)| Tick { value: at as f64, label }).collect();
        let high = ticks.len() as f64 - 0.5;
        Self { title: title.into(), kind: Kind::Named, low: -0.5, high, ticks }
    }

    /// Whether it has names and not numbers.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.kind == Kind::Named
    }

    /// What is written along it, in order.
    #[must_use]
    pub fn ticks(&self) -> &[Tick] {
        &self.ticks
    }

    /// The share of its length at which a value stands: 0 at its beginning, 1 at its end.
    #[must_use]
    pub fn share(&self, value: f64) -> f32 {
        let share = match self.kind {
            Kind::Log => libm::log(value / self.low) / libm::log(self.high / self.low),
            Kind::Linear | Kind::Named => (value - self.low) / (self.high - self.low),
        };
        share as f32
    }
}

/// A number with three digits or so, without zeros that say nothing.
#[must_use]
pub fn short(value: f64) -> String {
    let decimals = match value.abs() {
        99.95.. => 0,
        9.995.. => 1,
        _ => 2,
    };
    let text = fixed(thousandths(value), decimals);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that so many of span `span`.
fn round_step(span: f64, ticks_max: usize) -> f64 {
    let least = (span / ticks_max.max(1) as f64).max(STEP_MIN);
    let power = libm::pow(10.0, libm::log10(least * (1.0 + 1e-9)).floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
    steps.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Ticks at `first`, ..., `last` times `step`.
fn ticks(step: f64, first: f64, last: f64) -> Vec<Tick> {
    let decimals = [1.0, 0.1, 0.01].iter().filter(|unit| step < **unit * (1.0 - 1e-9)).count();
    let count = (last - first).max(0.0) as usize;
    let values = (0..=count).map(|at| (first + at as f64) * step);
    values.map(|value| Tick { value, label: fixed(thousandths(value), decimals as u32) }).collect()
}

/// 1, 2 and 5 times powers of ten, or the powers alone where these are too many; where they are
/// less than two, what a linear axis would have.
fn log_ticks((low, high): (f64, f64), ticks_max: usize) -> Vec<Tick> {
    let of = |times: &[f64]| {
        let mut ticks = Vec::new();
        let mut power = libm::pow(10.0, libm::log10(low).floor());
        while power <= high {
            let values = times.iter().map(|times| times * power);
            let inside = values.filter(|value| (low..=high).contains(value));
            ticks.extend(inside.map(|value| Tick { value, label: tick_label(value) }));
            power *= 10.0;
        }
        ticks
    };
    let fine = of(&[1.0, 2.0, 5.0]);
    if fine.len() > ticks_max {
        return of(&[1.0]);
    }
    if fine.len() > 1 {
        return fine;
    }
    let step = round_step(high - low, ticks_max);
    ticks(step, (low / step).ceil(), (high / step).floor())
}

/// A round number, which has no decimals that are not needed.
fn tick_label(value: f64) -> String {
    let decimals = [1.0, 0.1, 0.01].iter().filter(|unit| value < **unit * (1.0 - 1e-9)).count();
    fixed(thousandths(value), decimals as u32)
}

fn thousandths(value: f64) -> i64 {
    (value * 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks().iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn a_linear_axis_goes_from_one_round_number_to_another() {
        assert_eq!(labels(&Axis::linear("", (0.0, 37.0), 4)), ["0", "10", "20", "30", "40"]);
        assert_eq!(
            labels(&Axis::linear("", (0.12, 0.3), 5)),
            ["0.10", "0.15", "0.20", "0.25", "0.30"]
        );
        assert_eq!(labels(&Axis::linear("", (-3.0, 5.0), 4)), ["−4", "−2", "0", "2", "4", "6"]);
        assert_eq!(
            labels(&Axis::linear("", (0.0, 100.0), 5)),
            ["0", "20", "40", "60", "80", "100"]
        );
        let alone = Axis::linear("", (7.0, 7.0), 3);
        assert_eq!((alone.share(7.0), labels(&alone)), (0.0, vec!["7.0", "7.5", "8.0"]));
        assert_eq!(labels(&Axis::linear("", (0.0, 1e-9), 5)), ["0.000", "0.001"]);
    }

    #[test]
    fn a_window_keeps_its_ends_and_has_round_ticks_within() {
        let axis = Axis::window("", (4.3, 9.1), 5);
        assert_eq!(labels(&axis), ["5", "6", "7", "8", "9"]);
        assert_eq!((axis.share(4.3), axis.share(9.1)), (0.0, 1.0));
    }

    #[test]
    fn a_log_axis_has_equal_ratios() {
        let axis = Axis::log("", (10.0, 5000.0), 9);
        assert_eq!(labels(&axis), ["10", "20", "50", "100", "200", "500", "1000", "2000", "5000"]);
        let (ten, hundred, thousand) = (axis.share(10.0), axis.share(100.0), axis.share(1000.0));
        assert!(((hundred - ten) - (thousand - hundred)).abs() < 1e-6);
        assert!(ten > 0.0 && axis.share(5000.0) < 1.0, "values stand inside");
        assert_eq!(labels(&Axis::log("", (10.0, 5000.0), 5)), ["10", "100", "1000"]);
        assert_eq!(labels(&Axis::log("", (100.0, 150.0), 4)), ["100", "120", "140"]);
        assert_eq!(labels(&Axis::log("", (0.05, 2.0), 9)), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
    }

    #[test]
    fn names_have_places_of_the_same_width() {
        let axis = Axis::named("", ["CP", "AP"].map(str::to_owned));
        assert!((axis.share(0.0) - 0.25).abs() < 1e-6 && (axis.share(1.0) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn numbers_have_three_digits() {
        let values = [0.0, 0.006, 4.14159, 2.5, 41.4159, 99.96, 414.159, 41415.9, -2.0, 1e30];
        let written = values.map(short);
        assert_eq!(written[..5], ["0", "0.01", "4.14", "2.5", "41.4"]);
        assert_eq!(written[5..9], ["100", "414", "41\u{202f}416", "−2"]);
        assert!(!written[9].is_empty(), "a stray number does no harm");
    }
}
