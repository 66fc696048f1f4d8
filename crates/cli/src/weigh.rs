//! The compiled modules of a built site, and what each weighs over the wire.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What a compiled module's file name ends with.
const WASM: &str = "_bg.wasm";

/// The names of the modules in `dir`, in order.
///
/// # Errors
/// A folder that cannot be read.
pub fn modules(dir: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(dir).with_context(|| dir.display().to_string())?;
    let names = files.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut modules: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(WASM)?.to_owned())).collect();
    modules.sort();
    Ok(modules)
}

/// The files of a module: what scripts load, and what that loads.
#[must_use]
pub fn files(module: &str) -> [String; 2] {
    [format!("{module}.js"), format!("{module}{WASM}")]
}

/// The bytes of both, each as `gzip -9` makes it.
///
/// # Errors
/// A file that cannot be read.
pub fn weight(dir: &Path, module: &str) -> Result<usize> {
    files(module).iter().try_fold(0, |sum, file| {
        let path = dir.join(file);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        Ok(sum + encoder.finish()?.len())
    })
}
