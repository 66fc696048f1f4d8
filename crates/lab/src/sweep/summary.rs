//! What the runs of one setting came to together.

use super::{Error, Outcome, Plan};
use diagrams::figure::Standing;
use serde::Serialize;

/// A readout over many runs. Values are in millionths of its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Runs in which there was something to measure.
    pub n: usize,
    /// Runs in which there was not.
    pub skipped: usize,
    /// What is known of the values, if there are any.
    pub of: Option<Values>,
}

/// At least one value, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    /// Their mean.
    pub mean: f64,
    /// Half the width of the mean's 95 % confidence interval, by Student's distribution; of one
    /// value there is none.
    pub ci95: Option<f64>,
    /// The smallest value that at least half of them do not exceed.
    pub p50: i64,
    /// The smallest that at least 99 % of them do not exceed.
    pub p99: i64,
}

impl Summary {
    /// Sums up; the order of the values does not matter.
    #[must_use]
    pub fn of(values: &[Option<i64>]) -> Self {
        let mut known: Vec<i64> = values.iter().copied().flatten().collect();
        machine::heap_sort_by_key(&mut known, |value| *value);
        let (n, skipped) = (known.len(), values.len() - known.len());
        let rank = |percent: usize| known.get((n * percent).div_ceil(100).max(1) - 1).copied();
        let of = rank(50).zip(rank(99)).map(|(p50, p99)| {
            let sum: i128 = known.iter().map(|value| i128::from(*value)).sum();
            let mean = sum as f64 / n as f64;
            let square = |value: &i64| (*value as f64 - mean) * (*value as f64 - mean);
            let squares: f64 = known.iter().map(square).sum();
            let ci95 = (n > 1).then(|| {
                let deviation = (squares / (n - 1) as f64).sqrt();
                student(n - 1) * deviation / (n as f64).sqrt()
            });
            Values { mean, ci95, p50, p99 }
        });
        Self { n, skipped, of }
    }
}

/// The 97.5th percentile of Student's distribution.
fn student(freedom: usize) -> f64 {
    const FEW: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    if let Some(known) = FEW.get(freedom - 1) {
        return *known;
    }
    // Cornish and Fisher's expansion around the normal distribution: right to a thousandth here.
    let (z, f) = (1.959_964_f64, freedom as f64);
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z);
    let first = (z3 + z) / (4.0 * f);
    let second = (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * f * f);
    let third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * f * f * f);
    z + first + second + third
}

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
        let mut worst: Option<(i64, u64, String)> = None;
        for (seed, run) in plan.seeds.clone().zip(runs) {
            let Some(run) = run else { continue };
            let (bad, what) = match (place, column) {
                (Some(place), _) => {
                    let standing = run.verdicts[place];
                    (badness(standing), standing.word().to_owned())
                }
                (None, Some(column)) => match run.values[column] {
                    Some(value) => (if self.least { -value } else { value }, exact(value)),
                    None => continue,
                },
                (None, None) => continue,
            };
            if worst.as_ref().is_none_or(|(most, ..)| bad > *most) {
                worst = Some((bad, seed, what));
            }
        }
        let Some((_, seed, what)) = worst else { return Ok(None) };
        let link = setting.open(seed)?.link(false).to_string();
        Ok(Some(Found { seed, link, what }))
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
    /// Its verdict, or its value.
    #[serde(rename = "found")]
    pub what: String,
}

fn badness(standing: Standing) -> i64 {
    match standing {
        Standing::Holds => 0,
        Standing::Unknown => 1,
        Standing::Violated => 2,
    }
}

/// Mean, confidence interval and percentiles as they are written; empty where there are none.
#[must_use]
pub fn numbers(of: Option<Values>) -> [String; 4] {
    let Some(Values { mean, ci95, p50, p99 }) = of else { return Default::default() };
    [rounded(mean), ci95.map(rounded).unwrap_or_default(), exact(p50), exact(p99)]
}

/// Millionths as a decimal number, all of it.
fn exact(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) =
        (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    short(&format!("{sign}{whole}.{rest:06}"))
}

/// Millionths as a decimal number, to the nearest thousandth.
fn rounded(millionths: f64) -> String {
    short(&format!("{:.3}", millionths / 1e6))
}

/// Without the zeros that say nothing.
fn short(number: &str) -> String {
    let short = number.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let values: Vec<_> = (1..=200).rev().map(Some).collect();
        let summed = Summary::of(&values).of.expect("values");
        assert_eq!((summed.p50, summed.p99, summed.mean), (100, 198, 100.5));
    }

    #[test]
    fn what_was_not_measured_is_left_out() {
        let summed = Summary::of(&[None, Some(4), None, Some(8)]);
        assert_eq!((summed.n, summed.skipped), (2, 2));
        let values = summed.of.expect("values");
        assert_eq!((values.mean, values.p50, values.p99), (6.0, 4, 8));
        // The deviation is the root of 8, its error 2, and t of one degree of freedom 12.706.
        assert_eq!(values.ci95.map(|half| (half * 1e3).round()), Some(25_412.0));
        assert_eq!(Summary::of(&[None]).of, None);
        assert_eq!(Summary::of(&[Some(4)]).of.expect("a value").ci95, None);
    }

    #[test]
    fn student_is_as_in_the_tables() {
        let known = [(1, 12.706), (10, 2.228), (11, 2.201), (30, 2.042), (120, 1.980)];
        for (freedom, t) in known {
            assert!((student(freedom) - t).abs() < 0.001, "{freedom}");
        }
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        assert_eq!([1_500_000, -20, 7_000_000, 0].map(exact), ["1.5", "-0.00002", "7", "0"]);
        assert_eq!([1_234_567.0, -400.0, 1e7].map(rounded), ["1.235", "0", "10"]);
    }
}
