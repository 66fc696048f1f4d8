//! A history from elsewhere as a figure's history view draws it, a window of its events at a time.
//!
//! Events stand at equal distances, in their order: that order is what is judged, and it shows
//! bursts and pauses alike. When they happened is written over them.

use super::Found;
use check::outside::{Kind, Named};
use diagrams::figure::{Standing, TextAlternative};
use diagrams::history::{self, Bar, Fate};
use machine::Time;
use scene::layout::Lanes;
use scene::{Lettering, Point, Rect, Scene, Style, Token};
use serde::Serialize;
use std::collections::BTreeSet;
use svg::Coloring;

/// How many events are drawn at a time.
const WINDOW: usize = 200;

/// Between two events, in CSS pixels.
const STEP: f32 = 44.0;

/// Where the lanes begin, and how high one is.
const LEFT: f32 = 64.0;
const TOP: f32 = 44.0;
const LANE: f32 = 44.0;

/// Positions between two events, so that what lies between them can be drawn.
const GRAIN: u64 = 10;

/// What is drawn at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Drawing {
    /// The picture; it takes its colours from the page around it.
    pub svg: String,
    /// The same in words.
    pub alternative: TextAlternative,
    /// The first event that is drawn.
    pub first: usize,
    /// The first that is not.
    pub last: usize,
    /// How many events there are.
    pub events: usize,
    /// Where the contradiction begins, from the left, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub focus: Option<u32>,
}

impl Found<'_> {
    /// How many events there are.
    #[must_use]
    pub fn events(&self) -> usize {
        self.outside.events.len()
    }

    /// The event that a picture should begin with: just before the contradiction, or so that its end
    /// is in the picture.
    #[must_use]
    pub fn start(&self) -> usize {
        let witness = &self.judged.witness;
        let begin = witness.iter().map(|op| op.event).min().unwrap_or(0);
        let end = witness.iter().filter_map(|op| self.outside.ends[op.event]).max().unwrap_or(0);
        let start = begin.saturating_sub(4).max((end + 5).saturating_sub(WINDOW));
        start.min(self.events().saturating_sub(WINDOW))
    }

    /// Draws the events from `first` on.
    #[must_use]
    pub fn draw(&self, first: usize) -> Drawing {
        let first = first.min(self.events().saturating_sub(1));
        let last = (first + WINDOW).min(self.events());
        let window = Window::new(self, first, last);
        let (scene, focus) = window.scene();
        let caption = format!(
            "The history, events {} to {last} of {}: {} operations, {}.",
            first + 1,
            self.events(),
            window.ops.len(),
            self.label()
        );
        let options = svg::Options {
            theme: Coloring::Auto,
            title: "Client history",
            description: &caption,
            standalone: false,
        };
        let svg = svg::to_svg(&scene, &options);
        let (alternative, events) = (self.text_alternative(caption, &window.ops), self.events());
        Drawing { svg, alternative, first, last, events, focus }
    }
}

struct Window<'a> {
    found: &'a Found<'a>,
    first: usize,
    last: usize,
    /// The operations that are in it, at least in part.
    ops: Vec<&'a Named>,
    /// Whose lanes there are, from the top.
    processes: Vec<u32>,
    lanes: Lanes,
}

impl<'a> Window<'a> {
    fn new(found: &'a Found<'a>, first: usize, last: usize) -> Self {
        let ends = &found.outside.ends;
        // What never ended lies in every later window: it is shown where it began.
        let inside = |op: &&Named| {
            op.event < last && (op.event >= first || ends[op.event].is_some_and(|end| end >= first))
        };
        let ops = found.outside.judging.named().iter().filter(inside).collect::<Vec<_>>();
        let processes: BTreeSet<u32> = ops.iter().map(|op| op.process).collect();
        let processes: Vec<u32> = processes.into_iter().collect();
        let wide = STEP * (last - first) as f32;
        let rect = Rect::new(LEFT, TOP, wide, LANE * processes.len() as f32);
        let (from_us, to_us) = (first as u64 * GRAIN, last as u64 * GRAIN);
        let lanes = Lanes { rect, count: processes.len(), from_us, to_us };
        Self { found, first, last, ops, processes, lanes }
    }

    fn scene(&self) -> (Scene, Option<u32>) {
        let mut scene = Scene::default();
        let rect = self.lanes.rect;
        scene.clear((rect.right() + 20.0).max(360.0), rect.bottom() + 16.0);
        scene.rect(scene.bounds(), 0.0, Style::fill(Token::Surface));
        let name = |lane: usize| format!("p{}", self.processes[lane]);
        history::draw_lanes(&mut scene, &self.lanes, &name);
        self.draw_axis(&mut scene);
        let mut focus = None;
        scene.clip(Rect { x: rect.x - 2.0, w: rect.w + 4.0, ..rect }, |scene| {
            focus = self.draw_ops(scene);
        });
        (scene, focus)
    }

    /// When every fifth event was, or in which line it stands.
    fn draw_axis(&self, scene: &mut Scene) {
        for index in (self.first..self.last).filter(|index| index % 5 == 0) {
            let event = &self.found.outside.events[index];
            let words = match event.time_us {
                Some(at) => format!("{} s", Time::us(at)),
                None => format!("line {}", event.line),
            };
            let x = self.lanes.x(index as u64 * GRAIN);
            let (top, bottom) = (Point::new(x, TOP - 6.0), Point::new(x, self.lanes.rect.bottom()));
            scene.line(top, bottom, Style::stroke(Token::Line, 1.0));
            scene.text(Point::new(x, TOP - 14.0), words, Lettering::new(11.0).muted());
        }
    }

    /// Draws the operations; where the leftmost of the contradiction begins.
    fn draw_ops(&self, scene: &mut Scene) -> Option<u32> {
        let points = self.points();
        let mut accused = Vec::new();
        for op in &self.ops {
            let bar = self.bar(op);
            let (rect, witness) = (bar.rect, bar.witness);
            history::draw_bar(scene, bar);
            if witness {
                accused.push(rect);
            }
            if let Some(at) = points[op.event] {
                history::draw_point(scene, self.lanes.x(at), rect);
            }
        }
        machine::sort_by_key(&mut accused, |rect| rect.x.max(0.0) as u32);
        history::draw_thread(scene, &accused);
        accused.first().map(|rect| rect.x.max(0.0) as u32)
    }

    fn bar(&self, op: &Named) -> Bar {
        let (_, end) = self.found.events_of(op);
        let to = self.found.outside.ends[op.event].unwrap_or(self.last);
        let lane = self.processes.partition_point(|process| *process < op.process);
        let mut rect =
            history::bar_rect(&self.lanes, lane, (op.event as u64 * GRAIN, to as u64 * GRAIN));
        // One bar does not touch the next in its lane.
        rect.w = (rect.w - 3.0).max(3.0);
        let fate = match end.map(|end| end.kind) {
            None => Fate::Open,
            Some(Kind::Ok) => Fate::Done,
            Some(Kind::Fail) => Fate::Refused,
            Some(Kind::Info | Kind::Invoke) => Fate::Unknown,
        };
        let short = self.short(op);
        let text = match fate {
            Fate::Refused => format!("{short} \u{d7}"),
            Fate::Unknown => format!("{short} ?"),
            Fate::Open | Fate::Done => short.clone(),
        };
        let brief = short.rsplit(['=', ' ']).next().unwrap_or_default().to_owned();
        let f = self.found.outside.events[op.event].f.as_str();
        let witness = self.found.judged.witness.iter().any(|other| other.event == op.event);
        Bar { rect, text, brief, write: !matches!(f, "read" | "get"), fate, witness }
    }

    /// What the bar says: `w x=7`, as figures have it, or the operation's own words.
    fn short(&self, op: &Named) -> String {
        let words: Vec<&str> = op.text.splitn(3, ' ').collect();
        let f = |f: &str| match f {
            "read" => "r".to_owned(),
            "write" => "w".to_owned(),
            other => other.to_owned(),
        };
        match words[..] {
            ["read" | "write" | "get" | "put", key, value] => {
                format!("{} {key}={value}", f(words[0]))
            }
            [word, value] => format!("{} {value}", f(word)),
            _ => op.text.clone(),
        }
    }

    /// For each event that begins an operation, where that can have taken effect: as early as the
    /// order that explains all lets it, after the last event that it had to wait for.
    fn points(&self) -> Vec<Option<u64>> {
        let mut points = vec![None; self.found.events()];
        if self.found.standing() != Standing::Holds {
            return points;
        }
        let mut at = 0;
        for op in self.found.outside.judging.order() {
            at = at.max(op.event as u64 * GRAIN);
            points[op.event] = Some(at + GRAIN / 2);
        }
        points
    }
}
