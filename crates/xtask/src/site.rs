//! Builds the site: Trunk bundles `web` and makes the module `lab`; its hooks call [`modules`] for the
//! other programs and [`optimise`] for all, and write a page per diagram.

use crate::fresh::Stamp;
use crate::tools::{self, side_by_side};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What wasm-opt makes of a module that a page waits for: the smallest.
const SMALL: &[&str] = &[
    "-Oz",
    "--one-caller-inline-max-function-size=0",
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--merge-blocks",
    "--vacuum",
    "--remove-unused-brs",
    "--code-folding",
    "--optimize-instructions",
    "--reorder-functions-by-name",
    "--skip-pass=memory-packing",
    "--strip-producers",
    "--strip-target-features",
];

/// What it makes of [`LAB`], which no page waits for: the fastest.
const FAST: &[&str] = &["-O3", "--low-memory-unused"];

/// What the site is built from.
pub const SOURCES: [&str; 8] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "rust-toolchain.toml",
    "static",
    "web",
];

/// The workers' module.
const LAB: &str = "lab";

/// What a file name of a compiled module ends with.
pub const WASM: &str = "_bg.wasm";

/// Where the site is built to.
#[must_use]
pub fn dist() -> PathBuf {
    crate::root().join("dist")
}

/// How the site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As it is published: small.
    Whole,
    /// Soon: its modules are not optimised for size, and not by wasm-opt.
    Draft,
}

/// Tells the hooks that a draft is wanted.
const DRAFT: &str = "BIVALENT_DRAFT";

/// The profile that a draft is compiled with.
const DRAFT_PROFILE: &str = "draft";

/// Builds the site into [`dist`], unless it is there as its sources make it; all settings but
/// wasm-opt's stand in Trunk.toml.
///
/// # Errors
/// What failed to build.
pub fn build(way: Way) -> Result<()> {
    let root = crate::root();
    let sources = SOURCES.iter().map(|source| root.join(source)).collect();
    let ways: &[&str] = if way == Way::Draft { &["draft", "whole"] } else { &["whole"] };
    let stamp = Stamp { file: root.join("target/site.stamp"), sources, output: &dist(), ways };
    stamp.build(|| bundle(way))
}

fn bundle(way: Way) -> Result<()> {
    let mut trunk = tools::command("trunk");
    anywhere(&mut trunk).arg("build");
    if way == Way::Draft {
        trunk.args(["--cargo-profile", DRAFT_PROFILE]).env(DRAFT, "1");
    }
    // With a lone CI=1 or NO_COLOR=1 Trunk stops: it takes only true and false for an answer.
    tools::run(trunk.env_remove("NO_COLOR"))
}

fn is_draft() -> bool {
    env::var_os(DRAFT).is_some()
}

/// Has the compiler leave out where this machine keeps crates, so that a module has the same bytes
/// everywhere.
fn anywhere(command: &mut Command) -> &mut Command {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo");
    let crates = env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from).join("registry/src");
    let folders = fs::read_dir(crates).into_iter().flatten().flatten();
    let flags = folders.map(|folder| format!("--remap-path-prefix={}=", folder.path().display()));
    let flags = flags.collect::<Vec<_>>().join(" ");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags)
}

/// Compiles every program of `web` that needs no feature, the diagrams' and `all`, into `out`: one
/// call of cargo, which links them side by side.
///
/// # Errors
/// What failed to build.
pub fn modules(out: &Path) -> Result<()> {
    bind(&compiled(&["--bins"])?, out)
}

/// Builds what is measured in a browser, as `bench/bench.js` within [`dist`]: compiled and optimised
/// as a page's own module.
///
/// # Errors
/// What failed to build.
pub fn build_bench() -> Result<()> {
    let out = dist().join("bench");
    bind(&compiled(&["--bin", "bench", "--features", "bench"])?, &out)?;
    optimise(&out)
}

/// Optimises every module in `out`, in place, unless it is a draft. What was made of the same bytes
/// before is taken from target/wasm-opt.
///
/// # Errors
/// If wasm-opt fails, or a file cannot be read or written.
pub fn optimise(out: &Path) -> Result<()> {
    if is_draft() {
        return Ok(());
    }
    let cache = crate::root().join("target/wasm-opt");
    fs::create_dir_all(&cache).with_context(|| cache.display().to_string())?;
    let files = fs::read_dir(out).with_context(|| out.display().to_string())?;
    let files = files.flatten().map(|entry| entry.path());
    let modules = files.filter_map(|file| Some((module_of(&file)?.to_owned(), file)));
    let modules = modules.collect::<Vec<_>>();
    side_by_side(&modules, |(name, file)| optimised(name, file, &cache))
}

/// The module that a file is the compiled part of.
fn module_of(file: &Path) -> Option<&str> {
    file.file_name()?.to_str()?.strip_suffix(WASM)
}

fn optimised(name: &str, file: &Path, cache: &Path) -> Result<()> {
    let flags = if name == LAB { FAST } else { SMALL };
    let mut hasher = DefaultHasher::new();
    (flags, fs::read(file)?).hash(&mut hasher);
    let kept = cache.join(format!("{name}@{:016x}", hasher.finish()));
    if !kept.is_file() {
        let made = cache.join(format!("{name}.new"));
        tools::run(tools::command("wasm-opt").args(flags).arg(file).arg("-o").arg(&made))?;
        for entry in fs::read_dir(cache)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&format!("{name}@")) {
                fs::remove_file(entry.path())?;
            }
        }
        fs::rename(&made, &kept)?;
    }
    fs::copy(&kept, file).with_context(|| file.display().to_string())?;
    Ok(())
}

/// Compiles programs of `web`, chosen by more words for cargo, with the page's profile.
fn compiled(which: &[&str]) -> Result<Vec<PathBuf>> {
    let mut cargo = tools::command("cargo");
    anywhere(&mut cargo)
        .args(["build", "--package", "bivalent_web", "--profile"])
        .arg(if is_draft() { DRAFT_PROFILE } else { "web" })
        .args(which);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    cargo.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    let output = cargo.output().context("cargo does not start")?;
    ensure!(output.status.success(), "the modules do not compile: {}", output.status);
    let told = String::from_utf8(output.stdout)?;
    let told = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(told.filter_map(|told| Some(told["executable"].as_str()?.into())).collect())
}

/// Writes for each compiled program a module that scripts can load.
fn bind(programs: &[PathBuf], out: &Path) -> Result<()> {
    side_by_side(programs, |program| {
        let mut bindgen = tools::command("wasm-bindgen");
        bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(out);
        tools::run(bindgen.arg(program))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_by_its_compiled_part() {
        assert_eq!(module_of(Path::new("dist/a-b_bg.wasm")), Some("a-b"));
        assert_eq!(module_of(Path::new("dist/a-b.js")), None);
    }
}
