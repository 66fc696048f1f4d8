//! The boundary of a partition, drawn across the ring.

use scene::layout::Ring;
use scene::{Point, Rect, Scene, Style, Token};

/// The boundary that cuts the run of neighbours `first..=last` off the ring.
pub struct Border {
    ends: [Point; 2],
    bends: [Point; 2],
    corners: Vec<Point>,
}

impl Border {
    /// Around `ring`, which is drawn within `field`.
    pub fn new(ring: &Ring, field: Rect, first: usize, last: usize) -> Self {
        let count = ring.places.len();
        let angle = |slot: f32| slot * std::f32::consts::TAU / count as f32;
        let (start, end) = (angle(first as f32 - 0.5), angle(last as f32 + 0.5));
        let center = field.center();
        let reach = field.w + field.h;
        let far = |angle: f32| {
            let (sin, cos) = scene::sin_cos(angle);
            // On the ring's own ellipse, so that the line leaves between the two neighbours.
            let (rx, ry) = radii(ring, center);
            let out = Point::new(rx * sin, -ry * cos);
            let length = (out.x * out.x + out.y * out.y).sqrt().max(1.0);
            center.offset(out.x / length * reach, out.y / length * reach)
        };
        let steps = 6;
        let between = (0..=steps).map(|step| far(end + (start - end) * step as f32 / steps as f32));
        let corners = between.collect();
        let middle = Self::middle(ring, center, (first, last));
        let ends = [far(start), far(end)];
        // So that half-way, at (ends + 3 bends) / 8 each, the curve passes through `middle`.
        let bend = |end: Point| {
            let lean = center.lerp(end, 0.05);
            let (ax, ay) = (ends[0].x + ends[1].x, ends[0].y + ends[1].y);
            let (lx, ly) = (ends[0].lerp(center, 0.95), ends[1].lerp(center, 0.95));
            let shift_x = (middle.x - ax / 8.0 - (lx.x + ly.x) * 0.375) / 0.75;
            let shift_y = (middle.y - ay / 8.0 - (lx.y + ly.y) * 0.375) / 0.75;
            lean.offset(shift_x, shift_y)
        };
        Self { bends: ends.map(bend), ends, corners }
    }

    /// A point half-way between the run of neighbours and all others.
    fn middle(ring: &Ring, center: Point, (first, last): (usize, usize)) -> Point {
        let count = ring.places.len();
        let turn = (first + last) as f32 / 2.0 * std::f32::consts::TAU / count as f32;
        let (sin, cos) = scene::sin_cos(turn);
        let along = |index: usize| {
            let at = ring.places[index % count].at;
            (at.x - center.x) * sin - (at.y - center.y) * cos
        };
        let nearest = (first..=last).map(along).fold(f32::MAX, f32::min);
        let farthest = (last + 1..first + count).map(along).fold(f32::MIN, f32::max);
        let reach = f32::midpoint(nearest, farthest).min(nearest - ring.radius - 16.0);
        center.offset(sin * reach, -cos * reach)
    }

    /// Fills what it cuts off.
    pub fn area(&self, scene: &mut Scene, style: Style) {
        let [a, b] = self.ends;
        let mut path = scene.path().move_to(a).cubic_to(self.bends[0], self.bends[1], b);
        for corner in &self.corners {
            path = path.line_to(*corner);
        }
        path.close().draw(style);
    }

    /// The line, and short strokes across it as on a map.
    pub fn line(&self, scene: &mut Scene) {
        let [a, b] = self.ends;
        let curve = scene.path().move_to(a).cubic_to(self.bends[0], self.bends[1], b);
        curve.draw(Style::stroke(Token::Red, 2.0));
        let mut path = scene.path();
        let steps = 400;
        for step in 0..steps {
            let at = self.at(step as f32 / steps as f32);
            path = path.move_to(at.offset(-4.0, 4.0)).line_to(at.offset(4.0, -4.0));
        }
        path.draw(Style::stroke(Token::Red, 1.0).alpha(110));
    }

    /// The point at `t` of the cubic curve; most steps fall near the middle, where it is seen.
    fn at(&self, t: f32) -> Point {
        let [a, d] = self.ends;
        let [b, c] = self.bends;
        let ab = a.lerp(b, t).lerp(b.lerp(c, t), t);
        let bc = b.lerp(c, t).lerp(c.lerp(d, t), t);
        ab.lerp(bc, t)
    }
}

/// The radii of the ring's ellipse.
fn radii(ring: &Ring, center: Point) -> (f32, f32) {
    let most = |of: fn(Point) -> f32| {
        ring.places.iter().map(|place| (of(place.at) - of(center)).abs()).fold(1.0, f32::max)
    };
    (most(|at| at.x), most(|at| at.y))
}
