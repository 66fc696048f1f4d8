//! The example histories in static/histories/: each is judged as static/README.md says it is, under
//! the model that the page's panel names.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The cells of the README's table of examples: file, model, whether it is linearizable.
fn listed() -> Vec<(String, String, bool)> {
    let readme = fs::read_to_string(root().join("static/README.md")).expect("a README");
    let (_, table) = readme.split_once("The examples:").expect("a table of examples");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells = row.split('|').map(str::trim).collect::<Vec<_>>();
        (cells[1].trim_matches('`').to_owned(), cells[2].to_owned(), cells[3] == "yes")
    })
    .collect()
}

#[test]
fn examples_are_judged_as_their_table_says() {
    for (file, model, holds) in listed() {
        let path = root().join("static/histories").join(&file);
        let mut command = Command::new(env!("CARGO_BIN_EXE_bivalent"));
        let output = command.arg("judge").arg(path).args(["--model", &model]).output();
        let output = output.expect("the command runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(i32::from(!holds)), "{file}: {errors}");
    }
}

#[test]
fn the_panel_offers_every_example_under_its_model() {
    let script = fs::read_to_string(root().join("web/judge.js")).expect("the panel's script");
    for (file, model, _) in listed() {
        let offered = format!("[\"{file}\", \"{model}\", ");
        assert!(script.contains(&offered), "web/judge.js does not offer {file} as {model}");
    }
    let files = fs::read_dir(root().join("static/histories")).expect("a folder").count();
    assert_eq!(listed().len(), files, "static/README.md lists each file in static/histories/");
}
