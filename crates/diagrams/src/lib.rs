//! The fifteen diagrams: each a run of real protocols, a scene of it, and a judgement of it.
//!
//! A diagram is one module and one line in [`ENTRIES`]; gallery, pages, links, controls, element,
//! command line and smoke tests follow from it. Nothing here touches a browser, a file or a clock.

pub mod action;
mod batch;
pub mod bench;
pub mod bivalence;
pub mod cap;
mod cluster;
pub mod diagram;
pub mod entry;
pub mod figure;
pub mod flp_triangle;
pub mod history;
pub mod hol;
mod lanes;
pub mod live;
pub mod models;
mod one_of;
pub mod partitions;
mod parts;
pub mod reading;
pub mod report;
pub mod run;
#[cfg(feature = "files")]
pub mod still;
pub mod wire;
#[cfg(feature = "files")]
pub mod written;

pub use figure::{Entry, Figure};

/// Every diagram, in the chapter's order.
pub static ENTRIES: &[&Entry] =
    &[&flp_triangle::ENTRY, &bivalence::ENTRY, &cap::ENTRY, &hol::ENTRY, &partitions::ENTRY];
