//! The module that workers load: what is done with whole runs.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
