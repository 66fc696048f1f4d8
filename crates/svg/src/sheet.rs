//! The style sheet of a picture: one class for each style that it uses.
//!
//! A class is named after what it means (`f7a24`: fill number 7, alpha 24) and applies under the
//! root's class alone, so that pictures in one page cannot restyle each other.

use scene::number::push_pixels;
use scene::tokens::{self, Theme};
use scene::{Anchor, Dash, Font, SeriesId, Style, Token};

use crate::Coloring;

/// The classes used so far, in order of first use.
pub(crate) struct Sheet {
    coloring: Coloring,
    rules: Vec<(String, String)>,
    series: Vec<SeriesId>,
    used: [bool; tokens::COUNT],
}

/// The class of the root element.
pub(crate) fn root_class(coloring: Coloring) -> &'static str {
    match coloring {
        Coloring::Light => "bv-light",
        Coloring::Dark => "bv-dark",
        Coloring::Auto => "bv",
    }
}

impl Sheet {
    pub(crate) fn new(coloring: Coloring) -> Self {
        Self { coloring, rules: Vec::new(), series: Vec::new(), used: [false; tokens::COUNT] }
    }

    /// Writes a `class` attribute for a fill and stroke.
    pub(crate) fn push_style(&mut self, out: &mut String, style: Style) {
        let mut class = String::new();
        if let Some(fill) = style.fill {
            push_key(&mut class, 'f', fill as u32);
        }
        if let Some(stroke) = style.stroke {
            push_key(&mut class, 's', stroke as u32);
            push_key(&mut class, 'w', hundredths(style.width));
            match style.dash {
                Dash::Solid => {}
                Dash::Dashed => class.push('d'),
                Dash::Dotted => class.push('o'),
            }
        }
        if class.is_empty() {
            class.push('n');
        } else if style.alpha < 255 {
            push_key(&mut class, 'a', u32::from(style.alpha));
        }
        self.push_class(out, class, |sheet| sheet.style_rule(style));
    }

    /// Writes a `class` attribute for text.
    pub(crate) fn push_lettering(
        &mut self,
        out: &mut String,
        font: Font,
        anchor: Anchor,
        token: Token,
    ) {
        let mut class = String::new();
        push_key(&mut class, 't', hundredths(font.size));
        if font.bold {
            class.push('b');
        }
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => class.push('m'),
            Anchor::End => class.push('e'),
        }
        push_key(&mut class, 'c', token as u32);
        self.push_class(out, class, |sheet| sheet.text_rule(font, anchor, token));
    }

    /// Opens the group of a series.
    pub(crate) fn push_series(&mut self, out: &mut String, id: SeriesId) {
        let SeriesId { chart, series } = id;
        out.push_str(&format!("<g class=\"k{chart} k{chart}-{series}\">\n"));
        if !self.series.contains(&id) {
            self.series.push(id);
        }
    }

    /// The tokens used so far.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = Token> {
        tokens::ALL.into_iter().filter(|&token| self.used[token as usize])
    }

    /// Writes all rules.
    pub(crate) fn push_css(&self, out: &mut String) {
        let root = root_class(self.coloring);
        for part in [
            ".",
            root,
            "{stroke-linejoin:round;font-variant-numeric:tabular-nums}",
            ".",
            root,
            " text{font-family:",
        ] {
            out.push_str(part);
        }
        out.push_str(tokens::FAMILY);
        out.push('}');
        for (class, rule) in &self.rules {
            for part in [".", root, " .", class, "{", rule, "}"] {
                out.push_str(part);
            }
        }
        for id in &self.series {
            let (SeriesId { chart, series }, target) = (id, id.target());
            out.push_str(&format!(
                ".{root}:has([data-target=\"{target}\"]:is(:hover,:focus)) .k{chart}:not(.k{chart}-{series}){{opacity:.2}}"
            ));
        }
    }

    fn push_class(
        &mut self,
        out: &mut String,
        class: String,
        rule: impl FnOnce(&mut Self) -> String,
    ) {
        out.push_str(" class=\"");
        out.push_str(&class);
        out.push('"');
        if !self.rules.iter().any(|(known, _)| *known == class) {
            let rule = rule(self);
            self.rules.push((class, rule));
        }
    }

    fn style_rule(&mut self, style: Style) -> String {
        let mut rule = String::from("fill:");
        match style.fill {
            Some(token) => self.push_color(&mut rule, token),
            None => rule.push_str("none"),
        }
        if let Some(token) = style.stroke {
            rule.push_str(";stroke:");
            self.push_color(&mut rule, token);
            rule.push_str(";stroke-width:");
            push_pixels(&mut rule, style.width);
            rule.push_str(match style.dash {
                Dash::Solid => "",
                Dash::Dashed => ";stroke-dasharray:4 3",
                Dash::Dotted => ";stroke-dasharray:1 3",
            });
        }
        if style.alpha < 255 {
            let painted = [(style.fill, ";fill-opacity:"), (style.stroke, ";stroke-opacity:")];
            for (_, property) in painted.into_iter().filter(|(token, _)| token.is_some()) {
                rule.push_str(property);
                push_pixels(&mut rule, f32::from(style.alpha) / 255.0);
            }
        }
        rule
    }

    fn text_rule(&mut self, font: Font, anchor: Anchor, token: Token) -> String {
        let mut rule = String::from("fill:");
        self.push_color(&mut rule, token);
        rule.push_str(";font-size:");
        push_pixels(&mut rule, font.size);
        rule.push_str("px");
        if font.bold {
            rule.push_str(";font-weight:600");
        }
        rule.push_str(match anchor {
            Anchor::Start => "",
            Anchor::Middle => ";text-anchor:middle",
            Anchor::End => ";text-anchor:end",
        });
        rule
    }

    fn push_color(&mut self, out: &mut String, token: Token) {
        self.used[token as usize] = true;
        let theme = match self.coloring {
            Coloring::Light => Theme::Light,
            Coloring::Dark => Theme::Dark,
            Coloring::Auto => {
                for part in ["var(--", tokens::name(token), ")"] {
                    out.push_str(part);
                }
                return;
            }
        };
        out.push_str(&tokens::color(token, theme).hex());
    }
}

/// Writes a letter and a number, as in a class name.
fn push_key(out: &mut String, letter: char, number: u32) {
    out.push(letter);
    push_pixels(out, number as f32);
}

fn hundredths(length: f32) -> u32 {
    (length * 100.0).round() as u32
}
