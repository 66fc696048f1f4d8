//! The two views of one moment: the plate with the triangle, and the run in space and time.

mod lanes;
mod plate;

use super::params::Params;
use super::run::Run;
use crate::figure::Frame;
use protocols::consensus::Bit;
use scene::{Lettering, Point, Rect, Scene, Shape, Style, Token};

pub use plate::{CORNERS, Plate, Spot};

/// All that the views draw.
pub struct Picture<'a> {
    /// What was set.
    pub params: &'a Params,
    /// The run, at its playhead.
    pub run: &'a Run,
}

impl Picture<'_> {
    /// Draws the views that `frame` asks for; where things are on the plate, if that is drawn.
    pub fn draw(&self, frame: Frame, scene: &mut Scene) -> Option<Plate> {
        let all = Rect::new(0.0, 0.0, frame.width, frame.height);
        scene.rect(all, 0.0, Style::fill(Token::Surface));
        match frame.view {
            Some(1) => {
                lanes::draw(self, all, scene);
                None
            }
            Some(_) => Some(plate::draw(self, all, scene)),
            None => {
                let (left, right) = all.split_left((all.w * 0.46).round());
                let plate = plate::draw(self, left, scene);
                lanes::draw(self, right, scene);
                let (top, bottom) = (Point::new(right.x, 0.0), Point::new(right.x, all.h));
                scene.line(top, bottom, Style::stroke(Token::Line, 1.25));
                Some(plate)
            }
        }
    }
}

/// The mark of a value: 0 is a green circle, 1 an orange square.
fn mark(value: Bit) -> (Shape, Token) {
    if value == 0 { (Shape::Circle, Token::Green) } else { (Shape::Square, Token::Orange) }
}

/// A value by its mark, with its digit.
fn value(scene: &mut Scene, at: Point, value: Bit, size: f32) {
    let (shape, token) = mark(value);
    scene.mark(at, shape, size, Style::fill(token).outlined(Token::Ink, 1.25));
    let digit = if value == 0 { "0" } else { "1" };
    scene.text_middle(at, digit, Lettering::new(11.0).bold().middle().token(Token::Night));
}
