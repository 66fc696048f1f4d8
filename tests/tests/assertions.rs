//! A ratchet: how many assertions stand for each function that changes state.

use std::fs;
use std::path::{Path, PathBuf};

/// Fewest assertions for a hundred functions that change state, by crate. Only raised.
const LEAST: [(&str, usize); 3] = [("protocols", 50), ("sim", 50), ("check", 50)];

/// How a function takes what it changes.
const CHANGES: [&str; 3] = ["&mut self", "state: &mut ", "sender: &mut "];

#[test]
fn assertions_stand_where_state_changes() {
    for (name, least) in LEAST {
        let source = xtask::root().join("crates").join(name).join("src");
        let text: String = sources(&source).iter().map(|file| code(file)).collect();
        let (changing, asserted) = (changing(&text), text.matches("assert").count());
        assert!(changing > 0, "no function of {name} changes state");
        let share = asserted * 100 / changing;
        assert!(share >= least, "{name}: {asserted} assertions for {changing} functions");
    }
}

/// How many functions with a body change state.
fn changing(text: &str) -> usize {
    let heads = text.split("fn ").skip(1).filter_map(|rest| {
        let end = rest.find(['{', ';'])?;
        rest[end..].starts_with('{').then_some(&rest[..end])
    });
    heads.filter(|head| CHANGES.iter().any(|change| head.contains(change))).count()
}

/// A module without comments and tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found
}
