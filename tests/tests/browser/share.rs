//! What a reader takes away from a run, and what they bring: links, lines of code, files, and a
//! history of their own.

use crate::reader::{Reader, strings};
use serde_json::{Value, json};
use suite::browser::{Screen, Theme, key};
use suite::site;

/// A register that answered with an old value, as Jepsen writes it down.
const STALE: &str = include_str!("../../histories/register-stale.edn");

/// Keeps what is made a file of, in place of the browser.
pub(crate) const KEEPS_FILES: &str = "
    window.files = {};
    const blobs = new Map();
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => { const url = make(blob); blobs.set(url, blob); return url; };
    HTMLAnchorElement.prototype.click = function () { files[this.download] = blobs.get(this.getAttribute('href')); };
";

impl Reader {
    fn opens_the_dialog(&self) {
        self.press_named("Share");
        self.sees("dialog", "Link to this moment");
    }

    /// The text of a file that was made, once it is there.
    fn has_file(&self, name: &str) -> String {
        self.wait_for(name, &format!("return Boolean(window.files[{name:?}])"));
        let text = self.run_async("return files[arguments[0]].text()", &[json!(name)]);
        text.as_str().expect("a text").to_owned()
    }

    fn judges(&self, history: &str) {
        let script = "const field = document.querySelector('.judge textarea'); \
                      field.value = arguments[0]; field.dispatchEvent(new Event('input'))";
        self.run(script, &[json!(history)]);
        self.press_named("Judge");
    }

    /// Drops a file on the page.
    fn drops(&self, name: &str, text: &str) {
        let script = "const data = new DataTransfer(); \
                      data.items.add(new File([arguments[1]], arguments[0])); \
                      for (const type of ['dragover', 'drop']) document.body.dispatchEvent(\
                        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))";
        self.run(script, &[json!(name), json!(text)]);
    }

    /// Pastes a text into the field.
    fn pastes(&self, text: &str) {
        let script = "const clipboardData = new DataTransfer(); \
                      clipboardData.setData('text/plain', arguments[0]); \
                      document.querySelector('.judge textarea').dispatchEvent(\
                        Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData }))";
        self.run(script, &[json!(text)]);
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_run_is_taken_away_as_links_and_as_lines_of_code() {
    let reader = Reader::at_a_desk("cap/?mode=cp&seed=11&t=1.5");
    reader.opens_the_dialog();
    reader.finds_nothing_wrong("with the dialog open");
    let fields = "return [...document.querySelectorAll('.copy')].map(row => row.querySelector('input,textarea').value)";
    let base = site::url();
    assert_eq!(
        strings(&reader.run(fields, &[])),
        [
            format!("{base}cap/?v=1&mode=cp&seed=11"),
            format!("{base}cap/?v=1&mode=cp&seed=11&t=1.5"),
            format!(
                "<script type=\"module\" src=\"{base}bivalent.js\"></script>\n\
                 <bivalent-figure src=\"cap?v=1&amp;mode=cp&amp;seed=11\"></bivalent-figure>"
            ),
            format!(
                "<iframe src=\"{base}cap/?embed&amp;v=1&amp;mode=cp&amp;seed=11\" sandbox=\"allow-scripts\" \
                 width=\"700\" height=\"800\" title=\"CAP, corrected\"></iframe>"
            ),
            "```bivalent\ncap?v=1&mode=cp&seed=11\n```".to_owned(),
        ]
    );
    drop(reader.clipboard());
    reader.press_named("Copy: Element");
    reader.sees("dialog", "Copied");
    assert!(reader.clipboard().starts_with("<script type=\"module\""));

    // Who asks twice gets it once.
    reader.run("document.getElementById('share').click()", &[]);
    // What is loaded for it is there, so that another would be too.
    reader.run_async("await new Promise(requestAnimationFrame)", &[]);
    assert_eq!(reader.count("dialog"), 1);

    // Escape closes it, and the focus is where it was.
    reader.press(key::ESCAPE);
    reader.wait_for("no dialog", "return !document.querySelector('dialog')");
    assert_eq!(reader.run("return document.activeElement.id", &[]), "share");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_run_without_clients_is_kept_as_pictures_and_trace() {
    let reader = Reader::at_a_desk("hol/?t=0.7");
    reader.opens_the_dialog();
    let said = reader.run("return document.querySelector('dialog').textContent", &[]);
    let (_, files) =
        said.as_str().and_then(|said| said.split_once("Keep as a file")).expect("files");
    let words: String = files.chars().filter(|letter| !letter.is_whitespace()).collect();
    assert!(words.starts_with("PictureatthismomentSVGPNGTraceeveryeventJSONlines"), "{files}");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_run_is_kept_as_pictures_history_and_trace() {
    let reader = Reader::at_a_desk("cap/?mode=ap&seed=7&len=4s&t=1.5");
    reader.run(KEEPS_FILES, &[]);
    reader.opens_the_dialog();
    reader.press_named("ShiViz log");
    let log = reader.has_file("cap-shiviz.log");
    // As ShiViz reads it.
    let hosts = reader.run(
        r"const found = [...arguments[0].matchAll(/(?<host>\S*) (?<clock>{.*})\n(?<event>.*)/gm)];
          const own = {};
          for (const { groups: { host, clock } } of found) {
            const now = JSON.parse(clock)[host];
            if (now !== (own[host] ?? 0) + 1) return [`${host} goes from ${own[host]} to ${now}`];
            own[host] = now;
          }
          return Object.keys(own).sort()",
        &[json!(log)],
    );
    assert_eq!(strings(&hosts), ["A", "B", "C", "D", "E", "c1", "c2", "c3"]);
    reader.press_named("JSON lines");
    let trace = reader.has_file("cap-trace.jsonl");
    let parsed = trace.lines().map(serde_json::from_str::<Value>);
    assert!(parsed.clone().count() > 1000 && parsed.clone().all(|line| line.is_ok()));
    reader.press_named("SVG");
    let svg = reader.has_file("cap.svg");
    assert!(svg.starts_with("<svg xmlns") && svg.contains("CLIENT HISTORY"), "{svg}");
    let width = reader.run("return document.querySelector('.area').clientWidth", &[]);
    reader.press_named("PNG");
    drop(reader.has_file("cap.png"));
    let png = reader.run_async(
        "const { width } = await createImageBitmap(files['cap.png']); return width",
        &[],
    );
    assert_eq!(png.as_u64(), width.as_u64().map(|width| width * 2));

    // The history is judged here as the run was.
    for (label, name) in [
        ("JSON", "cap-history.json"),
        ("Jepsen EDN", "cap-history.edn"),
        ("CSV", "cap-history.csv"),
    ] {
        reader.press_named(label);
        let history = reader.has_file(name);
        reader.press_named("Judge a history");
        reader.sees("dialog.judge", "Is it linearizable");
        reader.judges(&history);
        reader.sees(".judge .result", "not linearizable");
        // The dialog grows once more, and its button moves.
        reader.wait_for("its picture", "return document.querySelector('.judge .picture svg')");
        reader.press_named("Close");
        reader.wait_for("no dialog", "return !document.querySelector('dialog')");
        reader.opens_the_dialog();
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_history_from_elsewhere_is_judged_and_drawn() {
    for (screen, theme) in [(Screen::DESKTOP, Theme::Light), (Screen::PHONE, Theme::Dark)] {
        let reader = Reader::with(screen, theme, "cap/?t=1");
        reader.opens_the_dialog();
        reader.press_named("Judge a history");
        reader.sees("dialog.judge", "Is it linearizable");
        reader.judges(STALE);
        reader.sees(".judge .result", "not linearizable");
        reader.sees(".judge .chip", "had returned");
        reader.wait_for("its picture", "return document.querySelector('.picture svg rect')");
        // In ink and red of the theme that is in force, under a policy that lets no style in.
        let stroke = "const red = getComputedStyle(document.documentElement).getPropertyValue('--red').trim(); \
            const probe = document.body.appendChild(document.createElement('i')); probe.style.color = red; \
            const want = getComputedStyle(probe).color; probe.remove(); \
            return [...document.querySelectorAll('.picture rect')].filter(el => getComputedStyle(el).stroke === want).length";
        let accused = reader.run(stroke, &[]).as_u64();
        assert_eq!(accused, Some(reader.count(".judge .chip ~ .scroll tr") as u64));
        assert!(accused > Some(1), "{accused:?} operations in red");
        reader.press_named("The history in words");
        reader.sees(".judge .alternative", "read 4");
        reader.finds_nothing_wrong("with a history judged");
        assert_eq!(reader.console_errors(), [""; 0]);
    }
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn an_example_is_judged_under_its_model() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.opens_the_dialog();
    reader.press_named("Judge a history");
    reader.sees("dialog.judge", "Try an example");
    let model = "return document.querySelector('.judge select').value";
    for (example, want, said) in [
        ("Lock with two holders", "mutex", "not linearizable"),
        ("Raft without faults", "register", "There is an order of all operations"),
    ] {
        reader.press_named(example);
        reader.sees(".judge .result", said);
        assert_eq!(reader.run(model, &[]), want, "{example}");
    }
    assert_eq!(reader.console_errors(), [""; 0]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_dropped_file_is_judged_and_a_malformed_one_names_its_line() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.drops("stale.edn", STALE);
    reader.sees(".judge .result", "not linearizable");
    let broken =
        STALE.replace(":type :info", ":type :perhaps").replace("[:majority", "[[:majority");
    reader.drops("broken.edn", &broken);
    reader.sees(".judge .failed", "Line ");
    assert!(reader.run("return document.querySelector('.judge textarea').value", &[]) == broken);
    assert_eq!(reader.run("return document.querySelector('.judge .result').textContent", &[]), "");

    // What was found before does not stand beside what went wrong.
    reader.drops("stale.edn", STALE);
    reader.sees(".judge .result", "not linearizable");
    reader.drops("huge.edn", &" ".repeat(33_000_000));
    reader.sees(".judge .failed", "huge.edn has 33.0 MB");
    assert_eq!(reader.text(".judge .result"), "");

    let holds = "process,type,f,key,value\n0,invoke,write,x,1\n0,ok,write,x,1\n1,invoke,read,x,\n1,ok,read,x,1\n";
    reader.judges(&holds.replace("1,ok,read,x,1", "1,ok,read"));
    reader.sees(".judge .failed", "Line 5, column 1: expected 5 cells, found 3.");
    reader.judges(holds);
    reader.sees(".judge .result", "linearizable");
    reader.sees(".judge .result", "There is an order of all operations");
    assert!(!reader.is_shown(".judge .failed"));

    // What another model has is not one's mistake: it says which operations there are.
    reader.judges("0 :invoke :acquire nil\n0 :ok :acquire nil");
    reader.sees(".judge .failed", "this model has read, write");
    reader.run("document.querySelector('.judge select').value = 'mutex'", &[]);
    reader.press_named("Judge");
    reader.sees(".judge .result", "There is an order of all operations");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn much_text_is_pasted_without_being_shown() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.opens_the_dialog();
    reader.press_named("Judge a history");
    reader.sees("dialog.judge", "Is it linearizable");
    let write = |value: u32| format!("0 :invoke :write {value}\n0 :ok :write {value}\n");
    let history: String = (0..40_000).map(write).collect();
    reader.pastes(&history);
    reader.sees(".judge .result", "40,000 operations");
    let field = "return document.querySelector('.judge textarea').value";
    assert_eq!(reader.run(field, &[]), "pasted text: 1.7 MB");
    // What is typed then takes its place.
    reader.judges(&write(1));
    reader.sees(".judge .result", "1 operation,");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_long_search_is_cancelled_or_ends_when_its_time_is_spent() {
    let reader = Reader::at_a_desk("cap/?t=1");
    reader.opens_the_dialog();
    reader.press_named("Judge a history");
    reader.sees("dialog.judge", "Is it linearizable");
    reader.run("document.querySelector('.judge select').value = 'kv'", &[]);
    // Sixteen appended at once, and what is read has one more: every order is searched.
    let appends = |kind: &str| {
        let append = |(process, letter)| format!("{process} :{kind} :append \"{letter}\"\n");
        ('a'..='p').enumerate().map(append).collect::<String>()
    };
    let read = "0 :invoke :get nil\n0 :ok :get \"ponmlkjihgfedcbaz\"\n";
    let history = format!("{}{}{read}", appends("invoke"), appends("ok"));
    reader.judges(&history);
    reader.sees(".judge", "The search is at step");
    reader.press_named("Cancel");
    reader.sees(".judge", "It was cancelled.");
    assert_eq!(reader.text(".judge .result"), "");

    reader.press_named("Judge");
    reader.sees(".judge", "The search is at step");
    reader.run(
        "const now = performance.now.bind(performance); performance.now = () => now() + 61_000",
        &[],
    );
    reader.sees(".judge .result", "The search was ended after 60 s.");
    assert_eq!(reader.console_errors(), [""; 0]);
}
