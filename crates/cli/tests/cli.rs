//! The command as its users call it: what it prints, and what its exit status says.

use expect_test::{Expect, expect, expect_file};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a call of the command came to.
struct Called {
    status: i32,
    out: String,
    err: String,
}

impl Called {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("one object")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Calls the command in the project's folder.
fn call(words: &[&str], input: &[u8]) -> Called {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bivalent"));
    command.args(words).current_dir(root());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    // A command that needs no input closes it unread.
    let _ = child.stdin.take().expect("piped").write_all(input);
    let output = child.wait_with_output().expect("the command ends");
    Called {
        status: output.status.code().expect("an exit status"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Calls the command with words as in a shell without quotes.
fn bivalent(line: &str) -> Called {
    call(&line.split_whitespace().collect::<Vec<_>>(), b"")
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

const PROOF_AP: &str = "cap?mode=ap&pace=manual&clients=2&part=none&sync=0&len=2s\
                        &ev=ic1-1@0.05,pCD@0.4,ic1-1@0.6,ic2-0@1,h@1.6";
const CALM: &str = "cap?part=none";

#[test]
fn a_link_is_one_run_however_it_is_written() {
    let hash = |link: &str| bivalent(&format!("run {link} --json")).json()["hash"].clone();
    let run = hash("cap?n=7&seed=3");
    assert_eq!(run.as_str().map(str::len), Some(16));
    assert_eq!(run, hash("cap?n=7&seed=3"));
    assert_eq!(run, hash("https://example.org/atlas/cap/?seed=3&n=7&t=1.5#part"));
    assert_ne!(run, hash("cap?n=7&seed=4"));
}

#[test]
fn the_link_of_a_run_makes_it_again() {
    let first = bivalent("run cap?mode=cp&ev=xA@0.5 --until 5s --json").json();
    let link = first["link"].as_str().expect("a link");
    assert_eq!(bivalent(&format!("run {link} --json")).json(), first);
}

#[test]
fn a_run_has_stable_fields() {
    let run = bivalent(&format!("run {PROOF_AP} --json")).json();
    let fields = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(fields(&run), ["events", "hash", "issues", "link", "readout", "until", "verdicts"]);
    assert_eq!(fields(&run["readout"][0]), ["id", "label", "note", "text", "unit", "value"]);
    let verdict = &run["verdicts"][0];
    assert_eq!(fields(verdict), ["id", "label", "since", "verdict", "why", "witness"]);
    assert_eq!(run["until"], 2_000_000);
    assert_eq!((&verdict["id"], &verdict["verdict"]), (&"linearizable".into(), &"violated".into()));
    assert!(verdict["witness"].as_str().expect("text").contains("had returned"), "{verdict}");
    let verdicts = run["verdicts"].as_array().expect("verdicts");
    let holds = verdicts.iter().find(|verdict| verdict["verdict"] == "holds");
    assert_eq!(holds.expect("one that holds")["witness"], "");
}

#[test]
fn the_status_is_the_verdicts() {
    assert_eq!(bivalent(&format!("run {CALM}")).status, 0);
    assert_eq!(bivalent(&format!("run {PROOF_AP}")).status, 1);
    assert_eq!(bivalent(&format!("run {PROOF_AP} --verdict available")).status, 0);
    assert_eq!(bivalent(&format!("run {PROOF_AP} --verdict linearizable")).status, 1);
    assert_eq!(bivalent(&format!("run {CALM} --verdict converged")).status, 2);
}

#[test]
fn a_run_for_people_has_its_verdicts_and_a_table() {
    let run = bivalent(&format!("run {PROOF_AP}"));
    let has = |line: &str| assert!(run.out.contains(line), "{line:?} is not in\n{}", run.out);
    has("\n✗ not linearizable, since 1.1");
    has("\n✓ every request answered\n");
    let is_row = |line: &str| line.split_whitespace().eq(["writes", "answered", "2"]);
    assert!(run.out.lines().any(is_row), "{}", run.out);
    has(", hash ");
    assert!(run.out.lines().skip(1).all(|line| line.chars().count() <= 80), "{}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn what_was_not_measured_has_no_unit() {
    let run = bivalent(&format!("run {CALM}")).out;
    let row = run.lines().find(|line| line.starts_with("time to converge"));
    assert_eq!(row.map(|row| row.split_whitespace().last()), Some(Some("–")), "{run}");
}

#[test]
fn until_is_the_length_of_the_run() {
    let long = bivalent("run cap?mode=cp --until 6.5s --json").json();
    assert_eq!(long["until"], 6_500_000);
    assert_eq!(long["link"], "cap?v=1&mode=cp&len=6.5s");

    let short = bivalent("run cap --until 200ms --json");
    assert_eq!(short.json()["until"], 200_000);
    assert_eq!(short.json()["issues"][0]["key"], "len");
    expect![[r#"
        note: run length: "200ms" is below the smallest value; it became 1 s.
    "#]]
    .assert_eq(&short.err);
}

#[test]
fn a_trace_has_a_line_an_event_in_order_of_time() {
    let trace = bivalent(&format!("run {PROOF_AP} --trace"));
    let second = |line: &str| line.split(' ').next().and_then(|at| at.parse::<f64>().ok());
    let times = trace.out.lines().map(|line| second(line).expect(line)).collect::<Vec<_>>();
    assert!(times.len() > 40 && times.is_sorted(), "{}", trace.out);
    assert!(trace.out.contains("\n0.4 network cut\n"), "{}", trace.out);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bivalent"));
    command.args(["run", "cap", "--trace"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn histories_that_hold_in_each_form() {
    let holds = |words: &str| {
        let found = bivalent(&format!("judge tests/histories/{words} --json"));
        assert_eq!(
            (found.status, &found.json()["verdict"]),
            (0, &"linearizable".into()),
            "{words}"
        );
        found.json()
    };
    let edn = holds("kv-appends.edn --model kv --format jepsen-edn");
    assert_eq!(edn["order"][0]["text"], "append 0 \"b\"");
    holds("cas-timeout.log --model cas-register --format jepsen-log");
    let json = holds("register-concurrent.json --model register --format json");
    assert_eq!((&json["operations"], &json["witness"]), (&3.into(), &Value::Array(Vec::new())));
    let order = json["order"].as_array().expect("an order").iter().map(|op| &op["text"]);
    assert_eq!(order.collect::<Vec<_>>(), ["read nil", "write 1", "read 1"]);
}

#[test]
fn histories_that_do_not_hold_in_each_form() {
    let judged = |words: &str, want: &Expect| {
        let judged = bivalent(&format!("judge tests/histories/{words}"));
        assert_eq!((judged.status, judged.err.as_str()), (1, ""), "{words}");
        // How many steps a search takes is its own affair.
        let lines = judged.out.lines().filter(|line| !line.ends_with(" steps"));
        want.assert_eq(&lines.map(|line| format!("{line}\n")).collect::<String>());
    };
    judged(
        "register-stale.edn --model register",
        &expect![[r#"
        ✗ not linearizable

        These 3 operations contradict each other:
          process 0  write 4  lines 2 to 3    from 0.001 s to 0.009 s
          process 0  write 7  lines 5 to 8    from 0.012 s to 0.02 s
          process 2  read 4   lines 10 to 11  from 0.022 s to 0.023 s

        Why: process 2: read 4 (line 10) began after process 0: write 7 (line 5) had
        returned; process 0: write 7 (line 5) began after process 0: write 4 (line 2)
        had returned.
    "#]],
    );
    judged(
        "cas-twice.log --model cas-register",
        &expect![[r#"
        ✗ not linearizable

        These 2 operations contradict each other:
          process 1  cas [1 2]  lines 3 to 5
          process 2  cas [1 3]  lines 4 to 7

        Why: no order explains process 1: cas [1 2] (line 3), process 2: cas [1 3] (line
        4).
    "#]],
    );
    judged(
        "kv-lost-append.json --model kv",
        &expect![[r#"
        ✗ not linearizable

        These 2 operations contradict each other:
          process 0  append k "a"  lines 2 to 4  from 0.00001 s to 0.00002 s
          process 0  get k "b"     lines 6 to 7  from 0.00003 s to 0.000035 s

        Why: process 0: get k "b" (line 6) began after process 0: append k "a" (line 2)
        had returned.
    "#]],
    );
}

#[test]
fn a_witness_says_who_did_what_and_when() {
    let found = bivalent("judge tests/histories/register-stale.edn --model register --json").json();
    let read = &found["witness"][2];
    expect![[r#"
        {
          "end": "ok",
          "end_line": 11,
          "ended": 23000,
          "f": "read",
          "invoked": 22000,
          "line": 10,
          "process": 2,
          "text": "read 4",
          "value": "4"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(read).expect("JSON"));
    assert_eq!((&found["minimal"], &found["turned_line"]), (&true.into(), &11.into()));
}

#[test]
fn an_initial_value_can_explain_a_history() {
    let read = b"0 :invoke :read nil\n0 :ok :read 5\n";
    let refuted = call(&["judge", "-", "--model", "register"], read);
    assert_eq!(refuted.status, 1);
    assert!(refuted.out.contains("\n  1 operation, "), "{}", refuted.out);
    assert_eq!(call(&["judge", "-", "--model", "register", "--init", "5"], read).status, 0);
}

#[test]
fn a_spent_budget_is_no_verdict() {
    let spent = bivalent("judge tests/histories/cas-twice.log --model cas-register --budget 0s");
    assert_eq!(spent.status, 2);
    expect![[r#"
        ? unknown
          4 operations, 0 steps
          The budget of 0 s is spent.
    "#]]
    .assert_eq(&spent.out);
}

#[test]
fn a_moment_is_drawn_in_either_theme() {
    let cluster =
        |words: &str| bivalent(&format!("render {words} --size 640x360 --view cluster")).out;
    let light = cluster("cap --at 2.2s --theme light");
    assert!(light.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\""));
    assert!(!light.contains("var(--"), "it has colours of its own");
    let dark = cluster("cap --at 2.2s --theme dark");
    assert_ne!(light, dark);
    assert_eq!(dark, cluster("cap?t=2.2 --theme dark"));
    assert_ne!(dark, cluster("cap --at 0.5s --theme dark"));
    // The moment of a link is met however many events come before it.
    let many = "partitions?n=9&hb=10ms&len=9s";
    assert_eq!(cluster(&format!("{many}&t=8")), cluster(&format!("{many} --at 8s")));

    let file = folder("render").join("x.svg");
    let name = file.to_str().expect("text");
    assert_eq!(call(&["render", "cap", "-o", name], b"").status, 0);
    let auto = fs::read_to_string(file).expect("a picture");
    assert!(auto.contains("@media (prefers-color-scheme:dark)") && auto.contains("width=\"915\""));
}

#[test]
fn a_moment_is_drawn_in_pixels() {
    let file = folder("pixels").join("x.png");
    let name = file.to_str().expect("text");
    let draw = |words: &str| {
        let line = format!("render cap --view cluster --size 320x240 {words} -o {name}");
        assert_eq!(bivalent(&line).status, 0, "{line}");
        pixels(&file)
    };
    let plain = draw("");
    assert_eq!((plain.width(), plain.height()), (320, 240));
    assert!(
        plain.data() == draw("--theme light").data(),
        "a file has no reader's system to follow"
    );
    assert!(plain.data() != draw("--theme dark").data());
    let double = draw("--scale 2.5");
    assert_eq!((double.width(), double.height()), (800, 600));
}

#[test]
fn a_trace_is_written_for_programs_too() {
    let trace = |form: &str| bivalent(&format!("run {PROOF_AP} --trace{form}")).out;
    let (text, json) = (trace(""), trace("=json"));
    assert_eq!(text, trace("=text"));
    for (plain, line) in text.lines().zip(json.lines()) {
        let event: Value = serde_json::from_str(line).expect(line);
        let (at, words) = plain.split_once(' ').expect(plain);
        let seconds = event["at"].as_u64().expect(line) as f64 / 1e6;
        assert_eq!((format!("{seconds}"), &event["text"]), (at.to_owned(), &Value::from(words)));
    }
    assert_eq!(text.lines().count(), json.lines().count());
    let head = "(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n\n";
    assert!(trace("=shiviz").starts_with(head), "{}", trace("=shiviz"));
}

#[test]
fn a_history_is_judged_outside_as_it_was_in_the_run() {
    for (link, status) in [("cap?mode=ap&len=6s", 1), ("cap?mode=cp&len=6s", 0)] {
        let run = ["run", link, "--verdict", "linearizable"];
        assert_eq!(call(&run, b"").status, status, "{link}");
        for format in ["edn", "json", "csv"] {
            let written = call(&[&run[..], &["--history", format]].concat(), b"");
            let judge = ["judge", "-", "--model", "register"];
            let judged = call(&judge, written.out.as_bytes());
            assert_eq!(judged.status, status, "{link} as {format}: {}{}", judged.out, judged.err);
        }
        let csv = call(&[&run[..], &["--history", "csv"]].concat(), b"").out;
        assert!(csv.starts_with("time_us,process,type,f,key,value\n"), "{csv}");
        assert!(csv.contains(",ok,write,x,"), "{csv}");
    }
}

/// The page that Trunk leaves: the template without the links that are Trunk's.
fn template() -> String {
    let page = fs::read_to_string(root().join("web/index.html")).expect("the template");
    let lines = page.lines().filter(|line| !line.contains("data-trunk"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_site_has_a_page_and_a_poster_for_every_diagram() {
    let dir = folder("site");
    fs::write(dir.join("index.html"), template()).expect("written");
    let site = || call(&["site", dir.to_str().expect("text")], b"");
    assert_eq!(site().status, 0);
    for entry in diagrams::ENTRIES {
        let read = |name: &str| fs::read_to_string(dir.join(entry.id).join(name)).expect(name);
        let (page, poster) = (read("index.html"), read("poster.svg"));
        let head = page.split("<body").next().expect("a head");
        assert!(head.contains(&format!("<title>{} · Bivalent</title>", entry.title)), "{head}");
        let id = entry.id;
        let data = format!("data-page=\"{id}\" data-live=\"{id}\" data-base=\"../\"");
        assert!(page.contains(&data), "{page}");
        assert!(head.contains(&format!("href=\"../{id}_bg.wasm\"")), "its module is late: {head}");
        for words in [entry.purpose, entry.prompt, "./poster.svg", "<caption>"] {
            assert!(page.contains(words), "{words} is not in {page}");
        }
        // The strict policy: scripts are files, styles are files; all of them one folder up.
        for inline in ["<style", "style=", "<script>", "javascript:", " onclick", "href=\"./"] {
            assert!(!page.contains(inline), "{inline} in {page}");
        }
        assert!(!page.contains("<!-- "), "the template's remark about itself");
        assert!(page.contains("<script type=\"module\" src=\"../page.js\">"), "{page}");
        assert!(poster.contains("@media (prefers-color-scheme:dark)"), "one file, both themes");
        assert!(poster.contains("<desc>"), "{poster}");
        assert_eq!(site().status, 0);
        assert_eq!((page, poster), (read("index.html"), read("poster.svg")), "written anew");
    }
    // The gallery has a card and, for those without scripts, a plate for every diagram; once.
    let gallery = fs::read_to_string(dir.join("index.html")).expect("the gallery");
    assert_eq!(content(&gallery, "property=\"og:title\""), "Bivalent");
    let still = gallery.split("<noscript>").nth(1).expect("a still page");
    for entry in diagrams::ENTRIES {
        assert!(dir.join(content(&gallery, "og:image\"")).is_file(), "{gallery}");
        let plate = format!("<img src=\"./{}/poster.svg\"", entry.id);
        assert_eq!(still.matches(&plate).count(), 1, "{still}");
    }
    let tokens = fs::read_to_string(dir.join("tokens.css")).expect("tokens.css");
    assert_eq!(tokens, scene::tokens::css());
    for absolute in ["sitemap.xml", "404.html"] {
        assert!(!dir.join(absolute).exists(), "{absolute} needs the site's address");
    }
}

/// The content of the first tag of `page` that has these words in it before its content.
fn content<'a>(page: &'a str, words: &str) -> &'a str {
    let (_, rest) = page.split_once(words).expect(words);
    rest.split('"').nth(1).expect("a value")
}

#[test]
fn a_page_says_to_machines_what_it_is() {
    let dir = folder("machines");
    fs::write(dir.join("index.html"), template()).expect("written");
    let dir_name = dir.to_str().expect("text");
    for (base, site) in
        [(None, ".."), (Some("https://example.org/atlas/"), "https://example.org/atlas")]
    {
        let based: Vec<_> = base.iter().flat_map(|base| ["--base", base]).collect();
        assert_eq!(call(&[&["site", dir_name], based.as_slice()].concat(), b"").status, 0);
        for entry in diagrams::ENTRIES {
            let read = |name: &str| fs::read_to_string(dir.join(entry.id).join(name)).expect(name);
            let page = read("index.html");
            let here = format!("{site}/{}/", entry.id);
            assert_eq!(content(&page, "rel=\"canonical\""), here);
            assert_eq!(content(&page, "property=\"og:title\""), entry.title);
            assert_eq!(content(&page, "property=\"og:image\""), here.clone() + "card.png");
            assert_eq!(content(&page, "json+oembed\""), here.clone() + "oembed.json");
            assert_eq!(page.contains("og:url"), base.is_some());
            assert!(page.contains(concat!("content=\"Bivalent ", env!("CARGO_PKG_VERSION"), "+")));

            let data = page.split("<script type=\"application/ld+json\">").nth(1).expect("data");
            let data = data.split("</script>").next().expect("its end");
            let data: Value = serde_json::from_str(data).expect("JSON");
            assert_eq!((&data["name"], &data["url"]), (&entry.title.into(), &here.clone().into()));

            let oembed: Value = serde_json::from_str(&read("oembed.json")).expect("JSON");
            assert_eq!(
                (&oembed["version"], &oembed["title"]),
                (&"1.0".into(), &entry.title.into())
            );
            let frame = oembed["html"].as_str().unwrap_or_default();
            assert_eq!(frame.contains(&format!("<iframe src=\"{here}?embed\"")), base.is_some());
            assert_eq!(oembed["type"], if base.is_some() { "rich" } else { "link" });
        }
    }
    // For a page that is not there, those that are, from whichever folder it is shown in.
    let missing = fs::read_to_string(dir.join("404.html")).expect("a page");
    assert!(missing.contains("<a href=\"https://example.org/atlas/cap/\">"), "{missing}");
    assert!(!missing.contains("\"./"), "{missing}");
    let map = fs::read_to_string(dir.join("sitemap.xml")).expect("a sitemap");
    for page in ["".to_owned()]
        .into_iter()
        .chain(diagrams::ENTRIES.iter().map(|entry| format!("{}/", entry.id)))
    {
        assert!(map.contains(&format!("<loc>https://example.org/atlas/{page}</loc>")), "{map}");
    }
}

#[test]
fn a_card_has_words_beside_a_still() {
    let dir = folder("cards");
    fs::write(dir.join("index.html"), template()).expect("written");
    assert_eq!(call(&["site", dir.to_str().expect("text")], b"").status, 0);
    for entry in diagrams::ENTRIES {
        let card = pixels(&dir.join(entry.id).join("card.png"));
        assert_eq!((card.width(), card.height()), (1200, 630));
        // Each half has a ground of its own, as its corner shows.
        let inked = |columns: Range<u32>| {
            let ground = card.pixel(columns.start, 0);
            let all = columns.flat_map(|x| (0..630).map(move |y| (x, y)));
            all.filter(|&(x, y)| card.pixel(x, y) != ground).count()
        };
        assert!(inked(0..512) > 1000, "{}: the title's letters", entry.id);
        assert!(inked(512..1200) > 1000, "{}: the still", entry.id);
    }
}

/// A PNG's pixels.
fn pixels(file: &Path) -> resvg::tiny_skia::Pixmap {
    resvg::tiny_skia::Pixmap::load_png(file).expect("a PNG")
}

#[test]
fn a_page_that_is_no_template_is_refused() {
    let dir = folder("no-template");
    fs::write(dir.join("index.html"), "<title>x</title>").expect("written");
    let refused = call(&["site", dir.to_str().expect("text")], b"");
    assert_eq!(refused.status, 3);
    let said = "index.html: there is no data-live=";
    assert!(refused.err.contains(said), "{}", refused.err);
}

#[test]
fn the_diagrams_are_listed() {
    let list = bivalent("list --json").json();
    let ids = list.as_array().expect("an array").iter().map(|entry| entry["id"].as_str());
    let known = diagrams::ENTRIES.iter().map(|entry| Some(entry.id));
    assert!(ids.eq(known), "{list}");
    let list = bivalent("list").out;
    for entry in diagrams::ENTRIES {
        let line = format!("{:>2}  {}  {}\n", entry.number, entry.id, entry.title);
        assert!(list.contains(&line), "{list}");
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let overview = bivalent("--help");
    assert_eq!(overview.status, 0);
    for command in ["list", "run", "judge", "explore", "render", "site", "docs"] {
        assert!(overview.out.contains(&format!("\n  {command} ")), "{}", overview.out);
        let help = bivalent(&format!("{command} --help"));
        assert_eq!((help.status, help.err.as_str()), (0, ""));
        assert!(help.out.contains(&format!("Usage: bivalent {command}")), "{}", help.out);
        assert!(help.out.contains("\nExample"), "{}", help.out);
        assert!(help.out.lines().all(|line| line.chars().count() <= 100), "{}", help.out);
        assert_eq!(bivalent(&format!("help {command}")).out, help.out);
    }
}

#[test]
fn a_garbled_link_gives_the_nearest_run_and_says_so() {
    let run = bivalent("run cap?n=400&mode=both&colour=red&ev=xZ9@1,h@0.5&seed=7");
    assert!(run.status < 3);
    expect![[r#"
        note: replicas: "400" is above the largest value; it became 101 replicas.
        note: during a partition: "both" is not one of cp, ap; it stays available (AP).
        note: There is no parameter "colour", so it was ignored.
        note: "xZ9" names a process that is not there: left out.
    "#]]
    .assert_eq(&run.err);
}

/// Calls that cannot be carried out; what is said to each stands in bad_input.txt.
const BAD_LINES: [&str; 43] = [
    "",
    "rnu cap",
    "run",
    "run cpa?n=5",
    "run paxos",
    "run n=5",
    "run cap cap",
    "run cap --until",
    "run cap --until -5s",
    "run cap --until soon",
    "run cap --until 20",
    "run cap --utnil 20s",
    "run cap --until 2000min",
    "run cap --json --trace",
    "run cap --history xml",
    "run cap --trace=xml",
    "run cap --verdict linearisable",
    "run cap --colour",
    "render cap --at 99s",
    "render cap --size 10x10",
    "render cap --size 99999999999x1",
    "render cap --theme sepia",
    "render cap --view clutser",
    "render cap -o x.jpg",
    "render cap --scale 2",
    "render cap --scale 0 -o x.png",
    "render cap --scale NaN -o x.png",
    "render cap --scale 9 --size 8192x200 -o x.png",
    "render cap -o no/such/folder/x.svg",
    "judge",
    "judge tests/histories/register-stale.edn",
    "judge tests/histories/register-stale.edn --model queue",
    "judge tests/histories/register-stale.edn --model mutex",
    "judge tests/histories/register-stale.edn --model register --init {",
    "judge tests/histories/register-stale.edn --model register --budget -1s",
    "judge tests/histories/register-stale.edn --model register --format xml",
    "judge tests/histories/register-stale.edn --model register --format json",
    "judge no-such-file --model register",
    "judge tests --model register",
    "judge - --model register",
    "site no-such-folder",
    "site dist --base example.org",
    "site",
];

#[test]
fn bad_input_is_said_plainly() {
    let said = |line: &str| {
        let bad = bivalent(line);
        assert_eq!((bad.status, bad.out.as_str()), (3, ""), "{line}");
        format!("$ {line}\n{}", bad.err)
    };
    let all = BAD_LINES.map(said).concat();
    expect_file!["bad_input.txt"].assert_eq(&all);
}

#[test]
fn a_bad_line_is_named() {
    let named = |input: &[u8]| {
        let bad = call(&["judge", "-", "--model", "register"], input);
        assert_eq!((bad.status, bad.out.as_str()), (3, ""));
        bad.err
    };
    expect![[r#"
        bivalent: standard input:3:1: process 1 ends read that it has not invoked
    "#]]
    .assert_eq(&named(b"0 :invoke :write 1\n0 :ok :write 1\n1 :ok :read 1\n"));
    expect![[r#"
        bivalent: standard input:2:9: expected ':' after "type"
    "#]]
    .assert_eq(&named(b"{\"process\": 0,\n \"type\" \"ok\"}"));
    expect![[r#"
        bivalent: standard input:2: this line is not text in UTF-8
    "#]]
    .assert_eq(&named(b"0 :invoke :read nil\n\xff\xfe\n"));
}

#[test]
fn the_theorem_is_explored() {
    let found = bivalent("explore ben-or --json");
    assert_eq!(found.status, 1, "a fair run never decides");
    let found = found.json();
    let numbers = ["states", "edges", "depth", "decided", "deadlocks"].map(|key| &found[key]);
    assert_eq!(numbers.map(|number| number.as_u64().expect("a number")), [980, 2514, 12, 282, 0]);
    let valency = serde_json::json!({
        "zero": 570, "one": 194, "bivalent": 216, "undecidable": 0, "unknown": 0
    });
    assert_eq!(found["valency"], valency);
    assert_eq!(found["initial"]["110"], "bivalent");
    assert_eq!(
        found["holds"],
        serde_json::json!(["agreement", "a decision stays possible", "validity"])
    );
    assert_eq!(found["violations"][0]["property"], "every fair run decides");
    assert_eq!(found["violations"][0]["cycle"], 1);
    assert!(found["seconds"].as_f64().expect("a number") >= 0.0);
}

#[test]
fn a_search_that_is_cut_says_what_it_cannot_say() {
    let cut = bivalent("explore paxos ballots=2 --budget 1000");
    assert_eq!(cut.status, 2);
    assert!(
        cut.out.contains("? agreement") && cut.out.contains("ended at its budget of 1000 states")
    );
    assert!(cut.err.is_empty(), "progress is for terminals: {}", cut.err);
    assert_eq!(bivalent("explore two-phase-commit rms=3").status, 0);
    assert_eq!(bivalent("explore flood-set n=3 f=1 rounds=1 --json").json()["violating"], 6);
}

#[test]
fn a_model_that_cannot_be_explored_is_explained() {
    let cases = [
        ("explore", "the following required arguments were not provided:\n  <MODEL>"),
        ("explore benor", "there is no model \"benor\": did you mean \"ben-or\"?"),
        (
            "explore ben-or coins=zero",
            "ben-or has no key \"coins\"; it has n, f, coin, crash, until",
        ),
        ("explore two-phase-commit rms=0", "two-phase-commit: rms cannot be \"0\"; it may be 1..9"),
        ("explore ben-or --budget many", "invalid value 'many' for '--budget <N>'"),
    ];
    for (line, message) in cases {
        let called = bivalent(line);
        assert_eq!((called.status, called.out.as_str()), (3, ""), "{line}");
        assert!(called.err.contains(message), "{line}: {}", called.err);
    }
    let listed = bivalent("explore --list").out;
    let models = ["ben-or", "wait-all", "paxos", "two-phase-commit", "flood-set", "dolev-strong"];
    assert!(models.iter().all(|name| listed.lines().any(|line| line == *name)), "{listed}");
}
