//! `bivalent list`: the diagrams there are.

use crate::Status;
use crate::text;
use anyhow::Result;
use diagrams::ENTRIES;
use diagrams::wire::Listed;
use lexopt::prelude::*;
use std::io::Write;

/// For `--help` and the reference.
pub const HELP: &str = "\
List the diagrams

Usage: bivalent list [--json]

Each with its number in the chapter, the id that its links begin with, and links to runs worth
opening. With --json an array of objects: see docs/reference.md.

Examples:
  bivalent list
  bivalent list --json | jq -r '.[].id'
";

/// The catalogue as JSON.
pub fn catalogue() -> serde_json::Result<String> {
    let listed: Vec<_> = ENTRIES.iter().map(|entry| Listed::of(entry)).collect();
    serde_json::to_string(&listed)
}

/// Lists the diagrams.
pub fn run(mut args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let mut as_json = false;
    while let Some(arg) = args.next()? {
        match arg {
            Long("json") => as_json = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if as_json {
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
