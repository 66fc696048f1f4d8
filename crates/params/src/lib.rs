//! Parameters, declared once: their controls, links, flags, reference table and tests follow.
//!
//! It knows no diagram and no protocol, and never fails on input: it clamps and says so.

/// Something in a link or a control that could not be taken as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The key it is about.
    pub key: String,
    /// What was asked, and what was done instead: a sentence for the reader.
    pub message: String,
}
