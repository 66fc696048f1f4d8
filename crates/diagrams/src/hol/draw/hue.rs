//! Each stream's colour and pattern, so that no colour speaks alone.

use scene::{Point, Rect, Scene, Style, Token, tokens};

/// By stream, and then again with other patterns; red and yellow mean something else here.
const HUES: [Token; 6] =
    [Token::Blue, Token::Green, Token::Orange, Token::Purple, Token::Cyan, Token::Gray];

/// Lines across a box from one of its places to another, in shares of its sides.
type Lines = &'static [[(f32, f32); 2]];

const PATTERNS: [Lines; 6] = [
    &[],
    &[[(0.0, 1.0), (1.0, 0.0)]],
    &[[(0.0, 0.5), (1.0, 0.5)]],
    &[[(0.0, 0.0), (1.0, 1.0)]],
    &[[(0.5, 0.0), (0.5, 1.0)]],
    &[[(0.0, 0.0), (1.0, 1.0)], [(0.0, 1.0), (1.0, 0.0)]],
];

/// A box of a stream, without its pattern if it is small or `plain`.
pub fn fill(rect: Rect, stream: u32, plain: bool, scene: &mut Scene) {
    let (index, round) = (stream as usize % HUES.len(), stream as usize / HUES.len());
    scene.rect(rect, 0.0, Style::fill(HUES[index]));
    if plain || rect.w < 5.0 || rect.h < 3.0 {
        return;
    }
    for [from, to] in PATTERNS[(index + round) % PATTERNS.len()] {
        let place = |(x, y): (f32, f32)| Point::new(rect.x + x * rect.w, rect.y + y * rect.h);
        scene.line(place(*from), place(*to), Style::stroke(tokens::on(HUES[index]), 1.25));
    }
}
