//! The service worker's lists: every file of the site, with what is in it; modules apart.

use crate::weigh;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The service worker, in the site's folder.
const WORKER: &str = "sw.js";

/// What only machines ask for, what stands for pages that are not there, and the worker itself.
const LEFT_OUT: [&str; 5] = [WORKER, "card.png", "oembed.json", "sitemap.xml", "404.html"];

/// Digests of the files that are kept, by their address below the site's.
type Files = BTreeMap<String, String>;

/// Gives the service worker in `dir` the lists of the files it is to keep; none is there, none is
/// made.
///
/// # Errors
/// A file that cannot be read or written.
pub fn list(dir: &Path) -> Result<()> {
    let path = dir.join(WORKER);
    let Ok(script) = fs::read_to_string(&path) else { return Ok(()) };
    let mut files = Files::new();
    collect(dir, "", &mut files)?;
    let modules = weigh::modules(dir)?;
    let of_module = |file: &String| modules.iter().any(|name| weigh::files(name).contains(file));
    let (modules, files): (Files, Files) = files.into_iter().partition(|(file, _)| of_module(file));
    let (files, modules) = (serde_json::to_string(&files)?, serde_json::to_string(&modules)?);
    let lists = format!("FILES={files},MODULES={modules}");
    let version = &digest(lists.as_bytes())[..12];
    let head = format!("{HEAD}\"{version}\",{lists};\n");
    let worker = script.strip_prefix(HEAD).and_then(|rest| Some(rest.split_once('\n')?.1));
    let script = [&head, worker.unwrap_or(&script)].concat();
    fs::write(&path, script).with_context(|| path.display().to_string())
}

/// How the line begins that is put before the worker's own.
const HEAD: &str = "const VERSION=";

/// The digest of what the diagrams' pages are made of: the version that they name.
///
/// # Errors
/// A file that cannot be read.
pub fn version(dir: &Path) -> Result<String> {
    let mut files = Files::new();
    collect(dir, "", &mut files)?;
    // Pages name it, and posters follow from the rest.
    files.retain(|file, _| !file.is_empty() && !file.contains('/'));
    let all: String = files.iter().map(|(file, digest)| format!("{file} {digest}\n")).collect();
    let bytes = Sha256::digest(all.as_bytes());
    Ok(bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect())
}

fn collect(dir: &Path, below: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{below}{name}/"), files)?;
            continue;
        }
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        // A page is asked for by its folder.
        let file = if name == "index.html" { below.to_owned() } else { format!("{below}{name}") };
        files.insert(file, digest(&bytes));
    }
    Ok(())
}

/// SHA-256 as browsers take it.
fn digest(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}
