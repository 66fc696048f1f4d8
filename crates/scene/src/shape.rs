//! The outlines of marks, one set for all painters.

use crate::geometry::sin_cos;
use crate::item::{Point, Shape};

impl Shape {
    /// All shapes, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Shape::Circle,
        Shape::Square,
        Shape::Diamond,
        Shape::Triangle,
        Shape::TriangleDown,
        Shape::Cross,
        Shape::Bars,
        Shape::Check,
        Shape::Tick,
        Shape::Arrow,
    ];

    /// Its outline as polylines about the origin, for size 1; none for the circle, which painters
    /// draw as such. Sizes are balanced by eye: a diamond reaches farther than a square.
    #[must_use]
    pub fn outline(self) -> &'static [&'static [(f32, f32)]] {
        match self {
            Shape::Circle => &[],
            Shape::Square => &[&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]],
            Shape::Diamond => &[&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]],
            Shape::Triangle => &[&[(0.0, -1.1), (1.05, 0.75), (-1.05, 0.75)]],
            Shape::TriangleDown => &[&[(0.0, 1.1), (-1.05, -0.75), (1.05, -0.75)]],
            Shape::Cross => &[&[(-0.8, -0.8), (0.8, 0.8)], &[(0.8, -0.8), (-0.8, 0.8)]],
            Shape::Bars => &[&[(-0.4, -0.8), (-0.4, 0.8)], &[(0.4, -0.8), (0.4, 0.8)]],
            Shape::Check => &[&[(-0.8, 0.05), (-0.2, 0.65), (0.85, -0.65)]],
            Shape::Tick => &[&[(0.0, -1.0), (0.0, 1.0)]],
            Shape::Arrow => &[&[(-0.6, -0.8), (1.0, 0.0), (-0.6, 0.8)]],
        }
    }

    /// Whether its polylines return to their start.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Shape::Square | Shape::Diamond | Shape::Triangle | Shape::TriangleDown)
    }
}

/// Where a mark is and how it lies: takes points of an outline to the scene.
#[derive(Clone, Copy, Debug)]
pub struct Pose {
    at: Point,
    cos: f32,
    sin: f32,
}

impl Pose {
    /// The pose of a mark of `size`, turned clockwise by `turn` radians.
    #[must_use]
    pub fn new(at: Point, size: f32, turn: f32) -> Self {
        // Nearly all marks are upright, and there are thousands of them in a frame.
        let (sin, cos) = if turn.abs() > 0.0 { sin_cos(turn) } else { (0.0, 1.0) };
        Self { at, cos: cos * size, sin: sin * size }
    }

    /// Where a point of the outline is in the scene.
    #[must_use]
    pub fn place(self, (x, y): (f32, f32)) -> Point {
        self.at.offset(x * self.cos - y * self.sin, x * self.sin + y * self.cos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_points_right_and_turns_clockwise() {
        let tip = Shape::Arrow.outline()[0][1];
        let at = Point::new(10.0, 10.0);
        let right = Pose::new(at, 5.0, 0.0).place(tip);
        let down = Pose::new(at, 5.0, core::f32::consts::FRAC_PI_2).place(tip);
        assert!(right.distance(Point::new(15.0, 10.0)) < 0.001);
        assert!(down.distance(Point::new(10.0, 15.0)) < 0.001);
    }
}
