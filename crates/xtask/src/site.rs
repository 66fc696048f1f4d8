//! Builds the site: Trunk compiles and bundles `web`, `bivalent site` writes a page per diagram.

use crate::tools;
use anyhow::Result;
use std::path::PathBuf;

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
