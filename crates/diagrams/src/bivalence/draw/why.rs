//! Why it always works: what must wait, what commutes, and where to begin.

use super::{Lens, Picture, glyph, heading};
use crate::bivalence::game::event;
use crate::bivalence::snapshot::{Diamond, Stand, Why};
use crate::bivalence::words;
use check::valency::Valency;
use scene::{Font, Hit, Lettering, Point, Rect, Scene, Style, Token, metrics};

/// Draws the chosen reason into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let (body, tabs) = area.split_top(area.h - 30.0);
    draw_tabs(picture, scene, tabs);
    match picture.lens {
        Lens::Waits => draw_waits(picture, scene, body),
        Lens::Diamond => draw_commuting(picture, scene, body),
        Lens::Inputs => draw_inputs(picture, scene, body),
        Lens::Odds => super::odds::draw(picture, scene, body),
    }
}

fn draw_tabs(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let font = Font { size: 11.5, bold: false };
    let mut x = area.x + 16.0;
    for (lens, code, label) in Lens::ALL {
        let width = metrics::text_width(label, font);
        let at = Point::new(x, area.y + 13.0);
        let own = picture.lens == lens;
        let lettering = Lettering::new(11.5);
        scene.text_middle(at, label, if own { lettering } else { lettering.muted() });
        if own {
            let line = at.offset(0.0, 9.0);
            scene.line(line, line.offset(width, 0.0), Style::stroke(Token::Ink, 1.5));
        }
        let rect = Rect::new(x - 6.0, area.y + 1.0, width + 12.0, 26.0);
        scene.add_hit(Hit::new(format!("lens:{code}"), format!("Why: {label}"), rect));
        x += width + 16.0;
    }
}

/// Two lines of text at the foot of a reason.
pub(super) fn draw_words(scene: &mut Scene, area: Rect, lines: [String; 2]) {
    for (line, text) in lines.into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let lettering = Lettering::new(12.0).middle();
        let text = metrics::ellipsize(&text, lettering.font, area.w - 20.0);
        let y = area.bottom() - 25.0 + 16.0 * line as f32;
        scene.text_middle(Point::new(area.center().x, y), text, lettering);
    }
}

fn draw_waits(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let levels = &picture.snapshot.levels;
    let now = levels.last().map(|level| level.stand);
    let (Some(why), Some(now)) = (&picture.snapshot.why, now) else {
        heading(scene, area, "WHY");
        let lines = ["Nothing can be delivered any more.".to_owned(), String::new()];
        return draw_words(scene, area, lines);
    };
    let name = event(why.pair.0, why.pair.1);
    let must = !why.way.is_empty();
    let noun = words::noun(why.pair);
    let title = if must { format!("WHY {noun} MUST WAIT") } else { format!("WHAT {noun} DOES") };
    heading(scene, area, &title);
    let size = ((area.h - 90.0) * 0.1).max(11.0).min(16.0);
    let top = Point::new(area.center().x, area.y + 40.0 + size);
    if must {
        draw_detour(scene, area, (top, now, size), why);
    } else {
        let end = Point::new(top.x, area.y + area.h * 0.62);
        step(scene, (top, end, size), (&name, true));
        glyph::draw(scene, end, why.now, (size, 255));
    }
    glyph::draw(scene, top, now, (size, 255));
    draw_words(scene, area, words::why(why, now));
}

/// The event now, at the right; the way on which both stay possible, at the left.
fn draw_detour(scene: &mut Scene, area: Rect, (top, now, size): (Point, Stand, f32), why: &Why) {
    let name = event(why.pair.0, why.pair.1);
    let bottom = area.bottom() - 48.0 - size;
    let right = Point::new(area.x + area.w * 0.74, top.y + (bottom - top.y) * 0.5);
    step(scene, (top, right, size), (&name, false));
    glyph::draw(scene, right, why.now, (size, 255));
    let text = words::short(why.now.valency);
    scene.text_middle(right.offset(size + 8.0, 0.0), text, Lettering::new(12.0));
    // Late, the event is one more thing that happens, and changes nothing.
    let mut way: Vec<(String, Stand)> =
        why.way.iter().map(|((to, from), stand)| (event(*to, *from), *stand)).collect();
    if why.late {
        let last = way.last().map_or(now, |(_, stand)| *stand);
        way.push((format!("{name}, late, ignored"), last));
    }
    let size = if way.len() > 2 { size * 0.8 } else { size };
    let rise = (bottom - top.y) / way.len() as f32;
    let x = area.x + area.w * 0.27;
    let mut from = top;
    let shown = way.len();
    for (index, (label, stand)) in way.into_iter().enumerate() {
        let to = Point::new(x, top.y + rise * (index as f32 + 1.0));
        let style = Style::stroke(Token::Red, 2.25);
        scene.line(from.toward(to, size + 3.0), to.toward(from, size + 3.0), style);
        let at = from.lerp(to, 0.5);
        let lettering = Lettering::new(11.5).bold().token(Token::Red);
        if index == 0 {
            scene.text_middle(at.offset(-10.0, -3.0), label, lettering.end());
        } else if rise > 24.0 || index + 1 == shown {
            scene.text_middle(at.offset(12.0, 0.0), label, lettering);
        }
        glyph::draw(scene, to, stand, (size, 255));
        from = to;
    }
}

/// A line from one configuration to another, with its event: chosen in red, or else dashed.
fn step(scene: &mut Scene, (from, to, size): (Point, Point, f32), (name, red): (&str, bool)) {
    let style = if red {
        Style::stroke(Token::Red, 2.25)
    } else {
        Style::stroke(Token::Gray, 1.5).dashed()
    };
    scene.line(from.toward(to, size + 3.0), to.toward(from, size + 3.0), style);
    let lettering = if red {
        Lettering::new(11.5).bold().token(Token::Red)
    } else {
        Lettering::new(11.5).muted()
    };
    let at = from.lerp(to, 0.5);
    let left = to.x < from.x;
    let lettering = if left { lettering.end() } else { lettering };
    scene.text_middle(at.offset(if left { -10.0 } else { 10.0 }, -3.0), name, lettering);
}

fn draw_commuting(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    heading(scene, area, "TWO EVENTS AT DIFFERENT PROCESSES COMMUTE");
    let now = picture.snapshot.levels.last().map(|level| level.stand);
    let (Some(diamond), Some(now)) = (&picture.snapshot.diamond, now) else {
        let lines =
            ["No two pending deliveries go to".to_owned(), "different processes here.".to_owned()];
        return draw_words(scene, area, lines);
    };
    let Diamond { events, sides, end, same } = diamond;
    let size = ((area.h - 90.0) * 0.1).max(11.0).min(16.0);
    let (top, bottom) = (area.y + 38.0 + size, area.bottom() - 46.0 - size);
    let middle = (top + bottom) / 2.0;
    let x = area.center().x;
    let reach = (area.w * 0.25).min(110.0);
    let (up, down) = (Point::new(x, top), Point::new(x, bottom));
    let (left, right) = (Point::new(x - reach, middle), Point::new(x + reach, middle));
    let names = events.map(|(to, from)| event(to, from));
    for (from, to, name) in [
        (up, left, &names[0]),
        (up, right, &names[1]),
        (left, down, &names[1]),
        (right, down, &names[0]),
    ] {
        let style = Style::stroke(Token::Gray, 1.75);
        scene.line(from.toward(to, size + 3.0), to.toward(from, size + 3.0), style);
        let at = from.lerp(to, 0.5);
        let outside = if at.x < x { -9.0 } else { 9.0 };
        let lettering = Lettering::new(11.5);
        let lettering = if at.x < x { lettering.end() } else { lettering };
        scene.text_middle(
            at.offset(outside, if at.y < middle { -4.0 } else { 4.0 }),
            name.as_str(),
            lettering,
        );
    }
    for (at, stand) in [(up, now), (left, sides[0]), (right, sides[1]), (down, *end)] {
        glyph::draw(scene, at, stand, (size, 255));
    }
    let lines = if *same {
        [
            "In either order they lead to the same configuration:",
            "neither process can tell which came first.",
        ]
    } else {
        ["Here the two orders lead to different", "configurations of the graph."]
    };
    draw_words(scene, area, lines.map(str::to_owned));
}

/// The inputs in an order in which neighbours differ in one process.
const CHAIN: [u32; 8] = [0, 1, 3, 2, 6, 4, 5, 7];

fn draw_inputs(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    heading(scene, area, "WHICH INPUTS LEAVE BOTH (LEMMA 2)");
    let inputs = &picture.snapshot.inputs;
    let step = (area.w - 40.0) / 8.0;
    let size = (step * 0.36).min(14.0);
    let y = area.y + 36.0 + (area.h - 90.0) * 0.42;
    let x = |at: usize| area.x + 20.0 + step * (at as f32 + 0.5);
    let valency = |at: usize| inputs.get(CHAIN[at] as usize).copied().unwrap_or(Valency::Unknown);
    let turning = (0..7).find(|at| valency(*at) != valency(at + 1));
    for at in 0..7 {
        let (from, to) = (Point::new(x(at) + size + 2.0, y), Point::new(x(at + 1) - size - 2.0, y));
        let turns = turning == Some(at);
        let style =
            if turns { Style::stroke(Token::Ink, 2.25) } else { Style::stroke(Token::Line, 1.25) };
        scene.line(from, to, style);
    }
    for (at, start) in CHAIN.into_iter().enumerate() {
        let place = Point::new(x(at), y);
        if start == picture.snapshot.start {
            scene.circle(place, size * 1.2 + 5.0, Style::stroke(Token::Ink, 1.5));
        }
        glyph::draw(scene, place, Stand { valency: valency(at), decided: 0 }, (size.max(9.0), 255));
        let digits = words::inputs(start).replace(' ', "");
        let below = place.offset(0.0, size * 1.2 + 18.0);
        scene.text_middle(below, digits.clone(), Lettering::new(11.0).middle());
        let label = format!("Inputs {}: {}", words::inputs(start), words::reach(valency(at)));
        let rect = Rect::around(place.offset(0.0, 8.0), (step / 2.0 - 1.0).min(22.0), 26.0);
        scene.add_hit(Hit::new(format!("in:{digits}"), label, rect));
    }
    draw_words(scene, area, words::chain(&CHAIN, inputs, turning));
}
