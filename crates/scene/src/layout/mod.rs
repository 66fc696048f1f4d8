//! Where things stand: rings of nodes, lanes over time, labels that keep apart.

mod labels;
mod lanes;
mod ring;

pub use labels::{Wish, place_labels};
pub use lanes::{Lanes, TimeTick};
pub use ring::{Place, Ring, ring};
