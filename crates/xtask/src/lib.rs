//! What the project's own commands and its browser tests share: tools, the built site, a server.
//!
//! It installs and starts programs and touches files; it knows no diagram and no protocol.

use std::path::{Path, PathBuf};

pub mod server;
pub mod site;
pub mod tools;

/// The workspace's root folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
