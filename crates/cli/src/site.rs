//! `bivalent site`: a page and a picture for every diagram.

use crate::{Status, card, machines, offline, open, weigh};
use anyhow::{Context, Result, bail};
use chapter::glossary;
use diagrams::figure::{Figure, Frame, TextAlternative};
use diagrams::still::{picture, telling};
use diagrams::wire::{Catalogue, Listed};
use diagrams::{ENTRIES, Entry};
use params::Link;
use scene::tokens;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use svg::Coloring;

/// Write a page and its pictures for every diagram
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// The folder of the built site; all pages are made from its index.html
    dir: PathBuf,
    /// Where the site will be found: addresses become absolute, as most
    /// previews and search engines want them, and DIR/sitemap.xml is
    /// written, and DIR/404.html, which most hosts show for a page that is
    /// not there; without it the site can be put anywhere
    #[arg(long, value_name = "URL", verbatim_doc_comment, value_parser = address)]
    base: Option<String>,
}

const NOTES: &str = "\
Writes for every diagram

  DIR/ID/index.html   the page, with its own title, text and picture, and what machines read
  DIR/ID/poster.svg   a still of the run that the page opens with
  DIR/ID/card.png     what a chat shows of a link to the page, 1200 by 630 pixels
  DIR/ID/oembed.json  what a program is told that embeds the page

and DIR/tokens.css, the colours of both themes, DIR/glossary.json, what words mean, and
DIR/catalogue.json, what there is and what each module weighs. If there is a DIR/sw.js, it is
given the lists of all files, so that readers have every page offline after their first visit.

The build of the site calls this last; it can be called again.

Examples:
  bivalent site dist
  bivalent site dist --base https://example.org/bivalent";

/// How large a poster is, in CSS pixels: what the gallery's plates ask for.
const POSTER: (f32, f32) = (640.0, 360.0);

/// Writes the site's pages.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let Asked { dir, base } = asked;
    let path = dir.join("index.html");
    let template = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    write(&dir.join("tokens.css"), tokens::css())?;
    write(&dir.join("catalogue.json"), catalogue(dir)?)?;
    write(&dir.join("glossary.json"), serde_json::to_string(glossary::TERMS)?)?;
    let version = offline::version(dir)?;
    for entry in ENTRIES {
        let mut figure = opened(entry);
        let alternative = figure.text_alternative();
        let head = machines::head(entry, &alternative, &version, base.as_deref());
        let page = page(&template, entry, &alternative, &head);
        let page = page.with_context(|| path.display().to_string())?;
        let folder = dir.join(entry.id);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        write(&folder.join("index.html"), page)?;
        write(&folder.join("poster.svg"), poster(figure.as_mut()))?;
        write(&folder.join("card.png"), card::card(figure.as_mut())?)?;
        write(&folder.join("oembed.json"), machines::oembed(entry, base.as_deref()))?;
        writeln!(out, "{}", folder.display())?;
    }
    let gallery = gallery(&template, &version, base.as_deref());
    write(&path, gallery.with_context(|| path.display().to_string())?)?;
    if let Some(base) = base.as_deref() {
        write(&dir.join("sitemap.xml"), machines::sitemap(base))?;
        write(&dir.join("404.html"), missing(base))?;
    }
    // Last, when all other files are there.
    offline::list(dir)?;
    Ok(Status::Holds)
}

/// What there is, and what each module in `dir` weighs: a page with figures of many diagrams loads the
/// module with all where that is less.
fn catalogue(dir: &Path) -> Result<String> {
    let modules = weigh::modules(dir)?.into_iter();
    let weights = modules.map(|name| Ok((name.clone(), weigh::weight(dir, &name)?)));
    let figures = ENTRIES.iter().map(|entry| Listed::of(entry)).collect();
    Ok(serde_json::to_string(&Catalogue { figures, weights: weights.collect::<Result<_>>()? })?)
}

/// The site's address as typed, without slashes at its end.
fn address(typed: &str) -> Result<String> {
    let host = ["https://", "http://"].iter().find_map(|scheme| typed.strip_prefix(scheme));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/:[]".contains(&byte);
    let good = host.is_some_and(|host| !host.starts_with('/') && host.bytes().all(plain));
    if !good || host == Some("") {
        bail!("not an address like https://example.org/bivalent");
    }
    Ok(typed.trim_end_matches('/').to_owned())
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// The run that a bare link opens, at a telling moment.
fn opened(entry: &Entry) -> Box<dyn Figure> {
    let mut figure = entry.open(&Link::default());
    open::complete(figure.as_mut());
    figure.seek(telling(figure.as_ref()));
    figure
}

fn poster(figure: &mut dyn Figure) -> String {
    let (width, height) = POSTER;
    // A plate is too small for all views side by side.
    picture(figure, Frame { width, height, view: Some(0) }, Coloring::Auto)
}

/// A diagram's page: the template with its own words, one folder further down.
fn page(
    template: &str,
    entry: &Entry,
    alternative: &TextAlternative,
    for_machines: &str,
) -> Result<String> {
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
        table(alternative)
    );
    // What the template says about itself is of no use to a reader, and weighs.
    let (before, rest) = template.split_once("<!-- ").unwrap_or((template, ""));
    let page = [before, rest.split_once(" -->\n").map_or(rest, |(_, after)| after)].concat();
    let mut page = with_live(&page, entry)?;
    for here in ["href=\"./", "src=\"./", "data-base=\"./"] {
        page = page.replace(here, &here.replace("./", "../"));
    }
    for (from, to, text) in [
        ("<title>", "</title>", format!("{title} · Bivalent")),
        ("<meta name=\"description\" content=\"", "\"", purpose.clone()),
        ("<body data-page=\"", "\"", (*id).to_owned()),
        ("<!--head-->\n", "\n<!--/head-->", head),
        ("<!--machines-->", "<!--/machines-->", for_machines.to_owned()),
        ("<!--picture-->", "<!--/picture-->", picture),
    ] {
        page = put(&page, from, to, &text)?;
    }
    // The marks are of use in the template alone.
    let marks = ["machines", "module", "picture"].into_iter();
    let marks = marks.flat_map(|name| [format!("<!--{name}-->"), format!("<!--/{name}-->")]);
    Ok(marks.fold(page, |page, mark| page.replace(&mark, "")))
}

/// The page with the figure that runs in it, whose module is fetched before a script asks.
fn with_live(page: &str, Entry { id, .. }: &Entry) -> Result<String> {
    let links = format!(
        "<link rel=\"preload\" href=\"./{id}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
         <link rel=\"modulepreload\" href=\"./{id}.js\">"
    );
    let page = put(page, "data-live=\"", "\"", id)?;
    put(&page, "<!--module-->", "<!--/module-->", &links)
}

/// The gallery: the template itself, with what machines read, and for those without scripts a
/// plate for every diagram.
fn gallery(template: &str, version: &str, base: Option<&str>) -> Result<String> {
    let description = template
        .split_once("<meta name=\"description\" content=\"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0))
        .context("there is no description in it")?;
    let head = machines::gallery(description, version, base);
    let page = put(template, "<!--machines-->", "<!--/machines-->", &head)?;
    let page = ENTRIES.first().map_or(Ok(page.clone()), |first| with_live(&page, first))?;
    let plates: String = ENTRIES.iter().map(|entry| plate(entry)).collect();
    put(&page, "<!--picture-->", "<!--/picture-->", &plates)
}

/// A diagram in the gallery, without scripts.
fn plate(Entry { id, number, title, purpose, .. }: &Entry) -> String {
    format!(
        "<h2 class=\"live serif\"><a href=\"./{id}/\">{number} {0}</a></h2>\n\
         <img src=\"./{id}/poster.svg\" alt=\"{0}: a still of its run.\" width=\"{1}\" height=\"{2}\">\n\
         <p class=\"serif\">{3}</p>\n",
        escaped(title),
        POSTER.0,
        POSTER.1,
        escaped(purpose)
    )
}

/// What a host shows for a page that the site has not: those it has. It may be shown in any folder,
/// so its addresses are absolute.
fn missing(base: &str) -> String {
    let there = format!("\"{base}/");
    let plates: String = ENTRIES.iter().map(|entry| plate(entry).replace("\"./", &there)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>No such figure \u{b7} Bivalent</title>\n\
         <link rel=\"stylesheet\" href={there}tokens.css\">\n\
         <link rel=\"stylesheet\" href={there}style.css\">\n</head>\n<body>\n\
         <header class=\"top\">\n<a class=\"serif\" href={there}\">Bivalent</a>\n</header>\n<main>\n\
         <h1 class=\"serif\">There is no figure at this address</h1>\n<p>There is:</p>\n{plates}</main>\n\
         </body>\n</html>\n"
    )
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
fn table(alternative: &TextAlternative) -> String {
    let cell = |(column, text): (usize, &String)| {
        let (tag, scope) = if column == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
        format!("<{tag}{scope}>{}</{tag}>", escaped(text))
    };
    let row = |cells: &Vec<String>| {
        format!("<tr>{}</tr>\n", cells.iter().enumerate().map(cell).collect::<String>())
    };
    let head =
        alternative.head.iter().map(|text| format!("<th scope=\"col\">{}</th>", escaped(text)));
    format!(
        "<div class=\"alternative\">\n<table>\n<caption>{}</caption>\n<thead>\n<tr>{}</tr>\n</thead>\n\
         <tbody>\n{}</tbody>\n</table>\n</div>\n",
        escaped(&alternative.caption),
        head.collect::<String>(),
        alternative.rows.iter().map(row).collect::<String>(),
    )
}

/// As text or an attribute in HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
