//! Builds the site: Trunk compiles and bundles `web`, `bivalent site` writes a page per diagram.

use crate::tools;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Where the site is built to.
#[must_use]
pub fn dist() -> PathBuf {
    crate::root().join("dist")
}

/// Builds the site into [`dist`]; all settings stand in Trunk.toml.
///
/// # Errors
/// What failed to build.
pub fn build() -> Result<()> {
    // With a lone CI=1 or NO_COLOR=1 Trunk stops: it takes only true and false for an answer.
    tools::run(tools::command("trunk").arg("build").env_remove("NO_COLOR"))
}

/// Builds a page's module with what is measured by, as `bench/stores.js` within [`dist`]:
/// compiled and optimised as the page's own.
///
/// # Errors
/// What failed to build.
pub fn build_bench() -> Result<()> {
    let out = dist().join("bench");
    let target = crate::root().join("target");
    let built = target.join("wasm32-unknown-unknown/web/stores.wasm");
    let wasm = out.join("stores_bg.wasm");
    let cargo =
        ["build", "--package", "bivalent_web", "--features", "stores,bench", "--profile", "web"];
    tools::run(
        tools::command("cargo")
            .args(cargo)
            .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(&target),
    )?;
    tools::run(
        tools::command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .args([out.as_path(), built.as_path()]),
    )?;
    optimise(&wasm)
}

/// As Trunk does for the page: the options stand in web/index.html as well.
fn optimise(wasm: &Path) -> Result<()> {
    let features =
        ["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"];
    let more = ["--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue"];
    let mut command = tools::command("wasm-opt");
    command.args(["-Oz", "--one-caller-inline-max-function-size=0"]);
    command.args(["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz"]);
    command.args(["--merge-blocks", "--vacuum", "--remove-unused-brs", "--code-folding"]);
    command.args(["--optimize-instructions", "--reorder-functions-by-name"]);
    command.args(["--skip-pass=memory-packing"]);
    command.args(["--strip-producers", "--strip-target-features"]);
    tools::run(command.args(features).args(more).arg(wasm).arg("-o").arg(wasm))
}
