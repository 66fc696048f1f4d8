//! `bivalent merge`: the parts of a sweep, made one.

use crate::Status;
use crate::sweep::Form;
use anyhow::{Context, Result, bail};
use lab::sweep::Merge;
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
    let (mut form, mut files) = (Form::default(), Vec::new());
    while let Some(arg) = args.next()? {
        match arg {
            Long(name) if Form::OPTIONS.contains(&name) => {
                let name = name.to_owned();
                form.take(&name, &mut args)?;
            }
            Value(file) => files.push(PathBuf::from(file)),
            other => return Err(other.unexpected().into()),
        }
    }
    if files.is_empty() {
        bail!("merge needs the files of a sweep's parts; see `bivalent merge --help`");
    }
    let mut merge = Merge::default();
    for file in &files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
        merge.add(&name, &text)?;
    }
    let (plan, outcomes) = merge.finish()?;
    form.check(&plan)?;
    out.write_all(form.show(&plan, &outcomes)?.as_bytes())?;
    Ok(Status::Holds)
}
