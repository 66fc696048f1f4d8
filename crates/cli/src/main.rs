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

use anyhow::{Result, bail};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::io::{self, BufWriter, Write};
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

/// The runs of the atlas, its checker and its pictures on the command line.
#[derive(Parser)]
#[command(
    name = "bivalent",
    version,
    after_help = "`bivalent help COMMAND` tells more, with examples."
)]
struct Bivalent {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    List(list::Asked),
    Run(run::Asked),
    Sweep(sweep::Asked),
    Merge(merge::Asked),
    Judge(judge::Asked),
    Explore(explore::Asked),
    Render(render::Asked),
    Site(site::Asked),
    Docs(docs::Asked),
}

impl Command {
    fn run(&self, out: &mut dyn Write) -> Result<Status> {
        match self {
            Self::List(asked) => list::run(asked, out),
            Self::Run(asked) => run::run(asked, out),
            Self::Sweep(asked) => sweep::run(asked, out),
            Self::Merge(asked) => merge::run(asked, out),
            Self::Judge(asked) => judge::run(asked, out),
            Self::Explore(asked) => explore::run(asked, out),
            Self::Render(asked) => render::run(asked, out),
            Self::Site(asked) => site::run(asked, out),
            Self::Docs(asked) => docs::run(asked, out),
        }
    }
}

/// What every exit status means.
const STATUSES: &str = "\
0  what was asked holds
1  it is violated
2  it is unknown: the search ended before it was decided
3  bad input: the message says where, and what was expected
";

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let done = bivalent(&mut out).and_then(|status| {
        out.flush()?;
        Ok(status)
    });
    let status = done.unwrap_or_else(|error| {
        if error.downcast_ref::<io::Error>().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe)
        {
            // Whoever reads has had enough; that is no mistake in what was given.
            return Status::Holds;
        }
        eprintln!("bivalent: {error:#}");
        Status::BadInput
    });
    ExitCode::from(status as u8)
}

fn bivalent(out: &mut dyn Write) -> Result<Status> {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            write!(out, "{}", error.render())?;
            return Ok(Status::Holds);
        }
        Err(error) => bail!("{}", plain(&error)),
    };
    Bivalent::from_arg_matches(&matches)?.command.run(out)
}

/// What is wrong with the words, without clap's own heading.
fn plain(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, _) => {
            "a command is missing; `bivalent --help` lists them".to_owned()
        }
        (_, Some(ContextValue::String(name))) => {
            let all = Bivalent::command();
            let names = all.get_subcommands().map(clap::Command::get_name);
            format!("there is no command {name:?}{}", text::meant(name, names))
        }
        _ => said.to_owned(),
    }
}

/// The commands as clap knows them, each with its exit statuses.
fn command() -> clap::Command {
    let with_statuses = |command: clap::Command| {
        let notes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        command.after_help(format!("{notes}\n\n{}", statuses()))
    };
    with_statuses(Bivalent::command()).mut_subcommands(with_statuses)
}

/// The help of the program, and of each command by its name.
fn helps() -> (String, Vec<(String, String)>) {
    let mut all = command();
    all.build();
    let help = |command: &mut clap::Command| {
        (command.get_name().to_owned(), command.render_help().to_string())
    };
    let overview = all.render_help().to_string();
    let commands = all.get_subcommands_mut().filter(|command| command.get_name() != "help");
    (overview, commands.map(help).collect())
}

fn statuses() -> String {
    let lines = STATUSES.lines().map(|line| format!("  {line}\n"));
    format!("Exit status:\n{}", lines.collect::<String>().trim_end())
}
