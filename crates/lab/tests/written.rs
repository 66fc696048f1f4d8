//! What leaves a run comes back as it was: histories are judged as in the run, clocks agree with
//! the messages.

use check::Progress;
use check::outside::{Format, ModelName};
use diagrams::{Figure, figure, still};
use lab::outside::{Outside, Question};
use lab::{history, open, trace};
use std::collections::BTreeMap;

/// Both sides of a cut answer, and one of them is behind.
const STALE: &str = "cap?mode=ap&len=4s&seed=7";

/// One side refuses.
const REFUSES: &str = "cap?mode=cp&len=4s&seed=7";

const REGISTER: Question<'_> = Question {
    model: ModelName::Register,
    init: None,
    format: Format::Auto,
    configurations: 1_000_000,
};

fn whole(link: &str) -> Box<dyn Figure> {
    let (mut figure, issues) = open::link(link).expect("a link");
    assert_eq!(issues, []);
    still::complete(figure.as_mut());
    figure.seek(figure.end());
    figure
}

fn judged(text: &str) -> Outside {
    let mut outside = Outside::read(text, &REGISTER).expect("a history");
    while outside.advance(100_000) == Progress::Working {}
    outside
}

#[test]
fn a_history_in_each_form_is_judged_as_the_run_was() {
    for link in [STALE, REFUSES] {
        let figure = whole(link);
        let verdicts = figure.report().verdicts;
        let ran = verdicts.iter().find(|verdict| verdict.id == "linearizable").expect("a verdict");
        let events = figure.history();
        for (name, form) in history::FORMS {
            let outside = judged(&lab::text(|line| history::write(&events, form, line)));
            let found = outside.found();
            assert_eq!(found.standing(), ran.standing, "{link} as {name}");
            let begun = events.iter().filter(|event| event.told == figure::Told::Invoke);
            assert_eq!(found.judged.operations, begun.count(), "{link} as {name}");
        }
    }
}

/// The entries of a line `A {"A":2,"B":1}`.
fn clock(line: &str) -> (String, BTreeMap<String, u64>) {
    let (host, clock) = line.split_once(' ').expect(line);
    (host.to_owned(), serde_json::from_str(clock).expect(line))
}

#[test]
fn the_clocks_for_shiviz_agree_with_the_messages() {
    let figure = whole(STALE);
    let log = lab::text(|line| trace::write(figure.as_ref(), trace::Form::Shiviz, line));
    let mut log = log.lines();
    assert_eq!(log.next(), Some(trace::SHIVIZ_PARSER));
    assert_eq!(log.next(), Some(""));

    let (mut own, mut sent) = (BTreeMap::<String, u64>::new(), BTreeMap::new());
    let mut arrived = 0;
    figure.trace(&mut |event| {
        let Some(process) = &event.process else { return };
        let (host, clock) = clock(log.next().expect("a clock for each event of a process"));
        let said = log.next().expect("what happened after each clock");
        assert_eq!((&host, said), (process, &*format!("{} {}", event.at, event.text)));
        // ShiViz refuses a log in which a process leaves one of its events out.
        let mine = own.entry(host.clone()).or_default();
        *mine += 1;
        assert_eq!(clock[&host], *mine, "{said}");
        let Some(message) = &event.message else { return };
        if event.kind == figure::TraceKind::Sent {
            sent.insert(message.id, clock);
        } else {
            let before = &sent[&message.id];
            assert!(before.iter().all(|(name, known)| clock[name] >= *known), "{said}");
            assert!(clock[&host] > *before.get(&host).unwrap_or(&0), "{said}");
            arrived += 1;
        }
    });
    assert_eq!(log.next(), None);
    assert!(arrived > 100, "only {arrived} messages arrived");
}

#[test]
fn a_suspicion_is_told_as_one_and_not_as_a_message() {
    let figure = whole("bivalence?protocol=chandra-toueg&inputs=101");
    let mut suspicions = 0;
    figure.trace(&mut |event| {
        let is_suspicion = event.kind == figure::TraceKind::Suspected;
        assert_eq!(is_suspicion, event.text.contains("suspects p"), "{}", event.text);
        assert_eq!(is_suspicion, event.message.is_none(), "{}", event.text);
        suspicions += usize::from(is_suspicion);
    });
    let lines = lab::text(|line| trace::write(figure.as_ref(), trace::Form::Json, line));
    let told = lines.lines().filter(|line| line.contains(r#""kind":"suspected""#));
    assert_eq!((suspicions, told.count()), (6, 6), "{lines}");
}

#[test]
fn a_detector_that_changes_its_mind_is_told_with_the_process_that_watches() {
    let figure = whole("partitions?loss=100%&raft=on");
    let kinds =
        [(figure::TraceKind::Suspected, "suspects"), (figure::TraceKind::Trusted, "trusts")];
    let mut counts = [0; 2];
    figure.trace(&mut |event| {
        for ((kind, verb), count) in kinds.into_iter().zip(&mut counts) {
            let process = event.process.as_deref().unwrap_or_default();
            let told = event.text.starts_with(&format!("{process} {verb} "));
            assert_eq!(event.kind == kind, told, "{}", event.text);
            *count += usize::from(told);
        }
    });
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
    let lines = lab::text(|line| trace::write(figure.as_ref(), trace::Form::Json, line));
    let told = ["suspected", "trusted"].map(|kind| {
        lines.lines().filter(|line| line.contains(&format!(r#""kind":"{kind}""#))).count()
    });
    assert_eq!(told, counts);
}

#[test]
fn a_contradiction_is_in_the_picture_and_in_its_table() {
    let events = whole(STALE).history();
    let outside = judged(&lab::text(|line| history::write(&events, history::Form::Edn, line)));
    let found = outside.found();
    let drawn = found.draw(found.start());
    let accused = drawn.alternative.rows.iter().filter(|row| row[5] == "contradicts").count();
    assert_eq!(accused, found.judged.witness.len());
    assert!(accused > 1 && drawn.focus.is_some());
    assert!(drawn.svg.starts_with("<svg") && !drawn.svg.contains("xmlns"), "for a page's HTML");
}

#[test]
fn every_operation_that_fits_has_a_place_in_an_order() {
    let text = "process,type,f,key,value\n0,invoke,write,x,1\n1,invoke,read,x,\n1,ok,read,x,1\n\
                0,ok,write,x,1\n2,invoke,read,y,\n2,ok,read,y,\n";
    let outside = judged(text);
    let found = outside.found();
    let keys: Vec<_> = found.judged.keys.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!((found.label().as_str(), &keys[..]), ("linearizable", &["x", "y"][..]));
    let alternative = found.draw(0).alternative;
    let places: Vec<_> =
        alternative.rows.iter().map(|row| (row[1].as_str(), row[5].as_str())).collect();
    assert_eq!(places, [("write x 1", "1"), ("read x 1", "2"), ("read y nil", "3")]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let said = |text: &str| match Outside::read(text, &REGISTER) {
        Ok(_) => panic!("{text} was read"),
        Err(error) => error.to_string(),
    };
    let head = "time_us,process,type,f,key,value\n";
    assert_eq!(said(""), "no operation is in it");
    assert_eq!(
        said(&format!("{head}1,0,invoke,write,x\n")),
        "line 2, column 1: expected 6 cells, found 5"
    );
    assert_eq!(
        said(&format!("{head}1,0,invoke,write,x,1\nsoon,0,ok,write,x,1\n")),
        "line 3, column 1: \"time_us\" is not a whole time: soon"
    );
    assert_eq!(
        said(&format!("{head}1,0,began,write,x,1\n")),
        "line 2, column 1: \"type\" is not one of invoke, ok, fail, info: began"
    );
    assert_eq!(
        said("{:process 0, :type :invoke, :f :write, :value 1}\n{:process 0, :type :ok, :f :write"),
        "line 2, column 34: expected '}', found the end"
    );
    assert_eq!(
        said("{\"process\": 0, \"type\": \"invoke\", \"f\": \"cas\", \"value\": 1}"),
        "line 1, column 1: unknown operation \"cas\": this model has read, write"
    );
}
