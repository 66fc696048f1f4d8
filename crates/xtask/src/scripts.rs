//! The page's scripts: their format, their lints, and their types against those of the modules.

use anyhow::{Context, Result, ensure};
use std::env;
use std::fs;
use xtask::tools::{self, command};

/// The declarations of the modules' classes, made by wasm-bindgen; those of the values that cross
/// stand beside them (tests/tests/declarations.rs).
const CLASSES: &str = "web/types/module.d.ts";

/// Where wasm-bindgen's declarations end that are about a module's inside.
const INSIDE: &str = "export type InitInput";

/// What stands before them, and after.
const TYPES: &str = "import type * as wire from \"./wire\";\n\n";
const STARTED: &str = "\n\nexport default function init(): Promise<unknown>;\n";

/// Checks the scripts as they stand, without the site.
pub(crate) fn check() -> Result<()> {
    tools::run(command("prettier").args(["--ignore-path", "web/.prettierignore"]).args([
        "--check",
        "web/*.js",
        "web/types",
    ]))?;
    tools::run(command("eslint").args(["--config", "web/eslint.config.mjs", "web/*.js"]))?;
    // A service worker has another global scope.
    for project in ["web/tsconfig.json", "web/tsconfig.sw.json"] {
        tools::run(command("tsc").args(["--project", project]))?;
    }
    Ok(())
}

/// Checks that the declarations are those of the module with all classes, which the site's build
/// has left; `UPDATE=1` rewrites them.
pub(crate) fn declared() -> Result<()> {
    let (root, out) = (xtask::root(), xtask::root().join("target/types"));
    let built = root.join("target/wasm32-unknown-unknown/release/lab.wasm");
    let options = ["--target", "web", "--out-name", "module", "--out-dir"];
    tools::run(command("wasm-bindgen").args(options).args([&out, &built]))?;
    let made =
        fs::read_to_string(out.join("module.d.ts")).context("wasm-bindgen's declarations")?;
    let classes = made.split(INSIDE).next().unwrap_or_default();
    let made = [TYPES, classes.trim_end(), STARTED].concat();
    let file = root.join(CLASSES);
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, &made).with_context(|| file.display().to_string())?;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    ensure!(known == made, "{CLASSES} is not what the modules have: UPDATE=1 rewrites it");
    Ok(())
}
