//! Searches all that can happen: every configuration that a model can reach, breadth first.
//!
//! - [`Model`]: initial configurations and what can happen in each, with configurations encoded as
//!   a few words. Any rounds-based or set-of-messages specification can be one.
//! - [`System`]: the model that any [`machine::Machine`] is: deliveries, timeouts, choices, crashes
//!   and losses as actions. A [`View`] says what of a configuration counts.
//! - [`Search`]: the search itself, in slices, within a budget of states; it keeps a fingerprint
//!   and the edges of each state, and whole configurations only where it still needs them.
//! - [`Schedule`]: how to get somewhere, the shortest way.
//!
//! ```
//! use check::explore::{By, Limits, Look, Model, Search, Successors};
//!
//! /// Two processes that each count to two.
//! struct Counters;
//! impl Model for Counters {
//!     fn initial(&mut self, out: &mut Successors) {
//!         out.push(&[0, 0], By::ENVIRONMENT);
//!     }
//!     fn expand(&mut self, state: &[u32], out: &mut Successors) {
//!         for process in 0..2 {
//!             let mut next = [state[0], state[1]];
//!             next[process] += 1;
//!             if next[process] <= 2 {
//!                 out.push(&next, By::process(process as u8));
//!             }
//!         }
//!     }
//!     fn look(&mut self, state: &[u32]) -> Look {
//!         Look { end: state == [2, 2], ..Look::default() }
//!     }
//!     fn processes(&self) -> u8 {
//!         2
//!     }
//!     fn describe(&mut self, _state: &[u32], action: u32) -> String {
//!         format!("{action} counts")
//!     }
//! }
//!
//! let mut search = Search::new(Counters, Limits::default());
//! while search.work(1_000) == check::Progress::Working {}
//! assert_eq!((search.graph().states(), search.graph().edges()), (9, 12));
//! assert_eq!((search.graph().depth(), search.deadlocks()), (4, 0));
//! ```

mod model;
mod search;

mod fair;
mod graph;
mod judge;
mod path;

mod system;
mod view;

mod intern;
mod queue;
mod table;

pub(crate) use fair::Cycles;
pub use graph::{Edge, Graph};
pub use judge::{Finding, Outcome};
pub use model::{After, By, Kind, Look, Model, Property, Successors};
pub use path::{Executions, Schedule, Step};
pub use search::{Limits, Search};
pub use system::{Action, Faults, Process, System};
pub use view::{Fate, View};
