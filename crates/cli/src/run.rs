//! `bivalent run`: a link's run, judged.

use crate::text::{self, Align, table, wrapped};
use crate::{Status, open};
use anyhow::{Result, anyhow, bail};
use diagrams::Figure;
use diagrams::figure::{Reading, Report, Standing, Verdict};
use lab::{history, trace};
use machine::Time;
use params::Issue;
use serde::Serialize;
use std::io::{self, Write};

/// Run a link and judge it
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// What a page's address ends in, or the whole address: cap, cap?n=7&seed=3
    link: String,
    /// How long the run is to be: 20s, 1.5s, 200ms; the same as len=TIME in
    /// the link
    #[arg(long, verbatim_doc_comment, value_name = "TIME", value_parser = text::duration, allow_hyphen_values = true)]
    until: Option<Time>,
    /// Let the exit status be about this verdict alone
    #[arg(long, value_name = "ID")]
    verdict: Option<String>,
    /// Print one object, with the fields that docs/reference.md lists
    #[arg(long, group = "form")]
    json: bool,
    /// Print a line for every event of the run, in order; with =json an
    /// object a line, with =shiviz a log with vector clocks, which ShiViz
    /// draws
    #[arg(long, group = "form", value_name = "FORM", verbatim_doc_comment, hide_possible_values = true, num_args = 0..=1,
          require_equals = true, default_missing_value = "text",
          value_parser = text::one_of(&trace::FORMS))]
    trace: Option<trace::Form>,
    /// Print what clients asked and were told, as edn (Jepsen), json or
    /// csv; `bivalent judge` reads all three
    #[arg(long, group = "form", value_name = "FORM", verbatim_doc_comment,
          hide_possible_values = true, value_parser = text::one_of(&history::FORMS))]
    history: Option<history::Form>,
}

const NOTES: &str = "\
What of the link cannot be taken as it stands is said on standard error, and the run is made with
the nearest allowed settings. The hash is the run's: the same link has the same hash on every
machine, in a browser too.

Without --verdict the status is 1 if any verdict is violated, and 2 if none is, but the first, the
diagram's own question, is unknown.

Examples:
  bivalent run 'cap?seed=7' --until 20s
  bivalent run 'cap?mode=cp&part=leader' --verdict linearizable
  bivalent run cap --json | jq -r .hash
  bivalent run cap --trace | grep 'lost'
  bivalent run cap --trace=shiviz > cap.log
  bivalent run cap --history edn > cap.edn";

/// Runs a link.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let (mut figure, mut issues) = open::link(&asked.link)?;
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
        let judged = Judged::of(figure.as_mut(), &report, &issues);
        writeln!(out, "{}", serde_json::to_string(&judged)?)?;
    } else {
        write!(out, "{}", words(figure.as_mut(), &report))?;
    }
    Ok(status)
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
#[derive(Serialize)]
struct Judged<'a> {
    link: String,
    hash: String,
    events: u64,
    until: Time,
    verdicts: Vec<JudgedVerdict<'a>>,
    readout: &'a [Reading],
    issues: &'a [Issue],
}

#[derive(Serialize)]
struct JudgedVerdict<'a> {
    id: &'a str,
    verdict: Standing,
    label: &'a str,
    why: &'a str,
    witness: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Time>,
}

impl<'a> Judged<'a> {
    fn of(figure: &mut dyn Figure, report: &'a Report, issues: &'a [Issue]) -> Self {
        Self {
            link: figure.link(false).to_string(),
            hash: format!("{:016x}", figure.hash()),
            events: figure.events(),
            until: figure.now(),
            verdicts: report.verdicts.iter().map(JudgedVerdict::of).collect(),
            readout: &report.readout,
            issues,
        }
    }
}

impl<'a> JudgedVerdict<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let Verdict { id, label, standing, why, since } = verdict;
        let witness = if *standing == Standing::Violated { why } else { "" };
        Self { id, verdict: *standing, label, why, witness, since: *since }
    }
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
    let row = |reading: &Reading| {
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
