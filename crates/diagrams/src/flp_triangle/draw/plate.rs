//! The plate: the chapter's triangle, on the two assumptions that it leaves unsaid.

use super::Picture;
use crate::flp_triangle::claim::{Assumption, Witness};
use crate::flp_triangle::params::Params;
use scene::{Hit, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics, tokens};

/// Where things are on the plate last drawn.
#[derive(Clone, Default)]
pub struct Plate {
    /// Where the handle can be put.
    pub spots: Vec<(Spot, Point)>,
    /// Where it is.
    pub handle: Point,
}

/// Which of the three corners are kept, as bits in the order of [`CORNERS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot(pub u8);

/// The corners, from the top on.
pub const CORNERS: [Assumption; 3] =
    [Assumption::Safety, Assumption::Liveness, Assumption::Asynchrony];

/// What it stands on.
const PROPS: [Assumption; 2] = [Assumption::Crash, Assumption::Determinism];

impl Spot {
    /// In words, as something to do.
    pub fn label(self) -> &'static str {
        match self.0 {
            0b111 => "Keep all three corners",
            0b011 => "Drop asynchrony",
            0b101 => "Drop liveness",
            0b110 => "Drop safety",
            0b001 => "Keep safety alone",
            0b010 => "Keep liveness alone",
            0b100 => "Keep asynchrony alone",
            _ => "Drop all three corners",
        }
    }
}

impl Plate {
    /// The spot nearest to a place.
    pub fn nearest(&self, to: Point) -> Option<Spot> {
        let first = self.spots.iter();
        let nearest = first.min_by(|(_, a), (_, b)| a.distance(to).total_cmp(&b.distance(to)));
        nearest.map(|(spot, _)| *spot)
    }
}

/// Draws the plate into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) -> Plate {
    scene.heading(area, "FIVE ASSUMPTIONS");
    let lines = claim_lines(picture.params, area.w - 32.0);
    let text = lines.iter().map(|line| line.1).sum::<f32>() + 12.0;
    let top = Point::new(area.center().x, area.y + 54.0);
    let height = (area.bottom() - text - 94.0 - top.y).max(60.0);
    let half = (height * 0.72).min(area.w / 2.0 - 62.0);
    let base = top.y + height;
    let corners = [top, Point::new(top.x - half, base), Point::new(top.x + half, base)];
    let drawing = Drawing { picture, corners, area };
    let plate = drawing.plate();
    drawing.draw_props(scene);
    drawing.draw_triangle(scene);
    drawing.draw_corners(scene);
    drawing.draw_spots(scene, &plate);
    let mut at = Point::new(area.x + 16.0, area.bottom() - text);
    for (line, height, lettering) in lines {
        at.y += height;
        scene.text(at, line, lettering);
    }
    plate
}

/// What is true of these assumptions and who showed it, in lines with their heights.
fn claim_lines(params: &Params, width: f32) -> Vec<(String, f32, Lettering)> {
    let claim = Witness::of(params).claim();
    let parts = [
        (claim.title, 17.0, Lettering::new(13.0).bold()),
        (claim.sentence, 16.0, Lettering::new(12.0)),
        (Witness::rule(params), 16.0, Lettering::new(12.0).muted()),
        (claim.source, 17.0, Lettering::new(11.0).muted()),
    ];
    let broken = parts.into_iter().flat_map(|(text, height, lettering)| {
        let lines = metrics::wrap(text, lettering.font, width);
        lines.into_iter().map(move |line| (line, height, lettering))
    });
    broken.collect()
}

struct Drawing<'a> {
    picture: &'a Picture<'a>,
    /// In the order of [`CORNERS`].
    corners: [Point; 3],
    area: Rect,
}

impl Drawing<'_> {
    fn keeps(&self, assumption: Assumption) -> bool {
        assumption.holds(self.picture.params)
    }

    fn witness(&self) -> Witness {
        Witness::of(self.picture.params)
    }

    fn spot(&self) -> Spot {
        let kept =
            CORNERS.iter().enumerate().map(|(bit, corner)| u8::from(self.keeps(*corner)) << bit);
        Spot(kept.sum())
    }

    fn middle(&self) -> Point {
        let [a, b, c] = self.corners;
        Point::new((a.x + b.x + c.x) / 3.0, (a.y + b.y + c.y) / 3.0)
    }

    /// Where the handle is for each choice of corners: in the middle, on an edge, near a corner, or
    /// outside.
    fn plate(&self) -> Plate {
        let place = |spot: u8| {
            let kept = (0..3).filter(|bit| spot >> bit & 1 == 1).map(|bit| self.corners[bit]);
            let kept: Vec<Point> = kept.collect();
            match kept[..] {
                [corner] => corner.lerp(self.middle(), 0.42),
                [a, b] => a.lerp(b, 0.5),
                [_, _, _] => self.middle(),
                _ => Point::new(self.area.x + 34.0, self.corners[0].y),
            }
        };
        let spots: Vec<(Spot, Point)> = (0..8).map(|spot| (Spot(spot), place(spot))).collect();
        let handle = place(self.spot().0);
        Plate { spots, handle }
    }

    /// The two props under the base, each whole or broken, on the ground.
    fn draw_props(&self, scene: &mut Scene) {
        let [_, left, right] = self.corners;
        let ground = left.y + 46.0;
        for (prop, share) in PROPS.into_iter().zip([0.3, 0.7]) {
            let top = left.lerp(right, share);
            let foot = Point::new(top.x, ground);
            if self.keeps(prop) {
                scene.line(top, foot, Style::stroke(Token::Ink, 4.0));
            } else {
                scene.line(top, top.offset(0.0, 10.0), Style::stroke(Token::Muted, 1.25).dashed());
            }
            self.draw_toggle(scene, prop, foot);
            let label = Lettering::new(13.0).bold().middle();
            scene.text(foot.offset(0.0, 26.0), prop.label(), label);
            let sense = Lettering::new(11.0).middle().muted();
            scene.text(foot.offset(0.0, 40.0), prop.sense(), sense);
        }
    }

    fn draw_triangle(&self, scene: &mut Scene) {
        let impossible = self.witness() == Witness::Middle;
        let token = if impossible { Token::Red } else { Token::Green };
        let inside = Style::fill(token).alpha(if impossible { 26 } else { 22 });
        scene.path().polyline(self.corners).close().draw(inside);
        for (missing, words) in [(2, "with time"), (1, "may never decide"), (0, "may decide wrong")]
        {
            let (a, b) = (self.corners[(missing + 1) % 3], self.corners[(missing + 2) % 3]);
            let whole = (0..3).filter(|&bit| bit != missing).all(|bit| self.keeps(CORNERS[bit]));
            let used = whole && !self.keeps(CORNERS[missing]);
            let style = match (used, whole) {
                (true, _) => Style::stroke(Token::Ink, 3.0),
                (_, true) => Style::stroke(Token::Ink, 1.25),
                _ => Style::stroke(Token::Muted, 1.25).dashed(),
            };
            scene.line(a, b, style);
            let at = a.lerp(b, 0.5);
            let words_at = Lettering::new(11.0).muted();
            match missing {
                2 => scene.text(at.offset(-18.0, -4.0), words, words_at.end()),
                1 => scene.text(at.offset(18.0, -4.0), words, words_at),
                _ => scene.text(at.offset(0.0, -16.0), words, words_at.middle()),
            }
        }
    }

    fn draw_corners(&self, scene: &mut Scene) {
        for (bit, corner) in CORNERS.into_iter().enumerate() {
            let at = self.corners[bit];
            self.draw_toggle(scene, corner, at);
            let (label, sense) = (Lettering::new(13.0).bold(), Lettering::new(11.0).muted());
            if bit == 0 {
                scene.text(at.offset(18.0, -2.0), corner.label(), label);
                scene.text(at.offset(18.0, 12.0), corner.sense(), sense);
            } else {
                scene.text(at.offset(0.0, 27.0), corner.label(), label.middle());
                scene.text(at.offset(0.0, 41.0), corner.sense(), sense.middle());
            }
        }
    }

    /// An assumption as something to press: filled with a check if it is made, hollow if not.
    fn draw_toggle(&self, scene: &mut Scene, assumption: Assumption, at: Point) {
        let (on, token) = (self.keeps(assumption), token(assumption));
        if on {
            scene.circle(at, 11.0, Style::fill(token).outlined(Token::Surface, 2.0));
            scene.mark(at, Shape::Check, 5.0, Style::stroke(tokens::on(token), 2.0));
        } else {
            scene.circle(at, 11.0, Style::stroke(token, 2.0).filled(Token::Surface).dashed());
        }
        let state = if on { "assumed" } else { "dropped" };
        let label = format!("{}, {}: {state}", assumption.label(), assumption.sense());
        scene.add_hit(Hit::new(
            format!("a:{}", assumption.id()),
            label,
            Rect::around(at, 22.0, 22.0),
        ));
    }

    /// Where the handle can be put, and the handle.
    fn draw_spots(&self, scene: &mut Scene, plate: &Plate) {
        let here = self.spot();
        for (spot, at) in plate.spots.iter().filter(|(spot, _)| *spot != here) {
            scene.circle(*at, 3.0, Style::fill(Token::Surface).outlined(Token::Muted, 1.25));
            let rect = Rect::around(*at, 14.0, 14.0);
            let target = format!("s:{}", spot.0);
            scene.add_hit(if spot.0.count_ones() == 2 || spot.0 == 7 {
                Hit::new(target, spot.label(), rect)
            } else {
                Hit::pointer(target, spot.label(), rect)
            });
        }
        if here.0 != 0 {
            let outside = plate.spots[0].1.offset(9.0, 0.0);
            scene.text_middle(outside, "none", Lettering::new(11.0).muted());
        }
        let at = plate.handle;
        scene.circle(at, 14.0, Style::fill(Token::Surface).outlined(Token::Ink, 2.0));
        if self.witness() == Witness::Middle {
            scene.mark(at, Shape::Cross, 6.0, Style::stroke(Token::Red, 3.0));
        } else {
            scene.mark(at, Shape::Check, 6.0, Style::stroke(Token::Ink, 2.5));
        }
    }
}

fn token(assumption: Assumption) -> Token {
    match assumption {
        Assumption::Safety => Token::Blue,
        Assumption::Liveness => Token::Green,
        Assumption::Asynchrony => Token::Red,
        Assumption::Crash | Assumption::Determinism => Token::Gray,
    }
}
