//! Heat maps: a number for every pair of names, on a ground that is darker the larger it is.

use super::ink::{pen, units, write};
use super::plane::{Along, Plane};
use super::{Axis, HEAD, SMALL, short};
use crate::item::{Hit, Point, Rect, Scene, Style, Token};
use crate::metrics::{ellipsize, text_width};
use plotters::element::Rectangle;
use plotters::style::text_anchor::VPos;

/// A heat map.
pub struct Heat<'a> {
    /// What is measured, with its unit.
    pub title: &'a str,
    /// What the numbers are.
    pub note: &'a str,
    /// Named, from left to right.
    pub columns: &'a Axis,
    /// Named, downwards.
    pub rows: &'a Axis,
    /// What stands where.
    pub cells: &'a [Cell],
}

/// A cell of a heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its place among the columns.
    pub column: usize,
    /// Its place among the rows.
    pub row: usize,
    /// Its number, if it has one.
    pub value: Option<f64>,
    /// What it is, for people.
    pub label: String,
    /// What it is, for whoever is pointed at it; empty if it leads nowhere.
    pub target: String,
}

/// Height of a row.
const ROW: f32 = 44.0;
/// Height of a line of the legend.
const LINE: f32 = 20.0;
/// Head, note and the rows' title; under the cells their names and the columns' title.
const ABOVE: f32 = 62.0;
const BELOW: f32 = 42.0;
/// Between a cell's ground and its sides.
const GAP: f32 = 1.0;
/// Opacity of the largest numbers' ground, of 255: ink on it is at 4.5:1 or better in both themes.
const ALPHA_MAX: f32 = 138.0;
const ALPHA_MIN: f32 = 14.0;

impl Heat<'_> {
    /// How high it is if it is so wide.
    #[must_use]
    pub fn height(&self, width: f32) -> f32 {
        let (_, lines) = self.legend(width);
        ABOVE + lines * LINE + self.rows.ticks().len() as f32 * ROW + BELOW
    }

    /// Draws it into a part of the scene.
    pub fn draw(&self, scene: &mut Scene, rect: Rect) {
        let head = Point::new(rect.x, rect.y + HEAD.font.size);
        scene.text(head, ellipsize(self.title, HEAD.font, rect.w), HEAD);
        let note = ellipsize(self.note, SMALL.font, rect.w);
        scene.text(head.offset(0.0, 17.0), note, SMALL.muted());
        let (legend, lines) = self.legend(rect.w);
        for (at, alpha, words) in legend {
            let at = Point::new(rect.x + at.x, rect.y + 44.0 + at.y);
            scene.rect(Rect::around(at.offset(7.0, 0.0), 7.0, 7.0), 2.0, ground(alpha));
            scene.text_middle(at.offset(20.0, 0.0), words, SMALL);
        }
        let names = self.rows.ticks().iter().map(|tick| text_width(&tick.label, SMALL.font));
        let left = (names.fold(0.0, f32::max) + 10.0).min(rect.w * 0.3);
        let (_, rest) = rect.split_top(ABOVE + lines * LINE);
        let area = Rect::new(rest.x + left, rest.y, rest.w - left, rest.h - BELOW);
        let (columns, rows) = (Along::new(self.columns, 0.0, &[]), Along::new(self.rows, 0.0, &[]));
        let plane = Plane::downwards(area, columns, rows);
        self.names(scene, rect, area);
        let classes = self.classes();
        plane.draw(scene, self.cells.iter().map(|cell| cell.ground(&classes)));
        for cell in self.cells {
            cell.number(scene, &plane);
        }
    }

    /// The classes of numbers: where the legend has each, its ground and its words; and how many
    /// lines they take.
    fn legend(&self, width: f32) -> (Vec<(Point, u8, String)>, f32) {
        let classes = self.classes();
        let mut out = Vec::new();
        let (mut x, mut line) = (0.0, 0.0);
        for (at, pair) in classes.windows(2).enumerate() {
            let words = format!("{} to {}", pair[0].1, pair[1].1);
            let wide = 20.0 + text_width(&words, SMALL.font) + 16.0;
            if x > 0.0 && x + wide > width {
                (x, line) = (0.0, line + 1.0);
            }
            out.push((Point::new(x, line * LINE), alpha(at, classes.len() - 1), words));
            x += wide;
        }
        (out, line + 1.0)
    }

    /// The round numbers between the classes.
    fn classes(&self) -> Vec<(f64, String)> {
        let values = self.cells.iter().filter_map(|cell| cell.value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return Vec::new();
        }
        let axis = Axis::linear("", (low, high), 5);
        axis.ticks().iter().map(|tick| (tick.value, tick.label.clone())).collect()
    }

    fn names(&self, scene: &mut Scene, rect: Rect, area: Rect) {
        let (columns, rows) = (self.columns.ticks(), self.rows.ticks());
        let each = area.w / columns.len().max(1) as f32;
        for (at, tick) in columns.iter().enumerate() {
            let name = ellipsize(&tick.label, SMALL.font, each - 4.0);
            if !name.is_empty() {
                let x = area.x + (at as f32 + 0.5) * each;
                scene.text(Point::new(x, area.bottom() + 16.0), name, SMALL.middle().muted());
            }
        }
        let left = area.x - rect.x;
        for (at, tick) in rows.iter().enumerate() {
            let name = ellipsize(&tick.label, SMALL.font, left - 8.0);
            if !name.is_empty() {
                let y = area.y + (at as f32 + 0.5) * area.h / rows.len() as f32;
                scene.text_middle(Point::new(area.x - 8.0, y), name, SMALL.end().muted());
            }
        }
        let title = ellipsize(&self.rows.title, SMALL.font, rect.w);
        scene.text(Point::new(rect.x, area.y - 8.0), title, SMALL);
        let title = ellipsize(&self.columns.title, SMALL.font, area.w);
        let at = Point::new(area.center().x, rect.bottom() - 4.0);
        scene.text(at, title, SMALL.middle());
    }
}

impl Cell {
    /// Its corners: it reaches half-way to the next names.
    fn corners(&self) -> [(f64, f64); 2] {
        let (x, y) = (self.column as f64, self.row as f64);
        [(x - 0.5, y - 0.5), (x + 0.5, y + 0.5)]
    }

    /// What its number is written on.
    fn ground(&self, classes: &[(f64, String)]) -> Rectangle<(f64, f64)> {
        let style = self.value.map_or(Style::stroke(Token::Line, 1.25).dotted(), |value| {
            let under = classes.iter().skip(1).filter(|(bound, _)| value >= *bound).count();
            let last = classes.len().saturating_sub(2);
            ground(alpha(under.min(last), last + 1))
        });
        let mut out = Rectangle::new(self.corners(), pen(style, None));
        let gap = units(GAP).unsigned_abs();
        out.set_margin(gap, gap, gap, gap);
        out
    }

    fn number(&self, scene: &mut Scene, plane: &Plane<'_>) {
        let [from, to] = self.corners().map(|(x, y)| plane.point(x, y));
        let rect = Rect::new(from.x, from.y, to.x - from.x, to.y - from.y);
        let number = self.value.map_or_else(|| "\u{2013}".to_owned(), short);
        let how = if self.value.is_some() { SMALL.middle() } else { SMALL.middle().muted() };
        let number = ellipsize(&number, SMALL.font, rect.w - 2.0 * GAP);
        write(scene, rect.center(), &number, (how, VPos::Center));
        if !self.target.is_empty() {
            scene.add_hit(Hit::new(&*self.target, &*self.label, rect));
        }
    }
}

/// The ground of a class, from the faintest to the strongest.
fn ground(alpha: u8) -> Style {
    Style::fill(Token::Blue).alpha(alpha)
}

fn alpha(class: usize, classes: usize) -> u8 {
    let share = class as f32 / classes.saturating_sub(1).max(1) as f32;
    (ALPHA_MIN + share * (ALPHA_MAX - ALPHA_MIN)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;

    fn drawn(values: &[Option<f64>], width: f32) -> Scene {
        let columns = Axis::named("loss", ["0 %", "2 %", "10 %"].map(str::to_owned));
        let rows = Axis::named("replicas", ["3 replicas", "5 replicas"].map(str::to_owned));
        let cell = |(at, value): (usize, &Option<f64>)| Cell {
            column: at % 3,
            row: at / 3,
            value: *value,
            label: format!("cell {at}"),
            target: format!("c:{at}"),
        };
        let cells: Vec<_> = values.iter().enumerate().map(cell).collect();
        let (title, note) = ("p99, ms", "mean of 40 runs");
        let heat = Heat { title, note, columns: &columns, rows: &rows, cells: &cells };
        let mut scene = Scene::default();
        scene.clear(width, heat.height(width));
        let bounds = scene.bounds();
        heat.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        scene
    }

    fn texts(scene: &Scene) -> Vec<&str> {
        let texts = scene.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn every_cell_says_its_number_and_the_legend_its_classes() {
        let values = [1.0, 12.0, 25.0, 31.0, 44.0, 50.0].map(Some);
        for width in [320.0, 390.0, 900.0] {
            let scene = drawn(&values, width);
            let texts = texts(&scene);
            for number in ["1", "12", "25", "31", "44", "50"] {
                assert!(texts.contains(&number), "{number} in {texts:?}");
            }
            for class in ["0 to 10", "10 to 20", "40 to 50", "loss", "replicas"] {
                assert!(texts.contains(&class), "{class} in {texts:?}");
            }
            assert_eq!(scene.hits.len(), 6);
            assert!(scene.hits.iter().all(|hit| hit.rect.h >= 44.0 && hit.rect.w >= 44.0));
        }
    }

    #[test]
    fn the_ground_is_stronger_the_larger_the_number() {
        let scene = drawn(&[1.0, 12.0, 25.0, 31.0, 44.0, 50.0].map(Some), 600.0);
        let grounds = scene.items.iter().filter_map(|item| match item {
            Item::Rect { rect, style, .. } if rect.h > 20.0 => Some(style.alpha),
            _ => None,
        });
        let grounds: Vec<_> = grounds.collect();
        assert_eq!(grounds, [14, 45, 76, 107, 138, 138]);
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let scene = drawn(&[None, Some(1.0), None, None, None, None], 390.0);
        assert_eq!(texts(&scene).iter().filter(|text| **text == "\u{2013}").count(), 5);
        assert!(!texts(&drawn(&[None; 6], 390.0)).is_empty());
    }
}
