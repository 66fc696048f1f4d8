//! `bivalent run`: a link's run, judged.

use crate::text::{self, Align, table, wrapped};
use crate::{Status, open};
use anyhow::{Context, Result, anyhow, bail};
use diagrams::Figure;
use diagrams::figure::{Report, Standing, Verdict};
use diagrams::json::{self, Writer};
use lab::{history, trace};
use lexopt::prelude::*;
use machine::Time;
use params::Issue;
use std::io::{self, Write};

/// For `--help` and the reference.
pub const HELP: &str = "\
Run a link and judge it

Usage: bivalent run LINK [--until TIME] [--verdict ID] [--json | --trace[=FORM] | --history FORM]

LINK is what a page's address ends in, or the whole address: cap, cap?n=7&seed=3. What of it
cannot be taken as it stands is said on standard error, and the nearest run is made.

  --until TIME   how long the run is to be: 20s, 1.5s, 200ms; the same as len=TIME in the link
  --verdict ID   let the exit status be about this verdict alone
  --json         one object, with the fields that docs/reference.md lists
  --trace        a line for every event of the run, in order; with =json an object a line, with
                 =shiviz a log with vector clocks, which ShiViz draws
  --history FORM what clients asked and were told, as edn (Jepsen), json or csv; `bivalent judge`
                 reads all three

The hash is the run's: the same link has the same hash on every machine, in a browser too.

Without --verdict the status is 1 if any verdict is violated, and 2 if none is, but the first, the
diagram's own question, is unknown.

Examples:
  bivalent run 'cap?seed=7' --until 20s
  bivalent run 'cap?mode=cp&part=leader' --verdict linearizable
  bivalent run cap --json | jq -r .hash
  bivalent run cap --trace | grep 'lost'
  bivalent run cap --trace=shiviz > cap.log
  bivalent run cap --history edn > cap.edn
";

/// What was asked for.
#[derive(Default)]
struct Asked {
    link: Option<String>,
    until: Option<Time>,
    verdict: Option<String>,
    json: bool,
    trace: Option<trace::Form>,
    history: Option<history::Form>,
}

/// Runs a link.
pub fn run(args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let asked = read(args)?;
    let link = asked.link.context("run needs a link; see `bivalent run --help`")?;
    let (mut figure, mut issues) = open::link(&link)?;
    if let Some(until) = asked.until {
        issues.extend(lengthen(figure.as_mut(), until)?);
    }
    issues.extend(open::complete(figure.as_mut()));
    figure.seek(asked.until.unwrap_or(Time::MAX).min(figure.end()));
    let report = figure.report();
    let status = status(&report, asked.verdict.as_deref())?;
    if let Some(form) = asked.trace {
        lines(out, |line| trace::write(figure.as_ref(), form, line))?;
    } else if let Some(form) = asked.history {
        lines(out, |line| history::write(&figure.history(), form, line))?;
    } else if asked.json {
        writeln!(out, "{}", object(figure.as_mut(), &report, &issues))?;
    } else {
        write!(out, "{}", words(figure.as_mut(), &report))?;
    }
    Ok(status)
}

fn read(mut args: lexopt::Parser) -> Result<Asked> {
    let mut asked = Asked::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("until") => {
                asked.until = Some(text::duration("--until", &args.value()?.string()?)?);
            }
            Long("verdict") => asked.verdict = Some(args.value()?.string()?),
            Long("json") => asked.json = true,
            Long("trace") => {
                let typed = args.optional_value().map(ValueExt::string).transpose()?;
                let typed = typed.unwrap_or_else(|| "text".to_owned());
                asked.trace = Some(form("--trace", &typed, &trace::FORMS)?);
            }
            Long("history") => {
                asked.history = Some(form("--history", &args.value()?.string()?, &history::FORMS)?);
            }
            Value(link) if asked.link.is_none() => asked.link = Some(link.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let given = [asked.json, asked.trace.is_some(), asked.history.is_some()];
    if given.iter().filter(|given| **given).count() > 1 {
        bail!("--json, --trace and --history exclude each other");
    }
    Ok(asked)
}

/// Gives the run this length, if its diagram lets it be set: by the parameter `len`.
pub fn lengthen(figure: &mut dyn Figure, until: Time) -> Result<Option<Issue>> {
    let issue = match figure.entry().specs.iter().find(|spec| spec.id == "len") {
        Some(spec) if until.as_us() > spec.link_max => {
            bail!("--until: a run lasts at most {}", spec.display(spec.link_max));
        }
        Some(spec) => figure.set("len", &spec.text(until.as_us())).err(),
        None if until > figure.end() => Some(Issue {
            key: "until".to_owned(),
            message: format!("This run ends at {} s.", figure.end()),
        }),
        None => None,
    };
    issue.iter().for_each(open::note);
    Ok(issue)
}

fn status(report: &Report, about: Option<&str>) -> Result<Status> {
    let verdicts = &report.verdicts;
    if let Some(id) = about {
        let found = verdicts.iter().find(|verdict| verdict.id == id);
        let ids = || verdicts.iter().map(|verdict| verdict.id);
        let found = found
            .ok_or_else(|| anyhow!("this run has no verdict {id:?}{}", text::meant(id, ids())))?;
        return Ok(match found.standing {
            Standing::Holds => Status::Holds,
            Standing::Violated => Status::Violated,
            Standing::Unknown => Status::Unknown,
        });
    }
    let stands = |standing| move |verdict: &Verdict| verdict.standing == standing;
    Ok(if verdicts.iter().any(stands(Standing::Violated)) {
        Status::Violated
    } else if verdicts.first().is_some_and(stands(Standing::Unknown)) {
        Status::Unknown
    } else {
        Status::Holds
    })
}

/// The form typed for an option.
fn form<F: Copy>(option: &str, typed: &str, forms: &[(&str, F)]) -> Result<F> {
    let found = forms.iter().find(|(name, _)| *name == typed).map(|(_, form)| *form);
    found.ok_or_else(|| {
        let names = forms.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        anyhow!("{option} {typed:?} is none of {}", names.join(", "))
    })
}

/// Writes the lines that are handed out.
fn lines(out: &mut dyn Write, hand_out: impl FnOnce(&mut dyn FnMut(&str))) -> io::Result<()> {
    let mut written = Ok(());
    hand_out(&mut |line| {
        if written.is_ok() {
            written = writeln!(out, "{line}");
        }
    });
    written
}

/// The run in the form that docs/reference.md describes.
fn object(figure: &mut dyn Figure, report: &Report, issues: &[Issue]) -> String {
    let hash = format!("{:016x}", figure.hash());
    json::written(|to| {
        to.object(|to| {
            to.pair("link", &figure.link(false).to_string());
            to.pair("hash", &hash);
            to.key("events").number(figure.events());
            to.key("until").time(figure.now());
            to.key("verdicts").list(&report.verdicts, verdict);
            to.key("readout").list(&report.readout, json::reading);
            to.key("issues").list(issues, |to, issue| {
                to.object(|to| {
                    to.pair("key", &issue.key);
                    to.pair("message", &issue.message);
                });
            });
        });
    })
}

fn verdict(to: &mut Writer, verdict: &Verdict) {
    to.object(|to| {
        to.pair("id", verdict.id);
        to.pair("verdict", json::standing(verdict.standing));
        to.pair("label", &verdict.label);
        to.pair("why", &verdict.why);
        let violated = verdict.standing == Standing::Violated;
        to.pair("witness", if violated { &verdict.why } else { "" });
        if let Some(since) = verdict.since {
            to.key("since").time(since);
        }
    });
}

/// The run for people.
fn words(figure: &mut dyn Figure, report: &Report) -> String {
    let mut out = format!("{}\n", figure.link(false));
    let (hash, events, now) = (figure.hash(), figure.events(), figure.now());
    out.push_str(&format!("{events} events in {now} s, hash {hash:016x}\n\n"));
    for verdict in &report.verdicts {
        let since = verdict.since.map(|at| format!(", since {at} s")).unwrap_or_default();
        out.push_str(&format!("{} {}{since}\n", glyph(verdict.standing), verdict.label));
        out.push_str(&wrapped(&verdict.why, 4));
    }
    out.push('\n');
    let row = |reading: &diagrams::figure::Reading| {
        // What was not measured has no unit.
        let unit = reading.amount.map(|_| reading.unit_text()).unwrap_or_default();
        vec![reading.label.to_owned(), reading.text(), unit]
    };
    let rows: Vec<_> = report.readout.iter().map(row).collect();
    out + &table(&[Align::Left, Align::Right, Align::Left], &rows)
}

/// As on the page's chips.
pub fn glyph(standing: Standing) -> char {
    match standing {
        Standing::Holds => '✓',
        Standing::Violated => '✗',
        Standing::Unknown => '?',
    }
}
