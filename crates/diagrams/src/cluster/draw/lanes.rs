//! Space-time lanes: one for each process, messages as slanted lines.

use super::{Picture, cut_shade};
use crate::cluster::record::What;
use crate::lanes::{self, SpaceTime, Way};
use machine::{NodeId, Time};
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};

/// Draws the lanes into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let rect = Rect::new(area.x + 44.0, area.y + 38.0, area.w - 60.0, area.h - 62.0);
    let plot = Plot::new(picture, rect);
    let title = match plot.lines.every {
        1 => "SPACE-TIME".to_owned(),
        every => format!("SPACE-TIME, 1 MESSAGE IN {every}"),
    };
    scene.heading(area, &title);
    cut_shade(picture, scene, rect, |at: Time| plot.lines.lanes.x(at.as_us()));
    plot.lines.draw_axis(scene, area);
    plot.draw_names(scene);
    scene.clip(Rect { x: rect.x - 3.0, w: rect.w + 6.0, ..rect }, |scene| {
        plot.draw_messages(scene);
        plot.draw_moments(scene);
    });
    lanes::playhead(scene, &plot.lines.lanes, plot.lines.now);
}

/// With more processes, clients have no lanes of their own.
const LANES_MAX: usize = 16;

/// What one drawing of the lanes needs at hand.
struct Plot<'a> {
    picture: &'a Picture<'a>,
    lines: SpaceTime,
    /// The process of each lane: replicas in order, each client under its home.
    order: Vec<NodeId>,
}

impl<'a> Plot<'a> {
    fn new(picture: &'a Picture<'a>, rect: Rect) -> Self {
        let snapshot = picture.snapshot;
        let all = snapshot.nodes.len();
        let shown = if all <= LANES_MAX { all } else { snapshot.servers };
        let mut order = Vec::new();
        for server in 0..snapshot.servers {
            let home = NodeId(server as u8);
            order.push(home);
            let guests = (snapshot.servers..shown).filter(|&at| snapshot.nodes[at].home == home);
            order.extend(guests.map(|at| NodeId(at as u8)));
        }
        let mut lane_of = vec![None; all];
        for (lane, node) in order.iter().enumerate() {
            lane_of[node.index()] = Some(lane);
        }
        let (from, to) = picture.span();
        let (from_us, to_us) = (from.as_us(), to.as_us());
        let lanes = Lanes { rect, count: order.len(), from_us, to_us };
        let messages = snapshot.crossings.len() + snapshot.flights.len();
        Self { picture, lines: SpaceTime::new(lanes, lane_of, snapshot.at, messages), order }
    }

    fn is_server(&self, node: NodeId) -> bool {
        node.index() < self.picture.snapshot.servers
    }

    fn draw_names(&self, scene: &mut Scene) {
        let lanes = &self.lines.lanes;
        let every = (14.0 / lanes.height()).ceil().max(1.0) as usize;
        let rect = lanes.rect;
        for (lane, &node) in self.order.iter().enumerate() {
            let (y, server) = (lanes.y(lane), self.is_server(node));
            let hairline = Style::stroke(Token::Line, 1.25);
            let style = if server { hairline } else { hairline.dotted() };
            scene.line(Point::new(rect.x, y), Point::new(rect.right(), y), style);
            if lane.is_multiple_of(every) {
                let lettering = Lettering::new(if server { 13.0 } else { 11.0 }).middle();
                let lettering = if server { lettering.bold() } else { lettering.muted() };
                let at = Point::new(rect.x - 16.0, y);
                scene.text_middle(at, self.picture.names.name(node), lettering);
            }
        }
    }

    fn draw_messages(&self, scene: &mut Scene) {
        let snapshot = self.picture.snapshot;
        let ended = snapshot.crossings.iter().map(|crossing| Way {
            id: crossing.id,
            ends: crossing.ends,
            sent: crossing.sent,
            until: crossing.ended,
            lost: crossing.lost,
        });
        let flying = snapshot.flights.iter().map(|flight| Way {
            id: flight.id,
            ends: flight.ends,
            sent: flight.sent,
            until: flight.due,
            lost: flight.doomed,
        });
        let (ended, flying): (Vec<Way>, Vec<Way>) = (ended.collect(), flying.collect());
        self.lines.draw_messages(scene, &ended, &flying);
    }

    /// Crashes, restarts and elections, on their lanes.
    fn draw_moments(&self, scene: &mut Scene) {
        let (from, _) = self.picture.span();
        let (moments, now) = (&self.picture.record.moments, self.picture.snapshot.at);
        let until = moments.partition_point(|moment| moment.at <= now);
        let mut down: Vec<(NodeId, Time)> = Vec::new();
        for moment in &moments[..until] {
            let node = moment.node;
            match moment.what {
                What::Crashed | What::Paused => {
                    down.retain(|(other, _)| *other != node);
                    down.push((node, moment.at));
                }
                What::Restarted(_) | What::Resumed => {
                    if let Some(index) = down.iter().position(|(other, _)| *other == node) {
                        let (_, start) = down.swap_remove(index);
                        self.lines.draw_absence(scene, node, (start.max(from), moment.at));
                    }
                }
                _ => {}
            }
            if moment.at >= from {
                self.draw_moment(scene, node, moment.at, &moment.what);
            }
        }
        for (node, start) in down {
            self.lines.draw_absence(scene, node, (start.max(from), now));
        }
    }

    fn draw_moment(&self, scene: &mut Scene, node: NodeId, at: Time, what: &What) {
        let Some(at) = self.lines.place(node, at) else { return };
        match what {
            What::Led(term) => {
                let ring = Style::stroke(Token::Ink, 1.5).filled(Token::Surface);
                scene.mark(at, Shape::Circle, 5.5, ring);
                scene.mark(at, Shape::Circle, 2.5, Style::fill(Token::Ink));
                let label = format!("leads term {term}");
                let dy = if at.y < self.lines.lanes.rect.y + 18.0 { 14.0 } else { -6.0 };
                scene.text(at.offset(8.0, dy), label, Lettering::new(11.0));
            }
            What::Crashed => scene.mark(at, Shape::Cross, 5.0, Style::stroke(Token::Gray, 2.0)),
            _ => {}
        }
    }
}
