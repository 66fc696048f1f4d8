//! The module of the site with the diagrams of the network: what links do to those who use them.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
