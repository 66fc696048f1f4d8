//! Means, percentiles and confidence intervals.

use machine::Ratio;

/// Values of many runs, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Runs in which there was something to measure.
    pub n: usize,
    /// Runs in which there was not.
    pub skipped: usize,
    /// Mean and percentiles; none if `n` is 0.
    pub of: Option<Values>,
}

/// At least one value, summed up, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    /// The arithmetic mean.
    pub mean: f64,
    /// Half the width of the mean's 95 % confidence interval by Student's distribution; none of a
    /// single value.
    pub ci95: Option<f64>,
    /// The median, of the nearest rank.
    pub p50: f64,
    /// The 99th percentile, of the nearest rank.
    pub p99: f64,
}

impl Summary {
    /// Sums up finite values. Their order does not matter, to the last bit.
    #[must_use]
    pub fn of(values: &[Option<f64>]) -> Self {
        let mut known: Vec<f64> = values.iter().copied().flatten().collect();
        debug_assert!(known.iter().all(|value| value.is_finite()), "values are finite");
        machine::heap_sort_by_key(&mut known, |value| order(*value));
        let of = mean(&known).map(|mean| Values {
            mean,
            ci95: half_interval(&known, mean),
            p50: percentile(&known, Ratio::percent(50)).unwrap_or(mean),
            p99: percentile(&known, Ratio::percent(99)).unwrap_or(mean),
        });
        Self { n: known.len(), skipped: values.len() - known.len(), of }
    }
}

/// An integer that orders finite numbers as their values do (IEEE 754-2008, 5.10).
fn order(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The arithmetic mean; none of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The smallest of `sorted` that at least the share `rank` of them do not exceed: the nearest-rank
/// percentile, which is one of the values; none if there are none.
///
/// ```
/// use check::measure::percentile;
/// use machine::Ratio;
/// let sorted: Vec<u32> = (1..=200).collect();
/// assert_eq!(percentile(&sorted, Ratio::percent(99)), Some(198));
/// assert_eq!(percentile(&sorted, Ratio::percent(50)), Some(100));
/// ```
#[must_use]
pub fn percentile<T: Copy>(sorted: &[T], rank: Ratio) -> Option<T> {
    let nearest = (sorted.len() as u64 * u64::from(rank.as_ppm())).div_ceil(1_000_000);
    sorted.get(nearest.max(1) as usize - 1).copied()
}

/// Half the width of the 95 % confidence interval of `mean`; none of fewer than two values.
fn half_interval(values: &[f64], mean: f64) -> Option<f64> {
    let n = values.len();
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
    deviation.map(|deviation| student(n - 1) * deviation / (n as f64).sqrt())
}

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_964;

/// The 97.5th percentile of Student's distribution with `freedom` degrees of freedom, at least 1,
/// right to a thousandth.
///
/// Up to ten from the table of Abramowitz and Stegun 1964 (26.10), beyond by their expansion around
/// the normal distribution (26.7.5).
#[must_use]
pub fn student(freedom: usize) -> f64 {
    const FEW: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    if let Some(known) = FEW.get(freedom.max(1) - 1) {
        return *known;
    }
    let (z, f) = (Z, freedom as f64);
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z);
    let first = (z3 + z) / (4.0 * f);
    let second = (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * f * f);
    let third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * f * f * f);
    z + first + second + third
}

/// The ends of the 95 % confidence interval of a share that was `count` of `n`, at least 1, between
/// 0 and 1: the score interval of Wilson 1927.
#[must_use]
pub fn wilson(count: usize, n: usize) -> (f64, f64) {
    let n = n as f64;
    let (p, z2) = (count as f64 / n, Z * Z);
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let values: Vec<_> = (1..=200).rev().map(|value| Some(f64::from(value))).collect();
        let summed = Summary::of(&values).of.expect("values");
        assert_eq!((summed.p50, summed.p99, summed.mean), (100.0, 198.0, 100.5));
        let one = Summary::of(&[Some(-0.25)]).of.expect("a value");
        assert_eq!((one.p50, one.p99, one.mean, one.ci95), (-0.25, -0.25, -0.25, None));
    }

    #[test]
    fn what_was_not_measured_is_left_out() {
        let summed = Summary::of(&[None, Some(8.0), None, Some(4.0)]);
        assert_eq!((summed.n, summed.skipped), (2, 2));
        let values = summed.of.expect("values");
        assert_eq!((values.mean, values.p50, values.p99), (6.0, 4.0, 8.0));
        // The deviation is the root of 8, its error 2, and t of one degree of freedom 12.706.
        assert_eq!(values.ci95.map(|half| (half * 1e3).round()), Some(25_412.0));
        assert_eq!(Summary::of(&[None]), Summary { n: 0, skipped: 1, of: None });
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn the_order_of_values_does_not_matter_to_the_last_bit() {
        let mut values: Vec<_> = (0..1_000).map(|at| Some(f64::from(at) * 0.1 - 50.0)).collect();
        let forward = Summary::of(&values);
        values.reverse();
        assert_eq!(forward, Summary::of(&values));
        values.rotate_left(317);
        assert_eq!(forward, Summary::of(&values));
        let p50 = forward.of.expect("values").p50;
        assert!((p50 - (f64::from(499) * 0.1 - 50.0)).abs() < 1e-12, "negative numbers come first");
    }

    #[test]
    fn student_is_as_in_the_tables() {
        // Abramowitz and Stegun, table 26.10, column 0.975 one-sided.
        let known = [(1, 12.706), (10, 2.228), (11, 2.201), (15, 2.131), (30, 2.042), (120, 1.980)];
        for (freedom, t) in known {
            assert!((student(freedom) - t).abs() < 0.001, "{freedom}");
        }
    }

    #[test]
    fn the_mean_of_a_published_sample_has_its_interval() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2, ZARR13.DAT: mean 9.261460 of
        // 195 values with deviation 0.022789, interval 9.258242 to 9.264679.
        let half = student(194) * 0.022_789 / 195.0_f64.sqrt();
        assert!((9.261_460 - half - 9.258_242).abs() < 2e-6, "{half}");
    }

    #[test]
    fn shares_have_the_intervals_of_the_tables() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        let known = [(81, 263, 2553.0, 3662.0), (15, 148, 624.0, 1605.0), (0, 20, 0.0, 1611.0)];
        for (count, n, low, high) in known.into_iter().chain([(1, 29, 61.0, 1718.0)]) {
            let found = wilson(count, n);
            assert_eq!(((found.0 * 1e4).round(), (found.1 * 1e4).round()), (low, high), "{count}");
        }
        assert!((wilson(20, 20).1 - 1.0).abs() < 1e-9);
    }
}
