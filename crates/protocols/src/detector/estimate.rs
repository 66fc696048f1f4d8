//! How long to wait for the next heartbeat before its sender is suspected, in integers alone.

use crate::transport::Rtt;
use machine::Time;

/// A way to detect failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// A timeout that never changes.
    Fixed,
    /// A timeout from the mean of the gaps between heartbeats and their deviation (Jacobson and
    /// Karels 1988; RFC 6298, sec. 2).
    Adaptive,
    /// A timeout that grows by a beat with each mistake: eventually perfect where messages are one
    /// day on time (CT96, figure 10).
    Additive,
    /// Phi accrual with a normal distribution of the gaps (Hayashibara, Défago, Yared and Katayama
    /// 2004, sec. 4).
    Normal,
    /// Phi accrual with an exponential distribution of the gaps, as in Cassandra (Lakshman and Malik
    /// 2010, sec. 5.2).
    Exponential,
    /// Probes, some through others, and rumours (Das, Gupta and Motivala 2002).
    Swim,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Fixed, Self::Adaptive, Self::Additive, Self::Normal, Self::Exponential, Self::Swim];
    /// Those that wait for heartbeats.
    pub const BEATS: [Self; 5] =
        [Self::Fixed, Self::Adaptive, Self::Additive, Self::Normal, Self::Exponential];
}

/// What the ways to wait have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// The time between two heartbeats.
    pub beat: Time,
    /// The fixed timeout; of the adaptive one and the additive one the first.
    pub timeout: Time,
    /// The threshold of phi, in thousandths. (Akka and Cassandra have 8.)
    pub phi_milli: u32,
}

/// A gap of more beats is no sample: the sender was away. (Cassandra leaves out long ones as well.)
const GAP_MAX: u64 = 10;
/// How many gaps phi looks back on. (Hayashibara et al. 2004, sec. 5.1, has 1,000, Akka 200.)
const WINDOW: usize = 100;

impl Tuning {
    /// What a deviation is at least. Without a floor the first late heartbeat of a calm network is
    /// beyond any threshold. (Akka: `min-std-deviation`, a tenth of the usual beat.)
    fn deviation_min(&self) -> Time {
        Time::us(self.beat.as_us() / 10)
    }

    /// What a clock tells apart.
    #[must_use]
    pub fn tick(&self) -> Time {
        Time::us((self.beat.as_us() / super::watch::TICKS).max(1))
    }
}

/// What one method has learnt of one sender.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Estimate {
    /// Nothing.
    Nothing,
    /// The mean gap and its deviation.
    Gaps(Rtt),
    /// How often it was wrong.
    Wrong(u32),
    /// The latest gaps.
    Window(Window),
}

impl Estimate {
    /// Nothing learnt yet.
    #[must_use]
    pub fn new(method: Method) -> Self {
        match method {
            Method::Fixed | Method::Swim => Self::Nothing,
            Method::Adaptive => Self::Gaps(Rtt::new()),
            Method::Additive => Self::Wrong(0),
            Method::Normal | Method::Exponential => Self::Window(Window::default()),
        }
    }

    /// A heartbeat came so long after the one before.
    pub fn gap(&mut self, tuning: &Tuning, gap: Time) {
        if gap.as_us() > GAP_MAX * tuning.beat.as_us() {
            return;
        }
        match self {
            Self::Gaps(rtt) => rtt.sample(gap),
            Self::Window(window) => window.push(gap),
            Self::Nothing | Self::Wrong(_) => {}
        }
    }

    /// It was wrong to suspect.
    pub fn mistaken(&mut self) {
        if let Self::Wrong(times) = self {
            *times += 1;
        }
    }

    /// How long to wait after a heartbeat.
    #[must_use]
    pub fn patience(&self, method: Method, tuning: &Tuning) -> Time {
        match self {
            Self::Nothing => tuning.timeout,
            Self::Gaps(rtt) => rtt.bound(tuning.tick()).unwrap_or(tuning.timeout),
            Self::Wrong(times) => {
                tuning.timeout + Time::us(tuning.beat.as_us() * u64::from(*times))
            }
            Self::Window(window) => {
                let (mean, deviation) = window.fit(tuning);
                if method == Method::Normal {
                    let z = i128::from(z_milli(tuning.phi_milli));
                    let late = i128::from(deviation.as_us()) * z / 1_000;
                    Time::us((i128::from(mean.as_us()) + late).max(0) as u64)
                } else {
                    // -log10 e^(-t / mean) = phi.
                    let times = u128::from(tuning.phi_milli) * LN_10_MICRO / 1_000;
                    Time::us((u128::from(mean.as_us()) * times / 1_000_000) as u64)
                }
            }
        }
    }

    /// How sure it is, in thousandths of the threshold, so long after the last heartbeat: of a
    /// timeout the share that has run, of phi accrual phi itself.
    #[must_use]
    pub fn level_milli(&self, method: Method, tuning: &Tuning, elapsed: Time) -> u32 {
        let share = match (self, method) {
            (Self::Window(window), Method::Normal) => {
                let (mean, deviation) = window.fit(tuning);
                let late = elapsed.as_us() as i64 - mean.as_us() as i64;
                let z = late.saturating_mul(1_000) / deviation.as_us().max(1) as i64;
                u64::from(phi_milli(z)) * 1_000 / u64::from(tuning.phi_milli.max(1))
            }
            _ => elapsed.as_us() * 1_000 / self.patience(method, tuning).as_us().max(1),
        };
        share.min(u64::from(u32::MAX)) as u32
    }
}

/// ln 10, in millionths.
const LN_10_MICRO: u128 = 2_302_585;

/// The latest gaps between heartbeats, in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    gaps: Vec<u32>,
    next: u16,
    sum: u64,
    squares: u64,
}

impl Window {
    fn push(&mut self, gap: Time) {
        let gap = gap.as_us().min(u64::from(u32::MAX) >> 2) as u32;
        let square = |gap: u32| (u64::from(gap) * u64::from(gap)) >> 8;
        if self.gaps.len() < WINDOW {
            self.gaps.push(gap);
        } else {
            let old = std::mem::replace(&mut self.gaps[usize::from(self.next)], gap);
            self.next = (self.next + 1) % WINDOW as u16;
            self.sum -= u64::from(old);
            self.squares -= square(old);
        }
        self.sum += u64::from(gap);
        self.squares += square(gap);
        debug_assert!(
            self.gaps.len() <= WINDOW && self.sum >= u64::from(gap),
            "sums are of the window"
        );
    }

    /// Mean and standard deviation. Before there are two gaps, a beat and a quarter of it (Akka).
    #[must_use]
    pub fn fit(&self, tuning: &Tuning) -> (Time, Time) {
        let count = self.gaps.len() as u64;
        if count < 2 {
            return (tuning.beat, Time::us(tuning.beat.as_us() / 4));
        }
        let mean = self.sum / count;
        let square = u128::from(self.squares / count) << 8;
        let variance = square.saturating_sub(u128::from(mean) * u128::from(mean)) as u64;
        (Time::us(mean), Time::us(variance.isqrt()).max(tuning.deviation_min()))
    }
}

/// How many standard deviations above the mean a normal variable is with a chance of 10^-phi, for
/// phi = 0.5, 1, ... 16, in thousandths.
const Z_MILLI: [i64; 32] = [
    478, 1_282, 1_857, 2_326, 2_730, 3_090, 3_417, 3_719, 4_000, 4_265, 4_515, 4_753, 4_981, 5_199,
    5_409, 5_612, 5_808, 5_998, 6_182, 6_361, 6_536, 6_706, 6_872, 7_034, 7_193, 7_349, 7_501,
    7_651, 7_797, 7_941, 8_083, 8_222,
];
/// The step of that table, in thousandths.
const PHI_STEP: u32 = 500;

/// The standard deviations for a phi in thousandths, between the table's values along a line.
#[must_use]
pub fn z_milli(phi: u32) -> i64 {
    let (place, rest) = ((phi / PHI_STEP) as usize, i64::from(phi % PHI_STEP));
    let value = |place: usize| match place {
        // Phi is 0 where it is certain that a heartbeat may still come: far below the mean.
        0 => -3_000,
        _ => Z_MILLI[(place - 1).min(31)],
    };
    value(place) + (value(place + 1) - value(place)) * rest / i64::from(PHI_STEP)
}

/// The phi of so many standard deviations in thousandths, each the other's inverse.
#[must_use]
pub fn phi_milli(z: i64) -> u32 {
    let place = Z_MILLI.iter().take_while(|value| **value <= z).count();
    let value = |place: usize| if place == 0 { -3_000 } else { Z_MILLI[(place - 1).min(31)] };
    let (low, high) = (value(place), value(place + 1));
    let part = if high > low { (z - low).max(0) * i64::from(PHI_STEP) / (high - low) } else { 0 };
    place as u32 * PHI_STEP + part as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const TUNING: Tuning = Tuning { beat: Time::ms(100), timeout: Time::ms(350), phi_milli: 8_000 };

    fn learnt(method: Method, gaps: impl IntoIterator<Item = u64>) -> Estimate {
        let mut estimate = Estimate::new(method);
        gaps.into_iter().for_each(|gap| estimate.gap(&TUNING, Time::ms(gap)));
        estimate
    }

    fn patience(method: Method, gaps: impl IntoIterator<Item = u64>) -> Time {
        learnt(method, gaps).patience(method, &TUNING)
    }

    #[test]
    fn before_anything_is_learnt_all_wait_longer_than_a_beat() {
        let first = Method::BEATS.map(|method| patience(method, []).as_us() / 1_000);
        // 100 + 5.612 * 25, and 100 * 8 * ln 10.
        assert_eq!(first, [350, 350, 350, 240, 1842]);
    }

    #[test]
    fn the_adaptive_timeout_is_that_of_rfc_6298() {
        // SRTT = 100, RTTVAR = 50; then RTTVAR = 3/4 * 50 + 1/4 * 40 = 47.5, SRTT = 7/8 * 100 + 1/8 * 140.
        assert_eq!(patience(Method::Adaptive, [100]), Time::ms(300));
        assert_eq!(patience(Method::Adaptive, [100, 140]), Time::us(105_000 + 4 * 47_500));
        let calm = patience(Method::Adaptive, std::iter::repeat_n(100, 200));
        assert_eq!(calm, Time::ms(100) + TUNING.tick(), "the clock's granularity is the floor");
    }

    #[test]
    fn phi_is_that_of_the_fit() {
        // 80 and 120 in turn: mean 100, deviation 20; 10^-8 is beyond 5.612 deviations.
        let gaps = || [80, 120].into_iter().cycle().take(100);
        let normal = patience(Method::Normal, gaps()).as_us();
        assert!(normal.abs_diff(100_000 + 5_612 * 20) < 100, "{normal}");
        let exponential = patience(Method::Exponential, gaps());
        assert_eq!(exponential, Time::us(1_842_068));
        let calm = patience(Method::Normal, std::iter::repeat_n(100, 100));
        assert_eq!(calm, Time::us(100_000 + 5_612 * 10), "a tenth of a beat is the floor");
    }

    #[test]
    fn a_level_is_one_where_the_patience_ends() {
        for method in Method::BEATS {
            let estimate = learnt(method, [90, 110, 100, 120, 80, 95]);
            let patience = estimate.patience(method, &TUNING);
            let level = estimate.level_milli(method, &TUNING, patience);
            assert!(level.abs_diff(1_000) <= 2, "{method:?}: {level}");
            assert!(estimate.level_milli(method, &TUNING, Time::ms(20)) < 300);
        }
    }

    #[test]
    fn phi_and_deviations_are_inverse() {
        for phi in (500..16_000).step_by(37) {
            assert!(phi_milli(z_milli(phi)).abs_diff(phi) <= 4, "{phi}");
        }
        assert_eq!(z_milli(8_000), 5_612);
    }

    #[test]
    fn the_window_forgets_and_long_gaps_are_no_samples() {
        let long = learnt(Method::Normal, [100, 100, 100, 1_001]);
        assert_eq!(long, learnt(Method::Normal, [100, 100, 100]));
        let gaps = std::iter::repeat_n(900, 50).chain(std::iter::repeat_n(100, WINDOW));
        let Estimate::Window(window) = learnt(Method::Normal, gaps) else { panic!("phi has one") };
        assert_eq!(window.fit(&TUNING).0, Time::ms(100));
    }
}
