//! `bivalent docs`: the reference and the glossary, from the declarations themselves.

use crate::{STATUSES, Status, helps};
use anyhow::{Context, Result};
use chapter::glossary::{TERMS, Term};
use diagrams::models::{self, MODELS};
use diagrams::{ENTRIES, Entry};
use params::{Kind, Opt};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Write the reference of links, parameters, commands and fields, and the glossary
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// Where reference.md and glossary.md are written
    #[arg(default_value = "docs")]
    dir: PathBuf,
}

const NOTES: &str = "\
Example:
  bivalent docs";

/// A file, and what makes its text.
type Page = (&'static str, fn() -> String);

const PAGES: [Page; 2] = [("reference.md", reference), ("glossary.md", glossary)];

/// Writes every page.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let dir = &asked.dir;
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    for (name, made) in PAGES {
        let path = dir.join(name);
        fs::write(&path, made()).with_context(|| path.display().to_string())?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(Status::Holds)
}

/// An intervention: its code as in a link, and what it does.
const INTERVENTIONS: [(&str, &str); 15] = [
    ("xA", "A crashes; only its disk survives"),
    ("rA", "A restarts from its disk"),
    ("wA", "A restarts with an empty disk"),
    ("zA", "A stands still; what comes for it waits"),
    ("aA", "A goes on"),
    ("pDE", "D and E are parted from all others"),
    ("pA.BC", "A, then B and C, then all others: each is parted from the rest"),
    ("oAB", "nothing that A sends reaches B"),
    ("kAB", "nothing passes between A and B"),
    ("mAB", "the link between A and B is mended, both ways"),
    ("h", "the whole network is mended"),
    ("d4711", "message 4711 is lost"),
    ("l4711-200", "message 4711 is late by 200 ms"),
    ("e4711", "message 4711 arrives now"),
    ("ic1-3", "client c1 is asked for operation 3; 0 reads x, 1 writes x, 2 reads y, and so on"),
];

/// One object's fields: the name, its type and what it means.
type Fields = [(&'static str, &'static str, &'static str)];

const LIST: &Fields = &[
    ("id", "text", "begins the diagram's links; stable"),
    ("number", "number", "the chapter's"),
    ("title", "text", "heading"),
    ("purpose", "text", "a sentence"),
];

const RUN: &Fields = &[
    ("link", "text", "the run that was made: the shortest link to it"),
    ("hash", "text", "16 hexadecimal digits over the whole run, the same on every machine"),
    ("events", "number", "how many events the run has"),
    ("until", "time", "the moment that verdicts and readout are of: the end, or `--until`"),
    ("verdicts", "array", "the verdicts, the diagram's own question first"),
    ("verdicts[].id", "text", "stable"),
    ("verdicts[].verdict", "text", "`holds`, `violated` or `unknown`"),
    ("verdicts[].label", "text", "a few words"),
    ("verdicts[].why", "text", "what was checked, and what was found"),
    ("verdicts[].witness", "text", "what contradicts it; empty unless it is violated"),
    ("verdicts[].since", "time", "when it turned; absent if it did not"),
    ("readout", "array", "the measurements"),
    ("readout[].id", "text", "stable"),
    ("readout[].label", "text", "what was measured"),
    ("readout[].value", "number", "the amount, unrounded; `null` if there was nothing to measure"),
    ("readout[].unit", "text", "the amount's unit; may be empty"),
    ("readout[].note", "text", "what it is out of or how it is known; may be empty"),
    ("readout[].text", "text", "the amount rounded for people, or a dash"),
    ("issues", "array", "what of the link could not be taken as it stood"),
    ("issues[].key", "text", "the key it is about"),
    ("issues[].message", "text", "what was asked, and what was done instead"),
];

const SWEEP: &Fields = &[
    ("link", "text", "the link that was given, without a seed"),
    ("seeds", "array", "the first seed, and the one after the last"),
    ("worst", "text", "the verdict or readout by which runs are the worst"),
    ("rows", "array", "one for every setting, the last `--vary` changing first"),
    ("rows[].setting", "object", "the parameters that were varied, as in a link"),
    ("rows[].link", "text", "the setting's, without a seed"),
    ("rows[].n", "number", "how many runs it had"),
    (
        "rows[].says",
        "text",
        "what it came to, in words; absent where the diagram has no sentence for it",
    ),
    ("rows[].readout", "array", "the measurements; `id`, `label` and `unit` as of a run"),
    ("rows[].readout[].n", "number", "runs in which there was something to measure"),
    ("rows[].readout[].skipped", "number", "runs in which there was not"),
    ("rows[].readout[].mean", "number", "of the amounts, all unrounded; `null` if n is 0"),
    (
        "rows[].readout[].ci95",
        "number",
        "half the mean's 95 % confidence interval; `null` if n < 2",
    ),
    ("rows[].readout[].p50", "number", "the exact median, of the nearest rank"),
    ("rows[].readout[].p99", "number", "the exact percentile 99"),
    (
        "rows[].verdicts",
        "array",
        "with `id`, and how many runs each `holds`, is `violated` or `unknown` in",
    ),
    (
        "rows[].worst",
        "object",
        "the worst run: its `seed`, its `link`, what was `found` for people, and of a readout its `value`; absent if nothing was measured",
    ),
];

const JUDGE: &Fields = &[
    ("verdict", "text", "`linearizable`, `not-linearizable` or `unknown`"),
    ("limit", "text", "only if unknown: `time` or `memory` ended the search"),
    ("operations", "number", "how many were judged"),
    ("steps", "number", "how many the search took"),
    ("keys", "array", "each `key`, empty if none is named, with its `verdict`"),
    ("witness", "array", "operations that contradict each other; empty unless not linearizable"),
    ("minimal", "true or false", "of a witness: whether each operation in it is needed"),
    ("why", "text", "the contradiction in words; empty unless there is one"),
    ("turned_line", "number", "the line of the return that made it so; absent if there is none"),
    ("order", "array", "if linearizable: the operations, in an order that explains them"),
];

const OPERATION: &Fields = &[
    ("process", "number", "whose"),
    ("f", "text", "`read`, `write` and so on, as in the file"),
    ("key", "text", "absent unless the file names it apart from the value"),
    ("value", "text", "as returned if it was `ok`, otherwise as asked for, in EDN"),
    ("text", "text", "the operation in words"),
    ("line", "number", "of its invocation in the file, counted from 1"),
    ("invoked", "time", "absent if the file has no times"),
    ("end", "text", "`ok`, `fail`, `info` or `never`"),
    ("end_line", "number", "absent if it has no end"),
    ("ended", "time", "absent if it has no end, or the file no times"),
];

const TRACE: &Fields = &[
    ("at", "time", "when"),
    (
        "kind",
        "text",
        "`sent`, `arrived`, `lost`, `timeout`, `suspected`, `trusted`, `client`, `server`, `crash`, \
         `restart`, `pause`, `resume`, `network` or `impossible`",
    ),
    (
        "process",
        "text",
        "whose event it is; absent if it is none's: `lost`, `network`, `impossible`",
    ),
    (
        "message",
        "number",
        "of the message, the same wherever it is told of; absent if there is none",
    ),
    ("from", "text", "the message's sender"),
    ("to", "text", "the message's receiver"),
    ("text", "text", "as in the plain trace"),
];

const EXPLORE: &Fields = &[
    ("model", "text", "the model with all its keys"),
    ("states", "number", "how many were found; 0 where executions are counted"),
    ("edges", "number", "actions of the states that were expanded"),
    ("depth", "number", "how many actions the farthest state is away from an initial one"),
    ("decided", "number", "states in which a value is decided"),
    (
        "valency",
        "object",
        "how many states are `zero`, `one`, `bivalent`, `undecidable` (no decision is reachable) and \
         `unknown` (not all that follows was searched); absent where executions are counted",
    ),
    ("initial", "object", "for each vector of inputs, one of these words"),
    ("violations", "array", "what is violated"),
    ("violations[].property", "text", "`agreement`, `validity` and so on"),
    ("violations[].count", "number", "in how many states, inputs or executions"),
    ("violations[].witness", "array", "a shortest run that shows it, in words"),
    ("violations[].cycle", "number", "the line of it, from 0, that begins what goes on for ever"),
    ("holds", "array", "properties that hold; absent if the search was cut"),
    ("unknown", "array", "properties not found violated by a search that was cut"),
    ("deadlocks", "number", "states in which nothing can happen, though it is not the end"),
    ("executions", "number", "how many were counted; absent where states are searched"),
    ("violating", "number", "in how many of them something is violated; absent likewise"),
    ("complete", "true or false", "whether the budget was enough"),
    ("conclusions", "array", "what can be concluded and what cannot, in sentences"),
    ("seconds", "number", "how long it took"),
];

/// The top of a page.
fn titled(title: &str) -> String {
    format!(
        "<!-- Written by `bivalent docs` from the declarations in the code: change those. -->\n\n\
         # {title}\n\n"
    )
}

/// All of docs/glossary.md.
fn glossary() -> String {
    let mut out = titled("Glossary");
    out.push_str(
        "Every page of the site shows these, behind \"Glossary\" and behind dotted words.\n",
    );
    for Term { name, meaning, source, .. } in TERMS {
        let _ = write!(out, "\n**{name}**: {meaning} ({source})\n");
    }
    out
}

/// All of docs/reference.md.
fn reference() -> String {
    let mut out = titled("Reference");
    out.push_str(LINKS);
    out.push_str("\n### Interventions\n\n");
    out.push_str(EV);
    out.push_str("\n| code | what happens |\n|---|---|\n");
    for (code, what) in INTERVENTIONS {
        let _ = writeln!(out, "| `{code}` | {what} |");
    }
    out.push_str("\n## Diagrams\n");
    ENTRIES.iter().for_each(|entry| diagram(&mut out, entry));
    out.push_str("\n## Models\n\nFor `bivalent explore`.\n");
    MODELS.iter().for_each(|entry| model(&mut out, entry));
    out.push_str("\n## Commands\n\n");
    let (overview, commands) = helps();
    let _ = writeln!(out, "```text\n{overview}```");
    for (name, help) in commands {
        let _ = writeln!(out, "\n### {name}\n\n```text\n{help}```");
    }
    out.push_str("\n## Fields\n\nObjects may gain fields; none is renamed or changes its meaning. A time is a number of\nmicroseconds.\n");
    fields(&mut out, "`bivalent list --json`, an array of", LIST);
    fields(&mut out, "`bivalent run --json`", RUN);
    fields(&mut out, "`bivalent run --trace=json`, a line for each event", TRACE);
    out.push_str(SHIVIZ);
    fields(&mut out, "`bivalent sweep --json` and `bivalent merge --json`", SWEEP);
    out.push_str(SWEEP_CSV);
    fields(&mut out, "`bivalent explore --json`", EXPLORE);
    fields(&mut out, "`bivalent judge --json`", JUDGE);
    fields(&mut out, "An operation in `witness` and `order`", OPERATION);
    out.push_str("\n## Histories\n\n");
    out.push_str(HISTORIES);
    out.push_str("\n## Exit status\n\n| status | meaning |\n|---|---|\n");
    for line in STATUSES.lines() {
        let (status, meaning) = line.split_once("  ").unwrap_or((line, ""));
        let _ = writeln!(out, "| {status} | {meaning} |");
    }
    out
}

fn diagram(out: &mut String, entry: &Entry) {
    let Entry { id, number, title, purpose, specs, presets, views, .. } = entry;
    let _ = write!(out, "\n### {number}. {title} (`{id}`)\n\n{purpose}\n\n");
    out.push_str(&params::reference(specs));
    for spec in *specs {
        let Kind::Choice(options) = spec.kind else { continue };
        let _ = write!(out, "\nOf `{}`:\n\n", spec.id);
        for Opt { id, help, .. } in options {
            let _ = writeln!(out, "- `{id}`: {}", help.trim());
        }
    }
    out.push_str("\nViews: ");
    let views = views.iter().map(|view| format!("`{}` ({})", view.id, view.label));
    out.push_str(&views.collect::<Vec<_>>().join(", "));
    out.push_str(".\n");
    for preset in *presets {
        let _ = write!(out, "\n{}:\n\n```text\n{id}?{}\n```\n", preset.label, preset.query);
    }
}

fn model(out: &mut String, entry: &models::Entry) {
    let _ = write!(out, "\n### `{}`\n\n{}.\n\n", entry.name, entry.about);
    out.push_str("| key | default | values | meaning |\n|---|---|---|---|\n");
    for spec in entry.specs {
        let (name, about, default) = (spec.id, spec.help, spec.text(spec.default));
        let values = models::values(spec).replace('|', "`, `");
        let _ = writeln!(out, "| `{name}` | `{default}` | `{values}` | {about} |");
    }
}

fn fields(out: &mut String, of: &str, fields: &Fields) {
    let _ = write!(out, "\n### {of}\n\n| field | is | meaning |\n|---|---|---|\n");
    for (name, kind, meaning) in fields {
        let _ = writeln!(out, "| `{name}` | {kind} | {meaning} |");
    }
}

const LINKS: &str = "\
## Links

A link is a run: `cap?v=1&n=7&loss=2%&ev=pAB@2.5,h@7&t=3`. Whatever stands before the diagram's id
does not matter, so that the address of a page is a link too. The order of keys does not matter
either. Nothing in a link is an error: an unknown key is left out, a value that is not allowed
becomes the nearest that is, and both are said.

| key | meaning |
|---|---|
| `v` | version of the notation, 1 |
| `ev` | the reader's interventions |
| `t` | the moment that is shown, in seconds |
| `play` | the page plays at once |
| others | the diagram's parameters, where they differ from their defaults |

Durations are written with their unit: `250us`, `20ms`, `1.5s`, `2min`. A parameter of a link takes a
bare number as milliseconds, so that links without units stay readable; a command's options refuse
it. Shares are written `2%`; switches `on` and `off`.
";

const SWEEP_CSV: &str = "
With `--csv` the same stands in columns: each parameter that was varied, `n`, `ID.n`, `ID.mean`,
`ID.ci95`, `ID.p50` and `ID.p99` of each readout, `ID.holds`, `ID.violated` and `ID.unknown` of each
verdict, and the link `worst`. A cell is empty where a setting has no such readout.
";

const SHIVIZ: &str = "
`--trace=shiviz` writes a log for [ShiViz](https://github.com/DistributedClocks/shiviz): its parser
in the first line, an empty line, then for each event of a process a line with its name and its
vector clock in JSON, and a line that says what happened. Clocks count every event of a process, and
are merged where a message arrives. What happens at no process is left out.
";

const EV: &str = "\
`ev` is a list, parted by commas, of codes with the second at which each happens: `xA@2.5`.
Replicas are called A to Z, then A1 to Z1 and so on; clients c1, c2. Messages have the numbers that
`bivalent run --trace` shows.
";

const HISTORIES: &str = "\
`bivalent judge` and the page read four forms. Events of Jepsen's nemesis, and log lines about
anything but a numbered process, are skipped.

- `jepsen-edn`: operation maps, one after another or in a vector:
  `{:process 0, :type :invoke, :f :write, :value 3, :time 1200}`. Times are nanoseconds. A key may
  stand in `:key`, or before the value: `:value [:x 3]`.
- `jepsen-log`: lines in which a process, a type, an operation and a value follow each other:
  `0 :invoke :write 3`, with anything before.
- `csv`: a table whose head names its columns, `process`, `type` and `f` at least:
  `time_us,process,type,f,key,value`. An empty cell is nothing; one in quotes may hold commas.
- `json`: an array of events, or one a line, in the order in which they happened:

```json
{\"process\": 0, \"type\": \"invoke\", \"f\": \"write\", \"key\": \"x\", \"value\": 3, \"time\": 12}
{\"process\": 1, \"type\": \"invoke\", \"f\": \"read\", \"key\": \"x\", \"time\": 13}
{\"process\": 0, \"type\": \"ok\", \"f\": \"write\", \"key\": \"x\", \"value\": 3, \"time\": 20}
{\"process\": 1, \"type\": \"ok\", \"f\": \"read\", \"key\": \"x\", \"value\": 3, \"time\": 25}
```

| field | is | meaning |
|---|---|---|
| `process` | number | whose; a process does one thing at a time |
| `type` | text | `invoke`; then `ok` (it happened), `fail` (it did not) or `info` (nobody knows) |
| `f` | text | the operation, one of the model's |
| `key` | any | which register, key or lock, if there are several |
| `value` | any | what was written, or, at the `ok`, read; `null` is nothing written yet |
| `time` | number | microseconds, for display; the order of events is what counts |

| model | `f` | `value` |
|---|---|---|
| `register` | `read`, `write` | anything but a list or a map |
| `cas-register` | also `cas` | `[old, new]` |
| `multi-register` | `txn` | `[[\"r\", \"x\", 1], [\"w\", \"y\", 2]]` |
| `kv` | `get`, `put`, `append` | a string |
| `mutex` | `acquire`, `release` | none |
";

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Run with UPDATE=1 to write them anew.
    #[test]
    fn the_pages_are_as_the_code_says() {
        for (name, made) in PAGES {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, made()).expect("docs/ can be written to");
            }
            let written = fs::read_to_string(&path).unwrap_or_default();
            assert!(written == made(), "{name}: run `bivalent docs`, or this test with UPDATE=1");
        }
    }

    #[test]
    fn every_code_in_the_table_is_read() {
        let names = sim::Names { servers: 5, nodes: 8 };
        for (code, _) in INTERVENTIONS {
            let read = names.read(code).map(|what| names.write(&what));
            assert_eq!(read.as_deref(), Ok(code));
        }
    }
}
