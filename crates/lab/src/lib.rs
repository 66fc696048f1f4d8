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

use serde::Serialize;

/// The lines that are handed out, as one text.
pub fn text(hand_out: impl FnOnce(&mut dyn FnMut(&str))) -> String {
    let mut text = String::new();
    hand_out(&mut |line| {
        text.push_str(line);
        text.push('\n');
    });
    text
}

/// A value as JSON, compactly.
#[must_use]
pub fn json(value: &impl Serialize) -> String {
    // It fails only on keys that are no texts, and no type of this crate has such.
    serde_json::to_string(value).unwrap_or_default()
}

/// A row of CSV, without the end of its line.
#[must_use]
pub fn csv(cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = out.write_record(cells);
    let mut line = String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default();
    line.pop();
    line
}
