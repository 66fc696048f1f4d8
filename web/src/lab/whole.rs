//! A link's whole run, written out.

use diagrams::Figure;
use diagrams::figure::Frame;
use diagrams::still;
use lab::{history, trace};
use machine::Time;
use svg::Coloring;
use wasm_bindgen::prelude::*;

/// A link's whole run, to be written out.
#[wasm_bindgen]
pub struct Whole {
    figure: Box<dyn Figure>,
    /// The link's moment.
    now: Time,
}

#[wasm_bindgen]
impl Whole {
    /// Opens a link; its run is computed by [`Whole::work`].
    ///
    /// # Errors
    /// That there is no such diagram.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str) -> Result<Whole, JsError> {
        let (figure, _) = lab::open::link(link)?;
        let now = figure.now();
        Ok(Self { figure, now })
    }

    /// Computes on; how much of the run is computed, up to 1, which says that all is done.
    pub fn work(&mut self) -> f64 {
        if self.figure.work(still::SLICE) {
            let (computed, end) = (self.figure.computed().as_us(), self.figure.end().as_us());
            // The last of it is judged after it is computed.
            return (computed as f64 / end.max(1) as f64).min(0.99);
        }
        self.figure.seek(self.now);
        1.0
    }

    /// The picture at the link's moment as an SVG file.
    pub fn svg(&mut self, width: f32, height: f32, dark: bool) -> String {
        let theme = if dark { Coloring::Dark } else { Coloring::Light };
        still::picture(self.figure.as_mut(), Frame { width, height, view: None }, theme)
    }

    /// What clients asked and were told, as `edn`, `json` or `csv`.
    ///
    /// # Errors
    /// There is no such form.
    pub fn history(&self, form: &str) -> Result<String, JsError> {
        let form = named(&history::FORMS, form)?;
        Ok(lab::text(|line| history::write(&self.figure.history(), form, line)))
    }

    /// Every event, as `text`, `json` or `shiviz`.
    ///
    /// # Errors
    /// There is no such form.
    pub fn trace(&self, form: &str) -> Result<String, JsError> {
        let form = named(&trace::FORMS, form)?;
        Ok(lab::text(|line| trace::write(self.figure.as_ref(), form, line)))
    }
}

fn named<F: Copy>(forms: &[(&str, F)], name: &str) -> Result<F, JsError> {
    let found = forms.iter().find(|(known, _)| *known == name);
    found.map(|(_, form)| *form).ok_or_else(|| JsError::new(&format!("there is no form {name}")))
}
