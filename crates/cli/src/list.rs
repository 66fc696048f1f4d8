//! `bivalent list`: the diagrams there are.

use crate::Status;
use crate::text;
use anyhow::Result;
use diagrams::ENTRIES;
use diagrams::wire::Listed;
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

/// The catalogue as JSON.
pub fn catalogue() -> serde_json::Result<String> {
    let listed: Vec<_> = ENTRIES.iter().map(|entry| Listed::of(entry)).collect();
    serde_json::to_string(&listed)
}

/// Lists the diagrams.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    if asked.json {
        writeln!(out, "{}", catalogue()?)?;
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
