//! Every kind of trouble for every detector.

use super::Picture;
use crate::partitions::table::{Cell, Row, note};
use crate::partitions::words;
use protocols::detector::estimate::Method;
use scene::chart::short;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token, metrics, number};

/// Draws the table into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    scene.heading(area, "A RUN OF EACH KIND OF TROUBLE ON A, FOR EACH DETECTOR");
    let lettering = Lettering::new(11.0).muted();
    let text = metrics::ellipsize(note(picture.params), lettering.font, area.w - 28.0);
    scene.text(Point::new(area.x + 16.0, area.y + 43.0), text, lettering);
    let names = (area.w * 0.21).min(112.0);
    let rect = Rect::new(area.x + names, area.y + 58.0, area.w - names - 8.0, area.h - 66.0);
    let (width, height) = (rect.w / 6.0, ((rect.h - 26.0) / 7.0).min(64.0));
    for (index, method) in Method::ALL.into_iter().enumerate() {
        let looked = method == picture.params.method();
        let head = Lettering::new(11.0).middle();
        let at = Point::new(rect.x + (index as f32 + 0.5) * width, rect.y + 12.0);
        scene.text_middle(at, words::short(method), if looked { head.bold() } else { head });
    }
    for (index, row) in Row::ALL.into_iter().enumerate() {
        let y = rect.y + 26.0 + index as f32 * height;
        let line = Rect::new(area.x + 8.0, y, area.w - 16.0, height);
        head(row, line, names - 8.0, scene);
        let Some((_, cells)) = picture.table.rows.get(index) else {
            let at = Point::new(rect.x + 8.0, y + height / 2.0);
            scene.text_middle(at, "to be run", Lettering::new(11.0).muted());
            continue;
        };
        for (column, cell) in cells.iter().enumerate() {
            let place = Rect::new(rect.x + column as f32 * width, y, width, height);
            draw_cell(row, cell, place, scene);
        }
    }
}

fn head(row: Row, line: Rect, width: f32, scene: &mut Scene) {
    let (token, shape) = row.look();
    let style = Style::stroke(Token::Line, 1.25);
    scene.line(Point::new(line.x, line.y), Point::new(line.right(), line.y), style);
    let at = Point::new(line.x + 10.0, line.center().y);
    let style = match shape {
        Shape::Arrow | Shape::Cross => Style::stroke(token, 2.0),
        _ => Style::fill(token).outlined(Token::Ink, 1.0),
    };
    scene.mark(at, shape, 4.5, style);
    let lettering = Lettering::new(11.5);
    for (index, text) in metrics::wrap(row.label(), lettering.font, width - 20.0).iter().enumerate()
    {
        let lines = metrics::wrap(row.label(), lettering.font, width - 20.0).len() as f32;
        let dy = (index as f32 - (lines - 1.0) / 2.0) * 14.0;
        scene.text_middle(at.offset(11.0, dy), text.clone(), lettering);
    }
}

fn draw_cell(row: Row, cell: &Cell, place: Rect, scene: &mut Scene) {
    let center = place.center();
    let first =
        cell.noticed.map_or_else(|| "\u{2013}".to_owned(), |at| number::duration(at.as_us()));
    // What is noticed though nothing is wrong is a mistake.
    let lettering = Lettering::new(12.0).middle();
    let lettering = if row == Row::Healthy { lettering } else { lettering.bold() };
    scene.text_middle(center.offset(0.0, -8.0), first, lettering);
    let rate = format!("{}/min", short(cell.false_milli as f64 / 1e3));
    scene.text_middle(center.offset(0.0, 8.0), rate, Lettering::new(11.0).middle().muted());
    if cell.told {
        // Under the numbers; where rows are low, before them.
        let low = place.h < 46.0;
        let at = if low { place.x + 4.0 } else { center.x };
        let at = Point::new(at, if low { center.y } else { place.bottom() - 6.0 });
        scene.mark(at, Shape::Check, 4.0, Style::stroke(Token::Green, 2.0));
    }
}
