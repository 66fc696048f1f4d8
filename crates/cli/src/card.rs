//! The social card: what a chat shows of a link to a page.

use crate::raster;
use crate::run::glyph;
use anyhow::Result;
use diagrams::Figure;
use diagrams::figure::{Frame, Standing};
use scene::metrics::{ellipsize, text_width};
use scene::{Lettering, Point, Rect, Scene, Style, Token};
use svg::{Coloring, Options};

/// Width and height in pixels: what previews are asked to be.
pub const SIZE: (u16, u16) = (1200, 630);

/// The left column: its left side, and how wide its lines may be.
const COLUMN: (f32, f32) = (56.0, 416.0);

/// The still on the right: its left side, and how much larger than on a page it is drawn, since a
/// preview is shown at half its size.
const STILL: (f32, f32) = (512.0, 1.5);

/// A line of text: how high the letters are, and how far apart the baselines.
const LINE: f32 = 1.3;

/// The card of a run at its playhead, as PNG: name, purpose and verdict beside a still.
///
/// # Errors
/// It cannot be drawn.
pub fn card(figure: &mut dyn Figure) -> Result<Vec<u8>> {
    let (width, height) = (f32::from(SIZE.0), f32::from(SIZE.1));
    let (left, zoom) = STILL;
    let mut face = Scene::default();
    face.clear(width, height);
    face.rect(Rect::new(0.0, 0.0, left, height), 0.0, Style::fill(Token::Ground));
    words(figure, &mut face);

    let mut still = Scene::default();
    let frame = Frame { width: (width - left) / zoom, height: height / zoom, view: Some(0) };
    figure.scene(frame, &mut still);
    let options = Options { theme: Coloring::Light, ..Options::default() };
    let still = svg::to_svg(&still, &options);
    let face = svg::to_svg(&face, &Options { standalone: true, ..options });
    let face = face.trim_end().trim_end_matches("</svg>");
    let card =
        format!("{face}<g transform=\"translate({left} 0) scale({zoom})\">{still}</g></svg>");
    raster::png(&card, 1.0)
}

/// The column of words.
fn words(figure: &dyn Figure, face: &mut Scene) {
    let entry = figure.entry();
    let (left, _) = COLUMN;
    let title = Lettering::new(54.0).bold();
    let bottom = paragraph(face, 108.0, (entry.title, 3), title);
    let purpose = Lettering::new(27.0).token(Token::Muted);
    let bottom = paragraph(face, bottom + 12.0, (entry.purpose, 5), purpose);
    if let Some(verdict) = figure.report().verdicts.first() {
        let token = match verdict.standing {
            Standing::Holds => Token::Blue,
            Standing::Violated => Token::Red,
            Standing::Unknown => Token::Muted,
        };
        let says = format!("{} {}", glyph(verdict.standing), verdict.label);
        paragraph(face, bottom + 30.0, (&says, 1), Lettering::new(30.0).bold().token(token));
    }
    let name = Lettering::new(26.0).bold().token(Token::Blue);
    face.text(Point::new(left, f32::from(SIZE.1) - 48.0), "Bivalent", name);
}

/// A text in lines, at most so many, the first with its baseline at `y`; gives the baseline that
/// comes next.
fn paragraph(face: &mut Scene, y: f32, text: (&str, usize), lettering: Lettering) -> f32 {
    let (left, width) = COLUMN;
    let (text, most) = text;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = &lines[lines.len() - 1];
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        let fits = line.is_empty() || text_width(&longer, lettering.font) <= width;
        if fits || lines.len() == most {
            lines.pop();
            lines.push(longer);
        } else {
            lines.push(word.to_owned());
        }
    }
    let mut baseline = y;
    for line in lines {
        face.text(Point::new(left, baseline), ellipsize(&line, lettering.font, width), lettering);
        baseline += lettering.font.size * LINE;
    }
    baseline
}
