//! What a hand can move: the path, row by row, and the graph, once it is nearer.

use scene::{Point, Rect};

/// The nearest that the graph comes.
const NEAREST: u8 = 16;

/// How far a mark at the edge of the graph's place reaches.
const EDGE: f32 = 8.0;

/// How the graph is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// How many times as large as the whole of it in its place.
    pub zoom: u8,
    /// What is in the middle, in parts of its width and height; the present unless it was moved.
    pub middle: Option<Point>,
}

impl Default for Sight {
    fn default() -> Self {
        Self { zoom: 1, middle: None }
    }
}

impl Sight {
    /// Twice as near, or half as near.
    #[must_use]
    pub fn zoomed(self, nearer: bool) -> Self {
        let zoom = if nearer { (self.zoom * 2).min(NEAREST) } else { (self.zoom / 2).max(1) };
        Self { zoom, middle: self.middle.filter(|_| zoom > 1) }
    }

    /// Where a place of the graph is in `body`, if `present` is where the run is.
    #[must_use]
    pub fn view(self, body: Rect, present: Point) -> View {
        let zoom = f32::from(self.zoom);
        let edge = 0.5 / zoom;
        // No farther than to the graph's edge.
        let inside = |at: f32| at.max(edge).min(1.0 - edge);
        let middle = self.middle.unwrap_or(present);
        View { body, zoom, middle: Point::new(inside(middle.x), inside(middle.y)) }
    }
}

/// A part of the graph in its place on the plate.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The place.
    pub body: Rect,
    /// How near it is.
    pub zoom: f32,
    middle: Point,
}

impl View {
    /// Where marks are that are in sight.
    #[must_use]
    pub fn seen(&self) -> Rect {
        self.body.inset(-EDGE, -EDGE)
    }

    /// Where a place of the graph is on the plate.
    #[must_use]
    pub fn at(&self, place: Point) -> Point {
        let (body, zoom) = (self.body, self.zoom);
        let by = Point::new(place.x - self.middle.x, place.y - self.middle.y);
        body.center().offset(by.x * zoom * body.w, by.y * zoom * body.h)
    }
}

/// Where the views are that a hand can move.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ground {
    /// The path, and how high its rows are.
    pub tree: Option<(Rect, f32)>,
    /// The graph.
    pub graph: Option<View>,
}

impl Ground {
    /// What the last move of a drag means, of a trail from where the hand was put down: the path moves
    /// by whole rows, which is to earlier deliveries and back; the graph, where a part of it is in
    /// sight, by whole pixels, none included. Counted from the beginning, so that no move is lost.
    #[must_use]
    pub fn dragged(&self, step: u32, trail: &[Point]) -> Option<String> {
        let [from, .., to] = *trail else { return None };
        let before = trail[trail.len() - 2];
        let moved = |to: f32, before: f32, from: f32, unit: f32| {
            ((to - from) / unit) as i32 - ((before - from) / unit) as i32
        };
        if let Some((_, row)) = self.tree.filter(|(area, _)| area.contains(from)) {
            let rows = moved(to.y, before.y, from.y, row);
            let there = (i64::from(step) - i64::from(rows)).max(0);
            return (rows != 0).then(|| format!("at:{there}"));
        }
        self.graph.filter(|view| view.zoom > 1.0 && view.body.contains(from))?;
        let x = moved(to.x, before.x, from.x, 1.0);
        Some(format!("pan:{x},{}", moved(to.y, before.y, from.y, 1.0)))
    }

    /// Looks at the graph from so many pixels to the side: `12,-3`.
    #[must_use]
    pub fn panned(&self, sight: Sight, by: &str) -> Sight {
        let way = by.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
        let (Some(view), Some((x, y))) = (self.graph, way) else { return sight };
        let (x, y): (i32, i32) = (x, y);
        let wide = Point::new(view.body.w * view.zoom, view.body.h * view.zoom);
        let middle = view.middle.offset(-x as f32 / wide.x, -y as f32 / wide.y);
        Sight { middle: Some(middle), ..sight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Rect = Rect::new(100.0, 50.0, 200.0, 400.0);
    const PRESENT: Point = Point { x: 0.5, y: 0.25 };

    fn ground(sight: Sight) -> Ground {
        let tree = Some((Rect::new(0.0, 0.0, 90.0, 500.0), 40.0));
        Ground { tree, graph: Some(sight.view(BODY, PRESENT)) }
    }

    #[test]
    fn the_whole_graph_fills_its_place_and_does_not_move() {
        let whole = Sight::default();
        let view = whole.view(BODY, PRESENT);
        assert_eq!(view.at(Point::new(0.0, 0.0)), Point::new(100.0, 50.0));
        assert_eq!(view.at(Point::new(1.0, 1.0)), Point::new(300.0, 450.0));
        let way = [BODY.center(), BODY.center().offset(30.0, 0.0)];
        assert_eq!(ground(whole).dragged(5, &way), None);
    }

    #[test]
    fn nearer_it_shows_where_the_run_is_and_no_farther_than_its_edge() {
        let near = Sight::default().zoomed(true);
        assert_eq!(near.view(BODY, PRESENT).at(PRESENT), BODY.center());
        let first = near.view(BODY, Point::new(0.5, 0.0));
        assert_eq!(first.at(Point::new(0.5, 0.0)), Point::new(200.0, 50.0));
    }

    #[test]
    fn a_hand_moves_a_part_of_it_as_far_as_it_goes() {
        let near = Sight::default().zoomed(true).zoomed(true);
        let way = [BODY.center(), BODY.center().offset(12.0, 24.0)];
        assert_eq!(ground(near).dragged(5, &way).as_deref(), Some("pan:12,24"));
        // A finger holds it before it moves.
        assert_eq!(ground(near).dragged(5, &[way[0]; 2]).as_deref(), Some("pan:0,0"));
        let moved = ground(near).panned(near, "12,24");
        let shown = moved.view(BODY, PRESENT).at(PRESENT);
        assert!(shown.distance(BODY.center().offset(12.0, 24.0)) < 0.01, "{shown:?}");
        // Seen from afar again, it is the whole.
        assert_eq!(moved.zoomed(false).zoomed(false), Sight::default());
    }

    #[test]
    fn the_path_moves_by_rows_and_not_before_its_beginning() {
        let (whole, from) = (Sight::default(), Point::new(10.0, 100.0));
        let dragged = |by| ground(whole).dragged(5, &[from, from.offset(0.0, by)]);
        assert_eq!(dragged(39.0), None);
        assert_eq!(dragged(85.0).as_deref(), Some("at:3"));
        assert_eq!(dragged(-45.0).as_deref(), Some("at:6"));
        assert_eq!(dragged(400.0).as_deref(), Some("at:0"));
    }

    #[test]
    fn many_small_moves_are_as_much_as_a_large_one() {
        let whole = Sight::default();
        for (sight, from) in [(whole, Point::new(10.0, 100.0)), (whole.zoomed(true), BODY.center())]
        {
            let ground = ground(sight);
            let at = |part: u8| from.offset(0.0, f32::from(part) * 0.7);
            let moves =
                (1..=200).filter_map(|part| ground.dragged(99, &[from, at(part - 1), at(part)]));
            let way: i32 = moves
                .map(|code| match code.strip_prefix("pan:0,") {
                    Some(by) => by.parse().expect("pixels"),
                    None => {
                        40 * (99
                            - code.strip_prefix("at:").map_or(0, |to| to.parse().expect("a step")))
                    }
                })
                .sum();
            assert!((120..=140).contains(&way), "{way} of 140 pixels");
        }
    }

    #[test]
    fn nonsense_moves_nothing() {
        let near = Sight::default().zoomed(true);
        for by in ["", "1", "a,b", "1,99999999999"] {
            assert_eq!(ground(near).panned(near, by), near);
        }
    }
}
