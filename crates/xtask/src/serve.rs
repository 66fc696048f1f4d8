//! Serves the built site and builds it again when a source changes.

use crate::{Server, site};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// Where the site's sources are.
const WATCHED: [&str; 5] = ["crates", "web", "static", "Cargo.toml", "Trunk.toml"];

/// Serves until interrupted.
pub(crate) fn forever() -> Result<()> {
    forget_worker(())?;
    let server = Server::start(&site::dist(), 8080)?;
    println!("\nBivalent is at {} (Ctrl-C ends it)", server.url());
    let mut seen = newest_source();
    loop {
        sleep(Duration::from_secs(1));
        let newest = newest_source();
        if newest > seen {
            seen = newest;
            println!("a source changed: building");
            match site::build().and_then(forget_worker) {
                Ok(()) => println!("built: reload {}", server.url()),
                Err(error) => eprintln!("error: {error:#}; the last good site stays"),
            }
        }
    }
}

/// Without its worker the browser keeps no version, and a reload shows what was just built.
fn forget_worker((): ()) -> Result<()> {
    Ok(fs::remove_file(site::dist().join("sw.js"))?)
}

fn newest_source() -> Option<SystemTime> {
    WATCHED.iter().filter_map(|name| newest(&xtask::root().join(name))).max()
}

/// When the newest file at or below `path` was changed; a removed file changes its folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| newest(&entry.path())).fold(own, Option::max)
}
