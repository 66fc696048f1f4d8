//! Every page: what it says, on which screens it stands, and what it does without its means.

use suite::browser::{Browser, Screen, Setting, Theme};
use suite::site;

/// Opens each page of the site and hands it to `check`, with its name.
fn on_each_page(screen: Screen, theme: Theme, check: impl Fn(&Browser, &str)) {
    let browser = Browser::start(screen, theme);
    for page in site::pages() {
        browser.open(&format!("{}{page}", site::url()));
        live(&browser);
        check(&browser, if page.is_empty() { "gallery" } else { &page });
        assert_eq!(browser.console_errors(), [""; 0], "console of {page}");
    }
}

/// Waits until the page's figure has been drawn.
fn live(browser: &Browser) {
    browser
        .wait_for("a canvas with a picture", "return document.querySelector('canvas')?.width > 0");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn every_page_opens_with_a_title_and_a_figure() {
    on_each_page(Screen::DESKTOP, Theme::Light, |browser, page| {
        assert!(!browser.text("h1").is_empty(), "{page} has no heading");
        let title = browser.run("return document.title", &[]);
        assert!(title.as_str().is_some_and(|title| title.contains("Bivalent")), "{page}: {title}");
    });
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn axe_finds_nothing_on_a_desktop() {
    for theme in Theme::ALL {
        on_each_page(Screen::DESKTOP, theme, |browser, page| {
            assert_eq!(browser.accessibility_violations(), [""; 0], "{page}, {theme:?}");
        });
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn axe_finds_nothing_on_a_phone() {
    for theme in Theme::ALL {
        on_each_page(Screen::PHONE, theme, |browser, page| {
            assert_eq!(browser.accessibility_violations(), [""; 0], "{page}, {theme:?}");
        });
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn nothing_scrolls_sideways() {
    let wide = Screen { width: 3840, height: 2160, ..Screen::DESKTOP };
    for screen in [Screen::NARROW, Screen::PHONE, Screen::DESKTOP, wide] {
        on_each_page(screen, Theme::Light, |browser, page| {
            // The picture in words is a wide table, which scrolls by itself.
            browser.run("document.querySelector('.alternative')?.setAttribute('open', '')", &[]);
            let words = "return !document.querySelector('.alternative') || document.querySelector('.alternative td')";
            browser.wait_for("words", words);
            let excess = browser.run(
                "const root = document.documentElement; \
                 const notes = document.querySelector('.notes') ?? root; \
                 const excess = notes.scrollWidth - notes.clientWidth; \
                 return Math.max(root.scrollWidth - innerWidth, document.body.scrollWidth - innerWidth, excess)",
                &[],
            );
            assert!(excess.as_i64() <= Some(0), "{page} at {} is {excess} too wide", screen.width);
        });
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_page_without_webassembly_says_so() {
    let setting = Setting::new(Screen::DESKTOP, Theme::Light);
    let browser = Browser::start_in(&Setting { wasm: false, ..setting });
    for page in site::pages() {
        browser.open(&format!("{}{page}", site::url()));
        browser.wait_for(
            "a message that names WebAssembly",
            "return document.body.innerText.includes('WebAssembly')",
        );
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_page_without_scripts_says_so() {
    let setting = Setting::new(Screen::DESKTOP, Theme::Light);
    let browser = Browser::start_in(&Setting { scripts: false, ..setting });
    for page in site::pages() {
        browser.open(&format!("{}{page}", site::url()));
        let shown = browser.run("return document.body.innerText", &[]);
        let shown = shown.as_str().unwrap_or_default();
        assert!(shown.contains("scripts"), "{page}: {shown}");
        assert!(!shown.contains("is being loaded"), "{page} promises what never comes");
    }
}
