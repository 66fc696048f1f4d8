//! Space-time lanes: one for each process, messages as slanted lines.

use super::{Picture, cut_shade, heading, playhead};
use crate::cap::record::What;
use crate::cap::snapshot::Crossing;
use machine::{NodeId, Time};
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};

/// Draws the lanes into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let rect = Rect::new(area.x + 44.0, area.y + 38.0, area.w - 60.0, area.h - 62.0);
    let plot = Plot::new(picture, rect);
    let title = match plot.every {
        1 => "SPACE-TIME".to_owned(),
        every => format!("SPACE-TIME, 1 MESSAGE IN {every}"),
    };
    heading(scene, area, &title);
    let x = |at: Time| plot.lanes.x(at.as_us());
    cut_shade(picture, scene, rect, x);
    draw_axis(scene, &plot.lanes, area);
    plot.draw_names(scene);
    scene.clip(Rect { x: rect.x - 3.0, w: rect.w + 6.0, ..rect }, |scene| {
        plot.draw_messages(scene);
        plot.draw_moments(scene);
    });
    playhead(picture, scene, rect, x(picture.snapshot.at));
}

fn draw_axis(scene: &mut Scene, lanes: &Lanes, area: Rect) {
    for tick in lanes.ticks(90.0) {
        let at = Point::new(tick.x, lanes.rect.bottom());
        scene.line(at, at.offset(0.0, 4.0), Style::stroke(Token::Line, 1.25));
        if tick.x > area.x + 40.0 && tick.x < area.right() - 24.0 {
            scene.text(at.offset(0.0, 16.0), tick.label, Lettering::new(11.0).middle().muted());
        }
    }
}

/// More lines would be a grey field: of more messages every so manieth is drawn.
const LINES_MAX: usize = 1_000;
/// With more processes, clients have no lanes of their own.
const LANES_MAX: usize = 16;

/// What one drawing of the lanes needs at hand.
struct Plot<'a> {
    picture: &'a Picture<'a>,
    lanes: Lanes,
    /// The process of each lane: replicas in order, each client under its home.
    order: Vec<NodeId>,
    /// The lane of each process.
    lane_of: Vec<Option<usize>>,
    /// One message in so many is drawn.
    every: u32,
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
        let every = messages.div_ceil(LINES_MAX).max(1) as u32;
        Self { picture, lanes, order, lane_of, every }
    }

    fn is_server(&self, node: NodeId) -> bool {
        node.index() < self.picture.snapshot.servers
    }

    fn place(&self, node: NodeId, at: Time) -> Option<Point> {
        let lane = self.lane_of[node.index()]?;
        Some(Point::new(self.lanes.x(at.as_us()), self.lanes.y(lane)))
    }

    fn draw_names(&self, scene: &mut Scene) {
        let every = (14.0 / self.lanes.height()).ceil().max(1.0) as usize;
        let rect = self.lanes.rect;
        for (lane, &node) in self.order.iter().enumerate() {
            let (y, server) = (self.lanes.y(lane), self.is_server(node));
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

    /// From where to where a message went; none if it is not drawn.
    fn way(&self, crossing: &Crossing) -> Option<(Point, Point)> {
        let start = self.place(crossing.ends.0, crossing.sent)?;
        let end = self.place(crossing.ends.1, crossing.ended)?;
        let middle = Point::new(end.x, f32::midpoint(start.y, end.y));
        let drawn = crossing.id.is_multiple_of(self.every);
        drawn.then_some((start, if crossing.lost { middle } else { end }))
    }

    /// The ways of messages, those of one style together.
    fn draw_messages(&self, scene: &mut Scene) {
        let faint = Style::stroke(Token::Ink, 1.0).alpha(150);
        let crossings = &self.picture.snapshot.crossings;
        for (start, end) in crossings.iter().filter_map(|crossing| self.way(crossing)) {
            scene.line(start, end, faint);
        }
        self.draw_flights(scene, faint);
        for lost in [false, true] {
            let ended = crossings.iter().filter(|crossing| crossing.lost == lost);
            for (_, end) in ended.filter_map(|crossing| self.way(crossing)) {
                if lost {
                    scene.mark(end, Shape::Cross, 3.0, Style::stroke(Token::Red, 1.5));
                } else {
                    scene.mark(end, Shape::Circle, 1.8, Style::fill(Token::Ink));
                }
            }
        }
    }

    /// Messages that are still on their way, as far as they have come.
    fn draw_flights(&self, scene: &mut Scene, style: Style) {
        let snapshot = self.picture.snapshot;
        for flight in snapshot.flights.iter().filter(|flight| flight.id.is_multiple_of(self.every))
        {
            let start = self.place(flight.ends.0, flight.sent);
            let (Some(start), Some(end)) = (start, self.place(flight.ends.1, flight.due)) else {
                continue;
            };
            let whole = (flight.due.as_us() - flight.sent.as_us()).max(1) as f32;
            let part = (snapshot.at.as_us() - flight.sent.as_us()) as f32 / whole;
            let half = if flight.doomed { 0.5 } else { 1.0 };
            let (dx, dy) = ((end.x - start.x) * part, (end.y - start.y) * part * half);
            scene.line(start, start.offset(dx, dy), style);
        }
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
                        self.draw_absence(scene, node, (start.max(from), moment.at));
                    }
                }
                _ => {}
            }
            if moment.at >= from {
                self.draw_moment(scene, node, moment.at, &moment.what);
            }
        }
        for (node, start) in down {
            self.draw_absence(scene, node, (start.max(from), now));
        }
    }

    fn draw_moment(&self, scene: &mut Scene, node: NodeId, at: Time, what: &What) {
        let Some(at) = self.place(node, at) else { return };
        match what {
            What::Led(term) => {
                let ring = Style::stroke(Token::Ink, 1.5).filled(Token::Surface);
                scene.mark(at, Shape::Circle, 5.5, ring);
                scene.mark(at, Shape::Circle, 2.5, Style::fill(Token::Ink));
                let label = format!("leads term {term}");
                let dy = if at.y < self.lanes.rect.y + 18.0 { 14.0 } else { -6.0 };
                scene.text(at.offset(8.0, dy), label, Lettering::new(11.0));
            }
            What::Crashed => scene.mark(at, Shape::Cross, 5.0, Style::stroke(Token::Gray, 2.0)),
            _ => {}
        }
    }

    /// A process that is down or stands still has no lane.
    fn draw_absence(&self, scene: &mut Scene, node: NodeId, (start, end): (Time, Time)) {
        let (Some(a), Some(b)) = (self.place(node, start), self.place(node, end)) else { return };
        if a.x < b.x {
            scene.line(a, b, Style::stroke(Token::Surface, 3.0));
            scene.line(a, b, Style::stroke(Token::Gray, 1.5).dotted());
        }
    }
}
