//! After the first visit: no network, a newer version, one that arrives in pieces; and paper.

use std::fs;
use std::path::{Path, PathBuf};
use suite::browser::{Browser, Means, Screen, Theme};
use xtask::server::Server;
use xtask::tools;

/// A copy of the site below a folder of its host, which can be changed; removed when dropped.
struct Host {
    root: PathBuf,
    site: PathBuf,
    url: String,
}

impl Host {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("bivalent-{name}-{}", std::process::id()));
        let site = root.join("books/atlas");
        copy(&xtask::site::dist(), &site);
        let url = Server::start(&root, 0).expect("a free port").url() + "books/atlas/";
        Self { root, site, url }
    }

    /// Puts up another version: with another title, and all pages written anew.
    fn update(&self) {
        let path = self.site.join("index.html");
        let page = fs::read_to_string(&path).expect("the gallery");
        fs::write(&path, page.replace("<title>", "<title>Newer ")).expect("the gallery");
        let mut site = tools::command("cargo");
        site.args(["run", "-q", "-p", "bivalent", "--", "site"]).arg(&self.site);
        tools::run(&mut site).expect("the site");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.root));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a copy");
        }
    }
}

const LIVE: &str = "return document.querySelector('canvas')?.width > 0";
const KEPT: &str = "return navigator.serviceWorker.controller?.state === 'activated'";

/// Waits until the modules of all pages are kept as well, which is done when the browser is idle.
const MODULES_KEPT: &str = "\
    const { figures } = await (await fetch('catalogue.json')).json(); \
    const kept = ({ id }) => caches.match(new URL(`${id}_bg.wasm`, location.href)); \
    while (!(await Promise.all(figures.map(kept))).every(Boolean)) { \
      await new Promise(done => setTimeout(done, 50)); \
    } \
    return true";

/// Opens the gallery for the first time and waits until the site is kept.
fn visited(host: &Host) -> Browser {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&host.url);
    browser.wait_for("the site to be kept", KEPT);
    browser
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn after_one_visit_every_page_opens_without_a_network() {
    let host = Host::new("offline");
    let browser = visited(&host);
    assert_eq!(browser.run_async(MODULES_KEPT, &[]), true);
    fs::remove_dir_all(&host.root).expect("the end of the host");
    for page in suite::site::pages() {
        browser.open(&format!("{}{page}?seed=3", host.url));
        browser.wait_for("a figure", LIVE);
        browser.press_named("Keyboard help");
        browser.wait_for("the help", "return document.querySelector('dialog')?.open");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_newer_version_comes_whole_or_not_at_all() {
    let host = Host::new("update");
    let browser = visited(&host);
    let title = || browser.run("return document.title", &[]).to_string();
    let update = "const kept = await navigator.serviceWorker.getRegistration(); \
                  await kept.update().catch(() => {}); \
                  while (kept.installing) await new Promise(done => setTimeout(done, 20)); \
                  return Boolean(kept.waiting)";

    // While it is put up, one file is not yet as the list says: nothing changes.
    let old = fs::read(host.site.join("shell.js")).expect("a script");
    fs::write(host.site.join("shell.js"), [&old[..], b"\n"].concat()).expect("a script");
    host.update();
    fs::write(host.site.join("shell.js"), &old).expect("a script");
    assert_eq!(browser.run_async(update, &[]), false, "a mix of two versions is kept");
    browser.open(&host.url);
    assert!(!title().contains("Newer"), "{}", title());

    // All there: it waits for the pages of the old version, then replaces it.
    host.update();
    assert_eq!(browser.run_async(update, &[]), true, "the newer version is not kept");
    assert!(!title().contains("Newer"), "an open page goes on as it was");
    browser.open(&host.url);
    browser.wait_for("the newer version", "return document.title.includes('Newer')");
    browser.wait_for("a figure", LIVE);
    // WebKit goes on calling the new worker `activating`, so what is kept is asked.
    let old_one_gone = "while ((await caches.keys()).length > 1) \
                        await new Promise(done => setTimeout(done, 20)); \
                        return (await caches.keys()).length";
    assert_eq!(browser.run_async(old_one_gone, &[]), 1);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn on_paper_a_figure_is_a_still_plate_with_its_link() {
    if !Means::Paper.are_there() {
        return;
    }
    let browser = Browser::start(Screen::DESKTOP, Theme::Dark);
    browser.open(&format!("{}cap/?t=3", suite::site::url()));
    browser
        .wait_for("what was measured", "return document.querySelector('tbody td span')?.innerText");
    browser.show_on_paper();
    let shown = browser.run("return document.body.innerText", &[]).to_string();
    assert!(shown.contains("/cap/?v=1&t=3"), "no link: {shown}");
    let readout = "return document.querySelector('tbody tr:not([hidden]) span').checkVisibility()";
    assert_eq!(browser.run(readout, &[]), true, "no readout: {shown}");
    let buttons = "return [...document.querySelectorAll('button,input')].filter(el => (el.innerText || el.type === 'range') && el.checkVisibility()).map(el => el.outerHTML).join()";
    assert_eq!(browser.run(buttons, &[]), "");
    let ink = "return getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()";
    assert_eq!(browser.run(ink, &[]), "#1b1f24", "paper is light");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn what_cannot_be_loaded_later_is_said_where_it_was_asked_for() {
    let host = Host::new("partly");
    for script in ["sw.js", "share.js"] {
        fs::remove_file(host.site.join(script)).expect("a script");
    }
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&format!("{}cap/?t=1", host.url));
    browser.wait_for("a figure", LIVE);
    browser.press_named("Share");
    browser.wait_for(
        "the reason",
        "return /^This could not be opened/.test(document.querySelector('.say').textContent)",
    );
    browser.press_named("Keyboard help");
    browser.wait_for("the help", "return document.querySelector('dialog')?.open");
}
