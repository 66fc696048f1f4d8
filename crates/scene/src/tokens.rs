//! The token table: what each colour's meaning looks like in each theme.
//!
//! Painters and style sheets both read it; no colour is written anywhere else.

use crate::item::Token;

/// Which of its two values a token takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    #[default]
    Light,
    /// Paper on ink.
    Dark,
}

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The value of `token` in `theme`.
#[must_use]
pub fn color(token: Token, theme: Theme) -> Rgb {
    let (_, light, dark) = TABLE[token as usize];
    let value = match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    };
    Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
}

/// Its CSS custom property, without the two dashes.
#[must_use]
pub fn name(token: Token) -> &'static str {
    TABLE[token as usize].0
}

/// The token for text on a ground of `token`, at 4.5:1 or better in both themes.
#[must_use]
pub fn on(token: Token) -> Token {
    match token {
        Token::Ground | Token::Surface | Token::Line => Token::Ink,
        Token::Green | Token::Orange | Token::Yellow => Token::Night,
        _ => Token::Surface,
    }
}

/// All tokens, in the order of the table.
pub const ALL: [Token; COUNT] = [
    Token::Ground,
    Token::Surface,
    Token::Ink,
    Token::Muted,
    Token::Line,
    Token::Blue,
    Token::Green,
    Token::Red,
    Token::Orange,
    Token::Yellow,
    Token::Purple,
    Token::Cyan,
    Token::Gray,
    Token::Night,
];

/// How many tokens there are.
pub const COUNT: usize = 14;

/// The family of all text in pictures: the reader's system sans.
pub const FAMILY: &str = "system-ui,\"Liberation Sans\",Arial,sans-serif";

/// The table as CSS custom properties: light, dark where the reader's system asks for it, and
/// either where `data-theme` on the root says so.
#[must_use]
pub fn css() -> String {
    let mut out = String::from(":root{");
    declare(&mut out, Theme::Light);
    out.push_str("}\n@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){");
    declare(&mut out, Theme::Dark);
    out.push_str("}}\n@media screen{:root[data-theme=dark]{");
    declare(&mut out, Theme::Dark);
    out.push_str("}}\n");
    out
}

impl Rgb {
    /// As in CSS: `#1b1f24`.
    #[must_use]
    pub fn hex(self) -> String {
        let mut out = String::with_capacity(7);
        out.push('#');
        for channel in [self.0, self.1, self.2] {
            for digit in [channel >> 4, channel & 15] {
                out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
            }
        }
        out
    }
}

/// Writes the declarations of one theme, the browser's own controls included.
fn declare(out: &mut String, theme: Theme) {
    out.push_str(match theme {
        Theme::Light => "color-scheme:light",
        Theme::Dark => "color-scheme:dark",
    });
    for token in ALL {
        out.push_str(";--");
        out.push_str(name(token));
        out.push(':');
        out.push_str(&color(token, theme).hex());
    }
}

/// Name, light value, dark value, in the order of [`Token`].
const TABLE: [(&str, u32, u32); COUNT] = [
    ("ground", 0xfbfaf7, 0x14171c),
    ("surface", 0xffffff, 0x1c2027),
    ("ink", 0x1b1f24, 0xeceae4),
    ("muted", 0x565d66, 0xa2a9b4),
    ("line", 0xc9c6bd, 0x3a404a),
    ("blue", 0x152c8e, 0x6a91d8),
    ("green", 0x529b84, 0x52cea4),
    ("red", 0xa80012, 0xe55c49),
    ("orange", 0xdb6200, 0xfe9e33),
    ("yellow", 0xeedb61, 0xfeefab),
    ("purple", 0x503082, 0x9f81cc),
    ("cyan", 0x206771, 0xabf2f8),
    ("gray", 0x6b7280, 0x9aa3af),
    ("night", 0x1b1f24, 0x14171c),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_tokens() {
        for (index, token) in ALL.into_iter().enumerate() {
            assert_eq!(token as usize, index);
        }
        assert_eq!(name(Token::Gray), "gray");
        assert_eq!(color(Token::Orange, Theme::Dark).hex(), "#fe9e33");
    }

    #[test]
    fn style_sheet_has_each_theme_once_by_system_and_once_by_choice() {
        let css = css();
        assert!(css.starts_with(
            ":root{color-scheme:light;--ground:#fbfaf7;--surface:#ffffff;--ink:#1b1f24;"
        ));
        assert_eq!(css.matches("--red:#a80012").count(), 1);
        assert_eq!(css.matches("--red:#e55c49").count(), 2);
        assert!(css.contains(
            "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){"
        ));
        assert!(css.contains("@media screen{:root[data-theme=dark]{"));
    }

    #[test]
    fn text_tokens_pass_4_5_and_marks_3_to_1_on_paper() {
        use Token::*;
        for theme in [Theme::Light, Theme::Dark] {
            for ground in [Ground, Surface] {
                for text in [Ink, Muted] {
                    let contrast = contrast(color(text, theme), color(ground, theme));
                    assert!(contrast >= 4.5, "{text:?} on {ground:?}, {theme:?}: {contrast:.2}");
                }
                for mark in [Blue, Green, Red, Orange, Purple, Cyan, Gray] {
                    let contrast = contrast(color(mark, theme), color(ground, theme));
                    assert!(contrast >= 3.0, "{mark:?} on {ground:?}, {theme:?}: {contrast:.2}");
                }
            }
        }
        // Yellow is a fill: its ink outline or label is what must be seen.
        assert!(contrast(color(Ink, Theme::Light), color(Yellow, Theme::Light)) > 7.0);
    }

    #[test]
    fn text_on_every_token_passes_4_5_to_1() {
        for theme in [Theme::Light, Theme::Dark] {
            for token in ALL.into_iter().filter(|&token| token != Token::Night) {
                let contrast = contrast(color(on(token), theme), color(token, theme));
                assert!(contrast >= 4.5, "{:?} on {token:?}, {theme:?}: {contrast:.2}", on(token));
            }
        }
    }

    /// Pairs that only shape or place tells apart for some readers, so that no figure may use the
    /// two as the values of one variable.
    const TOLD_BY_SHAPE: [(Token, Token); 5] = [
        (Token::Blue, Token::Purple),
        (Token::Blue, Token::Cyan),
        (Token::Green, Token::Gray),
        (Token::Purple, Token::Gray),
        (Token::Cyan, Token::Gray),
    ];

    #[test]
    fn hues_stay_apart_for_every_kind_of_colour_vision() {
        use Token::*;
        let hues = [Blue, Green, Red, Orange, Yellow, Purple, Cyan, Gray];
        for theme in [Theme::Light, Theme::Dark] {
            for (i, &a) in hues.iter().enumerate() {
                for &b in hues[i + 1..].iter().filter(|&&b| !TOLD_BY_SHAPE.contains(&(a, b))) {
                    for (vision, matrix) in VISIONS {
                        let apart = distance(color(a, theme), color(b, theme), &matrix);
                        assert!(
                            apart.round() >= 16.0,
                            "{a:?} and {b:?}, {theme:?}, {vision}: {apart:.1}"
                        );
                    }
                }
            }
        }
    }

    /// Relative luminance and contrast ratio as WCAG 2.2 defines them.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |c: Rgb| {
            let [r, g, b] = linear(c);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
        [r, g, b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        })
    }

    type Matrix = [[f64; 3]; 3];

    /// Normal vision, then full dichromacy: Machado, Oliveira and Fernandes 2009, table 1,
    /// severity 1, on linear sRGB.
    const VISIONS: [(&str, Matrix); 4] = [
        ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protan",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deutan",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritan",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    /// 100 times the distance in OKLab (Ottosson 2020) with a and b counted double, which makes
    /// its unit steps in lightness and in hue about equal to the eye (CSS Color 4's deltaE OK2).
    fn distance(a: Rgb, b: Rgb, vision: &Matrix) -> f64 {
        let [l, a, b] = {
            let (p, q) = (oklab(apply(vision, linear(a))), oklab(apply(vision, linear(b))));
            [p[0] - q[0], 2.0 * (p[1] - q[1]), 2.0 * (p[2] - q[2])]
        };
        100.0 * (l * l + a * a + b * b).sqrt()
    }

    fn oklab(rgb: [f64; 3]) -> [f64; 3] {
        const TO_LMS: Matrix = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        const TO_LAB: Matrix = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];
        let lms = multiply(&TO_LMS, rgb).map(libm::cbrt);
        multiply(&TO_LAB, lms)
    }

    fn apply(vision: &Matrix, rgb: [f64; 3]) -> [f64; 3] {
        multiply(vision, rgb).map(|channel| channel.clamp(0.0, 1.0))
    }

    fn multiply(m: &Matrix, v: [f64; 3]) -> [f64; 3] {
        m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }
}
