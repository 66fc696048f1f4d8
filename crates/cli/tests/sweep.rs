//! `bivalent sweep` and `bivalent merge` as their users call them.

use expect_test::{expect, expect_file};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit status, standard output and standard error of a call, words as in a shell without quotes.
fn bivalent(line: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bivalent"));
    let output = command.args(line.split_whitespace()).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a status"), text(output.stdout), text(output.stderr))
}

/// What is printed by a call that succeeds and has nothing to remark.
fn printed(line: &str) -> String {
    let (status, out, err) = bivalent(line);
    assert_eq!((status, err.as_str()), (0, ""), "{line}");
    out
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Sweeps in so many parts; the parts' files.
fn parts(sweep: &str, count: usize, folder: &Path) -> Vec<String> {
    let part = |index| {
        let file = folder.join(format!("{index}.json"));
        fs::write(&file, printed(&format!("{sweep} --shard {index}/{count}"))).expect("written");
        file.to_str().expect("text").to_owned()
    };
    (0..count).map(part).collect()
}

const GRID: &str = "sweep cap?len=2s --seeds 0..6 --vary mode=cp,ap --vary n=3,5";

#[test]
fn a_sweep_is_a_table_a_setting() {
    let table = printed(&format!("{GRID} --readout reads,p99,terms"));
    expect_file!["sweep.txt"].assert_eq(&table);
}

#[test]
fn a_sweep_sums_up_what_its_runs_say() {
    let sweep: Value = serde_json::from_str(&printed(&format!("{GRID} --json"))).expect("JSON");
    let rows = sweep["rows"].as_array().expect("rows");
    let settings = rows.iter().map(|row| row["setting"].to_string()).collect::<Vec<_>>();
    let (cp3, cp5) = (r#"{"mode":"cp","n":"3"}"#, r#"{"mode":"cp","n":"5"}"#);
    let (ap3, ap5) = (r#"{"mode":"ap","n":"3"}"#, r#"{"mode":"ap","n":"5"}"#);
    assert_eq!(settings, [cp3, cp5, ap3, ap5]);

    let mut reads: Vec<f64> = Vec::new();
    let mut broken = 0;
    for seed in 0..6 {
        let (_, out, _) = bivalent(&format!("run cap?len=2s&mode=ap&n=5&seed={seed} --json"));
        let run: Value = serde_json::from_str(&out).expect("JSON");
        let readout = run["readout"].as_array().expect("readings");
        let value = readout.iter().find(|reading| reading["id"] == "reads").expect("reads");
        reads.push(value["value"].as_f64().expect("a number"));
        broken += u64::from(run["verdicts"][0]["verdict"] == "violated");
    }
    let row = &rows[3];
    let found = row["readout"].as_array().expect("readings");
    let found = found.iter().find(|reading| reading["id"] == "reads").expect("reads");
    let mean = reads.iter().sum::<f64>() / 6.0;
    assert!((found["mean"].as_f64().expect("a number") - mean).abs() < 0.001, "{found}");
    reads.sort_by(f64::total_cmp);
    assert_eq!((&found["n"], &found["p50"].as_f64()), (&6.into(), &Some(reads[2])));
    assert_eq!(found["p99"].as_f64(), Some(reads[5]));
    assert_eq!((&row["verdicts"][0]["violated"], &row["n"]), (&broken.into(), &6.into()));
}

#[test]
fn the_worst_run_is_a_link_to_it() {
    let worst = |options: &str| {
        let sweep = printed(&format!("sweep cap?len=2s --seeds 0..6 {options} --json"));
        let sweep: Value = serde_json::from_str(&sweep).expect("JSON");
        sweep["rows"][0]["worst"].clone()
    };
    let (by_verdict, most, least) = (worst(""), worst("--worst reads"), worst("--worst reads:min"));
    assert_eq!(by_verdict["found"], "violated");
    let status = bivalent(&format!(
        "run {} --verdict linearizable",
        by_verdict["link"].as_str().expect("a link")
    ))
    .0;
    assert_eq!(status, 1);
    let number = |worst: &Value| worst["value"].as_f64();
    assert!(number(&least).expect("a number") < number(&most).expect("a number"));
    for worst in [&by_verdict, &most, &least] {
        let link = worst["link"].as_str().expect("a link");
        assert!(link.ends_with(&format!("seed={}", worst["seed"])), "{link}");
    }
}

#[test]
fn the_parts_of_a_sweep_make_the_whole() {
    let files = parts(GRID, 5, &folder("parts")).into_iter().rev().collect::<Vec<_>>().join(" ");
    for form in ["", "--json", "--csv", "--csv --readout terms,p50 --worst p99"] {
        let whole = printed(&format!("{GRID} {form}"));
        assert!(whole == printed(&format!("merge {files} {form}")), "{form}");
    }
    let more_parts_than_runs = parts("sweep cap?len=1s --seeds 3..5", 3, &folder("few")).join(" ");
    let whole = printed("sweep cap?len=1s --seeds 3..5");
    assert_eq!(whole, printed(&format!("merge {more_parts_than_runs}")));
}

#[test]
fn parts_that_do_not_make_a_whole_are_refused() {
    let folder = folder("refused");
    let files = parts("sweep cap?len=1s --seeds 0..4", 2, &folder);
    let other = folder.join("other");
    fs::create_dir(&other).expect("a folder");
    let others = parts("sweep cap?len=1s&n=7 --seeds 0..4", 2, &other);
    let garbled = folder.join("garbled.json");
    let text = fs::read_to_string(&files[1]).expect("a part");
    fs::write(&garbled, text.replace("\"runs\":[[1,", "\"runs\":[[99,")).expect("written");
    let cut = folder.join("cut.json");
    fs::write(&cut, &text[..text.len() / 2]).expect("written");
    let shown = folder.to_str().expect("text");
    let refused = |line: &str| {
        let (status, out, err) = bivalent(line);
        assert_eq!((status, out.as_str()), (3, ""), "{line}");
        format!("$ {line}\n{err}").replace(shown, "DIR")
    };
    let (one, two) = (&files[0], &files[1]);
    let said = [
        refused(&format!("merge {one}")),
        refused(&format!("merge {one} {two} {two}")),
        refused(&format!("merge {one} {}", others[1])),
        refused(&format!("merge {one} {}", garbled.display())),
        refused(&format!("merge {}", cut.display())),
        refused(&format!("merge {one} {two} --readout terms")),
    ];
    expect_file!["sweep_refused.txt"].assert_eq(&said.concat());
}

#[test]
fn bad_input_is_said_plainly() {
    let lines = [
        "sweep",
        "sweep cap",
        "sweep cpa --seeds 0..5",
        "sweep cap --seeds 5",
        "sweep cap --seeds -3..5",
        "sweep cap --seeds 5..5",
        "sweep cap --seeds 9..5",
        "sweep cap --seeds 0..99999999999999999999",
        "sweep cap --seeds 0..9007199254740991",
        "sweep cap --seeds 0..1000 --vary n=3,5,7 --vary et=20ms,30ms,40ms,50ms --vary lat=1ms,2ms,3ms,4ms,5ms,6ms,7ms,8ms,9ms --vary clients=1,2,3,4,5,6,7,8 --vary keys=1,2",
        "sweep cap --seeds 0..5 --vary n",
        "sweep cap --seeds 0..5 --vary n=",
        "sweep cap --seeds 0..5 --vary n=3,,5",
        "sweep cap --seeds 0..5 --vary n=3,many",
        "sweep cap --seeds 0..5 --vary n=3,400",
        "sweep cap --seeds 0..5 --vary n=3,3",
        "sweep cap --seeds 0..5 --vary n=3 --vary n=5",
        "sweep cap --seeds 0..5 --vary colour=red,blue",
        "sweep cap --seeds 0..5 --vary lst=1ms",
        "sweep cap --seeds 0..5 --vary seed=1,2",
        "sweep cap --seeds 0..5 --readout",
        "sweep cap --seeds 0..5 --readout latency",
        "sweep cap --seeds 0..5 --readout terms",
        "sweep cap --seeds 0..5 --worst linearisable",
        "sweep cap --seeds 0..5 --worst linearizable:min",
        "sweep cap --seeds 0..5 --csv --json",
        "sweep cap --seeds 0..5 --shard 8/8",
        "sweep cap --seeds 0..5 --shard 1",
        "sweep cap --seeds 0..5 --shard 0/2 --csv",
        "sweep cap --seeds 0..5 --until 2000min",
        "merge",
        "merge no-such-file",
    ];
    let said = |line: &&str| {
        let (status, out, err) = bivalent(line);
        assert_eq!((status, out.as_str()), (3, ""), "{line}");
        format!("$ {line}\n{err}")
    };
    expect_file!["sweep_bad_input.txt"].assert_eq(&lines.iter().map(said).collect::<String>());
}

#[test]
fn a_run_without_elections_is_not_measured_but_counted() {
    let sweep = "sweep cap?mode=cp&part=none --seeds 0..3 --until 1s --readout leaderless --csv";
    expect![[r#"
        n,leaderless.n,leaderless.mean,leaderless.ci95,leaderless.p50,leaderless.p99,linearizable.holds,linearizable.violated,linearizable.unknown,available.holds,available.violated,available.unknown,election-safety.holds,election-safety.violated,election-safety.unknown,log-safety.holds,log-safety.violated,log-safety.unknown,no-lost-write.holds,no-lost-write.violated,no-lost-write.unknown,converged.holds,converged.violated,converged.unknown,worst
        3,0,,,,,3,0,0,3,0,0,3,0,0,3,0,0,3,0,0,0,0,3,cap?v=1&mode=cp&part=none&len=1s&seed=0
    "#]]
    .assert_eq(&printed(sweep));
}

#[test]
fn both_commands_have_help_with_an_example() {
    for command in ["sweep", "merge"] {
        let help = printed(&format!("{command} --help"));
        assert!(help.contains(&format!("Usage: bivalent {command}")), "{help}");
        assert!(help.contains("\nExample"), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}
