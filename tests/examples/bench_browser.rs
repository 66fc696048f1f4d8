//! Measures in Chromium, a JSON object a line; run by `cargo xtask bench`.

use serde_json::{Value, json};
use suite::browser::{Browser, Screen, Theme};
use suite::site;

/// Notes when the first mark is drawn on a canvas, in milliseconds from the start of the page.
const FIRST_DRAWN: &str = "
    const canvas = CanvasRenderingContext2D.prototype;
    for (const name of ['fill', 'stroke', 'fillRect', 'fillText']) {
        const draw = canvas[name];
        canvas[name] = function (...args) {
            window.firstDrawn ??= performance.now();
            return draw.apply(this, args);
        };
    }";

fn main() {
    // What is measured is a run of messages between servers and their clients.
    let stores = diagrams::ENTRIES.iter().find(|entry| entry.module == "stores");
    let diagram = stores.expect("a diagram of stores").id;
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    // A page that is not there, so that nothing but the measurement runs in it.
    browser.open(&format!("{}empty", site::url()));
    let script = concat!(include_str!("../bench.js"), "return measure(...arguments);");
    let figures = browser.run_async(script, &[json!(site::url()), json!(diagram)]);
    for figure in figures.as_array().expect("figures") {
        println!("{figure}");
    }
    drop(browser);
    loading(diagram);
    exploring(diagram);
}

/// What exploring costs in a worker of a page whose figure plays: states a second of a model of
/// over a million, what the page's own scripts take in a frame meanwhile, and how long the graph of
/// the theorem takes from nothing to valencies.
fn exploring(diagram: &str) {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&format!("{}{diagram}/?play", site::url()));
    browser.wait_for("a figure", "return document.querySelector('.chip') !== null");
    let script =
        concat!(include_str!("../explore.js"), "return exploring(imported, ...arguments);");
    let figures = browser.run_async(script, &[json!(site::url())]);
    for figure in figures.as_array().expect("figures") {
        println!("{figure}");
    }
}

/// How soon a page shows something, and something alive: the middle of five loads.
fn loading(diagram: &str) {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.before_each_page(FIRST_DRAWN);
    let (mut pictures, mut frames) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        browser.open(&format!("{}{diagram}/", site::url()));
        frames.push(browser.wait_for("a first frame", "return window.firstDrawn"));
        let painted = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
        pictures.push(browser.wait_for("a first picture", painted));
    }
    for (name, values) in [("first picture", pictures), ("first live frame", frames)] {
        let name = format!("browser: {name}");
        println!("{}", json!({ "name": name, "value": middle(&values), "unit": "ms" }));
    }
}

fn middle(values: &[Value]) -> f64 {
    let mut values = values.iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
