//! How the history of clients is drawn, whoever wrote it down: a lane for each client, a bar for
//! each operation, and a thread through those that contradict each other.

use scene::layout::Lanes;
use scene::{Font, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has not ended yet.
    Open,
    /// It happened.
    Done,
    /// It certainly did not happen.
    Refused,
    /// Nobody knows.
    Unknown,
}

/// An operation to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where: [`bar_rect`].
    pub rect: Rect,
    /// What it says: `w x=7`.
    pub text: String,
    /// What it says where that is too wide: `7`.
    pub brief: String,
    /// Whether it changes something.
    pub write: bool,
    /// What became of it.
    pub fate: Fate,
    /// Whether it is one of those that contradict each other.
    pub witness: bool,
}

/// The lanes' lines, and their names where there is room.
pub fn draw_lanes(scene: &mut Scene, lanes: &Lanes, name: &dyn Fn(usize) -> String) {
    let every = (14.0 / lanes.height()).ceil().max(1.0) as usize;
    for lane in 0..lanes.count {
        let y = lanes.y(lane);
        let style = Style::stroke(Token::Line, 1.25);
        scene.line(Point::new(lanes.rect.x, y), Point::new(lanes.rect.right(), y), style);
        if lane % every == 0 {
            let at = Point::new(lanes.rect.x - 16.0, y);
            scene.text_middle(at, name(lane), Lettering::new(13.0).bold().middle());
        }
    }
}

/// The place of an operation in `lane` between two times in microseconds.
#[must_use]
pub fn bar_rect(lanes: &Lanes, lane: usize, (from_us, to_us): (u64, u64)) -> Rect {
    let (left, right) = (lanes.x(from_us), lanes.x(to_us));
    let height = (lanes.height() * 0.62).min(26.0);
    Rect::new(left, lanes.y(lane) - height / 2.0, (right - left).max(3.0), height)
}

/// Draws an operation.
pub fn draw_bar(scene: &mut Scene, bar: Bar) {
    let Bar { rect, text, brief, write, fate, witness } = bar;
    let style = Style::stroke(Token::Ink, 1.25).filled(Token::Surface);
    let style = match fate {
        _ if witness => Style::stroke(Token::Red, 2.25).filled(Token::Surface),
        Fate::Open => style.dotted(),
        Fate::Unknown => style.dashed(),
        Fate::Refused => Style::stroke(Token::Gray, 1.25).filled(Token::Surface),
        Fate::Done => style,
    };
    scene.rect(rect, 3.0, style);
    let font = Font { size: 11.5, bold: write };
    let fits = |text: &str| metrics::text_width(text, font) + 6.0 <= rect.w;
    let text = if fits(&text) { text } else { brief };
    if fits(&text) {
        let lettering = Lettering::new(font.size).middle();
        let lettering = if write { lettering.bold() } else { lettering };
        scene.text_middle(rect.center(), text, lettering);
    } else if fate == Fate::Refused {
        scene.mark(rect.center(), Shape::Cross, 3.5, Style::stroke(Token::Gray, 1.75));
    } else if !write && rect.w > 12.0 {
        scene.mark(rect.center(), Shape::Diamond, 3.5, Style::stroke(Token::Ink, 1.25));
    } else if rect.w > 12.0 {
        scene.mark(rect.center(), Shape::Square, 3.0, Style::fill(Token::Ink));
    }
}

/// Marks when an operation can have taken effect, under its bar.
pub fn draw_point(scene: &mut Scene, x: f32, bar: Rect) {
    let at = Point::new(x, bar.bottom() + 3.0);
    scene.mark(at, Shape::Tick, 3.5, Style::stroke(Token::Blue, 2.0));
}

/// Joins the operations that contradict each other.
pub fn draw_thread(scene: &mut Scene, rects: &[Rect]) {
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
