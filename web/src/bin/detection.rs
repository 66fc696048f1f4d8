//! The module of the site with the diagram of partitions and of the detectors that watch.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
