//! What the tests that need more than one crate share.
//!
//! The tests stand in `tests/`; those that need the built site or a browser are ignored unless
//! asked for, as `cargo xtask test` does.

pub mod browser;
pub mod script;
pub mod site;
