//! What a worker does, one object a worker: times are microseconds, answers are JSON or a file's
//! text.

mod sweep;

pub use sweep::Sweep;

use diagrams::Figure;
use diagrams::figure::Frame;
use diagrams::still;
use svg::Coloring;
use wasm_bindgen::prelude::*;

/// A link's whole run, to be written out.
#[wasm_bindgen]
pub struct Whole(Box<dyn Figure>);

#[wasm_bindgen]
impl Whole {
    /// Opens a link, at its moment; the run is computed to its end.
    ///
    /// # Errors
    /// That there is no such diagram.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str) -> Result<Whole, JsError> {
        let (mut figure, _) = lab::open::link(link)?;
        let now = figure.now();
        still::complete(figure.as_mut());
        figure.seek(now);
        Ok(Self(figure))
    }

    /// The picture at the playhead as an SVG file.
    pub fn svg(&mut self, width: f32, height: f32, dark: bool) -> String {
        let theme = if dark { Coloring::Dark } else { Coloring::Light };
        still::picture(self.0.as_mut(), Frame { width, height, view: None }, theme)
    }
}
