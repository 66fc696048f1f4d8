//! A series: its line and band, its glyphs, and where its points can be pointed at.

use super::ink::{pen, units};
use super::plane::Plane;
use crate::item::{Hit, Point, Rect, Scene, Shape, Style, Token};
use plotters::element::{Circle, ErrorBar, PathElement, Polygon};
use plotters::series::{LineSeries, PointSeries};
use plotters::style::ShapeStyle;

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

/// How far a glyph reaches to each side, in pixels; and the ends of an interval.
const GLYPH: f32 = 5.5;
/// How far a point can be pointed at, to each side.
const REACH: f32 = 22.0;

impl Sample {
    /// Its value, if it has one that is a number.
    pub(super) fn value(&self) -> Option<f64> {
        self.y.filter(|y| y.is_finite())
    }
}

/// A series on its way into a scene.
pub struct Drawn<'a> {
    /// The series.
    pub series: &'a Series,
    /// Where its values stand.
    pub plane: &'a Plane<'a>,
    /// How far it is moved along the first axis: at a name, series stand side by side.
    pub beside: f64,
    /// Whether its points stand by themselves, as they do at names.
    pub apart: bool,
    /// Whether the second axis begins at nothing.
    pub grounded: bool,
}

impl Drawn<'_> {
    /// Where all its points are that can be pointed at.
    pub fn targets(&self) -> impl Iterator<Item = Point> {
        let known = self.series.samples.iter().filter(|sample| sample.value().is_some());
        known.filter(|sample| !sample.target.is_empty()).map(|sample| self.place(sample))
    }

    /// Draws it; `targets` are the places of all points of the chart that can be pointed at.
    pub fn draw(&self, scene: &mut Scene, targets: &[Point]) {
        let samples = &self.series.samples;
        let apart = self.apart || samples.len() < 2;
        for run in samples.split(|sample| sample.value().is_none()).filter(|run| !run.is_empty()) {
            if apart {
                run.iter().for_each(|sample| self.upright(scene, sample));
            } else {
                self.line(scene, run);
            }
            self.glyphs(scene, run);
            for sample in run.iter().filter(|sample| !sample.target.is_empty()) {
                let at = self.place(sample);
                let (across, along) = reach(at, targets);
                let rect = inside(Rect::around(at, across, along), scene.bounds());
                scene.add_hit(Hit::new(&*sample.target, &*sample.label, rect));
            }
        }
    }

    /// What runs on: its band, and its line.
    fn line(&self, scene: &mut Scene, run: &[Sample]) {
        let token = self.series.token;
        if run.iter().any(|sample| sample.band.is_some()) {
            let over = run.iter().map(|sample| (sample.x, ends(sample).1));
            let under = run.iter().rev().map(|sample| (sample.x, ends(sample).0));
            let outline: Vec<_> = over.chain(under).collect();
            let fill = pen(Style::fill(token).alpha(46), None);
            self.plane.draw(scene, [Polygon::new(outline, fill)]);
        }
        let line = Style::stroke(token, 2.0);
        let line = if self.series.trace == Trace::Expected { line.dashed() } else { line };
        let points = run.iter().map(|sample| self.coordinates(sample));
        self.plane.draw(scene, LineSeries::new(points, pen(line, None)));
    }

    /// A point by itself: its interval; or how far above nothing it is, where the axis begins there.
    fn upright(&self, scene: &mut Scene, sample: &Sample) {
        let ((x, y), token) = (self.coordinates(sample), self.series.token);
        if sample.band.is_some() {
            let ((low, high), style) = (ends(sample), pen(Style::stroke(token, 1.25), None));
            let width = 2 * units(GLYPH).unsigned_abs();
            self.plane.draw(scene, [ErrorBar::new_vertical(x, low, y, high, style, width)]);
        } else if self.grounded {
            let style = pen(Style::stroke(token, 2.0), None);
            self.plane.draw(scene, [PathElement::new([(x, 0.0), (x, y)], style)]);
        }
    }

    fn glyphs(&self, scene: &mut Scene, run: &[Sample]) {
        let Series { trace, shape, token, .. } = *self.series;
        let marked = match trace {
            Trace::Points => run,
            Trace::Curve => &run[run.len() - 1..],
            Trace::Expected => &[],
        };
        let points = marked.iter().map(|sample| self.coordinates(sample));
        let style: ShapeStyle = pen(Style::fill(token), Some(shape));
        let circles = PointSeries::<_, _, Circle<_, _>, _>::new(points, units(GLYPH), style);
        self.plane.draw(scene, circles);
    }

    fn coordinates(&self, sample: &Sample) -> (f64, f64) {
        (sample.x + self.beside, sample.value().unwrap_or_default())
    }

    fn place(&self, sample: &Sample) -> Point {
        let (x, y) = self.coordinates(sample);
        self.plane.point(x, y)
    }
}

/// The ends of a point's interval; without one, the point itself.
fn ends(sample: &Sample) -> (f64, f64) {
    let y = sample.value().unwrap_or_default();
    sample.band.filter(|(low, high)| low.is_finite() && high.is_finite()).unwrap_or((y, y))
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
