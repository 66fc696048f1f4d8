//! The three views of one moment: the cluster, the space-time lanes, the clients' history.

mod border;
mod cluster;
mod history;
mod lanes;

use super::judge::{Judgement, Zone};
use super::record::Record;
use super::snapshot::Snapshot;
use super::store::Kind;
use crate::figure::Frame;
use machine::{NodeId, NodeSet, Time};
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};
use sim::Names;

pub use cluster::Layout;

/// All that the views draw.
pub struct Picture<'a> {
    /// The moment.
    pub snapshot: &'a Snapshot,
    /// The whole run.
    pub record: &'a Record,
    /// What is known of it.
    pub judgement: &'a Judgement,
    /// The sides of the cut, if there is one.
    pub zones: &'a [Zone],
    /// How processes are called.
    pub names: Names,
    /// Replicas the reader has picked.
    pub picked: NodeSet,
    /// How much time the lanes show.
    pub window: Time,
}

impl Picture<'_> {
    /// Draws the views that `frame` asks for; where the replicas stand, if the cluster is drawn.
    pub fn draw(&self, frame: Frame, scene: &mut Scene) -> Option<Layout> {
        let all = Rect::new(0.0, 0.0, frame.width, frame.height);
        scene.rect(all, 0.0, Style::fill(Token::Surface));
        match frame.view {
            Some(1) => lanes::draw(self, all, scene),
            Some(2) => history::draw(self, all, scene),
            Some(_) => return Some(cluster::draw(self, all, scene)),
            None => return Some(self.draw_side_by_side(all, scene)),
        }
        None
    }

    fn draw_side_by_side(&self, all: Rect, scene: &mut Scene) -> Layout {
        let (left, right) = all.split_left((all.w * 0.435).round());
        let rows = self.snapshot.nodes.len() - self.snapshot.servers;
        let history_height = (62.0 + 44.0 * rows as f32).max(all.h * 0.3).min(all.h * 0.5);
        let (top, bottom) = right.split_top((all.h - history_height).round());
        let layout = cluster::draw(self, left, scene);
        lanes::draw(self, top, scene);
        history::draw(self, bottom, scene);
        let hairline = Style::stroke(Token::Line, 1.25);
        scene.line(Point::new(left.right(), 0.0), Point::new(left.right(), all.h), hairline);
        scene.line(Point::new(left.right(), bottom.y), Point::new(all.w, bottom.y), hairline);
        layout
    }

    /// The window of time that lanes and history share: mostly past, a little future.
    fn span(&self) -> (Time, Time) {
        crate::lanes::span(self.snapshot.at, self.window)
    }
}

/// The mark of a kind of message: shape, size and style.
fn glyph(kind: Kind) -> (Shape, f32, Style) {
    let hollow = |token| Style::stroke(token, 1.5).filled(Token::Surface);
    match kind {
        Kind::Read => (Shape::Diamond, 5.0, hollow(Token::Cyan)),
        Kind::Write => (Shape::Square, 4.5, Style::fill(Token::Cyan)),
        Kind::Answer => (Shape::Circle, 4.0, hollow(Token::Cyan)),
        Kind::Ask => (Shape::Triangle, 5.0, hollow(Token::Ink)),
        Kind::Vote => (Shape::TriangleDown, 5.0, Style::fill(Token::Ink)),
        Kind::Append => (Shape::Circle, 4.5, Style::fill(Token::Ink)),
        Kind::Ack => (Shape::Circle, 4.0, hollow(Token::Ink)),
        Kind::Heartbeat => (Shape::Circle, 2.5, Style::fill(Token::Muted)),
        Kind::Gossip => (Shape::Diamond, 4.0, Style::fill(Token::Muted)),
    }
}

/// Shades the times when something was cut.
fn cut_shade(picture: &Picture<'_>, scene: &mut Scene, rect: Rect, x: impl Fn(Time) -> f32) {
    let wirings = &picture.record.wirings;
    for (index, wiring) in wirings.iter().enumerate().filter(|(_, wiring)| wiring.cut) {
        let end = wirings.get(index + 1).map_or(Time::MAX, |next| next.at).min(picture.snapshot.at);
        let (from, to) = (x(wiring.at).max(rect.x), x(end).min(rect.right()));
        if wiring.at >= picture.snapshot.at || to <= from {
            continue;
        }
        let shade = Style::fill(Token::Red).alpha(16);
        scene.rect(Rect::new(from, rect.y, to - from, rect.h), 0.0, shade);
        let new = index == 0 || !wirings[index - 1].cut;
        if new && from > rect.x {
            let (top, bottom) = (Point::new(from, rect.y), Point::new(from, rect.bottom()));
            scene.line(top, bottom, Style::stroke(Token::Red, 1.5));
            if to - from > 26.0 {
                scene.text(top.offset(4.0, -3.0), "cut", Lettering::new(11.0).bold());
            }
        }
    }
}

/// A process as a target of clicks: `n:A`.
fn target(names: Names, node: NodeId) -> String {
    format!("n:{}", names.name(node))
}
