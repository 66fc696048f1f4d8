//! Rules about the tree itself: what may know what, how long a module may be, what the map names.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates of the workspace that each crate may see. What is not here must not be seen: a
/// protocol cannot cheat with the simulator, a simulator cannot favour a protocol, a scene knows
/// no painter.
const MAY_SEE: [(&str, &[&str]); 10] = [
    ("machine", &[]),
    ("params", &[]),
    ("chapter", &[]),
    ("scene", &[]),
    ("svg", &["scene"]),
    ("protocols", &["machine"]),
    ("sim", &["machine"]),
    ("check", &["machine"]),
    ("diagrams", &["chapter", "check", "machine", "params", "protocols", "scene", "sim", "svg"]),
    ("lab", &["check", "diagrams", "machine", "params", "scene", "svg"]),
];

/// What only `web` may depend on.
const BROWSER: [&str; 5] =
    ["wasm-bindgen", "web-sys", "js-sys", "serde-wasm-bindgen", "console_error_panic_hook"];

/// What only `scene` may depend on: charts are drawn there, into items, and nowhere else.
const CHARTS: [&str; 2] = ["plotters", "plotters-backend"];

/// What the crates in [`MAY_SEE`] must do without: files, threads, sockets, a clock, entropy.
const OUTSIDE: [&str; 7] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::process",
    "SystemTime",
    "Instant::now",
    "std::env",
];

/// Most lines of a module, without its tests.
const MODULE_LINES_MAX: usize = 500;

/// Most lines of ARCHITECTURE.md.
const MAP_LINES_MAX: usize = 150;

#[test]
fn crates_see_only_what_they_may() {
    let packages = packages();
    let names = packages.iter().map(|package| text(&package["name"])).collect::<Vec<_>>();
    for (name, may_see) in MAY_SEE {
        let package = packages.iter().find(|package| package["name"] == name);
        let package = package.unwrap_or_else(|| panic!("no crate {name}"));
        for seen in dependencies(package).iter().filter(|seen| names.contains(seen)) {
            assert!(may_see.contains(&seen.as_str()), "{name} must not see {seen}");
        }
    }
}

#[test]
fn only_web_knows_a_browser() {
    for package in packages().iter().filter(|package| package["name"] != "bivalent_web") {
        for seen in dependencies(package) {
            assert!(!BROWSER.contains(&seen.as_str()), "{} must not see {seen}", package["name"]);
        }
    }
}

#[test]
fn only_scene_knows_plotters() {
    for package in packages() {
        let seen = dependencies(&package);
        let known = CHARTS.iter().filter(|name| seen.iter().any(|seen| seen == **name)).count();
        let expected = if package["name"] == "scene" { CHARTS.len() } else { 0 };
        assert_eq!(known, expected, "{} and plotters", package["name"]);
    }
}

#[test]
fn the_core_touches_nothing_outside() {
    for (name, _) in MAY_SEE {
        for file in files(&root().join("crates").join(name).join("src"), &["rs"]) {
            let text = without_tests(&read(&file));
            for word in OUTSIDE {
                assert!(!text.contains(word), "{} mentions {word}", file.display());
            }
        }
    }
}

#[test]
fn modules_are_short() {
    let modules = sources().into_iter().filter(|file| !file.ends_with("tests.rs"));
    let long = modules.filter_map(|file| {
        let lines = without_tests(&read(&file)).lines().count();
        (lines > MODULE_LINES_MAX).then(|| format!("{} has {lines} lines", file.display()))
    });
    assert_eq!(long.collect::<Vec<_>>(), [""; 0], "longer than {MODULE_LINES_MAX} lines");
}

#[test]
fn nothing_is_left_undone() {
    // Written in two parts, so that this file does not find itself.
    let words = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("FIX", "ME")];
    let words = words.into_iter().chain([concat!("TO", "DO")]);
    let words = words.collect::<Vec<_>>();
    for file in sources().into_iter().chain(files(&root().join("web"), &["js", "css", "html"])) {
        let text = read(&file);
        for word in &words {
            assert!(!text.contains(word), "{} has {word}", file.display());
        }
    }
}

#[test]
fn the_shell_names_no_diagram() {
    let named = |text: &str, id: &str| {
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        text.match_indices(id).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + id.len()..].chars().next();
            before.is_some_and(|c| "\"'`/.#".contains(c)) && !after.is_some_and(inside)
        })
    };
    for file in files(&root().join("web"), &["js", "css", "html", "rs"]) {
        let text = without_tests(&read(&file));
        for entry in diagrams::ENTRIES {
            assert!(!named(&text, entry.id), "{} names `{}`", file.display(), entry.id);
        }
    }
}

#[test]
fn the_map_is_short_and_true() {
    let map = read(&root().join("ARCHITECTURE.md"));
    assert!(map.lines().count() <= MAP_LINES_MAX, "ARCHITECTURE.md is no map any more");
    let quoted = map.split('`').skip(1).step_by(2).collect::<Vec<_>>();
    let is_path = |word: &&&str| word.ends_with('/') || word.contains("/src/");
    for path in quoted.iter().filter(is_path) {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which is not there");
    }
    for package in packages() {
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let folder = manifest.parent().and_then(|folder| folder.strip_prefix(root()).ok());
        let folder = format!("{}/", folder.expect("a folder of the workspace").display());
        assert!(quoted.contains(&folder.as_str()), "ARCHITECTURE.md does not name {folder}");
    }
}

fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let args = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let output = Command::new(cargo).args(args).current_dir(root()).output();
    let output = output.expect("cargo metadata runs");
    let metadata = serde_json::from_slice::<Value>(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// What a package is built with; what only its tests use is not counted.
fn dependencies(package: &Value) -> Vec<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    let built = all.iter().filter(|dependency| dependency["kind"].is_null());
    built.map(|dependency| text(&dependency["name"])).collect()
}

/// Every Rust file of a library or program.
fn sources() -> Vec<PathBuf> {
    let manifests = packages();
    let manifests = manifests.iter().map(|package| PathBuf::from(text(&package["manifest_path"])));
    manifests.flat_map(|manifest| files(&manifest.with_file_name("src"), &["rs"])).collect()
}

/// The files below `folder` with one of these extensions, in order of name.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|e| extensions.iter().any(|known| e == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A module's text up to its unit tests, which stand at its end.
fn without_tests(text: &str) -> String {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn root() -> PathBuf {
    xtask::root()
}
