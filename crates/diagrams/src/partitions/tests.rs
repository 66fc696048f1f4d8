//! What the chapter says of each kind of trouble, in runs.

use super::ENTRY;
use crate::figure::{Figure, Report, Standing};
use crate::reading::Amount;
use params::Link;

fn run(query: &str) -> Box<dyn Figure> {
    let (link, issues) = Link::parse(&format!("partitions?{query}"));
    assert_eq!(issues, []);
    let mut figure = ENTRY.open(&link);
    assert_eq!(figure.issues(), []);
    while figure.work(50_000) || figure.refine(50_000) {}
    figure.seek(figure.end());
    figure
}

fn report(query: &str) -> Report {
    run(query).report()
}

fn number(report: &Report, id: &str) -> Option<f64> {
    let reading = report.readout.iter().find(|reading| reading.id == id).expect("a reading");
    reading.amount.map(Amount::get)
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

const DETECTORS: [&str; 6] = ["fixed", "jk", "add", "phi", "phi-exp", "swim"];

/// What a detector made of the rest of a run: mistakes made after `from`, whether one stood then or
/// at the end, and whether every crash is found.
struct Rest {
    mistakes: f64,
    accurate: bool,
    complete: bool,
}

fn rest(figure: &mut dyn Figure, detector: &str, from: machine::Time) -> Rest {
    figure.set("det", detector).expect("a detector");
    figure.seek(from);
    let then = figure.report();
    figure.seek(figure.end());
    let end = figure.report();
    let holds = |report: &Report, id| standing(report, id) == Standing::Holds;
    let mistakes = |report| number(report, "mistakes").expect("counted");
    Rest {
        mistakes: mistakes(&end) - mistakes(&then),
        accurate: holds(&then, "accurate") && holds(&end, "accurate"),
        complete: holds(&then, "complete") && holds(&end, "complete"),
    }
}

/// Messages are late and lost until some moment, then on time (Dwork, Lynch and Stockmeyer 1988).
/// All detectors are complete. With room for the latencies that are left all are accurate as well;
/// that additive back-off needs no such room is shown below.
#[test]
fn after_the_trouble_every_detector_is_complete_and_right_about_all() {
    for seed in 1..25 {
        let trouble = "on=all&way=both&loss=40%&slow=200ms&jit=300ms&at=0&for=8s&p99=8ms";
        let mut figure = run(&format!("{trouble}&crash=10s&len=26s&to=500ms&seed={seed}"));
        for detector in DETECTORS {
            let rest = rest(&mut *figure, detector, machine::Time::s(18));
            assert!(rest.complete, "{detector}, seed {seed}");
            let right = rest.accurate && rest.mistakes == 0.0;
            // Four deviations are too few for latencies of a long tail.
            assert!(right || detector == "jk", "{detector}, seed {seed}: {}", rest.mistakes);
        }
        figure.set("det", "add").expect("a detector");
        assert!(number(&figure.report(), "mistakes") > Some(5.0), "it had been wrong");
    }
}

/// The class P wants that nobody is ever suspected before it crashes: where a bound is known, a
/// timeout above it is enough.
#[test]
fn with_a_known_bound_a_fixed_timeout_is_perfect() {
    for seed in 1..25 {
        // A tail that ends far below the quarter of a second that is waited beyond a beat.
        let report = report(&format!("loss=0%&p99=8ms&det=fixed&crash=8s&len=12s&seed={seed}"));
        assert_eq!(number(&report, "mistakes"), Some(0.0), "seed {seed}");
        assert_eq!(standing(&report, "complete"), Standing::Holds, "seed {seed}");
    }
}

/// Only additive back-off is eventually accurate whatever the latencies are: each of the others is
/// wrong for ever in some network where messages come, if late.
#[test]
fn all_but_additive_back_off_are_wrong_for_ever_somewhere() {
    let somewhere = [
        // A timeout below the gap between two heartbeats.
        ("fixed", "to=90ms"),
        // A long tail beyond four mean deviations.
        ("jk", "p50=5ms&p99=60ms"),
        // A threshold that one gap in three is beyond, as the fit learns.
        ("phi", "phi=0.5&p50=20ms&p99=100ms"),
        ("phi-exp", "phi=0.5&p50=20ms&p99=100ms"),
        // Nobody answers within a period, and nobody has time to object.
        ("swim", "sp=20ms&so=0ms&p50=30ms&p99=40ms"),
    ];
    for (detector, network) in somewhere {
        for seed in 1..7 {
            let query = format!("loss=0%&len=60s&seed={seed}&{network}");
            let mut figure = run(&query);
            for from in [20, 40] {
                let rest = rest(&mut *figure, detector, machine::Time::s(from));
                assert!(rest.mistakes > 20.0, "{detector}, {query}: {}", rest.mistakes);
            }
            let rest = rest(&mut *figure, "add", machine::Time::s(40));
            assert!(rest.accurate && rest.mistakes == 0.0, "{query}: {}", rest.mistakes);
        }
    }
}

/// Two that never hear each other suspect each other for ever, so that no heartbeat is of the class
/// of the eventually perfect; but C, D and E are suspected by nobody, which is all that the
/// eventually strong class wants.
#[test]
fn with_one_pair_cut_for_ever_heartbeats_are_eventually_strong_at_most() {
    for seed in 1..7 {
        let mut figure = run(&format!("on=pair&way=both&at=0&for=60s&p99=8ms&seed={seed}"));
        for detector in ["fixed", "add", "phi", "phi-exp"] {
            figure.set("det", detector).expect("a detector");
            figure.seek(figure.end());
            let rows = figure.text_alternative().rows;
            let suspected = rows.iter().take(5 * 4).filter(|row| row[5].starts_with("suspected"));
            let pairs: Vec<_> = suspected.map(|row| [row[0].as_str(), row[1].as_str()]).collect();
            assert_eq!(pairs, [["A", "B"], ["B", "A"]], "{detector}, seed {seed}");
        }
        // Who asks others is right even so.
        assert!(rest(&mut *figure, "swim", machine::Time::s(2)).accurate, "seed {seed}");
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
    let mut figure = run("loss=0%&hbto=ring&ev=oAC@3");
    for ms in (5_100..16_000).step_by(700) {
        // Whatever mistakes the adaptive timeout makes meanwhile.
        figure.seek(machine::Time::ms(ms));
        assert!(task(&figure.report(), "unseen"), "at {ms} ms");
    }
    assert!(!task(&report("raft=on&way=both&flap=on"), "calm"));
    assert!(task(&report("raft=on&way=both&flap=on&per=500ms&et=2s"), "calm"));
}

#[test]
fn a_percentile_below_a_lower_one_is_said() {
    let (link, _) = Link::parse("partitions?p50=50ms&p99=20ms");
    let figure = ENTRY.open(&link);
    assert_eq!(figure.issues().len(), 1);
    assert!(figure.issues()[0].message.contains("p99 is taken to be p50"));
}

#[test]
fn pasted_samples_set_the_percentiles_and_go_into_the_link() {
    let mut figure = run("loss=0%");
    let said = figure.paste("10\n\n20\n30\nx\n").expect_err("two lines are left out");
    assert!(said.message.contains("Line 2 is empty"), "{}", said.message);
    assert!(said.message.contains("Line 5") && said.message.contains("Samples taken: 3."));
    assert_eq!(figure.value("p50").as_deref(), Some("20ms"));
    assert_eq!(figure.value("p99").as_deref(), Some("30ms"));
    assert!(figure.link(false).to_string().contains("p50=20ms"));
    assert!(figure.paste("none").is_err());
    assert_eq!(figure.value("p50").as_deref(), Some("20ms"), "nothing was changed");
    let said = "Samples taken: 4, all of them.";
    assert_eq!(figure.paste("5, 6; 7 8").as_deref(), Ok(said));
}

#[test]
fn a_run_that_is_too_large_stops_and_says_where() {
    let (link, _) = Link::parse("partitions?n=9&len=600s&hb=10ms");
    let limit = 50_000;
    let mut figure = ENTRY.open_within(limit, &link);
    assert_eq!(figure.issues(), [], "nothing is known of its length before it ran");
    while figure.work(10_000) {}
    let stops = figure.computed();
    assert_eq!((figure.events(), figure.end()), (limit, machine::Time::s(600)));
    assert!(stops > machine::Time::s(1) && stops < machine::Time::s(9), "{stops}");
    let said = format!("This run is too large: it stops at {stops} s, after 50000 events.");
    let messages: Vec<_> = figure.issues().iter().map(|issue| &issue.message).collect();
    assert_eq!(messages, [&said]);
    figure.seek(figure.end());
    assert_eq!(figure.now(), stops, "what was made can be seen");
    assert!(number(&figure.report(), "beats") > Some(1_000.0));
    // The limit holds for what is set, too, and what is small enough has no issue.
    figure.set("n", "8").expect("a size");
    while figure.work(10_000) {}
    assert_eq!((figure.events(), figure.issues().len()), (limit, 1));
    figure.set("len", "1s").expect("a length");
    while figure.work(10_000) {}
    assert_eq!((figure.computed(), figure.issues()), (machine::Time::s(1), [].as_slice()));
}

#[test]
fn a_step_leads_to_what_can_be_seen_and_back() {
    let mut figure = run("raft=on");
    figure.seek(machine::Time::ms(5_000));
    let mut places = vec![(figure.now(), picture(&mut *figure))];
    for _ in 0..200 {
        figure.step(true);
        places.push((figure.now(), picture(&mut *figure)));
    }
    assert!(places.windows(2).all(|pair| pair[0].1 != pair[1].1), "every step shows something");
    let span = places[200].0 - places[0].0;
    assert!(span > machine::Time::ms(200), "ticks are passed over: {span}");
    for (now, picture_then) in places.iter().rev().skip(1).take(199) {
        figure.step(false);
        assert_eq!((figure.now(), &picture(&mut *figure)), (*now, picture_then));
    }
    figure.seek(machine::Time::ZERO);
    figure.step(false);
    assert_eq!(figure.now(), machine::Time::ZERO);
}

fn picture(figure: &mut dyn Figure) -> Vec<scene::Item> {
    let mut scene = scene::Scene::default();
    figure.scene(crate::figure::Frame { width: 1_000.0, height: 640.0, view: None }, &mut scene);
    scene.items
}

#[test]
fn samples_out_of_range_are_clamped_and_that_is_said() {
    let mut figure = run("loss=0%");
    let said = figure.paste("0.02\n30s\n").expect_err("both ends are out of range");
    assert!(
        said.message.contains("p50: ") && said.message.contains("it became 100 \u{b5}s"),
        "{}",
        said.message
    );
    assert_eq!(figure.value("p50").as_deref(), Some("100us"));
    assert_eq!(figure.value("p99").as_deref(), Some("30s"));
    let said = figure.set("p99", "50us").expect_err("below the least");
    assert!(said.message.contains("100"), "{}", said.message);
    figure.set("p50", "20ms").expect_err("p99 is below it");
}

/// The numbers of the corrected chapter, and of Bayes by hand: 0.999 p^k to 0.001.
#[test]
fn the_picture_in_words_weighs_silence_and_says_how_sure_each_detector_is() {
    let belief = run("on=all&way=both&loss=10%&show=belief").text_alternative();
    assert_eq!(belief.rows[0], ["0", "99.9 %", "100 %"]);
    assert_eq!(belief.rows[2], ["2", "90.9 %", "6.25 %"]);
    assert_eq!(belief.rows[3][1], "50 %");
    let mut levels = run("loss=100%&way=in");
    levels.seek(machine::Time::s(7));
    let rows = levels.text_alternative().rows;
    assert_eq!(rows.len(), 5 * 4 + 5, "every pair, and what the other detectors say of one");
    let of =
        |row: &[String]| row[4].split(' ').next().and_then(|number| number.parse::<u32>().ok());
    assert!(of(&rows[0]) > Some(100) && rows[0][5] == "suspected, up but cut off", "{:?}", rows[0]);
    assert!(of(&rows[4]) < Some(100) && rows[4][5] == "trusted, up", "{:?}", rows[4]);
}

#[test]
fn time_to_detect_is_that_of_the_watcher_that_is_looked_at() {
    let of = |by: u32| report(&format!("loss=0%&crash=8s&p99=8ms&det=phi&by={by}"));
    let single: Vec<f64> = (1..=4).map(|by| number(&of(by), "detect").expect("found")).collect();
    let mean = number(&of(1), "detects").expect("found");
    assert!((single.iter().sum::<f64>() / 4.0 - mean).abs() < 1.0, "{single:?}, {mean}");
    assert!(single.iter().any(|one| (one - mean).abs() > 1.0), "{single:?} are not of one watcher");
    // Who has crashed watches nobody: the next does.
    assert_eq!(number(&of(5), "detect"), Some(single[0]));
    assert_eq!(number(&report("loss=0%"), "detect"), None);
}
