//! Round-trip times and the congestion window, as RFC 5681, 6298, 9002 and 9438 have them.

use super::TICK;
use super::cubic::Cubic;
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

    /// The first round trip was measured: of a connection, the handshake's, which is one of the segments
    /// that RFC 6298, (2.1), speaks of, and one of the packets of RFC 9002, sec. 5.1.
    #[must_use]
    pub fn first(rtt: Time) -> Self {
        let mut first = Self::new();
        first.sample(rtt);
        first
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
        debug_assert!(smoothed >= TICK.as_us(), "no round trip is shorter than a tick");
        (self.smoothed, self.varies) = (Some(Time::us(smoothed)), Time::us(varies));
    }

    /// The smoothed round trip; the guess of RFC 9002, sec. 6.2.2, before the first sample.
    #[must_use]
    pub fn smoothed(&self) -> Time {
        self.smoothed.unwrap_or(Self::INITIAL)
    }

    /// A timer has run out: the next runs twice as long. RFC 6298, (5.5); RFC 9002, sec. 6.2.1.
    pub fn back_off(&mut self) {
        self.backoff = (self.backoff + 1).min(16);
    }

    /// Timers run as long as at first again: TCP's after a sample (RFC 6298, sec. 5), QUIC's after any
    /// acknowledgement (RFC 9002, sec. 6.2.1).
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

    /// What a sample is seldom longer than, on a clock of this granularity: the timeout of RFC 6298,
    /// (2.3), without its floor. None before the first sample.
    #[must_use]
    pub fn bound(&self, granularity: Time) -> Option<Time> {
        let varies = Time::us(4 * self.varies.as_us()).max(granularity);
        self.smoothed.map(|smoothed| smoothed + varies)
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
        let longest = self.smoothed().max(self.latest);
        Time::us(longest.as_us() * 9 / 8).max(TICK)
    }
}

impl Default for Rtt {
    fn default() -> Self {
        Self::new()
    }
}

/// How the congestion window grows and shrinks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Control {
    /// A segment more each round trip, half of it at a loss. RFC 5681, sec. 3.1; RFC 9002, sec. 7.
    #[default]
    NewReno,
    /// By a cubic function of the time since the last loss, three tenths less at a loss. RFC 9438.
    Cubic,
}

/// The congestion window, in bytes. RFC 5681, sec. 3.1; RFC 9002, sec. 7 and appendix B; RFC 9438.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    cwnd: u64,
    ssthresh: u64,
    segment: u64,
    /// What CUBIC remembers; nothing if it is NewReno's.
    cubic: Option<Cubic>,
}

impl Window {
    /// The window before the first loss: ten segments, if they are not larger than usual.
    #[must_use]
    pub fn new(control: Control, segment: u32, bytes: u64) -> Self {
        let segment = u64::from(segment);
        let cwnd = (10 * segment).min(bytes.max(2 * segment));
        let cubic = (control == Control::Cubic).then(Cubic::default);
        Self { cwnd, ssthresh: u64::MAX, segment, cubic }
    }

    /// TCP's initial window. RFC 6928, sec. 2.
    #[must_use]
    pub fn tcp(control: Control, segment: u32) -> Self {
        Self::new(control, segment, 14_600)
    }

    /// QUIC's initial window. RFC 9002, sec. 7.2.
    #[must_use]
    pub fn quic(control: Control, segment: u32) -> Self {
        Self::new(control, segment, 14_720)
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
    /// CUBIC looks at the time and at the round trip.
    pub fn grow(&mut self, acked: u64, now: Time, rtt: Time) {
        debug_assert!(self.cwnd >= self.segment, "a window has room for a segment");
        self.cwnd += match &mut self.cubic {
            _ if self.cwnd < self.ssthresh => acked,
            None => (self.segment * acked / self.cwnd).max(1),
            Some(cubic) => cubic.growth((self.cwnd, self.segment), acked, (now, rtt)),
        };
    }

    /// What is left of so many bytes in flight after a loss: at least two segments.
    fn reduced(&self, flight: u64) -> u64 {
        let left = if self.cubic.is_some() { Cubic::reduced(flight) } else { flight / 2 };
        left.max(2 * self.segment)
    }

    /// A loss was detected with so many bytes in flight: less of that, at least two segments.
    pub fn reduce(&mut self, flight: u64) {
        if let Some(cubic) = &mut self.cubic {
            cubic.lost(self.cwnd);
        }
        self.ssthresh = self.reduced(flight);
        self.cwnd = self.ssthresh;
        debug_assert!(self.cwnd >= 2 * self.segment, "RFC 5681, equation 4: two segments at least");
    }

    /// TCP's timer has run out: one segment. The threshold is reduced only the first time that the
    /// same data times out. RFC 5681, sec. 3.1, (4); RFC 9438, sec. 4.8.
    pub fn collapse(&mut self, flight: u64, first: bool) {
        if first {
            self.ssthresh = self.reduced(flight);
        }
        if let Some(cubic) = &mut self.cubic {
            *cubic = Cubic::default();
        }
        self.cwnd = self.segment;
        debug_assert!(self.ssthresh >= 2 * self.segment, "RFC 5681, equation 4");
    }

    /// Persistent congestion: QUIC's minimum window. RFC 9002, sec. 7.6.2.
    pub fn persist(&mut self) {
        if let Some(cubic) = &mut self.cubic {
            *cubic = Cubic::default();
        }
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

    fn reno(segment: u32) -> Window {
        Window::tcp(Control::NewReno, segment)
    }

    #[test]
    fn rfc_6928_and_9002_initial_windows() {
        assert_eq!(reno(1_460).cwnd(), 14_600, "RFC 6928, sec. 2");
        assert_eq!(reno(9_000).cwnd(), 18_000, "two segments at least");
        let quic = |segment| Window::quic(Control::Cubic, segment).cwnd();
        assert_eq!((quic(1_200), quic(1_472)), (12_000, 14_720), "RFC 9002, sec. 7.2");
    }

    /// An acknowledgement of a segment, so long after the start.
    fn ack(window: &mut Window, now: Time) {
        window.grow(1_000, now, Time::ms(100));
    }

    #[test]
    fn rfc_5681_section_3_1_the_window() {
        let mut reno = reno(1_000);
        (0..10).for_each(|_| ack(&mut reno, Time::ZERO));
        assert_eq!(reno.cwnd(), 20_000, "slow start doubles in a round trip");
        reno.reduce(20_000);
        assert_eq!((reno.cwnd(), reno.ssthresh()), (10_000, 10_000), "(4)");
        (0..10).for_each(|_| ack(&mut reno, Time::ZERO));
        assert!((10_900..11_000).contains(&reno.cwnd()), "a segment a round trip, (3)");
        reno.collapse(11_000, true);
        assert_eq!((reno.cwnd(), reno.ssthresh()), (1_000, 5_500), "the loss window");
        reno.collapse(1_000, false);
        assert_eq!(reno.ssthresh(), 5_500, "(4): held constant when the same data times out again");
        reno.reduce(1_000);
        assert_eq!(reno.cwnd(), 2_000, "(4): two segments at least");
    }

    /// A window of 100 segments of 1000 bytes that has just lost one.
    fn lost() -> Window {
        let mut cubic = Window { cwnd: 100_000, ..Window::tcp(Control::Cubic, 1_000) };
        cubic.reduce(100_000);
        cubic
    }

    #[test]
    fn rfc_9438_section_4_6_three_tenths_less_at_a_loss() {
        let cubic = lost();
        assert_eq!((cubic.cwnd(), cubic.ssthresh()), (70_000, 70_000));
        let mut small = Window { cwnd: 2_000, ..Window::tcp(Control::Cubic, 1_000) };
        small.reduce(2_000);
        assert_eq!(small.cwnd(), 2_000, "two segments at least");
    }

    #[test]
    fn rfc_9438_section_4_2_the_window_is_back_after_k_and_then_grows_ever_faster() {
        let mut cubic = lost();
        // K = cbrt((100 - 70) / 0.4) = 4.217 s. A round trip is long: NewReno would be slower.
        let rtt = Time::ms(400);
        let mut at = Vec::new();
        for turn in 0..25 {
            at.push(cubic.cwnd());
            let acks = cubic.cwnd() / 1_000;
            (0..acks).for_each(|_| cubic.grow(1_000, Time::us(turn * rtt.as_us()), rtt));
        }
        let k = 11; // The round trip that ends after K.
        assert!((99_000..101_000).contains(&at[k]), "W_max again after K: {}", at[k]);
        let steps: Vec<i64> = at.windows(2).map(|pair| pair[1] as i64 - pair[0] as i64).collect();
        // In its first round trip it is where NewReno would be.
        assert!(steps[1..k].windows(2).all(|pair| pair[1] <= pair[0]), "concave: {steps:?}");
        assert!(steps[k + 2..].windows(2).all(|pair| pair[1] >= pair[0]), "convex: {steps:?}");
        // W_cubic(8 s) = 0.4 * (8 - 4.217)^3 + 100 = 121.7 segments; the window follows within a round
        // trip, so it is between that and W_cubic(7.6 s) = 115.5.
        assert!((115_500..121_700).contains(&at[20]), "{}", at[20]);
    }

    #[test]
    fn rfc_9438_section_4_3_it_is_never_slower_than_reno_on_short_round_trips() {
        let (mut cubic, rtt) = (lost(), Time::ms(1));
        for turn in 0..100 {
            let acks = cubic.cwnd() / 1_000;
            (0..acks).for_each(|_| cubic.grow(1_000, Time::ms(turn), rtt));
        }
        // W_est grows by 3 (1 - 0.7) / (1 + 0.7) = 0.53 segments a round trip up to the window
        // before the loss, after 57 of them, and then by one. W_cubic is hardly beyond 72.
        assert!((138_000..146_000).contains(&cubic.cwnd()), "{}", cubic.cwnd());
    }

    #[test]
    fn rfc_9438_section_4_7_fast_convergence_gives_room_to_others() {
        let mut cubic = lost();
        cubic.reduce(70_000);
        // W_max = 70 * (1 + 0.7) / 2 = 59.5 segments: K is shorter than after a loss at 100.
        assert_eq!(cubic.cwnd(), 49_000);
        assert_eq!(cubic.cubic.as_ref().map(Cubic::w_max), Some(59_500));
    }

    #[test]
    fn rfc_9438_section_4_8_after_a_timeout_it_begins_anew() {
        let mut cubic = lost();
        cubic.collapse(70_000, true);
        assert_eq!((cubic.cwnd(), cubic.ssthresh()), (1_000, 49_000));
        (0..48).for_each(|_| cubic.grow(1_000, Time::s(1), Time::ms(100)));
        assert_eq!(cubic.cwnd(), 49_000, "slow start");
        cubic.grow(1_000, Time::s(2), Time::ms(100));
        assert_eq!(cubic.cubic.as_ref().map(Cubic::w_max), Some(49_000), "K = 0");
    }
}
