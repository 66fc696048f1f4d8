//! Runs of items that a painter draws in one go.

use crate::item::{Item, Scene};

impl Scene {
    /// The items in painting order, in runs: lines of one style that follow each other, marks of
    /// one shape, size and style, and every other item by itself. No run is empty.
    pub fn runs(&self) -> impl Iterator<Item = &[Item]> {
        self.items.chunk_by(is_run)
    }
}

/// Whether two neighbours can go into one path.
fn is_run(item: &Item, next: &Item) -> bool {
    match (item, next) {
        (Item::Line { style, .. }, Item::Line { style: next, .. }) => style == next,
        (
            Item::Mark { shape, size, style, .. },
            Item::Mark { shape: next_shape, size: next_size, style: next_style, .. },
        ) => shape == next_shape && size.to_bits() == next_size.to_bits() && style == next_style,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Point, Scene, Shape, Style, Token};

    #[test]
    fn only_equal_neighbours_make_a_run() {
        let mut scene = Scene::default();
        let (at, ink, red) = (Point::default(), Style::fill(Token::Ink), Style::fill(Token::Red));
        scene.mark(at, Shape::Circle, 3.0, ink);
        scene.mark(Point::new(9.0, 9.0), Shape::Circle, 3.0, ink);
        scene.mark(at, Shape::Circle, 4.0, ink);
        scene.mark(at, Shape::Square, 4.0, ink);
        scene.mark(at, Shape::Square, 4.0, red);
        scene.line(at, at, red);
        scene.line(at, at, red);
        scene.circle(at, 3.0, red);
        scene.circle(at, 3.0, red);
        let lengths: Vec<usize> = scene.runs().map(<[_]>::len).collect();
        assert_eq!(lengths, [2, 1, 1, 1, 2, 1, 1]);
    }
}
