//! Where values stand: the coordinates, the mesh and the elements of plotters in a part of a scene.

use super::Axis;
use super::ink::{self, Drawn, Ink, done, units};
use crate::item::{Point, Rect, Scene};
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::{self, Cartesian2d};
use plotters::coord::ranged1d::{KeyPointHint, KeyPointWeight, NoDefaultFormatting, Ranged};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Drawable, PointCollection};
use std::ops::Range;

/// An axis that is laid along a side.
#[derive(Clone, Copy)]
pub struct Along<'a> {
    axis: &'a Axis,
    /// How far the ends of the axis stay from those of the side, in units.
    inset: i32,
    /// Values that are marked besides the ticks.
    marked: &'a [f64],
}

impl<'a> Along<'a> {
    /// The axis along a side, its ends `inset` pixels inside, with values that are marked.
    pub fn new(axis: &'a Axis, inset: f32, marked: &'a [f64]) -> Self {
        Self { axis, inset: units(inset), marked }
    }
}

impl Ranged for Along<'_> {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let inset = if from < to { self.inset } else { -self.inset };
        self.axis.map(*value, (from + inset, to - inset))
    }

    /// The ticks; for a fine mesh the values that are marked.
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match hint.weight() {
            KeyPointWeight::Bold => self.axis.ticks().iter().map(|tick| tick.value).collect(),
            KeyPointWeight::Any => self.marked.to_vec(),
        }
    }

    fn range(&self) -> Range<f64> {
        self.axis.range()
    }
}

/// Which lines a mesh has.
#[derive(Clone, Copy)]
pub enum Mesh {
    /// Those of the ticks.
    Ticks,
    /// Those of the values that are marked.
    Marked,
}

impl KeyPointHint for Mesh {
    fn max_num_points(&self) -> usize {
        usize::MAX
    }

    fn weight(&self) -> KeyPointWeight {
        match self {
            Mesh::Ticks => KeyPointWeight::Bold,
            Mesh::Marked => KeyPointWeight::Any,
        }
    }
}

/// A line of a mesh, from the foot or from the left.
pub type MeshLine<'v, 'a> = cartesian::MeshLine<'v, Along<'a>, Along<'a>>;

/// Two axes over a part of a scene.
pub struct Plane<'a> {
    rect: Rect,
    coordinates: Coordinates<'a>,
}

type Coordinates<'a> = Cartesian2d<Along<'a>, Along<'a>>;

impl<'a> Plane<'a> {
    /// The plane over `rect`, with the second axis upwards.
    pub fn upwards(rect: Rect, x: Along<'a>, y: Along<'a>) -> Self {
        let (across, down) = sides(rect);
        Self { rect, coordinates: Cartesian2d::new(x, y, (across, down.end..down.start)) }
    }

    /// The plane over `rect`, with the second axis downwards.
    pub fn downwards(rect: Rect, x: Along<'a>, y: Along<'a>) -> Self {
        Self { rect, coordinates: Cartesian2d::new(x, y, sides(rect)) }
    }

    /// Where two values stand.
    pub fn point(&self, x: f64, y: f64) -> Point {
        ink::point(self.coordinates.translate(&(x, y)))
    }

    /// Draws elements of plotters, which are a series if there are many.
    pub fn draw<'s, E>(&self, scene: &'s mut Scene, elements: impl IntoIterator<Item = E>)
    where
        E: Drawable<Ink<'s>>,
        for<'e> &'e E: PointCollection<'e, (f64, f64)>,
    {
        let sheet = self.sheet(scene);
        for element in elements {
            done(&sheet.draw(&element));
        }
    }

    /// Hands each line of a mesh to `draw`: those of the first axis, then those of the second.
    pub fn mesh(
        &self,
        scene: &mut Scene,
        mesh: Mesh,
        draw: &mut dyn FnMut(&mut Ink<'_>, MeshLine<'_, 'a>) -> Drawn,
    ) {
        done(&self.sheet(scene).draw_mesh(draw, mesh, mesh));
    }

    fn sheet<'s>(&self, scene: &'s mut Scene) -> DrawingArea<Ink<'s>, Coordinates<'a>> {
        let (across, down) = sides(self.rect);
        let whole = Ink(scene).into_drawing_area();
        let (width, height) = whole.dim_in_pixel();
        let (right, bottom) = (width as i32 - across.end, height as i32 - down.end);
        let area = whole.margin(down.start, bottom, across.start, right);
        area.apply_coord_spec(self.coordinates.clone())
    }
}

/// From where to where a rectangle reaches, in units.
fn sides(rect: Rect) -> (Range<i32>, Range<i32>) {
    (units(rect.x)..units(rect.right()), units(rect.y)..units(rect.bottom()))
}
