//! The cluster: processes on a ring, both directions of every link, and what is on its way.

use super::Picture;
use crate::partitions::cluster::Msg;
use crate::partitions::truth::{Kind, Line};
use machine::NodeId;
use protocols::detector::watch;
use protocols::raft::Role;
use scene::layout::{Ring, ring};
use scene::metrics::text_width;
use scene::{Hit, Lettering, Point, Rect, Scene, Shape, Style, Token};

/// How far the two directions of a link are apart.
const APART: f32 = 3.0;

/// Draws the cluster into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    scene.heading(area, "CLUSTER: A NUMBER COUNTS WHO SUSPECTS");
    let field = Rect { y: area.y + 38.0, h: area.h - 72.0, ..area };
    let nodes = picture.params.nodes as usize;
    let board = Board { picture, ring: ring(field.inset(44.0, 14.0), nodes) };
    board.links(scene);
    board.messages(scene);
    board.nodes(scene);
    kinds(picture, area, scene);
}

struct Board<'a> {
    picture: &'a Picture<'a>,
    ring: Ring,
}

impl Board<'_> {
    fn at(&self, node: NodeId) -> Point {
        self.ring.places[node.index()].at
    }

    fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
        let nodes = self.ring.places.len() as u8;
        (0..nodes).flat_map(move |a| (0..nodes).map(move |b| (NodeId(a), NodeId(b))))
    }

    /// The ends of a direction, beside the other one.
    fn ends(&self, (from, to): (NodeId, NodeId)) -> (Point, Point) {
        let (a, b) = (self.at(from), self.at(to));
        let length = a.distance(b).max(1.0);
        let (dx, dy) = ((b.y - a.y) / length * APART, (a.x - b.x) / length * APART);
        let (a, b) = (a.offset(dx, dy), b.offset(dx, dy));
        (a.toward(b, self.ring.radius + 2.0), b.toward(a, self.ring.radius + 4.0))
    }

    fn links(&self, scene: &mut Scene) {
        let now = self.picture.now();
        for link in self.pairs().filter(|(a, b)| a != b) {
            let line = self.picture.truth.line(link, now);
            let (from, to) = self.ends(link);
            let (token, style) = match line {
                Line::Good => (Token::Line, Style::stroke(Token::Line, 1.25)),
                Line::Poor => (Token::Yellow, Style::stroke(Token::Muted, 1.25).dashed()),
                Line::Resting => (Token::Orange, Style::stroke(Token::Orange, 1.25).dashed()),
                Line::Dead => (Token::Red, Style::stroke(Token::Red, 1.5).dotted()),
            };
            if line == Line::Poor {
                scene.line(from, to, Style::stroke(Token::Yellow, 4.0));
            }
            if line == Line::Dead {
                // The sender's half is there; the gap is in the middle.
                let middle = from.lerp(to, 0.5);
                scene.line(from, middle.toward(from, 5.0), style);
                scene.line(middle.toward(to, 5.0), to, style);
                scene.mark(middle, Shape::Cross, 4.0, Style::stroke(Token::Red, 1.5));
            } else {
                scene.line(from, to, style);
                scene.arrow_head(from, to, 3.5, Style::stroke(token, 1.25));
            }
        }
        self.link_hits(scene);
    }

    fn link_hits(&self, scene: &mut Scene) {
        for (a, b) in self.pairs().filter(|(a, b)| a < b) {
            let (from, to) = (self.at(a), self.at(b));
            let rect = Rect::around(from.lerp(to, 0.42), 10.0, 10.0);
            let word = |link| match self.picture.truth.line(link, self.picture.now()) {
                Line::Good => "good",
                Line::Poor => "poor",
                Line::Resting => "good for now",
                Line::Dead => "dead",
            };
            let label = format!("Link {a} to {b}: {}, back: {}", word((a, b)), word((b, a)));
            let mut hit = Hit::pointer(format!("l:{a}{b}"), label, rect);
            hit.line = Some((from, to));
            scene.add_hit(hit);
        }
    }

    fn messages(&self, scene: &mut Scene) {
        let now = self.picture.now();
        for flight in self.picture.run.playhead().flights() {
            let (from, to) = self.ends((flight.from, flight.to));
            let way = flight.due.saturating_sub(flight.sent).as_us().max(1) as f32;
            let gone = now.saturating_sub(flight.sent).as_us() as f32 / way;
            let gone = if flight.doomed.is_some() { gone / 2.0 } else { gone };
            let (shape, size, style) = match &flight.msg {
                Msg::Watch(watch::Msg::Swim(_)) => (Shape::Diamond, 3.0, Style::fill(Token::Cyan)),
                Msg::Watch(_) => (Shape::Circle, 2.5, Style::fill(Token::Ink)),
                Msg::Raft(_) => (Shape::Square, 3.0, Style::fill(Token::Blue)),
            };
            scene.mark(from.lerp(to, gone.min(1.0)), shape, size, style);
        }
    }

    fn nodes(&self, scene: &mut Scene) {
        let suspects = self.picture.suspects(self.picture.params.method());
        let down = self.picture.truth.down(self.picture.now());
        for (index, place) in self.ring.places.iter().enumerate() {
            let (node, radius) = (NodeId(index as u8), self.ring.radius);
            let world = self.picture.run.playhead();
            let (crashed, paused) = (down.contains(node), world.paused(node));
            let outline = if crashed { Token::Gray } else { Token::Ink };
            let style = Style::fill(Token::Surface).outlined(outline, 1.5);
            scene.circle(place.at, radius, style);
            let server = world.state(node).and_then(|state| state.server());
            let role = server.map(protocols::raft::State::role);
            if role == Some(Role::Leader) {
                scene.circle(place.at, radius - 3.5, Style::stroke(Token::Blue, 1.5));
            } else if matches!(role, Some(Role::Candidate | Role::PreCandidate)) {
                scene.circle(place.at, radius - 3.5, Style::stroke(Token::Muted, 1.25).dashed());
            }
            let lettering = Lettering::new(14.0).bold().middle();
            scene.text_middle(
                place.at,
                node.to_string(),
                if crashed { lettering.muted() } else { lettering },
            );
            if crashed {
                scene.mark(place.at, Shape::Cross, radius * 0.8, Style::stroke(Token::Gray, 1.5));
            } else if paused {
                scene.mark(place.at, Shape::Bars, radius * 0.7, Style::stroke(Token::Gray, 2.0));
            }
            let by = suspects
                .iter()
                .enumerate()
                .filter(|(by, set)| set.contains(node) && !down.contains(NodeId(*by as u8)));
            let by = by.count();
            if by > 0 {
                let at = place.at.offset(radius * 0.8, -radius * 0.8);
                scene.circle(at, 8.0, Style::fill(Token::Ink));
                let lettering = Lettering::new(11.0).bold().middle().token(Token::Surface);
                scene.text_middle(at, by.to_string(), lettering);
            }
            let term = server.map_or_else(String::new, |server| {
                let word = match server.role() {
                    Role::Leader => "leads",
                    Role::Follower => "follows in",
                    _ => "stands in",
                };
                format!(", {word} term {}", server.term())
            });
            let state = if crashed {
                "crashed"
            } else if paused {
                "paused"
            } else {
                "up"
            };
            let label = format!("{node}, {state}, suspected by {by}{term}");
            let rect = Rect::around(place.at, radius.max(14.0), radius.max(14.0));
            scene.add_hit(Hit::new(format!("n:{node}"), label, rect));
        }
    }
}

/// The five names in the chapter's order, and which of them the switches amount to.
fn kinds(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let (now, kind) = (picture.now(), Kind::of(picture.params));
    let on = picture.params.in_trouble() && picture.params.trouble().contains(&now);
    let present = if on { kind } else { Kind::Healthy };
    let y = area.bottom() - 16.0;
    let lettering = Lettering::new(11.0);
    let widths = Kind::ALL.map(|one| text_width(one.label(), lettering.bold().font) + 16.0);
    let gap = (area.w - 24.0 - widths.iter().sum::<f32>()) / 5.0;
    let mut x = area.x + 18.0;
    for (one, width) in Kind::ALL.into_iter().zip(widths) {
        let (token, shape) = one.look();
        let at = Point::new(x, y);
        let here = one == present;
        if here {
            let rect = Rect::new(at.x - 9.0, y - 11.0, width + 8.0, 22.0);
            scene.rect(rect, 6.0, Style::stroke(Token::Ink, 1.5));
        }
        let style = match shape {
            Shape::Arrow => Style::stroke(token, 2.0),
            _ => Style::fill(token).outlined(Token::Ink, 1.0),
        };
        scene.mark(at, shape, 4.5, style);
        let lettering = if here { lettering.bold() } else { lettering.muted() };
        scene.text_middle(at.offset(9.0, 0.0), one.label(), lettering);
        x += width + gap;
    }
}
