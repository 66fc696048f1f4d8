//! Everything again, with nothing but keys.

use crate::reader::Reader;
use suite::browser::key;

/// Presses Tab until what has the focus is called so.
fn tabs_to(reader: &Reader, words: &str) {
    for _ in 0..80 {
        reader.press(key::TAB);
        let script = "const el = document.activeElement; \
                      return (el.ariaLabel ?? el.labels?.[0]?.innerText ?? el.innerText).trim()";
        let name = reader.run(script, &[]);
        if name.as_str().is_some_and(|name| name.starts_with(words)) {
            return;
        }
    }
    panic!("Tab does not lead to {words}");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn keys_alone_cut_the_network_and_follow_what_it_does() {
    let reader = Reader::at_a_desk("cap/?part=none");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    reader.press(key::SPACE);
    reader.wait_for("a pause", "return document.querySelector('.play').ariaLabel === 'Play'");
    reader.press(key::HOME);
    reader.sees(".time", "0.000 s");

    // A menu in the picture: Tab, Enter, an arrow, Enter.
    tabs_to(&reader, "Replica E");
    reader.press(key::ENTER);
    reader.sees(".menu", "Crash E");
    reader.press(key::DOWN);
    reader.press(key::ENTER);
    assert_eq!(reader.deeds(), ["pause E"]);

    // The scrubber moves by a fiftieth of the run; keys of the figure part and heal.
    tabs_to(&reader, "Moment of the run");
    for _ in 0..7 {
        reader.press(key::RIGHT);
    }
    reader.sees(".time", "0.560 s");
    reader.press('p');
    assert_eq!(reader.deeds(), ["pause E", "part D E from the others"]);
    reader.press('h');
    assert_eq!(reader.deeds()[2], "heal the network");

    // Marks and speed.
    reader.press('.');
    reader.press(key::HOME);
    reader.sees(".time", "0.000 s");
    reader.press('.');
    reader.sees(".say", "0.560 s:");
    reader.press(']');
    reader.sees(".say", "Speed 1/5");

    // Tab leads to the list of what was done, and Enter takes it back.
    tabs_to(&reader, "Undo: heal the network");
    reader.press(key::ENTER);
    assert_eq!(reader.deeds().len(), 2);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_help_lists_the_keys_and_the_focus_returns() {
    let reader = Reader::at_a_desk("cap/?t=0.5");
    reader.press('?');
    reader.sees("dialog", "play or pause");
    reader.sees("dialog", "Part D E from the others");
    reader.finds_nothing_wrong("with the help open");
    reader.press(key::ESCAPE);
    reader.wait_for("no dialog", "return !document.querySelector('dialog')");

    // Those whose software types single keys can switch them off.
    reader.press('?');
    reader.press_named("single keys are shortcuts");
    reader.press(key::ESCAPE);
    reader.press('p');
    assert_eq!(reader.deeds(), [""; 0]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_picture_can_be_read_in_words() {
    let reader = Reader::at_a_desk("cap/?t=2.4");
    reader.press_named("The picture in words");
    reader.sees(".alternative caption", "The cluster at 2.4");
    assert_eq!(reader.count(".alternative tbody tr"), 8);
    assert_eq!(reader.count(".alternative th:empty"), 0, "a head without words");
    reader.finds_nothing_wrong("with the table open");
    reader.goes_to(0.0);
    reader.sees(".alternative caption", "The cluster at 0");
    // What happens is narrated, a line at a time.
    reader.press_named("Play");
    reader.wait_for("a line", "return document.querySelector('.say').textContent.length > 5");
}
