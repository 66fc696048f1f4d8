//! Pictures every page at the sizes and in the themes it is read in; run by `cargo xtask shots`.

use std::fs;
use std::io;
use std::thread::sleep;
use std::time::Duration;
use suite::browser::{Browser, Screen, Theme};
use suite::site;

fn main() -> io::Result<()> {
    let dir = xtask::root().join("target/shots");
    fs::create_dir_all(&dir)?;
    for (size, screen) in [("1280x800", Screen::DESKTOP), ("390x844", Screen::PHONE)] {
        for theme in Theme::ALL {
            let browser = Browser::start(screen, theme);
            for page in site::pages() {
                browser.open(&format!("{}{page}", site::url()));
                browser.wait_for("a canvas", "return document.querySelector('canvas')?.width > 0");
                // Long enough for a run to show something.
                sleep(Duration::from_secs(4));
                let name = if page.is_empty() { "gallery" } else { page.trim_end_matches('/') };
                let stem = format!("{name}-{size}-{}", theme.name());
                fs::write(dir.join(format!("{stem}.png")), browser.picture(false))?;
                fs::write(dir.join(format!("{stem}-whole.png")), browser.picture(true))?;
                println!("{}", dir.join(format!("{stem}.png")).display());
            }
        }
    }
    Ok(())
}
