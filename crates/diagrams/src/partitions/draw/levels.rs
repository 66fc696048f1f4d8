//! How sure each detector of one process is that one other has crashed, over time: a chart, and
//! under it when the link was well and when each of them suspected.

use super::{Picture, look};
use crate::partitions::record::Levels;
use crate::partitions::run;
use crate::partitions::truth::Line;
use crate::partitions::words;
use check::quality;
use machine::Time;
use protocols::detector::estimate::Method;
use scene::chart::{Axis, Lines, Rule, Sample, Series, Trace};
use scene::{Hit, Lettering, Point, Rect, Scene, Style, Token};
use std::ops::Range;

/// The highest level that is drawn, in percent of the threshold.
const LEVEL_MAX: f64 = 150.0;
/// A curve has a lowest and a highest level in each of so many stretches of the window.
const COLUMNS: u64 = 200;
/// Of a curve so many peaks can be pointed at.
const PEAKS: u64 = 60;
/// Height of a row under the chart.
const ROW: f32 = 19.0;
/// How far right of the rows' names the chart begins.
const INDENT: f32 = 50.0;

/// Draws the chart and the rows into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let ((by, of), now) = (picture.params.pair(), picture.now());
    scene.heading(area, &format!("HOW SURE {by} IS THAT {of} HAS CRASHED"));
    let (from, to) = run::window(picture.params, now);
    let rect =
        Rect::new(area.x + INDENT, area.y + 38.0, area.w - INDENT - 8.0, area.h - 52.0 - 7.0 * ROW);
    let x = Axis::window("time, s", (from.as_s_f64(), to.as_s_f64()), 6);
    let y = Axis::linear("level, % of the threshold", (0.0, LEVEL_MAX), 3);
    let series = Method::ALL.map(|method| curve(picture, method, &(from..to)));
    // Where there is little room right of the playhead, the axis says it alone.
    let named = if rect.w > 360.0 { "threshold" } else { "" };
    let rules = [Rule::Level(100.0, named.to_owned()), Rule::Moment(now.as_s_f64(), String::new())];
    let chart = Lines { x: &x, y: &y, note: "", series: &series, rules: &rules };
    chart.draw_beside_a_table(scene, rect);
    let rows = Rows { picture, chart: &chart, rect, from };
    rows.truth(scene);
    for (row, method) in Method::ALL.into_iter().enumerate() {
        rows.suspicions(row + 1, method, scene);
    }
}

/// The level of one detector up to the playhead. Its peaks can be pointed at, where they are not
/// too near to each other.
fn curve(picture: &Picture<'_>, method: Method, window: &Range<Time>) -> Series {
    let levels = &picture.run.record().record.levels;
    let first = levels.partition_point(|level| level.at < window.start);
    let last = levels.partition_point(|level| level.at <= picture.now());
    let part = |share: u64| Time::us((window.end - window.start).as_us() / share);
    let shown = thin(&levels[first..last], method as usize, part(COLUMNS));
    let percent = |place: usize| {
        let levels: Option<&&Levels> = shown.get(place);
        levels.map_or(0.0, |levels| f64::from(levels.of[method as usize]) / 10.0)
    };
    let mut samples: Vec<Sample> = Vec::new();
    let (mut free, words) = (Time::ZERO, words::method(method));
    let gap = part(COLUMNS / 2) + picture.params.beat / 2;
    for (place, here) in shown.iter().enumerate() {
        let before = place.wrapping_sub(1);
        if shown.get(before).is_some_and(|before| here.at - before.at > gap) {
            // The watcher was down.
            samples.push(Sample { x: here.at.as_s_f64(), ..Sample::default() });
        }
        let level = percent(place);
        let mut sample = Sample::at(here.at.as_s_f64(), level.min(LEVEL_MAX));
        if here.at >= free && percent(before) < level && percent(place + 1) < level {
            free = here.at + part(PEAKS);
            sample.label = format!("{words}: {level:.0} % of its threshold at {} s", here.at);
            sample.target = format!("d:{}", method as usize);
        }
        samples.push(sample);
    }
    let (shape, token) = look(method);
    Series { name: words::short(method).to_owned(), trace: Trace::Curve, shape, token, samples }
}

/// Of every stretch of time its lowest and its highest level, in their order.
fn thin(levels: &[Levels], method: usize, column: Time) -> Vec<&Levels> {
    let mut out: Vec<&Levels> = Vec::new();
    for part in
        levels.chunk_by(|a, b| a.at.as_us() / column.as_us() == b.at.as_us() / column.as_us())
    {
        let low = part.iter().min_by_key(|levels| levels.of[method]);
        let high = part.iter().max_by_key(|levels| levels.of[method]);
        let (Some(low), Some(high)) = (low, high) else { continue };
        let (first, second) = if low.at < high.at { (low, high) } else { (high, low) };
        out.push(first);
        out.extend(Some(second).filter(|second| second.at > first.at));
    }
    out
}

/// What is drawn under the chart, over the same time.
struct Rows<'a> {
    picture: &'a Picture<'a>,
    chart: &'a Lines<'a>,
    rect: Rect,
    from: Time,
}

impl Rows<'_> {
    fn x(&self, at: Time) -> f32 {
        self.chart.point(self.rect, at.max(self.from).as_s_f64(), 0.0).x
    }

    /// The bar of a row, from the left end of the window to the playhead.
    fn bar(&self, row: usize) -> Rect {
        let (left, right) = (self.x(self.from), self.x(self.picture.now()));
        let y = self.rect.bottom() + 6.0 + row as f32 * ROW;
        Rect::new(left, y, right - left, ROW - 5.0)
    }

    /// The state of the link to the watcher, in pieces as wide as a few pixels; and its crash.
    fn truth(&self, scene: &mut Scene) {
        let ((by, of), now) = (self.picture.params.pair(), self.picture.now());
        let (bar, truth) = (self.bar(0), self.picture.truth);
        let name = Lettering::new(11.0).end().muted();
        let name_at = Point::new(bar.x - 10.0, bar.center().y);
        scene.text_middle(name_at, format!("link {of} to {by}"), name);
        let state = |at| (truth.line((of, by), at), truth.down(at).contains(of));
        let span = (now.saturating_sub(self.from)).as_us();
        let piece = Time::us((span / u64::from((bar.w / 2.0).max(1.0) as u32)).max(1));
        let mut at = self.from;
        while at < now {
            let (begun, here) = (at, state(at));
            while at < now && state(at) == here {
                at += piece;
            }
            let (left, right) = (self.x(begun), self.x(at.min(now)));
            let rect = Rect::new(left, bar.y, right - left, bar.h);
            let style = match here {
                (_, true) => Style::fill(Token::Gray),
                (Line::Good, _) => Style::fill(Token::Green).alpha(90),
                (Line::Poor, _) => Style::fill(Token::Yellow).outlined(Token::Ink, 1.0),
                (Line::Resting, _) => Style::fill(Token::Orange).alpha(60),
                (Line::Dead, _) => Style::fill(Token::Red),
            };
            scene.rect(rect, 0.0, style);
        }
    }

    /// When a detector suspected: red while that was wrong, gray when it was right.
    fn suspicions(&self, row: usize, method: Method, scene: &mut Scene) {
        let (bar, now) = (self.bar(row), self.picture.now());
        self.head(bar, method, scene);
        let ((by, of), record) = (self.picture.params.pair(), &self.picture.run.record().record);
        let outputs = record.outputs((by, of), method, now);
        for (index, &(at, suspects)) in outputs.iter().enumerate() {
            let until = outputs.get(index + 1).map_or(now, |(at, _)| *at);
            if !suspects || until < self.from {
                continue;
            }
            let right = self.picture.truth.down(until).contains(of);
            let token = if right { Token::Gray } else { Token::Red };
            let rect = Rect::new(self.x(at), bar.y, self.x(until) - self.x(at), bar.h);
            scene.rect(rect, 0.0, Style::fill(token).alpha(70));
            scene.rect(Rect { h: 3.0, ..rect }, 0.0, Style::fill(token));
        }
        let verb = if quality::suspected(&outputs, now) { "suspects" } else { "trusts" };
        let label = format!("{}: {by} {verb} {of}", words::method(method));
        let x = bar.x - INDENT - 36.0;
        let whole = Rect::new(x, bar.y - 2.0, self.rect.right() - x, ROW - 1.0);
        scene.add_hit(Hit::new(format!("d:{}", method as usize), label, whole));
    }

    /// A row's name and glyph; a box round those of the detector that is looked at.
    fn head(&self, bar: Rect, method: Method, scene: &mut Scene) {
        let looked = method == self.picture.params.method();
        let (shape, token) = look(method);
        let lettering = Lettering::new(11.5).end();
        let lettering = if looked { lettering.bold() } else { lettering };
        let middle = Point::new(bar.x - 10.0, bar.center().y);
        scene.text_middle(middle.offset(-12.0, 0.0), words::short(method), lettering);
        let style = match shape {
            scene::Shape::Check => Style::stroke(token, 2.0),
            _ => Style::fill(token),
        };
        scene.mark(middle, shape, 4.0, style);
        if looked {
            let rect = Rect::new(bar.x - 88.0, bar.y - 2.0, 86.0, ROW - 1.0);
            scene.rect(rect, 6.0, Style::stroke(Token::Ink, 1.25));
        }
        let y = bar.bottom() + 2.0;
        let ends = (Point::new(bar.x, y), Point::new(self.rect.right() - 22.0, y));
        scene.line(ends.0, ends.1, Style::stroke(Token::Line, 1.25));
    }
}
