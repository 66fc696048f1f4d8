//! What the project's own commands and its browser tests share: tools, the built site, a server.
//!
//! It installs and starts programs and touches files; it knows no diagram and no protocol.

use std::env;
use std::path::PathBuf;

pub mod engine;
mod fresh;
pub mod server;
pub mod site;
pub mod tools;

/// The workspace's root folder: the one above the present folder that holds Trunk.toml.
///
/// It is looked for when asked, since clones that share a target folder share this very program.
#[must_use]
pub fn root() -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let root = here.ancestors().find(|folder| folder.join("Trunk.toml").is_file());
    root.unwrap_or(&here).to_path_buf()
}
