//! The worst run of a setting, and numbers as they are written.

use super::{Error, Outcome, Plan};
use check::measure::Values;
use diagrams::figure::Standing;
use diagrams::reading::Amount;
use serde::Serialize;

/// What makes a run the worst of its setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worst {
    /// A verdict's or a readout's id.
    pub id: String,
    /// Of a readout the smallest value, not the largest.
    pub least: bool,
}

impl Worst {
    /// As it is typed: an id, and `:min` where the smallest value is the worst.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        match text.strip_suffix(":min") {
            Some(id) => Self { id: id.to_owned(), least: true },
            None => Self { id: text.to_owned(), least: false },
        }
    }

    /// The worst run of a setting, and what it was; of equals the one with the smallest seed.
    /// `runs` has a place for every seed.
    ///
    /// # Errors
    /// The link is not one of this program's.
    pub fn find(
        &self,
        plan: &Plan,
        row: usize,
        runs: &[Option<Outcome>],
    ) -> Result<Option<Found>, Error> {
        let setting = &plan.settings[row];
        let place = setting.verdicts.iter().position(|id| *id == self.id);
        let column = setting.readout.iter().position(|column| column.id == self.id);
        let mut worst: Option<(f64, u64, &Outcome)> = None;
        for (seed, run) in plan.seeds.clone().zip(runs) {
            let Some(run) = run else { continue };
            let bad = match (place, column) {
                (Some(place), _) => Some(badness(run.verdicts[place])),
                (None, Some(column)) => run.values[column].map(Amount::get),
                (None, None) => None,
            };
            let Some(bad) = bad.map(|bad| if self.least { -bad } else { bad }) else { continue };
            if worst.as_ref().is_none_or(|(most, ..)| bad > *most) {
                worst = Some((bad, seed, run));
            }
        }
        let Some((_, seed, run)) = worst else { return Ok(None) };
        let link = setting.open(seed)?.link(false).to_string();
        let value = column.and_then(|column| run.values[column]);
        let what = match (place, value) {
            (Some(place), _) => run.verdicts[place].word().to_owned(),
            (None, value) => value.map(|amount| thousandths(amount.get())).unwrap_or_default(),
        };
        Ok(Some(Found { seed, link, what, value }))
    }
}

/// A worst run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Found {
    /// Its seed.
    pub seed: u64,
    /// Its link.
    pub link: String,
    /// Its verdict, or its value to the nearest thousandth.
    #[serde(rename = "found")]
    pub what: String,
    /// Its value, where a readout makes it the worst.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub value: Option<Amount>,
}

/// The worse, the larger.
fn badness(standing: Standing) -> f64 {
    match standing {
        Standing::Holds => 0.0,
        Standing::Unknown => 1.0,
        Standing::Violated => 2.0,
    }
}

/// Mean, confidence interval and percentiles to their last bit; empty where there are none.
#[must_use]
pub fn exact(of: Option<Values>) -> [String; 4] {
    each(of, |number| number.to_string())
}

/// Mean, confidence interval and percentiles for people, each to the nearest thousandth; empty where
/// there are none.
#[must_use]
pub fn rounded(of: Option<Values>) -> [String; 4] {
    each(of, thousandths)
}

fn each(of: Option<Values>, text: impl Fn(f64) -> String) -> [String; 4] {
    let Some(Values { mean, ci95, p50, p99 }) = of else { return Default::default() };
    [Some(mean), ci95, Some(p50), Some(p99)].map(|number| number.map(&text).unwrap_or_default())
}

/// To the nearest thousandth, without the zeros that say nothing.
fn thousandths(number: f64) -> String {
    let all = format!("{number:.3}");
    let short = all.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use check::measure::Summary;

    #[test]
    fn programs_get_numbers_to_the_last_bit_and_people_thousandths() {
        let of = Summary::of(&[Some(0.1), Some(0.2), Some(0.0002)]).of;
        let [mean, _, p50, p99] = exact(of);
        assert_eq!(mean.parse::<f64>().ok(), of.map(|of| of.mean));
        assert_eq!([p50.as_str(), &p99], ["0.1", "0.2"]);
        assert_eq!(rounded(of), ["0.1", "0.248", "0.1", "0.2"]);
        assert_eq!(exact(None), [""; 4]);
        assert_eq!([-0.0004, 10.0, 1.234_567].map(thousandths), ["0", "10", "1.235"]);
    }
}
