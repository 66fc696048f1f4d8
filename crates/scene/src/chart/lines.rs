//! Lines over an axis, with bands of confidence.

use super::{Axis, HEAD, SMALL};
use crate::item::{Hit, Point, Rect, Scene, Shape, Style, Token};
use crate::metrics::{ellipsize, text_width};

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
}

/// Points that belong together.
pub struct Series {
    /// The glyph of its points.
    pub shape: Shape,
    /// Its colour.
    pub token: Token,
    /// Its points, from left to right.
    pub samples: Vec<Sample>,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq)]
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

/// How far the outermost points stay from the sides.
const INSET: f32 = 14.0;
/// How far a point can be pointed at, to each side.
const REACH: f32 = 22.0;

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
        self.rules(scene, rect, area);
        scene.text(
            Point::new(area.center().x, rect.bottom() - 4.0),
            ellipsize(&self.x.title, SMALL.font, area.w),
            SMALL.middle(),
        );
        for series in self.series {
            self.series(scene, area, series);
        }
    }

    /// Where the lines are.
    fn area(&self, rect: Rect) -> Rect {
        let widths = self.y.ticks().iter().map(|tick| text_width(&tick.label, SMALL.font));
        let left = widths.fold(0.0, f32::max) + 8.0;
        let (top, bottom) = (46.0, 40.0);
        Rect::new(rect.x + left, rect.y + top, rect.w - left - 8.0, rect.h - top - bottom)
    }

    fn place(&self, area: Rect, x: f64, y: f64) -> Point {
        let across = area.inset(INSET, 0.0);
        Point::new(across.x + self.x.share(x) * across.w, area.bottom() - self.y.share(y) * area.h)
    }

    /// The lines that values are read from, with what is written beside them.
    fn rules(&self, scene: &mut Scene, rect: Rect, area: Rect) {
        for tick in self.y.ticks() {
            let y = area.bottom() - self.y.share(tick.value) * area.h;
            let style = Style::stroke(Token::Line, 1.25);
            scene.line(Point::new(area.x, y), Point::new(area.right(), y), style);
            scene.text_middle(Point::new(area.x - 8.0, y), &*tick.label, SMALL.end().muted());
        }
        let (mut free, named) = (rect.x, self.x.is_named());
        let each = area.inset(INSET, 0.0).w / self.x.ticks().len().max(1) as f32;
        for tick in self.x.ticks() {
            let at = self.place(area, tick.value, 0.0).x;
            let at = Point::new(at, area.bottom());
            let label = match named {
                true => ellipsize(&tick.label, SMALL.font, each - 4.0),
                false => tick.label.clone(),
            };
            let half = text_width(&label, SMALL.font) / 2.0;
            let inside = at.x - half >= free && at.x + half <= rect.right();
            if !named {
                scene.line(at, at.offset(0.0, 5.0), Style::stroke(Token::Muted, 1.25));
            }
            if inside && !label.is_empty() {
                scene.text(at.offset(0.0, 18.0), label, SMALL.middle().muted());
                free = at.x + half + 6.0;
            }
        }
    }

    fn series(&self, scene: &mut Scene, area: Rect, series: &Series) {
        let whiskers = self.x.is_named() || series.samples.len() < 2;
        let runs = series.samples.split(|sample| sample.y.is_none());
        for run in runs.filter(|run| !run.is_empty()) {
            let at = |sample: &Sample| self.place(area, sample.x, sample.y.unwrap_or_default());
            if whiskers {
                run.iter().for_each(|sample| self.whisker(scene, area, series.token, sample));
            } else {
                self.band(scene, area, series.token, run);
                scene.path().polyline(run.iter().map(at)).draw(Style::stroke(series.token, 2.0));
            }
            for sample in run {
                let style = Style::fill(series.token).outlined(Token::Surface, 1.25);
                scene.mark(at(sample), series.shape, 5.5, style);
            }
            for sample in run.iter().filter(|sample| !sample.target.is_empty()) {
                let reach = REACH.min(self.gap(area, series, sample) / 2.0).max(4.0);
                let rect = inside(Rect::around(at(sample), reach, REACH), scene.bounds());
                scene.add_hit(Hit::new(&*sample.target, &*sample.label, rect));
            }
        }
    }

    /// How far its nearest neighbour is, in pixels along the axis.
    fn gap(&self, area: Rect, series: &Series, sample: &Sample) -> f32 {
        let at = |x: f64| self.place(area, x, 0.0).x;
        let others = series.samples.iter().filter(|other| !std::ptr::eq(*other, sample));
        others.map(|other| (at(other.x) - at(sample.x)).abs()).fold(area.w, f32::min)
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

    fn whisker(&self, scene: &mut Scene, area: Rect, token: Token, sample: &Sample) {
        let Some((low, high)) = sample.band else { return };
        let [low, high] = [low, high].map(|y| self.place(area, sample.x, y));
        let style = Style::stroke(token, 1.25);
        scene.line(low, high, style);
        for end in [low, high] {
            scene.line(end.offset(-5.0, 0.0), end.offset(5.0, 0.0), style);
        }
    }
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
        let series = [Series { shape: Shape::Circle, token: Token::Blue, samples }];
        let note = "mean and 95 % confidence interval";
        let bounds = scene.bounds();
        Lines { x, y: &y, note, series: &series }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        scene
    }

    fn count(scene: &Scene, what: impl Fn(&Item) -> bool) -> usize {
        scene.items.iter().filter(|item| what(item)).count()
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
        let series = [Series { shape: Shape::Square, token: Token::Blue, samples }];
        let bounds = scene.bounds();
        Lines { x: &x, y: &y, note: "", series: &series }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 0);
    }

    #[test]
    fn nothing_measured_is_an_empty_chart() {
        let scene = drawn(&Axis::linear("loss, %", (10.0, 20.0), 5), &[None, None]);
        assert!(scene.hits.is_empty());
    }
}
