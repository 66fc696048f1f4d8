//! Lines over an axis, with bands of confidence, and beside them what a closed form says.

use super::ink::{pen, point, units, write};
use super::legend::{self, Key};
use super::plane::{Along, Mesh, MeshLine, Plane};
use super::series::{Drawn, Series};
use super::{Axis, HEAD, SMALL};
use crate::item::{Point, Rect, Scene, SeriesId, Style, Token};
use crate::metrics::{ellipsize, text_width};
use plotters::style::text_anchor::VPos;
use plotters_backend::DrawingBackend;

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

/// A value that is marked across a chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// A value of the upward axis, and what is written at it.
    Level(f64, String),
    /// A value of the axis to the right, and what is written at it.
    Moment(f64, String),
}

/// How far the outermost points stay from the sides.
const INSET: f32 = 14.0;
/// How far from each other the points of two series stand at the same name, at most.
const BESIDE: f32 = 12.0;
/// How long the line of a tick is.
const TICK: f32 = 5.0;

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
        let marked = self.marked();
        let plane = self.plane(area, &marked);
        self.scales(scene, rect, (area, &plane));
        self.rules(scene, (area, &plane));
        let drawn: Vec<_> = (0..self.series.len()).map(|at| self.drawn(area, &plane, at)).collect();
        let targets: Vec<_> = drawn.iter().flat_map(Drawn::targets).collect();
        for (series, drawn) in (0..).zip(&drawn) {
            let draw = |scene: &mut Scene| drawn.draw(scene, &targets);
            let id = SeriesId { chart, series };
            if drawn.series.name.is_empty() { draw(scene) } else { scene.series(id, draw) }
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
        self.plane(self.area(rect), &[vec![], vec![]]).point(x, y)
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

    fn plane<'a>(&'a self, area: Rect, marked: &'a [Vec<f64>; 2]) -> Plane<'a> {
        let x = Along::new(self.x, INSET, &marked[0]);
        Plane::upwards(area, x, Along::new(self.y, 0.0, &marked[1]))
    }

    /// Series number `index`, where it stands.
    fn drawn<'a>(&'a self, area: Rect, plane: &'a Plane<'a>, index: usize) -> Drawn<'a> {
        let apart = self.x.is_named();
        let from_middle = index as f32 - (self.series.len() as f32 - 1.0) / 2.0;
        let column = self.column(area);
        let beside = from_middle * (column / self.series.len() as f32).min(BESIDE) / column;
        let beside = if apart { f64::from(beside) } else { 0.0 };
        let grounded = self.y.range().start.abs() < 1e-9;
        Drawn { series: &self.series[index], plane, beside, apart, grounded }
    }

    /// How wide the place of a name is.
    fn column(&self, area: Rect) -> f32 {
        area.inset(INSET, 0.0).w / self.x.ticks().len().max(1) as f32
    }

    /// The values of both axes that are marked, as far as they are on them.
    fn marked(&self) -> [Vec<f64>; 2] {
        let mut marked = [vec![], vec![]];
        for rule in self.rules {
            let (at, axis, value) = rule.on(self);
            if (axis.range().start..=axis.range().end).contains(&value) {
                marked[at].push(value);
            }
        }
        marked
    }

    /// The values that are marked, with what is written at them.
    fn rules(&self, scene: &mut Scene, (area, plane): (Rect, &Plane<'_>)) {
        let style = pen(Style::stroke(Token::Ink, 1.25).dashed(), None);
        plane.mesh(scene, Mesh::Marked, &mut |ink, line| line.draw(ink, &style));
        for rule in self.rules {
            let (at, axis, value) = rule.on(self);
            let (Rule::Level(_, label) | Rule::Moment(_, label)) = rule;
            let label = ellipsize(label, SMALL.font, area.w);
            if !(axis.range().start..=axis.range().end).contains(&value) || label.is_empty() {
                continue;
            }
            let (place, right) = (plane.point(value, value), area.right());
            match at {
                0 => scene.text(Point::new(place.x + 4.0, area.y + 11.0), label, SMALL),
                _ if place.y < area.y + 14.0 => {
                    scene.text(Point::new(right, place.y + 14.0), label, SMALL.end());
                }
                _ => scene.text(Point::new(right, place.y - 4.0), label, SMALL.end()),
            }
        }
    }

    /// The lines that values are read from, with what is written beside them.
    fn scales(&self, scene: &mut Scene, rect: Rect, (area, plane): (Rect, &Plane<'_>)) {
        let hair = pen(Style::stroke(Token::Line, 1.25), None);
        let tick = pen(Style::stroke(Token::Muted, 1.25), None);
        let (named, mut places) = (self.x.is_named(), [vec![], vec![]]);
        plane.mesh(scene, Mesh::Ticks, &mut |ink, line| match line {
            MeshLine::XMesh(foot, ..) => {
                places[0].push(point(foot).x);
                let end = (foot.0, foot.1 + units(TICK));
                if named { Ok(()) } else { ink.draw_line(foot, end, &tick) }
            }
            MeshLine::YMesh(left, ..) => {
                places[1].push(point(left).y);
                line.draw(ink, &hair)
            }
        });
        let beside = (SMALL.end().muted(), VPos::Center);
        for (tick, y) in self.y.ticks().iter().zip(&places[1]) {
            write(scene, Point::new(area.x - 8.0, *y), &tick.label, beside);
        }
        let below = (SMALL.middle().muted(), VPos::Top);
        for (label, x) in self.names(rect, area, &places[0]) {
            write(scene, Point::new(x, area.bottom() + 2.0 * TICK), &label, below);
        }
        let title = ellipsize(&self.x.title, SMALL.font, area.w);
        let at = Point::new(area.center().x, rect.bottom() - 4.0);
        write(scene, at, &title, (SMALL.middle(), VPos::Bottom));
    }

    /// What is written below the ticks at `places`, as far as there is room, and where.
    fn names(&self, rect: Rect, area: Rect, places: &[f32]) -> Vec<(String, f32)> {
        let (mut free, named) = (rect.x, self.x.is_named());
        let each = self.column(area);
        // Short names have no room to lose: where they do not fit, only each second is written, or third.
        let room = if named { (each - GAP).max(18.0) } else { rect.w };
        let widths =
            self.x.ticks().iter().map(|tick| text_width(&tick.label, SMALL.font).min(room));
        let stride = if named { (widths.fold(0.0, f32::max) + GAP) / each } else { 1.0 };
        let mut out = Vec::new();
        let ticks = self.x.ticks().iter().zip(places);
        for (tick, x) in ticks.step_by(stride.ceil().max(1.0) as usize) {
            let label = ellipsize(&tick.label, SMALL.font, room);
            let half = text_width(&label, SMALL.font) / 2.0;
            if x - half >= free && x + half <= rect.right() && !label.is_empty() {
                out.push((label, *x));
                free = x + half + GAP;
            }
        }
        out
    }
}

impl Rule {
    /// Of which axis of a chart it marks a value, and which.
    fn on<'a>(&self, lines: &Lines<'a>) -> (usize, &'a Axis, f64) {
        match *self {
            Rule::Moment(value, _) => (0, lines.x, value),
            Rule::Level(value, _) => (1, lines.y, value),
        }
    }
}
