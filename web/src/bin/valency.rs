//! The module of the site with the graph of all schedules, and what each can still decide.

// Linked in for what it offers to scripts.
use bivalent_web as _;

fn main() {}
