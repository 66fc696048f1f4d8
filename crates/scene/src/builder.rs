//! Putting items into a scene.

use crate::item::{
    Anchor, Dash, Font, Hit, Item, Path, Point, Rect, Scene, Segment, SeriesId, Shape, Style, Token,
};
use crate::metrics::ellipsize;

impl Scene {
    /// Empties the scene and gives it a size; the buffers stay, so that a frame allocates little, and
    /// so does what is pointed at.
    pub fn clear(&mut self, width: f32, height: f32) {
        self.width = width;
        self.height = height;
        self.items.clear();
        self.segments.clear();
        self.hits.clear();
    }

    /// The whole scene as a rectangle.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// Adds a rectangle with its corners rounded by `radius` pixels.
    pub fn rect(&mut self, rect: Rect, radius: f32, style: Style) {
        self.items.push(Item::Rect { rect, radius, style });
    }

    /// Adds a circle.
    pub fn circle(&mut self, center: Point, radius: f32, style: Style) {
        self.items.push(Item::Circle { center, radius, style });
    }

    /// Adds a straight line.
    pub fn line(&mut self, from: Point, to: Point, style: Style) {
        self.items.push(Item::Line { from, to, style });
    }

    /// Starts a path; [`PathBuilder::draw`] adds it.
    pub fn path(&mut self) -> PathBuilder<'_> {
        let start = self.segments.len();
        PathBuilder { scene: self, start }
    }

    /// Adds one line of text with its baseline at `at`.
    pub fn text(&mut self, at: Point, text: impl Into<String>, lettering: Lettering) {
        let Lettering { font, anchor, token } = lettering;
        self.items.push(Item::Text { at, text: text.into(), font, anchor, token });
    }

    /// Adds one line of text with the middle of its capitals at the height of `at`.
    pub fn text_middle(&mut self, at: Point, text: impl Into<String>, lettering: Lettering) {
        let at = Point::new(at.x, at.y + lettering.font.drop());
        self.text(at, text, lettering);
    }

    /// Adds the heading of a view: small and muted, in the top left corner of its area.
    pub fn heading(&mut self, area: Rect, text: &str) {
        let lettering = Lettering::new(11.0).muted();
        let text = ellipsize(text, lettering.font, area.w - 20.0);
        self.text(Point::new(area.x + 16.0, area.y + 25.0), text, lettering);
    }

    /// Adds a glyph that reaches `size` pixels from `at` to each side.
    pub fn mark(&mut self, at: Point, shape: Shape, size: f32, style: Style) {
        self.items.push(Item::Mark { at, shape, size, turn: 0.0, style });
    }

    /// Adds an arrow head with its tip at `tip`, seen as coming from `from`.
    pub fn arrow_head(&mut self, from: Point, tip: Point, size: f32, style: Style) {
        let turn = libm::atan2f(tip.y - from.y, tip.x - from.x);
        let at = tip.toward(from, size);
        self.items.push(Item::Mark { at, shape: Shape::Arrow, size, turn, style });
    }

    /// Keeps everything that `draw` adds inside `rect`.
    pub fn clip(&mut self, rect: Rect, draw: impl FnOnce(&mut Scene)) {
        self.items.push(Item::Clip(rect));
        draw(self);
        self.items.push(Item::EndClip);
    }

    /// Makes everything that `draw` adds a part of a series.
    pub fn series(&mut self, id: SeriesId, draw: impl FnOnce(&mut Scene)) {
        self.items.push(Item::Series(id));
        draw(self);
        self.items.push(Item::EndSeries);
    }

    /// Whether a series steps back for another that is pointed at.
    #[must_use]
    pub fn steps_back(&self, id: SeriesId) -> bool {
        self.pointed.is_some_and(|pointed| pointed.chart == id.chart && pointed != id)
    }

    /// The number of the next chart.
    pub(crate) fn next_chart(&self) -> u8 {
        let last = self.items.iter().rev().find_map(|item| match item {
            Item::Series(id) => Some(id.chart + 1),
            _ => None,
        });
        last.unwrap_or_default()
    }

    /// Adds something to point at, above what was added before.
    pub fn add_hit(&mut self, hit: Hit) {
        self.hits.push(hit);
    }
}

/// A path being drawn into a scene: `scene.path().move_to(a).line_to(b).draw(style)`.
#[must_use = "a path is added by `draw`"]
pub struct PathBuilder<'a> {
    scene: &'a mut Scene,
    start: usize,
}

impl PathBuilder<'_> {
    /// Lifts the pen and sets it down at `to`.
    pub fn move_to(self, to: Point) -> Self {
        self.push(Segment::Move(to))
    }

    /// Draws straight to `to`.
    pub fn line_to(self, to: Point) -> Self {
        self.push(Segment::Line(to))
    }

    /// Draws a cubic curve to `to` through the control points `a` and `b`.
    pub fn cubic_to(self, a: Point, b: Point, to: Point) -> Self {
        self.push(Segment::Cubic(a, b, to))
    }

    /// Draws straight back to where the pen was set down.
    pub fn close(self) -> Self {
        self.push(Segment::Close)
    }

    /// Sets the pen down at the first of `points` and draws straight through the others.
    pub fn polyline(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        for (index, point) in points.into_iter().enumerate() {
            self = if index == 0 { self.move_to(point) } else { self.line_to(point) };
        }
        self
    }

    /// Draws a smooth curve through `points`, each tangent along its two neighbours (Catmull and
    /// Rom 1974, with the usual tension of one sixth of the chord as Bézier handles).
    pub fn smooth(mut self, points: &[Point]) -> Self {
        let Some(&first) = points.first() else { return self };
        self = self.move_to(first);
        for i in 1..points.len() {
            let (p1, p2) = (points[i - 1], points[i]);
            let p0 = if i >= 2 { points[i - 2] } else { p1 };
            let p3 = points.get(i + 1).copied().unwrap_or(p2);
            let a = Point::new(p1.x + (p2.x - p0.x) / 6.0, p1.y + (p2.y - p0.y) / 6.0);
            let b = Point::new(p2.x - (p3.x - p1.x) / 6.0, p2.y - (p3.y - p1.y) / 6.0);
            self = self.cubic_to(a, b, p2);
        }
        self
    }

    /// Adds the path to the scene; a path without a segment adds nothing.
    pub fn draw(self, style: Style) {
        let (start, end) = (self.start as u32, self.scene.segments.len() as u32);
        if start < end {
            self.scene.items.push(Item::Path { path: Path { start, end }, style });
        }
    }

    fn push(self, segment: Segment) -> Self {
        self.scene.segments.push(segment);
        self
    }
}

/// How a text is set: `Lettering::new(12.0).bold().middle().token(Token::Muted)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lettering {
    /// Size and weight.
    pub font: Font,
    /// Where the text stands relative to its point.
    pub anchor: Anchor,
    /// Colour.
    pub token: Token,
}

impl Lettering {
    /// Regular ink, `size` pixels high, to the right of its point.
    #[must_use]
    pub const fn new(size: f32) -> Self {
        Self { font: Font { size, bold: false }, anchor: Anchor::Start, token: Token::Ink }
    }

    /// In semibold.
    #[must_use]
    pub const fn bold(mut self) -> Self {
        self.font.bold = true;
        self
    }

    /// Anchored so.
    #[must_use]
    pub const fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// Centred on its point.
    #[must_use]
    pub const fn middle(self) -> Self {
        self.anchor(Anchor::Middle)
    }

    /// To the left of its point.
    #[must_use]
    pub const fn end(self) -> Self {
        self.anchor(Anchor::End)
    }

    /// In this colour; text tokens are ink, muted, surface and, for short labels, the others.
    #[must_use]
    pub const fn token(mut self, token: Token) -> Self {
        self.token = token;
        self
    }

    /// In the colour of secondary text.
    #[must_use]
    pub const fn muted(self) -> Self {
        self.token(Token::Muted)
    }
}

impl Style {
    /// Filled, without an outline.
    #[must_use]
    pub const fn fill(token: Token) -> Self {
        Self { fill: Some(token), stroke: None, width: 0.0, dash: Dash::Solid, alpha: 255 }
    }

    /// An outline `width` pixels wide, not filled. Hairlines are 1.25, emphasis is 2.
    #[must_use]
    pub const fn stroke(token: Token, width: f32) -> Self {
        Self { fill: None, stroke: Some(token), width, dash: Dash::Solid, alpha: 255 }
    }

    /// Filled as well.
    #[must_use]
    pub const fn filled(mut self, token: Token) -> Self {
        self.fill = Some(token);
        self
    }

    /// Outlined as well.
    #[must_use]
    pub const fn outlined(mut self, token: Token, width: f32) -> Self {
        self.stroke = Some(token);
        self.width = width;
        self
    }

    /// With this opacity, of 255.
    #[must_use]
    pub const fn alpha(mut self, alpha: u8) -> Self {
        self.alpha = alpha;
        self
    }

    /// With a dashed outline.
    #[must_use]
    pub const fn dashed(mut self) -> Self {
        self.dash = Dash::Dashed;
        self
    }

    /// With a dotted outline.
    #[must_use]
    pub const fn dotted(mut self) -> Self {
        self.dash = Dash::Dotted;
        self
    }
}

impl Font {
    /// How far the baseline stands under the middle of capitals and digits: half their height,
    /// 0.716 em in Arial and its metric equals.
    #[must_use]
    pub fn drop(self) -> f32 {
        self.size * 0.358
    }
}

impl SeriesId {
    /// What its place in a legend is called as a target: `key:0:1`.
    #[must_use]
    pub fn target(self) -> String {
        format!("key:{}:{}", self.chart, self.series)
    }

    /// The series whose place in a legend a target is.
    #[must_use]
    pub fn of(target: &str) -> Option<Self> {
        let (chart, series) = target.strip_prefix("key:")?.split_once(':')?;
        Some(Self { chart: chart.parse().ok()?, series: series.parse().ok()? })
    }
}

impl Hit {
    /// Something that takes part in keyboard order.
    pub fn new(target: impl Into<String>, label: impl Into<String>, rect: Rect) -> Self {
        Self { target: target.into(), label: label.into(), rect, line: None, focusable: true }
    }

    /// Something for the pointer alone, such as a message in flight.
    pub fn pointer(target: impl Into<String>, label: impl Into<String>, rect: Rect) -> Self {
        Self { focusable: false, ..Self::new(target, label, rect) }
    }
}
