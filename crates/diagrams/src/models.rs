//! The protocols as models: what the explorer has to be told about each, and a catalogue of them.

pub mod ben_or;

use protocols::consensus::Bit;

/// Every vector of `n` inputs, in the order of the numbers that they are in binary.
#[must_use]
pub fn inputs(n: u8) -> Vec<Vec<Bit>> {
    let digits = |at: u32| (0..n).rev().map(move |digit| (at >> digit & 1) as Bit).collect();
    (0..1 << n).map(digits).collect()
}
