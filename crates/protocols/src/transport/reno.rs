//! Round-trip times and NewReno's window, as RFC 5681, 6298 and 9002 have them.

use super::TICK;
use machine::Time;

/// The estimator of Jacobson and Karels. RFC 6298, sec. 2; RFC 9002, sec. 5.3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rtt {
    smoothed: Option<Time>,
    varies: Time,
    latest: Time,
    backoff: u32,
}

impl Rtt {
    /// RFC 6298, sec. 2.1 and (2.4): the timeout before the first sample, and its floor.
    pub const RTO_MIN: Time = Time::s(1);
    /// RFC 6298, sec. (2.5): a ceiling is at least this.
    pub const RTO_MAX: Time = Time::s(60);
    /// RFC 9002, sec. 6.2.2, `kInitialRtt`.
    pub const INITIAL: Time = Time::ms(333);

    /// No sample yet.
    #[must_use]
    pub fn new() -> Self {
        Self { smoothed: None, varies: Time::ZERO, latest: Time::ZERO, backoff: 0 }
    }

    /// A round trip was measured.
    pub fn sample(&mut self, rtt: Time) {
        let rtt = rtt.max(TICK).as_us();
        self.latest = Time::us(rtt);
        let (smoothed, varies) = match self.smoothed {
            None => (rtt, rtt / 2),
            Some(Time(old)) => {
                ((7 * old + rtt) / 8, (3 * self.varies.as_us() + old.abs_diff(rtt)) / 4)
            }
        };
        (self.smoothed, self.varies) = (Some(Time::us(smoothed)), Time::us(varies));
    }

    /// Whether there has been a sample.
    #[must_use]
    pub fn sampled(&self) -> bool {
        self.smoothed.is_some()
    }

    /// A timer has run out: the next runs twice as long. RFC 6298, (5.5); RFC 9002, sec. 6.2.1.
    pub fn back_off(&mut self) {
        self.backoff = (self.backoff + 1).min(16);
    }

    /// Data was acknowledged.
    pub fn calm(&mut self) {
        self.backoff = 0;
    }

    /// How many timeouts in a row there have been.
    #[must_use]
    pub fn backoff(&self) -> u32 {
        self.backoff
    }

    fn spread(&self, smoothed: Time, varies: Time) -> Time {
        smoothed + Time::us(4 * varies.as_us()).max(TICK)
    }

    /// The retransmission timeout. RFC 6298, sec. 2.
    #[must_use]
    pub fn rto(&self) -> Time {
        let rto =
            self.smoothed.map_or(Self::RTO_MIN, |smoothed| self.spread(smoothed, self.varies));
        Time::us(rto.max(Self::RTO_MIN).as_us() << self.backoff).min(Self::RTO_MAX)
    }

    /// The probe timeout without back-off. RFC 9002, sec. 6.2.1; acknowledgements are not delayed
    /// here, so `max_ack_delay` is 0.
    #[must_use]
    pub fn pto_base(&self) -> Time {
        let initial = (Self::INITIAL, Time::us(Self::INITIAL.as_us() / 2));
        let (smoothed, varies) = self.smoothed.map_or(initial, |smoothed| (smoothed, self.varies));
        self.spread(smoothed, varies)
    }

    /// The probe timeout.
    #[must_use]
    pub fn pto(&self) -> Time {
        Time::us(self.pto_base().as_us() << self.backoff)
    }

    /// How much later than a packet acknowledged since one may still be under way: 9/8 of a round
    /// trip. RFC 9002, sec. 6.1.2, `kTimeThreshold`.
    #[must_use]
    pub fn loss_delay(&self) -> Time {
        let longest = self.smoothed.unwrap_or(Self::INITIAL).max(self.latest);
        Time::us(longest.as_us() * 9 / 8).max(TICK)
    }
}

impl Default for Rtt {
    fn default() -> Self {
        Self::new()
    }
}

/// NewReno's congestion window, in bytes. RFC 5681, sec. 3.1; RFC 9002, sec. 7 and appendix B.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reno {
    cwnd: u64,
    ssthresh: u64,
    segment: u64,
}

impl Reno {
    /// The window before the first loss: ten segments, if they are not larger than usual.
    #[must_use]
    pub fn new(segment: u32, bytes: u64) -> Self {
        let segment = u64::from(segment);
        let cwnd = (10 * segment).min(bytes.max(2 * segment));
        Self { cwnd, ssthresh: u64::MAX, segment }
    }

    /// TCP's initial window. RFC 6928, sec. 2.
    #[must_use]
    pub fn tcp(segment: u32) -> Self {
        Self::new(segment, 14_600)
    }

    /// QUIC's initial window. RFC 9002, sec. 7.2.
    #[must_use]
    pub fn quic(segment: u32) -> Self {
        Self::new(segment, 14_720)
    }

    /// The window.
    #[must_use]
    pub fn cwnd(&self) -> u64 {
        self.cwnd
    }

    /// Where slow start ends.
    #[must_use]
    pub fn ssthresh(&self) -> u64 {
        self.ssthresh
    }

    /// How many whole segments it lets be under way.
    #[must_use]
    pub fn segments(&self) -> u32 {
        (self.cwnd / self.segment) as u32
    }

    /// So many bytes were acknowledged outside of recovery: slow start, or congestion avoidance.
    pub fn grow(&mut self, acked: u64) {
        self.cwnd += if self.cwnd < self.ssthresh {
            acked
        } else {
            (self.segment * acked / self.cwnd).max(1)
        };
    }

    /// A loss was detected with so many bytes in flight: half of that, at least two segments.
    pub fn halve(&mut self, flight: u64) {
        self.ssthresh = (flight / 2).max(2 * self.segment);
        self.cwnd = self.ssthresh;
    }

    /// TCP's timer has run out: one segment. The threshold is halved only the first time that the
    /// same data times out. RFC 5681, sec. 3.1, (4).
    pub fn collapse(&mut self, flight: u64, first: bool) {
        if first {
            self.ssthresh = (flight / 2).max(2 * self.segment);
        }
        self.cwnd = self.segment;
    }

    /// Persistent congestion: QUIC's minimum window. RFC 9002, sec. 7.6.2.
    pub fn persist(&mut self) {
        self.cwnd = 2 * self.segment;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_6298_section_2_the_retransmission_timeout() {
        let mut rtt = Rtt::new();
        assert_eq!(rtt.rto(), Time::s(1), "(2.1): one second before the first sample");
        rtt.sample(Time::ms(400));
        assert_eq!(rtt.rto(), Time::ms(1_200), "(2.2): SRTT + 4 RTTVAR = R + 4 R/2");
        rtt.sample(Time::ms(600));
        // (2.3): RTTVAR = 3/4 * 200 + 1/4 * |400 - 600| = 200, then SRTT = 7/8 * 400 + 600/8 = 425.
        assert_eq!(rtt.rto(), Time::ms(425 + 800));
        rtt.back_off();
        assert_eq!(rtt.rto(), Time::ms(2_450), "(5.5): doubled");
        (0..9).for_each(|_| rtt.back_off());
        assert_eq!(rtt.rto(), Time::s(60), "(2.5): a ceiling");
        let mut fast = Rtt::new();
        (0..99).for_each(|_| fast.sample(Time::ms(10)));
        assert_eq!(fast.rto(), Time::s(1), "(2.4): a floor");
    }

    #[test]
    fn rfc_9002_section_6_the_probe_timeout_and_the_time_threshold() {
        let mut rtt = Rtt::new();
        assert_eq!(
            rtt.pto(),
            Time::ms(999),
            "sec. 6.2.2: kInitialRtt = 333 ms, so 333 + 4 * 166.5"
        );
        rtt.sample(Time::ms(80));
        assert_eq!(rtt.pto(), Time::ms(80 + 160), "sec. 5.3: rttvar starts at half");
        assert_eq!(rtt.loss_delay(), Time::ms(90), "sec. 6.1.2: 9/8");
        (0..200).for_each(|_| rtt.sample(Time::ms(80)));
        assert!(rtt.pto() <= Time::us(81_100), "sec. 6.2.1: kGranularity = 1 ms remains");
        rtt.back_off();
        rtt.back_off();
        assert!(rtt.pto() >= Time::ms(4 * 81), "sec. 6.2.1: doubled with each probe");
    }

    #[test]
    fn rfc_6928_and_9002_initial_windows() {
        assert_eq!(Reno::tcp(1_460).cwnd(), 14_600, "RFC 6928, sec. 2");
        assert_eq!(Reno::tcp(9_000).cwnd(), 18_000, "two segments at least");
        assert_eq!(Reno::quic(1_200).cwnd(), 12_000, "RFC 9002, sec. 7.2");
        assert_eq!(Reno::quic(1_472).cwnd(), 14_720);
    }

    #[test]
    fn rfc_5681_section_3_1_the_window() {
        let mut reno = Reno::tcp(1_000);
        (0..10).for_each(|_| reno.grow(1_000));
        assert_eq!(reno.cwnd(), 20_000, "slow start doubles in a round trip");
        reno.halve(20_000);
        assert_eq!((reno.cwnd(), reno.ssthresh()), (10_000, 10_000), "(4)");
        (0..10).for_each(|_| reno.grow(1_000));
        assert!((10_900..11_000).contains(&reno.cwnd()), "a segment a round trip, (3)");
        reno.collapse(11_000, true);
        assert_eq!((reno.cwnd(), reno.ssthresh()), (1_000, 5_500), "the loss window");
        reno.collapse(1_000, false);
        assert_eq!(reno.ssthresh(), 5_500, "(4): held constant when the same data times out again");
        reno.halve(1_000);
        assert_eq!(reno.cwnd(), 2_000, "(4): two segments at least");
    }
}
