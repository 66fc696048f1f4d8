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
