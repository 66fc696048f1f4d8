//! What the chapter says of each kind of trouble, in runs.

use super::ENTRY;
use crate::figure::{Figure, Report, Standing};
use params::Link;

fn run(query: &str) -> Box<dyn Figure> {
    let (link, issues) = Link::parse(&format!("partitions?{query}"));
    assert_eq!(issues, []);
    let mut figure = (ENTRY.open)(&link);
    assert_eq!(figure.issues(), []);
    while figure.work(50_000) {}
    figure.seek(figure.end());
    figure
}

fn report(query: &str) -> Report {
    run(query).report()
}

fn number(report: &Report, id: &str) -> Option<f64> {
    let reading = report.readout.iter().find(|reading| reading.id == id).expect("a reading");
    let digits: String =
        reading.value.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().ok()
}

fn standing(report: &Report, id: &str) -> Standing {
    report.verdicts.iter().find(|verdict| verdict.id == id).expect("a verdict").standing
}

fn task(report: &Report, id: &str) -> bool {
    report.tasks.iter().find(|(task, _)| *task == id).expect("a task").1
}

#[test]
fn a_calm_cluster_is_watched_without_a_mistake_and_a_crash_is_found() {
    for method in ["fixed", "add", "phi", "phi-exp", "swim"] {
        for seed in 1..6 {
            // Latencies without a long tail, as phi's normal fit has it.
            let calm = format!("loss=0%&p99=8ms&crash=8s&det={method}&seed={seed}");
            let report = report(&calm);
            assert_eq!(number(&report, "mistakes"), Some(0.0), "{method}, seed {seed}");
            assert_eq!(standing(&report, "complete"), Standing::Holds, "{method}, seed {seed}");
            let found = number(&report, "detect").expect("found");
            assert!((20.0..2_500.0).contains(&found), "{method}: {found} ms");
        }
    }
}

#[test]
fn on_a_ring_every_process_learns_of_a_crash_and_of_two() {
    for events in ["xC@5", "xC@5,xB@6", "xB@5,xD@5"] {
        for seed in 1..6 {
            let query = format!("loss=0%&hbto=ring&det=add&seed={seed}&ev={events}");
            let report = report(&query);
            assert_eq!(standing(&report, "complete"), Standing::Holds, "{query}");
            assert_eq!(standing(&report, "accurate"), Standing::Holds, "{query}");
        }
    }
}

/// Messages are late and lost, then all is well: eventual accuracy, of the method that promises it.
#[test]
fn after_the_trouble_additive_back_off_is_right_about_all() {
    for seed in 1..9 {
        let query = format!(
            "on=all&way=both&loss=40%&slow=200ms&jit=300ms&det=add&at=0&for=10s&len=30s&crash=12s&seed={seed}"
        );
        let report = report(&query);
        assert!(number(&report, "mistakes") > Some(5.0), "there was something to be wrong about");
        assert_eq!(standing(&report, "accurate"), Standing::Holds, "{query}");
        assert_eq!(standing(&report, "complete"), Standing::Holds, "{query}");
    }
}

/// Where every message takes longer than the timeout, a fixed one is wrong for ever; additive
/// back-off stops being so.
#[test]
fn a_timeout_that_grows_is_eventually_right_and_one_that_does_not_is_not() {
    // Beats are lost all the time: gaps of several beats recur.
    let late = |method: &str| {
        let early = run(&format!("loss=0%&base=20%&to=150ms&len=60s&det={method}"));
        let mut early = early;
        early.seek(machine::Time::s(30));
        let half = number(&early.report(), "mistakes").expect("counted");
        early.seek(early.end());
        (half, number(&early.report(), "mistakes").expect("counted") - half)
    };
    let (_, fixed) = late("fixed");
    let (first, additive) = late("add");
    assert!(fixed > 500.0, "the fixed timeout goes on: {fixed}");
    assert!(additive < first / 5.0, "the growing one stops: {first}, then {additive}");
}

#[test]
fn swim_asks_others_and_so_does_not_suspect_over_one_broken_link() {
    let pair = "on=pair&way=both&loss=100%&for=10s";
    assert_eq!(number(&report(&format!("{pair}&det=swim")), "mistakes"), Some(0.0));
    assert!(number(&report(&format!("{pair}&det=fixed")), "mistakes") > Some(1.0));
}

#[test]
fn hysteresis_turns_many_mistakes_of_a_flapping_link_into_few() {
    let flapping = "way=both&flap=on&per=1s&det=fixed&len=14s";
    let without = number(&report(flapping), "mistakes").expect("counted");
    let with = number(&report(&format!("{flapping}&hold=2s")), "mistakes").expect("counted");
    assert!(with * 3.0 < without, "{without} without, {with} with");
}

#[test]
fn who_hears_nothing_unseats_leaders_unless_it_asks_first() {
    let churn = number(&report("raft=on"), "elections").expect("counted");
    let calm = number(&report("raft=on&prevote=on"), "elections").expect("counted");
    assert!(churn > 5.0 && calm <= 3.0, "{churn} without pre-vote, {calm} with");
}

#[test]
fn the_tasks_can_be_done_and_are_not_done_by_themselves() {
    let plain = report("");
    assert!(plain.tasks.iter().all(|(_, done)| !done), "{:?}", plain.tasks);
    assert!(task(&report("loss=0%&to=100ms&det=fixed"), "wrong"));
    assert!(task(&report("loss=0%&hbto=ring&ev=oAC@5"), "unseen"));
    assert!(!task(&report("loss=0%&ev=oAC@5"), "unseen"), "to all, C notices");
    assert!(!task(&report("raft=on&way=both&flap=on"), "calm"));
    assert!(task(&report("raft=on&way=both&flap=on&per=500ms&et=2s"), "calm"));
}

#[test]
fn a_percentile_below_a_lower_one_is_said() {
    let (link, _) = Link::parse("partitions?p50=50ms&p99=20ms");
    let figure = (ENTRY.open)(&link);
    assert_eq!(figure.issues().len(), 1);
    assert!(figure.issues()[0].message.contains("p99 is taken to be p50"));
}

#[test]
fn pasted_samples_set_the_percentiles_and_go_into_the_link() {
    let mut figure = run("loss=0%");
    let said = figure.set("samples", "10\n\n20\n30\nx\n").expect_err("two lines are left out");
    assert!(said.message.contains("Line 2 is empty"), "{}", said.message);
    assert!(said.message.contains("Line 5") && said.message.contains("other 3 samples"));
    assert_eq!(figure.value("p50").as_deref(), Some("20ms"));
    assert_eq!(figure.value("p99").as_deref(), Some("30ms"));
    assert!(figure.link(false).to_string().contains("p50=20ms"));
    assert!(figure.set("samples", "none").is_err());
    assert_eq!(figure.value("p50").as_deref(), Some("20ms"), "nothing was changed");
}
