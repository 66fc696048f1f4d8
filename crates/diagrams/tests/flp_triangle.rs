//! What a reader of the FLP triangle sees, as runs of links.

use diagrams::figure::{Action, Figure, Frame, Report, Standing};
use diagrams::{ENTRIES, Entry};
use machine::Time;
use params::Link;
use scene::{Point, Scene};

const FIVE: [&str; 5] = ["async", "crash", "det", "safe", "live"];

fn intervene(code: &str) -> Action {
    Action::Intervene(code.to_owned())
}

fn entry() -> &'static Entry {
    ENTRIES.iter().find(|entry| entry.id == "flp-triangle").expect("the diagram is there")
}

/// The figure of a link, computed to the end, with its playhead there.
fn opened(link: &str) -> Box<dyn Figure> {
    let mut figure = entry().open(&Link::parse(link).0);
    while figure.work(10_000) {}
    figure.seek(figure.end());
    figure
}

fn standing(report: &Report, id: &str) -> Standing {
    report.verdicts.iter().find(|verdict| verdict.id == id).expect(id).standing
}

fn reading(report: &Report, id: &str) -> String {
    report.readout.iter().find(|reading| reading.id == id).expect(id).text()
}

/// Agreement, validity and termination.
fn monitors(report: &Report) -> [Standing; 3] {
    ["agreement", "validity", "termination"].map(|id| standing(report, id))
}

/// A query that drops those of the five whose bit is not set.
fn query(on: u32) -> String {
    let dropped = FIVE.iter().enumerate().filter(|(bit, _)| on >> bit & 1 == 0);
    dropped.map(|(_, id)| format!("&{id}=off")).collect()
}

#[test]
fn all_thirty_two_sets_of_assumptions_have_a_run_that_shows_what_is_true_of_them() {
    use Standing::{Holds, Violated};
    for (on, n, seed) in
        (0..32).flat_map(|on| (3..=7).flat_map(move |n| (0..6).map(move |seed| (on, n, seed))))
    {
        let link = format!("flp-triangle?n={n}&seed={seed}&len=4s{}", query(on));
        // In the order of FIVE from the right.
        let endless = [0b11111, 0b01111, 0b00111].contains(&on);
        let shown = match on {
            _ if endless => [Holds, Holds, Violated],
            0b10111 => [Violated, Holds, Holds],
            _ => [Holds; 3],
        };
        let report = opened(&link).report();
        assert_eq!(monitors(&report), shown, "{link}: {:?}", report.verdicts);
        let crashes = u32::from(on & 2 != 0 && !endless);
        assert_eq!(reading(&report, "crashes"), crashes.to_string(), "{link}");
    }
}

#[test]
fn what_is_said_names_the_protocol_that_is_run_and_the_rule_by_which_it_was_chosen() {
    let caption = |query: &str| opened(&format!("flp-triangle{query}")).text_alternative().caption;
    let said = [
        ("", "Impossible: no protocol keeps all five"),
        ("?det=off", "Possible with a coin: Ben-Or"),
        ("?async=off", "Possible with time: Paxos"),
        ("?async=off&time=always", "Possible in rounds: FloodSet"),
        ("?crash=off", "Possible without crashes: wait for all"),
        ("?live=off", "Possible if it need not end: Ben-Or without a coin"),
        ("?safe=off", "Possible if they may disagree: wait for one"),
        ("?safe=off&lose=validity", "Possible if nobody need propose it: always 0"),
        ("?async=off&det=off&live=off", "Possible with a coin: Ben-Or"),
    ];
    for (query, title) in said {
        assert!(caption(query).starts_with(title), "{query}: {}", caption(query));
    }
    assert!(caption("?async=off&det=off").contains("Of what is dropped, a coin asks least"));
    assert!(!caption("?det=off").contains("Of what is dropped"));
}

#[test]
fn giving_up_validity_and_being_always_on_time_are_shown_as_well() {
    use Standing::{Holds, Violated};
    for (n, seed) in (3..=7).flat_map(|n| (0..6).map(move |seed| (n, seed))) {
        let zero = format!("flp-triangle?safe=off&lose=validity&n={n}&seed={seed}");
        assert_eq!(monitors(&opened(&zero).report()), [Holds, Violated, Holds], "{zero}");
        let rounds = format!("flp-triangle?async=off&time=always&n={n}&seed={seed}");
        let report = opened(&rounds).report();
        assert_eq!(monitors(&report), [Holds; 3], "{rounds}");
        assert_eq!(reading(&report, "rounds"), "2", "f + 1");
        assert_eq!(reading(&report, "decided"), "50.0", "two rounds of 25 ms");
    }
}

#[test]
fn the_adversary_crashes_nobody_and_loses_nothing_and_delays_by_half_a_latency() {
    let report = opened("flp-triangle?n=5&len=3s").report();
    let delivered: u32 = reading(&report, "delivered").parse().expect("a number");
    // 150 phases of 20 messages; those of the last are on their way.
    assert!(delivered > 2_900, "{delivered}");
    assert_eq!(reading(&report, "undecided"), delivered.to_string());
    assert_eq!(reading(&report, "slowest"), "30.0");
    let why = &report.verdicts[2].why;
    assert!(why.starts_with("Round 2 begins as round 1 began"), "{why}");
}

#[test]
fn whoever_crashes_in_the_middle_ends_the_adversarys_run() {
    for (n, who) in [(3, "A"), (3, "B"), (3, "C"), (5, "A"), (5, "E"), (7, "D")] {
        let mut figure = opened(&format!("flp-triangle?n={n}"));
        figure.seek(Time::ms(203));
        assert!(figure.act(&intervene("zA")).is_err(), "nothing but crashes and restarts");
        assert_eq!(figure.menu(&format!("n:{who}"))[0].label, format!("Crash {who}"));
        figure.act(&intervene(&format!("x{who}"))).expect("the assumption allows it");
        assert_eq!(figure.menu("n:B").len(), usize::from(who == "B"), "one crash and no more");
        while figure.work(10_000) {}
        figure.seek(figure.end());
        let report = figure.report();
        assert_eq!(monitors(&report), [Standing::Holds; 3], "{n} {who}");
        assert!(report.tasks.contains(&("end", true)));
    }
    let mut nobody = opened("flp-triangle?crash=off");
    assert!(nobody.act(&intervene("xA")).is_err(), "nobody crashes without that assumption");
    assert_eq!(nobody.menu("n:A"), []);
}

#[test]
fn each_task_can_be_done_and_none_is_done_at_the_start() {
    let done = |report: &Report, task: &str| report.tasks.contains(&(leak(task), true));
    let mut figure = opened("flp-triangle?t=0");
    figure.seek(Time::ZERO);
    assert!(figure.report().tasks.iter().all(|(_, done)| !done));
    figure.seek(Time::ms(200));
    assert!(done(&figure.report(), "fifty"));
    for dropped in FIVE {
        assert!(!done(&figure.report(), "ways"));
        take(figure.as_mut(), "");
        take(figure.as_mut(), &format!("a:{dropped}"));
        while figure.work(10_000) {}
        figure.seek(figure.end());
        assert_eq!(done(&figure.report(), "disagree"), dropped == "safe");
    }
    assert!(done(&figure.report(), "ways"));
}

/// Takes the first choice of a target, if it has one.
fn take(figure: &mut dyn Figure, target: &str) {
    if let Some(choice) = figure.menu(target).first() {
        figure.act(&choice.action).expect(&choice.label);
    }
}

/// The task's name as the report has it.
fn leak(task: &str) -> &'static str {
    entry().tasks.iter().find(|(id, _)| *id == task).expect("a task").0
}

#[test]
fn the_handle_is_dragged_and_the_corners_follow() {
    let mut figure = opened("flp-triangle");
    let mut scene = Scene::default();
    figure.scene(Frame { width: 390.0, height: 440.0, view: Some(0) }, &mut scene);
    let place = |target: &str| {
        scene.hits.iter().find(|hit| hit.target == target).expect(target).rect.center()
    };
    let corners = ["a:safe", "a:live", "a:async"].map(place);
    let middle = Point::new(
        corners.iter().map(|corner| corner.x).sum::<f32>() / 3.0,
        corners.iter().map(|corner| corner.y).sum::<f32>() / 3.0,
    );
    let safety_and_liveness = corners[0].lerp(corners[1], 0.5);
    assert_eq!(figure.drawn(&[safety_and_liveness, middle]), None, "the handle is elsewhere");
    let action = figure.drawn(&[middle, safety_and_liveness.offset(-6.0, 4.0)]).expect("a spot");
    figure.act(&action).expect("it can be put there");
    assert_eq!(figure.link(false).to_string(), "flp-triangle?v=1&async=off");
    assert_eq!(figure.menu("s:7")[0].label, "Keep all three corners");
    assert_eq!(figure.menu("")[0].label, "Assume all five");
    take(figure.as_mut(), "s:0");
    assert_eq!(figure.link(false).to_string(), "flp-triangle?v=1&async=off&safe=off&live=off");
    assert!(figure.menu("s:x").is_empty() && figure.menu("a:luck").is_empty());
}

#[test]
fn a_link_that_asks_for_more_than_a_crash_is_told_so() {
    let figure = opened("flp-triangle?n=3&ev=xB@0.1,d5@0.2,xG@0.3&t=5");
    let issues: Vec<String> = figure.issues().iter().map(|issue| issue.message.clone()).collect();
    assert!(issues.iter().any(|issue| issue.contains("xG")), "{issues:?}");
    assert!(issues.iter().any(|issue| issue.contains("crashed and restarted here")), "{issues:?}");
    assert_eq!(figure.interventions().len(), 1);
}

#[test]
fn every_view_is_drawn_at_every_moment_and_width() {
    for preset in entry().presets {
        let mut figure = opened(&format!("flp-triangle?{}", preset.query));
        for (at, _) in preset.steps {
            figure.seek(*at);
            for (width, height, view) in
                [(320.0, 400.0, Some(0)), (320.0, 400.0, Some(1)), (915.0, 472.0, None)]
            {
                let mut scene = Scene::default();
                figure.scene(Frame { width, height, view }, &mut scene);
                assert_eq!(scene.validate(), Ok(()), "{} at {at}", preset.id);
            }
        }
    }
}
