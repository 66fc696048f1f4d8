//! How sure each detector of one process is that one other has crashed, over time.

use super::{Picture, look};
use crate::lanes;
use crate::partitions::run;
use crate::partitions::truth::Line;
use crate::partitions::words;
use check::quality;
use machine::Time;
use protocols::detector::estimate::Method;
use scene::layout::Lanes;
use scene::{Hit, Lettering, Point, Rect, Scene, Style, Token};

/// Left of the rows: their names.
const GUTTER: f32 = 92.0;
/// What is drawn of a level, in thousandths of its threshold.
const LEVEL_MAX: u32 = 1_400;

/// Draws a row for each detector into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let (by, of) = picture.params.pair();
    scene.heading(area, &format!("HOW SURE {by} IS THAT {of} HAS CRASHED"));
    let rect = Rect::new(area.x + GUTTER, area.y + 40.0, area.w - GUTTER - 16.0, area.h - 66.0);
    let (from, to) = lanes::span(picture.now(), run::window(picture.params));
    let (from_us, to_us) = (from.as_us(), to.as_us());
    let window = Lanes { rect, count: 7, from_us, to_us };
    let plot = Plot { picture, window, from };
    plot.truth(scene);
    for (index, method) in Method::ALL.into_iter().enumerate() {
        plot.row(index + 1, method, scene);
    }
    plot.axis(scene);
    lanes::playhead(scene, &plot.window, picture.now());
}

struct Plot<'a> {
    picture: &'a Picture<'a>,
    window: Lanes,
    from: Time,
}

impl Plot<'_> {
    fn x(&self, at: Time) -> f32 {
        let rect = self.window.rect;
        self.window.x(at.as_us()).max(rect.x).min(rect.right())
    }

    fn band(&self, row: usize) -> Rect {
        let rect = self.window.rect;
        let height = (rect.h - 30.0) / 6.0;
        let y = if row == 0 { rect.y } else { rect.y + 30.0 + (row - 1) as f32 * height };
        Rect::new(rect.x, y, rect.w, if row == 0 { 14.0 } else { height - 8.0 })
    }

    /// The state of the link to the watcher, in pieces as wide as a few pixels; and its crash.
    fn truth(&self, scene: &mut Scene) {
        let (by, of) = self.picture.params.pair();
        let (band, now) = (self.band(0), self.picture.now());
        let at = Point::new(band.x - 10.0, band.center().y);
        scene.text_middle(at, format!("link {of} to {by}"), Lettering::new(11.0).end().muted());
        scene.rect(band, 0.0, Style::stroke(Token::Line, 1.25));
        let span = self.window.to_us.saturating_sub(self.window.from_us);
        let piece = (span / u64::from((band.w / 2.0).max(1.0) as u32)).max(1);
        let mut at = self.from;
        while at < now {
            let line = self.picture.truth.line((of, by), at);
            let down = self.picture.truth.down(at).contains(of);
            let begun = at;
            let same = |at| {
                self.picture.truth.line((of, by), at) == line
                    && self.picture.truth.down(at).contains(of) == down
            };
            while at < now && same(at) {
                at += Time::us(piece);
            }
            let (left, right) = (self.x(begun), self.x(at.min(now)));
            let rect = Rect::new(left, band.y + 2.0, (right - left).max(0.0), band.h - 4.0);
            let style = match line {
                _ if down => Style::fill(Token::Gray),
                Line::Good => Style::fill(Token::Green).alpha(90),
                Line::Poor => Style::fill(Token::Yellow).outlined(Token::Ink, 1.0),
                Line::Resting => Style::fill(Token::Orange).alpha(60),
                Line::Dead => Style::fill(Token::Red),
            };
            scene.rect(rect, 0.0, style);
        }
    }

    fn row(&self, row: usize, method: Method, scene: &mut Scene) {
        let (band, now) = (self.band(row), self.picture.now());
        let looked = method == self.picture.params.method();
        let (shape, token) = look(method);
        let name = Lettering::new(11.5).end();
        let name = if looked { name.bold() } else { name };
        let middle = Point::new(band.x - 22.0, band.center().y);
        scene.text_middle(middle, words::short(method), name);
        let style = match shape {
            scene::Shape::Check => Style::stroke(token, 2.0),
            _ => Style::fill(token),
        };
        scene.mark(middle.offset(10.0, 0.0), shape, 4.0, style);
        if looked {
            let rect = Rect::new(band.x - GUTTER + 4.0, band.y - 2.0, GUTTER - 8.0, band.h + 4.0);
            scene.rect(rect, 6.0, Style::stroke(Token::Ink, 1.25));
        }
        self.suspicions(method, band, scene);
        scene.line(
            Point::new(band.x, band.bottom()),
            Point::new(band.right(), band.bottom()),
            Style::stroke(Token::Line, 1.25),
        );
        let threshold = self.y(band, 1_000);
        scene.line(
            Point::new(band.x, threshold),
            Point::new(band.right(), threshold),
            Style::stroke(Token::Ink, 1.0).dashed(),
        );
        self.curve(method, (band, token), scene);
        let (by, of) = self.picture.params.pair();
        let outputs = self.picture.run.record().record.outputs((by, of), method, now);
        let verb = if quality::suspected(&outputs, now) { "suspects" } else { "trusts" };
        let label = format!("{}: {by} {verb} {of}", words::method(method));
        let rect = Rect::new(band.x - GUTTER + 4.0, band.y, GUTTER + band.w - 4.0, band.h);
        scene.add_hit(Hit::new(format!("d:{}", method as usize), label, rect));
    }

    fn y(&self, band: Rect, level: u32) -> f32 {
        band.bottom() - band.h * level.min(LEVEL_MAX) as f32 / LEVEL_MAX as f32
    }

    /// When it suspected: red while that was wrong, gray when it was right.
    fn suspicions(&self, method: Method, band: Rect, scene: &mut Scene) {
        let now = self.picture.now();
        let outputs =
            self.picture.run.record().record.outputs(self.picture.params.pair(), method, now);
        let of = self.picture.params.pair().1;
        for (index, &(at, suspects)) in outputs.iter().enumerate() {
            let until = outputs.get(index + 1).map_or(now, |(at, _)| *at);
            let (left, right) = (self.x(at), self.x(until));
            if !suspects || until < self.from || right <= left {
                continue;
            }
            let right_to = self.picture.truth.down(until).contains(of);
            let token = if right_to { Token::Gray } else { Token::Red };
            let rect = Rect::new(left, band.y, right - left, band.h);
            scene.rect(rect, 0.0, Style::fill(token).alpha(44));
            scene.rect(Rect { h: 3.0, ..rect }, 0.0, Style::fill(token));
        }
    }

    /// The level; of many ticks in a pixel the highest and the lowest.
    fn curve(&self, method: Method, (band, token): (Rect, Token), scene: &mut Scene) {
        let now = self.picture.now();
        let levels = &self.picture.run.record().record.levels;
        let first = levels.partition_point(|(at, _)| *at < self.from);
        let shown = levels[first..].iter().take_while(|(at, _)| *at <= now);
        let mut points: Vec<Point> = Vec::new();
        let mut column: Option<(f32, u32, u32)> = None;
        let mut flush = |column: Option<(f32, u32, u32)>| {
            if let Some((x, low, high)) = column {
                points.push(Point::new(x, self.y(band, high)));
                if low < high {
                    points.push(Point::new(x, self.y(band, low)));
                }
            }
        };
        for (at, all) in shown {
            let (x, level) = (self.x(*at), all[method as usize]);
            match &mut column {
                Some((left, low, high)) if x - *left < 1.0 => {
                    (*low, *high) = ((*low).min(level), (*high).max(level));
                }
                _ => {
                    flush(column);
                    column = Some((x, level, level));
                }
            }
        }
        flush(column);
        scene.path().polyline(points).draw(Style::stroke(token, 1.5));
    }

    fn axis(&self, scene: &mut Scene) {
        let rect = self.window.rect;
        for tick in self.window.ticks(90.0) {
            let at = Point::new(tick.x, rect.bottom());
            scene.line(at, at.offset(0.0, 4.0), Style::stroke(Token::Line, 1.25));
            if tick.x > rect.x + 8.0 && tick.x < rect.right() - 24.0 {
                scene.text(at.offset(0.0, 17.0), tick.label, Lettering::new(11.0).middle().muted());
            }
        }
        let at = Point::new(rect.x - 10.0, rect.bottom() + 17.0);
        scene.text(at, "- - threshold", Lettering::new(11.0).end().muted());
    }
}
