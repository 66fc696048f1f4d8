//! What words mean: one tap away, on every page.

use crate::reader::Reader;
use serde_json::json;
use suite::browser::{Screen, Theme, key};

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_dotted_word_says_what_it_means() {
    let reader = Reader::with(Screen::PHONE, Theme::Light, "bivalence/?t=1");
    reader.wait_for("a word", "return document.querySelector('.term')");
    let terms =
        "return [...document.querySelectorAll('.term')].map(el => el.innerText.toLowerCase())";
    let terms = reader.run(terms, &[]);
    let terms = terms.as_array().expect("words");
    let first = |term: &serde_json::Value| terms.iter().filter(|other| *other == term).count() == 1;
    assert!(terms.len() > 2 && terms.iter().all(first), "each once: {terms:?}");

    reader.press_named("Valency");
    reader.sees(".meaning", "Which decisions can be reached from a configuration");
    reader.sees(".meaning", "Fischer, Lynch & Paterson 1985, section 3");
    reader.finds_nothing_wrong("with a meaning in sight");
    let within = "const { left, right, top, bottom } = document.querySelector('.meaning').getBoundingClientRect(); \
                  return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight";
    assert_eq!(reader.run(within, &[]), json!(true));
    reader.press(key::ESCAPE);
    reader.wait_for("no meaning", "return !document.querySelector('.meaning')");
    let focused = reader.run("return document.activeElement.innerText", &[]);
    assert_eq!(focused.as_str().map(str::to_lowercase).as_deref(), Some("valency"));
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn all_terms_are_found_by_what_is_typed() {
    let reader = Reader::at_a_desk("cap/");
    reader.press_named("Glossary");
    reader.sees("dialog", "On this page");
    reader.sees("dialog section", "linearizable");
    reader.finds_nothing_wrong("with the glossary");
    reader.type_into("dialog input", "vector clock");
    reader.wait_for(
        "the one that goes by that name too",
        "const left = [...document.querySelectorAll('.terms li')].filter(el => el.checkVisibility()); \
         return left.length === 1 && left[0].innerText.startsWith('version vector')",
    );
    reader.type_into("dialog input", "?");
    reader.sees("dialog", "No term has that in it.");
    reader.press(key::ESCAPE);
    reader.wait_for("the page", "return !document.querySelector('dialog')");
}
