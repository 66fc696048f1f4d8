//! A reader drops assumptions in the triangle, by pointer, by drag and by key.

use crate::reader::Reader;
use suite::browser::{Means, Screen, Theme};

fn sees_buttons(reader: &Reader) {
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn an_assumption_is_dropped_where_it_stands_and_the_handle_goes_where_it_is_dragged() {
    let reader = Reader::at_a_desk("flp-triangle/?t=0.9");
    sees_buttons(&reader);
    reader.sees_verdict("agreement");
    reader.sees_measured("of them before all had decided", "Number(value) > 200");
    reader.sees(".tasks .done", "fifty messages");

    reader.press_named("Determinism");
    reader.sees_verdict("all have decided");
    reader.wait_for("the link", "return location.search.includes('det=off')");
    let switch = "return document.querySelector('[id$=-det]').checked === false";
    reader.wait_for("the switch beside the picture", switch);

    // Back to all five, then the handle from the middle to the edge without asynchrony.
    reader.press_named("Assume all five");
    reader.sees(".chips", "undecided after");
    let corner = |name: &str| reader.place_of(name);
    let (top, left, right) = (corner("Safety"), corner("Liveness"), corner("Asynchrony"));
    let middle = ((top.0 + left.0 + right.0) / 3.0, (top.1 + left.1 + right.1) / 3.0);
    reader.drag(&[middle, ((top.0 + left.0) / 2.0, (top.1 + left.1) / 2.0)]);
    reader.wait_for("the link", "return location.search.includes('async=off')");
    reader.sees_verdict("all have decided");
    reader.finds_nothing_wrong("on the edge");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_crash_by_hand_ends_the_adversarys_run() {
    let reader = Reader::at_a_desk("flp-triangle/?t=0.203");
    sees_buttons(&reader);
    reader.sees(".chips", "undecided after");
    reader.does_to("C, proposed 0", "Crash C");
    assert_eq!(reader.deeds(), ["crash C"]);
    reader.goes_to(0.9);
    reader.sees_verdict("all have decided");
    reader.sees(".tasks .done", "make them decide after all");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn on_a_phone_a_tap_is_enough_and_numbers_do_as_well() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "flp-triangle/?t=0.5");
    sees_buttons(&reader);
    reader.press_named("Safety");
    reader.sees_verdict("no agreement");
    reader.press_named("Assume all five");
    reader.sees(".chips", "undecided after");
    // The first thing in the picture is the assumption of a crash.
    reader.press('1');
    reader.wait_for("the link", "return location.search.includes('crash=off')");
    reader.sees_verdict("all have decided");
    reader.finds_nothing_wrong("on a phone");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_finger_drags_the_handle_and_elsewhere_moves_the_page() {
    if !Means::Touch.are_there() {
        return;
    }
    let reader = Reader::with(Screen::PHONE, Theme::Light, "flp-triangle/?t=0.5");
    sees_buttons(&reader);
    reader.pauses();
    let into_sight =
        "document.querySelector('.area').scrollIntoView({ block: 'center' }); return scrollY";
    let scrolled = reader.run(into_sight, &[]);
    let [top, left, right] = ["Safety", "Liveness", "Asynchrony"].map(|name| reader.place_of(name));
    let middle = ((top.0 + left.0 + right.0) / 3.0, (top.1 + left.1 + right.1) / 3.0);
    // Straight up first, which would move the page.
    let edge = ((top.0 + left.0) / 2.0, (top.1 + left.1) / 2.0);
    reader.swipe(&[middle, (middle.0, middle.1 - 20.0), edge]);
    reader.wait_for("the link", "return location.search.includes('async=off')");
    reader.sees_verdict("all have decided");
    assert_eq!(reader.run("return scrollY", &[]), scrolled, "the page stays where it is");

    // Beside the handle a finger is the page's.
    let beside = (right.0 - 12.0, middle.1);
    reader.swipe(&[beside, (beside.0, beside.1 - 40.0), (beside.0, beside.1 - 160.0)]);
    assert!(reader.address().contains("async=off"), "nothing was dragged");
    reader.finds_nothing_wrong("after a finger");
}
