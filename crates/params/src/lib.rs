//! Parameters, declared once: their controls, links, flags, reference table and tests follow.
//!
//! It knows no diagram and no protocol, and never fails on input: it clamps and says so.
//! Reading order: [`Spec`] is what is known of one parameter, [`params!`] declares them, also in
//! groups that several structs share, [`Link`] carries their values. All numbers are integers, and
//! none is above [`LARGEST`].

mod declare;
mod group;
mod link;
#[cfg(not(target_arch = "wasm32"))]
mod reference;
mod spec;
mod text;
mod values;

pub use declare::Declared;
#[doc(hidden)]
pub use group::{grouped, join, place, places, shown};
pub use link::Link;
#[cfg(not(target_arch = "wasm32"))]
pub use reference::reference;
pub use spec::{
    Kind, LARGEST, Opt, Scale, Spec, check, check_options, ms, percent, rate, secs, us,
};
pub use text::duration_with_unit;
pub use values::{find, from_pairs, to_pairs};

use serde::Serialize;

/// Something in a link or a control that could not be taken as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Issue {
    /// The key it is about.
    pub key: String,
    /// What was asked, and what was done instead: a sentence for the reader.
    pub message: String,
}
