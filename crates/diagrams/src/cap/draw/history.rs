//! The clients' history: a bar for each operation, and why no order fits them if none does.

use super::{Picture, cut_shade, heading, playhead};
use crate::cap::judge::Asked;
use crate::cap::words;
use machine::{NodeId, Time};
use protocols::client::{Op, Outcome};
use scene::layout::Lanes;
use scene::{Font, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// Draws the history into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    heading(scene, area, "CLIENT HISTORY");
    let (from, to) = picture.span();
    let witness = picture.judgement.contradiction_at(picture.snapshot.at);
    let foot = if witness.is_some() { 44.0 } else { 12.0 };
    let rect = Rect::new(area.x + 44.0, area.y + 38.0, area.w - 60.0, area.h - 38.0 - foot);
    let count = picture.snapshot.nodes.len() - picture.snapshot.servers;
    let lanes = Lanes { rect, count, from_us: from.as_us(), to_us: to.as_us() };
    cut_shade(picture, scene, rect, |at| lanes.x(at.as_us()));
    draw_names(picture, scene, &lanes);
    let ops = witness.map_or(&[][..], |witness| &witness.ops);
    scene.clip(Rect { x: rect.x - 2.0, w: rect.w + 4.0, ..rect }, |scene| {
        draw_bars(picture, scene, &lanes, ops);
        draw_thread(picture, scene, &lanes, ops);
    });
    playhead(picture, scene, rect, lanes.x(picture.snapshot.at.as_us()));
    if let Some(witness) = witness {
        draw_reason(scene, area, &witness.why);
    }
}

fn draw_names(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes) {
    let every = (14.0 / lanes.height()).ceil().max(1.0) as usize;
    for lane in 0..lanes.count {
        let y = lanes.y(lane);
        let style = Style::stroke(Token::Line, 1.25);
        scene.line(Point::new(lanes.rect.x, y), Point::new(lanes.rect.right(), y), style);
        if lane % every == 0 {
            let node = NodeId((picture.snapshot.servers + lane) as u8);
            let at = Point::new(lanes.rect.x - 16.0, y);
            scene.text_middle(at, picture.names.name(node), Lettering::new(13.0).bold().middle());
        }
    }
}

/// Where an operation's bar is, at the moment of the picture.
fn bar(picture: &Picture<'_>, lanes: &Lanes, asked: &Asked) -> Rect {
    let now = picture.snapshot.at;
    let end = asked.ended.map_or(now, |ended| ended.min(now));
    let (left, right) = (lanes.x(asked.invoked.as_us()), lanes.x(end.as_us()));
    let height = (lanes.height() * 0.62).min(26.0);
    let lane = asked.id.client.index() - picture.snapshot.servers;
    Rect::new(left, lanes.y(lane) - height / 2.0, (right - left).max(3.0), height)
}

fn draw_bars(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes, witness: &[u32]) {
    let (now, (from, _)) = (picture.snapshot.at, picture.span());
    let points = picture.judgement.points();
    let asked = picture.judgement.asked();
    let first = asked.partition_point(|asked| asked.invoked + LONGEST < from);
    let shown = asked.iter().enumerate().skip(first);
    for (index, asked) in shown.take_while(|(_, asked)| asked.invoked <= now) {
        let rect = bar(picture, lanes, asked);
        if rect.right() < lanes.rect.x {
            continue;
        }
        draw_bar(scene, rect, asked, (asked.ended_by(now), witness.contains(&(index as u32))));
        let point = points.get(index).copied().flatten().filter(|at| *at <= now);
        if let Some(at) = point {
            let at = Point::new(lanes.x(at.as_us()), rect.bottom() + 3.0);
            scene.mark(at, Shape::Tick, 3.5, Style::stroke(Token::Blue, 2.0));
        }
    }
}

/// No bar is drawn that began longer ago: a client's patience ends sooner.
const LONGEST: Time = Time::s(120);

fn draw_bar(
    scene: &mut Scene,
    rect: Rect,
    asked: &Asked,
    (outcome, witness): (Option<Outcome>, bool),
) {
    let style = Style::stroke(Token::Ink, 1.25).filled(Token::Surface);
    let style = match outcome {
        _ if witness => Style::stroke(Token::Red, 2.25).filled(Token::Surface),
        None => style.dotted(),
        Some(Outcome::Unknown) => style.dashed(),
        Some(Outcome::Refused) => Style::stroke(Token::Gray, 1.25).filled(Token::Surface),
        Some(_) => style,
    };
    scene.rect(rect, 3.0, style);
    let write = matches!(asked.op, Op::Write(..));
    let font = Font { size: 11.5, bold: write };
    let mut text = label(asked, outcome);
    if metrics::text_width(&text, font) + 6.0 > rect.w {
        // "w x=116" or, where that is too wide, "116".
        text = text.rsplit('=').next().unwrap_or_default().to_owned();
    }
    let refused = outcome == Some(Outcome::Refused);
    if metrics::text_width(&text, font) + 6.0 <= rect.w {
        let lettering = Lettering::new(font.size).middle();
        let lettering = if write { lettering.bold() } else { lettering };
        scene.text_middle(rect.center(), text, lettering);
    } else if refused {
        scene.mark(rect.center(), Shape::Cross, 3.5, Style::stroke(Token::Gray, 1.75));
    } else if !write && rect.w > 12.0 {
        scene.mark(rect.center(), Shape::Diamond, 3.5, Style::stroke(Token::Ink, 1.25));
    } else if rect.w > 12.0 {
        scene.mark(rect.center(), Shape::Square, 3.0, Style::fill(Token::Ink));
    }
}

/// What the bar says: `w x=7`, `r x=4`, `r x refused`.
fn label(asked: &Asked, outcome: Option<Outcome>) -> String {
    match (asked.op, outcome) {
        (Op::Read(key), Some(Outcome::Read(value, _))) => {
            format!("r {}", words::register(key, value))
        }
        (op, Some(Outcome::Refused)) => format!("{} \u{d7}", words::op(op)),
        (op, Some(Outcome::Unknown)) => format!("{} ?", words::op(op)),
        (op, _) => words::op(op),
    }
}

/// Joins the operations that contradict each other.
fn draw_thread(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes, witness: &[u32]) {
    let all = picture.judgement.asked();
    let rects: Vec<Rect> = witness
        .iter()
        .filter_map(|&op| all.get(op as usize))
        .map(|op| bar(picture, lanes, op))
        .collect();
    for pair in rects.windows(2) {
        let from = Point::new(pair[0].right(), pair[0].center().y);
        let to = Point::new(pair[1].x, pair[1].center().y);
        let reach = ((to.x - from.x) * 0.5).abs().max(8.0).min(60.0);
        let curve = scene.path().move_to(from).cubic_to(
            from.offset(reach, 0.0),
            to.offset(-reach, 0.0),
            to,
        );
        curve.draw(Style::stroke(Token::Red, 1.75));
    }
}

fn draw_reason(scene: &mut Scene, area: Rect, why: &str) {
    let at = Point::new(area.x + 22.0, area.bottom() - 29.0);
    scene.mark(at, Shape::Cross, 4.0, Style::stroke(Token::Red, 2.0));
    let lettering = Lettering::new(11.5).bold();
    // The first clause, and the others on a line of their own.
    let (first, others) = why.split_once(';').unwrap_or((why, ""));
    let clauses = [first, others.trim_start()].into_iter().filter(|clause| !clause.is_empty());
    for (line, clause) in clauses.enumerate() {
        let text = metrics::ellipsize(clause, lettering.font, area.w - 52.0);
        scene.text_middle(at.offset(12.0, 15.0 * line as f32), text, lettering);
    }
}
