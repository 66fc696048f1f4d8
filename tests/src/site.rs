//! The built site, served for a test.

use std::sync::OnceLock;
use xtask::server::Server;

/// The address of the built site, with a slash at its end; one server for the whole process.
///
/// # Panics
/// If the site was not built.
pub fn url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        let dist = xtask::site::dist();
        assert!(dist.join("index.html").is_file(), "no site in dist/: run `cargo xtask build`");
        Server::start(&dist, 0).expect("a free port").url()
    })
}

/// Every page of the site, as folders relative to [`url`]: the gallery, then each diagram.
#[must_use]
pub fn pages() -> Vec<String> {
    let diagrams = diagrams::ENTRIES.iter().map(|entry| format!("{}/", entry.id));
    [String::new()].into_iter().chain(diagrams).collect()
}
