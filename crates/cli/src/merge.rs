//! `bivalent merge`: the parts of a sweep, made one.

use crate::Status;
use crate::sweep::{Shown, merge_files};
use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::io::Write;
use std::path::PathBuf;

/// For `--help` and the reference.
pub const HELP: &str = "\
Make the parts of a sweep one

Usage: bivalent merge FILE... [--readout ID,ID...] [--worst ID] [--csv | --json]

Each FILE is what `bivalent sweep --shard I/N` wrote. The result is exactly that of the same sweep
without --shard. Parts of different sweeps, or of different versions of this program, are refused;
so is a sweep of which a run is missing or there twice. The options are those of sweep.

Example:
  bivalent merge part-*.json --csv > sweep.csv
";

/// Merges.
pub fn run(mut args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let (mut shown, mut files) = (Shown::default(), Vec::new());
    while let Some(arg) = args.next()? {
        match arg {
            Long(name) if Shown::OPTIONS.contains(&name) => {
                let name = name.to_owned();
                shown.take(&name, &mut args)?;
            }
            Value(file) => files.push(PathBuf::from(file)),
            other => return Err(other.unexpected().into()),
        }
    }
    if files.is_empty() {
        bail!("merge needs the files of a sweep's parts; see `bivalent merge --help`");
    }
    let (plan, outcomes) = merge_files(&files)?;
    shown.check(&plan)?;
    out.write_all(shown.show(&plan, &outcomes)?.as_bytes())?;
    Ok(Status::Holds)
}
