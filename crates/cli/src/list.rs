//! `bivalent list`: the diagrams there are.

use crate::Status;
use crate::text;
use anyhow::Result;
use diagrams::{ENTRIES, json};
use std::io::Write;

/// List the diagrams
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// An array of objects, with the fields that docs/reference.md lists
    #[arg(long)]
    json: bool,
}

const NOTES: &str = "\
Each stands with its number in the chapter, the id that its links begin with, and links to runs
worth opening.

Examples:
  bivalent list
  bivalent list --json | jq -r '.[].id'";

/// Lists the diagrams.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    if asked.json {
        writeln!(out, "{}", json::catalogue(ENTRIES))?;
        return Ok(Status::Holds);
    }
    for entry in ENTRIES {
        writeln!(out, "{:>2}  {}  {}", entry.number, entry.id, entry.title)?;
        write!(out, "{}", text::wrapped(entry.purpose, 4))?;
        for preset in entry.presets {
            writeln!(out, "    {}:\n      {}?{}", preset.label, entry.id, preset.query)?;
        }
    }
    Ok(Status::Holds)
}
