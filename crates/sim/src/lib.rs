//! Runs any machine in virtual time over a modelled network, and lets time be travelled.
//!
//! It draws every delay and every loss from one seeded generator, and so gives the same run for the
//! same seed and the same interventions everywhere. It knows no protocol and judges nothing.

mod timeline;
mod trail;
mod world;

mod bottleneck;
mod intervention;
mod network;
mod queue;
mod rng;
mod setup;

pub use bottleneck::{Bottleneck, Losses, Parcel};
pub use intervention::{BadCode, INPUTS_MAX, Input, Intervention, Names};
pub use network::{Cuts, Delay, FaultWindow, Loss, Network, Unstable};
pub use queue::{Flight, MsgId};
pub use rng::Rng;
pub use setup::{Crashes, Limits, Planned, Setup};
pub use timeline::{Recorder, Timeline};
pub use trail::{Crossing, Trail};
pub use world::{Happening, Life, Observer, World};
