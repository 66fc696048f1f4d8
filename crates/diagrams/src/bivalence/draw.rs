//! The four views of one moment: the path, the processes, the reasons, the graph.

mod glyph;
mod graph;
mod ground;
mod odds;
mod processes;
mod tree;
mod why;

use super::layers::Layers;
use super::map::Map;
use super::odds::Odds;
use super::snapshot::Snapshot;
pub use ground::{Ground, Sight};

use crate::figure::Frame;
use scene::{Font, Lettering, Point, Rect, Scene, Style, Token, metrics};

/// All that the views draw.
pub struct Picture<'a> {
    /// The moment.
    pub snapshot: &'a Snapshot,
    /// How likely runs are undecided, once that is known.
    pub odds: Option<&'a Odds>,
    /// Whether they are told by rounds, or never.
    pub has_rounds: bool,
    /// The game's graph.
    pub map: &'a Map,
    /// The part of it that the run is in.
    pub layers: &'a Layers,
    /// Which reason is shown.
    pub lens: Lens,
    /// How near the graph is, and which part of it is in sight.
    pub sight: Sight,
    /// Whether what did not happen is shown as well.
    pub siblings: bool,
    /// Whether it is the reader's turn.
    pub hand: bool,
}

/// A reason that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// Which event must wait, and what goes first: Lemma 3.
    Waits,
    /// Two events at different processes commute.
    Diamond,
    /// Some initial configuration is bivalent: Lemma 2.
    Inputs,
    /// How likely a run is still undecided.
    Odds,
}

impl Lens {
    /// All, in reading order, with their names in codes and on their tabs.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Waits, "waits", "waits"),
        (Self::Diamond, "diamond", "commutes"),
        (Self::Inputs, "inputs", "inputs"),
        (Self::Odds, "odds", "how likely"),
    ];

    /// The lens of a name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.iter().find(|(_, own, _)| *own == name).map_or(Self::Waits, |(lens, ..)| *lens)
    }
}

impl Picture<'_> {
    /// Draws the views that `frame` asks for; where those are that a hand can move.
    pub fn draw(&self, frame: Frame, scene: &mut Scene) -> Ground {
        let all = Rect::new(0.0, 0.0, frame.width, frame.height);
        scene.rect(all, 0.0, Style::fill(Token::Surface));
        let mut ground = Ground::default();
        match frame.view {
            Some(1) => processes::draw(self, all, scene),
            Some(2) => why::draw(self, all, scene),
            Some(3) => ground.graph = Some(graph::draw(self, all, scene)),
            Some(_) => ground.tree = Some(tree::draw(self, all, scene)),
            None => ground = self.draw_side_by_side(all, scene),
        }
        ground
    }

    fn draw_side_by_side(&self, all: Rect, scene: &mut Scene) -> Ground {
        let (left, rest) = all.split_left((all.w * 0.47).round());
        let (middle, right) = rest.split_left((all.w * 0.32).round());
        let (top, bottom) = middle.split_top((all.h * 0.53).round());
        let tree = Some(tree::draw(self, left, scene));
        processes::draw(self, top, scene);
        why::draw(self, bottom, scene);
        let graph = Some(graph::draw(self, right, scene));
        let hairline = Style::stroke(Token::Line, 1.25);
        for x in [middle.x, right.x] {
            scene.line(Point::new(x, 0.0), Point::new(x, all.h), hairline);
        }
        scene.line(Point::new(middle.x, bottom.y), Point::new(middle.right(), bottom.y), hairline);
        Ground { tree, graph }
    }
}

/// What stands in for the picture while the graph is searched.
pub fn waiting(frame: Frame, states: u32, scene: &mut Scene) {
    let all = Rect::new(0.0, 0.0, frame.width, frame.height);
    scene.rect(all, 0.0, Style::fill(Token::Surface));
    let text = format!("Searching all schedules: {states} configurations so far.");
    scene.text_middle(all.center(), text, Lettering::new(13.0).muted().middle());
}

/// A view's heading.
fn heading(scene: &mut Scene, area: Rect, text: &str) {
    let font = Font { size: 11.0, bold: false };
    let text = metrics::ellipsize(text, font, area.w - 24.0);
    scene.text(Point::new(area.x + 16.0, area.y + 25.0), text, Lettering::new(11.0).muted());
}
