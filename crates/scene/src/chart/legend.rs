//! A chart's legend: what each series is. While one is pointed at, or has the focus, the others step
//! back.

use super::series::{Sample, Series, Trace};
use super::{SMALL, glyph, short};
use crate::item::{Hit, Point, Rect, Scene, SeriesId, Style};
use crate::metrics::{ellipsize, text_width};

/// A series of a legend.
pub struct Key<'a> {
    /// Which it is.
    pub id: SeriesId,
    /// The series.
    pub series: &'a Series,
    /// What is measured, with its unit.
    pub unit: &'a str,
}

/// Height of a line.
const LINE: f32 = 20.0;
/// Width of a series' line and glyph.
const SAMPLE: f32 = 26.0;

/// How high the legend is if it is so wide.
pub fn height(width: f32, keys: &[Key<'_>]) -> f32 {
    places(width, keys).last().map_or(0.0, |last| last.bottom())
}

/// Where each key is, from the top left corner.
fn places(width: f32, keys: &[Key<'_>]) -> Vec<Rect> {
    let (mut x, mut y) = (0.0, 0.0);
    let place = |key: &Key<'_>| {
        let wide = (SAMPLE + text_width(&key.series.name, SMALL.font) + 4.0).min(width);
        if x > 0.0 && x + wide > width {
            (x, y) = (0.0, y + LINE);
        }
        let rect = Rect::new(x, y, wide, LINE);
        x += wide + 12.0;
        rect
    };
    keys.iter().map(place).collect()
}

/// Draws it from its top left corner.
pub fn draw(scene: &mut Scene, from: Point, width: f32, keys: &[Key<'_>]) {
    for (key, place) in keys.iter().zip(places(width, keys)) {
        let rect = Rect { x: from.x + place.x, y: from.y + place.y, ..place };
        scene.series(key.id, |scene| key.draw(scene, rect));
        scene.add_hit(Hit::new(key.id.target(), key.words(), rect));
    }
}

impl Key<'_> {
    fn draw(&self, scene: &mut Scene, rect: Rect) {
        let Series { name, trace, shape, token, .. } = self.series;
        let (left, right) = (Point::new(rect.x, rect.center().y), SAMPLE - 7.0);
        let style = Style::stroke(*token, 2.0);
        let style = if *trace == Trace::Expected { style.dashed() } else { style };
        scene.line(left, left.offset(right, 0.0), style);
        if *trace != Trace::Expected {
            scene.mark(left.offset(right / 2.0, 0.0), *shape, 5.5, glyph(*shape, *token));
        }
        let name = ellipsize(name, SMALL.font, rect.w - SAMPLE);
        if !name.is_empty() {
            scene.text_middle(left.offset(SAMPLE, 0.0), name, SMALL);
        }
    }

    /// The series in words: its name, and from where to where it goes.
    fn words(&self) -> String {
        let values = self.series.samples.iter().filter_map(Sample::value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let range = match low > high {
            true => "nothing was measured".to_owned(),
            false => format!("{} to {} ({})", short(low), short(high), self.unit),
        };
        format!("{}: {range}", self.series.name)
    }
}
