//! Space-time lanes, for every diagram that has processes: messages as slanted lines.

use machine::{NodeId, Time};
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};

/// A message's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its number.
    pub id: u32,
    /// From and to.
    pub ends: (NodeId, NodeId),
    /// When it was sent.
    pub sent: Time,
    /// When it arrived or died, or will.
    pub until: Time,
    /// Whether it died, or will: half-way.
    pub lost: bool,
}

/// More lines would be a grey field: of more messages every so manieth is drawn.
const LINES_MAX: usize = 1_000;

/// What one drawing of the lanes needs at hand.
pub struct SpaceTime {
    /// The lanes and their window of time.
    pub lanes: Lanes,
    /// The lane of each process, if it has one.
    pub lane_of: Vec<Option<usize>>,
    /// The playhead.
    pub now: Time,
    /// One message in so many is drawn.
    pub every: u32,
}

impl SpaceTime {
    /// Lanes with so many messages about.
    pub fn new(lanes: Lanes, lane_of: Vec<Option<usize>>, now: Time, messages: usize) -> Self {
        let every = messages.div_ceil(LINES_MAX).max(1) as u32;
        Self { lanes, lane_of, now, every }
    }

    /// Where a process is at a moment.
    pub fn place(&self, node: NodeId, at: Time) -> Option<Point> {
        let lane = self.lane_of[node.index()]?;
        Some(Point::new(self.lanes.x(at.as_us()), self.lanes.y(lane)))
    }

    /// The ticks of time under the lanes.
    pub fn draw_axis(&self, scene: &mut Scene, area: Rect) {
        for tick in self.lanes.ticks(90.0) {
            let at = Point::new(tick.x, self.lanes.rect.bottom());
            scene.line(at, at.offset(0.0, 4.0), Style::stroke(Token::Line, 1.25));
            if tick.x > area.x + 40.0 && tick.x < area.right() - 24.0 {
                scene.text(at.offset(0.0, 16.0), tick.label, Lettering::new(11.0).middle().muted());
            }
        }
    }

    /// From where to where a message went; none if it is not drawn.
    pub fn way(&self, way: &Way) -> Option<(Point, Point)> {
        let start = self.place(way.ends.0, way.sent)?;
        let end = self.place(way.ends.1, way.until)?;
        let middle = Point::new(end.x, f32::midpoint(start.y, end.y));
        let drawn = way.id.is_multiple_of(self.every);
        drawn.then_some((start, if way.lost { middle } else { end }))
    }

    /// The ways of messages, those of one style together: of those that have ended, and of those
    /// that are still on their way as far as they have come.
    pub fn draw_messages(&self, scene: &mut Scene, ended: &[Way], flying: &[Way]) {
        let faint = Style::stroke(Token::Ink, 1.0).alpha(150);
        for (start, end) in ended.iter().filter_map(|way| self.way(way)) {
            scene.line(start, end, faint);
        }
        for flight in flying {
            let Some((start, end)) = self.way(flight) else { continue };
            let whole = (flight.until.as_us() - flight.sent.as_us()).max(1) as f32;
            let part = (self.now.as_us() - flight.sent.as_us()) as f32 / whole;
            scene.line(start, start.lerp(end, part), faint);
        }
        for lost in [false, true] {
            for (_, end) in
                ended.iter().filter(|way| way.lost == lost).filter_map(|way| self.way(way))
            {
                if lost {
                    scene.mark(end, Shape::Cross, 3.0, Style::stroke(Token::Red, 1.5));
                } else {
                    scene.mark(end, Shape::Circle, 1.8, Style::fill(Token::Ink));
                }
            }
        }
    }

    /// A process that is down or stands still has no lane.
    pub fn draw_absence(&self, scene: &mut Scene, node: NodeId, (start, end): (Time, Time)) {
        let (Some(a), Some(b)) = (self.place(node, start), self.place(node, end)) else { return };
        if a.x < b.x {
            scene.line(a, b, Style::stroke(Token::Surface, 3.0));
            scene.line(a, b, Style::stroke(Token::Gray, 1.5).dotted());
        }
    }
}

/// The playhead across lanes.
pub fn playhead(scene: &mut Scene, lanes: &Lanes, now: Time) {
    if now > Time::ZERO {
        let (rect, x) = (lanes.rect, lanes.x(now.as_us()));
        let (top, bottom) = (Point::new(x, rect.y), Point::new(x, rect.bottom()));
        scene.line(top, bottom, Style::stroke(Token::Ink, 1.5).dashed());
    }
}

/// The window of time of `span` that lanes show at `now`: mostly past, a little future.
pub fn span(now: Time, span: Time) -> (Time, Time) {
    let ahead = Time::us(span.as_us() / 10);
    let to = now.max(Time::us(span.as_us() - ahead.as_us())) + ahead;
    (to.saturating_sub(span), to)
}
