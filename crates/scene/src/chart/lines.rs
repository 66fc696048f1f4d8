//! Lines over an axis, with bands of confidence, and beside them what a closed form says.

use super::legend::{self, Key};
use super::{Axis, HEAD, SMALL, glyph};
use crate::item::{Hit, Point, Rect, Scene, SeriesId, Shape, Style, Token};
use crate::metrics::{ellipsize, text_width};

/// Between what is written along an axis, at least.
const GAP: f32 = 4.0;

/// A line chart.
pub struct Lines<'a> {
    /// To the right.
    pub x: &'a Axis,
    /// Upwards; its title is the chart's.
    pub y: &'a Axis,
    /// What points and bands are.
    pub note: &'a str,
    /// What is shown.
    pub series: &'a [Series],
    /// Values that are marked across the chart.
    pub rules: &'a [Rule],
}

/// Points that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend; a series without one has no place there.
    pub name: String,
    /// How it is drawn.
    pub trace: Trace,
    /// The glyph of its points.
    pub shape: Shape,
    /// Its colour.
    pub token: Token,
    /// Its points, from left to right.
    pub samples: Vec<Sample>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Measurements: a glyph for each, with bands, and a line where the axis has numbers.
    Points,
    /// What is known everywhere: a line with one glyph, at its end.
    Curve,
    /// What is to be expected, such as what a closed form says: a broken line.
    Expected,
}

/// A value that is marked across a chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// A value of the upward axis, and what is written at it.
    Level(f64, String),
    /// A value of the axis to the right, and what is written at it.
    Moment(f64, String),
}

/// A point of a series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Where it is along the axis.
    pub x: f64,
    /// Its value, if it has one: a line breaks where there is none.
    pub y: Option<f64>,
    /// The ends of its interval, if it has one.
    pub band: Option<(f64, f64)>,
    /// What it is, for people.
    pub label: String,
    /// What it is, for whoever is pointed at it; empty if it leads nowhere.
    pub target: String,
}

impl Sample {
    /// A point that cannot be pointed at.
    #[must_use]
    pub fn at(x: f64, y: f64) -> Self {
        Self { x, y: Some(y), ..Self::default() }
    }
}

impl Series {
    /// Measurements without a name.
    #[must_use]
    pub fn points(samples: Vec<Sample>) -> Self {
        let (shape, token) = (Shape::Circle, Token::Blue);
        Self { name: String::new(), trace: Trace::Points, shape, token, samples }
    }
}

/// How far the outermost points stay from the sides.
const INSET: f32 = 14.0;
/// How far a point can be pointed at, to each side.
const REACH: f32 = 22.0;
/// How far from each other the points of two series stand at the same name, at most.
const BESIDE: f32 = 12.0;

impl Lines<'_> {
    /// Draws the chart into a part of the scene.
    pub fn draw(&self, scene: &mut Scene, rect: Rect) {
        let area = self.area(rect);
        let head = Point::new(rect.x, rect.y + HEAD.font.size);
        let title = ellipsize(&self.y.title, HEAD.font, rect.w);
        if !title.is_empty() {
            scene.text(head, title, HEAD);
        }
        let note = ellipsize(self.note, SMALL.font, rect.w);
        if !note.is_empty() {
            scene.text(head.offset(0.0, 17.0), note, SMALL.muted());
        }
        let (chart, at) = (scene.next_chart(), Point::new(rect.x, rect.y + self.above()));
        legend::draw(scene, at, rect.w, &self.keys(chart));
        self.scales(scene, rect, area);
        let title = ellipsize(&self.x.title, SMALL.font, area.w);
        if !title.is_empty() {
            scene.text(Point::new(area.center().x, rect.bottom() - 4.0), title, SMALL.middle());
        }
        for rule in self.rules {
            self.rule(scene, area, rule);
        }
        let targets = self.targets(area);
        for (index, series) in self.series.iter().enumerate() {
            let id = SeriesId { chart, series: index as u8 };
            let draw = |scene: &mut Scene| self.series(scene, (area, &targets), index);
            if series.name.is_empty() { draw(scene) } else { scene.series(id, draw) }
        }
    }

    /// Draws the chart with points for a pointer alone: a table beside it has the same for a keyboard.
    pub fn draw_beside_a_table(&self, scene: &mut Scene, rect: Rect) {
        let hits = scene.hits.len();
        self.draw(scene, rect);
        let points = scene.hits[hits..].iter_mut();
        let points = points.filter(|hit| SeriesId::of(&hit.target).is_none());
        points.for_each(|hit| hit.focusable = false);
    }

    /// Where a value stands in the chart that is drawn into `rect`: for what is drawn beside it.
    #[must_use]
    pub fn point(&self, rect: Rect, x: f64, y: f64) -> Point {
        self.place(self.area(rect), x, y)
    }

    fn keys(&self, chart: u8) -> Vec<Key<'_>> {
        let named = (0..).zip(self.series).filter(|(_, series)| !series.name.is_empty());
        let key = |(index, series)| Key {
            id: SeriesId { chart, series: index },
            series,
            unit: &self.y.title,
        };
        named.map(key).collect()
    }

    /// How high the title and the note are.
    fn above(&self) -> f32 {
        if self.note.is_empty() { 24.0 } else { 41.0 }
    }

    /// Where the lines are.
    fn area(&self, rect: Rect) -> Rect {
        let widths = self.y.ticks().iter().map(|tick| text_width(&tick.label, SMALL.font));
        let left = widths.fold(0.0, f32::max) + 8.0;
        let top = self.above() + legend::height(rect.w, &self.keys(0)) + 5.0;
        let below = if self.x.title.is_empty() { 22.0 } else { 40.0 };
        Rect::new(rect.x + left, rect.y + top, rect.w - left - 8.0, rect.h - top - below)
    }

    fn place(&self, area: Rect, x: f64, y: f64) -> Point {
        let across = area.inset(INSET, 0.0);
        Point::new(across.x + self.x.share(x) * across.w, area.bottom() - self.y.share(y) * area.h)
    }

    /// Where a point of series number `index` is: at a name, series stand side by side.
    fn spot(&self, area: Rect, index: usize, sample: &Sample) -> Point {
        let at = self.place(area, sample.x, sample.y.unwrap_or_default());
        let beside = index as f32 - (self.series.len() as f32 - 1.0) / 2.0;
        let room = self.column(area) / self.series.len() as f32;
        at.offset(if self.x.is_named() { beside * room.min(BESIDE) } else { 0.0 }, 0.0)
    }

    /// How wide the place of a name is.
    fn column(&self, area: Rect) -> f32 {
        area.inset(INSET, 0.0).w / self.x.ticks().len().max(1) as f32
    }

    fn rule(&self, scene: &mut Scene, area: Rect, rule: &Rule) {
        let style = Style::stroke(Token::Ink, 1.25).dashed();
        let (Rule::Level(value, label) | Rule::Moment(value, label)) = rule;
        let axis = if matches!(rule, Rule::Level(..)) { self.y } else { self.x };
        if !(0.0..=1.0).contains(&axis.share(*value)) {
            return;
        }
        let (from, to, at, lettering) = if let Rule::Level(value, _) = rule {
            let y = self.place(area, 0.0, *value).y;
            let at = Point::new(area.right(), if y < area.y + 14.0 { y + 14.0 } else { y - 4.0 });
            (Point::new(area.x, y), Point::new(area.right(), y), at, SMALL.end())
        } else {
            let x = self.place(area, *value, 0.0).x;
            (
                Point::new(x, area.y),
                Point::new(x, area.bottom()),
                Point::new(x + 4.0, area.y + 11.0),
                SMALL,
            )
        };
        scene.line(from, to, style);
        let label = ellipsize(label, SMALL.font, area.w);
        if !label.is_empty() {
            scene.text(at, label, lettering);
        }
    }

    /// The lines that values are read from, with what is written beside them.
    fn scales(&self, scene: &mut Scene, rect: Rect, area: Rect) {
        for tick in self.y.ticks() {
            let y = area.bottom() - self.y.share(tick.value) * area.h;
            let style = Style::stroke(Token::Line, 1.25);
            scene.line(Point::new(area.x, y), Point::new(area.right(), y), style);
            scene.text_middle(Point::new(area.x - 8.0, y), &*tick.label, SMALL.end().muted());
        }
        let (mut free, named) = (rect.x, self.x.is_named());
        let each = self.column(area);
        // Short names have no room to lose: where they do not fit, only each second is written, or third.
        let room = if named { (each - GAP).max(18.0) } else { rect.w };
        let widths =
            self.x.ticks().iter().map(|tick| text_width(&tick.label, SMALL.font).min(room));
        let stride = if named { (widths.fold(0.0, f32::max) + GAP) / each } else { 1.0 };
        for tick in self.x.ticks().iter().step_by(stride.ceil().max(1.0) as usize) {
            let at = self.place(area, tick.value, 0.0).x;
            let at = Point::new(at, area.bottom());
            let label = ellipsize(&tick.label, SMALL.font, room);
            let half = text_width(&label, SMALL.font) / 2.0;
            let inside = at.x - half >= free && at.x + half <= rect.right();
            if !named {
                scene.line(at, at.offset(0.0, 5.0), Style::stroke(Token::Muted, 1.25));
            }
            if inside && !label.is_empty() {
                scene.text(at.offset(0.0, 18.0), label, SMALL.middle().muted());
                free = at.x + half + GAP;
            }
        }
    }

    /// Where all points are that can be pointed at.
    fn targets(&self, area: Rect) -> Vec<Point> {
        let all = self.series.iter().enumerate().flat_map(|(index, series)| {
            let known = series.samples.iter().filter(|sample| sample.y.is_some());
            let known = known.filter(|sample| !sample.target.is_empty());
            known.map(move |sample| self.spot(area, index, sample))
        });
        all.collect()
    }

    fn series(&self, scene: &mut Scene, (area, targets): (Rect, &[Point]), index: usize) {
        let series = &self.series[index];
        let whiskers = self.x.is_named() || series.samples.len() < 2;
        let runs = series.samples.split(|sample| sample.y.is_none());
        for run in runs.filter(|run| !run.is_empty()) {
            let at = |sample: &Sample| self.spot(area, index, sample);
            let line = Style::stroke(series.token, 2.0);
            if whiskers {
                run.iter().for_each(|sample| self.whisker(scene, area, index, sample));
            } else {
                if run.iter().any(|sample| sample.band.is_some()) {
                    self.band(scene, area, series.token, run);
                }
                let expected = series.trace == Trace::Expected;
                let line = if expected { line.dashed() } else { line };
                scene.path().polyline(run.iter().map(at)).draw(line);
            }
            let marked = match series.trace {
                Trace::Points => run,
                Trace::Curve => &run[run.len() - 1..],
                Trace::Expected => &[],
            };
            for sample in marked {
                scene.mark(at(sample), series.shape, 5.5, glyph(series.shape, series.token));
            }
            for sample in run.iter().filter(|sample| !sample.target.is_empty()) {
                let (across, along) = reach(at(sample), targets);
                let rect = inside(Rect::around(at(sample), across, along), scene.bounds());
                scene.add_hit(Hit::new(&*sample.target, &*sample.label, rect));
            }
        }
    }

    fn band(&self, scene: &mut Scene, area: Rect, token: Token, run: &[Sample]) {
        let end = |sample: &Sample, high: bool| {
            let y = sample.y.unwrap_or_default();
            let (low, top) = sample.band.unwrap_or((y, y));
            self.place(area, sample.x, if high { top } else { low })
        };
        let over = run.iter().map(|sample| end(sample, true));
        let under = run.iter().rev().map(|sample| end(sample, false));
        scene.path().polyline(over.chain(under)).close().draw(Style::fill(token).alpha(46));
    }

    /// A point by itself: its interval; or how far above nothing it is, where the axis begins there.
    fn whisker(&self, scene: &mut Scene, area: Rect, index: usize, sample: &Sample) {
        let (at, token) = (self.spot(area, index, sample), self.series[index].token);
        let y = |value: f64| Point { y: self.place(area, 0.0, value).y, ..at };
        let Some((low, high)) = sample.band else {
            if self.y.share(0.0).abs() < 1e-6 {
                scene.line(y(0.0), at, Style::stroke(token, 2.0));
            }
            return;
        };
        let style = Style::stroke(token, 1.25);
        scene.line(y(low), y(high), style);
        for end in [y(low), y(high)] {
            scene.line(end.offset(-5.0, 0.0), end.offset(5.0, 0.0), style);
        }
    }
}

/// How far a point can be pointed at to its sides, and upwards and downwards: half-way to the
/// nearest other.
fn reach(at: Point, targets: &[Point]) -> (f32, f32) {
    let (mut across, mut along) = (REACH, REACH);
    for place in targets {
        let (x, y) = ((place.x - at.x).abs(), (place.y - at.y).abs());
        if x > 0.5 {
            across = across.min(x / 2.0);
        } else if y > 0.5 {
            along = along.min(y / 2.0);
        }
    }
    (across.max(4.0), along.max(4.0))
}

/// As much of a rectangle as is within another.
fn inside(rect: Rect, bounds: Rect) -> Rect {
    let (left, top) = (rect.x.max(bounds.x), rect.y.max(bounds.y));
    let (right, bottom) = (rect.right().min(bounds.right()), rect.bottom().min(bounds.bottom()));
    Rect::new(left, top, (right - left).max(0.0), (bottom - top).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;

    fn samples(ys: &[Option<f64>]) -> Vec<Sample> {
        let sample = |(at, y): (usize, &Option<f64>)| Sample {
            x: 10.0 * (at + 1) as f64,
            y: *y,
            band: y.map(|y| (y - 1.0, y + 2.0)),
            label: format!("point {at}"),
            target: format!("p:{at}"),
        };
        ys.iter().enumerate().map(sample).collect()
    }

    fn drawn(x: &Axis, ys: &[Option<f64>]) -> Scene {
        let mut scene = Scene::default();
        scene.clear(390.0, 260.0);
        let y = Axis::linear("latency, ms", (0.0, 10.0), 5);
        let samples = samples(ys);
        let series = [Series::points(samples)];
        let note = "mean and 95 % confidence interval";
        let bounds = scene.bounds();
        Lines { x, y: &y, note, series: &series, rules: &[] }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        scene
    }

    fn count(scene: &Scene, what: impl Fn(&Item) -> bool) -> usize {
        scene.items.iter().filter(|item| what(item)).count()
    }

    #[test]
    fn names_that_do_not_all_fit_are_left_out_at_equal_distances() {
        let written = |count: u32| -> Vec<u32> {
            let names = (1..=count).map(|name| format!("i{name}"));
            let scene = drawn(&Axis::named("stream", names), &[Some(3.0)]);
            let texts = scene.items.iter().filter_map(|item| match item {
                Item::Text { text, .. } => text.strip_prefix('i')?.parse().ok(),
                _ => None,
            });
            texts.collect()
        };
        // Nine short names and some that are longer.
        for (count, step) in [(12, 1), (24, 2), (40, 3)] {
            let all: Vec<u32> = (1..=count).step_by(step).collect();
            assert_eq!(written(count), all, "of {count}");
        }
    }

    #[test]
    fn a_line_has_a_band_and_a_glyph_for_every_point() {
        let x = Axis::linear("loss, %", (10.0, 40.0), 5);
        let scene = drawn(&x, &[Some(3.0), Some(5.0), Some(4.0), Some(8.0)]);
        assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 2, "band and line");
        assert_eq!(count(&scene, |item| matches!(item, Item::Mark { .. })), 4);
        let hits: Vec<_> = scene.hits.iter().map(|hit| hit.target.as_str()).collect();
        assert_eq!(hits, ["p:0", "p:1", "p:2", "p:3"]);
        for pair in scene.hits.windows(2) {
            assert!(pair[0].rect.right() <= pair[1].rect.x + 0.01, "points can be told apart");
        }
        let higher = |at: usize| scene.hits[at].rect.center().y;
        assert!(higher(3) < higher(1) && higher(1) < higher(2) && higher(2) < higher(0));
    }

    #[test]
    fn a_line_breaks_where_nothing_was_measured() {
        let x = Axis::linear("loss, %", (10.0, 40.0), 5);
        let scene = drawn(&x, &[Some(3.0), None, Some(4.0), Some(8.0)]);
        assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 4);
        assert_eq!(scene.hits.len(), 3);
    }

    #[test]
    fn names_are_not_joined_by_a_line() {
        let x = Axis::named("mode", ["consistent (CP)", "available (AP)"].map(str::to_owned));
        let mut scene = Scene::default();
        scene.clear(390.0, 260.0);
        let y = Axis::linear("reads", (0.0, 10.0), 5);
        let mut samples = samples(&[Some(3.0), Some(7.0)]);
        for (at, sample) in samples.iter_mut().enumerate() {
            sample.x = at as f64;
        }
        let series = [Series::points(samples)];
        let bounds = scene.bounds();
        Lines { x: &x, y: &y, note: "", series: &series, rules: &[] }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 0);
    }

    #[test]
    fn nothing_measured_is_an_empty_chart() {
        let scene = drawn(&Axis::linear("loss, %", (10.0, 20.0), 5), &[None, None]);
        assert!(scene.hits.is_empty());
    }

    /// Two series and what a closed form says of the first, on axes of equal ratios.
    fn compared(width: f32) -> Scene {
        let mut scene = Scene::default();
        scene.clear(width, 300.0);
        let x = Axis::log("loss, %", (0.5, 8.0), 6);
        let y = Axis::log("goodput, kB/s", (20.0, 400.0), 5);
        let of = |name: &str, trace, shape, times: f64| {
            let sample = |(at, x): (usize, f64)| {
                let y = times * 200.0 / x.sqrt();
                let target =
                    if trace == Trace::Points { format!("{name}:{at}") } else { String::new() };
                Sample { x, y: Some(y), band: None, label: format!("{name} at {x} %"), target }
            };
            let samples = [0.5, 2.0, 8.0].into_iter().enumerate().map(sample).collect();
            Series { name: name.to_owned(), trace, shape, token: Token::Blue, samples }
        };
        let series = [
            of("TCP", Trace::Points, Shape::Circle, 0.6),
            of("QUIC", Trace::Points, Shape::Square, 1.0),
            of("Mathis", Trace::Expected, Shape::Circle, 0.95),
        ];
        let rules = [Rule::Level(300.0, "the link".to_owned()), Rule::Moment(4.0, String::new())];
        let bounds = scene.bounds();
        Lines { x: &x, y: &y, note: "", series: &series, rules: &rules }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        scene
    }

    #[test]
    fn a_legend_says_what_each_series_is_and_can_be_pointed_at() {
        for width in [220.0, 640.0] {
            let scene = compared(width);
            let label = |at: usize| scene.hits[at].label.as_str();
            assert_eq!(label(0), "TCP: 42.4 to 170 (goodput, kB/s)");
            assert_eq!(label(2), "Mathis: 67.2 to 269 (goodput, kB/s)");
            let keys = &scene.hits[..3];
            assert!(keys.iter().all(|hit| hit.rect.right() <= width && hit.focusable));
            let apart = |a: Rect, b: Rect| a.right() <= b.x || a.bottom() <= b.y;
            assert!(keys.windows(2).all(|pair| apart(pair[0].rect, pair[1].rect)), "{width}");
        }
    }

    /// The items of each series: its place in the legend, its line, its glyphs.
    #[test]
    fn a_series_steps_back_while_another_of_its_chart_is_pointed_at() {
        let mut scene = compared(640.0);
        let of = |scene: &Scene, series: u8| {
            let (mut within, mut count) = (false, 0);
            for item in &scene.items {
                match item {
                    Item::Series(id) => within = *id == SeriesId { chart: 0, series },
                    Item::EndSeries => within = false,
                    _ => count += usize::from(within),
                }
            }
            count
        };
        assert_eq!([0, 1, 2].map(|series| of(&scene, series)), [3 + 4, 3 + 4, 2 + 1]);
        scene.pointed = SeriesId::of(&scene.hits[1].target);
        let back = |chart, series| scene.steps_back(SeriesId { chart, series });
        assert_eq!([back(0, 0), back(0, 1), back(0, 2), back(1, 0)], [true, false, true, false]);
        assert_eq!([SeriesId::of("p:1"), SeriesId::of("key:x:1")], [None, None]);
        assert_eq!(scene.next_chart(), 1);
    }

    #[test]
    fn what_is_expected_is_a_broken_line_without_points() {
        let scene = compared(640.0);
        let broken = |item: &Item| matches!(item, Item::Path { style, .. } if style.dash != crate::Dash::Solid);
        assert_eq!(count(&scene, broken), 1);
        // Two series of three points, and a glyph each in the legend.
        assert_eq!(count(&scene, |item| matches!(item, Item::Mark { .. })), 2 * 3 + 2);
        assert_eq!(scene.hits.len(), 3 + 2 * 3);
    }

    #[test]
    fn points_of_two_series_at_one_place_can_be_told_apart() {
        let scene = compared(640.0);
        let (tcp, quic) = (scene.hits[3].rect, scene.hits[6].rect);
        assert!(quic.bottom() <= tcp.y + 0.01, "{quic:?} is above {tcp:?}");
    }

    #[test]
    fn a_rule_outside_of_the_axes_is_not_drawn() {
        let lines = |rules: &[Rule]| {
            let mut scene = Scene::default();
            scene.clear(390.0, 260.0);
            let axis = Axis::linear("a share, %", (0.0, 10.0), 5);
            let bounds = scene.bounds();
            Lines { x: &axis, y: &axis, note: "", series: &[], rules }.draw(&mut scene, bounds);
            assert_eq!(scene.validate(), Ok(()));
            count(&scene, |item| matches!(item, Item::Line { .. }))
        };
        let rule = |value: f64| {
            [Rule::Level(value, "here".to_owned()), Rule::Moment(value, String::new())]
        };
        assert_eq!(lines(&rule(5.0)), lines(&[]) + 2);
        assert_eq!(lines(&rule(11.0)), lines(&[]));
    }
}
