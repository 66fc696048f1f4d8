//! A history from elsewhere, judged and drawn.

use crate::js::given;
use check::Progress;
use check::outside::{Format, ModelName};
use lab::outside::Question;
use wasm_bindgen::prelude::*;

/// Configurations remembered of each key, of about 50 bytes: a page has less room than a terminal.
const CONFIGURATIONS_MAX: usize = 4_000_000;

/// Steps between two answers.
const SLICE: u64 = 200_000;

/// A history that somebody else wrote down, under judgement.
#[wasm_bindgen]
pub struct Outside(lab::Outside);

#[wasm_bindgen]
impl Outside {
    /// Reads a history of `model`, with what was there at first, or nothing.
    ///
    /// # Errors
    /// It is none: what is wrong, and in which line.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, model: &str, init: &str) -> Result<Outside, JsError> {
        let model: ModelName = model.parse().map_err(|error: String| JsError::new(&error))?;
        let init = Some(init).filter(|init| !init.trim().is_empty());
        let format = Format::Auto;
        let question = Question { model, init, format, configurations: CONFIGURATIONS_MAX };
        Ok(Self(lab::Outside::read(text, &question)?))
    }

    /// Searches on; the steps taken so far, or nothing when it is decided or has given up.
    pub fn advance(&mut self) -> Option<f64> {
        let working = self.0.advance(SLICE) == Progress::Working;
        working.then(|| self.0.found().judged.steps as f64)
    }

    /// What is known.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Told")]
    pub fn told(&self) -> JsValue {
        given(&self.0.found().told())
    }

    /// The picture of a window of events.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Drawing")]
    pub fn draw(&self, first: usize) -> JsValue {
        given(&self.0.found().draw(first))
    }
}
