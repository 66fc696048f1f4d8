//! A reader plays against a protocol: first for ever, then against a coin.

use crate::reader::Reader;
use suite::browser::{Means, Screen, Theme};

/// Delivers the first pending message that keeps both futures possible, by its button in the
/// picture.
fn keeps_both(reader: &Reader) {
    let script = "const button = [...document.querySelectorAll('.hits button')]\
                    .find(el => el.ariaLabel.endsWith(': keeps both futures')); \
                  button?.click(); return button !== undefined";
    reader.wait_for("a delivery that keeps both futures", script);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_reader_keeps_them_undecided_for_twelve_deliveries_and_loses_to_a_coin() {
    let reader = Reader::at_a_desk("bivalence/?player=hand");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    for count in 1..=12 {
        keeps_both(&reader);
        reader.sees(".time", &format!("delivery {count}"));
    }
    reader.sees_verdict("undecided");
    reader.sees_verdict("fair so far");
    reader.sees_measured("delivered by you", "value === '12'");
    reader.sees(".tasks .done", "Choose twelve deliveries, and nobody has decided.");
    reader.finds_nothing_wrong("after twelve deliveries");

    // The same with a common coin, played by an adversary who sees even the coin: it loses.
    reader.follows("bivalence/?coin=common&len=200");
    reader.pauses();
    let end = "const range = document.querySelector('.track input'); \
               range.value = range.max; range.dispatchEvent(new Event('input'))";
    reader.run(end, &[]);
    reader.wait_for(
        "a decision",
        "return [...document.querySelectorAll('.chip summary span')]\
           .some(el => /^decided [01]$/.test(el.textContent))",
    );
    reader.sees_verdict("agreement");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn suspicions_keep_it_undecided_until_the_detector_is_right() {
    let link = "bivalence/?protocol=chandra-toueg&inputs=101&accurate=12&len=60&player=hand";
    let reader = Reader::with(Screen::PHONE, Theme::Light, link);
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    // By hand as well: a process suspects the coordinator.
    reader.wait_for(
        "a suspicion that can be made",
        "const button = [...document.querySelectorAll('.hits button')]\
           .find(el => /^p[23] suspects p1: /.test(el.ariaLabel)); \
         button?.click(); return button !== undefined",
    );
    reader.sees(".time", "delivery 1");
    // The adversary's own run, shortly before the detector is right and well after.
    let link = "bivalence/?protocol=chandra-toueg&inputs=101&accurate=12&len=60";
    let reader = Reader::with(Screen::PHONE, Theme::Light, &format!("{link}&t=11"));
    reader.sees(".time", "delivery 11");
    reader.sees_verdict("undecided");
    let reader = Reader::with(Screen::PHONE, Theme::Light, &format!("{link}&t=28"));
    reader.wait_for(
        "a decision",
        "return [...document.querySelectorAll('.chip summary span')]\
           .some(el => /^decided [01]$/.test(el.textContent))",
    );
    reader.sees_verdict("agreement");
    reader.finds_nothing_wrong("after the detector is right");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_odds_are_measured_beside_what_is_worked_out() {
    // With a common coin the adversary keeps a quarter of all runs for four rounds.
    let reader = Reader::at_a_desk("bivalence/?coin=common");
    reader.sees_measured("undecided after 4 rounds, adversary", "value === '25.0'");
    reader.sees_measured("the same, measured", "Number(value) < 3");
    let odds = "return document.querySelector('.hits button[aria-label=\"Why: how likely\"]')";
    reader.wait_for("the reasons", odds);
    reader.press_named("Why: waits");
    reader.press_named("Why: how likely");
    reader.sees("table", "undecided after 4 rounds");
    // Of clocks and detectors it asks how long at most, and when that changes so does the answer.
    reader.follows("bivalence/?clocks=on");
    reader.sees_measured("once right, decided within", "value === '20'");
    reader.follows("bivalence/?protocol=wait-one");
    reader.wait_for("the reasons", odds);
    reader.press_named("Why: how likely");
    reader.finds_nothing_wrong("where there is nothing to count");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn numbers_deliver_and_letters_call_the_adversary() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "bivalence/?player=hand");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    reader.press('1');
    reader.sees(".time", "delivery 1");
    reader.press_named("Let the adversary play");
    reader.sees_measured("without a decision", "value > 1");
    reader.pauses();
    assert_eq!(reader.deeds().len(), 2, "{:?}", reader.deeds());
    reader.finds_nothing_wrong("on a phone");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_finger_that_moves_over_the_tree_or_the_graph_delivers_nothing_and_a_tap_does() {
    if !Means::Touch.are_there() {
        return;
    }
    let reader = Reader::with(Screen::PHONE, Theme::Light, "bivalence/?player=hand");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    let middle = || {
        let script = "document.querySelector('.area').scrollIntoView({ block: 'center' }); \
                      const { left, top, width, height } = document.querySelector('.area').getBoundingClientRect(); \
                      return [left + width / 2, top + height / 2]";
        let at = reader.run(script, &[]);
        (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"))
    };
    for view in ["Schedule", "Graph"] {
        reader.press_named(view);
        let (x, y) = middle();
        reader.swipe(&[(x, y), (x + 30.0, y), (x + 120.0, y + 10.0)]);
        let (x, y) = middle();
        reader.swipe(&[(x, y), (x, y - 30.0), (x, y - 120.0)]);
        reader.sees(".time", "delivery 0");
        assert_eq!(reader.count(".menu"), 0, "{view}: nothing was pointed at");
    }
    reader.press_named("Schedule");
    let delivery = ".hits button[aria-label$=': keeps both futures']";
    let there = format!("return document.querySelector(\"{delivery}\")");
    reader.wait_for("the picture's buttons", &there);
    reader.tap(delivery);
    reader.sees(".time", "delivery 1");
    reader.finds_nothing_wrong("after a finger");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_hand_moves_the_path_and_the_part_of_the_graph_that_is_near() {
    let reader = Reader::at_a_desk("bivalence/?t=12");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    reader.sees(".time", "delivery 12");
    let place = |right: f64, down: f64| {
        let script = "const { left, top, width, height } = document.querySelector('.area').getBoundingClientRect(); \
                      return [left + width * arguments[0], top + height * arguments[1]]";
        let at = reader.run(script, &[right.into(), down.into()]);
        (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"))
    };
    // Two rows of the path down: two deliveries back. Up again: on.
    let rows = "const at = n => document.querySelector(`.hits button[aria-label^=\"After ${n} deliveries\"]`)\
                  .getBoundingClientRect().top; return at(12) - at(10)";
    let two = reader.run(rows, &[]).as_f64().expect("rows") + 4.0;
    let (x, y) = place(0.03, 0.4);
    reader.drag(&[(x, y), (x, y + two / 2.0), (x, y + two)]);
    reader.sees(".time", "delivery 10");
    reader.drag(&[(x, y + two), (x, y)]);
    reader.sees(".time", "delivery 12");

    // The graph moves when a part of it is near; the whole of it stays.
    let pixels = "const canvas = document.querySelector('.area canvas'), { width, height } = canvas; \
                  const all = canvas.getContext('2d').getImageData(width * 0.81, height * 0.2, width * 0.18, height * 0.5).data; \
                  let sum = 0; for (const [at, value] of all.entries()) sum = (sum * 31 + value + at) % 1000003; return sum";
    let (x, y) = place(0.9, 0.4);
    let whole = reader.run(pixels, &[]);
    reader.drag(&[(x, y), (x + 60.0, y + 30.0)]);
    assert_eq!(reader.run(pixels, &[]), whole);
    reader.press_named("Nearer to the graph");
    reader.press_named("Nearer to the graph");
    reader.wait_for(
        "the way back",
        "return document.querySelector('[aria-label=\"Farther from it\"]')",
    );
    let near = reader.run(pixels, &[]);
    assert_ne!(near, whole);
    reader.drag(&[(x, y), (x + 60.0, y + 30.0)]);
    reader.wait_for("another part", &format!("return (() => {{ {pixels} }})() !== {near}"));
    reader.press_named("Farther from it");
    reader.press_named("Farther from it");
    reader.wait_for("the whole", &format!("return (() => {{ {pixels} }})() === {whole}"));
    reader.sees(".time", "delivery 12");
    reader.finds_nothing_wrong("after a hand");
}
