//! A reader before a figure: what they look at, and what they do to it.

use serde_json::{Value, json};
use std::ops::Deref;
use std::time::{Duration, Instant};
use suite::browser::{Browser, Screen, Setting, Theme, key};
use suite::site;

/// Someone with a browser of their own.
pub struct Reader(Browser);

impl Deref for Reader {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.0
    }
}

impl Reader {
    /// At a desk, in the light, with this link.
    pub fn at_a_desk(link: &str) -> Self {
        Self::with(Screen::DESKTOP, Theme::Light, link)
    }

    /// With a link open, and its figure drawn.
    pub fn with(screen: Screen, theme: Theme, link: &str) -> Self {
        Self::in_a(&Setting::new(screen, theme), link)
    }

    /// In such a setting, with a link open.
    pub fn in_a(setting: &Setting, link: &str) -> Self {
        let reader = Self(Browser::start_in(setting));
        reader.follows(link);
        reader
    }

    /// Opens a link of the site and waits for its figure.
    pub fn follows(&self, link: &str) {
        self.open(&format!("{}{link}", site::url()));
        self.sees_a_figure();
    }

    /// Waits until there is a figure, drawn and told.
    pub fn sees_a_figure(&self) {
        let script = "return document.querySelector('canvas')?.width > 0 \
                      && document.querySelector('.chip') !== null";
        self.wait_for("a figure", script);
    }

    /// How many elements match.
    pub fn count(&self, css: &str) -> usize {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.run(script, &[json!(css)]).as_u64().unwrap_or_default() as usize
    }

    /// Whether the first element that matches is shown.
    pub fn is_shown(&self, css: &str) -> bool {
        let script = "return document.querySelector(arguments[0]).checkVisibility()";
        self.run(script, &[json!(css)]) == json!(true)
    }

    /// The moment that the page shows, in seconds.
    pub fn moment(&self) -> f64 {
        let text = self.text(".time");
        text.trim_end_matches(" s").parse().unwrap_or_else(|_| panic!("{text} is no moment"))
    }

    /// Pauses, if it plays.
    pub fn pauses(&self) {
        let script = "const play = document.querySelector('.play'); \
                      if (play.ariaLabel === 'Pause') play.click()";
        self.run(script, &[]);
    }

    /// Moves the scrubber to a moment, pausing first, and waits until the page is there.
    pub fn goes_to(&self, seconds: f64) {
        self.pauses();
        let script = "const range = document.querySelector('.track input'); \
                      range.value = arguments[0] * 1e6; \
                      range.dispatchEvent(new Event('input'))";
        self.run(script, &[json!(seconds)]);
        let shown = format!("{seconds:.3} s");
        self.wait_for(
            &format!("the moment {shown}"),
            &format!("return document.querySelector('.time').textContent === '{shown}'"),
        );
    }

    /// Waits for a verdict in these words.
    pub fn sees_verdict(&self, words: &str) {
        let script = format!(
            "return [...document.querySelectorAll('.chip summary span:first-of-type')]\
             .some(el => el.textContent === '{words}')"
        );
        self.wait_for(&format!("the verdict {words}"), &script);
    }

    /// Waits until a measurement is as expected, and returns it: its digits alone.
    pub fn sees_measured(&self, label: &str, expected: &str) -> String {
        let script = format!(
            "const row = [...document.querySelectorAll('.section tr')]\
               .find(row => row.firstChild.textContent === '{label}'); \
             const value = row?.lastChild.firstChild.textContent; \
             return {expected} && value"
        );
        let value = self.wait_for(&format!("{label}: {expected}"), &script);
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until something on the page reads so.
    pub fn sees(&self, css: &str, words: &str) {
        let script = format!(
            "return [...document.querySelectorAll('{css}')].some(el => el.checkVisibility() \
             && el.innerText.includes({}))",
            json!(words)
        );
        self.wait_for(&format!("{words} in {css}"), &script);
    }

    /// Opens the menu of something in the picture and takes the choice that begins so.
    pub fn does_to(&self, target: &str, choice: &str) {
        self.press_named(target);
        self.sees(".menu", choice);
        self.press_named(choice);
    }

    /// What has been done to the run, as the list under the figure says.
    pub fn deeds(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('.notes .deeds li span')]\
                      .map(el => el.textContent)";
        strings(&self.run(script, &[]))
    }

    /// The middle of something that the picture has a button for, in the window.
    pub fn place_of(&self, target: &str) -> (f64, f64) {
        let script = "const el = [...document.querySelectorAll('.hits button')]\
                        .find(el => el.ariaLabel.startsWith(arguments[0])); \
                      el.scrollIntoView({ block: 'nearest' }); \
                      const { x, y, width, height } = el.getBoundingClientRect(); \
                      return [x + width / 2, y + height / 2]";
        let place = self.run(script, &[json!(target)]);
        (place[0].as_f64().expect("x"), place[1].as_f64().expect("y"))
    }

    /// The hash of the run that the page shows, from the page's own player.
    pub fn run_hash(&self) -> String {
        let script = "const { Player } = await imported(arguments[0], `${document.body.dataset.live}.js`); \
                      const { now } = Player.prototype; \
                      const player = new Promise(found => { \
                        Player.prototype.now = function () { found(this); return now.call(this); }; \
                      }); \
                      document.dispatchEvent(new Event('visibilitychange')); \
                      const hash = (await player).hash(); \
                      Player.prototype.now = now; \
                      return hash";
        let hash = self.run_async(script, &[json!(site::url())]);
        hash.as_str().expect("a hash").to_owned()
    }

    /// The pixels of the picture, as a number that differs when they do.
    pub fn picture_sum(&self) -> Value {
        self.run(
            "const canvas = document.querySelector('canvas'); \
             const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
             let sum = 0; \
             for (const value of data) sum = (sum * 31 + value) | 0; \
             return sum",
            &[],
        )
    }

    /// Waits until the picture is not that one any more.
    pub fn sees_another_picture(&self, before: &Value) {
        let start = Instant::now();
        while self.picture_sum() == *before {
            assert!(start.elapsed() < Duration::from_secs(10), "the picture stays as it was");
        }
    }

    /// Waits until the picture is that one.
    pub fn sees_the_picture(&self, expected: &Value) {
        let start = Instant::now();
        while self.picture_sum() != *expected {
            assert!(start.elapsed() < Duration::from_secs(10), "the picture is another");
        }
    }

    /// Where in the window the pointer finds something in the picture that is called so.
    pub fn finds(&self, name: &str) -> Option<(f64, f64)> {
        let script = "const canvas = document.querySelector('canvas'); \
                      const tip = document.querySelector('.tip'); \
                      const { left, top, width, height } = canvas.getBoundingClientRect(); \
                      for (let y = top; y < Math.min(top + height, innerHeight); y += 4) { \
                        for (let x = left; x < left + width; x += 4) { \
                          canvas.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, \
                            pointerType: 'mouse', pointerId: 7, clientX: x, clientY: y })); \
                          if (!tip.hidden && tip.textContent.startsWith(arguments[0])) return [x + 2, y + 2]; \
                        } \
                      } \
                      return null";
        let place = self.run(script, &[json!(name)]);
        Some((place[0].as_f64()?, place[1].as_f64()?))
    }

    /// Chooses or types in the field of a panel below the figure that is labelled so.
    pub fn sets(&self, label: &str, value: &str) {
        let script = "const label = [...document.querySelectorAll('.below label')]\
                        .find(el => el.textContent === arguments[0] && el.checkVisibility()); \
                      const input = document.getElementById(label.htmlFor); \
                      input.value = arguments[1]; \
                      input.dispatchEvent(new Event('change', { bubbles: true })); \
                      return input.value";
        assert_eq!(self.run(script, &[json!(label), json!(value)]), json!(value), "{label}");
    }

    /// Types a value over the one in a field, as the reader does who leaves it with Enter; what the
    /// field shows then.
    pub fn types(&self, label: &str, value: &str) -> String {
        let css = format!("input[aria-label='{label}, typed']");
        self.run("document.querySelector(arguments[0]).focus()", &[json!(css)]);
        for letter in value.chars().chain([key::ENTER]) {
            self.press(letter);
        }
        self.run("document.activeElement.blur()", &[]);
        let shown = self.run("return document.querySelector(arguments[0]).value", &[json!(css)]);
        shown.as_str().unwrap_or_default().to_owned()
    }

    /// That neither the console nor axe-core has anything to say against the page as it is.
    pub fn finds_nothing_wrong(&self, state: &str) {
        assert_eq!(self.accessibility_violations(), [""; 0], "{state}");
        assert_eq!(self.console_errors(), [""; 0], "console, {state}");
    }
}

/// A list of strings from the page.
pub fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().expect("a list");
    list.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
}
