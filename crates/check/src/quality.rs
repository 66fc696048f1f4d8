//! The quality of service of a failure detector, measured from what it said.
//!
//! After W. Chen, S. Toueg and M. K. Aguilera, "On the Quality of Service of Failure Detectors" (IEEE
//! Transactions on Computers 51(5), 2002), section 2.3. An S-transition is from trust to suspicion, a
//! T-transition back. While the watched process is up every suspicion of it is a mistake.

use machine::Time;

/// What one process said of one other, and what was true.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// When its output changed, and whether it suspected then; at first it trusts.
    pub flips: &'a [(Time, bool)],
    /// When the other was up: from when, and when it crashed, if it did.
    pub lives: &'a [(Time, Option<Time>)],
    /// Until when it was watched.
    pub until: Time,
}

/// How good a detector was, over any number of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Mistakes: S-transitions about a process that is up.
    pub mistakes: u32,
    /// T_M, mistake durations: from a mistake to the T-transition that mends it.
    pub durations: Vec<Time>,
    /// T_D, detection times: from a crash to the S-transition that is final; 0 where a mistake was
    /// overtaken by a crash.
    pub detections: Vec<Time>,
    /// Crashes that were not suspected at the end.
    pub missed: u32,
    /// How long processes were up and watched, of all pairs together.
    pub watched: Time,
    /// For how much of that they were suspected.
    pub wrong: Time,
}

impl Quality {
    /// Adds one pair.
    pub fn add(&mut self, pair: &Watched<'_>) {
        for (place, &(from, crash)) in pair.lives.iter().enumerate() {
            if from >= pair.until {
                break;
            }
            let crash = crash.filter(|at| *at <= pair.until);
            debug_assert!(
                crash.is_none_or(|crash| crash >= from),
                "nobody crashes before it lives"
            );
            self.live(pair.flips, from, crash.unwrap_or(pair.until));
            if let Some(crash) = crash {
                let next = pair.lives.get(place + 1).map_or(pair.until, |(from, _)| *from);
                self.crash(pair.flips, crash, next.min(pair.until));
            }
        }
    }

    /// The time of a process that was up from `from` to `to`.
    fn live(&mut self, flips: &[(Time, bool)], from: Time, to: Time) {
        self.watched += to.saturating_sub(from);
        let (mut since, mut last) = (suspected(flips, from).then_some(from), None);
        for &(at, suspects) in flips.iter().filter(|(at, _)| *at > from && *at < to) {
            match (suspects, since) {
                (true, None) => {
                    self.mistakes += 1;
                    (since, last) = (Some(at), Some(at));
                }
                (false, Some(begun)) => {
                    self.wrong += at - begun;
                    // One that was right before a restart did not begin as a mistake.
                    self.durations.extend(last.map(|_| at - begun));
                    since = None;
                }
                _ => {}
            }
        }
        self.wrong += since.map_or(Time::ZERO, |begun| to.saturating_sub(begun));
        debug_assert!(self.wrong <= self.watched, "no longer wrong than watched");
    }

    /// A crash, and what was said of it until `to`.
    fn crash(&mut self, flips: &[(Time, bool)], crash: Time, to: Time) {
        debug_assert!(flips.is_sorted_by_key(|(at, _)| *at), "flips are in order");
        match flips.iter().rev().find(|(at, _)| *at < to) {
            Some((at, true)) => self.detections.push(at.saturating_sub(crash)),
            _ => self.missed += 1,
        }
    }

    /// λ_M, the mistake rate: mistakes a minute, of one pair.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let watched = self.watched.as_s_f64() / 60.0;
        (watched > 0.0).then(|| f64::from(self.mistakes) / watched)
    }

    /// E(T_MR), the mean time from one mistake to the next, in microseconds; none without a mistake.
    ///
    /// It is 1/λ_M (theorem 1 of the paper). The mean of the intervals that were seen whole would
    /// be too short where mistakes are rare: no interval longer than the run is among them.
    #[must_use]
    pub fn recurrence(&self) -> Option<f64> {
        let mistakes = f64::from(self.mistakes);
        (self.mistakes > 0).then(|| self.watched.as_us() as f64 / mistakes)
    }

    /// P_A, query accuracy: the chance that a process that is up is trusted when somebody asks, as
    /// the time that processes were trusted and the time that they were up and watched, in
    /// microseconds.
    #[must_use]
    pub fn trusted(&self) -> (u64, u64) {
        (self.watched.saturating_sub(self.wrong).as_us(), self.watched.as_us())
    }
}

/// Whether it suspects at `at`, changes at that moment included.
#[must_use]
pub fn suspected(flips: &[(Time, bool)], at: Time) -> bool {
    flips.iter().rev().find(|(when, _)| *when <= at).is_some_and(|(_, suspects)| *suspects)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(times: &[u64]) -> Vec<Time> {
        times.iter().map(|at| Time::s(*at)).collect()
    }

    fn measured(flips: &[(u64, bool)], lives: &[(u64, Option<u64>)], until: u64) -> Quality {
        let flips: Vec<_> = flips.iter().map(|(at, suspects)| (Time::s(*at), *suspects)).collect();
        let lives: Vec<_> =
            lives.iter().map(|(at, end)| (Time::s(*at), end.map(Time::s))).collect();
        let mut quality = Quality::default();
        quality.add(&Watched { flips: &flips, lives: &lives, until: Time::s(until) });
        quality
    }

    /// Figure 2 of the paper, with numbers: q is up all the time; p suspects it twice.
    #[test]
    fn mistakes_are_counted_and_timed() {
        let flips = [(10, true), (12, false), (26, true), (32, false)];
        let quality = measured(&flips, &[(0, None)], 60);
        assert_eq!(quality.mistakes, 2);
        assert_eq!(quality.durations, s(&[2, 6]));
        assert_eq!(quality.rate(), Some(2.0), "two in a minute");
        assert_eq!(quality.recurrence(), Some(30e6), "not the 16 s between the two");
        // Suspected for 8 of 60 seconds.
        assert_eq!(quality.trusted(), (52_000_000, 60_000_000));
        assert_eq!((quality.detections, quality.missed), (vec![], 0));
    }

    #[test]
    fn detection_is_the_last_suspicion_after_the_crash() {
        // Crash at 20; suspected, trusted once more because of a late message, then for good at 25.
        let flips = [(21, true), (23, false), (25, true)];
        let quality = measured(&flips, &[(0, Some(20))], 60);
        assert_eq!((quality.detections, quality.mistakes, quality.missed), (s(&[5]), 0, 0));
        assert_eq!((quality.watched, quality.wrong), (Time::s(20), Time::ZERO));
    }

    #[test]
    fn a_mistake_that_a_crash_overtakes_is_found_at_once() {
        let quality = measured(&[(18, true)], &[(0, Some(20))], 60);
        assert_eq!((quality.detections, quality.mistakes), (s(&[0]), 1));
        assert_eq!((quality.wrong, quality.durations), (Time::s(2), vec![]));
    }

    #[test]
    fn a_crash_nobody_notices_is_missed_and_one_that_is_not_over_is_not_judged() {
        assert_eq!(measured(&[], &[(0, Some(20))], 60).missed, 1);
        assert_eq!(measured(&[(30, true), (40, false)], &[(0, Some(20))], 60).missed, 1);
        assert_eq!(measured(&[], &[(0, Some(20))], 10).missed, 0);
    }

    #[test]
    fn after_a_restart_the_old_suspicion_is_wrong_but_no_new_mistake() {
        // Down from 20 to 30, suspected from 22 to 31.
        let quality = measured(&[(22, true), (31, false)], &[(0, Some(20)), (30, None)], 60);
        assert_eq!((quality.detections, quality.mistakes), (s(&[2]), 0));
        assert_eq!((quality.wrong, quality.watched), (Time::s(1), Time::s(50)));
    }
}
