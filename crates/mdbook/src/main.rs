//! `mdbook-bivalent`: the preprocessor that mdBook calls. A block
//!
//! ````text
//! ```bivalent
//! cap?mode=ap&seed=7
//! caption = "A write that one side never saw"
//! expect = "linearizable: violated"
//! ```
//! ````
//!
//! becomes a live figure in HTML, and a still with its caption and link in every other renderer.

mod block;
mod expand;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use expand::{Book, expand};
use mdbook_preprocessor::parse_input;
use std::io;
use std::process::ExitCode;

/// A preprocessor for mdBook: blocks named bivalent become live figures, or stills.
///
/// mdBook calls it: a book on standard input is handed back on standard output.
#[derive(Parser)]
#[command(name = "mdbook-bivalent", version)]
struct Asked {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Say by the exit status whether a renderer's books can be preprocessed; all can
    Supports {
        /// As in book.toml: html, epub and so on
        renderer: String,
    },
}

fn main() -> ExitCode {
    if let Some(Command::Supports { .. }) = Asked::parse().command {
        // Every renderer gets something.
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mdbook-bivalent: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let (context, mut book) = parse_input(io::stdin())?;
    let base = context.config.get::<String>("preprocessor.bivalent.base")?;
    let base = base.map(|base| format!("{}/", base.trim_end_matches('/')));
    let to = Book { html: context.renderer == "html", base: base.as_deref() };
    let mut wrong = Vec::new();
    book.for_each_chapter_mut(|chapter| match expand(&chapter.content, to) {
        Ok(content) => chapter.content = content,
        Err(errors) => {
            let file = chapter.source_path.as_deref().unwrap_or_else(|| chapter.name.as_ref());
            let file = context.config.book.src.join(file);
            wrong.extend(
                errors
                    .iter()
                    .map(|error| format!("{}:{}: {}", file.display(), error.line, error.message)),
            );
        }
    });
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    serde_json::to_writer(io::stdout(), &book).context("the book could not be handed back")
}
