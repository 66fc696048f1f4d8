//! The clients' history: a bar for each operation, and why no order fits them if none does.

use super::{Picture, cut_shade};
use crate::cluster::judge::Asked;
use crate::cluster::words;
use crate::history::{self, Bar, Fate};
use machine::{NodeId, Time};
use protocols::client::{Op, Outcome};
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// Draws the history into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    scene.heading(area, "CLIENT HISTORY");
    let (from, to) = picture.span();
    let witness = picture.judgement.contradiction_at(picture.snapshot.at);
    let foot = if witness.is_some() { 44.0 } else { 12.0 };
    let rect = Rect::new(area.x + 44.0, area.y + 38.0, area.w - 60.0, area.h - 38.0 - foot);
    let count = picture.snapshot.nodes.len() - picture.snapshot.servers;
    let lanes = Lanes { rect, count, from_us: from.as_us(), to_us: to.as_us() };
    cut_shade(picture, scene, rect, |at| lanes.x(at.as_us()));
    history::draw_lanes(scene, &lanes, &|lane| {
        picture.names.name(NodeId((picture.snapshot.servers + lane) as u8))
    });
    let ops = witness.map_or(&[][..], |witness| &witness.ops);
    scene.clip(Rect { x: rect.x - 2.0, w: rect.w + 4.0, ..rect }, |scene| {
        draw_bars(picture, scene, &lanes, ops);
        let all = picture.judgement.asked();
        let of_witness = ops.iter().filter_map(|&op| all.get(op as usize));
        let rects = of_witness.map(|op| place(picture, &lanes, op)).collect::<Vec<_>>();
        history::draw_thread(scene, &rects);
    });
    crate::lanes::playhead(scene, &lanes, picture.snapshot.at);
    if let Some(witness) = witness {
        draw_reason(scene, area, &witness.why);
    }
}

/// Where an operation's bar is, at the moment of the picture.
fn place(picture: &Picture<'_>, lanes: &Lanes, asked: &Asked) -> Rect {
    let now = picture.snapshot.at;
    let end = asked.ended.map_or(now, |ended| ended.min(now));
    let lane = asked.id.client.index() - picture.snapshot.servers;
    history::bar_rect(lanes, lane, (asked.invoked.as_us(), end.as_us()))
}

fn draw_bars(picture: &Picture<'_>, scene: &mut Scene, lanes: &Lanes, witness: &[u32]) {
    let (now, (from, _)) = (picture.snapshot.at, picture.span());
    let points = picture.judgement.points();
    let asked = picture.judgement.asked();
    let first = asked.partition_point(|asked| asked.invoked + LONGEST < from);
    let shown = asked.iter().enumerate().skip(first);
    for (index, asked) in shown.take_while(|(_, asked)| asked.invoked <= now) {
        let rect = place(picture, lanes, asked);
        if rect.right() < lanes.rect.x {
            continue;
        }
        let outcome = asked.ended_by(now);
        let text = label(asked, outcome);
        history::draw_bar(
            scene,
            Bar {
                rect,
                // "w x=116" or, where that is too wide, "116".
                brief: text.split_once('=').map_or(&*text, |(_, value)| value).to_owned(),
                text,
                write: matches!(asked.op, Op::Write(..)),
                fate: fate(outcome),
                witness: witness.contains(&(index as u32)),
            },
        );
        let point = points.get(index).copied().flatten().filter(|at| *at <= now);
        if let Some(at) = point {
            history::draw_point(scene, lanes.x(at.as_us()), rect);
        }
    }
}

/// No bar is drawn that began longer ago: a client's patience ends sooner.
const LONGEST: Time = Time::s(120);

fn fate(outcome: Option<Outcome>) -> Fate {
    match outcome {
        None => Fate::Open,
        Some(Outcome::Unknown) => Fate::Unknown,
        Some(Outcome::Refused) => Fate::Refused,
        Some(_) => Fate::Done,
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
