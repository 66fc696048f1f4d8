//! Values worth sweeping over.

use params::{Kind, Scale, Spec};
use serde::Serialize;

/// A parameter that can be varied, with values to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Offer {
    /// The parameter's id.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Values, separated by commas.
    pub values: String,
}

/// How many values are offered of a range.
const VALUES: u64 = 5;

/// A parameter's values to begin with, as a link writes them: of a choice all, of a range five
/// spread over the scale of its control.
#[must_use]
pub fn offered(spec: &Spec) -> Vec<String> {
    let raw: Vec<u64> = match spec.kind {
        Kind::Switch => vec![0, 1],
        Kind::Choice(options) => (0..options.len() as u64).collect(),
        Kind::Seed => Vec::new(),
        _ => (0..VALUES).map(|at| spread(spec, at)).collect(),
    };
    let mut texts = Vec::new();
    for value in raw {
        let text = spec.text(value);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Value number `at` of [`VALUES`].
fn spread(spec: &Spec, at: u64) -> u64 {
    let last = VALUES - 1;
    if at == 0 {
        return spec.min;
    }
    if at == last {
        return spec.max;
    }
    let value = match spec.scale {
        Scale::Linear => {
            let steps = ((spec.max - spec.min) / spec.step).max(1);
            spec.min + (steps * at + last / 2) / last * spec.step
        }
        Scale::Log => {
            let (low, share) = (spec.min.max(1) as f64, at as f64 / last as f64);
            one_digit(low * libm::pow(spec.max as f64 / low, share))
        }
    };
    spec.clamp(value).min(spec.max)
}

/// The nearest number of one digit and zeros.
fn one_digit(value: f64) -> u64 {
    let power = libm::pow(10.0, libm::log10(value).floor().max(0.0));
    ((value / power).round() * power) as u64
}

#[cfg(test)]
mod tests {
    use super::offered;
    use params::{Kind, Opt, Spec, ms, percent};

    #[test]
    fn values_are_spread_over_the_scale() {
        let spec = |kind, default| Spec::new("x", "What it is.", kind, default);
        let timeout = spec(Kind::Duration, ms(150)).range(ms(10)..=ms(5000)).log();
        assert_eq!(offered(&timeout), ["10ms", "50ms", "200ms", "1s", "5s"]);
        let loss = spec(Kind::Share, 0);
        assert_eq!(offered(&loss), ["0%", "25%", "50%", "75%", "100%"]);
        assert_eq!(offered(&loss.range(0..=percent(10))), ["0%", "3%", "5%", "8%", "10%"]);
        let nodes = spec(Kind::Count { unit: "servers" }, 5);
        assert_eq!(offered(&nodes.range(3..=9).step(2)), ["3", "5", "7", "9"]);
        assert_eq!(offered(&nodes.range(1..=2)), ["1", "2"]);
    }

    #[test]
    fn of_a_choice_all_are_offered() {
        const OPTIONS: &[Opt] = &[
            Opt { id: "cp", label: "consistent", help: "" },
            Opt { id: "ap", label: "available", help: "" },
        ];
        let of = |kind| offered(&Spec::new("x", "What it is.", kind, 0));
        assert_eq!(of(Kind::Choice(OPTIONS)), ["cp", "ap"]);
        assert_eq!(of(Kind::Switch), ["off", "on"]);
        assert!(of(Kind::Seed).is_empty());
    }

    #[test]
    fn what_is_offered_can_be_swept() {
        for spec in diagrams::ENTRIES.iter().flat_map(|entry| entry.specs) {
            for text in offered(spec) {
                let (value, issue) = spec.parse(&text, spec.default);
                assert_eq!((spec.text(value), issue), (text, None), "{}", spec.id);
            }
        }
    }
}
