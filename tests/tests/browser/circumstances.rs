//! What becomes of a figure under its circumstances: seen or not, resized, robbed of its canvas.

use crate::reader::Reader;
use serde_json::json;
use std::thread::sleep;
use std::time::Duration;
use suite::browser::{Screen, Setting, Theme};
use suite::site;

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn with_reduced_motion_a_figure_waits() {
    let setting = Setting::new(Screen::DESKTOP, Theme::Light);
    let reader = Reader::in_a(&Setting { reduced_motion: true, ..setting }, "cap/");
    sleep(Duration::from_millis(300));
    assert!(reader.moment() <= 0.0, "it plays unasked");
    reader.press_named("One event on");
    reader.wait_for("a step", "return document.querySelector('.time').textContent !== '0.000 s'");
    reader.press_named("Play");
    reader.wait_for("play", "return document.querySelector('.play').ariaLabel === 'Pause'");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_figure_that_nobody_sees_stands_still() {
    let reader = Reader::at_a_desk("cap/?len=60s");
    reader.wait_for("time", "return parseFloat(document.querySelector('.time').textContent) > 0");
    let hide = "Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true }); \
                document.dispatchEvent(new Event('visibilitychange'))";
    let stands = |why: &str| {
        sleep(Duration::from_millis(100));
        let then = reader.moment();
        sleep(Duration::from_millis(300));
        assert!((reader.moment() - then).abs() < 1e-9, "it runs on {why}");
        then
    };
    let goes_on = |then: f64| {
        let script =
            format!("return parseFloat(document.querySelector('.time').textContent) > {then}");
        reader.wait_for("the run to go on", &script);
    };
    reader.run(hide, &[json!(true)]);
    let then = stands("in a hidden tab");
    reader.run(hide, &[json!(false)]);
    goes_on(then);

    // Scrolled out of sight it rests as well.
    reader
        .run("document.body.style.setProperty('padding-bottom', '3000px'); scrollTo(0, 3000)", &[]);
    let then = stands("out of sight");
    reader.run("scrollTo(0, 0)", &[]);
    goes_on(then);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn two_figures_on_a_page_do_not_know_of_each_other() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.run_async(
        "const { Figure, module } = await imported(arguments[0], 'shell.js'); \
         const { Player } = await module(document.body.dataset.live); \
         const second = document.createElement('div'); \
         second.id = 'second'; \
         document.querySelector('main').prepend(second); \
         new Figure(second, 'cap?mode=cp&n=7&t=2', { Player, base: arguments[0] })",
        &[json!(site::url())],
    );
    reader.wait_for("its picture", "return document.querySelector('#second .hits button')");
    assert_eq!(reader.count("#second .hits button[aria-label^='Replica']"), 7);
    assert_eq!(reader.count("#figure .hits button[aria-label^='Replica']"), 5);
    reader.click("#second .play");
    reader.wait_for(
        "the second to play",
        "return parseFloat(document.querySelector('#second .time').textContent) > 2",
    );
    assert_eq!(reader.text("#figure .time"), "1.000 s");
    reader.finds_nothing_wrong("with two figures");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_lost_canvas_is_painted_again() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    let before = reader.picture_sum();
    reader.run(
        "const canvas = document.querySelector('canvas'); \
         canvas.dispatchEvent(new Event('contextlost', { cancelable: true })); \
         canvas.getContext('2d').reset()",
        &[],
    );
    assert_ne!(reader.picture_sum(), before, "nothing was lost");
    reader.run("document.querySelector('canvas').dispatchEvent(new Event('contextrestored'))", &[]);
    sleep(Duration::from_millis(200));
    assert_eq!(reader.picture_sum(), before);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_figure_fits_whatever_it_is_given() {
    let reader = Reader::at_a_desk("cap/?t=2.4&mode=cp");
    for (width, height) in [(1280, 800), (320, 640), (768, 1024), (3840, 2160), (390, 844)] {
        reader.show_on(Screen { width, height, ..Screen::DESKTOP });
        reader.wait_for(
            "a canvas as wide as its place",
            "const canvas = document.querySelector('canvas'); \
             return canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)",
        );
        let painted = reader.run(
            "const canvas = document.querySelector('canvas'); \
             const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
             return data.some(value => value > 0)",
            &[],
        );
        assert_eq!(painted, json!(true), "empty at {width}");
        let excess = reader.run("return document.documentElement.scrollWidth - innerWidth", &[]);
        assert!(excess.as_i64() <= Some(0), "{excess} too wide at {width}");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_theme_is_chosen_and_kept() {
    let reader = Reader::at_a_desk("cap/?t=1");
    let ground = "return getComputedStyle(document.body).backgroundColor";
    let (paper, picture) = (reader.run(ground, &[]), reader.picture_sum());
    reader.click("#theme");
    reader.click("#theme");
    assert_eq!(reader.text("#theme"), "dark");
    assert_ne!(reader.run(ground, &[]), paper);
    reader.sees_another_picture(&picture);
    reader.follows("cap/?t=1");
    assert_eq!(reader.text("#theme"), "dark");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_figure_that_fails_says_so_and_offers_its_link() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.run_async(
        "const { Player } = await imported(arguments[0], `${document.body.dataset.live}.js`); \
         Player.prototype.report = () => { throw new Error('out of ink') }",
        &[json!(site::url())],
    );
    reader.run("document.querySelector('[aria-label=\"One event on\"]').click()", &[]);
    reader.sees("[role=alert]", "This figure stopped: out of ink, reload with this link.");
}
