//! A sweep in a page's workers: one object plans and sums up, others make runs in turn.

use crate::js::given;
use diagrams::reading::Amount;
use lab::sweep::{self, Asked, Offer, Outcome, Outcomes, Plan, Plot, Row, Shown, Worst};
use params::Spec;
use svg::Coloring;
use wasm_bindgen::prelude::*;

/// More runs a page does not offer to make: it would be at it for hours.
const RUNS_MAX: u64 = 100_000;

/// What is to be run, and what came of it so far.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sweep {
    plan: Option<Plan>,
    outcomes: Outcomes,
    incomplete: u32,
}

#[wasm_bindgen]
impl Sweep {
    /// Without a plan.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Sweep {
        Self::default()
    }

    /// The parameters of a link's diagram that can be varied, each with values to begin with. Those
    /// that mean nothing in this run are left out; that of the diagram's first chart comes first.
    ///
    /// # Errors
    /// That there is no such diagram.
    #[wasm_bindgen(unchecked_return_type = "wire.Offer[]")]
    pub fn parameters(&self, link: &str) -> Result<JsValue, JsError> {
        let (figure, _) = lab::open::link(link)?;
        let holds = |(id, value): (&str, &str)| figure.value(id).is_some_and(|now| now == value);
        let specs = figure.entry().specs.iter().filter(|spec| spec.when.is_none_or(holds));
        let offer = |spec: &Spec| {
            let Spec { id, label, .. } = *spec;
            Offer { id, label, unit: spec.unit(), values: sweep::offered(spec).join(", ") }
        };
        let mut offers: Vec<Offer> = specs.map(offer).collect();
        offers.retain(|offer| !offer.values.is_empty());
        let first = figure.entry().charts.first().map(|chart| chart.over);
        let at = first.and_then(|(id, _)| offers.iter().position(|offer| offer.id == id));
        if let Some((at, (_, values))) = at.zip(first) {
            offers[at].values = values.to_owned();
            offers[..=at].rotate_right(1);
        }
        Ok(given(&offers))
    }

    /// Plans: so many seeds, from 0, for every combination of the values in `vary`, which are
    /// written as for `bivalent sweep --vary`. What was run is forgotten.
    ///
    /// # Errors
    /// What is wrong, after the id of its parameter, or `seeds`, and a colon.
    // Scripts give what they hand over.
    #[expect(clippy::needless_pass_by_value)]
    #[wasm_bindgen(unchecked_return_type = "wire.Planned")]
    pub fn plan(&mut self, link: &str, seeds: &str, vary: Vec<String>) -> Result<JsValue, JsError> {
        let (figure, _) = lab::open::link(link)?;
        let count: Option<u64> = seeds.trim().parse().ok().filter(|count| *count > 0);
        let Some(count) = count.filter(|count| *count <= params::LARGEST) else {
            return Err(JsError::new(&format!(
                "seeds: {seeds:?} is not a number of seeds, like 40"
            )));
        };
        let vary = vary.iter().filter_map(|typed| Asked::vary(typed)).collect();
        let asked = Asked { seeds: 0..count, vary, runs_max: RUNS_MAX };
        let plan = self.plan.insert(Plan::new(figure.as_ref(), asked)?);
        self.outcomes = vec![None; plan.runs()];
        self.incomplete = 0;
        Ok(given(&plan.planned()))
    }

    /// Makes `count` runs, beginning with the one that is made as number `from`. Of each: its
    /// number, whether it was computed to its end, its amounts (NaN where nothing was measured), its
    /// verdicts.
    ///
    /// # Errors
    /// Nothing is planned.
    pub fn run(&self, from: u32, count: u32) -> Result<Vec<f64>, JsError> {
        let plan = self.planned()?;
        let mut out = Vec::new();
        for turn in from as usize..(from + count) as usize {
            let index = plan.in_turn(turn);
            let run = sweep::run(plan, index)?;
            out.extend([index as f64, f64::from(u8::from(run.complete))]);
            out.extend(run.values.iter().map(|value| value.map_or(f64::NAN, Amount::get)));
            out.extend(run.verdicts.iter().map(|standing| sweep::code(*standing) as f64));
        }
        Ok(out)
    }

    /// Takes what [`Sweep::run`] gave, of the same plan.
    ///
    /// # Errors
    /// Nothing is planned, or it is of another plan.
    pub fn take(&mut self, mut runs: &[f64]) -> Result<(), JsError> {
        while let [index, complete, rest @ ..] = runs {
            let plan = self.plan.as_ref().ok_or_else(unplanned)?;
            let index = *index as usize;
            if index >= plan.runs() {
                return Err(unplanned());
            }
            let (setting, _) = plan.run(index);
            let (values, verdicts) = (setting.readout.len(), setting.verdicts.len());
            let (values, rest) = rest.split_at_checked(values).ok_or_else(unplanned)?;
            let (verdicts, rest) = rest.split_at_checked(verdicts).ok_or_else(unplanned)?;
            self.incomplete += u32::from(*complete == 0.0);
            self.outcomes[index] = Some(Outcome {
                values: values.iter().map(|value| Amount::new(*value)).collect(),
                verdicts: verdicts
                    .iter()
                    .filter_map(|code| sweep::standing_of(*code as i64))
                    .collect(),
                complete: *complete != 0.0,
            });
            runs = rest;
        }
        Ok(())
    }

    /// How many of the runs taken were too large to be computed to their end.
    #[must_use]
    pub fn incomplete(&self) -> u32 {
        self.incomplete
    }

    /// What came of it, as `bivalent sweep --json` says it; `worst` as for its option.
    ///
    /// # Errors
    /// Nothing is planned, or no run has such a readout.
    #[wasm_bindgen(unchecked_return_type = "wire.Swept")]
    pub fn rows(&self, worst: &str) -> Result<JsValue, JsError> {
        self.shown(worst, |shown, plan, rows| Ok(given(&shown.swept(plan, rows))))
    }

    /// The same as a table, as `bivalent sweep --csv` writes it.
    ///
    /// # Errors
    /// As [`Sweep::rows`].
    pub fn csv(&self, worst: &str) -> Result<String, JsError> {
        self.shown(worst, |shown, plan, rows| Ok(shown.csv(plan, rows)))
    }

    /// The command that does the same.
    ///
    /// # Errors
    /// Nothing is planned.
    pub fn command(&self, worst: &str) -> Result<String, JsError> {
        Ok(format!("{} --worst {worst}", self.planned()?.command()))
    }

    /// The chart of a readout's mean, or of the share of runs in which a verdict holds, as SVG to be
    /// put into a page.
    ///
    /// # Errors
    /// As [`Sweep::rows`].
    pub fn plot(&self, of: &str, worst: &str, width: f32) -> Result<String, JsError> {
        self.shown(worst, |_, plan, rows| {
            let scene = sweep::plot(plan, rows, Plot { of, width })?;
            let options = svg::Options { theme: Coloring::Auto, ..svg::Options::default() };
            Ok(svg::to_svg(&scene, &options))
        })
    }

    fn shown<T>(
        &self,
        worst: &str,
        show: impl FnOnce(&Shown, &Plan, &[Row<'_>]) -> Result<T, sweep::Error>,
    ) -> Result<T, JsError> {
        let plan = self.planned()?;
        let shown = Shown { readout: None, worst: Some(Worst::typed(worst)) };
        shown.check(plan)?;
        let rows = shown.rows(plan, &self.outcomes)?;
        Ok(show(&shown, plan, &rows)?)
    }

    fn planned(&self) -> Result<&Plan, JsError> {
        self.plan.as_ref().ok_or_else(unplanned)
    }
}

fn unplanned() -> JsError {
    JsError::new("these runs are of no sweep that was planned here")
}
