//! The protocols as models: what the explorer has to be told about each, and a catalogue of them.
//!
//! [`start`] takes a model's name and its keys as they are typed (`ben-or coin=parity crash=yes`)
//! and gives an [`Exploration`], which is worked on in slices and says at any time how far it is. It
//! touches no clock and no file: a command, a page and a Web Worker run the same one.
//!
//! ```
//! use check::{Progress, valency::Valency};
//! let mut exploration = diagrams::models::start("ben-or coin=zero", 1_000_000).unwrap();
//! while exploration.work(10_000) == Progress::Working {}
//! let report = exploration.report();
//! assert_eq!((report.states, report.edges, report.depth), (980, 2_514, 12));
//! assert_eq!(report.valency.unwrap().bivalent, 216);
//! assert!(report.initial.contains(&("110".to_owned(), Valency::Bivalent)));
//! ```

mod catalogue;
mod explore;
mod report;

pub mod ben_or;
pub mod chandra_toueg;
pub mod consensus;
mod count;
pub mod two_phase_commit;

pub use catalogue::{BadSpec, Entry, ListedKey, ListedModel, MODELS, catalogue, start, values};
pub use explore::{Counted, Exploration, Far, Inputs, Model, Worked, word};
pub use report::{Explored, Report, Violation};

use protocols::consensus::Bit;

/// Every vector of `n` inputs, in the order of the numbers that they are in binary.
#[must_use]
pub fn inputs(n: u8) -> Vec<Vec<Bit>> {
    let digits = |at: u32| (0..n).rev().map(move |digit| (at >> digit & 1) as Bit).collect();
    (0..1 << n).map(digits).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_offer_models_that_there_are() {
        for name in crate::ENTRIES.iter().flat_map(|entry| entry.models) {
            assert!(super::start(name, 1).is_ok(), "{name}");
        }
    }
}
