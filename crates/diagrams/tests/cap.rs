//! What a reader of the CAP diagram sees, as runs of links.

use diagrams::figure::{Action, Figure, Frame, MarkKind, Report, Standing};
use diagrams::{ENTRIES, Entry};
use machine::Time;
use params::Link;
use proptest::prelude::*;
use scene::{Point, Scene};

fn intervene(code: &str) -> Action {
    Action::Intervene(code.to_owned())
}

fn entry() -> &'static Entry {
    ENTRIES.iter().find(|entry| entry.id == "cap").expect("the diagram is there")
}

/// The figure of a link, computed and judged to the end.
fn opened(link: &str) -> Box<dyn Figure> {
    let mut figure = entry().open(&Link::parse(link).0);
    finish(figure.as_mut());
    figure
}

fn finish(figure: &mut dyn Figure) {
    while figure.work(10_000) {}
}

fn at(figure: &mut dyn Figure, seconds: f64) -> Report {
    figure.seek(Time::us((seconds * 1e6) as u64));
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

#[test]
fn an_available_store_answers_on_both_sides_and_contradicts_itself() {
    let mut cap = opened("cap");
    let before = at(cap.as_mut(), 0.99);
    assert_eq!(standing(&before, "linearizable"), Standing::Holds);
    let during = at(cap.as_mut(), 2.4);
    assert_eq!(standing(&during, "linearizable"), Standing::Violated);
    assert_eq!(standing(&during, "available"), Standing::Holds);
    assert_eq!(reading(&during, "availability-smaller"), "100");
    let turned = during.verdicts[0].since.expect("the instant it turned");
    assert!(turned > Time::s(1) && turned < Time::ms(2_400));
    assert!(during.verdicts[0].why.contains("began after"), "{}", during.verdicts[0].why);
    assert!(during.marks.iter().any(|mark| mark.kind == MarkKind::Verdict && mark.at == turned));
    let healed = at(cap.as_mut(), 4.0);
    assert_eq!(standing(&healed, "converged"), Standing::Holds);
    let chip = healed.verdicts.iter().find(|verdict| verdict.id == "converged").expect("the chip");
    let took = chip.since.expect("when") - Time::ms(2_500);
    assert_eq!(reading(&healed, "converge"), (took.as_us() + 500).div_euclid(1_000).to_string());
}

#[test]
fn a_consistent_store_refuses_on_the_smaller_side() {
    let mut cap = opened("cap?mode=cp");
    let during = at(cap.as_mut(), 2.4);
    assert_eq!(standing(&during, "linearizable"), Standing::Holds);
    assert_eq!(standing(&during, "available"), Standing::Violated);
    assert_eq!(reading(&during, "availability-larger"), "100");
    assert_eq!(reading(&during, "availability-smaller"), "0");
    assert_eq!(reading(&during, "stale"), "0");
    assert_eq!(standing(&during, "election-safety"), Standing::Holds);
}

#[test]
fn without_a_majority_anywhere_no_side_goes_on() {
    let mut cap = opened("cap?mode=cp&part=middle&at=1s&for=2s");
    let during = at(cap.as_mut(), 2.9);
    assert_eq!(reading(&during, "availability-smaller"), "0");
    assert_eq!(standing(&during, "linearizable"), Standing::Holds);
}

#[test]
fn each_task_can_be_done() {
    let preset =
        entry().presets.iter().find(|preset| preset.id == "inversion").expect("the preset");
    let inversion = format!("cap?{}", preset.query);
    let links = [
        ("stale", "cap?part=none&ev=pDE@0.5"),
        ("refuse", "cap?mode=cp&part=none&ev=pDE@0.7"),
        ("survive", "cap?mode=cp&part=none&ev=xB@1"),
        ("strict", &inversion),
    ];
    for (task, link) in links {
        let report = at(opened(link).as_mut(), 10.0);
        assert!(done(&report, task), "{task} by {link}");
    }
    for link in ["cap", "cap?mode=cp"] {
        let untouched = at(opened(link).as_mut(), 4.0);
        assert!(untouched.tasks.iter().all(|(_, done)| !done), "nothing is done by itself: {link}");
    }
}

#[test]
fn a_lost_disk_breaks_what_raft_assumes_and_it_is_said() {
    // D and E are away while the other three acknowledge writes and then lose their disks.
    let ev = "pDE@1,xA@1.6,xB@1.6,xC@1.6,wA@1.65,wB@1.65,wC@1.65,h@1.7";
    let report = |seed: u32, ev: &str| {
        let link = format!("cap?mode=cp&part=none&len=5s&rate=20&seed={seed}&ev={ev}");
        at(opened(&link).as_mut(), 5.0)
    };
    let (mut lost, mut fallen) = (0, Vec::new());
    for seed in 0..20 {
        let report = report(seed, ev);
        lost += u32::from(standing(&report, "no-lost-write") == Standing::Violated);
        let log = report.verdicts.iter().find(|verdict| {
            verdict.standing == Standing::Violated && verdict.id == "leader-completeness"
        });
        fallen.extend(log.map(|verdict| verdict.why.clone()));
    }
    assert!(lost >= 10, "acknowledged writes are lost in most runs: {lost}");
    assert!(fallen.iter().any(|why| why.contains("lost its disk")), "{fallen:?}");
    for seed in 0..20 {
        let intact = report(seed, &ev.replace('w', "r"));
        for id in ["no-lost-write", "log-safety", "election-safety"] {
            assert_eq!(standing(&intact, id), Standing::Holds, "with their disks, seed {seed}");
        }
    }
}

#[test]
fn the_proof_is_a_run() {
    let verdicts = ["proof-ap", "proof-cp"].map(|id| {
        let preset = entry().presets.iter().find(|preset| preset.id == id).expect(id);
        assert_eq!(preset.steps.len(), 5);
        let mut cap = opened(&format!("cap?{}", preset.query));
        let end = cap.end();
        assert!(preset.steps.iter().all(|(at, _)| *at <= end));
        let report = at(cap.as_mut(), 60.0);
        (standing(&report, "linearizable"), standing(&report, "available"))
    });
    assert_eq!(verdicts[0], (Standing::Violated, Standing::Holds));
    assert_eq!(verdicts[1], (Standing::Holds, Standing::Violated));
}

#[test]
fn what_is_done_by_hand_is_in_the_link_and_runs_the_same() {
    let mut cap = opened("cap?mode=cp&part=none&seed=3");
    cap.seek(Time::ms(1_000));
    cap.act(&intervene("pDE")).expect("a partition");
    finish(cap.as_mut());
    cap.seek(Time::ms(2_000));
    cap.act(&intervene("h")).expect("a healing");
    cap.act(&intervene("xA")).expect("a crash");
    finish(cap.as_mut());
    let link = cap.link(true).to_string();
    assert_eq!(link, "cap?v=1&mode=cp&part=none&seed=3&ev=pDE@1,h@2,xA@2&t=2");
    let mut again = opened(&link);
    assert_eq!((again.hash(), again.now()), (cap.hash(), cap.now()));
    cap.forget(0);
    finish(cap.as_mut());
    assert_eq!(cap.now(), Time::s(2), "the playhead stays where it was");
    assert_eq!(cap.hash(), opened("cap?mode=cp&part=none&seed=3&ev=h@2,xA@2").hash());
}

/// A run that was much meddled with still goes into one line of a chat.
#[test]
fn a_link_with_eleven_interventions_is_short() {
    let mut cap = opened("cap");
    let deeds = ["ic1-1", "xA", "ic2-0", "rA", "kBC", "mBC", "h", "pAB", "oAB", "zC", "aC"];
    for (at, code) in deeds.into_iter().enumerate() {
        // Moments as they come while a run plays: whole milliseconds.
        cap.seek(Time::ms(1_013 + 217 * at as u64));
        cap.act(&intervene(code)).expect(code);
        finish(cap.as_mut());
    }
    let link = cap.link(false).to_string();
    assert_eq!(link.matches('@').count(), 11);
    assert!(link.len() <= 120, "{} characters: {link}", link.len());
}

#[test]
fn everything_a_menu_offers_can_be_done() {
    for link in ["cap?ev=xB@0.5,zC@0.5&t=1.2", "cap?mode=cp&keys=2&ev=kAB@0.5&t=0.8"] {
        let mut scene = Scene::default();
        let mut cap = opened(link);
        cap.scene(Frame { width: 915.0, height: 472.0, view: None }, &mut scene);
        let mut targets: Vec<String> = scene.hits.iter().map(|hit| hit.target.clone()).collect();
        targets.push(String::new());
        for target in targets {
            let choices = cap.menu(&target);
            assert!(!choices.is_empty() || target.is_empty(), "{target} offers nothing");
            for choice in choices {
                assert!(!choice.label.is_empty());
                opened(link).act(&choice.action).expect(&choice.label);
            }
        }
    }
}

#[test]
fn a_curve_round_two_replicas_parts_them() {
    let mut scene = Scene::default();
    let mut cap = opened("cap");
    cap.scene(Frame { width: 915.0, height: 472.0, view: None }, &mut scene);
    let place = |name: &str| {
        let hit = scene.hits.iter().find(|hit| hit.target == format!("n:{name}")).expect(name);
        hit.rect.center()
    };
    let (d, e) = (place("D"), place("E"));
    let around = [
        Point::new(0.0, e.y - 40.0),
        Point::new(e.x + 40.0, e.y - 40.0),
        Point::new(d.x + 40.0, d.y + 40.0),
        Point::new(0.0, d.y + 40.0),
    ];
    assert_eq!(cap.drawn(&around), Some(intervene("pDE")));
    assert_eq!(cap.drawn(&around[..1]), None);
}

#[test]
fn consistent_runs_are_linearizable_and_keep_what_they_acknowledged() {
    for seed in 0..60 {
        let part = ["minority", "middle", "leader", "oneway", "bridge", "none"][seed % 6];
        let link = format!(
            "cap?mode=cp&part={part}&loss=3%&dup=2%&jitter=100%&crash=20&keys=2&len=6s&seed={seed}"
        );
        let report = at(opened(&link).as_mut(), 6.0);
        for id in ["linearizable", "election-safety", "log-safety", "no-lost-write"] {
            assert_eq!(standing(&report, id), Standing::Holds, "{id}, {link}");
        }
    }
}

#[test]
fn small_quorums_are_not_linearizable_even_without_a_cut() {
    let violated = (0..20).filter(|seed| {
        let link = format!("cap?r=1&w=1&part=none&rate=30&seed={seed}");
        standing(&at(opened(&link).as_mut(), 4.0), "linearizable") == Standing::Violated
    });
    assert!(violated.count() > 10);
}

#[test]
fn what_does_nothing_is_said() {
    let said = |link: &str| {
        let cap = opened(link);
        cap.issues().iter().map(|issue| issue.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said("cap?ev=pDE@0.5,xA@0.6,rA@0.7&t=1"), Vec::<String>::new());
    assert_eq!(said("cap?t=99"), ["99 s is after the end of the run: 4 s is shown."]);
    assert_eq!(said("cap?ev=xA@99"), ["xA@99 is after the end of the run at 4 s."]);
    assert_eq!(
        said("cap?ev=rA@1,d9999999@2"),
        ["rA@1 did nothing then.", "d9999999@2 did nothing then."]
    );
}

#[test]
fn cutting_what_is_cut_changes_nothing() {
    let mut cap = opened("cap?part=none&t=1");
    cap.act(&intervene("pDE")).expect("a cut");
    assert!(cap.act(&intervene("pDE")).is_err());
    assert_eq!(cap.link(false).ev, "pDE@1");
    assert!(
        !cap.menu("").iter().any(|choice| choice.action == intervene("pDE")),
        "it is not offered again"
    );
    cap.act(&intervene("h")).expect("healing");
    assert!(cap.act(&intervene("h")).is_err());
}

#[test]
fn links_can_be_pointed_at_all_along_and_are_reached_from_a_picked_replica() {
    let mut scene = Scene::default();
    let mut cap = opened("cap?part=none&pace=manual&sync=0&t=1");
    let frame = Frame { width: 915.0, height: 472.0, view: None };
    cap.scene(frame, &mut scene);
    let links: Vec<_> = scene.hits.iter().filter(|hit| hit.line.is_some()).collect();
    assert_eq!(links.len(), 10);
    for link in &links {
        let (from, to) = link.line.expect("a line");
        for share in [0.3, 0.45, 0.7] {
            let at = from.lerp(to, share);
            assert_eq!(
                scene.hit(at, scene::REACH_MOUSE).map(|hit| &hit.target),
                Some(&link.target)
            );
        }
        assert!(!link.focusable);
    }
    cap.act(&Action::Look("pick:A".to_owned())).expect("picking");
    cap.scene(frame, &mut scene);
    let reached = scene.hits.iter().filter(|hit| hit.line.is_some() && hit.focusable);
    assert_eq!(reached.count(), 4, "its links to the other four");
}

/// Two values at once are two answers: one copy that keeps siblings forgets nothing it was told.
#[test]
fn one_copy_without_faults_is_linearizable() {
    for seed in 0..12 {
        let link = format!("cap?copies=1&r=1&w=1&part=none&len=10s&seed={seed}");
        let report = at(opened(&link).as_mut(), 10.0);
        assert_eq!(standing(&report, "linearizable"), Standing::Holds, "{link}");
        assert_eq!(reading(&report, "stale"), "0", "{link}");
    }
}

#[test]
fn last_writer_wins_overwrites_unseen_and_siblings_do_not() {
    let report = |merge| at(opened(&format!("cap?merge={merge}&rate=40&reads=20%")).as_mut(), 4.0);
    assert_eq!(standing(&report("lww"), "no-lost-write"), Standing::Violated);
    assert_eq!(standing(&report("siblings"), "no-lost-write"), Standing::Holds);
}

#[test]
fn a_bad_value_changes_nothing_and_says_why() {
    let mut cap = opened("cap?n=7");
    let hash = cap.hash();
    assert!(cap.set("lat", "soon").is_err());
    assert!(cap.set("nothing", "1").is_err());
    assert_eq!((cap.value("lat").as_deref(), cap.hash()), (Some("20ms"), hash));
    let issue = cap.set("r", "9").expect_err("R is at most N");
    assert_eq!(cap.value("r").as_deref(), Some("3"), "{}", issue.message);
}

#[test]
fn a_far_moment_of_a_large_run_does_not_hang_the_page() {
    let link = "cap?mode=cp&n=101&clients=20&rate=10000&len=3600s&t=3600";
    let mut cap = entry().open(&Link::parse(link).0);
    assert!(cap.now() < Time::s(3_600), "the moment is not computed at once");
    assert!(cap.work(100));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever a link says, the figure opens, can be drawn and told, and its own link is the same run.
    #[test]
    fn any_link_opens(
        n in 0u32..130, clients in 0u32..30, mode in 0usize..2, part in 0usize..6,
        shape in 0usize..4, loss in 0u32..110, ev in "[xrwzapokmhdleic@.,0-9A-E]{0,40}", seed in 0u32..99,
        view in prop::option::of(0usize..4), width in 200f32..3840.0, height in 150f32..2160.0,
    ) {
        let mode = ["cp", "ap"][mode];
        let part = ["none", "minority", "middle", "leader", "oneway", "bridge"][part];
        let shape = ["fixed", "uniform", "exp", "lognormal"][shape];
        let link = format!("cap?mode={mode}&n={n}&clients={clients}&part={part}&at=200ms&for=300ms&shape={shape}&loss={loss}%&len=1s&seed={seed}&ev={ev}&t=0.6");
        let mut cap = opened(&link);
        let mut scene = Scene::default();
        cap.scene(Frame { width, height, view }, &mut scene);
        prop_assert_eq!(scene.validate(), Ok(()));
        cap.step(true);
        cap.step(false);
        prop_assert!(!cap.report().verdicts.is_empty() && !cap.text_alternative().rows.is_empty());
        cap.say();
        let hash = cap.hash();
        prop_assert_eq!(opened(&cap.link(false).to_string()).hash(), hash);
    }
}
