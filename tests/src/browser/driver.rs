//! The programs behind a browser: its driver, what that needs to run, and a folder for what they write.

use super::{Setting, engines};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use xtask::engine::Engine;
use xtask::tools;

/// Longest time a program may take to start.
const START: Duration = Duration::from_secs(20);

/// A driver that answers on a port; it and all that was started for it end when it is dropped.
pub(super) struct Driver {
    pub(super) port: u16,
    /// The driver, then what it needs.
    programs: Vec<Child>,
    profile: PathBuf,
}

impl Driver {
    /// Starts the driver of an engine.
    pub(super) fn start(engine: Engine, setting: &Setting) -> Self {
        let profile = fresh_profile();
        let port = free_port();
        let name = engine.programs()[0];
        let program = tools::which(name).unwrap_or_else(|| {
            panic!("{name} is not on the path: run `cargo xtask test --all-browsers`")
        });
        let mut command = Command::new(program);
        let mut programs = Vec::new();
        match engine {
            Engine::Chromium => drop(command.arg(format!("--port={port}"))),
            Engine::Firefox => {
                command.args(["--allow-system-access", "--port", &port.to_string()]);
            }
            Engine::WebKit => {
                command.arg(format!("--port={port}"));
                programs = surroundings(&mut command, setting, &profile);
            }
        }
        programs.insert(0, spawn(command.stdout(Stdio::null())));
        await_port(port, name);
        Self { port, programs, profile }
    }

    /// A folder for the browser's profile.
    pub(super) fn profile(&self) -> &Path {
        &self.profile
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for program in &mut self.programs {
            drop(program.kill());
            drop(program.wait());
        }
        drop(fs::remove_dir_all(&self.profile));
    }
}

/// Gives WebKit's browser a screen, a message bus and settings that are nobody else's.
fn surroundings(driver: &mut Command, setting: &Setting, profile: &Path) -> Vec<Child> {
    let (width, height) = (4400, 2600);
    let mut screen = Command::new("Xvfb");
    screen.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"]);
    screen.arg(format!("{width}x{height}x24"));
    let mut bus = Command::new("dbus-daemon");
    bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
    let (screen, display) = announced(&mut screen);
    let (bus, address) = announced(&mut bus);
    driver.env("DISPLAY", format!(":{display}")).env("DBUS_SESSION_BUS_ADDRESS", address);
    for (name, folder) in [("CONFIG", "config"), ("CACHE", "cache"), ("DATA", "data")] {
        driver.env(format!("XDG_{name}_HOME"), profile.join(folder));
    }
    engines::webkit_settings(driver, setting, &profile.join("config"));
    vec![screen, bus]
}

fn spawn(command: &mut Command) -> Child {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"))
}

/// Starts a program, and returns the line with which it says how it is reached.
fn announced(command: &mut Command) -> (Child, String) {
    let mut program = spawn(command.stdout(Stdio::piped()));
    let mut output = BufReader::new(program.stdout.take().expect("its output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    // What comes after it is thrown away.
    thread::spawn(move || io::copy(&mut output, &mut io::sink()));
    (program, line.trim().to_owned())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn await_port(port: u16, name: &str) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < START, "{name} does not answer");
        thread::sleep(Duration::from_millis(10));
    }
}

fn fresh_profile() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder =
        std::env::temp_dir().join(format!("bivalent-profile-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the profile");
    folder
}
