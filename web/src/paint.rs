//! The canvas painter: one `match` over the items of a scene.

use core::f64::consts::TAU;

use js_sys::Float64Array;
use scene::metrics::text_width;
use scene::number::push_pixels;
use scene::tokens::{self, Theme};
use scene::{Anchor, Dash, Font, Item, Point, Pose, Rect, Scene, Segment, Shape, Style, Token};
use web_sys::CanvasRenderingContext2d;

/// Paints `scene` from the canvas's top left corner, over whatever was there, in the colours of
/// `theme`. `dpr` is how many pixels of the canvas a CSS pixel has; the canvas keeps its size.
pub fn paint(ctx: &CanvasRenderingContext2d, scene: &Scene, theme: Theme, dpr: f64) {
    let mut pen = Pen::new(ctx, theme, dpr);
    // One unit of the canvas is one CSS pixel from here on.
    let _ = ctx.set_transform(dpr, 0.0, 0.0, dpr, 0.0, 0.0);
    ctx.clear_rect(0.0, 0.0, f64::from(scene.width), f64::from(scene.height));
    ctx.set_line_join("round");
    for run in scene.runs() {
        pen.draw(scene, run);
    }
}

// How much goes into one path. Measured in Chromium without a GPU: 4,000 long lines take 72 ms to
// rasterise as one path, 11 ms in fours and 10 ms one by one; 4,000 diamonds 9 ms as one path and
// 3.3 ms in sixteens, where the calls from Rust still count for little.
const LINES_A_PATH: usize = 4;
const MARKS_A_PATH: usize = 16;
/// Radius in pixels of the canvas up to which a disc is drawn as a box: 1.3 ms for 4,000, not 6.
const DOT_RADIUS_MAX: f64 = 2.25;

/// A context, and what was last told to it: a property is set when it changes, since setting a
/// colour or a font for every item costs more than drawing them.
struct Pen<'a> {
    ctx: &'a CanvasRenderingContext2d,
    dpr: f64,
    palette: [String; tokens::COUNT],
    fonts: Vec<(Font, String)>,
    state: State,
    /// States to return to at the end of each open clip.
    saved: Vec<State>,
    /// Whether what is drawn is of a series that steps back.
    back: bool,
}

/// What the context was last told; nothing is known of a new one.
#[derive(Clone, Copy, Default)]
struct State {
    fill: Option<Token>,
    stroke: Option<Token>,
    alpha: Option<u8>,
    width: Option<u32>,
    dash: Option<Dash>,
    font: Option<Font>,
    anchor: Option<Anchor>,
}

impl<'a> Pen<'a> {
    fn new(ctx: &'a CanvasRenderingContext2d, theme: Theme, dpr: f64) -> Self {
        let palette = tokens::ALL.map(|token| tokens::color(token, theme).hex());
        let (fonts, state, saved) = (Vec::new(), State::default(), Vec::new());
        Self { ctx, dpr, palette, fonts, state, saved, back: false }
    }

    /// Draws a run as [`Scene::runs`] gives it: its items differ in place alone.
    fn draw(&mut self, scene: &Scene, run: &[Item]) {
        match &run[0] {
            Item::Rect { rect, radius, style } => self.rect(*rect, *radius, *style),
            Item::Circle { center, radius, style } => {
                self.ctx.begin_path();
                self.arc(*center, *radius);
                self.ink(*style);
            }
            Item::Line { style, .. } => self.lines(run, Style { fill: None, ..*style }),
            Item::Path { path, style } => {
                self.ctx.begin_path();
                self.segments(&scene.segments[path.start as usize..path.end as usize]);
                self.ink(*style);
            }
            Item::Text { at, text, font, anchor, token } => {
                self.letter(*font, *anchor, *token);
                // The layout reckoned with this width: a wider system font is condensed to it.
                let (x, y) = (f64::from(at.x), f64::from(at.y));
                let width = f64::from(text_width(text, *font)) + 0.5;
                let _ = self.ctx.fill_text_with_max_width(text, x, y, width);
            }
            Item::Mark { shape, size, style, .. } => self.marks(run, *shape, *size, *style),
            Item::Clip(rect) => {
                self.ctx.save();
                self.saved.push(self.state);
                self.ctx.begin_path();
                self.outline(*rect);
                self.ctx.clip();
            }
            Item::EndClip => {
                if let Some(state) = self.saved.pop() {
                    self.ctx.restore();
                    self.state = state;
                }
            }
            Item::Series(id) => self.back = scene.steps_back(*id),
            Item::EndSeries => self.back = false,
        }
    }

    fn rect(&mut self, rect: Rect, radius: f32, style: Style) {
        if let (Some(token), None, true) = (style.fill, style.stroke, radius <= 0.0) {
            self.set_alpha(style.alpha);
            self.set_fill(token);
            let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(f64::from);
            return self.ctx.fill_rect(x, y, w, h);
        }
        self.ctx.begin_path();
        if radius > 0.0 {
            let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(f64::from);
            let _ = self.ctx.round_rect_with_f64(x, y, w, h, f64::from(radius));
        } else {
            self.outline(rect);
        }
        self.ink(style);
    }

    fn lines(&mut self, run: &[Item], style: Style) {
        for part in run.chunks(LINES_A_PATH) {
            self.ctx.begin_path();
            for item in part {
                if let Item::Line { from, to, .. } = item {
                    let (from, to) = self.sharp(*from, *to, style.width);
                    self.move_to(from);
                    self.line_to(to);
                }
            }
            self.ink(style);
        }
    }

    /// A line that runs along the pixels, moved by less than one so that its sides fall between
    /// them and a hairline is not smeared over two; any other line as it is.
    fn sharp(&self, mut from: Point, mut to: Point, width: f32) -> (Point, Point) {
        let dpr = self.dpr as f32;
        let snap = |middle: f32| ((middle - width / 2.0) * dpr).round() / dpr + width / 2.0;
        if (from.x - to.x).abs() < 0.01 {
            from.x = snap(from.x);
            to.x = from.x;
        } else if (from.y - to.y).abs() < 0.01 {
            from.y = snap(from.y);
            to.y = from.y;
        }
        (from, to)
    }

    fn marks(&mut self, run: &[Item], shape: Shape, size: f32, style: Style) {
        if let (Some(token), None, Some(half)) =
            (style.fill, style.stroke, self.box_of(shape, size, run))
        {
            self.set_alpha(style.alpha);
            self.set_fill(token);
            for item in run {
                if let Item::Mark { at, .. } = item {
                    let (x, y) = (f64::from(at.x - half), f64::from(at.y - half));
                    self.ctx.fill_rect(x, y, f64::from(2.0 * half), f64::from(2.0 * half));
                }
            }
            return;
        }
        for part in run.chunks(MARKS_A_PATH) {
            self.ctx.begin_path();
            for item in part {
                let Item::Mark { at, turn, .. } = item else { continue };
                match shape {
                    Shape::Circle => self.arc(*at, size),
                    _ => self.polylines(shape, Pose::new(*at, size, *turn), style),
                }
            }
            self.ink(style);
        }
    }

    /// Half the side of the box that stands for a mark, if one can: a square's own, or one of a
    /// disc's area if the disc is so small that nobody sees its corners.
    fn box_of(&self, shape: Shape, size: f32, run: &[Item]) -> Option<f32> {
        let upright = |item: &Item| matches!(item, Item::Mark { turn, .. } if turn.abs() <= 0.0);
        match shape {
            Shape::Square if run.iter().all(upright) => Some(size * 0.9),
            Shape::Circle if f64::from(size) * self.dpr <= DOT_RADIUS_MAX => Some(size * 0.886),
            _ => None,
        }
    }

    fn polylines(&self, shape: Shape, pose: Pose, style: Style) {
        for line in shape.outline() {
            self.move_to(pose.place(line[0]));
            for &point in &line[1..] {
                self.line_to(pose.place(point));
            }
            // A fill closes by itself, and Chromium's closePath is slow in a path of many pieces.
            if shape.is_closed() && style.stroke.is_some() {
                self.ctx.close_path();
            }
        }
    }

    fn segments(&self, segments: &[Segment]) {
        for segment in segments {
            match *segment {
                Segment::Move(to) => self.move_to(to),
                Segment::Line(to) => self.line_to(to),
                Segment::Cubic(a, b, to) => {
                    let [ax, ay, bx, by, x, y] = [a.x, a.y, b.x, b.y, to.x, to.y].map(f64::from);
                    self.ctx.bezier_curve_to(ax, ay, bx, by, x, y);
                }
                Segment::Close => self.ctx.close_path(),
            }
        }
    }

    fn arc(&self, at: Point, radius: f32) {
        self.move_to(at.offset(radius, 0.0));
        let _ = self.ctx.arc(f64::from(at.x), f64::from(at.y), f64::from(radius), 0.0, TAU);
    }

    fn outline(&self, rect: Rect) {
        let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(f64::from);
        self.ctx.rect(x, y, w, h);
    }

    fn move_to(&self, to: Point) {
        self.ctx.move_to(f64::from(to.x), f64::from(to.y));
    }

    fn line_to(&self, to: Point) {
        self.ctx.line_to(f64::from(to.x), f64::from(to.y));
    }

    /// Fills and strokes the path at hand.
    fn ink(&mut self, style: Style) {
        self.set_alpha(style.alpha);
        if let Some(token) = style.fill {
            self.set_fill(token);
            self.ctx.fill();
        }
        if let Some(token) = style.stroke {
            if changed(&mut self.state.stroke, token) {
                self.ctx.set_stroke_style_str(&self.palette[token as usize]);
            }
            if changed(&mut self.state.width, style.width.to_bits()) {
                self.ctx.set_line_width(f64::from(style.width));
            }
            if changed(&mut self.state.dash, style.dash) {
                let lengths: &[f64] = match style.dash {
                    Dash::Solid => &[],
                    Dash::Dashed => &[4.0, 3.0],
                    Dash::Dotted => &[1.0, 3.0],
                };
                let _ = self.ctx.set_line_dash(&Float64Array::from(lengths));
            }
            self.ctx.stroke();
        }
    }

    /// Makes ready for a text.
    fn letter(&mut self, font: Font, anchor: Anchor, token: Token) {
        self.set_alpha(255);
        self.set_fill(token);
        if changed(&mut self.state.anchor, anchor) {
            self.ctx.set_text_align(match anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
        }
        if changed(&mut self.state.font, font) {
            let known = self.fonts.iter().position(|(known, _)| *known == font);
            let index = known.unwrap_or_else(|| {
                self.fonts.push((font, css_font(font)));
                self.fonts.len() - 1
            });
            self.ctx.set_font(&self.fonts[index].1);
        }
    }

    fn set_fill(&mut self, token: Token) {
        if changed(&mut self.state.fill, token) {
            self.ctx.set_fill_style_str(&self.palette[token as usize]);
        }
    }

    fn set_alpha(&mut self, alpha: u8) {
        let alpha = if self.back { alpha / 5 } else { alpha };
        if changed(&mut self.state.alpha, alpha) {
            self.ctx.set_global_alpha(f64::from(alpha) / 255.0);
        }
    }
}

/// Remembers a value; whether it is a new one.
fn changed<T: PartialEq>(known: &mut Option<T>, value: T) -> bool {
    let is_new = known.as_ref() != Some(&value);
    if is_new {
        *known = Some(value);
    }
    is_new
}

/// A font as CSS writes it: `600 12px system-ui,...`.
fn css_font(font: Font) -> String {
    let mut css = String::from(if font.bold { "600 " } else { "" });
    push_pixels(&mut css, font.size);
    css.push_str("px ");
    css.push_str(tokens::FAMILY);
    css
}
