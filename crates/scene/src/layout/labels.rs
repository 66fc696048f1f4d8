//! Labels that stay inside and apart.

use crate::geometry::sin_cos;
use crate::item::{Font, Point, Rect};
use crate::metrics::text_width;

/// A label that wants a place near a thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The middle of the thing.
    pub at: Point,
    /// How far from there the label must stay.
    pub gap: f32,
    /// The direction it would like best, as a step of one pixel.
    pub toward: Point,
    /// Width of the label.
    pub width: f32,
    /// Height of the label.
    pub height: f32,
}

impl Wish {
    /// The wish of one line of text.
    #[must_use]
    pub fn of_text(text: &str, font: Font, at: Point) -> Self {
        let (width, height) = (text_width(text, font), font.size * LINE_HEIGHT);
        Self { at, gap: 4.0, toward: Point::new(0.0, -1.0), width, height }
    }

    /// Outside of `gap` pixels, best in the direction `toward`.
    #[must_use]
    pub fn beyond(self, gap: f32, toward: Point) -> Self {
        Self { gap, toward, ..self }
    }

    /// The label's rectangle in the direction that is `turn` eighths of a circle off the best one.
    fn candidate(&self, turn: i32, gap: f32) -> Rect {
        let (sin, cos) = sin_cos(turn as f32 * core::f32::consts::FRAC_PI_4);
        let (dx, dy) =
            (self.toward.x * cos - self.toward.y * sin, self.toward.x * sin + self.toward.y * cos);
        let reach = gap + dx.abs() * self.width / 2.0 + dy.abs() * self.height / 2.0;
        Rect::around(self.at.offset(dx * reach, dy * reach), self.width / 2.0, self.height / 2.0)
    }
}

/// Gives each label the first place that is inside `bounds`, off `taken` and off the labels before
/// it: in the direction it wishes, then round its thing, then the same once farther out. A label
/// without such a place gets none. Write it with `text_middle` at the rectangle's centre.
#[must_use]
pub fn place_labels(bounds: Rect, wishes: &[Wish], taken: &[Rect]) -> Vec<Option<Rect>> {
    let mut taken = taken.to_vec();
    wishes
        .iter()
        .map(|wish| {
            let place = first_free(bounds, wish, &taken);
            taken.extend(place);
            place
        })
        .collect()
}

/// Eighths of a circle off the wished direction, the smallest turns first.
const TURNS: [i32; 8] = [0, 1, -1, 2, -2, 3, -3, 4];
/// Line height as a share of the font's size.
const LINE_HEIGHT: f32 = 1.2;

fn first_free(bounds: Rect, wish: &Wish, taken: &[Rect]) -> Option<Rect> {
    if wish.width > bounds.w || wish.height > bounds.h {
        return None;
    }
    for gap in [wish.gap, wish.gap + wish.height] {
        for turn in TURNS {
            let place = moved_inside(wish.candidate(turn, gap), bounds);
            let off_its_thing = place.distance(wish.at) >= wish.gap - 0.01;
            if off_its_thing && !taken.iter().any(|other| other.overlaps(place)) {
                return Some(place);
            }
        }
    }
    None
}

fn moved_inside(rect: Rect, bounds: Rect) -> Rect {
    let x = rect.x.min(bounds.right() - rect.w).max(bounds.x);
    let y = rect.y.min(bounds.bottom() - rect.h).max(bounds.y);
    Rect { x, y, ..rect }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: Rect = Rect::new(0.0, 0.0, 300.0, 200.0);
    const UP: Point = Point::new(0.0, -1.0);

    #[test]
    fn a_label_goes_where_it_wishes_if_it_can() {
        let wish =
            Wish { at: Point::new(150.0, 100.0), gap: 10.0, toward: UP, width: 40.0, height: 14.0 };
        assert_eq!(place_labels(BOUNDS, &[wish], &[]), [Some(Rect::new(130.0, 76.0, 40.0, 14.0))]);
        let [first, second] = place_labels(BOUNDS, &[wish, wish], &[])[..] else {
            panic!("two labels")
        };
        assert!(!first.unwrap().overlaps(second.unwrap()), "the second makes way");
    }

    #[test]
    fn a_label_that_has_no_room_gets_none() {
        let wish =
            Wish { at: Point::new(150.0, 100.0), gap: 10.0, toward: UP, width: 40.0, height: 14.0 };
        assert_eq!(place_labels(BOUNDS, &[wish], &[BOUNDS]), [None]);
        assert_eq!(place_labels(BOUNDS, &[Wish { width: 400.0, ..wish }], &[]), [None]);
    }

    proptest! {
        #[test]
        fn labels_are_inside_and_apart(things in proptest::collection::vec((0.0_f32..300.0, 0.0_f32..200.0, 0.0_f32..6.0, 10.0_f32..80.0), 1..30)) {
            let wishes: Vec<Wish> = things
                .into_iter()
                .map(|(x, y, angle, width)| {
                    let (sin, cos) = sin_cos(angle);
                    Wish { at: Point::new(x, y), gap: 6.0, toward: Point::new(cos, sin), width, height: 14.0 }
                })
                .collect();
            let obstacle = Rect::new(100.0, 80.0, 50.0, 50.0);
            let placed = place_labels(BOUNDS, &wishes, &[obstacle]);
            prop_assert_eq!(placed.len(), wishes.len());
            prop_assert!(placed[0].is_some() || wishes[0].at.distance(obstacle.center()) < 80.0);
            let placed: Vec<Rect> = placed.into_iter().flatten().collect();
            for (i, label) in placed.iter().enumerate() {
                prop_assert!(BOUNDS.inset(-0.01, -0.01).covers(*label));
                prop_assert!(!label.overlaps(obstacle));
                prop_assert!(placed[i + 1..].iter().all(|other| !other.overlaps(*label)));
            }
        }
    }
}
