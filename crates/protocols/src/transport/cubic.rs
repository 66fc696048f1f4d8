//! CUBIC's growth between losses (RFC 9438), in integers: bytes and milliseconds.

use machine::Time;

/// What CUBIC remembers of the last congestion event, and of the epoch since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cubic {
    /// `W_max`, sec. 4.1.2: the window before the last event, or less by fast convergence.
    w_max: u64,
    /// `cwnd_prior`: the window before the last event.
    prior: u64,
    epoch: Option<Epoch>,
}

/// A stage of congestion avoidance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Epoch {
    start: Time,
    /// `K`, in milliseconds.
    k: u64,
    /// `W_est`, in thousandths of a byte.
    estimate: u64,
}

/// No cube is taken of more milliseconds: longer than a run.
const MS_MAX: u64 = 300_000;

impl Cubic {
    /// What is left of a window after a loss: `beta_cubic` = 0.7. Sec. 4.6.
    pub fn reduced(window: u64) -> u64 {
        window * 7 / 10
    }

    #[cfg(test)]
    pub fn w_max(&self) -> u64 {
        self.w_max
    }

    /// A congestion event. Sec. 4.7: where the window had not come as far as the last time, less is
    /// remembered of it.
    pub fn lost(&mut self, cwnd: u64) {
        self.w_max = if cwnd < self.w_max { cwnd * 17 / 20 } else { cwnd };
        self.prior = cwnd;
        debug_assert!(self.w_max <= cwnd, "the plateau is where it was lost, or below");
        self.epoch = None;
    }

    /// By how much the window grows as so many bytes are acknowledged. Sec. 4.2 to 4.5.
    pub fn growth(
        &mut self,
        (cwnd, segment): (u64, u64),
        acked: u64,
        (now, rtt): (Time, Time),
    ) -> u64 {
        debug_assert!(cwnd > 0 && segment > 0, "a window is never empty");
        let epoch = self.epoch.get_or_insert_with(|| {
            self.w_max = self.w_max.max(cwnd);
            // Sec. 4.2: K = cbrt((W_max - cwnd_epoch) / C), C = 0.4 segments a second cubed.
            let k = cube_root((self.w_max - cwnd) * 2_500_000_000 / segment);
            Epoch { start: now, k, estimate: cwnd * 1_000 }
        });
        // Sec. 4.3: alpha_cubic = 3 (1 - beta) / (1 + beta) = 9/17, and 1 beyond cwnd_prior.
        let step = segment * acked * 1_000 / cwnd;
        let slower = epoch.estimate < self.prior * 1_000;
        epoch.estimate += if slower { step * 9 / 17 } else { step };
        let since = now.saturating_sub(epoch.start);
        let at = |time: Time| cubic(self.w_max, epoch.k, segment, time);
        let estimate = epoch.estimate / 1_000;
        if at(since) < estimate {
            return estimate.saturating_sub(cwnd);
        }
        // Sec. 4.2: the target lies within cwnd and 1.5 cwnd.
        let target = at(since + rtt).max(cwnd).min(cwnd + cwnd / 2);
        (target - cwnd) * acked / cwnd
    }
}

/// `W_cubic(t) = C (t - K)^3 + W_max` in bytes. Sec. 4.2, equation 1.
fn cubic(w_max: u64, k: u64, segment: u64, time: Time) -> u64 {
    let ms = time.as_us() / 1_000;
    let away = ms.abs_diff(k).min(MS_MAX);
    // Segments are at most 64 KiB: 0.4 * 65536 * (3e5)^3 is within 128 bits only.
    let bytes = u128::from(away.pow(3)) * u128::from(2 * segment) / 5_000_000_000;
    let bytes = bytes as u64;
    if ms < k { w_max.saturating_sub(bytes) } else { w_max + bytes }
}

/// The integer part of a cube root.
fn cube_root(of: u64) -> u64 {
    let (mut low, mut high) = (0, MS_MAX);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if middle.pow(3) <= of {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cube_roots_are_whole() {
        let roots = [0, 1, 7, 8, 26, 27, 1_000_000, 75_000_000_000].map(cube_root);
        assert_eq!(roots, [0, 1, 1, 2, 2, 3, 100, 4_217]);
    }

    #[test]
    fn rfc_9438_section_4_2_equation_1() {
        let at = |ms| cubic(100_000, 4_217, 1_000, Time::ms(ms));
        assert_eq!((at(4_217), at(5_217), at(3_217)), (100_000, 100_400, 99_600));
        assert_eq!(at(0), 100_000 - 29_996, "0.7 W_max, as K is rounded down");
    }
}
