//! The scene and its items.

/// A place in the scene, in CSS pixels from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A rectangle with its sides along the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left side.
    pub x: f32,
    /// Top side.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

/// A colour's meaning; each theme gives it a value (design tokens).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Token {
    /// The page.
    Ground,
    /// Panels.
    Surface,
    /// Text.
    Ink,
    /// Secondary text.
    Muted,
    /// Hairlines.
    Line,
    /// Safety, consistency, C+P, invariants, normal operation.
    Blue,
    /// Liveness, availability, A+P, valid, 0-valent, recovery.
    Green,
    /// Asynchrony, partition, threat, invalid, the adversary.
    Red,
    /// 1-valent, flapping.
    Orange,
    /// Decision, warning, expiring, waiting, floor: a fill with an ink outline.
    Yellow,
    /// Bivalent, one-way.
    Purple,
    /// Authorised action.
    Cyan,
    /// Mechanism, absent, crashed.
    Gray,
    /// Text on green, orange and yellow: dark in both themes (see `tokens::on`).
    Night,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    #[default]
    Solid,
    /// 4 on, 3 off.
    Dashed,
    /// 1 on, 3 off.
    Dotted,
}

/// Fill and stroke. `alpha` counts for both, 255 is opaque.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Inside.
    pub fill: Option<Token>,
    /// Outline.
    pub stroke: Option<Token>,
    /// Width of the outline.
    pub width: f32,
    /// How the outline is broken.
    pub dash: Dash,
    /// Opacity.
    pub alpha: u8,
}

/// The shape of a mark, so that no colour speaks alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// A disc or ring, by its style.
    Circle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle, point up.
    Triangle,
    /// A triangle, point down.
    TriangleDown,
    /// An x.
    Cross,
    /// Two upright bars.
    Bars,
    /// A tick: valid.
    Check,
    /// A short upright line.
    Tick,
    /// An arrow head pointing right; `Item::Mark` turns it.
    Arrow,
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Lift the pen.
    Move(Point),
    /// Straight.
    Line(Point),
    /// A cubic curve through two control points.
    Cubic(Point, Point, Point),
    /// Back to the last `Move`.
    Close,
}

/// A range of [`Scene::segments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// First segment.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    #[default]
    Start,
    /// Centred on it.
    Middle,
    /// To the left of it.
    End,
}

/// A font: one sans family, in sizes and two weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// Height in CSS pixels, never under 11.
    pub size: f32,
    /// Semibold.
    pub bold: bool,
}

/// One item of a display list. Lengths are CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A rectangle.
    Rect {
        /// Its sides.
        rect: Rect,
        /// How round its corners are.
        radius: f32,
        /// Fill and stroke.
        style: Style,
    },
    /// A circle.
    Circle {
        /// Its middle.
        center: Point,
        /// Its radius.
        radius: f32,
        /// Fill and stroke.
        style: Style,
    },
    /// A straight line.
    Line {
        /// Where it starts.
        from: Point,
        /// Where it ends.
        to: Point,
        /// Its stroke; a fill means nothing.
        style: Style,
    },
    /// A path.
    Path {
        /// Its pieces.
        path: Path,
        /// Fill (non-zero winding) and stroke.
        style: Style,
    },
    /// One line of text.
    Text {
        /// A point on its baseline.
        at: Point,
        /// What it says.
        text: String,
        /// Size and weight.
        font: Font,
        /// Where the text stands relative to `at`.
        anchor: Anchor,
        /// Its colour.
        token: Token,
    },
    /// A small glyph: painters draw runs of the same shape, size and style in one go.
    Mark {
        /// Its middle.
        at: Point,
        /// Which glyph.
        shape: Shape,
        /// How far it reaches from `at` to each side.
        size: f32,
        /// How far it is turned clockwise, in radians.
        turn: f32,
        /// Fill and stroke.
        style: Style,
    },
    /// Everything up to the matching `EndClip` stays inside.
    Clip(Rect),
    /// Ends a clip.
    EndClip,
    /// Everything up to the matching `EndSeries` is of this series of a chart: it steps back while
    /// another of the same chart is pointed at.
    Series(SeriesId),
    /// Ends a series.
    EndSeries,
}

/// A series of a chart, by their numbers in the scene and in the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesId {
    /// Which chart.
    pub chart: u8,
    /// Which of its series.
    pub series: u8,
}

/// Something that can be pointed at, and its name for assistive technology.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it is, for the figure: `n:A`, `l:AB`, `m:4711`.
    pub target: String,
    /// What it is, for people.
    pub label: String,
    /// Where it is; of a line, where its button stands.
    pub rect: Rect,
    /// The line it is, if it is one.
    pub line: Option<(Point, Point)>,
    /// Whether it takes part in keyboard order (a message in flight does not).
    pub focusable: bool,
}

/// A display list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width in CSS pixels.
    pub width: f32,
    /// Height in CSS pixels.
    pub height: f32,
    /// In painting order.
    pub items: Vec<Item>,
    /// The pieces of all paths.
    pub segments: Vec<Segment>,
    /// What can be pointed at, topmost last.
    pub hits: Vec<Hit>,
    /// The series that is pointed at, if one is.
    pub pointed: Option<SeriesId>,
}
