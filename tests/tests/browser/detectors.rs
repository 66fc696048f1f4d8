//! Partitions and who notices: an engineer breaks links by hand, brings her numbers, and asks many runs.

use crate::reader::{Reader, strings};
use serde_json::json;
use suite::browser::{Screen, Theme};

/// Opens the rest of the controls.
fn with_all_controls(link: &str) -> Reader {
    let reader = Reader::at_a_desk(link);
    reader.press_named("More controls");
    reader
}

/// Chooses from a list among the controls.
fn chooses(reader: &Reader, label: &str, id: &str) {
    let script = "const label = [...document.querySelectorAll('.controls label')]\
                    .find(el => el.textContent === arguments[0] && el.checkVisibility()); \
                  const select = document.getElementById(label.htmlFor); \
                  select.value = arguments[1]; \
                  select.dispatchEvent(new Event('change')); \
                  return select.value";
    assert_eq!(reader.run(script, &[json!(label), json!(id)]), json!(id), "{label}");
}

/// Pastes a list of latencies, and uses it.
fn pastes(reader: &Reader, lines: &str) {
    let script = "document.querySelector('.samples').open = true; \
                  const field = document.querySelector('.samples textarea'); \
                  field.value = arguments[0]; field.scrollIntoView({ block: 'center' })";
    reader.run(script, &[json!(lines)]);
    reader.press_named("Use these");
}

/// The rows of the picture in words.
fn in_words(reader: &Reader) -> Vec<String> {
    reader.run("document.querySelector('.alternative').open = true", &[]);
    reader.wait_for("words", "return document.querySelector('.alternative tbody tr')");
    let script = "return [...document.querySelectorAll('.alternative tbody tr')]\
                    .map(row => [...row.children].map(el => el.textContent).join(' | '))";
    strings(&reader.run(script, &[]))
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_kinds_of_trouble_show_what_they_are_called_by() {
    let reader = Reader::at_a_desk("partitions/");
    reader.press_named("Healthy");
    reader.goes_to(8.0);
    reader.sees_verdict("accurate now");
    reader.sees_measured("false suspicions", "value === '0'");
    for kind in ["Degraded", "Flapping", "Asymmetric", "Full", "Partial: one pair"] {
        reader.press_named(kind);
        reader.goes_to(11.0);
        reader.sees_measured("false suspicions", "Number(value) >= 1");
    }
    // Whoever hears nothing is wrong about all; nobody is about it.
    reader.press_named("Asymmetric");
    reader.sees(".caption", "1 of 4");
    reader.goes_to(7.0);
    reader.sees(".caption", "A suspects all others");
    reader.sees_verdict("not accurate");
    let rows = in_words(&reader);
    let mut suspected = rows.iter().filter(|row| row.contains("suspected, up but cut off"));
    assert!(suspected.clone().count() >= 4, "{rows:?}");
    assert!(suspected.all(|row| row.starts_with("A | ")), "{rows:?}");
    reader.finds_nothing_wrong("with a one-way cut");

    reader.press_named("Raft under a one-way cut");
    reader.goes_to(12.0);
    let churn = reader.sees_measured("candidacies", "Number(value) > 5");
    reader.press_named("The same, with pre-vote");
    reader.goes_to(12.0);
    reader.sees_measured("candidacies", &format!("Number(value) < {churn} / 2"));
    reader.sees_verdict("one leader kept");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_timeout_below_the_gap_between_heartbeats_suspects_the_healthy() {
    let reader = with_all_controls("partitions/?loss=0%&t=8");
    reader.sees_verdict("accurate now");
    chooses(&reader, "detector", "fixed");
    assert_eq!(reader.types("timeout", "100 ms"), "100 ms");
    reader.sees(".tasks .done", "Make a healthy process suspected");
    reader.sees_measured("false suspicions", "Number(value) > 10");
    reader.wait_for("the link", "return location.search.includes('to=100ms')");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_one_way_cut_beside_the_ring_is_seen_by_no_heartbeat() {
    let reader = with_all_controls("partitions/?loss=0%&t=5");
    let cut = |reader: &Reader| {
        reader.run("scrollTo(0, 0)", &[]);
        let link = reader.finds("Link A to C").expect("the link of A and C");
        reader.drag(&[link]);
        reader.sees(".menu", "Cut A to C, one way");
        reader.press_named("Cut A to C, one way");
        assert_eq!(reader.deeds(), ["cut A to C, one way"]);
        reader.goes_to(16.0);
    };
    // Where all tell all, C misses A.
    cut(&reader);
    reader.sees_verdict("not accurate");
    reader.press_named("Undo");
    reader.press_named("round a ring");
    reader.goes_to(5.0);
    cut(&reader);
    reader.sees(".tasks .done", "no heartbeat notices");
    reader.sees_verdict("accurate now");
    reader.finds_nothing_wrong("with a link cut by hand");

    reader.reload();
    reader.sees_a_figure();
    assert_eq!(reader.deeds(), ["cut A to C, one way"]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn patience_keeps_a_leader_through_flapping() {
    let reader = with_all_controls("partitions/?way=both&t=11");
    reader.press_named("flapping");
    reader.press_named("Raft underneath");
    reader.sees_measured("candidacies", "Number(value) > 1");
    assert_eq!(reader.types("flapping period", "0.5 s"), "500 ms");
    assert_eq!(reader.types("election timeout", "2 s"), "2 s");
    reader.sees(".tasks .done", "have no election from it");
    reader.sees_verdict("one leader kept");
    reader.finds_nothing_wrong("with all controls open");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn numbers_of_ones_own_are_taken_and_what_is_none_is_named_by_its_line() {
    let reader = with_all_controls("partitions/?loss=0%&t=8");
    assert_eq!(reader.types("heartbeat interval", "often"), "100 ms");
    reader.sees(".error", "it stays 100 ms");
    assert_eq!(reader.types("heartbeat interval", "1s"), "1 s");
    assert_eq!(reader.types("timeout", "1"), "20 ms");
    reader.sees(".error", "it became 20 ms");
    assert_eq!(reader.types("background loss", "-3%"), "0 %");
    assert_eq!(reader.types("latency p99", "3 ms"), "3 ms");
    reader.sees("main", "p99 is taken to be p50");

    pastes(&reader, "4 ms\nabc\n\n-3\n0.0061 s\n250");
    for said in ["Line 2 has \"abc\"", "Line 3 is empty", "Line 4 has the negative number -3"] {
        reader.sees(".samples .error", said);
    }
    reader.sees(".samples .error", "Samples taken: 3.");
    reader.wait_for("the link", "return /p50=6[.]1ms&p99=250ms/.test(location.search)");
    reader.finds_nothing_wrong("with lines left out");
    pastes(&reader, "nothing\nof use");
    reader.sees(".samples .error", "There is no sample.");
    reader.wait_for("the link", "return /p50=6[.]1ms&p99=250ms/.test(location.search)");
    pastes(&reader, "10, 20; 30");
    reader.sees(".samples", "Samples taken: 3, all of them.");
    reader.wait_for("no error", "return !document.querySelector('.samples .error')");
    reader.wait_for("the link", "return /p50=20ms&p99=30ms/.test(location.search)");

    reader.follows("partitions/?n=40&len=9000s&hb=90s");
    for said in ["it became 9", "it became 600 s", "it became 60 s"] {
        reader.sees("main", said);
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn every_kind_is_run_for_every_detector_and_silence_is_weighed() {
    let reader = Reader::at_a_desk("partitions/?t=1");
    reader.run("document.querySelector('.alternative').open = true", &[]);
    reader.press_named("kinds of trouble");
    let all = "return document.querySelectorAll('.alternative tbody tr').length === 42";
    reader.wait_for("seven kinds for six detectors", all);
    let rows = in_words(&reader);
    // A link that is dead one way looks to the one who hears nothing as a crash does.
    let told = |kind: &str| {
        let of = rows.iter().find(|row| row.starts_with(&format!("{kind} | fixed timeout")));
        of.expect("a row").rsplit(" | ").next().expect("a cell").to_owned()
    };
    assert_ne!(told("A crashed"), "yes", "{rows:?}");
    reader.finds_nothing_wrong("with the table");
    // The picture has them as well, though nothing moves.
    let table = reader.picture_sum();
    reader.goes_to(2.0);
    reader.goes_to(1.0);
    assert_eq!(reader.picture_sum(), table);
    reader.press_named("what silence proves");
    reader.sees_another_picture(&table);
    let rows = in_words(&reader);
    assert!(rows[0].starts_with("0 | 99.9") && rows[2].ends_with(" | 6.25 %"), "{rows:?}");
    reader.finds_nothing_wrong("with the belief");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn many_runs_say_in_words_how_often_it_is_wrong_and_how_soon_right() {
    let reader = Reader::at_a_desk("partitions/?loss=0%&base=20%&crash=8s&det=fixed&len=12s");
    reader.press_named("Sweep over many runs");
    reader.sees(".sweep .count", "runs");
    reader.sets("Vary", "to");
    reader.sets("Values", "250ms, 600ms");
    reader.sets("Seeds for each", "6");
    reader.press_named("Start");
    reader.sees(".sweep .count", "12 runs made.");
    reader.sees(".sweep .says", "timeout 250ms: With these settings");
    reader.sees(".sweep .says", "suspects one other falsely every");
    reader.sees(".sweep .says", "within");
    reader.sees(".sweep caption", "detection");
    reader.finds_nothing_wrong("with what a sweep says");

    reader.sets("Seeds for each", "20000");
    reader.press_named("Start");
    let far = "const bar = document.querySelector('.sweep progress'); \
               return bar.checkVisibility() && bar.max === 40000 && bar.value >= 4";
    reader.wait_for("progress", far);
    reader.press_named("Cancel");
    reader.sees(".sweep .count", "of 40000 runs.");
    reader.wait_for("its rows", "return document.querySelectorAll('.sweep tbody tr').length === 2");
    assert_eq!(reader.console_errors(), [""; 0]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn on_a_phone_in_the_dark_the_views_take_turns() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "partitions/?t=7");
    for view in ["Who suspects whom", "Detectors", "Cluster"] {
        let before = reader.picture_sum();
        reader.press_named(view);
        reader.sees_another_picture(&before);
        let excess = "return document.documentElement.scrollWidth - innerWidth";
        assert!(reader.run(excess, &[]).as_i64() <= Some(0), "the page scrolls sideways");
        reader.finds_nothing_wrong(view);
    }
    reader.does_to("C, up", "Crash C");
    assert_eq!(reader.deeds(), ["crash C"]);
    // What is seen of it is chosen where it is seen.
    reader.press_named("Who suspects whom");
    reader.press_named("B of C");
    reader.wait_for("the link", "return /by=2&of=3/.test(location.search)");
}
