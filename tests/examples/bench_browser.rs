//! Measures in Chromium; run by `cargo xtask bench`. The page `bench.html` does the work and
//! leaves its figures, a JSON object a line, in `#result`.

use suite::browser::{Browser, Screen, Theme};
use suite::site;

fn main() {
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&format!("{}bench.html", site::url()));
    let mut figures = None;
    // The longest of the measurements takes a minute or two on two cores.
    for _ in 0..20 {
        let done = "return document.querySelector('#result')?.dataset.done ?? 'no'";
        if browser.run(done, &[]) != "no" {
            figures = Some(browser.text("#result"));
            break;
        }
        std::thread::sleep(std::time::Duration::from_secs(10));
    }
    println!("{}", figures.expect("the page's figures in #result"));
}
