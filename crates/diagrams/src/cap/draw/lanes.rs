//! Space-time lanes: one for each replica, messages as slanted lines.

use super::{Picture, cut_shade, heading, playhead};
use crate::cap::record::What;
use crate::cap::snapshot::Crossing;
use machine::{NodeId, Time};
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};

/// Draws the lanes into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let every = sampled(picture);
    let title = match every {
        1 => "SPACE-TIME".to_owned(),
        _ => format!("SPACE-TIME, 1 MESSAGE IN {every}"),
    };
    heading(scene, area, &title);
    let (from, to) = picture.span();
    let rect = Rect::new(area.x + 44.0, area.y + 38.0, area.w - 60.0, area.h - 62.0);
    let count = picture.snapshot.servers;
    let lanes = Lanes { rect, count, from_us: from.as_us(), to_us: to.as_us() };
    let x = |at: Time| lanes.x(at.as_us());
    cut_shade(picture, scene, rect, x);
    draw_axis(scene, &lanes, area);
    draw_names(picture, scene, &lanes);
    scene.clip(Rect { x: rect.x - 3.0, w: rect.w + 6.0, ..rect }, |scene| {
        draw_messages(picture, scene, &lanes, every);
        draw_moments(picture, scene, &lanes);
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

fn draw_names(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes) {
    let every = (14.0 / lanes.height()).ceil().max(1.0) as usize;
    for lane in 0..lanes.count {
        let (y, node) = (lanes.y(lane), NodeId(lane as u8));
        let style = Style::stroke(Token::Line, 1.25);
        scene.line(Point::new(lanes.rect.x, y), Point::new(lanes.rect.right(), y), style);
        if lane % every == 0 {
            let at = Point::new(lanes.rect.x - 14.0, y);
            scene.text_middle(at, picture.names.name(node), Lettering::new(13.0).bold().middle());
        }
    }
}

/// More lines would be a grey field: of more messages every so manieth is drawn.
const LINES_MAX: usize = 1_000;

/// Which share of the messages is drawn: one in so many.
fn sampled(picture: &Picture<'_>) -> u32 {
    let snapshot = picture.snapshot;
    let all = snapshot.crossings.len() + snapshot.flights.len();
    all.div_ceil(LINES_MAX).max(1) as u32
}

/// The ways of messages, those of one style together.
fn draw_messages(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes, every: u32) {
    let snapshot = picture.snapshot;
    let drawn = |id: u32, ends: (NodeId, NodeId)| {
        id.is_multiple_of(every) && ends.0.index().max(ends.1.index()) < snapshot.servers
    };
    let place = |node: NodeId, at: Time| Point::new(lanes.x(at.as_us()), lanes.y(node.index()));
    let way = |c: &Crossing| {
        let (start, end) = (place(c.ends.0, c.sent), place(c.ends.1, c.ended));
        (start, if c.lost { Point::new(end.x, f32::midpoint(start.y, end.y)) } else { end })
    };
    let faint = Style::stroke(Token::Ink, 1.0).alpha(150);
    let shown = || snapshot.crossings.iter().filter(|c| drawn(c.id, c.ends));
    for crossing in shown() {
        let (start, end) = way(crossing);
        scene.line(start, end, faint);
    }
    for flight in snapshot.flights.iter().filter(|flight| drawn(flight.id, flight.ends)) {
        let (start, end) = (place(flight.ends.0, flight.sent), place(flight.ends.1, flight.due));
        let whole = (flight.due.as_us() - flight.sent.as_us()).max(1) as f32;
        let part = (snapshot.at.as_us() - flight.sent.as_us()) as f32 / whole;
        let half = if flight.doomed { 0.5 } else { 1.0 };
        let tip = Point::new(
            start.x + (end.x - start.x) * part,
            start.y + (end.y - start.y) * part * half,
        );
        scene.line(start, tip, faint);
    }
    for crossing in shown().filter(|crossing| !crossing.lost) {
        scene.mark(way(crossing).1, Shape::Circle, 1.8, Style::fill(Token::Ink));
    }
    for crossing in shown().filter(|crossing| crossing.lost) {
        scene.mark(way(crossing).1, Shape::Cross, 3.0, Style::stroke(Token::Red, 1.5));
    }
}

/// Crashes, restarts and elections, on their lanes.
fn draw_moments(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes) {
    let (from, _) = picture.span();
    let moments = &picture.record.moments;
    let until = moments.partition_point(|moment| moment.at <= picture.snapshot.at);
    let since = |lane: usize, at: Time| Point::new(lanes.x(at.as_us()), lanes.y(lane));
    let mut down: Vec<Option<Time>> = vec![None; lanes.count];
    let absent = |scene: &mut Scene, lane: usize, start: Time, end: Time| {
        let (a, b) = (since(lane, start.max(from)), since(lane, end));
        scene.line(a, b, Style::stroke(Token::Surface, 3.0));
        scene.line(a, b, Style::stroke(Token::Gray, 1.5).dotted());
    };
    for moment in &moments[..until] {
        let lane = moment.node.index();
        let at = since(lane, moment.at);
        match moment.what {
            What::Crashed | What::Paused if lane < lanes.count => down[lane] = Some(moment.at),
            What::Restarted(_) | What::Resumed if lane < lanes.count => {
                if let Some(start) = down[lane].take().filter(|_| moment.at >= from) {
                    absent(scene, lane, start, moment.at);
                }
            }
            What::Led(term) if moment.at >= from => {
                scene.mark(
                    at,
                    Shape::Circle,
                    5.5,
                    Style::stroke(Token::Ink, 1.5).filled(Token::Surface),
                );
                scene.mark(at, Shape::Circle, 2.5, Style::fill(Token::Ink));
                scene.text(
                    at.offset(8.0, -6.0),
                    format!("leads term {term}"),
                    Lettering::new(11.0),
                );
            }
            _ => {}
        }
        if matches!(moment.what, What::Crashed) && moment.at >= from {
            scene.mark(at, Shape::Cross, 5.0, Style::stroke(Token::Gray, 2.0));
        }
    }
    for (lane, start) in down.into_iter().enumerate() {
        if let Some(start) = start {
            absent(scene, lane, start, picture.snapshot.at);
        }
    }
}
