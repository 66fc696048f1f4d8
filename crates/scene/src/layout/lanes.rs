//! Lanes over a window of time.

use crate::item::Rect;
use crate::number;

/// Lanes one under the other, time to the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes {
    /// Where they are.
    pub rect: Rect,
    /// How many.
    pub count: usize,
    /// Time at the left side, in microseconds.
    pub from_us: u64,
    /// Time at the right side, in microseconds.
    pub to_us: u64,
}

/// A tick of the time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTick {
    /// When, in microseconds.
    pub at_us: u64,
    /// Where.
    pub x: f32,
    /// With its unit: `12.4 s`, `250 ms`.
    pub label: String,
}

impl Lanes {
    /// The height of one lane.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.rect.h / self.count.max(1) as f32
    }

    /// The middle of lane number `lane`, from the top, counted from 0.
    #[must_use]
    pub fn y(&self, lane: usize) -> f32 {
        self.rect.y + (lane as f32 + 0.5) * self.height()
    }

    /// Where a moment is; moments outside the window are outside the rectangle.
    #[must_use]
    pub fn x(&self, at_us: u64) -> f32 {
        let share = (at_us as f64 - self.from_us as f64) / self.span_us();
        (f64::from(self.rect.x) + share * f64::from(self.rect.w)) as f32
    }

    /// The moment at `x`, kept within the window.
    #[must_use]
    pub fn time_at(&self, x: f32) -> u64 {
        let share = f64::from(x - self.rect.x) / f64::from(self.rect.w.max(1.0));
        let at_us = self.from_us as f64 + share * self.span_us();
        (at_us.round() as u64).clamp(self.from_us, self.to_us.max(self.from_us))
    }

    /// The lane at height `y`, if there is one.
    #[must_use]
    pub fn lane_at(&self, y: f32) -> Option<usize> {
        let lane = (y - self.rect.y) / self.height();
        (lane >= 0.0 && lane < self.count as f32).then_some(lane as usize)
    }

    /// Ticks at whole steps of 1, 2 or 5 times a power of ten, at least `apart` pixels from each
    /// other.
    #[must_use]
    pub fn ticks(&self, apart: f32) -> Vec<TimeTick> {
        let step =
            step_us(self.span_us() * f64::from(apart.max(1.0)) / f64::from(self.rect.w.max(1.0)));
        let mut ticks = Vec::new();
        let mut at_us = self.from_us.div_ceil(step) * step;
        while at_us <= self.to_us {
            ticks.push(TimeTick { at_us, x: self.x(at_us), label: self.label(at_us, step) });
            at_us += step;
        }
        ticks
    }

    /// A moment in the window's unit, with as many decimals as the step needs.
    fn label(&self, at_us: u64, step_us: u64) -> String {
        let (mut text, unit) = if self.to_us < 1_000_000 {
            (number::fixed(at_us.cast_signed(), decimals(step_us, 1_000)), " ms")
        } else {
            (number::seconds(at_us, decimals(step_us, 1_000_000)), " s")
        };
        text.push_str(unit);
        text
    }

    fn span_us(&self) -> f64 {
        self.to_us.saturating_sub(self.from_us).max(1) as f64
    }
}

/// The least step of 1, 2 or 5 times a power of ten that is not under `least`.
fn step_us(least: f64) -> u64 {
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if (power * factor) as f64 >= least {
                return power * factor;
            }
        }
        power *= 10;
    }
}

/// How many decimals multiples of `step` need in units of `unit`.
fn decimals(step: u64, unit: u64) -> u32 {
    let mut places = 0;
    let mut place = unit;
    while step < place {
        place /= 10;
        places += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RECT: Rect = Rect::new(40.0, 10.0, 400.0, 200.0);

    fn labels(from_us: u64, to_us: u64) -> Vec<String> {
        let lanes = Lanes { rect: RECT, count: 5, from_us, to_us };
        lanes.ticks(70.0).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_carry_their_unit() {
        assert_eq!(labels(0, 10_000_000), ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]);
        assert_eq!(labels(0, 25_000_000), ["0 s", "5 s", "10 s", "15 s", "20 s", "25 s"]);
        assert_eq!(
            labels(12_010_000, 12_510_000),
            ["12.1 s", "12.2 s", "12.3 s", "12.4 s", "12.5 s"]
        );
        assert_eq!(labels(0, 100_000), ["0 ms", "20 ms", "40 ms", "60 ms", "80 ms", "100 ms"]);
        assert_eq!(
            labels(500, 600),
            ["0.50 ms", "0.52 ms", "0.54 ms", "0.56 ms", "0.58 ms", "0.60 ms"]
        );
        assert_eq!(labels(7, 7), ["0.007 ms"], "an empty window is a microsecond wide");
    }

    #[test]
    fn lanes_share_the_height() {
        let lanes = Lanes { rect: RECT, count: 5, from_us: 0, to_us: 1_000 };
        assert_eq!([0, 4].map(|lane| lanes.y(lane).to_string()), ["30", "190"]);
        assert_eq!(
            [5.0, 10.0, 209.0, 210.0].map(|y| lanes.lane_at(y)),
            [None, Some(0), Some(4), None]
        );
    }

    proptest! {
        #[test]
        fn time_maps_there_and_back_in_order(from in 0_u64..100_000_000, span in 1_000_u64..100_000_000, a in 0.0_f64..1.0, b in 0.0_f64..1.0) {
            let lanes = Lanes { rect: RECT, count: 3, from_us: from, to_us: from + span };
            let [a, b] = [a, b].map(|share| from + (share * span as f64) as u64);
            if a <= b {
                prop_assert!(lanes.x(a) <= lanes.x(b));
            }
            // Half a pixel: an f32 holds pixels to some thousandths.
            let pixel = span / 400 + 1;
            prop_assert!(lanes.time_at(lanes.x(a)).abs_diff(a) <= pixel / 2 + 1);
            prop_assert!(lanes.x(a) >= RECT.x && lanes.x(a) <= RECT.right());
        }

        #[test]
        fn ticks_are_inside_and_apart(from in 0_u64..100_000_000, span in 1_000_u64..100_000_000) {
            let lanes = Lanes { rect: RECT, count: 3, from_us: from, to_us: from + span };
            let ticks = lanes.ticks(60.0);
            prop_assert!(ticks.len() <= 7);
            for pair in ticks.windows(2) {
                prop_assert!(pair[1].x - pair[0].x >= 59.9);
            }
            prop_assert!(ticks.iter().all(|tick| tick.at_us >= from && tick.at_us <= from + span));
        }
    }
}
