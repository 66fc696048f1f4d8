//! The browser engines that the site is tested in, and which of them are here.

use crate::tools::which;
use std::env;
use std::fs;
use std::path::PathBuf;

/// The variable that chooses the engine of the browser tests, by its [`Engine::name`].
pub const VARIABLE: &str = "BIVALENT_BROWSER";

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver.
    Firefox,
    /// WebKitGTK in its MiniBrowser, driven by WebKitWebDriver on a screen that nobody sees.
    WebKit,
}

impl Engine {
    /// All, in the order in which they are tested.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The engine that [`VARIABLE`] names: Chromium, if it is not set.
    ///
    /// # Panics
    /// If it names none.
    #[must_use]
    pub fn chosen() -> Self {
        let name = env::var(VARIABLE).unwrap_or_default();
        let named = Self::ALL.into_iter().find(|engine| engine.name() == name);
        assert!(named.is_some() || name.is_empty(), "{VARIABLE}: no engine is called {name}");
        named.unwrap_or(Self::Chromium)
    }

    /// Its name in [`VARIABLE`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Its name as people write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// Debian's packages of it.
    #[must_use]
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-driver", "fonts-dejavu-core"],
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb", "dbus-x11"],
        }
    }

    /// The programs that must be on the path, the driver first.
    #[must_use]
    pub fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromedriver", "chromium"],
            Self::Firefox => &["geckodriver", "firefox"],
            Self::WebKit => &["WebKitWebDriver", "MiniBrowser", "Xvfb", "dbus-daemon"],
        }
    }

    /// Whether it can be driven here.
    #[must_use]
    pub fn is_present(self) -> bool {
        let found = |name: &&str| which(name).is_some();
        let [driver, _, others @ ..] = self.programs() else { return false };
        found(driver) && self.browser().is_some() && others.iter().all(found)
    }

    /// The browser's program, if there is one.
    #[must_use]
    pub fn browser(self) -> Option<PathBuf> {
        match self {
            Self::Chromium => ["chromium", "chromium-browser", "google-chrome", "chrome"]
                .into_iter()
                .find_map(which),
            Self::Firefox => ["firefox-esr", "firefox"].into_iter().find_map(which),
            Self::WebKit => which("MiniBrowser").or_else(mini_browser),
        }
    }
}

/// Distributions keep WebKitGTK's browser beside its library, in a folder named after the machine.
fn mini_browser() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let folders = folders.chain([PathBuf::from("/usr/libexec")]);
    folders.map(|dir| dir.join("webkit2gtk-4.1/MiniBrowser")).find(|file| file.is_file())
}
