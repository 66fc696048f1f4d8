//! Virtual time and chances, in integers: floats differ between machines.

use serde::Serialize;
use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

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

impl Mul<u64> for Time {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Div<u64> for Time {
    type Output = Self;
    fn div(self, parts: u64) -> Self {
        Self(self.0 / parts)
    }
}

/// From microseconds.
impl From<u64> for Time {
    fn from(us: u64) -> Self {
        Self(us)
    }
}

/// In microseconds.
impl From<Time> for u64 {
    fn from(time: Time) -> Self {
        time.0
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

    /// From 0 to 1, for drawing and statistics only.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    /// This share of a span of time, rounded down to microseconds.
    #[must_use]
    pub const fn of(self, time: Time) -> Time {
        let (million, ppm) = (1_000_000, self.0 as u64);
        Time(time.0 / million * ppm + time.0 % million * ppm / million)
    }
}

/// From parts per million, at most [`Ratio::ONE`].
impl From<u64> for Ratio {
    fn from(ppm: u64) -> Self {
        u32::try_from(ppm).map_or(Self::ONE, Self::ppm)
    }
}

/// In parts per million.
impl From<Ratio> for u64 {
    fn from(ratio: Ratio) -> Self {
        Self::from(ratio.0)
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

    #[test]
    fn a_share_of_a_span_is_rounded_down() {
        assert_eq!(Ratio::percent(25).of(Time::ms(20)), Time::ms(5));
        assert_eq!(Ratio::ppm(333_333).of(Time::us(10)), Time::us(3));
        assert_eq!(Ratio::ONE.of(Time::MAX), Time::MAX);
    }
}
