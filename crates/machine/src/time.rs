//! Virtual time and chances, in integers: floats differ between machines.

use serde::Serialize;
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A moment of a run, or a span of it, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Time(pub u64);

impl Time {
    /// The start of a run; no time at all.
    pub const ZERO: Self = Self(0);
    /// Later than any run.
    pub const MAX: Self = Self(u64::MAX);

    /// So many microseconds.
    #[must_use]
    pub const fn us(us: u64) -> Self {
        Self(us)
    }

    /// So many milliseconds.
    #[must_use]
    pub const fn ms(ms: u64) -> Self {
        Self(ms * 1_000)
    }

    /// So many seconds.
    #[must_use]
    pub const fn s(s: u64) -> Self {
        Self(s * 1_000_000)
    }

    /// In microseconds.
    #[must_use]
    pub const fn as_us(self) -> u64 {
        self.0
    }

    /// In milliseconds, for drawing and statistics only.
    #[must_use]
    pub fn as_ms_f64(self) -> f64 {
        self.0 as f64 / 1e3
    }

    /// In seconds, for drawing and statistics only.
    #[must_use]
    pub fn as_s_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// `self - other`, or zero.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Time {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Time {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        debug_assert!(self.0 >= other.0, "time ran backwards: {self} - {other}");
        Self(self.0.wrapping_sub(other.0))
    }
}

/// Seconds with as many decimals as it takes, at most six: `12.48`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, mut part, mut digits) = (self.0 / 1_000_000, self.0 % 1_000_000, 6);
        if part == 0 {
            return write!(f, "{whole}");
        }
        while part % 10 == 0 {
            part /= 10;
            digits -= 1;
        }
        write!(f, "{whole}.{part:0digits$}")
    }
}

/// A chance, in parts per million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(u32);

impl Ratio {
    /// Never.
    pub const ZERO: Self = Self(0);
    /// Always.
    pub const ONE: Self = Self(1_000_000);

    /// So many parts per million, at most [`Ratio::ONE`].
    #[must_use]
    pub const fn ppm(ppm: u32) -> Self {
        if ppm > 1_000_000 { Self::ONE } else { Self(ppm) }
    }

    /// So many percent, at most 100.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        Self::ppm(percent.saturating_mul(10_000))
    }

    /// In parts per million.
    #[must_use]
    pub const fn as_ppm(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_in_seconds() {
        let written = [0, 1, 12_480_000, 2_500_000, 3_000_000].map(|us| Time(us).to_string());
        assert_eq!(written, ["0", "0.000001", "12.48", "2.5", "3"]);
    }
}
