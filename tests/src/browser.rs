//! Drives a browser through its WebDriver: Chromium, or the engine that `BIVALENT_BROWSER` names.
//! What drivers do in ways of their own is in `engines`.
//!
//! It knows the page only as a reader does: what it shows, and what can be pressed. Its methods
//! panic with what was asked and what came instead, as befits a test.

use crate::site::IMPORTED;
use fantoccini::actions::{Actions, InputSource, KeyAction, KeyActions};
use fantoccini::actions::{MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tokio::runtime::{self, Runtime};
use xtask::engine::Engine;
use xtask::tools;

mod driver;
mod engines;

use driver::Driver;
pub use engines::Means;

/// Longest time a page may take for anything a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longest time a script may take that a test runs in a page.
const SCRIPT: Duration = Duration::from_secs(280);

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A screen to show the page on, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Device pixels for one CSS pixel.
    pub scale: u32,
    /// Touched rather than pointed at.
    pub touch: bool,
}

impl Screen {
    /// A laptop.
    pub const DESKTOP: Self = Self { width: 1280, height: 800, scale: 1, touch: false };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, scale: 2, touch: true };
    /// The narrowest screen that is served.
    pub const NARROW: Self = Self { width: 320, height: 640, scale: 2, touch: true };
}

/// What the reader's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As in `prefers-color-scheme`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a reader has, from the moment the browser starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The screen.
    pub screen: Screen,
    /// The theme that the system prefers.
    pub theme: Theme,
    /// Whether the system asks for little motion.
    pub reduced_motion: bool,
    /// Whether pages may run scripts of their own.
    pub scripts: bool,
    /// Whether there is WebAssembly.
    pub wasm: bool,
}

impl Setting {
    /// With all that a browser comes with.
    #[must_use]
    pub fn new(screen: Screen, theme: Theme) -> Self {
        Self { screen, theme, reduced_motion: false, scripts: true, wasm: true }
    }
}

/// One browser with a fresh profile and one window; it ends when dropped.
pub struct Browser {
    engine: Engine,
    client: Client,
    /// What waits for the answers.
    runtime: Runtime,
    /// Ends with the browser, after it.
    _driver: Driver,
}

impl Browser {
    /// Starts a browser with such a screen.
    ///
    /// # Panics
    /// If the browser or its driver does not start.
    #[must_use]
    pub fn start(screen: Screen, theme: Theme) -> Self {
        Self::start_in(&Setting::new(screen, theme))
    }

    /// Starts a browser in such a setting.
    ///
    /// # Panics
    /// If the browser or its driver does not start.
    #[must_use]
    pub fn start_in(setting: &Setting) -> Self {
        let engine = Engine::chosen();
        let driver = Driver::start(engine, setting);
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("what waits for answers");
        let capabilities = engines::capabilities(engine, setting, driver.profile());
        let capabilities = capabilities.as_object().expect("capabilities have names");
        let address = format!("http://127.0.0.1:{}", driver.port);
        let started =
            Client::with_capabilities_and_connector(&address, capabilities, HttpConnector::new());
        let client = runtime.block_on(started).unwrap_or_else(|error| panic!("{error}"));
        let browser = Self { engine, client, runtime, _driver: driver };
        let limits = TimeoutConfiguration::new(Some(SCRIPT), Some(PATIENCE * 3), None);
        browser.ask(browser.client.update_timeouts(limits), "timeouts");
        browser.settle(setting);
        browser
    }

    /// Waits for an answer; `what` says what was asked for.
    fn ask<T>(&self, answer: impl Future<Output = Result<T, CmdError>>, what: &str) -> T {
        self.runtime.block_on(answer).unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Opens an address and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.ask(self.client.goto(url), url);
        self.watch();
    }

    /// Loads the page again and waits until it is there.
    pub fn reload(&self) {
        self.ask(self.client.refresh(), "reload");
        self.watch();
    }

    /// The address bar.
    #[must_use]
    pub fn address(&self) -> String {
        self.ask(self.client.current_url(), "address").into()
    }

    /// Runs the body of a function in the page; `args` are its `arguments`.
    pub fn run(&self, script: &str, args: &[Value]) -> Value {
        self.ask(self.client.execute(script, args.to_vec()), script)
    }

    /// Runs the body of an async function in the page and waits for what it returns. It may get the
    /// site's modules by `imported(base, name)`.
    pub fn run_async(&self, script: &str, args: &[Value]) -> Value {
        let script = format!(
            "{IMPORTED} const done = arguments[arguments.length - 1]; \
             (async function () {{ {script} }}).apply(null, arguments)\
             .then(done, error => done({{ failed: String(error && error.stack || error) }}));"
        );
        let value = self.ask(self.client.execute_async(&script, args.to_vec()), &script);
        assert!(value["failed"].is_null(), "in the page: {}", value["failed"]);
        value
    }

    /// Runs the body of a function in the first frame that matches.
    pub fn in_frame(&self, css: &str, script: &str) -> Value {
        self.ask(self.find(css).enter_frame(), css);
        let value = self.run(script, &[]);
        self.ask(self.client.enter_parent_frame(), "the page around a frame");
        value
    }

    /// Waits until a script returns something true, and returns it.
    ///
    /// # Panics
    /// If that takes too long; `what` says what was waited for.
    pub fn wait_for(&self, what: &str, script: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.run(script, &[]);
            if !matches!(&value, Value::Null | Value::Bool(false)) && value != json!("") {
                return value;
            }
            let shown = || self.run("return document.body.innerText.slice(0, 400)", &[]);
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; shown: {}", shown());
            sleep(Duration::from_millis(50));
        }
    }

    /// Taps the middle of the first element that matches, as a finger does.
    pub fn tap(&self, css: &str) {
        self.run(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
            &[json!(css)],
        );
        let element = self.find(css);
        let to = PointerAction::MoveToElement { element, duration: None, x: 0., y: 0. };
        self.act(TouchActions::new("finger".to_owned()).then(to).then(DOWN).then(UP));
    }

    /// Clicks the middle of the first element that matches.
    pub fn click(&self, css: &str) {
        self.ask(self.find(css).click(), css);
    }

    /// Clicks what can be pressed and is called `words`, or else begins with them: by the name
    /// that assistive technology reads.
    ///
    /// # Panics
    /// If nothing visible is called so.
    pub fn press_named(&self, words: &str) {
        let script = format!(
            "const called = el => (el.ariaLabel ?? el.innerText).trim(), name = {}; \
             const all = [...document.querySelectorAll('button,a,summary,label,[role=tab]')] \
               .filter(el => el.checkVisibility()); \
             const el = all.find(el => called(el) === name) ?? \
               all.find(el => called(el).startsWith(name)) ?? null; \
             el?.scrollIntoView({{ block: 'nearest' }}); \
             return el",
            json!(words)
        );
        let element = self.wait_for(&format!("something called {words}"), &script);
        let id = element[ELEMENT].as_str().expect("an element").to_owned();
        let element = Element::from_element_id(self.client.clone(), id.into());
        self.ask(element.click(), words);
    }

    /// Types into the first element that matches.
    pub fn type_into(&self, css: &str, text: &str) {
        self.ask(self.find(css).send_keys(text), css);
    }

    /// Presses and releases one key, wherever the focus is; special keys as in WebDriver, for
    /// example [`key::TAB`].
    pub fn press(&self, key: char) {
        self.press_all([KeyAction::Down { value: key }, KeyAction::Up { value: key }]);
    }

    fn press_all(&self, keys: impl IntoIterator<Item = KeyAction>) {
        let pressed = KeyActions::new("keys".to_owned());
        self.act(keys.into_iter().fold(pressed, KeyActions::then));
    }

    /// Presses the mouse at the first of these points of the window, moves it through the others
    /// and lets go; one point alone is a click.
    pub fn drag(&self, points: &[(f64, f64)]) {
        self.drag_by(MouseActions::new("mouse".to_owned()), points);
    }

    /// The same with a finger; a page that was flung comes to rest. A tap before would only stop it.
    pub fn swipe(&self, points: &[(f64, f64)]) {
        self.drag_by(TouchActions::new("touch".to_owned()), points);
        let place = || self.run("return scrollY", &[]);
        let mut before = Value::Null;
        while before != place() {
            before = place();
            sleep(Duration::from_millis(150));
        }
    }

    fn drag_by(&self, pointer: impl InputSource<Action = PointerAction>, points: &[(f64, f64)]) {
        let duration = Some(Duration::from_millis(20));
        let to =
            |&(x, y): &(f64, f64)| PointerAction::MoveTo { duration, x: x.trunc(), y: y.trunc() };
        let mut actions = points.iter().map(to).collect::<Vec<_>>();
        actions.insert(1, DOWN);
        actions.push(UP);
        self.act(actions.into_iter().fold(pointer, InputSource::then));
    }

    fn act(&self, actions: impl Into<Actions>) {
        self.ask(self.client.perform_actions(actions), "actions");
    }

    fn find(&self, css: &str) -> Element {
        self.ask(self.client.find(Locator::Css(css)), css)
    }

    /// The visible text of the first element that matches.
    #[must_use]
    pub fn text(&self, css: &str) -> String {
        self.ask(self.find(css).text(), css)
    }

    /// What axe-core finds wrong with the page's accessibility.
    #[must_use]
    pub fn accessibility_violations(&self) -> Vec<String> {
        self.accessibility_violations_in("html")
    }

    /// What axe-core finds wrong with what matches, and all in it.
    ///
    /// # Panics
    /// If axe-core is not installed.
    #[must_use]
    pub fn accessibility_violations_in(&self, css: &str) -> Vec<String> {
        let axe = tools::npm_file("axe-core", "axe.min.js");
        let source = fs::read_to_string(&axe).expect("axe-core: run `cargo xtask test`");
        self.run(&format!("{source}; window.axe = axe;"), &[]);
        let found = self.run_async(
            "const { violations } = await window.axe.run(arguments[0]); \
             return violations.flatMap(({ id, help, nodes }) => \
               nodes.map(({ target, failureSummary }) => \
                 `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`));",
            &[json!(css)],
        );
        found.as_array().expect("a list").iter().map(text_of).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the session, and with it the browser.
        drop(self.runtime.block_on(self.client.clone().close()));
    }
}

const DOWN: PointerAction = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
const UP: PointerAction = PointerAction::Up { button: MOUSE_BUTTON_LEFT };

/// Special keys, as WebDriver writes them.
pub mod key {
    /// Tab.
    pub const TAB: char = '\u{e004}';
    /// Control, held while others are pressed.
    pub const CONTROL: char = '\u{e009}';
    /// Enter.
    pub const ENTER: char = '\u{e007}';
    /// Escape.
    pub const ESCAPE: char = '\u{e00c}';
    /// Space bar.
    pub const SPACE: char = '\u{e00d}';
    /// End.
    pub const END: char = '\u{e010}';
    /// Home.
    pub const HOME: char = '\u{e011}';
    /// Left arrow.
    pub const LEFT: char = '\u{e012}';
    /// Up arrow.
    pub const UP: char = '\u{e013}';
    /// Right arrow.
    pub const RIGHT: char = '\u{e014}';
    /// Down arrow.
    pub const DOWN: char = '\u{e015}';
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
