//! The cluster: replicas on a ring, clients outside it, messages between them, the cut across it.

use super::border::Border;
use super::{Picture, glyph, target};
use crate::cluster::judge::{Zone, cut_since};
use crate::cluster::snapshot::{Flight, Node, Up};
use crate::cluster::store::{Kind, Role};
use crate::cluster::words;
use machine::{NodeId, NodeSet, Time};
use scene::layout::{Place, Ring, ring};
use scene::{Anchor, Hit, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics, number};

/// Where the processes stand in the scene last drawn.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    places: Vec<Point>,
}

impl Layout {
    /// The servers inside a closed curve. (Even-odd rule.)
    pub fn inside(&self, servers: usize, curve: &[Point]) -> NodeSet {
        let crosses = |at: Point, a: Point, b: Point| {
            (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
        };
        let within = |at: Point| {
            let edges = curve.iter().zip(curve.iter().cycle().skip(1));
            edges.filter(|(a, b)| crosses(at, **a, **b)).count() % 2 == 1
        };
        let servers = self.places.iter().take(servers).enumerate();
        servers.filter(|(_, at)| within(**at)).map(|(node, _)| NodeId(node as u8)).collect()
    }
}

/// What one drawing of the cluster needs at hand.
struct Board<'a> {
    picture: &'a Picture<'a>,
    area: Rect,
    ring: Ring,
    /// Of servers, then of clients.
    places: Vec<Point>,
}

/// Draws the cluster into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) -> Layout {
    let field = Rect { y: area.y + 40.0, h: area.h - 86.0, ..area };
    let servers = picture.snapshot.servers;
    let margin = if servers > 24 { (30.0, 30.0) } else { (72.0, 58.0) };
    let ring = ring(field.inset(margin.0, margin.1), servers);
    let mut board = Board { picture, area, places: Vec::new(), ring };
    board.places = board.ring.places.iter().map(|place| place.at).collect();
    for client in servers..picture.snapshot.nodes.len() {
        let place = board.client_place(client, field);
        board.places.push(place);
    }
    scene.clip(field, |scene| board.draw_zones(scene, field));
    scene.heading(area, "CLUSTER");
    board.draw_links(scene);
    board.draw_homes(scene);
    board.draw_messages(scene);
    board.draw_servers(scene, field);
    board.draw_clients(scene);
    board.add_message_hits(scene);
    board.add_link_hits(scene);
    board.draw_captions(scene, field);
    Layout { places: board.places }
}

/// Turns a direction by so many degrees.
fn turned(out: Point, degrees: f32) -> Point {
    let (sin, cos) = scene::sin_cos(degrees.to_radians());
    Point::new(out.x * cos - out.y * sin, out.x * sin + out.y * cos)
}

impl Board<'_> {
    fn now(&self) -> Time {
        self.picture.snapshot.at
    }

    /// A client stands outside its home replica, beside the replica's label.
    fn client_place(&self, client: usize, field: Rect) -> Point {
        let nodes = &self.picture.snapshot.nodes;
        let home = nodes[client].home;
        let place = &self.ring.places[home.index()];
        let before = nodes[self.picture.snapshot.servers..client].iter();
        let nth = before.filter(|node| node.home == home).count();
        let first = if self.picture.snapshot.servers < 7 { 74.0 } else { 50.0 };
        let sides = [first, -96.0, 100.0, -140.0, 20.0];
        let out = turned(place.out, sides[nth % sides.len()]);
        let reach = self.ring.radius + 38.0;
        let at = place.at.offset(out.x * reach, out.y * reach);
        let inner = field.inset(20.0, 16.0);
        inner.nearest(at)
    }

    /// The two sides of a cut, tinted by what was measured on each, and the boundary between.
    fn draw_zones(&self, scene: &mut Scene, field: Rect) {
        let zones = self.picture.zones;
        let tint = |zone: &Zone| zone.token.map(|token| Style::fill(token).alpha(26));
        let Some((largest, others)) = zones.split_first() else { return };
        if let Some(style) = tint(largest) {
            scene.rect(field, 0.0, style);
        }
        for zone in others {
            for (first, last) in self.arcs(zone.side) {
                let border = Border::new(&self.ring, field, first, last);
                border.area(scene, Style::fill(Token::Surface));
                if let Some(style) = tint(zone) {
                    border.area(scene, style);
                }
            }
        }
        for zone in others {
            for (first, last) in self.arcs(zone.side) {
                Border::new(&self.ring, field, first, last).line(scene);
            }
        }
    }

    /// The runs of neighbours on the ring that `side` consists of.
    fn arcs(&self, side: NodeSet) -> Vec<(usize, usize)> {
        let count = self.picture.snapshot.servers;
        let inside = |at: usize| side.contains(NodeId((at % count) as u8));
        let starts = (0..count).filter(|&at| inside(at) && !inside(at + count - 1));
        let end = |start: usize| {
            (start..start + count).take_while(|&at| inside(at)).last().unwrap_or(start)
        };
        starts.map(|start| (start, end(start))).collect()
    }

    fn draw_links(&self, scene: &mut Scene) {
        let snapshot = self.picture.snapshot;
        let many = snapshot.servers > 15;
        let sides = self.picture.zones.len();
        for a in 0..snapshot.servers {
            for b in a + 1..snapshot.servers {
                let (from, to) = (NodeId(a as u8), NodeId(b as u8));
                let cut = (snapshot.cuts.cut(from, to), snapshot.cuts.cut(to, from));
                if many && cut == (false, false) {
                    continue;
                }
                self.draw_link(scene, (from, to), cut, sides < 2);
            }
        }
    }

    /// A whole link is a hairline; a cut one is dotted, with a gap where no boundary shows it; one
    /// that is cut one way lets through only what its purple arrow says.
    fn draw_link(&self, scene: &mut Scene, (a, b): (NodeId, NodeId), cut: (bool, bool), gap: bool) {
        let (from, to) = (self.places[a.index()], self.places[b.index()]);
        let hairline = Style::stroke(Token::Line, 1.25);
        match cut {
            (false, false) => scene.line(from, to, hairline),
            (true, true) => {
                let middle = from.lerp(to, 0.5);
                scene.line(from, middle.toward(from, 6.0), hairline.dotted());
                scene.line(middle.toward(to, 6.0), to, hairline.dotted());
                if gap {
                    scene.line(
                        middle.toward(from, 6.0),
                        middle.toward(from, 12.0),
                        Style::stroke(Token::Red, 2.0),
                    );
                    scene.line(
                        middle.toward(to, 6.0),
                        middle.toward(to, 12.0),
                        Style::stroke(Token::Red, 2.0),
                    );
                }
            }
            (forth_cut, _) => {
                let (start, end) = if forth_cut { (to, from) } else { (from, to) };
                scene.line(start, end, Style::stroke(Token::Purple, 1.25).dashed());
                let tip = end.toward(start, self.ring.radius + 10.0);
                scene.arrow_head(start, tip, 5.0, Style::fill(Token::Purple));
            }
        }
    }

    /// Links can be pointed at all along; those of picked replicas are in keyboard order too.
    fn add_link_hits(&self, scene: &mut Scene) {
        let (servers, names) = (self.picture.snapshot.servers, self.picture.names);
        if servers > 9 {
            return;
        }
        for (a, b) in (0..servers).flat_map(|b| (0..b).map(move |a| (a, b))) {
            let ends = (NodeId(a as u8), NodeId(b as u8));
            let (from, to) = (self.places[a], self.places[b]);
            let pair = format!("{}{}", names.name(ends.0), names.name(ends.1));
            let label = format!("Link {} to {}", names.name(ends.0), names.name(ends.1));
            // Off the middle, where many links meet.
            let rect = Rect::around(from.lerp(to, 0.42), 10.0, 10.0);
            let mut hit = Hit::pointer(format!("l:{pair}"), label, rect);
            hit.line = Some((from, to));
            hit.focusable = self.is_picked(ends);
            scene.add_hit(hit);
        }
    }

    /// Whether one of the two is picked, and the other not.
    fn is_picked(&self, (a, b): (NodeId, NodeId)) -> bool {
        self.picture.picked.contains(a) != self.picture.picked.contains(b)
    }

    fn draw_homes(&self, scene: &mut Scene) {
        let snapshot = self.picture.snapshot;
        for client in snapshot.servers..snapshot.nodes.len() {
            let home = self.places[snapshot.nodes[client].home.index()];
            scene.line(self.places[client], home, Style::stroke(Token::Gray, 1.0).dotted());
        }
    }

    fn draw_messages(&self, scene: &mut Scene) {
        let flights = &self.picture.snapshot.flights;
        // Kind by kind, since a painter draws a run of equal marks in one go.
        for kind in Kind::ALL {
            let (shape, size, style) = glyph(kind);
            let size = if flights.len() > 600 { size * 0.5 } else { size };
            for flight in flights.iter().filter(|flight| flight.kind == kind) {
                scene.mark(self.flight_place(flight), shape, size, style);
            }
        }
        self.draw_deaths(scene);
    }

    /// As with links.
    fn add_message_hits(&self, scene: &mut Scene) {
        let (flights, names) = (&self.picture.snapshot.flights, self.picture.names);
        if flights.len() > 200 {
            return;
        }
        for flight in flights {
            let rect = Rect::around(self.flight_place(flight), 9.0, 9.0);
            let (from, to) = (names.name(flight.ends.0), names.name(flight.ends.1));
            let label = format!("Message from {from} to {to}");
            let mut hit = Hit::pointer(format!("m:{}", flight.id), label, rect);
            hit.focusable = self.is_picked(flight.ends);
            scene.add_hit(hit);
        }
    }

    fn flight_place(&self, flight: &Flight) -> Point {
        let (from, to) = (self.places[flight.ends.0.index()], self.places[flight.ends.1.index()]);
        let whole = (flight.due.as_us().saturating_sub(flight.sent.as_us())).max(1) as f32;
        let part = self.now().as_us().saturating_sub(flight.sent.as_us()) as f32 / whole;
        let part = part * if flight.doomed { 0.5 } else { 1.0 };
        let start = from.toward(to, self.ring.radius.min(from.distance(to) / 3.0));
        let end = to.toward(from, self.ring.radius.min(from.distance(to) / 3.0));
        start.lerp(end, part)
    }

    /// Where messages died lately.
    fn draw_deaths(&self, scene: &mut Scene) {
        let snapshot = self.picture.snapshot;
        let since = snapshot.at.saturating_sub(Time::us(self.picture.window.as_us() / 8));
        for crossing in snapshot.crossings.iter().filter(|c| c.lost && c.ended >= since) {
            let (from, to) =
                (self.places[crossing.ends.0.index()], self.places[crossing.ends.1.index()]);
            scene.mark(from.lerp(to, 0.5), Shape::Cross, 4.0, Style::stroke(Token::Red, 2.0));
        }
    }

    fn draw_servers(&self, scene: &mut Scene, field: Rect) {
        for (index, place) in self.ring.places.iter().enumerate() {
            let (id, node) = (NodeId(index as u8), &self.picture.snapshot.nodes[index]);
            self.draw_server(scene, place, id, node);
            let labelled = self.ring.radius >= 9.0 || index.is_multiple_of(self.ring.label_every);
            if labelled && self.picture.snapshot.servers <= 24 {
                self.draw_face(scene, field, place, node);
            }
        }
    }

    fn draw_server(&self, scene: &mut Scene, place: &Place, id: NodeId, node: &Node) {
        let (at, radius) = (place.at, self.ring.radius);
        let ink = Style::stroke(Token::Ink, if radius > 12.0 { 1.75 } else { 1.25 })
            .filled(Token::Surface);
        let body = if node.up == Up::Crashed {
            Style::stroke(Token::Gray, 1.5).dashed().filled(Token::Surface)
        } else {
            ink
        };
        scene.circle(at, radius, body);
        match node.face.role {
            Role::Leader => scene.circle(at, radius + 4.0, Style::stroke(Token::Ink, 1.75)),
            Role::Candidate => {
                scene.circle(at, radius + 4.0, Style::stroke(Token::Ink, 1.5).dashed());
            }
            Role::Peer | Role::Follower => {}
        }
        if self.picture.picked.contains(id) {
            scene.circle(at, radius + 8.0, Style::stroke(Token::Cyan, 2.0).dashed());
        }
        let name = self.picture.names.name(id);
        match node.up {
            Up::Crashed => {
                scene.mark(at, Shape::Cross, radius * 0.62, Style::stroke(Token::Gray, 2.0));
            }
            Up::Paused => scene.mark(
                at.offset(0.0, -radius * 0.5),
                Shape::Bars,
                radius * 0.26,
                Style::stroke(Token::Ink, 2.0),
            ),
            Up::Running => {}
        }
        if radius >= 9.0 {
            let size = (radius * 0.7).max(11.0).min(16.0);
            let dy = if node.up == Up::Paused { radius * 0.25 } else { 0.0 };
            let lettering = Lettering::new(size).bold().middle();
            let lettering =
                if node.up == Up::Crashed { lettering.token(Token::Gray) } else { lettering };
            scene.text_middle(at.offset(0.0, dy), name.clone(), lettering);
        }
        let label = format!("Replica {name}, {}", state_words(node));
        scene.add_hit(Hit::new(
            target(self.picture.names, id),
            label,
            Rect::around(at, radius.max(9.0), radius.max(9.0)),
        ));
    }

    /// The replica's value and version, outside the ring; a value that is behind has a red mark.
    fn draw_face(&self, scene: &mut Scene, field: Rect, place: &Place, node: &Node) {
        if node.up == Up::Crashed || !node.face.holds {
            return;
        }
        let face = &node.face;
        let reach = self.ring.radius + if face.role == Role::Leader { 14.0 } else { 10.0 };
        let at = place.at.offset(place.out.x * reach, place.out.y * reach);
        // Two lines, which grow away from the replica.
        let lean = (place.out.y - 1.0) / 2.0;
        let first = at.offset(0.0, 11.0 + lean * 28.0);
        let mut value = words::register(0, face.value);
        if face.siblings > 1 {
            value.push_str(&format!(" +{}", face.siblings - 1));
        }
        let bounds = field.inset(6.0, 0.0);
        // So that a text stays within the view, however long.
        let nudge = |point: Point, width: f32| {
            let (before, after) = match place.anchor {
                Anchor::Start => (0.0, width),
                Anchor::Middle => (width / 2.0, width / 2.0),
                Anchor::End => (width, 0.0),
            };
            let x = point.x.min(bounds.right() - after).max(bounds.x + before);
            Point::new(x, point.y)
        };
        let lettering = Lettering::new(12.5).bold().anchor(place.anchor);
        let behind = self.picture.judgement.behind(face.value, self.now());
        if behind {
            let dx = match place.anchor {
                Anchor::Start => -7.0,
                Anchor::Middle => -31.0,
                Anchor::End => 7.0,
            };
            let mark = first.offset(dx, -4.5);
            scene.mark(nudge(mark, 0.0), Shape::TriangleDown, 3.5, Style::fill(Token::Red));
        }
        let width = metrics::text_width(&value, lettering.font);
        scene.text(nudge(first, width), value, lettering);
        let small = Lettering::new(11.0).muted().anchor(place.anchor);
        let width = metrics::text_width(&face.version, small.font);
        if !face.version.is_empty() && width <= VERSION_MAX {
            let at = nudge(first.offset(0.0, 14.0), width);
            scene.text(at, face.version.clone(), small);
        }
    }

    fn draw_clients(&self, scene: &mut Scene) {
        let snapshot = self.picture.snapshot;
        for (index, node) in snapshot.nodes.iter().enumerate().skip(snapshot.servers) {
            let (at, id) = (self.places[index], NodeId(index as u8));
            let busy = node.asks.is_some();
            let style =
                Style::stroke(Token::Cyan, if busy { 2.0 } else { 1.5 }).filled(Token::Surface);
            let rect = Rect::around(at, 15.0, 12.0);
            scene.rect(rect, 4.0, style);
            let name = self.picture.names.name(id);
            scene.text_middle(at, name.clone(), Lettering::new(12.5).bold().middle());
            let doing = node
                .asks
                .map_or_else(|| "idle".to_owned(), |op| format!("waits for {}", words::op(op)));
            let label = format!(
                "Client {name}, at home at {}, {doing}",
                self.picture.names.name(node.home)
            );
            scene.add_hit(Hit::new(target(self.picture.names, id), label, rect));
        }
    }

    /// How long the cut has lasted, and what each side does, as measured.
    fn draw_captions(&self, scene: &mut Scene, field: Rect) {
        let now = self.now();
        if let Some(since) = cut_since(self.picture.record, now) {
            let text = format!("cut, {}", number::duration((now - since).as_us()));
            let at = Point::new(self.area.right() - 16.0, self.area.y + 25.0);
            let width = metrics::text_width(&text, scene::Font { size: 12.0, bold: true });
            scene.mark(
                at.offset(-width - 9.0, -4.0),
                Shape::Cross,
                4.0,
                Style::stroke(Token::Red, 2.0),
            );
            scene.text(at, text, Lettering::new(12.0).bold().end());
        }
        let mut columns: Vec<(i32, &Zone)> = self
            .picture
            .zones
            .iter()
            .map(|zone| (self.middle_of(zone.side) as i32, zone))
            .collect();
        machine::sort_by_key(&mut columns, |(x, _)| *x);
        let count = columns.len();
        for (index, (_, zone)) in columns.into_iter().enumerate() {
            self.draw_caption(scene, field, (index, count), zone);
        }
    }

    fn draw_caption(
        &self,
        scene: &mut Scene,
        field: Rect,
        (index, count): (usize, usize),
        zone: &Zone,
    ) {
        let width = (self.area.w - 32.0) / count as f32;
        let at = Point::new(self.area.x + 16.0 + width * index as f32, field.bottom() + 17.0);
        let swatch = Rect::new(at.x, at.y - 10.0, 11.0, 11.0);
        let outline = Style::stroke(zone.token.unwrap_or(Token::Gray), 1.5);
        scene.rect(
            swatch,
            2.0,
            match zone.token {
                Some(token) => Style::fill(token),
                None => outline,
            },
        );
        let font = scene::Font { size: 12.5, bold: true };
        let fits = metrics::text_width(&zone.title, font) <= width - 22.0;
        // "A+P: answers, stale" or, where many sides share the width, "A+P".
        let title =
            if fits { &zone.title } else { zone.title.split(':').next().unwrap_or_default() };
        scene.text(at.offset(17.0, 0.0), title, Lettering::new(12.5).bold());
        let members = zone
            .side
            .iter()
            .map(|node| self.picture.names.name(node))
            .collect::<Vec<_>>()
            .join(" ");
        let detail = format!("{members}: {}", zone.detail);
        let font = scene::Font { size: 11.0, bold: false };
        let detail = metrics::ellipsize(&detail, font, width - 8.0);
        scene.text(at.offset(0.0, 16.0), detail, Lettering::new(11.0).muted());
    }

    /// Where a side's replicas are, from left to right.
    fn middle_of(&self, side: NodeSet) -> f32 {
        side.iter().map(|node| self.places[node.index()].x).sum::<f32>() / side.len().max(1) as f32
    }
}

/// A wider version is left to the picture in words.
const VERSION_MAX: f32 = 84.0;

/// What a replica is, aloud.
fn state_words(node: &Node) -> String {
    match (node.up, node.face.role) {
        (Up::Crashed, _) => "crashed".to_owned(),
        (Up::Paused, _) => "paused".to_owned(),
        (Up::Running, role) => {
            let role = match role {
                Role::Peer => "running",
                Role::Follower => "follower",
                Role::Candidate => "candidate",
                Role::Leader => "leader",
            };
            format!("{role}, {} {}", words::register(0, node.face.value), node.face.version)
        }
    }
}
