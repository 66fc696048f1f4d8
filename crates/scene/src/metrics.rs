//! How wide a text is, the same natively and in the page.
//!
//! No layout asks a browser: it would answer differently on each machine, and a run's picture
//! would depend on it.

use crate::item::Font;

/// The width of `text` in pixels; kerning is not counted.
#[must_use]
pub fn text_width(text: &str, font: Font) -> f32 {
    let thousandths: u32 = text.chars().map(|c| u32::from(advance(c, font.bold))).sum();
    thousandths as f32 * font.size / 1000.0
}

/// `text`, cut and ended with an ellipsis if it is wider than `max` pixels; empty if not even the
/// ellipsis and one letter fit.
#[must_use]
pub fn ellipsize(text: &str, font: Font, max: f32) -> String {
    if text_width(text, font) <= max {
        return text.to_owned();
    }
    let room = max - text_width("…", font);
    let mut width = 0.0;
    let mut kept = 0;
    for (index, c) in text.char_indices() {
        width += f32::from(advance(c, font.bold)) * font.size / 1000.0;
        if width > room {
            break;
        }
        kept = index + c.len_utf8();
    }
    let kept = text.get(..kept).unwrap_or_default().trim_end();
    if kept.is_empty() { String::new() } else { [kept, "…"].concat() }
}

/// How far `c` moves the pen, in thousandths of the font's size.
fn advance(c: char, bold: bool) -> u16 {
    let ascii = if bold { &BOLD } else { &REGULAR };
    let index = (c as usize).wrapping_sub(0x20);
    if let Some(&advance) = ascii.get(index) {
        return advance;
    }
    match OTHERS.binary_search_by_key(&c, |other| other.0) {
        Ok(index) if bold => OTHERS[index].2,
        Ok(index) => OTHERS[index].1,
        Err(_) => 1000,
    }
}

/// Space to tilde in Liberation Sans 2, which has the advances of Arial.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same in Liberation Sans Bold.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Other characters that figures use, in order; those that Liberation Sans lacks as in DejaVu Sans.
#[rustfmt::skip]
const OTHERS: [(char, u16, u16); 30] = [
    ('\u{a0}', 278, 278),
    ('°', 400, 400),
    ('±', 549, 549),
    ('µ', 576, 576),
    ('·', 278, 278),
    ('×', 584, 584),
    ('Δ', 668, 719),
    ('\u{2009}', 200, 200),
    ('–', 556, 556),
    ('—', 1000, 1000),
    ('’', 222, 278),
    ('…', 1000, 1000),
    ('\u{202f}', 200, 200),
    ('←', 1000, 1000),
    ('↑', 500, 500),
    ('→', 1000, 1000),
    ('↓', 500, 500),
    ('↔', 1000, 1000),
    ('−', 584, 584),
    ('∞', 713, 713),
    ('≈', 549, 549),
    ('≠', 549, 549),
    ('≤', 549, 549),
    ('≥', 549, 549),
    ('⊥', 871, 914),
    ('◇', 769, 769),
    ('✓', 838, 838),
    ('✗', 838, 838),
    ('⟨', 390, 457),
    ('⟩', 390, 457),
];

/// The lines of a text that is broken between words so that none is wider than `max`; a word that
/// is wider by itself has a line of its own.
#[must_use]
pub fn wrap(text: &str, font: Font, max: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(last) = lines.last_mut() {
            let length = last.len();
            last.push(' ');
            last.push_str(word);
            if text_width(last, font) <= max {
                continue;
            }
            last.truncate(length);
        }
        lines.push(word.to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REGULAR_10: Font = Font { size: 10.0, bold: false };
    const BOLD_10: Font = Font { size: 10.0, bold: true };

    #[test]
    fn widths_are_those_of_arial() {
        let thousandths = |text, font| (text_width(text, font) * 100.0).round() as u32;
        assert_eq!(
            thousandths("Bivalent", REGULAR_10),
            667 + 222 + 500 + 556 + 222 + 556 + 556 + 278
        );
        assert_eq!(thousandths("x=7", BOLD_10), 556 + 584 + 556);
        assert_eq!(thousandths("⟨B9 C2⟩", REGULAR_10), 390 + 667 + 556 + 278 + 722 + 556 + 390);
        assert_eq!(thousandths("p1 ← p2", REGULAR_10), 2 * (556 + 556 + 278) + 1000);
        assert_eq!(thousandths("", REGULAR_10), 0);
        assert_eq!(thousandths("雪", BOLD_10), 1000, "an unknown character counts as a full em");
    }

    #[test]
    fn other_characters_are_in_order() {
        assert!(OTHERS.is_sorted_by_key(|other| other.0));
        assert!(OTHERS.iter().all(|other| !other.0.is_ascii()));
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        assert_eq!(ellipsize("linearizable", REGULAR_10, 60.0), "linearizable");
        assert_eq!(ellipsize("linearizable", REGULAR_10, 40.0), "lineari…");
        assert_eq!(
            ellipsize("no order fits", REGULAR_10, 25.0),
            "no…",
            "no space before the ellipsis"
        );
        assert_eq!(ellipsize("linearizable", REGULAR_10, 8.0), "");
    }

    proptest! {
        #[test]
        fn ellipsized_text_fits(text in "[ -~→×]{0,40}", max in 0.0_f32..300.0, bold: bool) {
            let font = Font { size: 12.0, bold };
            let short = ellipsize(&text, font, max);
            prop_assert!(text_width(&short, font) <= max.max(text_width(&text, font).min(max)) + 0.001);
            prop_assert!(short == text || short.is_empty() || text.starts_with(short.trim_end_matches('…')));
        }
    }

    #[test]
    fn lines_break_between_words_and_long_words_stand_alone() {
        let font = Font { size: 12.0, bold: false };
        let text = "in an asynchronous system no deterministic protocol decides";
        let lines = wrap(text, font, 110.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 2 && lines.iter().all(|line| text_width(line, font) <= 110.0));
        assert_eq!(wrap("a bc", font, 1.0), ["a", "bc"]);
        assert!(wrap("  ", font, 110.0).is_empty());
    }
}
