//! The one gate: every check in a fixed order, the quick ones first, up to the first failure.

use crate::{scripts, size};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::process::Command;
use std::time::Instant;
use xtask::engine::{self, Engine};
use xtask::site::{self, Way};
use xtask::tools::{self, Need, command};

/// A check, and what it is called.
type Step = (&'static str, Box<dyn Fn() -> Result<()>>);

fn step(name: &'static str, check: impl Fn() -> Result<()> + 'static) -> Step {
    (name, Box::new(check))
}

fn steps(all_browsers: bool) -> Vec<Step> {
    let mut steps = vec![
        step("tools", move || install(all_browsers)),
        step("format", || cargo("fmt --all --check")),
        step("lints", || cargo("clippy --workspace --all-targets -- -D warnings")),
        step("lints of the page", || {
            cargo(
                "clippy -p bivalent_web --all-features --target wasm32-unknown-unknown -- -D warnings",
            )
        }),
        // Rules about the tree itself (tests/tests/tidy.rs) are among these.
        step("tests", || cargo("test --workspace")),
        step("docs", || {
            tools::run(words("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
        }),
        step("licences, bans, sources", || {
            tools::run(command("cargo-deny").args(["check", "bans", "licenses", "sources"]))
        }),
        step("scripts", scripts::check),
        step("site", || site::build(Way::Whole)),
        step("declarations of the modules", scripts::declared),
        step("the same runs in WebAssembly", || {
            cargo("test -p suite --test determinism -- --ignored node")
        }),
    ];
    let all = move |engine| all_browsers || engine == Engine::Chromium;
    let browser = |engine: Engine| step(engine.title(), move || browse(engine, all(engine)));
    steps.extend(Engine::ALL.map(browser));
    steps.push(step("size", size::check));
    steps
}

fn install(all_browsers: bool) -> Result<()> {
    tools::install(&[Need::Site, Need::Browser(Engine::Chromium), Need::Deny])?;
    let others = [Need::Browser(Engine::Firefox), Need::Browser(Engine::WebKit)];
    if all_browsers { tools::install(&others) } else { Ok(()) }
}

/// What engines do in ways of their own: these are tested in each that is here, the others in
/// Chromium alone unless all browsers are asked for.
const ENGINES_DIFFER: &[&str] = &[
    "circumstances::",
    "controls::",
    "embedding::",
    "glossary::",
    "hands::",
    "keyboard::",
    "offline::",
    // The same runs as natively.
    "a_browser_runs",
];

/// The site and the run hashes in one engine, if it is here: all tests, or a third of them.
fn browse(engine: Engine, all: bool) -> Result<()> {
    if !engine.is_present() {
        println!("it is not here; `cargo xtask test --all-browsers` installs it");
        return Ok(());
    }
    // Two browsers at once keep two cores busy without starving either.
    let tests =
        "test -p suite --test browser --test determinism -- --ignored --test-threads=2 --skip node";
    let chosen = if all { &[] } else { ENGINES_DIFFER };
    tools::run(words(tests).args(chosen).env(engine::VARIABLE, engine.name()))
}

/// Runs every step, and says at the end what each took.
pub(crate) fn run(all_browsers: bool) -> Result<()> {
    let start = Instant::now();
    let steps = steps(all_browsers);
    let mut took = String::new();
    for (index, (name, check)) in steps.iter().enumerate() {
        println!("\n=== {}/{} {name}", index + 1, steps.len());
        let begun = Instant::now();
        let checked = check();
        let _ = writeln!(took, "{:>8.1} s  {name}", begun.elapsed().as_secs_f32());
        if checked.is_err() {
            print!("\n{took}");
        }
        checked.with_context(|| format!("{name} failed"))?;
    }
    println!("\n{took}\nall {} steps passed in {} s", steps.len(), start.elapsed().as_secs());
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
