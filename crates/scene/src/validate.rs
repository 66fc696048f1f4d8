//! What a scene must be, for tests of figures.

use crate::item::{Anchor, Font, Item, Point, Rect, Scene, Segment, Style};
use crate::metrics::text_width;

impl Scene {
    /// Checks that every number is finite, text is at least 11 pixels high, says something and is
    /// not cut off at a side, paths start with a move, clips and series end, and what can be pointed at has a
    /// name and is inside.
    ///
    /// # Errors
    /// All that is wrong, a line each.
    pub fn validate(&self) -> Result<(), String> {
        let mut wrong = Vec::new();
        let (mut clips, mut series) = (0_i32, 0_i32);
        for (index, item) in self.items.iter().enumerate() {
            match item {
                Item::Clip(_) => clips += 1,
                Item::EndClip => clips -= 1,
                Item::Series(_) => series += 1,
                Item::EndSeries => series -= 1,
                _ => {}
            }
            if clips < 0 {
                wrong.push(format!("item {index} ends a clip that never started"));
                clips = 0;
            }
            if !(0..=1).contains(&series) {
                wrong.push(format!("item {index} is a series in none or in another"));
                series = 0;
            }
            if let Some(what) = self.fault(item, clips > 0) {
                wrong.push(format!("item {index} {what}: {item:?}"));
            }
        }
        if clips + series > 0 {
            wrong.push(format!("{clips} clips and {series} series never end"));
        }
        for hit in &self.hits {
            if hit.target.is_empty() || hit.label.is_empty() {
                wrong.push(format!("a hit has no name: {hit:?}"));
            }
            if !self.bounds().inset(-1.0, -1.0).covers(hit.rect) {
                wrong.push(format!("a hit is not inside the scene: {hit:?}"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    /// What is wrong with one item, if anything.
    fn fault(&self, item: &Item, clipped: bool) -> Option<&'static str> {
        match item {
            Item::Rect { rect, radius, style } => {
                not_finite(&[rect.x, rect.y, rect.w, rect.h, *radius], Some(style))
            }
            Item::Circle { center, radius, style } => {
                not_finite(&[center.x, center.y, *radius], Some(style))
            }
            Item::Line { from, to, style } => {
                not_finite(&[from.x, from.y, to.x, to.y], Some(style))
            }
            Item::Mark { at, size, turn, style, .. } => {
                not_finite(&[at.x, at.y, *size, *turn], Some(style))
            }
            Item::Path { path, style } => {
                let segments = self.segments.get(path.start as usize..path.end as usize);
                match segments {
                    Some(segments @ [Segment::Move(_), ..]) => {
                        let points: Vec<f32> = segments.iter().flat_map(numbers).collect();
                        not_finite(&points, Some(style))
                    }
                    _ => Some("is a path that does not start with a move"),
                }
            }
            Item::Text { at, text, font, anchor, .. } => not_finite(&[at.x, at.y, font.size], None)
                .or_else(|| (font.size < 11.0).then_some("is under 11 pixels"))
                .or_else(|| text.trim().is_empty().then_some("says nothing"))
                .or_else(|| {
                    let inside =
                        self.bounds().inset(-1.0, -1.0).covers(text_box(*at, text, *font, *anchor));
                    (!clipped && !inside).then_some("is cut off at a side")
                }),
            Item::Clip(rect) => not_finite(&[rect.x, rect.y, rect.w, rect.h], None),
            Item::EndClip | Item::Series(_) | Item::EndSeries => None,
        }
    }
}

fn not_finite(values: &[f32], style: Option<&Style>) -> Option<&'static str> {
    let finite = values.iter().all(|value| value.is_finite());
    let stroke = style.is_none_or(|style| {
        style.stroke.is_none() || (style.width.is_finite() && style.width > 0.0)
    });
    match (finite, stroke) {
        (false, _) => Some("has a number that is not finite"),
        (_, false) => Some("has a stroke without a width"),
        _ => None,
    }
}

fn numbers(segment: &Segment) -> Vec<f32> {
    match *segment {
        Segment::Move(to) | Segment::Line(to) => vec![to.x, to.y],
        Segment::Cubic(a, b, to) => vec![a.x, a.y, b.x, b.y, to.x, to.y],
        Segment::Close => vec![],
    }
}

/// The box of a text's letters: capitals' height above the baseline, no depth below.
fn text_box(at: Point, text: &str, font: Font, anchor: Anchor) -> Rect {
    let width = text_width(text, font);
    let x = match anchor {
        Anchor::Start => at.x,
        Anchor::Middle => at.x - width / 2.0,
        Anchor::End => at.x - width,
    };
    let height = 2.0 * font.drop();
    Rect::new(x, at.y - height, width, height)
}

#[cfg(test)]
mod tests {
    use crate::{Hit, Item, Lettering, Point, Rect, Scene, Shape, Style, Token};

    fn complaint(draw: impl FnOnce(&mut Scene)) -> String {
        let mut scene = Scene::default();
        scene.clear(100.0, 50.0);
        draw(&mut scene);
        scene.validate().err().unwrap_or_default()
    }

    #[test]
    fn a_sound_scene_has_no_faults() {
        let at = Point::new(50.0, 25.0);
        let said = complaint(|scene| {
            scene.clip(Rect::new(0.0, 0.0, 100.0, 50.0), |scene| {
                scene.mark(at, Shape::Check, 5.0, Style::stroke(Token::Blue, 2.0));
                scene.text(Point::new(90.0, 25.0), "cut at the clip", Lettering::new(12.0));
            });
            scene
                .path()
                .move_to(at)
                .line_to(Point::default())
                .draw(Style::stroke(Token::Ink, 1.25));
            scene.text_middle(at, "x=7", Lettering::new(12.0).middle());
            scene.add_hit(Hit::new("n:A", "Replica A", Rect::around(at, 23.0, 23.0)));
        });
        assert_eq!(said, "");
    }

    #[test]
    fn each_fault_is_named() {
        let at = Point::new(50.0, 25.0);
        let ink = Style::stroke(Token::Ink, 1.25);
        assert!(complaint(|s| s.circle(at, f32::NAN, ink)).contains("not finite"));
        assert!(
            complaint(|s| s.line(at, at, Style::stroke(Token::Ink, 0.0)))
                .contains("without a width")
        );
        assert!(complaint(|s| s.path().line_to(at).draw(ink)).contains("start with a move"));
        assert!(complaint(|s| s.text(at, "x", Lettering::new(10.0))).contains("under 11"));
        assert!(complaint(|s| s.text(at, " ", Lettering::new(11.0))).contains("says nothing"));
        assert!(
            complaint(|s| s.text(at, "leader for ever", Lettering::new(11.0))).contains("cut off")
        );
        assert!(complaint(|s| s.items.push(Item::EndClip)).contains("never started"));
        assert!(complaint(|s| s.items.push(Item::Clip(Rect::default()))).contains("never end"));
        assert!(complaint(|s| s.add_hit(Hit::new("n:A", "", Rect::default()))).contains("no name"));
        assert!(
            complaint(|s| s.add_hit(Hit::new("n:A", "A", Rect::around(at, 60.0, 9.0))))
                .contains("not inside")
        );
    }
}
