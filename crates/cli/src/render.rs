//! `bivalent render`: a moment of a run as a picture.

use crate::{Status, open, site, text};
use anyhow::{Context, Result, anyhow, bail};
use diagrams::Entry;
use diagrams::figure::Frame;
use lexopt::prelude::*;
use machine::Time;
use std::fs;
use std::io::Write;
use svg::Coloring;

/// For `--help` and the reference.
pub const HELP: &str = "\
Draw a moment of a run as SVG

Usage: bivalent render LINK [--at TIME] [-o FILE] [--theme THEME] [--size WxH] [--view ID]

  --at TIME       the moment: 3s, 200ms; otherwise the link's, or one past the middle of the run
  -o FILE         where to, a name that ends in .svg; - is standard output, as without it
  --theme THEME   light, dark, or auto, which follows the reader's system (as without it)
  --size WxH      in CSS pixels, 160x120 to 8192x8192; 915x472 without it
  --view ID       one view, otherwise all side by side

Examples:
  bivalent render 'cap?seed=7' --at 2.2s -o cap.svg
  bivalent render cap --view cluster --size 640x360 --theme dark -o - > cluster.svg
";

/// Smallest and largest width and height, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(160, 8192), (120, 8192)];

/// What was asked for.
struct Asked {
    link: Option<String>,
    at: Option<Time>,
    file: String,
    theme: Coloring,
    size: (f32, f32),
    view: Option<String>,
}

/// Draws a moment.
pub fn run(args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let asked = read(args)?;
    let link = asked.link.context("render needs a link; see `bivalent render --help`")?;
    let (mut figure, _) = open::link(&link)?;
    let view = asked.view.map(|id| view(figure.entry(), &id)).transpose()?;
    let has_moment = params::Link::parse(&link).0.moment.is_some();
    let at = match asked.at {
        None if has_moment => figure.now(),
        None => site::telling(figure.as_ref()),
        Some(at) => at,
    };
    if at > figure.end() {
        bail!("--at {at} s is after the end of the run, at {} s", figure.end());
    }
    open::complete(figure.as_mut());
    figure.seek(at);
    let (width, height) = asked.size;
    let picture = site::picture(figure.as_mut(), Frame { width, height, view }, asked.theme);
    if asked.file == "-" {
        out.write_all(picture.as_bytes())?;
    } else {
        fs::write(&asked.file, picture).with_context(|| asked.file.clone())?;
    }
    Ok(Status::Holds)
}

fn read(mut args: lexopt::Parser) -> Result<Asked> {
    let mut asked = Asked {
        link: None,
        at: None,
        file: "-".to_owned(),
        theme: Coloring::Auto,
        size: (915.0, 472.0),
        view: None,
    };
    while let Some(arg) = args.next()? {
        match arg {
            Long("at") => asked.at = Some(text::duration("--at", &args.value()?.string()?)?),
            Short('o') | Long("output") => asked.file = file(args.value()?.string()?)?,
            Long("theme") => asked.theme = theme(&args.value()?.string()?)?,
            Long("size") => asked.size = size(&args.value()?.string()?)?,
            Long("view") => asked.view = Some(args.value()?.string()?),
            Value(link) if asked.link.is_none() => asked.link = Some(link.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(asked)
}

fn file(name: String) -> Result<String> {
    if name != "-" && !name.ends_with(".svg") {
        bail!("-o {name:?}: pictures are written as SVG; give it a name that ends in .svg");
    }
    Ok(name)
}

fn theme(name: &str) -> Result<Coloring> {
    Ok(match name {
        "light" => Coloring::Light,
        "dark" => Coloring::Dark,
        "auto" => Coloring::Auto,
        _ => bail!("--theme {name:?} is none of light, dark, auto"),
    })
}

fn size(typed: &str) -> Result<(f32, f32)> {
    let [(least_width, most_width), (least_height, most_height)] = SIZES;
    let read = typed.split_once('x').and_then(|(width, height)| {
        let width = width.parse().ok().filter(|width| (least_width..=most_width).contains(width));
        let height = height.parse().ok().filter(|at| (least_height..=most_height).contains(at));
        Some((width? as f32, height? as f32))
    });
    read.ok_or_else(|| {
        anyhow!(
            "--size {typed:?} is not a width and a height like 915x472, \
             from {least_width}x{least_height} to {most_width}x{most_height}"
        )
    })
}

/// The index of a diagram's view.
fn view(entry: &Entry, id: &str) -> Result<usize> {
    let ids = entry.views.iter().map(|view| view.id);
    let found = ids.clone().position(|known| known == id);
    found.ok_or_else(|| anyhow!("{} has no view {id:?}{}", entry.id, text::meant(id, ids)))
}
