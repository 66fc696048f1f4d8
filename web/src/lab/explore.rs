//! Every schedule of a model.

use crate::js::given;
use check::Progress;
use diagrams::models::{self, BadSpec, Exploration, Worked};
use wasm_bindgen::prelude::*;

/// More states a page does not offer to keep, of about 100 bytes each: it has less room than a
/// terminal.
const BUDGET_MAX: u32 = 5_000_000;

/// A search of a model, or a count of its executions, under way.
#[wasm_bindgen]
#[derive(Default)]
pub struct Exploring(Option<Exploration>);

#[wasm_bindgen]
impl Exploring {
    /// Of no model yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Exploring {
        Self::default()
    }

    /// The models, as `bivalent explore --list --json` writes them.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.ListedModel[]")]
    pub fn models(&self) -> JsValue {
        given(&models::catalogue())
    }

    /// Begins with a model, given as on the command line, and forgets the one before.
    ///
    /// # Errors
    /// What is wrong, after the name of its key, or `budget`, and a colon where it is one field's.
    pub fn begin(&mut self, spec: &str, budget: &str) -> Result<(), JsError> {
        self.0 = None;
        let count = budget.trim().parse().ok().filter(|count| (1..=BUDGET_MAX).contains(count));
        let count = count.ok_or_else(|| {
            let message = "is not a whole number from 1 to";
            JsError::new(&format!("budget: {budget:?} {message} {BUDGET_MAX}"))
        })?;
        self.0 = Some(models::start(spec, count).map_err(|error| JsError::new(&of_field(&error)))?);
        Ok(())
    }

    /// Works on: expands so many states, or judges so many executions. How far it is then.
    ///
    /// # Errors
    /// Nothing was begun.
    #[wasm_bindgen(unchecked_return_type = "wire.Worked")]
    pub fn work(&mut self, steps: u32) -> Result<JsValue, JsError> {
        let exploration = self.under_way()?;
        let done = exploration.work(steps) == Progress::Done;
        Ok(given(&Worked { far: exploration.far(), done }))
    }

    /// What was found so far, as `bivalent explore --json` writes it, with the seconds it took.
    ///
    /// # Errors
    /// Nothing was begun.
    #[wasm_bindgen(unchecked_return_type = "wire.Explored")]
    pub fn report(&mut self, seconds: f64) -> Result<JsValue, JsError> {
        Ok(given(&self.under_way()?.report().explored(seconds)))
    }

    fn under_way(&mut self) -> Result<&mut Exploration, JsError> {
        self.0.as_mut().ok_or_else(|| JsError::new("no model was begun"))
    }
}

/// What is wrong, beginning with the field that it is about.
fn of_field(error: &BadSpec) -> String {
    match error {
        BadSpec::Value(_, spec, typed) => {
            format!("{}: {typed:?} is not one of {}", spec.id, models::values(spec))
        }
        BadSpec::Together(_, why) => (*why).to_owned(),
        BadSpec::Model(_) | BadSpec::Key(..) => error.to_string(),
    }
}
