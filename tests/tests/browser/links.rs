//! A link is the run: made, opened, repaired.

use crate::reader::{Reader, strings};
use suite::browser::{Screen, Theme};
use suite::site;

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn whoever_opens_a_copied_link_sees_the_same_run_to_its_last_message() {
    let sender = Reader::at_a_desk("cap/?part=none&seed=11");
    sender.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    sender.goes_to(0.8);
    sender.does_to("Replica D", "Crash D");
    sender.goes_to(1.2);
    sender.press_named("Part D E from the others");

    // The clipboard is there for the asking.
    drop(sender.clipboard());
    sender.press_named("Share");
    sender.sees("dialog", "Link to this moment");
    sender.press_named("Copy: Link to this moment");
    sender.sees("dialog", "Copied");
    let link = sender.clipboard();
    sender.press_named("Close");
    assert!(link.ends_with("cap/?v=1&part=none&seed=11&ev=xD@0.8,pDE@1.2&t=1.2"), "{link}");

    // Somebody else, with a phone, in the dark.
    let path = link.strip_prefix(site::url()).expect("a link to this site");
    let receiver = Reader::with(Screen::PHONE, Theme::Dark, path);
    assert_eq!(receiver.run_hash(), sender.run_hash());
    receiver.sees(".time", "1.200 s");
    assert_eq!(receiver.deeds(), ["crash D", "part D E from the others"]);
    assert_eq!(receiver.text(".time"), sender.text(".time"));

    // The address bar follows: without a moment while it plays, with it at rest.
    sender.wait_for("the run in the address", "return location.search.includes('pDE@1.2')");
    sender.press_named("Play");
    sender.wait_for("no moment", "return !location.search.includes('&t=')");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_link_can_be_copied_by_hand_where_the_clipboard_is_refused() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.run("navigator.clipboard.writeText = () => Promise.reject(new Error())", &[]);
    reader.press_named("Share");
    reader.sees("dialog", "Link");
    reader.press_named("Copy: Link");
    reader.sees("dialog", "Selected");
    let field = reader.run("return getSelection().toString()", &[]);
    assert_eq!(field, format!("{}cap/", site::url()));
    reader.finds_nothing_wrong("with the link to copy");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_bad_link_gives_the_nearest_run_and_a_list_of_what_was_changed() {
    let reader = Reader::at_a_desk("cap/");
    let cases = [
        ("v=9", vec!["v"]),
        ("colour=red&n=banana", vec!["colour", "n"]),
        ("n=1&loss=900%25", vec!["n", "loss"]),
        ("n=99999999999999999999&len=1e99", vec!["n", "len"]),
        ("copies=3&r=9&w=9", vec!["r", "w"]),
        ("ev=xZ@1,hello,pAB,%00@@,xA@1e9", vec!["ev", "ev", "ev"]),
        ("t=never&play=perhaps", vec!["t", "play"]),
        ("seed=%F0%9F%8E%B2&seed=7&%ff=%ff&&&=&==", vec!["seed", "seed"]),
    ];
    for (query, keys) in cases {
        reader.follows(&format!("cap/?{query}"));
        reader.sees(".notice", "adjusted");
        let script =
            "return [...document.querySelectorAll('.notice li b')].map(el => el.textContent)";
        let told = strings(&reader.run(script, &[]));
        for key in keys {
            assert!(told.iter().any(|told| told == key), "{query}: {key} is not among {told:?}");
        }
        reader.wait_for(
            "a figure that runs",
            "return parseFloat(document.querySelector('.time').textContent) > 0",
        );
        assert_eq!(reader.console_errors(), [""; 0], "console of {query}");
    }
    reader.finds_nothing_wrong("with a list of changes");
    reader.press_named("Dismiss");
    assert!(!reader.is_shown(".notice"));
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_run_that_meets_its_limits_says_so_when_it_does() {
    let reader = Reader::at_a_desk("cap/?mode=cp&n=101&len=3600s&lat=1ms&hb=5ms&t=0");
    reader.sees(".notice", "This run is too large");
    reader.press_named("Dismiss");
    assert!(!reader.is_shown(".notice"));
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_moment_far_into_a_long_run_is_shown_as_soon_as_it_is_computed() {
    let reader = Reader::at_a_desk("cap/?mode=cp&n=31&hb=5ms&len=60s&t=50");
    reader.sees(".time", "50.000 s");
    reader.sees_measured("leaders elected", "value > 0");
    // At rest, the address keeps the moment.
    assert!(reader.address().ends_with("&t=50"), "{}", reader.address());
}
