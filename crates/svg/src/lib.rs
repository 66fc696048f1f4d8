//! A scene as SVG text, for posters, print and the command line.
//!
//! The same scene and options always give the same text. Nothing here lays out or chooses a
//! colour: it writes what the scene says, in the values of the token table.

mod sheet;
mod write;

use scene::number::push_pixels;
use scene::tokens::{self, Theme};
use scene::{Hit, Scene, Style, Token};
use sheet::Sheet;
use write::{Body, push_attribute, push_escaped};

/// Where the colours come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coloring {
    /// The light theme's values.
    Light,
    /// The dark theme's values.
    Dark,
    /// CSS custom properties: the page's own, or in a standalone picture both themes' values,
    /// chosen by the reader's system.
    #[default]
    Auto,
}

/// What to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// Where the colours come from.
    pub theme: Coloring,
    /// Its name for assistive technology; none is written if empty.
    pub title: &'a str,
    /// What it shows, in a sentence or more; none is written if empty.
    pub description: &'a str,
    /// A file of its own, with a namespace and a ground; otherwise to be put into a page's HTML.
    pub standalone: bool,
}

/// Writes `scene` as one `svg` element.
#[must_use]
pub fn to_svg(scene: &Scene, options: &Options) -> String {
    let mut sheet = Sheet::new(options.theme);
    let mut body = Body::new(&mut sheet);
    if options.standalone {
        body.rect(scene.bounds(), 0.0, Style::fill(Token::Surface));
    }
    body.items(scene);
    let body = body.finish();

    let mut out = String::with_capacity(body.len() + 2048);
    push_root(&mut out, scene, options);
    for (tag, text) in [("title", options.title), ("desc", options.description)] {
        if !text.is_empty() {
            push_element(&mut out, tag, text);
        }
    }
    out.push_str("<style>");
    if options.standalone && options.theme == Coloring::Auto {
        push_properties(&mut out, &sheet);
    }
    sheet.push_css(&mut out);
    out.push_str("</style>\n");
    out.push_str(&body);
    push_hits(&mut out, &scene.hits);
    out.push_str("</svg>\n");
    out
}

fn push_root(out: &mut String, scene: &Scene, options: &Options) {
    out.push_str("<svg");
    if options.standalone {
        out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    push_attribute(out, "width", scene.width);
    push_attribute(out, "height", scene.height);
    out.push_str(" viewBox=\"0 0 ");
    push_pixels(out, scene.width);
    out.push(' ');
    push_pixels(out, scene.height);
    out.push_str("\" class=\"");
    out.push_str(sheet::root_class(options.theme));
    out.push_str("\" role=\"img\">");
}

/// Both themes' values of the tokens that the picture uses.
fn push_properties(out: &mut String, sheet: &Sheet) {
    for (theme, open, close) in
        [(Theme::Light, "", ""), (Theme::Dark, "@media (prefers-color-scheme:dark){", "}")]
    {
        out.push_str(open);
        out.push_str(".bv{");
        for token in sheet.tokens() {
            out.push_str("--");
            out.push_str(tokens::name(token));
            out.push(':');
            out.push_str(&tokens::color(token, theme).hex());
            out.push(';');
        }
        out.push('}');
        out.push_str(close);
    }
}

/// Names what can be pointed at; things in flight would only be noise in a still picture.
fn push_hits(out: &mut String, hits: &[Hit]) {
    if !hits.iter().any(|hit| hit.focusable) {
        return;
    }
    out.push_str("<g fill=\"none\" pointer-events=\"all\">\n");
    for hit in hits.iter().filter(|hit| hit.focusable) {
        out.push_str("<rect role=\"img\" aria-label=\"");
        push_escaped(out, &hit.label);
        out.push_str("\" data-target=\"");
        push_escaped(out, &hit.target);
        out.push('"');
        write::push_box(out, hit.rect);
        out.push('>');
        push_element(out, "title", &hit.label);
        out.push_str("</rect>\n");
    }
    out.push_str("</g>\n");
}

fn push_element(out: &mut String, tag: &str, text: &str) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    push_escaped(out, text);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}
