//! The path through the tree of schedules, with what could have happened beside it.

use super::{Picture, glyph, heading};
use crate::bivalence::game::event;
use crate::bivalence::play::{self, By, Choice};
use crate::bivalence::snapshot::{Branch, Level};
use crate::bivalence::words;
use check::valency::Valency;
use scene::{Hit, Lettering, Point, Rect, Scene, Style, Token, metrics};

/// How the name of what happened is written.
const NAME: Lettering = Lettering::new(11.5).bold();

/// Where the levels stand.
struct Plan {
    area: Rect,
    top: f32,
    row: f32,
    /// How far a configuration of the path reaches, and one beside it.
    large: f32,
    small: f32,
    /// How much room the names of what happened take at the sides.
    names: f32,
}

impl Plan {
    fn new(area: Rect, levels: &[Level]) -> Self {
        let top = area.y + 64.0;
        let row = ((area.h - 64.0 - 44.0) / levels.len().max(1) as f32).min(92.0);
        let large = (row * 0.24).min(17.0);
        let taken = levels.iter().filter_map(|level| Some(&level.branches[level.taken?.0]));
        let wide = taken.map(|branch| metrics::text_width(&taken_name(branch), NAME.font));
        let names = 2.0 * wide.fold(50.0, f32::max);
        Self { area, top, row, large, small: (row * 0.17).min(11.0), names }
    }

    fn y(&self, row: usize) -> f32 {
        self.top + self.row * row as f32
    }

    /// Where a branch of the past stands among so many: there is room for a name at either side.
    fn x(&self, at: usize, count: usize) -> f32 {
        self.spread(at, count, self.names)
    }

    /// Where something stands among so many, with so much left free at the sides.
    fn spread(&self, at: usize, count: usize, free: f32) -> f32 {
        let step = ((self.area.w - free) / count.max(1) as f32).min(82.0);
        self.area.center().x + (at as f32 - (count as f32 - 1.0) / 2.0) * step
    }
}

/// Draws the path into `area`; its rows are so high.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) -> (Rect, f32) {
    heading(scene, area, "SCHEDULE");
    let levels = &picture.snapshot.levels;
    let plan = Plan::new(area, levels);
    let mut places = vec![Point::new(area.center().x, plan.y(0))];
    for (row, level) in levels.iter().enumerate() {
        let place = level.taken.map(|(at, _)| {
            let count = if picture.siblings { level.branches.len() } else { 1 };
            let at = if picture.siblings { at } else { 0 };
            Point::new(plan.x(at, count), plan.y(row + 1))
        });
        places.extend(place);
    }
    scene.clip(area, |scene| {
        // Pending deliveries come first among the hits: they are what keys reach.
        if let (Some(now), Some(at)) = (levels.last(), places.last()) {
            draw_pending(picture, scene, (&plan, levels.len()), (now, *at));
        }
        for row in (0..levels.len()).rev() {
            draw_level(picture, scene, &plan, (row, &places));
        }
        draw_before(picture, scene, places[0], plan.large);
    });
    draw_captions(picture, scene, &plan, &places);
    (area, plan.row)
}

/// What came before the levels that are shown.
fn draw_before(picture: &Picture<'_>, scene: &mut Scene, first: Point, size: f32) {
    let hidden = picture.snapshot.levels.first().map_or(0, |level| level.step);
    if hidden == 0 {
        return;
    }
    let top = first.offset(0.0, -size - 14.0);
    scene.line(top, first.offset(0.0, -size), Style::stroke(Token::Red, 2.25).dashed());
    let text =
        if hidden == 1 { "1 delivery before".to_owned() } else { format!("{hidden} before") };
    scene.text_middle(top.offset(10.0, 2.0), text, Lettering::new(11.0).muted());
    let rect = Rect::around(top.offset(30.0, 0.0), 44.0, 11.0);
    let target = format!("at:{}", hidden - 1);
    scene.add_hit(Hit::new(target, format!("Back to delivery {}", hidden - 1), rect));
}

fn draw_level(picture: &Picture<'_>, scene: &mut Scene, plan: &Plan, at: (usize, &[Point])) {
    let (row, places) = at;
    let (level, place) = (&picture.snapshot.levels[row], places[row]);
    if let Some((taken, by)) = level.taken {
        for (index, branch) in level.branches.iter().enumerate() {
            if index != taken && picture.siblings {
                let to = Point::new(plan.x(index, level.branches.len()), plan.y(row + 1));
                draw_sibling(scene, plan, (place, to), (level, branch));
            }
        }
        let to = places[row + 1];
        let style = Style::stroke(Token::Red, 2.25);
        let style = if by == By::Chance { Style::stroke(Token::Gray, 2.25) } else { style };
        let tip = to.offset(0.0, -plan.large - 4.0);
        curve(scene, place.offset(0.0, plan.large), tip, style);
        scene.arrow_head(tip.offset(0.0, -8.0), tip, 5.0, style);
        label_taken(scene, plan, (place, to), (&level.branches[taken], by));
    }
    let current = row + 1 == picture.snapshot.levels.len();
    if current {
        scene.circle(place, plan.large * 1.2 + 7.0, Style::stroke(Token::Ink, 1.75));
    }
    glyph::draw(scene, place, level.stand, (plan.large, 255));
    let target = format!("at:{}", level.step);
    let label = format!("After {}: {}", words::deliveries(level.step), words::stand(level.stand));
    scene.add_hit(Hit::new(target, label, Rect::around(place, plan.large + 4.0, plan.large + 4.0)));
}

/// The name of what was delivered, beside its arrow.
fn label_taken(
    scene: &mut Scene,
    plan: &Plan,
    (from, to): (Point, Point),
    (branch, by): (&Branch, By),
) {
    let token = if by == By::Chance { Token::Muted } else { Token::Red };
    let lettering = NAME.token(token);
    // On the side that its arrow does not come from.
    let left = to.x < from.x;
    let lettering = if left { lettering.end() } else { lettering };
    let dx = if left { -plan.large - 6.0 } else { plan.large + 6.0 };
    if plan.row >= 34.0 {
        scene.text_middle(to.offset(dx, -plan.large - 4.0), taken_name(branch), lettering);
    }
}

fn taken_name(branch: &Branch) -> String {
    let name = event(branch.what.to, branch.what.from);
    if branch.tossed { name + ", coin" } else { name }
}

fn draw_sibling(
    scene: &mut Scene,
    plan: &Plan,
    (from, to): (Point, Point),
    (level, branch): (&Level, &Branch),
) {
    let end = to.offset(0.0, -plan.small - 2.0);
    curve(scene, from.offset(0.0, plan.large), end, Style::stroke(Token::Line, 1.25));
    // What keeps both futures would have served as well; what settles them is faded.
    let alpha = if branch.stand.valency == Valency::Bivalent { 255 } else { 130 };
    glyph::draw(scene, to, branch.stand, (plan.small, alpha));
    let (receiver, sender) = branch.pair();
    let code = play::write(Choice::Deliver(receiver, sender));
    let label = format!(
        "{} instead of delivery {}: {}",
        event(receiver, sender),
        level.step + 1,
        words::stand(branch.stand)
    );
    let rect = Rect::around(to, plan.small + 4.0, plan.small + 4.0);
    scene.add_hit(Hit::pointer(format!("past:{code}@{}", level.step), label, rect));
}

fn draw_pending(
    picture: &Picture<'_>,
    scene: &mut Scene,
    (plan, row): (&Plan, usize),
    (now, from): (&Level, Point),
) {
    let count = now.branches.len();
    for (index, branch) in now.branches.iter().enumerate() {
        let to = Point::new(plan.spread(index, count, 24.0), plan.y(row));
        let end = to.offset(0.0, -plan.small - 5.0);
        let dashed = Style::stroke(Token::Gray, 1.25).dashed();
        curve(scene, from.offset(0.0, plan.large * 1.2 + 7.0), end, dashed);
        let picked = picture.snapshot.why.as_ref().is_some_and(|why| why.pair == branch.pair());
        if picked {
            let ring = Style::stroke(Token::Ink, 1.0).dotted();
            scene.circle(to, plan.small * 1.2 + 5.0, ring);
        }
        glyph::draw(scene, to, branch.stand, (plan.small.max(9.0), 255));
        let (receiver, sender) = branch.pair();
        let name = event(receiver, sender);
        let below = to.offset(0.0, plan.small.max(9.0) * 1.2 + 12.0);
        let wide = ((plan.area.w - 24.0) / count as f32).min(82.0);
        draw_name(scene, below, (&name, wide));
        let code = play::write(Choice::Deliver(receiver, sender));
        let label = format!("{name}: {}", words::effect(branch));
        let rect = Rect::around(to.offset(0.0, 9.0), (wide / 2.0 - 1.0).min(30.0), 26.0);
        scene.add_hit(Hit::new(format!("e:{code}"), label, rect));
    }
}

/// The name of an event in so much room: on two lines if it does not fit on one.
fn draw_name(scene: &mut Scene, at: Point, (name, wide): (&str, f32)) {
    let lettering = Lettering::new(11.0).middle();
    let lines = match name.split_once(' ') {
        Some((first, rest)) if metrics::text_width(name, lettering.font) > wide - 4.0 => {
            vec![first, rest]
        }
        _ => vec![name],
    };
    for (line, text) in lines.into_iter().enumerate() {
        scene.text_middle(at.offset(0.0, 12.0 * line as f32), text, lettering);
    }
}

/// A branch of the tree.
fn curve(scene: &mut Scene, from: Point, to: Point, style: Style) {
    let reach = (to.y - from.y) * 0.62;
    let path = scene.path().move_to(from);
    path.cubic_to(from.offset(0.0, reach), to.offset(0.0, -reach * 0.7), to).draw(style);
}

/// What stands beside the first configuration and the present one, and the meter.
fn draw_captions(picture: &Picture<'_>, scene: &mut Scene, plan: &Plan, places: &[Point]) {
    let snapshot = picture.snapshot;
    let (area, wide) = (plan.area, plan.area.w > 380.0);
    draw_meter(picture, scene, area);
    let Some(now) = snapshot.levels.last() else { return };
    let x = area.x + 16.0;
    let room = |row: usize| {
        let count = row.checked_sub(1).map_or(1, |before| snapshot.levels[before].branches.len());
        let shown = if picture.siblings { count } else { 1 };
        wide && plan.x(0, shown) - 20.0 > x + 96.0
    };
    if snapshot.levels[0].step == 0 && room(0) {
        let inputs = format!("inputs {}", words::inputs(snapshot.start));
        scene.text_middle(Point::new(x, places[0].y - 8.0), inputs, Lettering::new(12.5).bold());
        let text = words::reach(snapshot.levels[0].stand.valency);
        scene.text_middle(Point::new(x, places[0].y + 9.0), text, Lettering::new(11.5).muted());
    }
    let row = snapshot.levels.len() - 1;
    let pending = match now.branches.len() {
        0 => "nothing can happen".to_owned(),
        1 => "1 delivery possible".to_owned(),
        many => format!("{many} possible"),
    };
    if row > 0 && room(row) {
        let y = places[row].y;
        let text = if picture.hand { "your turn" } else { "now" };
        scene.text_middle(Point::new(x, y - 8.0), text, Lettering::new(12.5).bold());
        scene.text_middle(Point::new(x, y + 9.0), pending, Lettering::new(11.5).muted());
    } else if now.branches.is_empty() {
        let below = places[row].offset(0.0, plan.large + 26.0);
        scene.text_middle(below, pending, Lettering::new(11.5).muted().middle());
    }
}

/// A small mark for every configuration so far, the latest at the right.
fn draw_meter(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let trail = &picture.snapshot.trail;
    let room = ((area.w - 190.0) / 10.0).max(4.0) as usize;
    let right = area.right() - 18.0;
    let shown = trail.len().min(room);
    for (back, valency) in trail.iter().rev().take(shown).enumerate() {
        let at = Point::new(right - back as f32 * 10.0, area.y + 21.0);
        glyph::dot(scene, at, *valency, 3.6);
    }
    let kept = trail.iter().skip(1).filter(|valency| **valency == Valency::Bivalent).count();
    let text = format!("{kept} bivalent");
    let at = Point::new(right - shown as f32 * 10.0 + 2.0, area.y + 21.0);
    scene.text_middle(at, text, Lettering::new(11.0).muted().end());
}
