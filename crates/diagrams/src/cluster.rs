//! A replicated store and its clients: what diagrams over one share.
//!
//! [`Design`] makes a run of a store, a network, faults and clients ([`groups`] has their parameters);
//! `record` writes it down, `judge` judges it, `report` measures it, `draw` shows the moment of
//! `snapshot`. [`entry`] makes a diagram of what is particular to it ([`Clustered`]). `store` alone
//! knows the stores.

pub mod groups;
mod store;

mod design;
mod record;
mod snapshot;
#[cfg(feature = "files")]
mod trace;

mod elections;
#[cfg(feature = "files")]
mod history;
mod judge;
mod report;

mod draw;
mod menu;
mod over;
mod text_alternative;
mod watch;
mod words;

pub use design::Design;
pub use over::{Clustered, entry};
pub use report::Known;
pub use store::{Of, Store};
