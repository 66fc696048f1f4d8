//! The run that speed is measured by, for `cargo xtask bench` to call in a browser.

use diagrams::bench::{Bare, Rewindable};
use wasm_bindgen::prelude::*;

/// Five Raft servers without a way back.
#[wasm_bindgen]
#[derive(Default)]
pub struct BareRun(Bare);

#[wasm_bindgen]
impl BareRun {
    /// At its start.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs on for so many events; how many messages arrived.
    pub fn run(&mut self, events: u32) -> f64 {
        self.0.run(events) as f64
    }
}

/// The same run with its rewind history.
#[wasm_bindgen]
#[derive(Default)]
pub struct RewindableRun(Rewindable);

#[wasm_bindgen]
impl RewindableRun {
    /// At its start.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs on for so many events.
    pub fn run(&mut self, events: u32) {
        self.0.run(events);
    }

    /// Moves the playhead to that share of the run, in millionths.
    pub fn seek(&mut self, millionths: u32) {
        self.0.seek(millionths);
    }
}
