//! The one gate: every check in a fixed order, the quick ones first, up to the first failure.

use crate::size;
use anyhow::{Context, Result};
use std::process::Command;
use std::time::Instant;
use xtask::site;
use xtask::tools::{self, Need, command};

type Check = fn() -> Result<()>;

const STEPS: [(&str, Check); 11] = [
    ("tools", || tools::install(&[Need::Site, Need::Browser, Need::Deny])),
    ("format", || cargo("fmt --all --check")),
    ("lints", || cargo("clippy --workspace --all-targets -- -D warnings")),
    ("lints of the page", || {
        cargo(
            "clippy -p bivalent_web --all-features --target wasm32-unknown-unknown -- -D warnings",
        )
    }),
    // Rules about the tree itself (tests/tests/tidy.rs) are among these.
    ("tests", || cargo("test --workspace")),
    ("docs", || tools::run(words("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))),
    ("licences, bans, sources", || {
        tools::run(command("cargo-deny").args(["check", "bans", "licenses", "sources"]))
    }),
    ("site", site::build),
    ("the same runs in WebAssembly", || cargo("test -p suite --test determinism -- --ignored")),
    // Two browsers at once keep two cores busy without starving either.
    ("Chromium", || cargo("test -p suite --test browser -- --ignored --test-threads=2")),
    ("size", size::check),
];

/// Runs every step, with its name and its time.
pub(crate) fn run() -> Result<()> {
    let start = Instant::now();
    for (index, (name, check)) in STEPS.iter().enumerate() {
        println!("\n=== {}/{} {name}", index + 1, STEPS.len());
        let begun = Instant::now();
        check().with_context(|| format!("{name} failed"))?;
        println!("=== {name}: {:.1} s", begun.elapsed().as_secs_f32());
    }
    println!("\nall {} steps passed in {} s", STEPS.len(), start.elapsed().as_secs());
    Ok(())
}

fn cargo(args: &str) -> Result<()> {
    tools::run(&mut words(args))
}

fn words(args: &str) -> Command {
    let mut cargo = command("cargo");
    cargo.args(args.split(' '));
    cargo
}
