//! What is done with whole runs, for the command line and for a page's worker alike.
//!
//! A live figure computes a slice a frame; what stands here takes a link and computes all of it. It
//! never touches a file, a thread or a clock: whoever calls it holds those.

pub mod open;
pub mod sweep;

pub mod history;
pub mod trace;

pub mod outside;

pub use open::NoDiagram;
pub use outside::Outside;

/// The lines that are handed out, as one text.
pub fn text(hand_out: impl FnOnce(&mut dyn FnMut(&str))) -> String {
    let mut text = String::new();
    hand_out(&mut |line| {
        text.push_str(line);
        text.push('\n');
    });
    text
}
