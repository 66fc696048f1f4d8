//! A link is a run: the same one twice, however it is computed, natively and in WebAssembly.

use diagrams::{ENTRIES, Figure};
use machine::Time;
use params::Link;
use serde_json::json;
use std::collections::BTreeMap;
use suite::browser::{Browser, Screen, Theme};
use suite::site;
use xtask::tools;

/// Every diagram as it opens, with three seeds, and every run that it presents.
fn links() -> Vec<String> {
    let of_entry = |entry: &'static diagrams::Entry| {
        let seeds = (1..=3).map(|seed| format!("seed={seed}"));
        let presets = entry.presets.iter().map(|preset| preset.query.to_owned());
        let queries = [String::new()].into_iter().chain(seeds).chain(presets);
        queries.map(|query| format!("{}?{query}", entry.id))
    };
    assert!(!ENTRIES.is_empty(), "nothing to run");
    ENTRIES.iter().copied().flat_map(of_entry).collect()
}

/// The same links, with the module of the site that runs them.
fn links_by_module() -> BTreeMap<&'static str, Vec<String>> {
    let mut by_module = BTreeMap::<_, Vec<_>>::new();
    for link in links() {
        by_module.entry(open(&link).entry().id).or_default().push(link);
    }
    // The module with all diagrams runs each as it opens.
    let opens = ENTRIES.iter().map(|entry| format!("{}?", entry.id)).collect();
    by_module.insert("all", opens);
    by_module
}

fn open(link: &str) -> Box<dyn Figure> {
    let (link, _) = Link::parse(link);
    let entry = ENTRIES.iter().find(|entry| entry.id == link.diagram).expect("a diagram");
    entry.open(&link)
}

fn native_hash(link: &str) -> String {
    format!("{:016x}", open(link).hash())
}

#[test]
fn a_link_gives_the_same_run_twice() {
    for link in links() {
        assert_eq!(native_hash(&link), native_hash(&link), "{link}");
    }
}

#[test]
fn another_seed_is_another_run() {
    for entry in ENTRIES {
        let hash = |seed: u32| native_hash(&format!("{}?seed={seed}", entry.id));
        assert_ne!(hash(1), hash(2), "{}", entry.id);
    }
}

#[test]
fn a_figures_own_link_gives_its_run() {
    for link in links() {
        let again = open(&link).link(true).to_string();
        assert_eq!(native_hash(&link), native_hash(&again), "{link}, as {again}");
    }
}

#[test]
fn slices_and_seeks_do_not_change_the_run() {
    for link in links() {
        let mut figure = open(&link);
        for slice in [1, 7, 1000].into_iter().cycle() {
            if !figure.work(slice) {
                break;
            }
            figure.seek(Time::us(figure.computed().as_us() / 2));
        }
        assert_eq!(format!("{:016x}", figure.hash()), native_hash(&link), "{link}");
    }
}

#[test]
#[ignore = "needs the built site: cargo xtask test"]
fn node_runs_what_the_native_build_runs() {
    for (module, links) in links_by_module() {
        let mut node = tools::command("node");
        node.args(["tests/wasm_hash.mjs".as_ref(), xtask::site::dist().as_os_str()]);
        let output = node.arg(module).args(&links).output().expect("node runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let hashes = String::from_utf8(output.stdout).expect("text");
        let hashes = hashes.lines().collect::<Vec<_>>();
        let native = links.iter().map(|link| native_hash(link)).collect::<Vec<_>>();
        assert_eq!(hashes, native, "{links:?}");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_browser_runs_what_the_native_build_runs() {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(site::url());
    for (module, links) in links_by_module() {
        let hashes = browser.run_async(
            "const [base, module, links] = arguments; \
             const { default: init, run_hash } = await imported(base, module); \
             await init(); return links.map(link => run_hash(link));",
            &[json!(site::url()), json!(format!("{module}.js")), json!(links)],
        );
        let native = links.iter().map(|link| native_hash(link)).collect::<Vec<_>>();
        assert_eq!(hashes, json!(native), "{links:?}");
    }
}
