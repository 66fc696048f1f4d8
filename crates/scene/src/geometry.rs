//! Arithmetic on points and rectangles.

use crate::item::{Point, Rect};

/// Sine and cosine of an angle in radians, by their power series.
///
/// It is as exact as an `f32` can show, and the same everywhere; `libm`'s would bring 4 KB to the
/// page for angles of many turns.
#[must_use]
pub fn sin_cos(angle: f32) -> (f32, f32) {
    let turns = f64::from(angle) / std::f64::consts::TAU;
    let x = (turns - turns.round_ties_even()) * std::f64::consts::TAU;
    // cos x = 1 - x^2/(1*2) * (1 - x^2/(3*4) * (1 - ...)), and sin x/x the same one farther on.
    let series = |first: i32| {
        let factors = (0..9).rev().map(|k| (first + 2 * k) * (first + 2 * k + 1));
        factors.fold(1.0, |sum, factor| 1.0 - sum * x * x / f64::from(factor))
    };
    ((x * series(2)) as f32, series(1) as f32)
}

impl Point {
    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Moved by `dx`, `dy`.
    #[must_use]
    pub fn offset(self, dx: f32, dy: f32) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// The point a share `t` of the way to `to`.
    #[must_use]
    pub fn lerp(self, to: Self, t: f32) -> Self {
        Self::new(self.x + (to.x - self.x) * t, self.y + (to.y - self.y) * t)
    }

    /// How far `to` is.
    #[must_use]
    pub fn distance(self, to: Self) -> f32 {
        let (dx, dy) = (to.x - self.x, to.y - self.y);
        (dx * dx + dy * dy).sqrt()
    }

    /// The point `by` pixels on the way to `to`; the point itself if they are one.
    #[must_use]
    pub fn toward(self, to: Self, by: f32) -> Self {
        let distance = self.distance(to);
        if distance > 0.0 { self.lerp(to, by / distance) } else { self }
    }

    /// How far it is from the line between two points.
    #[must_use]
    pub fn distance_to_line(self, from: Self, to: Self) -> f32 {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let along = (self.x - from.x) * dx + (self.y - from.y) * dy;
        let share = along / (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
        self.distance(from.lerp(to, share.max(0.0).min(1.0)))
    }
}

impl Rect {
    /// The rectangle with its top left corner at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// The rectangle that reaches `dx` and `dy` from `center` to each side.
    #[must_use]
    pub fn around(center: Point, dx: f32, dy: f32) -> Self {
        Self::new(center.x - dx, center.y - dy, 2.0 * dx, 2.0 * dy)
    }

    /// Right side.
    #[must_use]
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// Bottom side.
    #[must_use]
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// The middle.
    #[must_use]
    pub fn center(self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Smaller by `dx` at left and right, by `dy` at top and bottom; never less than nothing.
    #[must_use]
    pub fn inset(self, dx: f32, dy: f32) -> Self {
        let (dx, dy) = (dx.min(self.w / 2.0), dy.min(self.h / 2.0));
        Self::new(self.x + dx, self.y + dy, self.w - 2.0 * dx, self.h - 2.0 * dy)
    }

    /// Cuts the top `h` pixels off: they, and the rest.
    #[must_use]
    pub fn split_top(self, h: f32) -> (Self, Self) {
        let h = h.min(self.h);
        (Self { h, ..self }, Self { y: self.y + h, h: self.h - h, ..self })
    }

    /// Cuts the left `w` pixels off: they, and the rest.
    #[must_use]
    pub fn split_left(self, w: f32) -> (Self, Self) {
        let w = w.min(self.w);
        (Self { w, ..self }, Self { x: self.x + w, w: self.w - w, ..self })
    }

    /// Whether `point` is inside or on a side.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        self.distance(point) <= 0.0
    }

    /// Whether all of `other` is inside.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether they share more than a side.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The point inside that is nearest to `point`.
    #[must_use]
    pub fn nearest(self, point: Point) -> Point {
        // `clamp` would bring in its panic's text, and with it the formatting of floats.
        Point::new(point.x.max(self.x).min(self.right()), point.y.max(self.y).min(self.bottom()))
    }

    /// How far `point` is outside; 0 inside.
    #[must_use]
    pub fn distance(self, point: Point) -> f32 {
        point.distance(self.nearest(point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_and_cosines_are_exact_whatever_the_angle() {
        for step in -1_000..=1_000 {
            let angle = step as f32 * 0.01;
            let ((sin, cos), exact) = (sin_cos(angle), libm::sincos(f64::from(angle)));
            assert!((f64::from(sin) - exact.0).abs() < 6e-8, "{angle}");
            assert!((f64::from(cos) - exact.1).abs() < 6e-8, "{angle}");
        }
    }
}
