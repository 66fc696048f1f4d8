//! SVG text as PNG, with letters of our own: no machine's fonts are asked for.

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// The family that stands for any sans: Liberation Sans, which texts are measured by.
const FAMILY: &str = "Bivalent Sans";

/// What static/fonts/README.md tells of: the family in two weights, and the symbols that it lacks.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../static/fonts/BivalentSans-Regular.ttf"),
    include_bytes!("../../../static/fonts/BivalentSans-Bold.ttf"),
    include_bytes!("../../../static/fonts/BivalentSymbols-Regular.ttf"),
];

/// The picture with `scale` pixels to a CSS pixel.
///
/// # Errors
/// It is no SVG, or too large for the memory.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let mut fonts = Database::new();
    FONTS.iter().for_each(|font| fonts.load_font_data(font.to_vec()));
    fonts.set_sans_serif_family(FAMILY);
    let options =
        Options { fontdb: Arc::new(fonts), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let pixels = |length: f32| (length * scale).round() as u32;
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    let mut pixmap = Pixmap::new(width, height)
        .with_context(|| format!("a picture of {width} by {height} pixels cannot be made"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap.encode_png()?)
}
