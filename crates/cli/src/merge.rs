//! `bivalent merge`: the parts of a sweep, made one.

use crate::Status;
use crate::sweep::Form;
use anyhow::{Context, Result};
use lab::sweep::Merge;
use std::io::Write;
use std::path::PathBuf;

/// Make the parts of a sweep one
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// What `bivalent sweep --shard I/N` wrote
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    form: Form,
}

const NOTES: &str = "\
The result is exactly that of the same sweep without --shard. Parts of different sweeps, or of
different versions of this program, are refused; so is a sweep of which a run is missing or there
twice.

Example:
  bivalent merge part-*.json --csv > sweep.csv";

/// Merges.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let Asked { files, form } = asked;
    let mut merge = Merge::default();
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
        merge.add(&name, &text)?;
    }
    let (plan, outcomes) = merge.finish()?;
    form.check(&plan)?;
    out.write_all(form.show(&plan, &outcomes)?.as_bytes())?;
    Ok(Status::Holds)
}
