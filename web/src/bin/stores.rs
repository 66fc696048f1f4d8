//! The module of the site with the diagrams of stores: what replicas know and what clients see.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
