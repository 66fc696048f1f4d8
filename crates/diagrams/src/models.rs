//! The protocols as models: what the explorer has to be told about each, and a catalogue of them.

pub mod ben_or;
