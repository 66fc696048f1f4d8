//! Diagram 1, the FLP triangle: five assumptions, and a run that shows what each set of them means.
//!
//! `claim` says what is true of a set of assumptions and names the protocol that is its witness; `run`
//! runs it, with the protocols of `protocol` as one machine, so that the page carries one simulator. The
//! adversary is part of the set-up: interventions decided by what is seen. `record` writes the run down,
//! `report` judges it, `draw` shows the triangle and the run.

mod claim;
mod params;
mod presets;
mod protocol;

mod record;
mod report;
mod run;
#[cfg(feature = "files")]
mod trace;

mod draw;
mod figure;
mod text_alternative;
mod words;

use crate::figure::{Entry, Gesture, Standing, View};
use report::Known;

/// The diagram's entry.
pub static ENTRY: Entry = Entry {
    title: "The FLP triangle, corrected",
    purpose: "No protocol keeps all five assumptions. Drop one, and see the protocol that lives without it.",
    prompt: "Which of the five does your own system drop, and would you notice if that stopped being true?",
    tasks: &[
        ("fifty", "With all five on, see fifty messages delivered and nobody decide."),
        ("end", "With all five on, make them decide after all: crash somebody."),
        ("disagree", "Find a run in which two decide differently."),
        ("ways", "Drop one assumption at a time until you have seen all five ways out."),
    ],
    errata: chapter::errata::FLP_TRIANGLE,
    presets: presets::PRESETS,
    views: &[View { id: "triangle", label: "Triangle" }, View { id: "run", label: "Run" }],
    models: &[
        "wait-all",
        "wait-one",
        "always-zero",
        "ben-or",
        "paxos",
        "flood-set",
        "oral-messages",
        "dolev-strong",
    ],
    gesture: Gesture::Drag,
    ..Entry::of::<figure::Triangle>("flp-triangle", 1)
};

/// Whether the monitors at a moment show what is claimed of the witness.
fn shows(known: &Known<'_>) -> bool {
    let claim = claim::Witness::of(known.params).claim();
    let verdicts = known.verdicts();
    verdicts.iter().zip(claim.run).all(|(verdict, holds)| {
        verdict.standing == if holds { Standing::Holds } else { Standing::Violated }
    })
}
