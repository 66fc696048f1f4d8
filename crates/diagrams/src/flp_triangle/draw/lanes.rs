//! The run: a lane for each process, its proposal, its messages, its decision.

use super::{Picture, mark, value};
use crate::flp_triangle::claim::Witness;
use crate::flp_triangle::params::Timing;
use crate::flp_triangle::record::{Moment, What};
use crate::flp_triangle::run;
use crate::lanes::{self, SpaceTime, Way};
use machine::{NodeId, NodeSet, Time};
use protocols::consensus::Note;
use scene::layout::Lanes;
use scene::{Hit, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// Draws the lanes into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let rect = Rect::new(area.x + 64.0, area.y + 38.0, area.w - 80.0, area.h - 62.0);
    let view = View::new(picture, rect);
    let every = view.plot.every;
    let title = match every {
        1 if Witness::of(picture.params).is_adversarys() => {
            "RUN: THE ADVERSARY MAKES SOME MESSAGES LATE (RED)".to_owned()
        }
        1 => "RUN".to_owned(),
        _ => format!("RUN, 1 MESSAGE IN {every}"),
    };
    scene.heading(area, &title);
    view.plot.draw_axis(scene, area);
    view.draw_names(scene);
    view.draw_gst(scene);
    scene.clip(Rect { x: rect.x - 3.0, w: rect.w + 6.0, ..rect }, |scene| {
        view.plot.draw_messages(scene, &view.ended, &view.flying);
        view.draw_late(scene);
        view.draw_words(scene);
        view.draw_moments(scene);
    });
    lanes::playhead(scene, &view.plot.lanes, view.plot.now);
}

struct View<'a> {
    picture: &'a Picture<'a>,
    plot: SpaceTime,
    ended: Vec<Way>,
    flying: Vec<Way>,
    /// What each message says, with its way; heartbeats say nothing.
    words: Vec<(Way, String)>,
    from: Time,
}

impl<'a> View<'a> {
    fn new(picture: &'a Picture<'a>, rect: Rect) -> Self {
        let world = picture.run.playhead();
        let (from, to) = lanes::span(world.now(), run::window(picture.params));
        let count = world.size();
        let (from_us, to_us) = (from.as_us(), to.as_us());
        let lanes = Lanes { rect, count, from_us, to_us };
        let (mut ended, mut flying, mut words) = (Vec::new(), Vec::new(), Vec::new());
        let mut say = |way: Way, msg: &crate::flp_triangle::protocol::Msg| {
            if !msg.is_heartbeat() {
                words.push((way, msg.to_string()));
            }
        };
        for crossing in picture.run.trail().crossings() {
            let (id, ends) = (crossing.id.0, (crossing.from, crossing.to));
            let lost = crossing.lost.is_some_and(|loss| loss == sim::Loss::Dropped);
            let way = Way { id, ends, sent: crossing.sent, until: crossing.ended, lost };
            say(way, &crossing.msg);
            ended.push(way);
        }
        for flight in world.flights() {
            let (id, ends) = (flight.id.0, (flight.from, flight.to));
            let way = Way { id, ends, sent: flight.sent, until: flight.due, lost: false };
            say(way, &flight.msg);
            flying.push(way);
        }
        let messages = ended.len() + flying.len();
        let lane_of = (0..count).map(Some).collect();
        let plot = SpaceTime::new(lanes, lane_of, world.now(), messages);
        Self { picture, plot, ended, flying, words, from }
    }

    fn draw_names(&self, scene: &mut Scene) {
        let (rect, record) = (self.plot.lanes.rect, &self.picture.run.record().record);
        for (lane, &proposal) in record.proposals.iter().enumerate() {
            let (y, node) = (self.plot.lanes.y(lane), NodeId(lane as u8));
            let hairline = Style::stroke(Token::Line, 1.25);
            scene.line(Point::new(rect.x, y), Point::new(rect.right(), y), hairline);
            let name = node.to_string();
            scene.text_middle(
                Point::new(rect.x - 44.0, y),
                name.as_str(),
                Lettering::new(13.0).bold().middle(),
            );
            value(scene, Point::new(rect.x - 18.0, y), proposal, 8.0);
            let words = self.words_of(node);
            let height = self.plot.lanes.height().min(44.0);
            let place = Rect::new(rect.x - 56.0, y - height / 2.0, 50.0, height);
            scene.add_hit(Hit::new(format!("n:{name}"), words, place));
        }
    }

    /// A process in words: what it proposed, what it knows, what it decided.
    fn words_of(&self, node: NodeId) -> String {
        let (run, now) = (self.picture.run, self.plot.now);
        let record = &run.record().record;
        let proposal = record.proposals[node.index()];
        let decided = record.decisions(now).find(|(_, who, _)| *who == node);
        match (run.playhead().state(node), decided) {
            (None, _) => format!("{node}, proposed {proposal}, has crashed"),
            (_, Some((_, _, value))) => format!("{node}, proposed {proposal}, decided {value}"),
            (Some(state), None) => format!("{node}, proposed {proposal}, undecided: {state}"),
        }
    }

    /// The moment from which on messages are on time.
    fn draw_gst(&self, scene: &mut Scene) {
        let params = self.picture.params;
        if Witness::of(params) != Witness::AfterGst || params.timing != Timing::Partial {
            return;
        }
        let (rect, x) = (self.plot.lanes.rect, self.plot.lanes.x(params.gst.as_us()));
        let x = x.min(rect.right());
        if x > rect.x {
            let shade = Style::fill(Token::Red).alpha(16);
            scene.rect(Rect::new(rect.x, rect.y, x - rect.x, rect.h), 0.0, shade);
        }
        if x > rect.x && x < rect.right() - 30.0 {
            let top = Point::new(x, rect.y);
            scene.line(top, Point::new(x, rect.bottom()), Style::stroke(Token::Red, 1.5));
            scene.text(top.offset(4.0, -3.0), "GST", Lettering::new(11.0).bold());
        }
    }

    /// What messages say, on their ways where there is room off the lanes.
    fn draw_words(&self, scene: &mut Scene) {
        let mut taken: Vec<Rect> = Vec::new();
        for (way, words) in &self.words {
            let Some((start, end)) = self.plot.way(way).filter(|_| way.sent >= self.from) else {
                continue;
            };
            let lettering = Lettering::new(11.0).middle();
            let width = metrics::text_width(words, lettering.font);
            let lanes = self.plot.lanes;
            let is_off = |share: &f32| {
                let y = start.lerp(end, *share).y;
                (0..lanes.count).all(|lane| (lanes.y(lane) - y).abs() > 9.0)
            };
            let Some(share) = [0.5, 0.32, 0.68].into_iter().find(is_off) else { continue };
            let at = start.lerp(end, share);
            let place = Rect::around(at, width / 2.0 + 2.0, 7.0);
            let seen = self.share(way) >= share && end.x - start.x > 12.0;
            if seen && !taken.iter().any(|other| other.overlaps(place)) {
                scene.rect(place, 2.0, Style::fill(Token::Surface).alpha(225));
                scene.text_middle(at, words.as_str(), lettering.muted());
                taken.push(place);
            }
        }
    }

    /// How much of its way a message has come.
    fn share(&self, way: &Way) -> f32 {
        let whole = (way.until.as_us() - way.sent.as_us()).max(1) as f32;
        self.plot.now.as_us().saturating_sub(way.sent.as_us()) as f32 / whole
    }

    /// The ways that the adversary made longer.
    fn draw_late(&self, scene: &mut Scene) {
        if !Witness::of(self.picture.params).is_adversarys() {
            return;
        }
        let latency = self.picture.params.latency;
        let late = |way: &&Way| way.until > way.sent + latency && !way.lost;
        for way in self.ended.iter().chain(&self.flying).filter(late) {
            if let Some((start, end)) = self.plot.way(way) {
                let end = start.lerp(end, self.share(way).min(1.0));
                scene.line(start, end, Style::stroke(Token::Red, 1.5));
            }
        }
    }

    /// Crashes and decisions on their lanes.
    fn draw_moments(&self, scene: &mut Scene) {
        let record = &self.picture.run.record().record;
        let mut down: Vec<Option<Time>> = vec![None; record.proposals.len()];
        for moment in record.until(self.plot.now) {
            match moment.what {
                What::Crashed => down[moment.node.index()] = Some(moment.at),
                What::Restarted => {
                    if let Some(start) = down[moment.node.index()].take() {
                        let span = (start.max(self.from), moment.at);
                        self.plot.draw_absence(scene, moment.node, span);
                    }
                }
                _ => {}
            }
        }
        for (node, start) in NodeSet::first(down.len()).iter().zip(down) {
            if let Some(start) = start {
                self.plot.draw_absence(scene, node, (start.max(self.from), self.plot.now));
            }
        }
        let seen = || record.until(self.plot.now).iter().filter(|moment| moment.at >= self.from);
        for moment in seen() {
            self.draw_beginning(scene, moment);
        }
        for moment in seen() {
            self.draw_moment(scene, moment);
        }
        for moment in seen() {
            if let (What::Noted(Note::Decided(decided)), Some(at)) =
                (&moment.what, self.plot.place(moment.node, moment.at))
            {
                value(scene, at, *decided, 9.0);
            }
        }
        self.draw_held(scene);
    }

    /// The beginning of a round, with its number over the first lane.
    fn draw_beginning(&self, scene: &mut Scene, moment: &Moment) {
        let Some(at) = self.plot.place(moment.node, moment.at) else { return };
        if let What::Noted(Note::Began(round)) = moment.what {
            scene.mark(at, Shape::Tick, 7.0, Style::stroke(Token::Ink, 1.25));
            if moment.node == NodeId(0) {
                let label = Lettering::new(11.0).middle().muted();
                scene.text(at.offset(0.0, -12.0), round.to_string(), label);
            }
        }
    }

    /// A crash, or a value that a process holds from then on.
    fn draw_moment(&self, scene: &mut Scene, moment: &Moment) {
        let Some(at) = self.plot.place(moment.node, moment.at) else { return };
        match moment.what {
            What::Crashed => scene.mark(at, Shape::Cross, 5.0, Style::stroke(Token::Gray, 2.0)),
            What::Noted(Note::Adopted(held)) => {
                let (shape, token) = mark(held);
                scene.mark(at, shape, 5.0, Style::fill(token).outlined(Token::Ink, 1.25));
            }
            _ => {}
        }
    }

    /// A process that has decided carries its decision to the playhead.
    fn draw_held(&self, scene: &mut Scene) {
        let record = &self.picture.run.record().record;
        for (at, node, decided) in record.decisions(self.plot.now) {
            if at < self.from
                && let Some(place) = self.plot.place(node, self.from)
            {
                value(scene, place.offset(10.0, 0.0), decided, 9.0);
            }
        }
    }
}
