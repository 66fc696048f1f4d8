//! What a new reader does: cuts the network, and sees what that makes of the store.

use crate::reader::Reader;
use suite::browser::{Screen, Theme};

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_reader_cuts_an_available_store_and_it_answers_with_old_values() {
    let reader = Reader::at_a_desk("");
    reader.press_named("3 CAP, corrected");
    reader.sees_a_figure();
    assert!(reader.address().contains("/cap/"), "{}", reader.address());

    // Five replicas and three clients are at work, and nothing is wrong.
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    assert_eq!(reader.count(".hits button[aria-label^='Replica']"), 5);
    assert_eq!(reader.count(".hits button[aria-label^='Client']"), 3);
    reader.sees_measured("reads answered", "value > 0");
    reader.pauses();

    // Without the cut that the figure begins with, the history is linearizable to its end.
    reader.run(
        "const select = document.querySelector('.controls select'); \
         select.value = 'none'; select.dispatchEvent(new Event('change'))",
        &[],
    );
    reader.goes_to(4.0);
    reader.sees_verdict("linearizable");

    // The reader cuts the network at half a second, and the end of the run is another.
    reader.goes_to(0.5);
    reader.press_named("Part D E from the others");
    assert_eq!(reader.deeds(), ["part D E from the others"]);
    reader.goes_to(4.0);
    reader.sees_verdict("not linearizable");
    reader.sees_measured("answered, smaller side", "value === '100'");
    reader.sees_measured("stale reads", "value > 0");
    reader.sees(".tasks .done", "Make an available store answer with an old value.");

    // The verdict says why, and leads to where it turned.
    reader.click(".chip summary");
    reader.sees(".chip[open] p", "no linearization of these 2 operations exists");
    reader.press_named("Show it, at");
    reader.wait_for(
        "the moment after the verdict turned",
        "const shown = parseFloat(document.querySelector('.chip[open] button').innerText.match(/\\d.*/)); \
         const now = parseFloat(document.querySelector('.time').textContent); \
         return now > shown && now < shown + 0.1",
    );
    reader.sees_verdict("not linearizable");

    // Before the cut nothing was wrong, and without it nothing would have been.
    reader.goes_to(0.4);
    reader.sees_verdict("linearizable");
    reader.goes_to(4.0);
    reader.press_named("Undo: part D E from the others");
    reader.sees_verdict("linearizable");
    assert_eq!(reader.deeds(), [""; 0]);
    reader.finds_nothing_wrong("after the story");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_reader_cuts_a_consistent_store_and_its_minority_refuses() {
    let reader = Reader::with(Screen::DESKTOP, Theme::Dark, "cap/?part=none");
    reader.pauses();
    reader.press_named("consistent (CP)");
    reader.sees_verdict("one leader per term");
    reader.goes_to(1.0);
    reader.press_named("Part D E from the others");
    reader.goes_to(2.4);
    reader.sees_measured("answered, larger side", "value === '100'");
    reader.sees_measured("answered, smaller side", "value === '0'");
    reader.sees_measured("stale reads", "value === '0'");
    reader.sees_verdict("linearizable");
    reader.sees_verdict("not every request answered");
    reader.sees(".tasks .done", "Make a consistent one refuse while the other side goes on.");

    // When it is healed by hand, the replicas agree again.
    reader.press_named("Heal the network");
    reader.goes_to(4.0);
    reader.sees_verdict("converged");
    reader.finds_nothing_wrong("after the story");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_reader_with_a_phone_cuts_the_network_with_a_finger() {
    for theme in Theme::ALL {
        let reader = Reader::with(Screen::PHONE, theme, "cap/?part=none&t=0.5");
        reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
        reader.tap(".hits button[aria-label^='Replica E']");
        reader.sees(".menu", "Crash E");
        reader.finds_nothing_wrong("with a menu open");
        reader.tap(".menu button:nth-of-type(3)");
        assert_eq!(reader.deeds(), ["part E from the others"]);

        // The views take turns.
        let before = reader.picture_sum();
        reader.tap("[role=tab]:nth-child(3)");
        reader.wait_for(
            "the history's tab",
            "return document.querySelector('[role=tab]:nth-child(3)').ariaSelected === 'true'",
        );
        reader.sees_another_picture(&before);

        // Readout and controls are behind their own headings.
        assert!(!reader.is_shown(".controls"));
        reader.tap(".section:last-of-type summary");
        assert!(reader.is_shown(".controls"));
        reader.tap(".section summary");
        assert!(reader.is_shown(".section table"));
        reader.finds_nothing_wrong("with all sections open");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_proof_is_told_step_by_step() {
    let reader = Reader::at_a_desk("cap/");
    reader.press_named("The proof, if it answers");
    reader.sees(".caption", "1 of 5");
    // It plays by itself.
    reader.sees(".caption", "2 of 5");
    reader.sees(".caption p", "The network is cut");
    reader.press_named("Caption after");
    reader.sees(".caption", "3 of 5");
    reader.press_named("Caption after");
    reader.press_named("Caption after");
    reader.sees(".caption", "5 of 5");
    reader.sees_verdict("not linearizable");
    reader.press_named("Caption before");
    reader.sees(".caption", "4 of 5");
    reader.finds_nothing_wrong("with a caption");

    // What the reader changes is no longer what the captions tell.
    reader.press_named("Heal the network");
    reader.wait_for("no caption", "return document.querySelector('.caption').hidden");
    // Back leads to the run that was open before.
    reader.run("history.back()", &[]);
    reader.wait_for("the run before", "return !location.search.includes('pace=manual')");
}
