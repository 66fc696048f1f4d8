//! Two lanes over one time axis: sender, wire, the receiver's buffer, and its application.

use super::measure::Measured;
use super::report::TRANSPORTS;
use super::run::{Lane, Sending};
use super::words;
use crate::figure::Frame;
use machine::Time;
use protocols::transport::Transport;
use scene::layout::Lanes;
use scene::{Hit, Lettering, Point, Rect, Scene, Shape, Style, Token};

mod charts;
mod hue;

/// All that is drawn.
pub struct Picture<'a> {
    /// The load.
    pub load: Transport,
    /// What happened over TCP and QUIC.
    pub lanes: &'a [Lane; 2],
    /// What that had cost by the playhead.
    pub measured: &'a [Measured; 2],
    /// The playhead.
    pub now: Time,
    /// How much time is shown.
    pub span: Time,
    /// A packet-time.
    pub every: Time,
    /// Where the run ends.
    pub end: Time,
}

/// The view with the charts.
const CHARTS: usize = 2;
/// Between parts of the picture.
const HAIRLINE: Style = Style::stroke(Token::Line, 1.25);
/// Left of the rows: their names.
const GUTTER: f32 = 84.0;
/// Of more packets than this, each is drawn without pattern or label.
const PACKETS_PLAIN: usize = 400;

impl Picture<'_> {
    /// Draws the lanes that `frame` asks for.
    pub fn draw(&self, frame: Frame, scene: &mut Scene) {
        let all = Rect::new(0.0, 0.0, frame.width, frame.height);
        scene.rect(all, 0.0, Style::fill(Token::Surface));
        match frame.view {
            Some(CHARTS) => self.charts(all, scene),
            Some(index) => self.lanes(all, &[index.min(1)], scene),
            None => {
                let (charts, left) = ((all.w * 0.29).min(300.0), all.w);
                let (lanes, charts) = all.split_left(left - charts);
                self.lanes(lanes, &[0, 1], scene);
                scene.line(Point::new(charts.x, 0.0), Point::new(charts.x, all.h), HAIRLINE);
                self.charts(charts, scene);
            }
        }
    }

    /// Some of the lanes, over one axis.
    fn lanes(&self, all: Rect, which: &[usize], scene: &mut Scene) {
        let (mut rest, axis) = all.split_top(all.h - 24.0);
        let each = (rest.h / which.len() as f32).round();
        for index in which {
            let (lane, below) = rest.split_top(each.min(rest.h));
            self.lane(*index, lane, scene);
            if below.h > 1.0 {
                let y = below.y;
                scene.line(Point::new(all.x, y), Point::new(all.right(), y), HAIRLINE);
            }
            rest = below;
        }
        self.axis(axis, scene);
    }

    /// The window of time: mostly past, a little future.
    fn window(&self, rect: Rect) -> Lanes {
        let ahead = Time::us(self.span.as_us() / 10);
        let to = self.now.max(self.span.saturating_sub(ahead)) + ahead;
        let (from_us, to_us) = (to.saturating_sub(self.span).as_us(), to.as_us());
        Lanes { rect, count: 1, from_us, to_us }
    }

    fn axis(&self, area: Rect, scene: &mut Scene) {
        let rect = Rect::new(area.x + GUTTER, area.y, area.w - GUTTER - 16.0, area.h);
        for tick in self.window(rect).ticks(90.0) {
            let at = Point::new(tick.x, area.y);
            scene.line(at, at.offset(0.0, 4.0), Style::stroke(Token::Line, 1.25));
            if tick.x > rect.x + 12.0 && tick.x < rect.right() - 16.0 {
                scene.text(at.offset(0.0, 16.0), tick.label, Lettering::new(11.0).middle().muted());
            }
        }
    }

    fn lane(&self, index: usize, area: Rect, scene: &mut Scene) {
        let streams = self.load.streams as f32;
        let row = ((area.h - 128.0) / (2.0 * streams)).max(5.0).min(15.0);
        let left = area.x + GUTTER;
        let rect = Rect::new(left, area.y + 30.0, area.w - GUTTER - 16.0, area.h - 38.0);
        let (sender, rest) = rect.split_top(16.0);
        let (wire, rest) = rest.split_top(rest.h - 2.0 * streams * row - 12.0);
        let (buffer, rest) = rest.split_top(streams * row);
        let (_, application) = rest.split_top(8.0);
        let (lane, window) = (&self.lanes[index], self.window(rect));
        let seen = lane.sendings.iter().filter(|sending| sending.sent <= self.now);
        let shown = seen.filter(|sending| sending.ended.as_us() >= window.from_us).collect();
        let plot = Plot { picture: self, lane, window, row, shown };
        heading(index, area, scene);
        for (name, part) in
            [("sender", sender), ("wire", wire), ("buffer", buffer), ("application", application)]
        {
            let at = Point::new(area.x + 14.0, part.center().y.min(part.y + streams * row / 2.0));
            let at = if name == "wire" { Point { y: part.center().y, ..at } } else { at };
            scene.text_middle(at, name, Lettering::new(11.0).muted());
        }
        for part in [buffer, application] {
            plot.rows(part, scene);
        }
        scene.clip(Rect { x: rect.x - 1.0, w: rect.w + 2.0, ..rect }, |scene| {
            plot.packets(sender, wire, scene);
            plot.buffer(buffer, scene);
            plot.application(application, scene);
        });
        plot.hits(sender, wire, scene);
        let x = plot.x(self.now);
        let ends = (Point::new(x, rect.y), Point::new(x, rect.bottom()));
        scene.line(ends.0, ends.1, Style::stroke(Token::Ink, 1.5).dashed());
    }
}

/// What the lane is, and what the colours of its buffer mean.
fn heading(index: usize, area: Rect, scene: &mut Scene) {
    let about = ["one ordered byte stream", "each stream ordered by itself"][index];
    let at = Point::new(area.x + 14.0, area.y + 20.0);
    scene.text(at, TRANSPORTS[index], Lettering::new(13.0).bold());
    if area.w > 560.0 {
        scene.text(at.offset(46.0, 0.0), about, Lettering::new(11.0).muted());
    }
    let mut x = area.right() - 190.0;
    for (style, text) in [(MISSING, "missing"), (WAITING, "arrived, waits")] {
        scene.rect(Rect::new(x, area.y + 11.0, 12.0, 9.0), 0.0, style);
        scene.text(Point::new(x + 17.0, area.y + 20.0), text, Lettering::new(11.0).muted());
        x += 74.0;
    }
}

const MISSING: Style = Style::fill(Token::Red);
const WAITING: Style = Style::fill(Token::Yellow).outlined(Token::Ink, 1.0);

struct Plot<'a> {
    picture: &'a Picture<'a>,
    lane: &'a Lane,
    window: Lanes,
    /// The height of a stream's row.
    row: f32,
    /// The packets sent within the window, up to the playhead.
    shown: Vec<&'a Sending>,
}

impl Plot<'_> {
    fn x(&self, at: Time) -> f32 {
        self.window.x(at.as_us())
    }

    /// How wide a packet is drawn.
    fn width(&self) -> f32 {
        (self.x(self.picture.every) - self.x(Time::ZERO) - 1.0).max(2.0)
    }

    fn rows(&self, area: Rect, scene: &mut Scene) {
        for stream in 0..self.picture.load.streams {
            let y = area.y + stream as f32 * self.row;
            let hairline = Style::stroke(Token::Line, 1.0);
            scene.line(Point::new(area.x, y), Point::new(area.right(), y), hairline);
            if self.row >= 10.0 || stream % 2 == 0 {
                let at = Point::new(area.x - 8.0, y + self.row / 2.0);
                scene.text_middle(
                    at,
                    (stream + 1).to_string(),
                    Lettering::new(11.0).middle().muted(),
                );
            }
        }
        let bottom = area.y + self.picture.load.streams as f32 * self.row;
        let ends = (Point::new(area.x, bottom), Point::new(area.right(), bottom));
        scene.line(ends.0, ends.1, Style::stroke(Token::Line, 1.0));
    }

    /// The sender's packets and their ways. What looks the same is drawn together: painters are
    /// quicker so.
    fn packets(&self, sender: Rect, wire: Rect, scene: &mut Scene) {
        for again in [false, true] {
            let style = Style::stroke(Token::Ink, 1.0).alpha(130);
            let style = if again { Style::stroke(Token::Ink, 2.0) } else { style };
            for sending in self.shown.iter().filter(|sending| sending.again == again) {
                self.way(sending, wire, style, scene);
            }
        }
        let lost = self.shown.iter().filter(|sending| sending.lost.is_some());
        for sending in lost.filter(|sending| sending.ended <= self.picture.now) {
            let at = Point::new(self.x(sending.ended), wire.y + wire.h / 2.0);
            scene.mark(at, Shape::Cross, 4.5, Style::stroke(Token::Red, 2.0));
        }
        let plain = self.shown.len() > PACKETS_PLAIN;
        for stream in 0..self.picture.load.streams {
            self.boxes(sender, (stream, plain), scene);
        }
        for sending in self.shown.iter().filter(|sending| sending.again) {
            let x = self.x(sending.sent);
            let whole = Rect::new(x, sender.y, self.width(), sender.h - 2.0);
            scene.rect(whole, 0.0, Style::stroke(Token::Ink, 2.0));
        }
    }

    /// A packet's way over the wire, as far as it is.
    fn way(&self, sending: &Sending, wire: Rect, style: Style, scene: &mut Scene) {
        let start = Point::new(self.x(sending.sent), wire.y);
        let height = if sending.lost.is_some() { wire.h / 2.0 } else { wire.h };
        let end = Point::new(self.x(sending.ended), wire.y + height);
        let way = sending.ended.saturating_sub(sending.sent).as_us().max(1) as f32;
        let gone = self.picture.now.saturating_sub(sending.sent).as_us() as f32 / way;
        scene.line(start, start.lerp(end, gone.min(1.0)), style);
    }

    /// A stream's parts of the packets, where they were sent.
    fn boxes(&self, sender: Rect, (stream, plain): (u32, bool), scene: &mut Scene) {
        let (load, width) = (&self.picture.load, self.width());
        let height = (sender.h - 2.0) / load.bytes as f32;
        for sending in &self.shown {
            let (x, mut y) = (self.x(sending.sent), sender.y);
            for bytes in sending.data.iter() {
                for frame in load.frames(&bytes) {
                    let part = load.frame(frame);
                    let part = part.start.max(bytes.start)..part.end.min(bytes.end);
                    let rect = Rect::new(x, y, width, part.len() as f32 * height);
                    y = rect.bottom();
                    if load.stream(frame) == stream {
                        hue::fill(rect, stream, plain, scene);
                    }
                }
            }
        }
    }

    /// What can be dropped: every packet, where it was sent; of those that are nearer to each other
    /// than a pointer can tell, the first.
    fn hits(&self, sender: Rect, wire: Rect, scene: &mut Scene) {
        let (left, right) = (self.window.rect.x, self.window.rect.right());
        let mut free = left;
        for sending in self.shown.iter().filter(|sending| sending.lost.is_none()) {
            let Some(number) = sending.number else { continue };
            let x = self.x(sending.sent);
            if x < free || x > right {
                continue;
            }
            free = x + 2.0;
            let rect = Rect::new(x, sender.y, self.width(), sender.h);
            let label = words::packet(&self.picture.load, sending);
            let end = Point::new(self.x(sending.ended), wire.bottom());
            let line = (end.x <= right).then_some((Point::new(x, sender.bottom()), end));
            let target = format!("p:{number}");
            scene.add_hit(Hit { line, ..Hit::pointer(target, label, rect) });
        }
    }

    /// Of each stream: what is missing, and what has arrived and waits.
    fn buffer(&self, area: Rect, scene: &mut Scene) {
        let (load, now, from) = (&self.picture.load, self.picture.now, self.window.from_us);
        for stream in 0..load.streams {
            let (mut holes, mut waits) = (Vec::new(), Vec::new());
            for frame in (stream..load.all_frames()).step_by(load.streams as usize) {
                let index = frame as usize;
                let Some(due) = self.lane.due[index].filter(|due| *due <= now) else { continue };
                let arrived = self.lane.arrived[index].unwrap_or(Time::MAX);
                let delivered = self.lane.delivered[index].unwrap_or(Time::MAX);
                if delivered.as_us() < from {
                    continue;
                }
                holes.push((due, arrived.min(now)));
                waits.push((arrived, delivered.min(now)));
            }
            let y = area.y + stream as f32 * self.row;
            for (from, to) in union(waits) {
                scene.rect(self.bar(from, to, y + 1.0, self.row - 2.0), 0.0, WAITING);
            }
            for (from, to) in union(holes) {
                scene.rect(self.bar(from, to, y + 1.0, self.row * 0.4), 0.0, MISSING);
            }
        }
    }

    fn bar(&self, from: Time, to: Time, y: f32, height: f32) -> Rect {
        let (left, right) = (self.x(from).max(self.window.rect.x - 4.0), self.x(to));
        Rect::new(left, y, (right - left).max(0.0), height)
    }

    /// Of each stream, the frames handed to the application, where they were.
    fn application(&self, area: Rect, scene: &mut Scene) {
        let from = self.window.from_us.saturating_sub(self.picture.every.as_us());
        let mut places: Vec<(u32, Time, u32)> = Vec::new();
        let order = self.lane.order.iter().take_while(|(at, _)| *at <= self.picture.now);
        for &(at, frame) in order.filter(|(at, _)| at.as_us() >= from) {
            let stream = self.picture.load.stream(frame);
            match places.iter_mut().rev().find(|place| place.0 == stream) {
                Some(place) if place.1 == at => place.2 += 1,
                _ => places.push((stream, at, 1)),
            }
        }
        let plain = places.len() > PACKETS_PLAIN;
        for (place, &(stream, at, count)) in places.iter().enumerate() {
            let next = places[place + 1..].iter().find(|next| next.0 == stream);
            let y = area.y + stream as f32 * self.row + 1.0;
            let rect = Rect::new(self.x(at), y, self.width(), self.row - 2.0);
            hue::fill(rect, stream, plain, scene);
            let room = next.map_or(f32::MAX, |next| self.x(next.1) - rect.right());
            if count > 1 && self.row >= 11.0 && room > 20.0 {
                // The playhead's line is not drawn through it.
                let (end, now) = (rect.right(), self.x(self.picture.now));
                let left = if (end..end + 20.0).contains(&now) { now } else { end };
                let at = Point::new(left + 3.0, rect.center().y);
                scene.text_middle(at, format!("\u{d7}{count}"), Lettering::new(11.0));
            }
        }
    }
}

/// The spans of time covered by at least one of these, in order.
fn union(mut spans: Vec<(Time, Time)>) -> Vec<(Time, Time)> {
    spans.retain(|(from, to)| from < to);
    machine::heap_sort_by_key(&mut spans, |span| *span);
    let mut out: Vec<(Time, Time)> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}
