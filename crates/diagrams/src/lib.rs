//! The fifteen diagrams: each a run of real protocols, a scene of it, and a judgement of it.
//!
//! A diagram is one module and one line in [`ENTRIES`]; gallery, pages, links, controls, element,
//! command line and smoke tests follow from it. Nothing here touches a browser, a file or a clock.

pub mod action;
pub mod bench;
#[cfg(feature = "valency")]
pub mod bivalence;
#[cfg(feature = "stores")]
pub mod cap;
#[cfg(feature = "stores")]
mod cluster;
pub mod entry;
pub mod figure;
#[cfg(feature = "triangle")]
pub mod flp_triangle;
pub mod history;
#[cfg(feature = "network")]
pub mod hol;
#[cfg(any(feature = "stores", feature = "triangle"))]
mod lanes;
pub mod live;
pub mod models;
#[cfg(any(feature = "triangle", feature = "valency"))]
mod one_of;
#[cfg(feature = "detection")]
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
pub static ENTRIES: &[&Entry] = &[
    #[cfg(feature = "triangle")]
    &flp_triangle::ENTRY,
    #[cfg(feature = "valency")]
    &bivalence::ENTRY,
    #[cfg(feature = "stores")]
    &cap::ENTRY,
    #[cfg(feature = "network")]
    &hol::ENTRY,
    #[cfg(feature = "detection")]
    &partitions::ENTRY,
];
