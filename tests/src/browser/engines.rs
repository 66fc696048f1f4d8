//! What each engine's driver does in a way of its own, and what it cannot do at all.

use super::{Browser, Screen, Setting, Theme, key, text_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::actions::KeyAction;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use url::{ParseError, Url};
use xtask::engine::Engine;

/// What a test may need of a driver that not every driver has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Showing a page as it is printed.
    Paper,
    /// A touch screen, for which targets are larger.
    Touch,
    /// A window that has the focus: without it nothing in the page is told that it has.
    Focus,
}

/// What cannot be done, and why.
const MISSING: [(Engine, Means, &str); 3] = [
    (Engine::WebKit, Means::Paper, "WebKitWebDriver neither prints nor changes the medium"),
    (Engine::WebKit, Means::Touch, "WebKitWebDriver has no touch screen"),
    (Engine::WebKit, Means::Focus, "no window manager gives WebKit's window the focus"),
];

/// What a page in WebKit is watched with from the end of its loading, since its driver has no log:
/// refusals of a policy are told from its beginning, exceptions and failures only from here on. A layout
/// that settles a frame later is an event too, but nothing that a console would show.
const WATCH: &str = "\
    if ('wrongs' in window) return; \
    const wrongs = []; \
    Object.defineProperty(window, 'wrongs', { value: wrongs }); \
    addEventListener('error', ({ message, target }) => /^ResizeObserver loop/.test(message) || \
      wrongs.push(message ?? `cannot load ${target.src}`), true); \
    addEventListener('unhandledrejection', (event) => wrongs.push(String(event.reason))); \
    const { error } = console; \
    console.error = (...words) => { wrongs.push(words.join(' ')); error(...words); }; \
    new ReportingObserver((reports) => reports.forEach(({ body }) => \
      wrongs.push(`refused: ${body.effectiveDirective} ${body.blockedURL}`)), \
      { types: ['csp-violation'], buffered: true }).observe();";

impl Means {
    /// Whether the engine at hand has these means. If not, says so past the capture of output, with the
    /// name of the test that is not made.
    #[must_use]
    pub fn are_there(self) -> bool {
        let engine = Engine::chosen();
        let missing = MISSING.iter().find(|entry| (entry.0, entry.1) == (engine, self));
        if let Some((_, _, reason)) = missing {
            let thread = std::thread::current();
            let (test, engine) = (thread.name().unwrap_or("a test"), engine.title());
            drop(writeln!(std::io::stderr(), "not made in {engine}: {test}: {reason}"));
        }
        missing.is_none()
    }
}

/// What a new session asks for.
pub(super) fn capabilities(engine: Engine, setting: &Setting, profile: &Path) -> Value {
    let program = engine.browser();
    match engine {
        Engine::Chromium => {
            let mut options = json!({ "args": chromium_args(setting.screen, profile) });
            if let Some(program) = program {
                options["binary"] = json!(program);
            }
            json!({
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": { "browser": "ALL" },
            })
        }
        Engine::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "binary": program,
                "args": ["-headless"],
                "prefs": firefox_preferences(setting),
            },
        }),
        Engine::WebKit => {
            let mut args = vec!["--automation", "--javascript-can-open-windows-automatically=true"];
            if !setting.scripts {
                args.push("--enable-javascript=false");
            }
            if setting.theme == Theme::Dark {
                args.push("--dark-mode");
            }
            json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": program, "args": args },
            })
        }
    }
}

fn chromium_args(screen: Screen, profile: &Path) -> Vec<String> {
    let fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ];
    let mut args = fixed.map(str::to_owned).to_vec();
    args.push(format!("--user-data-dir={}", profile.display()));
    args.push(format!("--window-size={},{}", screen.width.max(500), screen.height));
    args
}

fn firefox_preferences(setting: &Setting) -> Value {
    let dark = setting.theme == Theme::Dark;
    json!({
        "layout.css.prefers-color-scheme.content-override": if dark { 0 } else { 1 },
        "ui.prefersReducedMotion": u8::from(setting.reduced_motion),
        "javascript.enabled": setting.scripts,
        "javascript.options.wasm": setting.wasm,
        "dom.w3c_touch_events.enabled": u8::from(setting.screen.touch),
        "ui.primaryPointerCapabilities": if setting.screen.touch { 1 } else { 6 },
        // Lets a test read what the page has put on the clipboard.
        "dom.events.testing.asyncClipboard": true,
    })
}

/// The narrowest window that WebKit's browser has, in CSS pixels.
const NARROWEST: u32 = 334;

/// What WebKit takes from its surroundings.
///
/// Its compiler works on the page's own thread here. WebKitGTK 2.50.6 on x86-64 takes its stack pointer up
/// over a function's whole frame for one instruction after every call that its baseline compiler for
/// WebAssembly wrote (`mov %rbp,%rsp; sub %r10,%rsp`). A signal that comes just then is put over the
/// locals, and compiler threads stop the page's thread by signals, to put their code in place: with
/// them one run of `partitions` in a hundred differed or stopped, with a timer of signals one in three,
/// and none where only its interpreter ran.
pub(super) fn webkit_settings(driver: &mut Command, setting: &Setting, config: &Path) {
    let animations = if setting.reduced_motion { 0 } else { 1 };
    fs::create_dir_all(config.join("gtk-3.0")).expect("a folder for settings");
    fs::write(
        config.join("gtk-3.0/settings.ini"),
        format!("[Settings]\ngtk-enable-animations={animations}\n"),
    )
    .expect("settings");
    driver
        .env("GDK_BACKEND", "x11")
        .env("GDK_SCALE", setting.screen.scale.to_string())
        .env("GSETTINGS_BACKEND", "memory")
        .env("NO_AT_BRIDGE", "1")
        .env("JSC_useWasm", setting.wasm.to_string())
        .env("JSC_useConcurrentJIT", "0")
        .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
}

impl Browser {
    /// Makes true of the started browser what could not be asked for at its start.
    pub(super) fn settle(&self, setting: &Setting) {
        match self.engine {
            Engine::Chromium => self.emulate(setting),
            Engine::Firefox => {}
            Engine::WebKit => self.bare_window(),
        }
        self.show_on(setting.screen);
    }

    /// Changes to a window without tools, which may be as narrow as a phone.
    fn bare_window(&self) {
        self.run("open('about:blank', '', 'popup')", &[]);
        let first = self.ask(self.client.window(), "the window");
        let mut all = self.ask(self.client.windows(), "windows").into_iter();
        let other = all.find(|window| *window != first).expect("a second window");
        self.ask(self.client.close_window(), "closing the first window");
        self.ask(self.client.switch_to_window(other), "the second window");
    }

    fn emulate(&self, setting: &Setting) {
        let motion = if setting.reduced_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": setting.theme.name() },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
        let no_scripts = json!({ "value": !setting.scripts });
        self.devtools("Emulation.setScriptExecutionDisabled", &no_scripts);
        if !setting.wasm {
            self.before_each_page("delete globalThis.WebAssembly");
        }
    }

    /// Shows the page on another screen, or in WebKit on the narrowest there is.
    ///
    /// # Panics
    /// If there is no such screen.
    pub fn show_on(&self, screen: Screen) {
        let Screen { mut width, height, scale, touch } = screen;
        match self.engine {
            Engine::Chromium => {
                let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch });
                self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
                self.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": touch }));
            }
            Engine::Firefox => {
                self.privileged(
                    "const [width, height, scale] = arguments; \
                     const { style, browsingContext } = gBrowser.selectedBrowser; \
                     for (const name of ['width', 'min-width', 'max-width']) style.setProperty(name, `${width}px`); \
                     for (const name of ['height', 'min-height', 'max-height']) style.setProperty(name, `${height}px`); \
                     browsingContext.overrideDPPX = scale",
                    &[json!(width), json!(height), json!(scale)],
                );
            }
            Engine::WebKit => {
                width = width.max(NARROWEST);
                self.ask(self.client.set_window_rect(0, 0, width, height), "the window's place");
            }
        }
        // On a phone Chromium lays a page that does not know of phones out wider, at once.
        if self.engine == Engine::Chromium {
            return;
        }
        let there = format!("return innerWidth === {width} && innerHeight === {height}");
        self.wait_for("the screen", &there);
    }

    /// Shows the page as it is printed, where there are [`Means::Paper`].
    pub fn show_on_paper(&self) {
        if self.engine == Engine::Firefox {
            let script = "gBrowser.selectedBrowser.browsingContext.mediumOverride = 'print'";
            self.privileged(script, &[]);
        } else {
            self.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
        }
        self.run("dispatchEvent(new Event('beforeprint'))", &[]);
    }

    /// Runs a script in every page that is opened from now on, before the page's own; Chromium
    /// alone can.
    pub fn before_each_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// The text on the clipboard.
    #[must_use]
    pub fn clipboard(&self) -> String {
        match self.engine {
            Engine::Chromium => {
                let permissions =
                    json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
                self.devtools("Browser.grantPermissions", &permissions);
            }
            Engine::Firefox => {}
            Engine::WebKit => return self.pasted(),
        }
        text_of(&self.run_async("return await navigator.clipboard.readText()", &[]))
    }

    /// The text on the clipboard, pasted into a field that is there for as long as that takes.
    fn pasted(&self) -> String {
        let field = "const field = document.createElement('textarea'); \
                     field.id = 'pasted'; \
                     field.before = document.activeElement; \
                     (document.querySelector('dialog[open]') ?? document.body).append(field); \
                     field.focus({ preventScroll: true })";
        self.run(field, &[]);
        let down = |value| KeyAction::Down { value };
        let up = |value| KeyAction::Up { value };
        self.press_all([down(key::CONTROL), down('v'), up('v'), up(key::CONTROL)]);
        let text = "const field = document.getElementById('pasted'); \
                    field.remove(); \
                    field.before.focus({ preventScroll: true }); \
                    return field.value";
        text_of(&self.run(text, &[]))
    }

    /// A picture in PNG: of the window, or of the whole page; Chromium alone takes them.
    ///
    /// # Panics
    /// If the browser hands out no picture.
    #[must_use]
    pub fn picture(&self, whole_page: bool) -> Vec<u8> {
        let mut params = json!({ "format": "png", "captureBeyondViewport": whole_page });
        if whole_page {
            let size = self.devtools("Page.getLayoutMetrics", &json!({}))["cssContentSize"].clone();
            params["clip"] = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        }
        let picture = self.devtools("Page.captureScreenshot", &params);
        STANDARD.decode(text_of(&picture["data"])).expect("a picture in base64")
    }

    /// The severe messages in the console since the last call: exceptions, refused scripts and
    /// styles, and in Chromium files that are missing.
    #[must_use]
    pub fn console_errors(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => {
                let log = self.post("se/log", &json!({ "type": "browser" }));
                let entries = log.as_array().cloned().unwrap_or_default();
                let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
                severe.map(|entry| text_of(&entry["message"])).collect()
            }
            Engine::Firefox => {
                let found = self.privileged(
                    "const { Ci, Services } = globalThis; \
                     const found = Services.console.getMessageArray() \
                       .filter(it => it instanceof Ci.nsIScriptError && it.sourceName.startsWith('http') \
                         && !(it.flags & (it.warningFlag | it.infoFlag))) \
                       .map(it => `${it.sourceName}:${it.lineNumber}: ${it.errorMessage}`); \
                     Services.console.reset(); \
                     return found",
                    &[],
                );
                found.as_array().expect("a list").iter().map(text_of).collect()
            }
            Engine::WebKit => {
                let found = self.run("return window.wrongs?.splice(0) ?? []", &[]);
                found.as_array().expect("a list").iter().map(text_of).collect()
            }
        }
    }

    /// Begins to watch an opened page where the driver does not.
    pub(super) fn watch(&self) {
        if self.engine == Engine::WebKit {
            self.run(WATCH, &[]);
        }
    }

    /// Sends a command of the DevTools protocol, which Chromium alone speaks.
    ///
    /// # Panics
    /// In other engines.
    pub fn devtools(&self, command: &str, params: &Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{command} is Chromium's");
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// Sends a command that one engine's driver alone knows.
    fn post(&self, path: &'static str, body: &Value) -> Value {
        let own = Own { path, body: body.to_string() };
        self.ask(self.client.issue_cmd(own), path)
    }

    /// Runs the body of a function in Firefox itself, not in its page.
    fn privileged(&self, script: &str, args: &[Value]) -> Value {
        self.post("moz/context", &json!({ "context": "chrome" }));
        let value = self.run(script, args);
        self.post("moz/context", &json!({ "context": "content" }));
        value
    }
}

/// A command of one engine's driver.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: String,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.clone()))
    }
}
