//! `cargo xtask`: installs what is missing, then builds, serves, tests, measures or pictures.

use anyhow::Result;
use std::env;
use std::process::ExitCode;
use xtask::engine::Engine;
use xtask::server::Server;
use xtask::site::{self, Way};
use xtask::tools::{self, Need};

mod bench;
mod gate;
mod scripts;
mod serve;
mod size;

const HELP: &str = "\
cargo xtask COMMAND

  serve   build a draft of the site, which is larger and slower, serve it on this machine, build
          again when a source changes
  test    the gate: format, lints, tests, docs, licences, site, browsers, size;
          in Firefox and WebKit too where they are, or with --all-browsers, which installs them
  bench   measure natively and in Chromium; writes target/bench.json
  size    build the site and hold its weight over the wire against tests/size.toml
  types   build the site and hold web/types/module.d.ts against it; UPDATE=1 rewrites it
  shots   picture every page in both themes, wide and narrow; writes target/shots/
  build   build the site into dist/ as it is published

Each installs the tools it misses, once, into ~/.cache/bivalent/tools.";

fn main() -> ExitCode {
    let args = env::args().skip(1).collect::<Vec<_>>();
    let args = args.iter().map(String::as_str).collect::<Vec<_>>();
    let result = match args[..] {
        ["serve"] => build(Way::Draft).and_then(|()| serve::forever()),
        ["test"] => gate::run(false),
        ["test", "--all-browsers"] => gate::run(true),
        ["bench"] => bench::run(),
        ["types"] => built().and_then(|()| scripts::declared()),
        ["size"] => built().and_then(|()| size::check()),
        ["shots"] => shots(),
        ["build"] => built(),
        // Of Trunk.toml's hooks.
        ["modules", out] => site::modules(out.as_ref()),
        ["optimise", out] => site::optimise(out.as_ref()),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn built() -> Result<()> {
    build(Way::Whole)
}

fn build(way: Way) -> Result<()> {
    // The command that writes the pages needs none of the tools: on a new machine it is compiled
    // while they are.
    let command = || tools::run(tools::command("cargo").args(["build", "-q", "-p", "bivalent"]));
    let install = || tools::install(&[Need::Site]);
    let both: [&(dyn Fn() -> Result<()> + Sync); 2] = [&install, &command];
    tools::side_by_side(&both, |one| one())?;
    site::build(way)
}

fn shots() -> Result<()> {
    built()?;
    tools::install(&[Need::Browser(Engine::Chromium)])?;
    tools::run(tools::command("cargo").args(["run", "-q", "-p", "suite", "--example", "shots"]))
}
