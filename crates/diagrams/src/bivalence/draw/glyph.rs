//! The chapter's marks for valencies, each with a shape and a sign of its own.

use crate::bivalence::snapshot::Stand;
use check::valency::Valency;
use scene::{Lettering, Point, Scene, Shape, Style, Token, tokens};

/// The shape, colour and sign of a valency.
#[must_use]
pub fn of(valency: Valency) -> (Shape, Token, &'static str) {
    match valency {
        Valency::Bivalent => (Shape::Diamond, Token::Purple, "0|1"),
        Valency::Zero => (Shape::Circle, Token::Green, "0"),
        Valency::One => (Shape::Square, Token::Orange, "1"),
        Valency::Undecidable => (Shape::Circle, Token::Gray, "\u{2013}"),
        Valency::Unknown => (Shape::Circle, Token::Gray, "?"),
    }
}

/// Draws a configuration; where something is decided, a ring in the colour of decisions stands
/// round it, and a cross over it where two decided differently.
pub fn draw(scene: &mut Scene, at: Point, stand: Stand, (size, alpha): (f32, u8)) {
    let (shape, token, sign) = of(stand.valency);
    if stand.decided != 0 {
        let ring = Style::fill(Token::Yellow).outlined(Token::Ink, 1.25).alpha(alpha);
        scene.circle(at, size + 4.5, ring);
    }
    let reach = if shape == Shape::Diamond { size } else { size * 0.82 };
    let style = match stand.valency {
        Valency::Undecidable | Valency::Unknown => {
            Style::stroke(token, 1.5).filled(Token::Surface).alpha(alpha)
        }
        _ => Style::fill(token).alpha(alpha),
    };
    scene.mark(at, shape, reach, style);
    if size >= 9.0 {
        let on = match stand.valency {
            Valency::Undecidable | Valency::Unknown => Token::Ink,
            // What is faded is nearly the ground.
            _ if alpha < 255 && stand.valency != Valency::Bivalent => Token::Ink,
            _ => tokens::on(token),
        };
        scene.text_middle(at, sign, Lettering::new(11.0).bold().middle().token(on));
    }
    if stand.decided == 3 {
        scene.mark(at, Shape::Cross, size + 2.0, Style::stroke(Token::Red, 2.5));
    }
}

/// A small mark of a valency, without its sign.
pub fn dot(scene: &mut Scene, at: Point, valency: Valency, size: f32) {
    let (shape, token, _) = of(valency);
    let style = match valency {
        Valency::Undecidable | Valency::Unknown => Style::stroke(token, 1.0),
        _ => Style::fill(token),
    };
    scene.mark(at, shape, size, style);
}
