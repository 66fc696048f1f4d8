//! Finding what was pointed at.

use crate::item::{Hit, Point, Scene};

/// How far beside a thing a mouse may point, in CSS pixels.
pub const REACH_MOUSE: f32 = 4.0;
/// How far beside a thing a finger may point: half of a 44 px target (WCAG 2.5.5).
pub const REACH_TOUCH: f32 = 22.0;

impl Scene {
    /// What is at `at`: the topmost hit there, or else the nearest within `reach` pixels.
    #[must_use]
    pub fn hit(&self, at: Point, reach: f32) -> Option<&Hit> {
        let mut best = None;
        let mut nearest = reach;
        for hit in self.hits.iter().rev() {
            let distance = hit.rect.distance(at);
            if distance <= 0.0 {
                return Some(hit);
            }
            if distance < nearest {
                nearest = distance;
                best = Some(hit);
            }
        }
        best
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
