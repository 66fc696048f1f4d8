//! Charts: numbers to items. Axes with round ticks, lines with bands and what closed forms say
//! beside them, a legend, heat maps.
//!
//! plotters places values, finds ticks and draws meshes, series and cells; its backend (`ink`) is
//! the scene. Glyphs, tokens, legends, and what can be pointed at are the scene's own.
//!
//! Axis titles say what is measured and in which unit. No colour speaks alone: series have glyphs,
//! and the cells of a heat map their numbers.

mod axis;
mod lines;
mod series;

mod heat;
mod legend;

mod ink;
mod plane;

#[cfg(test)]
mod tests;

pub use axis::{Axis, Tick, short};
pub use heat::{Cell, Heat};
pub use lines::{Lines, Rule};
pub use series::{Sample, Series, Trace};

use crate::builder::Lettering;
use crate::item::{Shape, Style, Token};

/// Ticks, notes and cells.
const SMALL: Lettering = Lettering::new(11.5);

/// What a chart shows.
const HEAD: Lettering = Lettering::new(13.0).bold();

/// How a point is drawn: of what is only lines there is nothing to fill.
fn glyph(shape: Shape, token: Token) -> Style {
    match shape {
        Shape::Cross | Shape::Check | Shape::Tick | Shape::Arrow => Style::stroke(token, 2.0),
        _ => Style::fill(token).outlined(Token::Surface, 1.25),
    }
}
