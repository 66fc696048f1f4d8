//! The built site, served for a test.

use std::sync::OnceLock;
use xtask::server::Server;

/// What the site under test has besides its files: a script of the page's own that hands one of the
/// site's modules to a test, since what a driver runs is not in every engine a part of the page.
const HANDS_OVER: (&str, Option<&str>) = (
    "/hands_over.js",
    Some(
        "const [name] = new URL(import.meta.url).search.slice(1).split('&'); \
         globalThis.handOver(await import(`./${decodeURIComponent(name)}`));",
    ),
);

/// Defines `imported(base, name)`, which gives a module of the site as the page itself has it.
pub(crate) const IMPORTED: &str = "\
    const imported = (base, name) => new Promise((done, failed) => { \
      const script = document.createElement('script'); \
      window.handOver = done; \
      script.type = 'module'; \
      script.onerror = () => failed(new Error(`no ${name}`)); \
      script.src = `${base}hands_over.js?${encodeURIComponent(name)}&${Math.random()}`; \
      document.head.append(script); \
    });";

/// The address of the built site, with a slash at its end; one server for the whole process.
///
/// # Panics
/// If the site was not built.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let dist = xtask::site::dist();
        assert!(dist.join("index.html").is_file(), "no site in dist/: run `cargo xtask build`");
        Server::start_with(&dist, 0, &[HANDS_OVER]).expect("a free port").url()
    })
}

/// Every page of the site, as folders relative to [`url()`]: the gallery, then each diagram.
#[must_use]
pub fn pages() -> Vec<String> {
    let diagrams = diagrams::ENTRIES.iter().map(|entry| format!("{}/", entry.id));
    [String::new()].into_iter().chain(diagrams).collect()
}
