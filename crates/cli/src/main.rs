//! `bivalent`: the atlas's runs, its checker and its pictures on the command line.
//!
//! It reads files, writes files and prints. What a page would want too does not stand here, but in
//! the crates that both are made from.

mod list;
mod run;

mod merge;
mod offline;
mod sweep;
mod weigh;

mod explore;
mod judge;
mod render;

mod docs;
mod site;

mod card;
mod machines;
mod raster;

mod open;
mod text;

use anyhow::{Result, anyhow, bail};
use lexopt::Parser;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

/// What a command found, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// What was asked holds, or there was nothing to ask.
    Holds = 0,
    /// It does not.
    Violated = 1,
    /// It was not searched to the end.
    Unknown = 2,
    /// What was given cannot be used.
    BadInput = 3,
}

/// One of the words that may follow `bivalent`.
struct Command {
    name: &'static str,
    /// A sentence, and how it is used, with examples.
    help: &'static str,
    run: fn(Parser, &mut dyn Write) -> Result<Status>,
}

const COMMANDS: [Command; 9] = [
    Command { name: "list", help: list::HELP, run: list::run },
    Command { name: "run", help: run::HELP, run: run::run },
    Command { name: "sweep", help: sweep::HELP, run: sweep::run },
    Command { name: "merge", help: merge::HELP, run: merge::run },
    Command { name: "judge", help: judge::HELP, run: judge::run },
    Command { name: "explore", help: explore::HELP, run: explore::run },
    Command { name: "render", help: render::HELP, run: render::run },
    Command { name: "site", help: site::HELP, run: site::run },
    Command { name: "docs", help: docs::HELP, run: docs::run },
];

/// What every exit status means.
const STATUSES: &str = "\
0  what was asked holds
1  it is violated
2  it is unknown: the search ended before it was decided
3  bad input: the message says where, and what was expected
";

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut words = Parser::from_env();
    let done = bivalent(&mut words, &mut out).and_then(|status| {
        out.flush()?;
        Ok(status)
    });
    let status = done.unwrap_or_else(|error| {
        if error.downcast_ref::<io::Error>().map(io::Error::kind) == Some(ErrorKind::BrokenPipe) {
            // Whoever reads has had enough; that is no mistake in what was given.
            return Status::Holds;
        }
        eprintln!("bivalent: {error:#}");
        Status::BadInput
    });
    ExitCode::from(status as u8)
}

fn bivalent(words: &mut Parser, out: &mut dyn Write) -> Result<Status> {
    let words: Vec<_> = words.raw_args()?.collect();
    let Some((first, rest)) = words.split_first() else {
        bail!("a command is missing; `bivalent --help` lists them");
    };
    let asks_for_help = |word: &&std::ffi::OsString| ["-h", "--help"].iter().any(|h| *word == h);
    let help = match &*first.to_string_lossy() {
        "-V" | "--version" => format!("bivalent {}\n", env!("CARGO_PKG_VERSION")),
        "-h" | "--help" | "help" => match rest.first() {
            Some(name) => help_of(find(&name.to_string_lossy())?),
            None => overview(),
        },
        name => {
            let command = find(name)?;
            if !rest.iter().any(|word| asks_for_help(&word)) {
                let done = (command.run)(Parser::from_args(rest), out);
                return done.map_err(|error| hinted(error, command.name));
            }
            help_of(command)
        }
    };
    out.write_all(help.as_bytes())?;
    Ok(Status::Holds)
}

fn find(name: &str) -> Result<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name).ok_or_else(|| {
        let names = COMMANDS.iter().map(|command| command.name);
        anyhow!("there is no command {name:?}{}", text::meant(name, names))
    })
}

/// An error in the words themselves, with where to read about them.
fn hinted(error: anyhow::Error, command: &str) -> anyhow::Error {
    match error.downcast::<lexopt::Error>() {
        Ok(error) => anyhow!("{error}; see `bivalent {command} --help`"),
        Err(error) => error,
    }
}

fn overview() -> String {
    let mut help = String::from(
        "The runs of the atlas, its checker and its pictures on the command line.\n\n\
         Usage: bivalent COMMAND ...\n\nCommands:\n",
    );
    for Command { name, help: text, .. } in &COMMANDS {
        let summary = text.lines().next().unwrap_or_default();
        help.push_str(&format!("  {name:<8}{summary}\n"));
    }
    help.push_str("\n`bivalent COMMAND --help` tells more, with examples.\n");
    help + &statuses()
}

fn help_of(command: &Command) -> String {
    command.help.to_owned() + &statuses()
}

fn statuses() -> String {
    let lines = STATUSES.lines().map(|line| format!("  {line}\n"));
    format!("\nExit status:\n{}", lines.collect::<String>())
}
