//! Items as elements.

use scene::metrics::text_width;
use scene::number::push_pixels;
use scene::{Anchor, Font, Item, Point, Pose, Rect, Scene, Segment, Shape, Style, Token};

use crate::sheet::Sheet;

/// The elements written so far.
pub(crate) struct Body<'a> {
    out: String,
    sheet: &'a mut Sheet,
}

impl<'a> Body<'a> {
    pub(crate) fn new(sheet: &'a mut Sheet) -> Self {
        Self { out: String::new(), sheet }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Writes all items of a scene, each run as one path.
    pub(crate) fn items(&mut self, scene: &Scene) {
        for run in scene.runs() {
            self.item(scene, run);
        }
    }

    /// Writes a rectangle.
    pub(crate) fn rect(&mut self, rect: Rect, radius: f32, style: Style) {
        self.open("<rect", style);
        push_box(&mut self.out, rect);
        if radius > 0.0 {
            push_attribute(&mut self.out, "rx", radius);
        }
        self.out.push_str("/>\n");
    }

    fn item(&mut self, scene: &Scene, run: &[Item]) {
        match &run[0] {
            Item::Rect { rect, radius, style } => self.rect(*rect, *radius, *style),
            Item::Circle { center, radius, style } => {
                self.open("<circle", *style);
                push_attribute(&mut self.out, "cx", center.x);
                push_attribute(&mut self.out, "cy", center.y);
                push_attribute(&mut self.out, "r", *radius);
                self.out.push_str("/>\n");
            }
            Item::Line { style, .. } => self.lines(run, *style),
            Item::Path { path, style } => {
                self.segments(&scene.segments[path.start as usize..path.end as usize], *style);
            }
            Item::Text { at, text, font, anchor, token } => {
                self.text(*at, text, (*font, *anchor, *token));
            }
            Item::Mark { shape, style, .. } => self.marks(run, *shape, *style),
            // A nested svg clips without an id, which would have to be unique in a page.
            Item::Clip(rect) => {
                self.out.push_str("<svg");
                push_box(&mut self.out, *rect);
                self.out.push_str(" viewBox=\"");
                for (index, value) in [rect.x, rect.y, rect.w, rect.h].into_iter().enumerate() {
                    if index > 0 {
                        self.out.push(' ');
                    }
                    push_pixels(&mut self.out, value);
                }
                self.out.push_str("\">\n");
            }
            Item::EndClip => self.out.push_str("</svg>\n"),
            Item::Series(id) => self.sheet.push_series(&mut self.out, *id),
            Item::EndSeries => self.out.push_str("</g>\n"),
        }
    }

    fn lines(&mut self, run: &[Item], style: Style) {
        self.open_path(style);
        for item in run {
            if let Item::Line { from, to, .. } = item {
                push_command(&mut self.out, 'M', &[*from]);
                push_command(&mut self.out, 'L', &[*to]);
            }
        }
        self.out.push_str("\"/>\n");
    }

    fn segments(&mut self, segments: &[Segment], style: Style) {
        self.open_path(style);
        for segment in segments {
            match *segment {
                Segment::Move(to) => push_command(&mut self.out, 'M', &[to]),
                Segment::Line(to) => push_command(&mut self.out, 'L', &[to]),
                Segment::Cubic(a, b, to) => push_command(&mut self.out, 'C', &[a, b, to]),
                Segment::Close => self.out.push('Z'),
            }
        }
        self.out.push_str("\"/>\n");
    }

    fn marks(&mut self, run: &[Item], shape: Shape, style: Style) {
        self.open_path(style);
        for item in run {
            let Item::Mark { at, size, turn, .. } = item else { continue };
            if shape == Shape::Circle {
                push_circle(&mut self.out, *at, *size);
            }
            let pose = Pose::new(*at, *size, *turn);
            for line in shape.outline() {
                for (index, &point) in line.iter().enumerate() {
                    push_command(
                        &mut self.out,
                        if index == 0 { 'M' } else { 'L' },
                        &[pose.place(point)],
                    );
                }
                if shape.is_closed() {
                    self.out.push('Z');
                }
            }
        }
        self.out.push_str("\"/>\n");
    }

    fn text(&mut self, at: Point, text: &str, (font, anchor, token): (Font, Anchor, Token)) {
        self.out.push_str("<text");
        self.sheet.push_lettering(&mut self.out, font, anchor, token);
        push_attribute(&mut self.out, "x", at.x);
        push_attribute(&mut self.out, "y", at.y);
        // The layout reckoned with this width; the reader's system font may have another.
        if text.len() > 1 {
            push_attribute(&mut self.out, "textLength", text_width(text, font));
            self.out.push_str(" lengthAdjust=\"spacingAndGlyphs\"");
        }
        self.out.push('>');
        push_escaped(&mut self.out, text);
        self.out.push_str("</text>\n");
    }

    fn open(&mut self, tag: &str, style: Style) {
        self.out.push_str(tag);
        self.sheet.push_style(&mut self.out, style);
    }

    fn open_path(&mut self, style: Style) {
        self.open("<path", style);
        self.out.push_str(" d=\"");
    }
}

/// Writes an attribute that is a length in pixels.
pub(crate) fn push_attribute(out: &mut String, name: &str, value: f32) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_pixels(out, value);
    out.push('"');
}

/// Writes the attributes of a rectangle.
pub(crate) fn push_box(out: &mut String, rect: Rect) {
    push_attribute(out, "x", rect.x);
    push_attribute(out, "y", rect.y);
    push_attribute(out, "width", rect.w);
    push_attribute(out, "height", rect.h);
}

/// Writes text so that it is text in XML, in an attribute too; drops what XML 1.0 cannot hold.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\0'..='\u{1f}' if !matches!(c, '\t' | '\n' | '\r') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(c),
        }
    }
}

/// Writes a path command with its points.
fn push_command(out: &mut String, command: char, points: &[Point]) {
    out.push(command);
    for (index, value) in points.iter().flat_map(|point| [point.x, point.y]).enumerate() {
        let before = out.len();
        push_pixels(out, value);
        if index > 0 && out.as_bytes().get(before) != Some(&b'-') {
            out.insert(before, ' ');
        }
    }
}

/// Writes a circle as two arcs of a path.
fn push_circle(out: &mut String, at: Point, radius: f32) {
    push_command(out, 'M', &[at.offset(-radius, 0.0)]);
    for way in [2.0, -2.0] {
        push_command(out, 'a', &[Point::new(radius, radius)]);
        out.push_str(" 0 1 0 ");
        push_pixels(out, way * radius);
        out.push_str(" 0");
    }
    out.push('Z');
}
