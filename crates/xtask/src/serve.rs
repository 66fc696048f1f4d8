//! Serves the built site and builds it again when a source changes.

use crate::{Server, site};
use anyhow::Result;
use notify::{Event, RecursiveMode, Watcher};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use xtask::server::Instead;
use xtask::site::Way;

/// Without its worker the browser keeps no version, and a reload shows what was just built.
const NO_WORKER: Instead = &[("/sw.js", None)];

/// Changes within so long of each other are one.
const QUIET: Duration = Duration::from_millis(300);

/// Serves until interrupted.
pub(crate) fn forever() -> Result<()> {
    let server = Server::start_with(&site::dist(), 8080, NO_WORKER)?;
    println!("\nBivalent is at {} (Ctrl-C ends it)", server.url());
    let (tell, told) = channel();
    let mut watcher = notify::recommended_watcher(tell)?;
    for source in site::SOURCES.iter().map(|name| xtask::root().join(name)) {
        watcher.watch(&source, RecursiveMode::Recursive)?;
    }
    while is_changed(&told) {
        println!("a source changed: building");
        match site::build(Way::Draft) {
            Ok(()) => println!("built: reload {}", server.url()),
            Err(error) => eprintln!("error: {error:#}; the last good site stays"),
        }
    }
    Ok(())
}

/// Waits for a change and for the quiet after it; false when nothing is watched any more.
fn is_changed(told: &Receiver<notify::Result<Event>>) -> bool {
    let is_change = |event: notify::Result<Event>| event.is_ok_and(|event| !event.kind.is_access());
    loop {
        let Ok(event) = told.recv() else { return false };
        if is_change(event) {
            while told.recv_timeout(QUIET).is_ok() {}
            return true;
        }
    }
}
