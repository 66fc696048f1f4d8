//! What the run shown cost: how long each stream stalled, and what was delivered when.

use super::Picture;
use crate::hol::report::TRANSPORTS;
use machine::Time;
use scene::chart::{Axis, Lines, Rule, Sample, Series, Trace};
use scene::number::duration;
use scene::{Rect, Scene, Shape, Token};

/// Glyph and colour of TCP and QUIC.
const LOOKS: [(Shape, Token); 2] = [(Shape::Circle, Token::Ink), (Shape::Square, Token::Orange)];
/// Of how many moments it is shown what was delivered.
const MOMENTS: usize = 160;

impl Picture<'_> {
    /// Both charts, one over the other; side by side where that is wider than high.
    pub(super) fn charts(&self, area: Rect, scene: &mut Scene) {
        let area = area.inset(14.0, 8.0);
        let gap = 16.0;
        let (first, second) = if area.w > 1.2 * area.h {
            let (left, right) = area.split_left((area.w - gap) / 2.0);
            (left, right.split_left(gap).1)
        } else {
            let (top, bottom) = area.split_top((area.h - gap) / 2.0);
            (top, bottom.split_top(gap).1)
        };
        self.stalls(first, scene);
        self.delivered(second, scene);
    }

    /// How long each stream stalled, so far.
    fn stalls(&self, area: Rect, scene: &mut Scene) {
        let mut series = Vec::new();
        for ((measured, name), look) in self.measured.iter().zip(TRANSPORTS).zip(LOOKS) {
            let sample = |(stream, stall): (usize, &Time)| Sample {
                label: format!(
                    "Stream {} over {name}: stalled for {}",
                    stream + 1,
                    duration(stall.as_us())
                ),
                target: format!("s:{name}:{stream}"),
                ..Sample::at(stream as f64, stall.as_ms_f64())
            };
            let samples = measured.stalls.iter().enumerate().map(sample).collect();
            series.push(named(name, Trace::Points, look, samples));
        }
        let x = Axis::named("stream", (1..=self.load.streams).map(|stream| stream.to_string()));
        let y = axis("time stalled, ms", &series, 5);
        Lines { x: &x, y: &y, note: "", series: &series, rules: &[] }
            .draw_beside_a_table(scene, area);
    }

    /// What had been delivered at each moment, up to the playhead, beside what would have been
    /// without a loss.
    fn delivered(&self, area: Rect, scene: &mut Scene) {
        let size = |frame: u32| self.load.frame(frame).len() as u32;
        let sample = |(at, bytes): (Time, u32)| Sample::at(at.as_s_f64(), f64::from(bytes) / 1e3);
        let mut series = Vec::new();
        for ((lane, name), look) in self.lanes.iter().zip(TRANSPORTS).zip(LOOKS) {
            let counts = self.counts(lane.order.iter().map(|(at, frame)| (*at, size(*frame))));
            let seen = counts.into_iter().take_while(|(at, _)| *at <= self.now);
            let samples = seen.map(sample);
            series.push(named(name, Trace::Curve, look, samples.collect()));
        }
        let due =
            (0..).zip(&self.lanes[1].due).filter_map(|(frame, at)| Some(((*at)?, size(frame))));
        let due = self.counts(due).into_iter().map(sample);
        let look = (Shape::Circle, Token::Muted);
        series.push(named("without loss", Trace::Expected, look, due.collect()));
        let x = Axis::linear("time, s", (0.0, self.end.as_s_f64()), 4);
        let y = axis("delivered, kB", &series, 5);
        let rules = [Rule::Moment(self.now.as_s_f64(), String::new())];
        Lines { x: &x, y: &y, note: "", series: &series, rules: &rules }.draw(scene, area);
    }

    /// How much there was by each of some moments, spread over the run.
    fn counts(&self, events: impl Iterator<Item = (Time, u32)>) -> Vec<(Time, u32)> {
        let every = self.end.as_us().div_ceil(MOMENTS as u64).max(1);
        let mut counts = vec![0; MOMENTS + 1];
        for (at, count) in events {
            counts[(at.as_us().div_ceil(every) as usize).min(MOMENTS)] += count;
        }
        let mut sum = 0;
        let moments = counts.into_iter().enumerate().map(|(index, count)| {
            sum += count;
            (Time::us(index as u64 * every), sum)
        });
        moments.collect()
    }
}

fn named(name: &str, trace: Trace, (shape, token): (Shape, Token), samples: Vec<Sample>) -> Series {
    Series { name: name.to_owned(), trace, shape, token, samples }
}

/// An axis from nothing to the largest value.
fn axis(title: &str, series: &[Series], ticks_max: usize) -> Axis {
    let values = series.iter().flat_map(|series| &series.samples).filter_map(|sample| sample.y);
    Axis::linear(title, (0.0, values.fold(0.0, f64::max)), ticks_max)
}
