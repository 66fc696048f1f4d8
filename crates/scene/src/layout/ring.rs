//! Nodes on a ring.

use core::f32::consts::{PI, TAU};

use crate::geometry::sin_cos;
use crate::item::{Anchor, Point, Rect};

/// Nodes evenly round an ellipse, the first at the top, clockwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// One place a node.
    pub places: Vec<Place>,
    /// Radius of a node in pixels: as large as looks well, smaller where they are many.
    pub radius: f32,
    /// Label every so manieth node, so that labels 14 pixels high do not meet.
    pub label_every: usize,
}

/// A node's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its centre.
    pub at: Point,
    /// One pixel outwards from there: where a label or a client goes.
    pub out: Point,
    /// How a label out there is anchored.
    pub anchor: Anchor,
}

/// Places `count` nodes on a ring; all of every node is inside `rect`. Leave room for labels by
/// insetting `rect`.
#[must_use]
pub fn ring(rect: Rect, count: usize) -> Ring {
    let center = rect.center();
    let least_half = rect.w.min(rect.h) / 2.0;
    if count <= 1 {
        let place = Place { at: center, out: Point::new(0.0, -1.0), anchor: Anchor::Middle };
        return Ring {
            places: vec![place; count],
            radius: NODE_RADIUS_MAX.min(least_half),
            label_every: 1,
        };
    }
    // Neighbours are at least 2 (half - radius) s apart; a node may take up a share of it.
    let s = sin_cos(PI / count as f32).0;
    let radius =
        (2.0 * NODE_SHARE * least_half * s / (1.0 + 2.0 * NODE_SHARE * s)).min(NODE_RADIUS_MAX);
    let least = least_half - radius;
    let (rx, ry) = (
        (rect.w / 2.0 - radius).min(least * ASPECT_MAX),
        (rect.h / 2.0 - radius).min(least * ASPECT_MAX),
    );
    let places = (0..count).map(|i| {
        let (sin, cos) = sin_cos(i as f32 * TAU / count as f32);
        let anchor = match sin {
            0.3.. => Anchor::Start,
            ..-0.3 => Anchor::End,
            _ => Anchor::Middle,
        };
        Place { at: center.offset(rx * sin, -ry * cos), out: Point::new(sin, -cos), anchor }
    });
    let apart = (2.0 * least * s).max(0.1);
    Ring {
        places: places.collect(),
        radius,
        label_every: (LABEL_HEIGHT / apart).ceil().max(1.0) as usize,
    }
}

const NODE_RADIUS_MAX: f32 = 23.0;
/// A node's radius as a share of the distance to its neighbour; under a half they stay apart.
const NODE_SHARE: f32 = 0.33;
/// A longer ellipse would crowd the nodes at its ends.
const ASPECT_MAX: f32 = 1.4;
const LABEL_HEIGHT: f32 = 14.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn five_nodes_stand_as_on_the_plate() {
        let ring = ring(Rect::new(0.0, 0.0, 270.0, 270.0), 5);
        assert!((ring.radius - 23.0).abs() < 0.01);
        assert_eq!(ring.label_every, 1);
        let [a, b, c, d, e] = ring.places[..] else { panic!("five places") };
        assert!(
            (a.at.x - 135.0).abs() < 0.01 && (a.at.y - 23.0).abs() < 0.01,
            "the first is at the top"
        );
        assert!(b.at.x > 135.0 && e.at.x < 135.0, "clockwise");
        assert_eq!([a, b, c, d, e].map(|place| place.anchor), {
            use Anchor::*;
            [Middle, Start, Start, End, End]
        });
    }

    #[test]
    fn a_hundred_and_one_nodes_shrink_and_are_labelled_now_and_then() {
        let ring = ring(Rect::new(0.0, 0.0, 320.0, 320.0), 101);
        assert!(ring.radius > 2.5 && ring.radius < 5.0, "{}", ring.radius);
        assert_eq!(ring.label_every, 2);
    }

    proptest! {
        #[test]
        fn nodes_are_inside_and_apart(count in 1_usize..=101, w in 60.0_f32..2000.0, h in 60.0_f32..2000.0) {
            let rect = Rect::new(10.0, 20.0, w, h);
            let ring = ring(rect, count);
            prop_assert_eq!(ring.places.len(), count);
            prop_assert!(ring.radius > 0.0);
            let grown = rect.inset(-0.01, -0.01);
            for (i, place) in ring.places.iter().enumerate() {
                prop_assert!(grown.covers(Rect::around(place.at, ring.radius, ring.radius)));
                for other in &ring.places[i + 1..] {
                    prop_assert!(place.at.distance(other.at) > 2.0 * ring.radius);
                }
            }
        }
    }
}
