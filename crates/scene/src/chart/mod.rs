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

/// Between which shares the true one is when `count` of `n` were found, with 95 % confidence.
/// \[Wilson 1927\]
#[must_use]
pub fn share_band(count: usize, n: usize) -> (f64, f64) {
    let (z, n) = (1.959_964_f64, n as f64);
    let (p, z2) = (count as f64 / n, z * z);
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

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

#[cfg(test)]
mod share_tests {
    use super::share_band;

    #[test]
    fn shares_have_the_intervals_of_the_tables() {
        // Newcombe 1998, table I: 81 of 263, and 0 of 20.
        let (low, high) = share_band(81, 263);
        assert_eq!(((low * 1e4).round(), (high * 1e4).round()), (2553.0, 3662.0));
        let (low, high) = share_band(0, 20);
        assert_eq!((low, (high * 1e4).round()), (0.0, 1611.0));
        assert!((share_band(20, 20).1 - 1.0).abs() < 1e-9);
    }
}
