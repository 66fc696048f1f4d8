//! `bivalent render`: a moment of a run as a picture.

use crate::{Status, open, raster, text};
use anyhow::{Context, Result, anyhow, bail};
use diagrams::Entry;
use diagrams::figure::Frame;
use diagrams::still;
use machine::Time;
use std::fs;
use std::io::Write;
use svg::Coloring;

/// Draw a moment of a run as SVG or PNG
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// What a page's address ends in, or the whole address: cap, cap?n=7&t=3
    link: String,
    /// The moment: 3s, 200ms; otherwise the link's, or one past the middle
    /// of the run
    #[arg(long, verbatim_doc_comment, value_name = "TIME", value_parser = text::duration, allow_hyphen_values = true)]
    at: Option<Time>,
    /// Where to, a name that ends in .svg or .png; - is SVG on standard
    /// output
    #[arg(short = 'o', verbatim_doc_comment, long = "output", value_name = "FILE", default_value = "-", value_parser = file)]
    file: String,
    /// light, dark, or auto, which follows the reader's system; a PNG
    /// cannot, and is light
    #[arg(long, verbatim_doc_comment, hide_possible_values = true, default_value = "auto", value_parser = text::one_of(&THEMES))]
    theme: Coloring,
    /// In CSS pixels, 160x120 to 8192x8192
    #[arg(long, value_name = "WxH", default_value = "915x472", value_parser = size)]
    size: (f32, f32),
    /// Of a PNG: pixels to a CSS pixel, 0.1 to 10, but 16384 a side at
    /// most; 1 without it
    #[arg(long, verbatim_doc_comment, value_name = "N", value_parser = scale)]
    scale: Option<f32>,
    /// One view, otherwise all side by side
    #[arg(long, value_name = "ID")]
    view: Option<String>,
}

const NOTES: &str = "\
Examples:
  bivalent render 'cap?seed=7' --at 2.2s -o cap.svg
  bivalent render cap -o cap.png --scale 2
  bivalent render cap --view cluster --size 640x360 --theme dark -o - > cluster.svg";

const THEMES: [(&str, Coloring); 3] =
    [("light", Coloring::Light), ("dark", Coloring::Dark), ("auto", Coloring::Auto)];

/// Smallest and largest width and height, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(160, 8192), (120, 8192)];

/// Smallest and largest number of pixels to a CSS pixel.
const SCALES: (f32, f32) = (0.1, 10.0);

/// Most pixels of a PNG's side.
const SIDE_MAX: f32 = 16384.0;

/// Draws a moment.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let png_scale = asked.png_scale()?;
    let link = &asked.link;
    let (mut figure, _) = open::link(link)?;
    let view = asked.view.as_ref().map(|id| view(figure.entry(), id)).transpose()?;
    // A run of many events is not at its link's moment before it is computed.
    let moment = params::Link::parse(link).0.moment.map(|us| Time::us(us).min(figure.end()));
    let at = asked.at.or(moment).unwrap_or_else(|| still::telling(figure.as_ref()));
    if at > figure.end() {
        bail!("--at {at} s is after the end of the run, at {} s", figure.end());
    }
    open::complete(figure.as_mut());
    figure.seek(at);
    let (width, height) = asked.size;
    let svg = still::picture(figure.as_mut(), Frame { width, height, view }, asked.coloring());
    let picture = match png_scale {
        Some(scale) => raster::png(&svg, scale)?,
        None => svg.into_bytes(),
    };
    if asked.file == "-" {
        out.write_all(&picture)?;
    } else {
        fs::write(&asked.file, picture).with_context(|| asked.file.clone())?;
    }
    Ok(Status::Holds)
}

impl Asked {
    /// Pixels to a CSS pixel if a PNG is asked for.
    fn png_scale(&self) -> Result<Option<f32>> {
        if !self.file.ends_with(".png") {
            return match self.scale {
                Some(_) => bail!("--scale is for PNG: give -o a name that ends in .png"),
                None => Ok(None),
            };
        }
        let scale = self.scale.unwrap_or(1.0);
        let side = self.size.0.max(self.size.1) * scale;
        if side > SIDE_MAX {
            bail!("--scale {scale}: a side of {side} pixels is more than {SIDE_MAX}");
        }
        Ok(Some(scale))
    }

    /// A PNG cannot follow anybody's system.
    fn coloring(&self) -> Coloring {
        match self.theme {
            Coloring::Auto if self.file.ends_with(".png") => Coloring::Light,
            theme => theme,
        }
    }
}

fn file(name: &str) -> Result<String> {
    if name != "-" && ![".svg", ".png"].iter().any(|end| name.ends_with(end)) {
        bail!("the name has to end in .svg or .png");
    }
    Ok(name.to_owned())
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
            "not a width and a height like 915x472, \
             from {least_width}x{least_height} to {most_width}x{most_height}"
        )
    })
}

fn scale(typed: &str) -> Result<f32> {
    let (least, most) = SCALES;
    let read = typed.parse().ok().filter(|scale| (least..=most).contains(scale));
    read.ok_or_else(|| anyhow!("not a number from {least} to {most}"))
}

/// The index of a diagram's view.
fn view(entry: &Entry, id: &str) -> Result<usize> {
    let ids = entry.views.iter().map(|view| view.id);
    let found = ids.clone().position(|known| known == id);
    found.ok_or_else(|| anyhow!("{} has no view {id:?}{}", entry.id, text::meant(id, ids)))
}
