//! Axes: which value stands where, and what is written there.

use crate::number::fixed;
use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use std::ops::Range;

/// An axis, to be laid along any length.
pub struct Axis {
    /// What is measured, with its unit.
    pub title: String,
    scale: Scale,
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

/// What equal lengths are, by the coordinates of plotters.
enum Scale {
    /// Equal differences.
    Linear(RangedCoordf64),
    /// Equal ratios.
    Log(LogCoord<f64>),
    /// One place for each name.
    Named(RangedCoordf64),
}

/// The finest step between ticks: numbers are written to a thousandth.
const STEP_MIN: f64 = 0.001;
/// The least value on a logarithmic axis.
const LOG_MIN: f64 = 1e-9;
/// The largest value on any: beyond, steps are smaller than what a number can tell apart.
const MOST: f64 = 1e12;

impl Axis {
    /// Equal lengths are equal differences, from one round number to another.
    #[must_use]
    pub fn linear(title: impl Into<String>, range: (f64, f64), ticks_max: usize) -> Self {
        let (low, high) = proper(range);
        let step = round_step((low, high), ticks_max);
        // A hair's breadth is not a step: 0.3 / 0.1 is less than 3.
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        Self::even(title.into(), (first * step, last * step), ticks(step, first, last))
    }

    /// Equal lengths are equal differences, from `low` to `high` themselves: for a window that moves.
    #[must_use]
    pub fn window(title: impl Into<String>, range: (f64, f64), ticks_max: usize) -> Self {
        let range = proper(range);
        Self::even(title.into(), range, ticks_within(range, ticks_max))
    }

    /// Equal lengths are equal ratios; all values are above 0.
    #[must_use]
    pub fn log(title: impl Into<String>, (low, high): (f64, f64), ticks_max: usize) -> Self {
        let low = if low.is_finite() { low.max(LOG_MIN).min(MOST) } else { 1.0 };
        let high = if high > low && high.is_finite() { high.min(MOST) } else { low * 2.0 };
        let high = high.max(low * (1.0 + 1e-6));
        // The outermost values stand a little inside.
        let room = libm::pow(high / low, 0.03);
        let (low, high) = (low / room, high * room);
        let ticks = log_ticks((low, high), ticks_max);
        let scale = Scale::Log((low..high).log_scale().into());
        Self { title: title.into(), scale, low, high, ticks }
    }

    /// Each name has a place of its own: the value of the first is 0, of the second 1.
    #[must_use]
    pub fn named(title: impl Into<String>, names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().enumerate();
        let ticks: Vec<_> = names.map(|(at, label)| Tick { value: at as f64, label }).collect();
        let (low, high) = (-0.5, ticks.len().max(1) as f64 - 0.5);
        Self { title: title.into(), scale: Scale::Named((low..high).into()), low, high, ticks }
    }

    fn even(title: String, (low, high): (f64, f64), ticks: Vec<Tick>) -> Self {
        Self { title, scale: Scale::Linear((low..high).into()), low, high, ticks }
    }

    /// Whether it has names and not numbers.
    #[must_use]
    pub fn is_named(&self) -> bool {
        matches!(self.scale, Scale::Named(_))
    }

    /// What is written along it, in order.
    #[must_use]
    pub fn ticks(&self) -> &[Tick] {
        &self.ticks
    }

    /// From where to where it goes.
    #[must_use]
    pub fn range(&self) -> Range<f64> {
        self.low..self.high
    }

    /// Where a value stands between two places; what is outside of the axis stands at its end.
    pub(super) fn map(&self, value: f64, places: (i32, i32)) -> i32 {
        let value = value.max(self.low).min(self.high);
        match &self.scale {
            Scale::Linear(scale) | Scale::Named(scale) => scale.map(&value, places),
            Scale::Log(scale) => scale.map(&value, places),
        }
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

/// Two ends with room for a step between them.
fn proper((low, high): (f64, f64)) -> (f64, f64) {
    let low = if low.is_finite() { low.max(-MOST).min(MOST) } else { 0.0 };
    let high = if high > low && high.is_finite() { high.min(MOST) } else { low + 1.0 };
    (low, high.max(low + STEP_MIN).max(low + 1e-6 * low.abs()))
}

/// The smallest step between round numbers, as plotters finds them, with which it is at most
/// `ticks_max` steps from one end to the other.
fn round_step((low, high): (f64, f64), ticks_max: usize) -> f64 {
    let span = high - low;
    let most = ((span / STEP_MIN) as usize).min(ticks_max).max(1);
    // Ten times as far with ten times as many has the same step, and always more than one. An end
    // that is round needs no further step, however it is rounded.
    let axis = RangedCoordf64::from(0.0..10.0 * span * (1.0 - 1e-9));
    axis.key_points(BoldPoints(10 * most)).get(1).copied().unwrap_or(span)
}

/// The round numbers between two ends.
fn ticks_within((low, high): (f64, f64), ticks_max: usize) -> Vec<Tick> {
    let step = round_step((low, high), ticks_max);
    ticks(step, (low / step - 1e-9).ceil(), (high / step + 1e-9).floor())
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
    let all = multiples((low, high));
    let of = |digits: &[u32]| {
        let round = all.iter().filter(|(digit, _)| digits.contains(digit));
        let ticks = round.map(|&(_, value)| Tick { value, label: tick_label(value) });
        ticks.collect::<Vec<_>>()
    };
    let fine = of(&[1, 2, 5]);
    match fine.len() {
        ..2 => ticks_within((low, high), ticks_max),
        count if count > ticks_max => of(&[1]),
        _ => fine,
    }
}

/// What plotters marks on a logarithmic axis with room for all: 1 to 9 times each power of ten,
/// with these digits.
fn multiples((low, high): (f64, f64)) -> Vec<(u32, f64)> {
    let (mut start, mut decades) = (LOG_MIN, 0);
    while start * 10.0 <= low {
        start *= 10.0;
    }
    let mut end = start;
    while end < high {
        (end, decades) = (end * 10.0, decades + 1);
    }
    // It begins at the first power within, which is to be the one below; from ten to a hundred marks
    // in each power it makes nine.
    let axis = LogCoord::from((start * 0.999..high).log_scale());
    let (mut power, mut out) = (start, Vec::<(u32, f64)>::new());
    for value in axis.key_points(BoldPoints(10 * (decades + 1))) {
        if value > 9.5 * power {
            power *= 10.0;
        }
        let digit = (value / power).round() as u32;
        let again = out.last().is_some_and(|(last, _)| *last == digit);
        if !again && (low..=high).contains(&value) {
            out.push((digit, value));
        }
    }
    out
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

    /// At which share of its length a value stands.
    fn share(axis: &Axis, value: f64) -> f64 {
        f64::from(axis.map(value, (0, 10_000_000))) / 1e7
    }

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
        assert_eq!((share(&alone, 7.0), labels(&alone)), (0.0, vec!["7.0", "7.5", "8.0"]));
        assert_eq!(labels(&Axis::linear("", (0.0, 1e-9), 5)), ["0.000", "0.001"]);
    }

    #[test]
    fn a_window_keeps_its_ends_and_has_round_ticks_within() {
        let axis = Axis::window("", (4.3, 9.1), 5);
        assert_eq!(labels(&axis), ["5", "6", "7", "8", "9"]);
        assert_eq!((share(&axis, 4.3), share(&axis, 9.1)), (0.0, 1.0));
    }

    #[test]
    fn a_log_axis_has_equal_ratios() {
        let axis = Axis::log("", (10.0, 5000.0), 9);
        assert_eq!(labels(&axis), ["10", "20", "50", "100", "200", "500", "1000", "2000", "5000"]);
        let (ten, hundred, thousand) =
            (share(&axis, 10.0), share(&axis, 100.0), share(&axis, 1000.0));
        assert!(((hundred - ten) - (thousand - hundred)).abs() < 1e-6);
        assert!(ten > 0.0 && share(&axis, 5000.0) < 1.0, "values stand inside");
        assert_eq!(labels(&Axis::log("", (10.0, 5000.0), 5)), ["10", "100", "1000"]);
        assert_eq!(labels(&Axis::log("", (100.0, 150.0), 4)), ["100", "120", "140"]);
        assert_eq!(labels(&Axis::log("", (0.05, 2.0), 9)), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
    }

    #[test]
    fn names_have_places_of_the_same_width() {
        let axis = Axis::named("", ["CP", "AP"].map(str::to_owned));
        assert!((share(&axis, 0.0) - 0.25).abs() < 1e-6 && (share(&axis, 1.0) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn numbers_have_three_digits() {
        let values = [0.0, 0.006, 4.14159, 2.5, 41.4159, 99.96, 414.159, 41415.9, -2.0, 1e30];
        let written = values.map(short);
        assert_eq!(written[..5], ["0", "0.01", "4.14", "2.5", "41.4"]);
        assert_eq!(written[5..9], ["100", "414", "41\u{202f}416", "−2"]);
        assert!(!written[9].is_empty(), "a stray number does no harm");
    }

    #[test]
    fn a_log_axis_has_its_ticks_at_any_power() {
        let log = |range, most| Axis::log("", range, most);
        assert_eq!(labels(&log((0.5, 8.0), 6)), ["0.5", "1", "2", "5"]);
        assert_eq!(labels(&log((0.5, 8.0), 3)), ["1"]);
        assert_eq!(labels(&log((20.0, 400.0), 6)), ["20", "50", "100", "200"]);
        assert_eq!(labels(&log((1e3, 1e7), 6)).len(), 5, "powers alone");
        assert_eq!(labels(&log((0.001, 1000.0), 7)).first(), Some(&"0.001"));
        for power in -3..9_i32 {
            let low = libm::pow(10.0, f64::from(power));
            for times in [1.0, 2.0, 4.9, 10.0, 1e3] {
                let axis = log((low, low * times), 40);
                assert!(axis.ticks().len() > 1, "{low} to {}", low * times);
                let places: Vec<_> = axis.ticks().iter().map(|tick| tick.value).collect();
                assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
            }
        }
    }

    #[test]
    fn any_two_numbers_make_an_axis() {
        let odd = [0.0, -0.0, 1.0, -5.0, 1e-300, 1e300, f64::MAX, f64::NAN, f64::INFINITY];
        for (low, high) in odd.into_iter().flat_map(|low| odd.map(|high| (low, high))) {
            for axis in [
                Axis::linear("", (low, high), 5),
                Axis::window("", (low, high), 0),
                Axis::log("", (low, high), 5),
            ] {
                let range = axis.range();
                assert!(range.start < range.end && range.end.is_finite(), "{low} to {high}");
                let ticks = axis.ticks();
                assert!(ticks.len() < 500 && ticks.iter().all(|tick| tick.value.is_finite()));
                assert!((0..=100).contains(&axis.map(low, (0, 100))));
            }
        }
    }

    #[test]
    fn there_are_never_more_steps_than_asked_for() {
        for most in 1..=12 {
            for span in [0.003, 0.7, 1.0, 3.3, 9.99, 10.0, 37.0, 640.0, 1e6] {
                for low in [0.0, 0.1, -3.0, 41.7] {
                    let axis = Axis::window("", (low, low + span), most);
                    let count = axis.ticks().len();
                    assert!(count <= most + 1, "{count} of {most}: {low} + {span}");
                    assert!(most < 6 || count > 1, "{count} of {most}: {low} + {span}");
                }
            }
        }
    }
}
