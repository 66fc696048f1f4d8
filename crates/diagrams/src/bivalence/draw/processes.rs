//! What each process knows, how long it has not moved, and the messages on their way.

use super::{Picture, heading};
use crate::bivalence::game::name;
use crate::bivalence::live::Face;
use machine::NodeId;
use scene::{Font, Hit, Lettering, Point, Rect, Scene, Shape, Style, Token, metrics};

/// So long a process can wait before its bar is full.
const FULL: f32 = 12.0;

/// Draws the processes into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    heading(scene, area, "PROCESSES");
    let snapshot = picture.snapshot;
    let height = ((area.h - 38.0) * 0.2).max(38.0).min(56.0);
    let mut y = area.y + 36.0;
    for (index, face) in snapshot.faces.iter().enumerate() {
        let card = Rect::new(area.x + 14.0, y, area.w - 28.0, height);
        draw_card(scene, card, (index as u8, face), snapshot.waits[index]);
        y += height + 5.0;
    }
    draw_letters(picture, scene, Rect::new(area.x, y, area.w, area.bottom() - y));
}

fn draw_card(scene: &mut Scene, card: Rect, (index, face): (u8, &Face), wait: u32) {
    let edge = if face.decided.is_some() { Token::Ink } else { Token::Line };
    scene.rect(card, 5.0, Style::stroke(edge, 1.25));
    let (first, second) = (card.y + card.h * 0.33, card.y + card.h * 0.7);
    let middle = card.center().y;
    let own = name(NodeId(index));
    let named = Lettering::new(13.5).bold().middle();
    scene.text_middle(Point::new(card.x + 20.0, middle), own.clone(), named);
    let x = card.x + 44.0;
    if face.dead {
        scene.mark(Point::new(x + 6.0, middle), Shape::Cross, 5.0, Style::stroke(Token::Gray, 2.0));
        let text = "crashed before its first step";
        scene.text_middle(Point::new(x + 18.0, middle), text, Lettering::new(12.0).muted());
        return;
    }
    let right = card.right() - 10.0;
    scene.text_middle(Point::new(x, first), face.phase.clone(), Lettering::new(12.0));
    let value = face.decided.map_or_else(|| face.value.clone(), |value| format!("decided {value}"));
    if face.decided.is_some() {
        let font = Font { size: 12.5, bold: true };
        let width = metrics::text_width(&value, font) + 12.0;
        let chip = Rect::new(right - width + 4.0, first - 9.0, width, 18.0);
        scene.rect(chip, 4.0, Style::fill(Token::Yellow).outlined(Token::Ink, 1.0));
        let lettering = Lettering::new(12.5).bold().middle().token(Token::Night);
        scene.text_middle(chip.center(), value, lettering);
    } else if !value.is_empty() {
        scene.text_middle(Point::new(right, first), value, Lettering::new(12.5).bold().end());
    }
    if !face.sent.is_empty() {
        let sent = format!("sent {}", face.sent);
        scene.text_middle(Point::new(x, second), sent, Lettering::new(11.0).muted());
    }
    draw_wait(scene, Point::new(right, second), wait);
    let label = format!("{own}: {}, {}", face.phase, waited(wait));
    scene.add_hit(Hit::pointer(format!("p:{index}"), label, card));
}

/// How long a process has not moved, as a bar that is full when it is long.
fn draw_wait(scene: &mut Scene, right: Point, wait: u32) {
    let text = if wait == 0 { "moved now".to_owned() } else { format!("{wait} ago") };
    scene.text_middle(right, text, Lettering::new(11.0).muted().end());
    let frame = Rect::new(right.x - 62.0 - 46.0, right.y - 3.5, 46.0, 7.0);
    scene.rect(frame, 2.0, Style::stroke(Token::Line, 1.0));
    let share = (wait as f32 / FULL).min(1.0);
    let token = if share < 1.0 { Token::Gray } else { Token::Red };
    if wait > 0 {
        scene.rect(Rect { w: frame.w * share, ..frame }, 2.0, Style::fill(token));
    }
}

fn waited(wait: u32) -> String {
    match wait {
        0 => "moved with the last delivery".to_owned(),
        1 => "has not moved for 1 delivery".to_owned(),
        many => format!("has not moved for {many} deliveries"),
    }
}

/// The messages on their way, oldest first, each with its age.
fn draw_letters(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let snapshot = picture.snapshot;
    let columns = if area.w > 250.0 { 2 } else { 1 };
    let rows = ((area.h - 24.0) / 17.0).max(0.0) as usize;
    if rows == 0 {
        return;
    }
    let at = Point::new(area.x + 16.0, area.y + 10.0);
    let count = snapshot.letters.len();
    let title = if count == 0 {
        "no message of use is on its way".to_owned()
    } else {
        format!("{count} on their way, with their ages")
    };
    scene.text_middle(at, title, Lettering::new(11.0).muted());
    let room = rows * columns;
    let wide = (area.w - 30.0) / columns as f32;
    for (index, letter) in snapshot.letters.iter().take(room).enumerate() {
        let at = at.offset((index % columns) as f32 * wide, 19.0 + (index / columns) as f32 * 17.0);
        let style = Style::stroke(Token::Ink, 1.25);
        let style = if letter.now { style.filled(Token::Ink) } else { style };
        scene.mark(at.offset(4.0, 0.0), Shape::Circle, 3.0, style);
        let text = format!("{}\u{2192}{} {}", name(letter.from), name(letter.to), letter.says);
        let lettering = Lettering::new(11.0);
        let lettering = if letter.now { lettering } else { lettering.muted() };
        let text = metrics::ellipsize(&text, lettering.font, wide - 42.0);
        scene.text_middle(at.offset(13.0, 0.0), text, lettering);
        let age = (snapshot.step - letter.since).to_string();
        let lettering = Lettering::new(11.0).muted().end();
        scene.text_middle(at.offset(wide - 16.0, 0.0), age, lettering);
    }
}
