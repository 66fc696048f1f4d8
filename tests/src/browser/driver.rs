//! The programs behind a browser: its driver, what that needs to run, and a folder for what they write.

use super::{Setting, engines};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use xtask::engine::Engine;
use xtask::tools;

/// Longest time a program may take to start.
const START: Duration = Duration::from_secs(20);

/// A driver that answers on a port; it and all that was started for it end when it is dropped.
pub(super) struct Driver {
    pub(super) port: u16,
    /// What it and its browser have written to their output.
    pub(super) output: Arc<Mutex<Vec<String>>>,
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
        let mut driver = spawn(&mut command);
        let output = Arc::new(Mutex::new(Vec::new()));
        collect(&mut driver, &output);
        programs.insert(0, driver);
        await_port(port, name);
        Self { port, output, programs, profile }
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
    let mut screen = spawn(Command::new("Xvfb").args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "4400x2600x24",
        "-nolisten",
        "tcp",
    ]));
    let display = format!(":{}", first_line(&mut screen));
    let mut bus = spawn(Command::new("dbus-daemon").args([
        "--session",
        "--nofork",
        "--nopidfile",
        "--print-address=1",
    ]));
    driver.env("DISPLAY", display).env("DBUS_SESSION_BUS_ADDRESS", first_line(&mut bus));
    for (name, folder) in [("CONFIG", "config"), ("CACHE", "cache"), ("DATA", "data")] {
        driver.env(format!("XDG_{name}_HOME"), profile.join(folder));
    }
    engines::webkit_settings(driver, setting, &profile.join("config"));
    vec![screen, bus]
}

fn spawn(command: &mut Command) -> Child {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"))
}

/// The line with which a program says that it is ready. What comes after it is thrown away.
fn first_line(program: &mut Child) -> String {
    let mut output = BufReader::new(program.stdout.take().expect("its output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    thread::spawn(move || drop(output.read_to_end(&mut Vec::new())));
    line.trim().to_owned()
}

/// Keeps what a program writes.
fn collect(program: &mut Child, lines: &Arc<Mutex<Vec<String>>>) {
    let output = program.stdout.take().expect("its output");
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            lines.lock().expect("no panic while writing").push(line);
        }
    });
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
