//! The module of the site with the diagrams of consensus: what can be decided, and when.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
