//! What several diagrams show alike: interventions in words, and what is offered at a target.

pub mod menu;
pub mod words;
