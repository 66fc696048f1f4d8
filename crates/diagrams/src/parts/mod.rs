//! What several diagrams show alike: interventions in words, and what is offered at a target.

#[cfg(any(feature = "stores", feature = "detection", feature = "triangle"))]
pub mod menu;
pub mod words;
