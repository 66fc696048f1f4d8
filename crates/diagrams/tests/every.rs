//! What every diagram answers alike, tried on all of them.

use diagrams::figure::{Action, Clock, Frame};
use diagrams::{ENTRIES, Entry, Figure};
use machine::Time;
use params::Link;
use scene::Scene;

const FRAME: Frame = Frame { width: 915.0, height: 480.0, view: None };

fn finished(entry: &Entry, query: &str) -> Box<dyn Figure> {
    let (link, issues) = Link::parse(&format!("{}?{query}", entry.id));
    assert_eq!(issues, [], "{query}");
    let mut figure = entry.open(&link);
    while figure.work(10_000) {}
    figure
}

/// The queries of the presets, without their moments, and the diagram as it opens.
fn queries(entry: &Entry) -> Vec<String> {
    let preset = |query: &str| {
        let kept = query.split('&').filter(|pair| !pair.starts_with("t="));
        kept.collect::<Vec<_>>().join("&")
    };
    let presets = entry.presets.iter().map(|found| preset(found.query));
    [String::new()].into_iter().chain(presets).collect()
}

fn messages(figure: &dyn Figure) -> Vec<String> {
    figure.issues().iter().map(|issue| format!("{}: {}", issue.key, issue.message)).collect()
}

/// The targets in the picture as a whole and in each view, and the figure itself.
fn targets(figure: &mut dyn Figure) -> Vec<String> {
    let views = figure.entry().views.len();
    let mut targets = vec![String::new()];
    for view in [None].into_iter().chain((0..views).map(Some)) {
        let mut scene = Scene::default();
        figure.scene(Frame { view, ..FRAME }, &mut scene);
        targets.extend(scene.hits.iter().map(|hit| hit.target.clone()));
    }
    targets.sort();
    targets.dedup();
    targets
}

/// The interventions that are offered at the playhead: what is done, and what the menu says.
fn offered(figure: &mut dyn Figure) -> Vec<(String, String)> {
    let targets = targets(figure);
    let choices = targets.iter().flat_map(|target| figure.menu(target)).collect::<Vec<_>>();
    let code = |action: &Action| match action {
        Action::Intervene(code) => Some(code.clone()),
        Action::Set(_) | Action::Look(_) => None,
    };
    choices
        .iter()
        .filter_map(|choice| Some((code(&choice.action)?, choice.label.clone())))
        .collect()
}

/// A moment in the middle of a run, as a link has it.
fn middle(figure: &dyn Figure) -> Time {
    let second = Time::s(1).as_us();
    let half = figure.end().as_us() / 2;
    Time::us(if figure.entry().clock == Clock::Time { half } else { half / second * second })
}

#[test]
fn a_moment_after_the_end_is_said_and_the_end_is_shown() {
    for entry in ENTRIES {
        let figure = finished(entry, "t=99999");
        assert_eq!(figure.now(), figure.end(), "{}", entry.id);
        let said = messages(figure.as_ref());
        assert!(said.iter().any(|said| said.starts_with("t: ")), "{}: {said:?}", entry.id);
    }
}

#[test]
fn an_intervention_after_the_end_and_one_that_is_none_are_said() {
    for entry in ENTRIES {
        let mut figure = finished(entry, "");
        figure.seek(middle(figure.as_ref()));
        let Some((code, _)) = offered(figure.as_mut()).into_iter().next() else {
            panic!("{} offers no intervention", entry.id)
        };
        let late = finished(entry, &format!("ev={code}@9000"));
        let said = messages(late.as_ref());
        assert!(said.iter().any(|said| said.contains(&format!("{code}@9000"))), "{said:?}");

        let none = finished(entry, "ev=?!@0");
        let said = messages(none.as_ref());
        assert!(said.iter().any(|said| said.contains("left out")), "{}: {said:?}", entry.id);
        assert_eq!(none.link(false).ev, "", "{}", entry.id);
    }
}

#[test]
fn a_run_that_is_too_large_stops_where_it_is_said_to() {
    let limit = 200;
    for entry in ENTRIES {
        let mut figure = entry.open_within(limit, &Link::default());
        while figure.work(10_000) {}
        // A run that is a graph, or is short by its nature, has other limits.
        if figure.computed() < figure.end() {
            let said = messages(figure.as_ref());
            assert!(said.iter().any(|said| said.contains("too large")), "{}: {said:?}", entry.id);
            figure.seek(figure.end());
            assert_eq!(figure.now(), figure.computed(), "{}", entry.id);
        }
    }
}

#[test]
fn a_verdict_that_turns_is_told_once_and_marked() {
    for entry in ENTRIES {
        for query in queries(entry) {
            let mut figure = finished(entry, &query);
            let end = figure.end();
            figure.seek(Time::ZERO);
            figure.say();
            figure.seek(end);
            let (report, said) = (figure.report(), figure.say());
            for verdict in report.verdicts.iter().filter(|one| one.since > Some(Time::ZERO)) {
                let line = format!("{}: {}", verdict.label, verdict.why);
                let told = said.iter().filter(|said| said.ends_with(&line)).count();
                assert_eq!(told, 1, "{}?{query}: {line}", entry.id);
            }
            assert_eq!(figure.say(), [""; 0], "{}?{query}: nothing is told twice", entry.id);
            let turned = report
                .verdicts
                .iter()
                .filter(|one| one.standing == diagrams::figure::Standing::Violated);
            for verdict in turned.filter(|one| one.since.is_some()) {
                let marked = report.marks.iter().any(|mark| Some(mark.at) == verdict.since);
                assert!(marked, "{}?{query}: {}", entry.id, verdict.label);
            }
        }
    }
}

#[test]
fn an_intervention_is_called_the_same_everywhere_and_can_be_taken_back() {
    for entry in ENTRIES {
        let mut figure = finished(entry, "");
        let moment = middle(figure.as_ref());
        figure.seek(moment);
        let (before, hash) = (figure.link(false).to_string(), figure.hash());
        for (code, label) in offered(figure.as_mut()).into_iter().take(12) {
            let mut figure = finished(entry, "");
            figure.seek(moment);
            figure
                .act(&Action::Intervene(code.clone()))
                .unwrap_or_else(|issue| panic!("{}", issue.message));
            let made = figure.interventions();
            assert_eq!(made.len(), 1, "{}: {code}", entry.id);
            let (offered, listed) = (label.to_lowercase(), made[0].label.to_lowercase());
            assert!(offered.contains(&listed), "{}: {offered} is listed as {listed}", entry.id);
            while figure.work(10_000) {}
            figure.forget(0);
            while figure.work(10_000) {}
            assert_eq!(figure.link(false).to_string(), before, "{}: {code}", entry.id);
            assert_eq!(figure.hash(), hash, "{}: {code}", entry.id);
        }
    }
}

#[test]
fn what_is_so_already_is_refused_and_nothing_changes() {
    for entry in ENTRIES {
        let mut figure = finished(entry, "");
        figure.seek(middle(figure.as_ref()));
        let cut = offered(figure.as_mut()).into_iter().find(|(code, _)| code.starts_with('k'));
        let Some((code, _)) = cut else { continue };
        figure.act(&Action::Intervene(code.clone())).expect("a cut");
        let (link, now) = (figure.link(true).to_string(), figure.now());
        let refused = figure.act(&Action::Intervene(code)).expect_err("it is cut already");
        assert!(refused.message.contains("already"), "{}", refused.message);
        assert_eq!((figure.link(true).to_string(), figure.now()), (link, now), "{}", entry.id);
    }
}

#[test]
fn everything_that_is_offered_can_be_done() {
    for entry in ENTRIES {
        for query in queries(entry) {
            let mut figure = finished(entry, &query);
            let moment = middle(figure.as_ref());
            figure.seek(moment);
            for target in targets(figure.as_mut()) {
                for choice in figure.menu(&target).into_iter().take(2) {
                    assert!(!choice.label.is_empty(), "{}: {target}", entry.id);
                    // What only looks is done on this one.
                    if matches!(choice.action, Action::Look(_)) {
                        figure
                            .act(&choice.action)
                            .unwrap_or_else(|issue| panic!("{}", issue.message));
                        figure.seek(moment);
                    }
                }
            }
        }
    }
}

#[test]
fn a_link_is_the_run_that_it_was_made_of() {
    for entry in ENTRIES {
        for query in queries(entry) {
            let mut figure = finished(entry, &query);
            let link = figure.link(true).to_string();
            let (parsed, _) = Link::parse(&link);
            let mut again = entry.open(&parsed);
            assert_eq!(again.hash(), figure.hash(), "{link}");
            assert_eq!(again.link(true).to_string(), link);
            assert_eq!(messages(again.as_ref()), [""; 0], "{link}");
        }
    }
}

#[test]
fn samples_are_taken_only_where_they_are_asked_for() {
    for entry in ENTRIES {
        let mut figure = finished(entry, "");
        let link = figure.link(false).to_string();
        let taken = figure.paste("10\n20\n30");
        assert_eq!(taken.is_ok(), entry.samples.is_some(), "{}", entry.id);
        assert_eq!(figure.link(false).to_string() != link, entry.samples.is_some(), "{}", entry.id);
    }
}
