//! The programs the project needs, each at one version, in a cache that all clones share.

use crate::engine::Engine;
use anyhow::{Context, Result, bail, ensure};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// A program that `cargo install` builds.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    /// Its default features too; without them it does not fetch by itself, which it never needs to.
    whole: bool,
}

const CARGO: [Tool; 4] = [
    // The command must equal the wasm-bindgen library's version in Cargo.lock.
    Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.126", whole: false },
    // The newest that Rust 1.95 builds.
    Tool { package: "trunk", program: "trunk", version: "0.21.14", whole: false },
    Tool { package: "cargo-deny", program: "cargo-deny", version: "0.20.2", whole: true },
    Tool { package: "geckodriver", program: "geckodriver", version: "0.37.1", whole: true },
];

/// How they are compiled. Optimised, Trunk alone takes ten minutes on two cores and saves half a
/// second a build.
const QUICKLY: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
];

/// Packages from npm: binaryen brings wasm-opt, esbuild takes what only people read out of scripts
/// and styles, axe-core judges accessibility; the last three check the page's scripts.
const NPM: [(&str, &str); 6] = [
    ("binaryen", "132.0.0"),
    ("esbuild", "0.28.2"),
    ("axe-core", "4.14.1"),
    ("typescript", "7.0.2"),
    ("eslint", "10.15.0"),
    ("prettier", "3.10.1"),
];

/// What a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// What builds the site: wasm target, wasm-bindgen, Trunk, wasm-opt, esbuild.
    Site,
    /// What drives a browser of this engine: the browser, its driver, axe-core.
    Browser(Engine),
    /// What reads licences, bans and sources of dependencies: cargo-deny.
    Deny,
}

/// Installs what is missing of `needs`, with a line about each installation.
///
/// # Errors
/// What could not be installed, and how to install it by hand.
pub fn install(needs: &[Need]) -> Result<()> {
    if needs.contains(&Need::Site) {
        wasm_target()?;
        // One lane by itself seldom keeps two cores busy.
        let lanes: [&(dyn Fn() -> Result<()> + Sync); 2] = [&|| cargo_tool("trunk"), &|| {
            cargo_tool("wasm-bindgen-cli").and_then(|()| npm_packages())
        }];
        side_by_side(&lanes, |lane| lane())?;
    }
    for engine in Engine::ALL {
        if needs.contains(&Need::Browser(engine)) {
            browser(engine)?;
            npm_packages()?;
        }
    }
    if needs.contains(&Need::Deny) {
        cargo_tool("cargo-deny")?;
    }
    Ok(())
}

/// A command that finds the project's tools before the system's, starts at the root of the
/// workspace, and has no input.
#[must_use]
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::root()).stdin(Stdio::null()).env("PATH", path());
    command
}

/// Runs a command to its end.
///
/// # Errors
/// If it cannot be started, or ends with another status than 0.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let words = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    let line = [name].into_iter().chain(words).collect::<Vec<_>>().join(" ");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` failed: {status}");
    Ok(())
}

/// Does something for each, on all cores; the first failure is the answer.
///
/// # Errors
/// What failed first.
pub fn side_by_side<T: Sync>(all: &[T], work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let worker = || -> Result<()> {
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(one)?;
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers = (0..cores).map(|_| scope.spawn(worker)).collect::<Vec<_>>();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no panic"))
    })
}

/// The cache of tools: `bin` holds what cargo installed, `npm/node_modules` what npm did.
#[must_use]
pub fn cache() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache");
    let base = env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty());
    base.map_or_else(home, PathBuf::from).join("bivalent").join("tools")
}

/// The file of an installed npm package.
#[must_use]
pub fn npm_file(package: &str, file: &str) -> PathBuf {
    cache().join("npm/node_modules").join(package).join(file)
}

/// The first program of that name on the path.
#[must_use]
pub fn which(name: &str) -> Option<PathBuf> {
    env::split_paths(&path()).map(|dir| dir.join(name)).find(|file| file.is_file())
}

fn path() -> OsString {
    let own = [cache().join("bin"), cache().join("npm/node_modules/.bin")];
    let system = env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(env::split_paths(&system));
    env::join_paths(all).unwrap_or(system)
}

fn wasm_target() -> Result<()> {
    let target = "wasm32-unknown-unknown";
    let has = |sysroot: &str| Path::new(sysroot.trim()).join("lib/rustlib").join(target).is_dir();
    if output("rustc", &["--print", "sysroot"]).is_some_and(|sysroot| has(&sysroot)) {
        return Ok(());
    }
    announce(target, || run(command("rustup").args(["target", "add", target])))
        .with_context(|| format!("install the Rust target {target} by hand"))
}

fn cargo_tool(package: &str) -> Result<()> {
    let Some(tool) = CARGO.iter().find(|tool| tool.package == package) else {
        bail!("{package} is not among the pinned tools");
    };
    let version = tool.version;
    if output(tool.program, &["--version"]).is_some_and(|text| names_version(&text, version)) {
        return Ok(());
    }
    let root = cache();
    announce(&format!("{package} {version}"), || {
        let mut cargo = command("cargo");
        cargo.args(["install", "--locked", "--force", package, "--version", version, "--root"]);
        cargo.arg(&root).args((!tool.whole).then_some("--no-default-features"));
        // A folder of its own, so that neither waits for the other's lock.
        run(cargo.env_remove("CARGO_TARGET_DIR").envs(QUICKLY))
    })
}

fn npm_packages() -> Result<()> {
    let missing = NPM.iter().filter(|(name, version)| !npm_has(name, version)).collect::<Vec<_>>();
    if missing.is_empty() {
        return Ok(());
    }
    let packages =
        NPM.iter().map(|(name, version)| format!("{name}@{version}")).collect::<Vec<_>>();
    let dir = cache().join("npm");
    fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    announce(&packages.join(", "), || {
        run(command("npm")
            .args(["install", "--no-audit", "--no-fund", "--save-exact", "--prefix"])
            .arg(&dir)
            .args(&packages))
    })
    .context("Node.js 18 or later with npm is needed for wasm-opt, esbuild and axe-core")
}

fn npm_has(package: &str, version: &str) -> bool {
    let manifest = fs::read_to_string(npm_file(package, "package.json")).unwrap_or_default();
    manifest.contains(&format!("\"version\": \"{version}\""))
}

fn browser(engine: Engine) -> Result<()> {
    if engine == Engine::Firefox {
        cargo_tool("geckodriver")?;
    }
    if engine.is_present() {
        return Ok(());
    }
    let (name, packages) = (engine.title(), engine.packages());
    let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if !root || which("apt-get").is_none() {
        bail!(
            "{name} or its driver is missing. On Debian or Ubuntu: sudo apt-get install {}; \
             elsewhere put these on the PATH: {}.",
            packages.join(" "),
            engine.programs().join(", ")
        );
    }
    announce(&packages.join(", "), || {
        let apt = || {
            let mut apt = command("apt-get");
            // Waits for another installation to end.
            apt.env("DEBIAN_FRONTEND", "noninteractive").args([
                "-q",
                "-o",
                "DPkg::Lock::Timeout=600",
            ]);
            apt
        };
        run(apt().arg("update"))?;
        run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
    })?;
    ensure!(engine.is_present(), "{name} is installed, and still not found");
    Ok(())
}

fn announce(what: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("installing {what} (once; building a tool takes minutes) ...");
    let start = Instant::now();
    install().with_context(|| format!("could not install {what}"))?;
    println!("installed {what} in {} s", start.elapsed().as_secs());
    Ok(())
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn names_version(text: &str, version: &str) -> bool {
    text.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_word() {
        assert!(names_version("trunk 0.21.14\n", "0.21.14"));
        assert!(!names_version("trunk 0.21.141\n", "0.21.14"));
        assert!(!names_version("", "0.21.14"));
    }

    #[test]
    fn own_tools_come_first_on_the_path() {
        let first = env::split_paths(&path()).next();
        assert_eq!(first, Some(cache().join("bin")));
    }

    #[test]
    fn all_are_done_and_a_failure_is_told() {
        let sum = AtomicUsize::new(0);
        let add = |one: &usize| {
            sum.fetch_add(*one, Ordering::Relaxed);
            ensure!(*one != 7, "seven");
            Ok(())
        };
        assert!(side_by_side(&[1, 2, 3], add).is_ok());
        assert_eq!(sum.load(Ordering::Relaxed), 6);
        assert_eq!(side_by_side(&[7], add).expect_err("a failure").to_string(), "seven");
    }
}
