//! The fifteen diagrams: each a run of real protocols, a scene of it, and a judgement of it.
//!
//! A diagram is one module and one line in [`ENTRIES`]; gallery, pages, links, controls, element,
//! command line and smoke tests follow from it. Nothing here touches a browser, a file or a clock.

pub mod bench;
pub mod bivalence;
pub mod cap;
pub mod entry;
pub mod figure;
pub mod flp_triangle;
pub mod history;
pub mod hol;
pub mod json;
mod lanes;
pub mod models;
mod one_of;
pub mod partitions;
pub mod report;
#[cfg(feature = "files")]
pub mod still;
#[cfg(feature = "files")]
pub mod written;

pub use figure::{Entry, Figure};

/// Every diagram, in the chapter's order.
pub static ENTRIES: &[&Entry] =
    &[&flp_triangle::ENTRY, &bivalence::ENTRY, &cap::ENTRY, &hol::ENTRY, &partitions::ENTRY];
