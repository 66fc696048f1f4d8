//! The module of the site with what every set of assumptions lets be decided, and when.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
