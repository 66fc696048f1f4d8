//! The sample book, built by mdBook itself: its live figures, its stills, and builds that fail.

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use suite::browser::{Browser, Screen, Setting, Theme};
use suite::site;

/// A book made by a test, and what was said while it was made; removed when dropped.
struct Made {
    dir: PathBuf,
    done: bool,
}

impl Made {
    /// Builds the book at `root` as HTML and as Markdown, with the atlas at `base`.
    fn of(name: &str, root: &Path, base: &str) -> Self {
        let dir = folder(name);
        // mdBook calls a preprocessor by a command line, and lets it speak for itself.
        let command = format!(
            "sh -c 'exec cargo run --quiet --manifest-path \"{}\" --package mdbook-bivalent -- \
             \"$@\" 2>>\"{}\"' sh",
            xtask::root().join("Cargo.toml").display(),
            dir.join("said").display()
        );
        let mut config = Config::from_disk(root.join("book.toml")).expect("book.toml");
        config.build.build_dir.clone_from(&dir);
        let set = [
            ("preprocessor.bivalent.base", json!(base)),
            ("preprocessor.bivalent.command", json!(command)),
            ("output.html", Value::Object(Map::new())),
            ("output.markdown", Value::Object(Map::new())),
        ];
        for (key, value) in set {
            config.set(key, value).expect("a setting");
        }
        let book = MDBook::load_with_config(root, config).expect("a book");
        let done = book.build().is_ok();
        Self { dir, done }
    }

    fn sample(name: &str, base: &str) -> Self {
        let made = Self::of(name, &xtask::root().join("docs/book"), base);
        assert!(made.done, "{}", made.read("said"));
        made
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.dir.join(file)).expect("a file of the book")
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.dir));
    }
}

fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("bivalent-{name}-{}", std::process::id()));
    fs::create_dir_all(dir.join("src")).expect("a folder");
    dir
}

#[test]
fn a_book_has_live_figures_in_html_and_stills_elsewhere() {
    let made = Made::sample("book", "https://example.org/atlas");
    let html = made.read("html/cut.html");
    assert_eq!(html.matches("<bivalent-figure src=\"cap?mode=").count(), 2);
    assert_eq!(html.matches("src=\"https://example.org/atlas/bivalent.js\"").count(), 1);

    let plain = made.read("markdown/cut.md");
    assert!(!plain.contains("<bivalent-figure") && !plain.contains("```"), "{plain}");
    let caption = "Raft: the smaller side does not answer, and the history is linearizable";
    assert!(plain.contains(&format!("![{caption}](data:image/svg+xml;base64,")), "{plain}");
    let link = format!("[*{caption}*](<https://example.org/atlas/cap/?mode=cp>)");
    assert!(plain.contains(&link), "{plain}");
}

#[test]
fn a_book_that_claims_what_is_not_so_is_not_built() {
    let root = folder("wrong-book");
    let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("a file");
    write("book.toml", "[book]\ntitle = \"Wrong\"\n");
    write("src/SUMMARY.md", "- [One](one.md)\n- [Two](two.md)\n");
    write(
        "src/one.md",
        "# One\n\n```bivalent\ncap?mode=cp\nexpect = \"linearizable: violated\"\n```\n",
    );
    write("src/two.md", "```bivalent\nnowhere\n```\n\n> ```bivalent\n> cap?v=2\n> ```\n");
    let made = Made::of("wrong-made", &root, "https://example.org/atlas");
    let said = made.read("said");
    fs::remove_dir_all(&root).expect("the book's end");
    assert!(!made.done, "it was built: {said}");
    assert!(!made.dir.join("html").exists(), "half a book is there");
    for wrong in [
        "src/one.md:5: expect: linearizable: holds, not violated: ",
        "src/two.md:2: there is no diagram \"nowhere\": there are ",
        "src/two.md:6: cap?v=2: v: ",
    ] {
        assert!(said.contains(wrong), "{wrong} is not in: {said}");
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_book_is_read_with_its_figures_running() {
    let made = Made::sample("read-book", site::url());
    // Opened from its folder, as `mdbook build --open` does.
    let page = format!("file://{}", made.dir.join("html/quorums.html").display());
    let browser = Browser::start(Screen::DESKTOP, Theme::Light);
    browser.open(&page);
    let figure = "const figure = document.querySelector('bivalent-figure'); \
                  figure.scrollIntoView(); const inside = figure.shadowRoot; ";
    browser.wait_for(
        "a live figure",
        &format!("{figure} return inside.querySelector('canvas')?.width > 0"),
    );
    browser.wait_for(
        "its verdict",
        &format!("{figure} return inside.querySelector('.chip[data-standing=violated]') != null"),
    );
    let caption =
        "return document.querySelector('bivalent-figure [slot=caption]').checkVisibility()";
    assert_eq!(browser.run(caption, &[]), json!(true));
    assert_eq!(browser.accessibility_violations_in("bivalent-figure"), Vec::<String>::new());
    let errors = browser.console_errors();
    assert!(!errors.iter().any(|error| error.contains(site::url())), "{errors:?}");

    let setting = Setting::new(Screen::DESKTOP, Theme::Light);
    let browser = Browser::start_in(&Setting { scripts: false, ..setting });
    browser.open(&page);
    let still = "const still = document.querySelector('bivalent-figure img'); \
                 return still.naturalWidth > 0 && still.checkVisibility() && still.width > 300";
    assert_eq!(browser.run(still, &[]), json!(true));
    assert!(browser.text("bivalent-figure").contains("R + W > N"), "no caption");
}
