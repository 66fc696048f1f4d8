//! Who suspects whom, beside the truth.

use super::{Picture, glyph};
use crate::partitions::truth::{Line, Worth};
use crate::partitions::words;
use machine::{NodeId, NodeSet};
use scene::{Hit, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// Draws the matrix into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let method = words::method(picture.params.method()).to_uppercase();
    scene.heading(area, &format!("WHO SUSPECTS WHOM: {method}"));
    let nodes = picture.params.nodes as usize;
    let (cells, top) = (nodes as f32, area.y + 54.0);
    let high = area.bottom() - 12.0 - top;
    // What the glyphs mean stands beside the cells, or where that is higher than wide under them.
    let below = area.h > area.w;
    let (wide, high) = if below { (area.w - 90.0, high - KEY) } else { (area.w - 202.0, high) };
    let side = (wide / (cells + if below { 0.0 } else { 1.3 })).min(high / (cells + 1.3));
    let side = side.min(if below { 52.0 } else { 34.0 });
    let origin = Point::new(area.x + 66.0, top);
    let grid = Grid { picture, origin, side };
    grid.heads(scene);
    grid.cells(scene);
    grid.truth(scene);
    let beside = origin.offset(side * cells + 22.0, 18.0);
    let under = origin.offset(8.0, side * (cells + 1.3) + 10.0);
    key(if below { under } else { beside }, area, scene);
}

/// How high the meanings of the glyphs are.
const KEY: f32 = 110.0;

struct Grid<'a> {
    picture: &'a Picture<'a>,
    origin: Point,
    side: f32,
}

impl Grid<'_> {
    fn cell(&self, row: usize, column: usize) -> Rect {
        let at = self.origin.offset(column as f32 * self.side, row as f32 * self.side);
        Rect::new(at.x, at.y, self.side, self.side)
    }

    fn heads(&self, scene: &mut Scene) {
        let lettering = Lettering::new(12.0).bold().middle();
        for index in 0..self.picture.params.nodes as usize {
            let name = NodeId(index as u8).to_string();
            let above = self.cell(0, index).center().offset(0.0, -self.side / 2.0 - 9.0);
            scene.text_middle(above, name.clone(), lettering);
            let left = self.cell(index, 0).center().offset(-self.side / 2.0 - 10.0, 0.0);
            scene.text_middle(left, name, lettering);
        }
        let at = self.cell(0, 0).center().offset(-self.side / 2.0 - 22.0, 0.0);
        scene.text_middle(at, "watcher", Lettering::new(11.0).end().muted());
        let last = self.picture.params.nodes as usize - 1;
        let at = self.cell(0, last).center().offset(self.side / 2.0, -self.side / 2.0 - 9.0);
        scene.text_middle(at, "watched", Lettering::new(11.0).muted());
    }

    fn cells(&self, scene: &mut Scene) {
        let (now, nodes) = (self.picture.now(), self.picture.params.nodes as usize);
        let (down, suspects) =
            (self.picture.truth.down(now), self.picture.suspects(self.picture.params.method()));
        for (by, of) in (0..nodes).flat_map(|by| (0..nodes).map(move |of| (by, of))) {
            let (rect, b, o) = (self.cell(by, of), NodeId(by as u8), NodeId(of as u8));
            scene.rect(rect, 0.0, Style::stroke(Token::Line, 1.25));
            if by == of {
                continue;
            }
            let line = self.picture.truth.line((o, b), now);
            let worth = Worth::of(suspects[by].contains(o), down.contains(o), line);
            if down.contains(b) {
                scene.line(
                    Point::new(rect.x, rect.bottom()),
                    Point::new(rect.right(), rect.y),
                    Style::stroke(Token::Line, 1.25),
                );
                continue;
            }
            if line != Line::Good {
                let token = if line == Line::Dead { Token::Red } else { Token::Yellow };
                scene.rect(rect.inset(1.0, 1.0), 0.0, Style::fill(token).alpha(30));
            }
            if let Some((shape, style)) = glyph(worth) {
                scene.mark(rect.center(), shape, self.side * 0.24, style);
            }
            if (b, o) == self.picture.params.pair() {
                scene.rect(rect.inset(2.0, 2.0), 3.0, Style::stroke(Token::Ink, 1.5));
            }
            let label = format!("{b} of {o}: {}", worth.word());
            scene.add_hit(Hit::new(format!("c:{b}{o}"), label, rect));
        }
    }

    /// The last row: who is up.
    fn truth(&self, scene: &mut Scene) {
        let nodes = self.picture.params.nodes as usize;
        let down = self.picture.truth.down(self.picture.now());
        let y = self.origin.y + (nodes as f32 + 0.65) * self.side;
        let at = Point::new(self.origin.x - 8.0, y);
        scene.text_middle(at, "truth", Lettering::new(11.0).end().muted());
        for node in NodeSet::first(nodes).iter() {
            let x = self.cell(0, node.index()).center().x;
            let at = Point::new(x, y);
            let (word, shape) =
                if down.contains(node) { ("down", Shape::Cross) } else { ("up", Shape::Check) };
            if metrics::text_width(word, Lettering::new(11.0).font) < self.side - 2.0 {
                scene.text_middle(at, word, Lettering::new(11.0).middle().muted());
            } else {
                scene.mark(at, shape, 4.0, Style::stroke(Token::Muted, 1.5));
            }
        }
    }
}

/// What the glyphs mean.
fn key(at: Point, area: Rect, scene: &mut Scene) {
    let lines = [
        (Worth::Right, "trusted"),
        (Worth::Wrong, "suspected, wrong"),
        (Worth::CutOff, "suspected, cut off"),
        (Worth::Found, "suspected, crashed"),
        (Worth::Missed, "crashed, missed"),
    ];
    for (index, (worth, text)) in lines.into_iter().enumerate() {
        let at = at.offset(0.0, index as f32 * 19.0);
        let box_ = Rect::around(at.offset(4.0, 0.0), 7.0, 7.0);
        scene.rect(box_, 0.0, Style::stroke(Token::Line, 1.25));
        if let Some((shape, style)) = glyph(worth) {
            let size = if shape == Shape::Check { 4.5 } else { 4.0 };
            scene.mark(at.offset(4.0, 0.0), shape, size, style);
        }
        let lettering = Lettering::new(11.0).muted();
        let text = metrics::ellipsize(text, lettering.font, area.right() - at.x - 20.0);
        scene.text_middle(at.offset(17.0, 0.0), text, lettering);
    }
}
