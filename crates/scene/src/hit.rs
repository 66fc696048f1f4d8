//! Finding what was pointed at.

use crate::item::{Hit, Point, Scene};

/// How far beside a thing a mouse may point, in CSS pixels.
pub const REACH_MOUSE: f32 = 4.0;
/// How far beside a thing a finger may point: half of a 44 px target (WCAG 2.5.5).
pub const REACH_TOUCH: f32 = 22.0;

impl Scene {
    /// What is at `at`: the topmost hit there, or else the nearest thing, or else the nearest
    /// line, within `reach` pixels.
    #[must_use]
    pub fn hit(&self, at: Point, reach: f32) -> Option<&Hit> {
        let (mut thing, mut line) = ((reach, None), (reach, None));
        for hit in self.hits.iter().rev() {
            let (distance, best) = match hit.line {
                Some((from, to)) => (at.distance_to_line(from, to), &mut line),
                None => (hit.rect.distance(at), &mut thing),
            };
            if distance <= 0.0 && hit.line.is_none() {
                return Some(hit);
            }
            if distance < best.0 {
                *best = (distance, Some(hit));
            }
        }
        thing.1.or(line.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rect;

    fn target(scene: &Scene, x: f32, y: f32, reach: f32) -> &str {
        scene.hit(Point::new(x, y), reach).map_or("", |hit| &hit.target)
    }

    #[test]
    fn a_line_is_hit_all_along_where_nothing_lies_on_it() {
        let mut scene = Scene::default();
        scene.clear(300.0, 300.0);
        let ends = |y: f32| (Point::new(0.0, y), Point::new(300.0, 300.0 - y));
        for (target, y) in [("l:AC", 0.0), ("l:BD", 300.0)] {
            let mut hit = Hit::pointer(target, "A link", Rect::new(140.0, 140.0, 20.0, 20.0));
            hit.line = Some(ends(y));
            scene.add_hit(hit);
        }
        scene.add_hit(Hit::pointer("m:1", "A message", Rect::new(195.0, 195.0, 10.0, 10.0)));
        for x in [10.0, 75.0, 120.0, 250.0] {
            assert_eq!(target(&scene, x, x + 2.0, REACH_MOUSE), "l:AC", "at {x}");
            assert_eq!(target(&scene, x, 302.0 - x, REACH_MOUSE), "l:BD", "at {x}");
        }
        assert_eq!(target(&scene, 200.0, 200.0, REACH_MOUSE), "m:1");
        assert_eq!(target(&scene, 150.0, 100.0, REACH_TOUCH), "", "far from both");
    }

    #[test]
    fn the_topmost_is_hit_and_a_finger_finds_the_nearest() {
        let mut scene = Scene::default();
        scene.clear(300.0, 100.0);
        scene.add_hit(Hit::new("n:A", "Replica A", Rect::new(20.0, 20.0, 40.0, 40.0)));
        scene.add_hit(Hit::pointer("m:1", "A vote request", Rect::new(50.0, 50.0, 20.0, 20.0)));
        scene.add_hit(Hit::new("n:B", "Replica B", Rect::new(100.0, 20.0, 40.0, 40.0)));
        assert_eq!(target(&scene, 55.0, 55.0, REACH_MOUSE), "m:1", "on both, the later one");
        assert_eq!(target(&scene, 30.0, 30.0, REACH_TOUCH), "n:A");
        assert_eq!(
            target(&scene, 88.0, 40.0, REACH_TOUCH),
            "n:B",
            "12 px from B, 20 from the message"
        );
        assert_eq!(target(&scene, 88.0, 40.0, REACH_MOUSE), "");
        assert_eq!(target(&scene, 200.0, 40.0, REACH_TOUCH), "");
    }
}
