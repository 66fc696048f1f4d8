//! What is set and typed: the nearest run, and the reason why.

use crate::reader::Reader;

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn what_is_typed_is_taken_or_refused_with_the_reason() {
    let reader = Reader::at_a_desk("cap/?t=2");
    let before = reader.run_hash();
    assert_eq!(reader.types("latency", "soon"), "20 ms");
    reader.sees(".error", "it stays 20 ms");
    assert_eq!(reader.run_hash(), before, "the run at hand stays");
    reader.finds_nothing_wrong("with an error beside a control");

    // Out of range becomes the nearest there is, and says so.
    assert_eq!(reader.types("replicas", "999"), "101");
    reader.sees(".error", "it became 101");
    assert_eq!(reader.types("replicas", "5"), "5");

    // A good one is taken, with its unit or without, and the message goes.
    assert_eq!(reader.types("latency", "0,05 s"), "50 ms");
    reader.wait_for("no message", "return !document.querySelector('.error:not([hidden])')");
    assert_ne!(reader.run_hash(), before);
    assert!((reader.moment() - 2.0).abs() < 1e-9, "the playhead stays where it was");

    // All can be set back.
    reader.press_named("Reset all");
    assert_eq!(reader.run_hash(), before);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn more_controls_open_and_follow_the_choice() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.press_named("More controls");
    reader.sees(".more", "hinted handoff");
    reader.finds_nothing_wrong("with all controls open");
    reader.press_named("consistent (CP)");
    reader.sees_verdict("one leader per term");
    reader.sees(".more", "pre-vote");
    reader.wait_for(
        "no control of the other store",
        "return !document.querySelector('.more').innerText.includes('hinted handoff')",
    );
    // Another seed is another run.
    let before = reader.run_hash();
    reader.press_named("Another seed");
    assert_ne!(reader.run_hash(), before);
}
