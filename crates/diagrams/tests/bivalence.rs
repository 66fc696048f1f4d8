//! The undecided run, as a reader plays it.

use diagrams::Figure;
use diagrams::figure::{Action, Entry, Frame, Report, Standing};
use machine::Time;
use params::Link;
use scene::Scene;

/// What is told of deliveries since the last call, without the verdicts that turned with them.
fn deliveries(figure: &mut dyn Figure) -> Vec<String> {
    let mut said = figure.say();
    said.retain(|line| !line.starts_with("decided"));
    said
}

fn intervene(code: &str) -> Action {
    Action::Intervene(code.to_owned())
}

fn entry() -> &'static Entry {
    diagrams::ENTRIES.iter().find(|entry| entry.id == "bivalence").expect("the diagram")
}

fn opened(link: &str) -> Box<dyn Figure> {
    let mut figure = entry().open(&Link::parse(link).0);
    while figure.work(10_000) || figure.refine(10_000) {}
    figure
}

fn ended(link: &str) -> Report {
    let mut figure = opened(link);
    let end = figure.end();
    figure.seek(end);
    figure.report()
}

fn standing(report: &Report, id: &str) -> Standing {
    report.verdicts.iter().find(|verdict| verdict.id == id).expect(id).standing
}

fn reading(report: &Report, id: &str) -> String {
    report.readout.iter().find(|reading| reading.id == id).expect(id).text()
}

fn done(report: &Report, task: &str) -> bool {
    report.tasks.iter().find(|(id, _)| *id == task).expect(task).1
}

/// What can be delivered at the playhead: its code, and what it would do.
fn pending(figure: &mut dyn Figure) -> Vec<(String, String)> {
    let mut scene = Scene::default();
    figure.scene(Frame { width: 915.0, height: 472.0, view: None }, &mut scene);
    assert_eq!(scene.validate(), Ok(()));
    let events = scene.hits.iter().filter(|hit| hit.target.starts_with("e:"));
    events.map(|hit| (hit.target[2..].to_owned(), hit.label.clone())).collect()
}

#[test]
fn the_adversary_goes_on_for_thousands_of_deliveries_and_is_fair() {
    for inputs in ["110", "101", "011"] {
        let report = ended(&format!("bivalence?inputs={inputs}&len=2000"));
        assert_eq!(reading(&report, "undecided"), "2000", "{inputs}");
        assert_eq!(reading(&report, "bivalent"), "2000", "{inputs}");
        assert_eq!(standing(&report, "fair"), Standing::Holds, "{inputs}");
        let mut figure = opened(&format!("bivalence?inputs={inputs}&len=2000"));
        for step in (0..2_000).step_by(37) {
            figure.seek(Time::s(step));
            assert_eq!(standing(&figure.report(), "fair"), Standing::Holds, "{inputs} at {step}");
        }
    }
}

#[test]
fn a_reader_who_keeps_both_futures_twelve_times_has_done_the_task() {
    let mut figure = opened("bivalence?player=hand");
    assert_eq!(figure.end(), Time::ZERO, "it is the reader's turn");
    for step in 1..=12 {
        assert!(!done(&figure.report(), "twelve"));
        let events = pending(figure.as_mut());
        let keeps = events.iter().find(|(_, label)| label.ends_with("keeps both futures"));
        let (code, label) = keeps.expect("there always is one");
        let choice = &figure.menu(&format!("e:{code}"))[0];
        assert_eq!((&choice.action, choice.direct), (&intervene(code), true), "{label}");
        figure.act(&intervene(code)).expect(label);
        assert_eq!(figure.now(), Time::s(step));
    }
    assert!(done(&figure.report(), "twelve"));
    assert_eq!(standing(&figure.report(), "decided"), Standing::Unknown);
    let link = figure.link(true).to_string();
    assert_eq!(opened(&link).hash(), figure.hash(), "{link}");
}

#[test]
fn the_adversary_loses_to_coins_and_to_chance() {
    let undecided = |query: &str| {
        let lost = |seed: &u32| {
            let report = ended(&format!("bivalence?{query}&len=200&seed={seed}"));
            standing(&report, "decided") == Standing::Unknown
        };
        (0..20).filter(lost).count()
    };
    assert_eq!(undecided("coin=common"), 0);
    assert_eq!(undecided("coin=local"), 0);
    assert_eq!(undecided("player=chance"), 0);
    assert_eq!(undecided("coin=parity&inputs=100"), 20);
}

#[test]
fn each_simple_rule_gives_something_up() {
    let preset = |id: &str| {
        let preset = entry().presets.iter().find(|preset| preset.id == id).expect(id);
        ended(&format!("bivalence?{}", preset.query))
    };
    assert_eq!(standing(&preset("wait-all"), "decided"), Standing::Violated);
    assert_eq!(standing(&preset("wait-one"), "agreement"), Standing::Violated);
    assert!(done(&preset("wait-one"), "beat"));
    assert_eq!(standing(&preset("always-zero"), "validity"), Standing::Violated);
    assert_eq!(standing(&preset("chance"), "decided"), Standing::Holds);
}

#[test]
fn the_shortest_way_is_followed_and_found_by_hand() {
    let mut figure = opened("bivalence?player=hand");
    figure.act(&intervene("d1")).expect("1 can be decided");
    let end = figure.end();
    figure.seek(end);
    let report = figure.report();
    assert_eq!(standing(&report, "decided"), Standing::Holds);
    assert!(!done(&report, "shortest"), "it was not done by hand");
    assert!(figure.act(&intervene("d0")).is_err(), "nothing happens any more");

    let way = deliveries(figure.as_mut());
    let mut hand = opened("bivalence?player=hand");
    for told in &way {
        assert!(!done(&hand.report(), "shortest"));
        let events = pending(hand.as_mut());
        let is_told =
            |label: &str| label.split(": ").next().is_some_and(|name| told.contains(name));
        let (code, _) = events.iter().find(|(_, label)| is_told(label)).expect(told);
        hand.act(&intervene(code)).expect(told);
    }
    assert!(done(&hand.report(), "shortest"), "{way:?}");
}

/// Whoever keeps both futures, and lets the process move that has not for longest, comes round.
#[test]
fn a_reader_finds_a_fair_run_that_can_go_on_for_ever() {
    let mut figure = opened("bivalence?player=hand");
    let mut moved = [0; 3];
    let mut last = 0;
    while !done(&figure.report(), "endless") {
        let mut keeps = pending(figure.as_mut());
        keeps.retain(|(_, label)| label.ends_with("keeps both futures"));
        let of = |label: &str| usize::from(label.as_bytes()[1] - b'1');
        keeps.sort_by_key(|(_, label)| moved[of(label)]);
        let (code, label) = &keeps[0];
        last += 1;
        moved[of(label)] = last;
        assert!(last < 100, "{label}");
        figure.act(&intervene(code)).expect(label);
    }
    assert!(last >= 6 && moved.iter().all(|at| *at > 0), "{moved:?}");
}

#[test]
fn a_reader_makes_a_message_wait_and_lets_another_go_first() {
    let mut figure = opened("bivalence?player=hand");
    while !done(&figure.report(), "wait") {
        assert!(figure.now() < Time::s(30));
        let events = pending(figure.as_mut());
        let keeps = |label: &str| label.ends_with("keeps both futures");
        let settles = events.iter().find(|(_, label)| !keeps(label)).map(|(_, label)| &label[..2]);
        // Lemma 3: its receiver takes another first.
        let first = |label: &str| keeps(label) && settles.is_none_or(|to| label.starts_with(to));
        let chosen = events.iter().find(|(_, label)| first(label));
        let chosen = chosen.or_else(|| events.iter().find(|(_, label)| keeps(label)));
        let (code, label) = chosen.expect("there always is one");
        figure.act(&intervene(code)).expect(label);
    }
    assert_eq!(standing(&figure.report(), "decided"), Standing::Unknown);
}

#[test]
fn a_link_to_a_choice_that_cannot_be_made_runs_up_to_there() {
    let mut figure = opened("bivalence?player=hand&ev=12@0,12@1,21@2");
    assert_eq!(figure.end(), Time::s(1));
    let said: Vec<_> = figure.issues().iter().map(|issue| issue.message.clone()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("delivery 1"), "{said:?}");
    assert!(opened("bivalence?ev=zz@1,12@x").issues().len() == 2);
    assert!(!pending(figure.as_mut()).is_empty());
}

#[test]
fn every_rule_draws_in_every_view_at_every_moment() {
    let rules = [
        "",
        "?clocks=on",
        "?coin=common",
        "?protocol=wait-all&crashed=p3",
        "?protocol=wait-one",
        "?protocol=chandra-toueg",
    ];
    for rule in rules
        .map(|rule| format!("bivalence{rule}"))
        .iter()
        .chain([&"bivalence?protocol=always-zero".to_owned()])
    {
        let mut figure = opened(rule);
        let steps = figure.end().as_us() / 1_000_000;
        for step in 0..=steps {
            figure.seek(Time::s(step));
            for lens in ["waits", "diamond", "inputs", "odds"] {
                figure.act(&Action::Look(format!("lens:{lens}"))).expect(lens);
                for view in [None, Some(0), Some(1), Some(2), Some(3)] {
                    let mut scene = Scene::default();
                    let width = if view.is_some() { 390.0 } else { 915.0 };
                    figure.scene(Frame { width, height: 472.0, view }, &mut scene);
                    assert_eq!(scene.validate(), Ok(()), "{rule} at {step}, {lens}, {view:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_is_achieved_by_looking() {
    for link in ["bivalence", "bivalence?coin=common", "bivalence?protocol=wait-one"] {
        assert!(ended(link).tasks.iter().all(|(_, done)| !done), "{link}");
    }
}

/// Aguilera and Toueg 2012: with a coin that is known before proposals are bound, the adversary
/// chooses them to fit it.
#[test]
fn a_common_coin_helps_only_if_it_is_revealed_late() {
    let adversary = |coin: &str| reading(&ended(&format!("bivalence?coin={coin}")), "adversary");
    assert_eq!(adversary("common"), "25.0", "an adversary's luck halves in every other round");
    assert_eq!(adversary("early"), "50.0", "and is never less than a half");
    assert_eq!(adversary("zero"), "100.0");
}

/// What is worked out from the graph and what the machines do when chance picks are one.
#[test]
fn as_many_runs_are_undecided_as_should_be() {
    for coin in ["zero", "parity", "own", "pid", "local", "common", "early"] {
        let report = ended(&format!("bivalence?coin={coin}"));
        let [exact, measured] =
            ["chance", "measured"].map(|id| reading(&report, id).parse::<f64>().expect("a number"));
        // Four standard deviations of 400 runs.
        let share = exact / 100.0;
        let room = 4.0 * 100.0 * (share * (1.0 - share) / 400.0).sqrt() + 0.25;
        assert!((exact - measured).abs() < room, "{coin}: {exact} and {measured}");
    }
}

#[test]
fn with_something_to_trust_all_decide_in_so_many_deliveries() {
    for (link, most) in [("clocks=on", 20), ("protocol=chandra-toueg&inputs=101", 16)] {
        for gst in [3, 12, 40] {
            let link = format!("bivalence?{link}&gst={gst}&accurate={gst}");
            let report = ended(&link);
            let [exact, measured] = ["settled", "measured"]
                .map(|id| reading(&report, id).parse::<u32>().expect("a number"));
            assert!(measured <= exact && exact <= most, "{link}: {measured} of {exact}");
            let undecided = reading(&report, "undecided").parse::<u32>().expect("a number");
            assert!(undecided <= gst + exact, "{link}");
        }
    }
}

#[test]
fn the_adversary_loses_to_clocks_within_two_rounds_after_they_can_be_trusted() {
    for (inputs, gst) in [("110", 12), ("011", 7), ("101", 40)] {
        let link = format!("bivalence?clocks=on&inputs={inputs}&gst={gst}&len=200");
        let report = ended(&link);
        assert_eq!(standing(&report, "decided"), Standing::Holds, "{link}");
        let undecided: u32 = reading(&report, "undecided").parse().expect("a number");
        // Two rounds are four phases, in each of which everybody hears two others.
        assert!((gst..=gst + 4 * 6).contains(&undecided), "{undecided}, {link}");
        let mut figure = opened(&link);
        figure.seek(Time::s(u64::from(gst) - 1));
        assert_eq!(reading(&figure.report(), "bivalent"), (gst - 1).to_string(), "{link}");
    }
    let blocked = ended("bivalence?clocks=on&crashed=p3&gst=3&len=100");
    assert_eq!(standing(&blocked, "decided"), Standing::Holds, "who has crashed is not waited for");
}

/// A sweep names the scheduler by `player`, and asks for this.
#[test]
fn the_round_of_the_first_decision_is_told() {
    // With equal inputs everybody decides in round 1, whoever schedules (validity).
    for player in ["chance", "adversary"] {
        let report = ended(&format!("bivalence?inputs=111&player={player}"));
        assert_eq!(reading(&report, "round"), "1", "{player}");
    }
    assert_eq!(reading(&ended("bivalence?len=200"), "round"), "\u{2013}");
    // Against a common coin the adversary needs more luck than a round's.
    let late = (0..40).map(|seed| {
        let report = ended(&format!("bivalence?coin=common&len=200&seed={seed}"));
        reading(&report, "round").parse::<u32>().expect("it decides")
    });
    let late: Vec<u32> = late.collect();
    assert!(late.iter().all(|round| *round > 1) && late.iter().any(|round| *round > 3), "{late:?}");
    let other = ended("bivalence?protocol=wait-one&player=chance");
    assert!(other.readout.iter().all(|reading| reading.id != "round"));
}

#[test]
fn the_adversary_loses_to_a_failure_detector_that_is_right_about_one_process() {
    for (inputs, accurate) in [("100", 12), ("011", 7), ("101", 40), ("010", 100)] {
        let link =
            format!("bivalence?protocol=chandra-toueg&inputs={inputs}&accurate={accurate}&len=200");
        let report = ended(&link);
        assert_eq!(standing(&report, "decided"), Standing::Holds, "{link}");
        let undecided: u32 = reading(&report, "undecided").parse().expect("a number");
        assert!((accurate..=accurate + 16).contains(&undecided), "{undecided}, {link}");
        let mut figure = opened(&link);
        figure.seek(Time::s(u64::from(accurate) - 1));
        assert_eq!(reading(&figure.report(), "bivalent"), (accurate - 1).to_string(), "{link}");
        assert_eq!(standing(&figure.report(), "fair"), Standing::Holds, "{link}");
    }
    // Which value it will be may be settled from the start; when it is decided is not.
    let settled = ended("bivalence?protocol=chandra-toueg&inputs=110&accurate=30&len=100");
    assert_eq!(reading(&settled, "bivalent"), "0");
    assert!(reading(&settled, "undecided").parse::<u32>().expect("a number") >= 30);
    for crashed in ["p1", "p2", "p3"] {
        let link = format!("bivalence?protocol=chandra-toueg&crashed={crashed}&accurate=3&len=60");
        assert_eq!(standing(&ended(&link), "decided"), Standing::Holds, "{link}");
    }
}

/// With p3 dead its input counts for nothing: what is shown starts where the survivors start.
#[test]
fn a_crash_leaves_the_run_in_the_configuration_of_its_inputs() {
    for (protocol, crashed) in [("ben-or", "p3"), ("ben-or", "p1"), ("chandra-toueg", "p2")] {
        for inputs in ["000", "011", "101", "110", "111"] {
            let link = format!("bivalence?protocol={protocol}&crashed={crashed}&inputs={inputs}");
            let report = ended(&format!("{link}&player=chance&len=60"));
            assert_eq!(standing(&report, "decided"), Standing::Holds, "{link}");
            assert_eq!(standing(&report, "validity"), Standing::Holds, "{link}");
            let mut figure = opened(&format!("{link}&player=chance&len=60"));
            let end = figure.end();
            figure.seek(end);
            let mut cells = figure.text_alternative().rows.into_iter().flatten();
            let has_decided = cells.any(|cell| ["decided 0", "decided 1"].contains(&cell.as_str()));
            assert!(has_decided, "{link}: a machine has decided as the graph says");
        }
    }
}

/// What the preset tells is what its run does.
#[test]
fn a_detector_that_is_right_in_the_end_beats_the_adversary() {
    let preset =
        entry().presets.iter().find(|preset| preset.id == "detector").expect("it is there");
    let mut figure = opened(&format!("bivalence?{}", preset.query));
    let (mut before, mut suspected) = (Time::ZERO, 0);
    for (at, text) in preset.steps {
        figure.seek(*at);
        let said = deliveries(figure.as_mut());
        assert_eq!(said.len() as u64, (at.as_us() - before.as_us()) / 1_000_000);
        before = *at;
        let words: Vec<&str> = text.split([' ', ',', ';', '.', ':']).collect();
        let told = words.windows(3).filter(|words| words[1] == "suspects" && words[0] != "nobody");
        let told: Vec<String> = told.map(|words| words.join(" ")).collect();
        let happened: Vec<&String> = said.iter().filter(|line| line.contains("suspects")).collect();
        assert_eq!(told.len(), happened.len(), "{text}: {said:?}");
        for (told, happened) in told.iter().zip(happened) {
            assert!(happened.contains(&format!("{told}; ")), "{told}: {happened}");
            assert!(happened.contains("has not crashed"), "{happened}");
        }
        suspected += told.len();
        let report = figure.report();
        assert_eq!(reading(&report, "suspicions"), suspected.to_string(), "{text}");
        assert_eq!(reading(&report, "mistakes"), suspected.to_string(), "{text}");
        let last = said.last().map_or("both reachable", String::as_str);
        let is_open = text.contains("both") || !text.contains("decide");
        assert_eq!(last.ends_with("both reachable"), is_open, "{text}: {last}");
        assert_eq!(text.contains("From here"), last.contains("from here"), "{last}");
        assert_eq!(text.contains("p1 decides"), last.contains("p1 decides 0"), "{last}");
    }
    assert_eq!((suspected, before), (6, figure.report().marks.last().expect("it decides").at));
}

/// A suspicion is made by hand with the number of whom it is about, and is right if that one crashed.
#[test]
fn a_suspicion_says_whom() {
    let mut figure = opened("bivalence?protocol=chandra-toueg&player=hand&crashed=p1");
    let codes: Vec<(String, String)> = pending(figure.as_mut());
    assert!(
        codes.iter().any(|(code, label)| code == "25" && label.starts_with("p2 suspects p1: "))
    );
    assert_eq!(figure.menu("e:25")[0].label, "Let p2 suspect p1");
    assert!(figure.act(&intervene("26")).is_err(), "it is not p2 that p2 waits for");
    figure.act(&intervene("25")).expect("it can");
    assert_eq!(figure.interventions()[0].label, "let p2 suspect p1");
    let report = figure.report();
    assert_eq!([reading(&report, "suspicions"), reading(&report, "mistakes")], ["1", "0"]);
    assert!(report.marks.iter().any(|mark| mark.label == "p2 suspects p1"));
    let rows =
        opened("bivalence?protocol=chandra-toueg&player=hand&crashed=p1").text_alternative().rows;
    assert!(rows.iter().any(|row| row[0] == "p2 suspects p1" && row[1] == "p1 has crashed"));
}
