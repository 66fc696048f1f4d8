//! Seeded draws, through integer samplers of our own so that they never change with a library.

use machine::{Ratio, Time};
use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg32;
use std::ops::RangeInclusive;

/// The one source of chance in a run.
#[derive(Clone, Debug)]
pub struct Rng(Pcg32);

impl Rng {
    /// The generator of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }

    /// Uniform over 64 bits.
    pub fn bits(&mut self) -> u64 {
        u64::from(self.0.next_u32()) << 32 | u64::from(self.0.next_u32())
    }

    /// Uniform below `of`, which is at least 1. (Lemire 2019, without division on the usual path.)
    pub fn below(&mut self, of: u32) -> u32 {
        debug_assert!(of > 0);
        let mut wide = u64::from(self.0.next_u32()) * u64::from(of);
        if (wide as u32) < of {
            let reject_below = of.wrapping_neg() % of;
            while (wide as u32) < reject_below {
                wide = u64::from(self.0.next_u32()) * u64::from(of);
            }
        }
        (wide >> 32) as u32
    }

    /// Uniform in `range`, both ends included; an empty range gives its start.
    pub fn time(&mut self, range: &RangeInclusive<Time>) -> Time {
        let (start, end) = (range.start().as_us(), range.end().as_us());
        let width = end.saturating_sub(start).min(u64::from(u32::MAX) - 1) as u32;
        if width == 0 {
            return *range.start();
        }
        let drawn = Time::us(start + u64::from(self.below(width + 1)));
        debug_assert!(range.contains(&drawn), "a draw stays in its range");
        drawn
    }

    /// True with the given chance. Certainties draw nothing.
    pub fn chance(&mut self, chance: Ratio) -> bool {
        match chance {
            Ratio::ZERO => false,
            Ratio::ONE => true,
            _ => self.below(Ratio::ONE.as_ppm()) < chance.as_ppm(),
        }
    }

    /// Uniform in (0, 1], never 0, so that its logarithm is finite.
    fn unit(&mut self) -> f64 {
        let unit = (f64::from(self.0.next_u32()) + 1.0) / 4_294_967_296.0;
        debug_assert!(unit > 0.0 && unit <= 1.0);
        unit
    }

    /// Exponentially distributed with the given mean.
    pub fn exponential(&mut self, mean: Time) -> Time {
        Time::us((-libm::log(self.unit()) * mean.as_us() as f64) as u64)
    }

    /// Log-normally distributed with the given median; `sigma_milli` is the standard deviation of
    /// the logarithm, in thousandths. (Box and Muller 1958.)
    pub fn log_normal(&mut self, median: Time, sigma_milli: u32) -> Time {
        let radius = (-2.0 * libm::log(self.unit())).sqrt();
        let normal = radius * cos_of_turn(self.unit());
        debug_assert!(normal.is_finite(), "the logarithm of a unit is finite");
        let factor = libm::exp(normal * f64::from(sigma_milli) / 1e3);
        Time::us((median.as_us() as f64 * factor) as u64)
    }
}

/// The cosine of a share of a turn, from 0 to 1, by its power series; `libm::cos` would bring 4 KB
/// for angles of many turns.
fn cos_of_turn(turn: f64) -> f64 {
    let x = std::f64::consts::TAU * (turn - 0.5);
    // cos x = 1 - x^2/(1*2) * (1 - x^2/(3*4) * (1 - ...)); half a turn off, it changes its sign.
    -(1..=15).rev().fold(1.0, |sum, k| 1.0 - sum * x * x / f64::from((2 * k - 1) * 2 * k))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_exact() {
        for share in 0..=1_000 {
            let turn = f64::from(share) / 1e3;
            let exact = libm::cos(std::f64::consts::TAU * turn);
            assert!((cos_of_turn(turn) - exact).abs() < 4e-15, "{turn}");
        }
    }

    /// A link holds a seed, and must give the same run for ever.
    #[test]
    fn first_outputs_are_pinned() {
        let mut rng = Rng::new(7);
        let drawn: Vec<u32> = (0..6).map(|_| rng.below(1000)).collect();
        assert_eq!(drawn, [568, 96, 638, 820, 552, 318]);
        assert_eq!(rng.exponential(Time::ms(10)), Time(18_550));
        assert_eq!(rng.log_normal(Time::ms(10), 500), Time(11778));
        assert_eq!(rng.bits(), 14295745767989975148);
    }

    #[test]
    fn means_are_what_they_say() {
        let mut rng = Rng::new(1);
        let mean =
            |draw: &mut dyn FnMut() -> u64| (0..100_000).map(|_| draw()).sum::<u64>() / 100_000;
        let uniform = mean(&mut || rng.time(&(Time::us(1_000)..=Time::us(3_000))).as_us());
        assert!((1_990..2_010).contains(&uniform), "{uniform}");
        let exponential = mean(&mut || rng.exponential(Time::us(2_000)).as_us());
        assert!((1_970..2_030).contains(&exponential), "{exponential}");
        // The mean of a log-normal is its median times exp(sigma^2 / 2) = 1.1331 for sigma 0.5.
        let log_normal = mean(&mut || rng.log_normal(Time::us(2_000), 500).as_us());
        assert!((2_236..2_296).contains(&log_normal), "{log_normal}");
        let hits = (0..100_000).filter(|_| rng.chance(Ratio::percent(2))).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
    }
}
