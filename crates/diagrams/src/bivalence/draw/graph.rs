//! The whole graph that the run is in, by layers.

use super::ground::View;
use super::{Picture, glyph, heading};
use crate::bivalence::words;
use check::valency::Valency;
use scene::{Hit, Lettering, Point, Rect, Scene, Style, Token, metrics, number};

/// Where more edges would be drawn, only those between bivalent states are.
const EDGES_MAX: f32 = 900.0;

/// How what stands below is written, and its lines' height.
const LEGEND: Lettering = Lettering::new(11.0).muted();
const LINE: f32 = 16.0;

/// Draws the graph, or as much of it as is in sight, into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) -> View {
    heading(scene, area, "CONFIGURATIONS");
    let layers = &picture.layers.layers;
    let legend = legend(picture, area.w - 24.0);
    let below = 14.0 + LINE * legend.len().max(3) as f32;
    let body = Rect::new(area.x + 12.0, area.y + 40.0, area.w - 24.0, area.h - 40.0 - below);
    // In parts of the graph's width and height.
    let part = |state: u32| {
        let (layer, at) = picture.layers.place(state)?;
        let count = layers[layer as usize].len() as f32;
        let step = (1.0 / count).min(12.0 / body.w);
        let y = (layer as f32 + 0.5) / layers.len() as f32;
        Some(Point::new(0.5 + step * (at as f32 + 0.5 - count / 2.0), y))
    };
    let present = picture.snapshot.levels.last().and_then(|level| part(level.state));
    let view = picture.sight.view(body, present.unwrap_or(Point::new(0.5, 0.5)));
    let place = |state| Some(view.at(part(state)?));
    scene.clip(view.seen(), |scene| draw_graph(picture, scene, view, &place));
    draw_zoom(picture, scene, area);
    let mut at = Point::new(area.x + 16.0, body.bottom() + LINE);
    for text in legend {
        scene.text_middle(at, text, LEGEND);
        at = at.offset(0.0, LINE);
    }
    view
}

fn draw_graph(
    picture: &Picture<'_>,
    scene: &mut Scene,
    view: View,
    place: &impl Fn(u32) -> Option<Point>,
) {
    let layers = &picture.layers.layers;
    let seen = view.seen();
    draw_edges(picture, scene, view, place);
    let widest = layers.iter().map(Vec::len).max().unwrap_or(1) as f32;
    let size = (view.body.w * view.zoom / widest * 0.5).max(1.3).min((3.0 + view.zoom).min(6.0));
    // One colour after another, so that equal marks are painted in one go.
    let order =
        [Valency::Zero, Valency::One, Valency::Undecidable, Valency::Unknown, Valency::Bivalent];
    for valency in order {
        for state in layers.iter().flatten().filter(|state| picture.map.valency(**state) == valency)
        {
            if let Some(at) = place(*state).filter(|at| seen.contains(*at)) {
                if view.zoom > 1.0 {
                    let rect = Rect::around(at, size + 3.0, size + 3.0);
                    scene.add_hit(Hit::pointer(format!("c:{state}"), words::reach(valency), rect));
                }
                glyph::dot(
                    scene,
                    at,
                    valency,
                    if valency == Valency::Bivalent { size * 1.2 } else { size },
                );
            }
        }
    }
    draw_path(picture, scene, place);
}

/// What brings the graph nearer, and what takes it away again.
fn draw_zoom(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let mut at = Point::new(area.right() - 20.0, area.y + 21.0);
    for (way, sign, label) in [("in", "+", "Nearer to the graph"), ("out", "−", "Farther from it")]
    {
        if way == "in" || picture.sight.zoom > 1 {
            let ring = Rect::around(at, 10.0, 10.0);
            scene.rect(ring, 5.0, Style::stroke(Token::Line, 1.0));
            scene.text_middle(at, sign, Lettering::new(13.0).middle());
            scene.add_hit(Hit::new(format!("zoom:{way}"), label, ring));
            at = at.offset(-26.0, 0.0);
        }
    }
}

fn draw_edges(
    picture: &Picture<'_>,
    scene: &mut Scene,
    view: View,
    place: &impl Fn(u32) -> Option<Point>,
) {
    let graph = picture.map.search().graph();
    let few = picture.layers.edges as f32 <= EDGES_MAX * view.zoom * view.zoom;
    let bivalent = |state: u32| picture.map.valency(state) == Valency::Bivalent;
    for (layer, states) in picture.layers.layers.iter().enumerate() {
        for (state, edge) in
            states.iter().flat_map(|state| graph.actions(*state).map(move |edge| (*state, edge)))
        {
            let both = bivalent(state) && bivalent(edge.to);
            if !few && !both {
                continue;
            }
            let (Some(from), Some(to)) = (place(state), place(edge.to)) else { continue };
            if !view.seen().contains(from) && !view.seen().contains(to) {
                continue;
            }
            let back = picture.layers.place(edge.to).is_some_and(|(to, _)| to as usize <= layer);
            let style = if both {
                Style::stroke(Token::Purple, 1.0).alpha(70)
            } else {
                Style::stroke(Token::Line, 0.75).alpha(110)
            };
            if back {
                // A way back closes a cycle: it bends out of the layers.
                let bend = if from.x + to.x > 2.0 * scene.width { -16.0 } else { 16.0 };
                let path = scene.path().move_to(from);
                path.cubic_to(from.offset(bend, -6.0), to.offset(bend, 6.0), to).draw(style);
            } else {
                scene.line(from, to, style);
            }
        }
    }
}

/// The run so far, and where it is.
fn draw_path(picture: &Picture<'_>, scene: &mut Scene, place: &impl Fn(u32) -> Option<Point>) {
    let states: Vec<u32> = picture.snapshot.levels.iter().map(|level| level.state).collect();
    for pair in states.windows(2) {
        if let (Some(from), Some(to)) = (place(pair[0]), place(pair[1])) {
            scene.line(from, to, Style::stroke(Token::Red, 1.75));
        }
    }
    if let Some(at) = states.last().and_then(|state| place(*state)) {
        scene.circle(at, 6.5, Style::stroke(Token::Ink, 2.0).filled(Token::Surface));
        glyph::dot(scene, at, picture.map.valency(states[states.len() - 1]), 3.6);
    }
}

/// What stands below, in lines that fit into `room`.
fn legend(picture: &Picture<'_>, room: f32) -> Vec<String> {
    let layers = picture.layers;
    let reached = layers.layers.iter().flatten();
    let bivalent =
        reached.filter(|state| picture.map.valency(**state) == Valency::Bivalent).count();
    let counts = [layers.states() as i64, bivalent as i64, layers.back.into()];
    let [all, bivalent, back] = counts.map(number::integer);
    let mut lines = vec![format!("{all} configurations, {bivalent} bivalent")];
    if metrics::text_width(&lines[0], LEGEND.font) > room {
        lines = vec![format!("{all} configurations,"), format!("{bivalent} of them bivalent")];
    }
    lines.push(format!("{back} steps lead back up"));
    if picture.snapshot.endless.is_some() && !picture.map.has_clocks() {
        lines.push("a fair run can stay bivalent".to_owned());
    }
    lines.iter().map(|line| metrics::ellipsize(line, LEGEND.font, room)).collect()
}
