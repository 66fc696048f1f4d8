//! `bivalent site`: a page and a picture for every diagram.

use crate::{Status, open};
use anyhow::{Context, Result, bail};
use diagrams::figure::{Figure, Frame, Twin};
use diagrams::{ENTRIES, Entry};
use lexopt::prelude::*;
use machine::Time;
use params::Link;
use scene::{Scene, tokens};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use svg::Coloring;

/// For `--help` and the reference.
pub const HELP: &str = "\
Write a page and a picture for every diagram

Usage: bivalent site DIR

Reads DIR/index.html, the page that all pages are made from, and writes for every diagram
DIR/ID/index.html, with its own title, text and picture, and DIR/ID/poster.svg, a still of the run
that the page opens with. Writes DIR/tokens.css, the colours of both themes.

The build of the site calls this last; it can be called again.

Example:
  bivalent site dist
";

/// How large a poster is, in CSS pixels: what the gallery's plates ask for.
const POSTER: (f32, f32) = (640.0, 360.0);

/// Writes the site's pages.
pub fn run(mut args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let mut dir = None;
    while let Some(arg) = args.next()? {
        match arg {
            Value(value) if dir.is_none() => dir = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let dir =
        dir.context("site needs the folder that index.html is in; see `bivalent site --help`")?;
    let path = dir.join("index.html");
    let template = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    write(&dir.join("tokens.css"), &tokens::css())?;
    for entry in ENTRIES {
        let (poster, twin) = still(entry);
        let page = page(&template, entry, &twin).with_context(|| path.display().to_string())?;
        let folder = dir.join(entry.id);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        write(&folder.join("index.html"), &page)?;
        write(&folder.join("poster.svg"), &poster)?;
        writeln!(out, "{}", folder.display())?;
    }
    Ok(Status::Holds)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// The run that a bare link opens, at a telling moment: in pictures and in words.
fn still(entry: &Entry) -> (String, Twin) {
    let mut figure = (entry.open)(&Link::default());
    open::complete(figure.as_mut());
    figure.seek(telling(figure.as_ref()));
    let (width, height) = POSTER;
    // A plate is too small for all views side by side.
    let frame = Frame { width, height, view: Some(0) };
    (picture(figure.as_mut(), frame, Coloring::Auto), figure.twin())
}

/// Past the middle of a run something has gone wrong, and not everything is right again.
pub fn telling(figure: &dyn Figure) -> Time {
    Time::us(figure.end().as_us() / 100 * 55)
}

/// The run at the playhead as a file of its own.
pub fn picture(figure: &mut dyn Figure, frame: Frame, theme: Coloring) -> String {
    let mut scene = Scene::default();
    figure.scene(frame, &mut scene);
    let entry = figure.entry();
    let description = format!("{} {}.", entry.purpose, figure.twin().caption);
    let options =
        svg::Options { theme, title: entry.title, description: &description, standalone: true };
    svg::to_svg(&scene, &options)
}

/// A diagram's page: the template with its own words, one folder further down.
fn page(template: &str, entry: &Entry, twin: &Twin) -> Result<String> {
    let Entry { id, number, title, purpose, prompt, .. } = entry;
    let (title, purpose, prompt) = (escaped(title), escaped(purpose), escaped(prompt));
    let head = format!(
        "<div class=\"head\">\n<span class=\"num serif\">{number}</span>\n\
         <h1 class=\"serif\">{title}</h1>\n<p class=\"purpose serif\">{purpose}</p>\n</div>"
    );
    let picture = format!(
        "<img src=\"./poster.svg\" alt=\"{title}: a still of its run.\" width=\"{}\" height=\"{}\">\n\
         <p class=\"serif\">{prompt}</p>\n{}",
        POSTER.0,
        POSTER.1,
        table(twin)
    );
    let mut page = template.to_owned();
    for here in ["href=\"./", "src=\"./", "data-base=\"./"] {
        page = page.replace(here, &here.replace("./", "../"));
    }
    for (from, to, text) in [
        ("<title>", "</title>", format!("{title} · Bivalent")),
        ("<meta name=\"description\" content=\"", "\"", purpose.clone()),
        ("<body data-page=\"", "\"", (*id).to_owned()),
        ("<!--head-->\n", "\n<!--/head-->", head),
        ("<!--picture-->", "", picture),
    ] {
        page = put(&page, from, to, &text)?;
    }
    Ok(page)
}

/// The page with `text` between the first `from` and the `to` after it.
fn put(page: &str, from: &str, to: &str, text: &str) -> Result<String> {
    let start = page.find(from).map(|at| at + from.len());
    let end = start.and_then(|start| Some(start + page[start..].find(to)?));
    let (Some(start), Some(end)) = (start, end) else {
        bail!("there is no {} in it; it is not the page that others are made from", from.trim());
    };
    Ok([&page[..start], text, &page[end..]].concat())
}

/// What the picture shows, for those who have neither the figure nor the picture.
fn table(twin: &Twin) -> String {
    let cell = |(column, text): (usize, &String)| {
        let (tag, scope) = if column == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
        format!("<{tag}{scope}>{}</{tag}>", escaped(text))
    };
    let row = |cells: &Vec<String>| {
        format!("<tr>{}</tr>\n", cells.iter().enumerate().map(cell).collect::<String>())
    };
    let head = twin.head.iter().map(|text| format!("<th scope=\"col\">{}</th>", escaped(text)));
    format!(
        "<div class=\"twin\">\n<table>\n<caption>{}</caption>\n<thead>\n<tr>{}</tr>\n</thead>\n\
         <tbody>\n{}</tbody>\n</table>\n</div>\n",
        escaped(&twin.caption),
        head.collect::<String>(),
        twin.rows.iter().map(row).collect::<String>(),
    )
}

/// As text or an attribute in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
