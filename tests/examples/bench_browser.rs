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
    let diagram = diagrams::cap::ENTRY.id;
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    // A page that is not there, so that nothing but the measurement runs in it.
    browser.open(&format!("{}empty", site::url()));
    let script = concat!(include_str!("../bench.js"), "return measure(...arguments);");
    let figures = browser.run_async(script, &[json!(site::url()), json!(diagram)]);
    for figure in figures.as_array().expect("figures") {
        println!("{figure}");
    }
    drop(browser);
    loading(diagram, "");
    loading("bivalence", ", bivalence");
    exploring(diagram);
    sweeping();
}

/// How long a page's workers take for a sweep of 10,000 small runs, to the last of them.
fn sweeping() {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&format!("{}hol/", site::url()));
    browser.wait_for("a figure", "return document.querySelector('.chip') !== null");
    browser.press_named("Sweep over many runs");
    let said = |words: &str| {
        let script = "return document.querySelector('.sweep .count')?.textContent.includes";
        browser.wait_for(words, &format!("{script}({})", json!(words)));
    };
    said("200 runs");
    let seeds = "const input = document.querySelector('.sweep .small input'); \
                 input.value = '2000'; \
                 input.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.run(seeds, &[]);
    said("10000 runs");
    browser.press_named("Start");
    let start = std::time::Instant::now();
    said("10000 runs made.");
    let took = start.elapsed().as_secs_f64();
    println!("{}", json!({ "name": "browser: sweep of 10,000", "value": took, "unit": "s" }));
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
fn loading(diagram: &str, of: &str) {
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
        let name = format!("browser: {name}{of}");
        println!("{}", json!({ "name": name, "value": middle(&values), "unit": "ms" }));
    }
}

fn middle(values: &[Value]) -> f64 {
    let mut values = values.iter().filter_map(Value::as_f64).collect::<Vec<_>>();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
