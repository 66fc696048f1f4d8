//! The panel that explores: every schedule, searched in a worker as the command line searches.

use crate::reader::{Reader, strings};
use check::Progress;
use diagrams::models;
use serde_json::{Value, json};
use suite::browser::{Screen, Theme};
use suite::site;

/// Opens the panel below a page's figure, for a figure that offers these models.
fn opens_the_panel(reader: &Reader, offered: &[&str]) {
    let script = "const [base, models] = arguments; \
                  const { explore } = await imported(base, 'explore.js'); \
                  const opener = document.createElement('button'); \
                  opener.textContent = 'Explore'; \
                  const section = document.createElement('section'); \
                  section.append(opener); \
                  document.querySelector('.notes').children[1].append(section); \
                  const figure = { base: new URL(base), uid: 'f1', entry: { models } }; \
                  await explore(figure, opener)";
    reader.run_async(script, &[json!(site::url()), json!(offered)]);
    reader.sees(".explore .command", "bivalent explore");
}

/// What `bivalent explore SPEC --json` prints, but for the seconds.
fn natively(spec: &str, budget: u32) -> Value {
    let mut exploration = models::start(spec, budget).expect("a model");
    while exploration.work(10_000) == Progress::Working {}
    let report = exploration.report();
    let mut report = serde_json::to_value(report.explored(0.0)).expect("JSON");
    report["seconds"] = json!(0);
    report
}

/// A count below a million, as the page writes it.
fn counted(count: &Value) -> String {
    match count.as_u64().expect("a count") {
        count @ 1_000.. => format!("{},{:03}", count / 1000, count % 1000),
        count => count.to_string(),
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_page_offers_the_models_that_its_diagram_names() {
    for entry in diagrams::ENTRIES.iter().filter(|entry| !entry.models.is_empty()) {
        let reader = Reader::at_a_desk(&format!("{}/", entry.id));
        reader.press_named("Explore every schedule");
        reader.sees(".explore .command", "bivalent explore");
        let options = "return [...document.querySelector('.explore select').options]\
                       .map(option => option.value)";
        assert_eq!(strings(&reader.run(options, &[])), entry.models);
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_worker_finds_what_the_command_line_finds() {
    let reader = Reader::at_a_desk("cap/");
    let script = "const [base, spec, budget] = arguments; \
                  const { Job } = await imported(base, 'job.js'); \
                  const job = new Job(base, 'Exploring'); \
                  await job.ask('begin', spec, budget); \
                  while (!(await job.ask('work', 100)).done); \
                  const report = await job.ask('report', 0); \
                  job.end(); \
                  return report";
    for (spec, budget) in [
        ("ben-or", 10_000),
        ("ben-or coin=parity crash=yes", 100_000),
        ("wait-one", 10_000),
        ("paxos ballots=2", 5_000),
        ("flood-set n=3 f=1 rounds=1", 10_000),
    ] {
        let args = [json!(site::url()), json!(spec), json!(budget.to_string())];
        assert_eq!(reader.run_async(script, &args), natively(spec, budget), "{spec}");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn every_schedule_of_ben_or_is_told_in_words() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "cap/");
    opens_the_panel(&reader, &["ben-or", "wait-one"]);
    let options = "return [...document.querySelector('.explore select').options].map(o => o.value)";
    assert_eq!(strings(&reader.run(options, &[])), ["ben-or", "wait-one"]);
    reader.sets("coin", "parity");
    reader.sees(".explore code", "bivalent explore ben-or coin=parity --budget 1000000");
    reader.press_named("Start");
    let found = natively("ben-or coin=parity", 1_000_000);
    let states = counted(&found["states"]);
    reader.sees(".explore .count", &format!("All {states} states were found"));
    let bivalent = counted(&found["valency"]["bivalent"]);
    reader.sees(".explore .result", &format!("Bivalent\t{bivalent}"));
    reader.sees(".explore .result", "001\tbivalent");
    reader.sees(".explore .result", "agreement: holds");
    reader.finds_nothing_wrong("with a report");
    let wide = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(reader.run(wide, &[]), json!(true), "nothing is wider than the screen");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn what_is_violated_is_shown_by_a_shortest_run() {
    let reader = Reader::at_a_desk("cap/");
    opens_the_panel(&reader, &[]);
    reader.sets("Model", "wait-one");
    reader.press_named("Start");
    let found = natively("wait-one", 1_000_000);
    let witness = strings(&found["violations"][0]["witness"]);
    let name = found["violations"][0]["property"].as_str().expect("a name");
    reader.sees(".explore .violation", &format!("{name}: violated"));
    let lines = "return [...document.querySelector('.explore .violation').querySelectorAll('li')]\
                 .map(el => el.textContent)";
    assert_eq!(strings(&reader.run(lines, &[])), witness);
    reader.finds_nothing_wrong("with a violation");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_large_search_is_cancelled_and_a_cut_one_says_what_it_knows() {
    let reader = Reader::at_a_desk("cap/");
    opens_the_panel(&reader, &["ben-or"]);
    reader.sets("n", "5");
    reader.sets("Budget", "4000000");
    reader.press_named("Start");
    reader.sees(".explore .progress", "of at most 4,000,000");
    reader.sees(".explore .progress", " a second, depth ");
    reader.press_named("Cancel");
    reader.sees(".explore .count", "Cancelled after");
    reader.sees(".explore .count", "Of these nothing is concluded.");
    assert!(!reader.is_shown(".explore .result"));

    reader.sets("Budget", "2000");
    reader.press_named("Start");
    reader.sees(".explore .count", "Cut at the budget: ");
    reader.sees(".explore .conclusion", "The search ended at its budget of 2000 states.");
    reader.sees(".explore .finding", "agreement: not known");
    reader.finds_nothing_wrong("with a search that was cut");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn what_cannot_be_explored_is_said_beside_its_field() {
    let reader = Reader::at_a_desk("cap/");
    opens_the_panel(&reader, &["ben-or"]);
    reader.sets("n", "many");
    reader.sees(".explore .field .error", "\"many\" is not one of 3..7");
    let start = "document.querySelector('.explore fieldset button').disabled";
    reader.wait_for("a start that is not to be had", &format!("return {start}"));
    reader.finds_nothing_wrong("with an error in the panel");
    reader.sets("n", "3");
    reader.sets("f", "2");
    reader.sees(".explore > .error", "f must be less than half of n");
    reader.sets("f", "1");
    reader.sets("Budget", "9000000");
    reader.sees(".explore .field .error", "is not a whole number from 1 to 5000000");
    reader.sets("Budget", "1000");
    reader.wait_for("a start", &format!("return !{start}"));
}
