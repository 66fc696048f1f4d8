//! The edge to the browser: the [`Player`] class that the page drives, and the canvas painter.
//!
//! The only crate that knows a browser. It holds no protocol, no layout and no text of its own:
//! it hands calls on to a [`diagrams::Figure`] and what that says back as values of the page's scripts.

#[cfg(feature = "bench")]
mod bench;
mod js;
#[cfg(feature = "lab")]
mod lab;
mod paint;
mod player;

#[cfg(feature = "bench")]
pub use bench::{BareRun, RewindableRun};
#[cfg(feature = "lab")]
pub use lab::{Exploring, Outside, Sweep, Whole};
pub use paint::paint;
pub use player::{Player, run, run_hash};

/// 3 KB less over the wire than the standard library's own, and no slower.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
