//! Measures the element in Chromium, a JSON object a line; run by `cargo xtask bench`.

use serde_json::{Value, json};
use std::fs;
use suite::browser::{Browser, Screen, Theme};
use suite::site;

/// Notes when a figure's still and its first live mark are in the picture, what its callbacks cost
/// in each frame, and how many there were.
const WATCH: &str = "
    const ask = requestAnimationFrame.bind(window);
    const frames = window.frames_ = new Map();
    window.requestAnimationFrame = (callback) => ask((time) => {
        const start = performance.now();
        callback(time);
        frames.set(time, (frames.get(time) ?? 0) + performance.now() - start);
    });
    const look = () => {
        const still = document.querySelector('bivalent-figure')?.shadowRoot?.querySelector('img');
        // Loaded, it is in the frame after this one.
        if (still?.naturalWidth) ask(() => (window.stillAt ??= performance.now()));
        else ask(look);
    };
    ask(look);
    const canvas = CanvasRenderingContext2D.prototype;
    for (const name of ['fill', 'stroke', 'fillRect', 'fillText']) {
        const draw = canvas[name];
        canvas[name] = function (...args) {
            window.liveAt ??= performance.now();
            return draw.apply(this, args);
        };
    }";

/// What all figures hold, in bytes: the module's memory, and the canvases' pixels.
const HELD: &str = "
    const { source } = document.querySelector('bivalent-figure');
    const { default: init } = await import(new URL(`../${source.split('?')[0]}.js`, location));
    const { memory } = await init();
    const canvases = [...document.querySelectorAll('bivalent-figure')]
        .map((figure) => figure.shadowRoot.querySelector('canvas'));
    const pixels = canvases.reduce((sum, el) => sum + (el ? el.width * el.height * 4 : 0), 0);
    return [memory.buffer.byteLength, pixels];";

/// Brings every figure into sight until it is live and has computed its run.
const VISIT: &str = "
    const frame = () => new Promise(requestAnimationFrame);
    for (const figure of document.querySelectorAll('bivalent-figure')) {
        figure.scrollIntoView();
        while (!figure.figure?.player || figure.figure.working) await frame();
    }";

/// How many figures a page of many has.
const MANY: usize = 20;

fn main() {
    let diagram = diagrams::cap::ENTRY.id;
    let (one, many) = (page("one", diagram, 1), page("many", diagram, MANY));
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.before_each_page(WATCH);
    loading(&browser, &one);
    frames(&browser, &many);
    memory(&browser, &one, &many);
}

/// Writes a page of so many figures beside what else is measured, and gives its address.
fn page(name: &str, diagram: &str, figures: usize) -> String {
    let figures = (0..figures)
        .map(|seed| {
            format!("<p>Prose.</p><bivalent-figure autoplay src=\"{diagram}?seed={seed}&len=60s\"></bivalent-figure>")
        })
        .collect::<String>();
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{name}</title>\
         <script type=module src=../bivalent.js></script>{figures}<div id=end></div>"
    );
    let folder = xtask::site::dist().join("bench");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{name}.html")), html).expect("a page");
    format!("{}bench/{name}.html", site::url())
}

/// How soon the still stands, and the live figure in its place: the middle of nine loads.
fn loading(browser: &Browser, page: &str) {
    let (mut stills, mut lives) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        browser.open(page);
        lives.push(number(&browser.wait_for("a live figure", "return window.liveAt")));
        stills.push(number(&browser.run("return window.stillAt", &[])));
    }
    print("element: still", share(&mut stills, 0.5), "ms");
    print("element: live", share(&mut lives, 0.5), "ms");
}

/// What twenty figures cost in a frame: those in sight while they compute, those in sight when
/// they have, and when none is in sight.
fn frames(browser: &Browser, page: &str) {
    browser.open(page);
    let costs = |script: &str| {
        let script = format!(
            "const frame = () => new Promise(requestAnimationFrame); {script} \
             const first = performance.now(); \
             while (performance.now() < first + 3000) await new Promise((done) => setTimeout(done, 100)); \
             return [...frames_].filter(([time]) => time > first).map(([, cost]) => cost)"
        );
        let costs = browser.run_async(&script, &[]);
        costs.as_array().expect("costs").iter().map(number).collect::<Vec<_>>()
    };
    let in_sight = "scrollTo(0, 0);";
    let mut first = costs(in_sight);
    print("element: script in a frame p95, computing", share(&mut first, 0.95), "ms");
    browser.run_async(VISIT, &[]);
    let mut then = costs(in_sight);
    print("element: script in a frame, playing", share(&mut then, 0.5), "ms");
    print("element: script in a frame p95, playing", share(&mut then, 0.95), "ms");
    let away = "document.getElementById('end').style.setProperty('height', '9000px'); \
                scrollTo(0, 1e6); await new Promise((done) => setTimeout(done, 500));";
    let rest = costs(away);
    print(
        "element: script out of sight",
        rest.iter().fold(0.0, |sum, cost| sum + cost),
        "ms in 3 s",
    );
}

/// What one more figure on a page holds.
fn memory(browser: &Browser, one: &str, many: &str) {
    let held = |page: &str| {
        browser.open(page);
        browser.run_async(VISIT, &[]);
        browser.devtools("HeapProfiler.collectGarbage", &json!({}));
        browser.devtools("Performance.enable", &json!({}));
        let metrics = browser.devtools("Performance.getMetrics", &json!({}));
        let metrics = metrics["metrics"].as_array().expect("metrics");
        let heap = metrics.iter().find(|metric| metric["name"] == "JSHeapUsedSize");
        let held = browser.run_async(HELD, &[]);
        [number(&heap.expect("the heap")["value"]), number(&held[0]), number(&held[1])]
    };
    let (few, all) = (held(one), held(many));
    let names = ["scripts", "the module", "pixels"];
    let mut sum = 0.0;
    for ((name, few), all) in names.into_iter().zip(few).zip(all) {
        let each = (all - few) / (MANY - 1) as f64 / 1024.0;
        sum += each;
        print(&format!("element: memory a figure, {name}"), each, "KB");
    }
    print("element: memory a figure", sum, "KB");
}

fn print(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": value, "unit": unit }));
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The value that such a share of all does not pass.
fn share(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share) as usize]
}
