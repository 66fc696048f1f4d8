//! One block: its link and options, the run they mean, and whether it keeps its promise.

use diagrams::figure::Standing;
use diagrams::{ENTRIES, Figure, still};
use params::Link;

/// What stands in a block.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The run.
    pub link: String,
    /// Under the figure.
    pub caption: String,
    /// Further attributes of the element, with their values.
    pub attributes: Vec<(&'static str, String)>,
    /// Claims, with the lines they stand on.
    expect: Vec<(usize, String)>,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Options without a value, and those that take one of a few.
const OPTIONS: [(&str, &[&str]); 4] = [
    ("autoplay", &[]),
    ("controls", &[]),
    ("reveal", &["interaction", "sight"]),
    ("theme", &["auto", "light", "dark"]),
];

impl Block {
    /// Reads a block whose first line is number `first`.
    ///
    /// # Errors
    /// A link is missing, or an option is not one.
    pub fn read(body: &str, first: usize) -> Result<Self, Wrong> {
        let mut block = Self::default();
        let lines = body.lines().enumerate().map(|(at, line)| (first + at, line.trim()));
        let mut lines = lines.filter(|(_, line)| !line.is_empty());
        let wrong = "a bivalent block begins with a link, like cap?n=5&seed=7";
        let (_, link) =
            lines.next().ok_or_else(|| Wrong { line: first, message: wrong.to_owned() })?;
        block.link = bare(link);
        for (line, option) in lines {
            block.option(line, option).map_err(|message| Wrong { line, message })?;
        }
        Ok(block)
    }

    fn option(&mut self, line: usize, option: &str) -> Result<(), String> {
        let (key, value) = match option.split_once('=') {
            Some((key, value)) => (key.trim(), Some(unquoted(value.trim())?)),
            None => (option, None),
        };
        match (key, value) {
            ("caption", Some(value)) => value.clone_into(&mut self.caption),
            ("expect", Some(value)) => self.expect.push((line, value.to_owned())),
            ("caption" | "expect", None) => {
                return Err(format!("{key} needs a value: {key} = \"...\""));
            }
            (key, value) => {
                let known = OPTIONS.iter().find(|(name, _)| *name == key);
                let Some((name, values)) = known else {
                    let names = "caption, expect, autoplay, controls, reveal, theme";
                    return Err(format!("there is no option {key:?}: there are {names}"));
                };
                let value = value.unwrap_or_default();
                if !(values.is_empty() && value.is_empty() || values.contains(&value)) {
                    let takes =
                        if values.is_empty() { "no value".to_owned() } else { values.join(", ") };
                    return Err(format!("{key} takes {takes}, not {value:?}"));
                }
                self.attributes.push((name, value.to_owned()));
            }
        }
        Ok(())
    }

    /// Makes the run, and holds it against what is expected of it; the playhead is where the still
    /// is to be taken.
    ///
    /// # Errors
    /// The link is not one of this version's, or a claim does not hold.
    pub fn run(&self, first: usize) -> Result<Box<dyn Figure>, Wrong> {
        let at_link = |message: String| Wrong { line: first, message };
        let (link, mut issues) = Link::parse(&self.link);
        let entry = ENTRIES.iter().find(|entry| entry.id == link.diagram);
        let Some(entry) = entry else {
            let ids = ENTRIES.iter().map(|entry| entry.id).collect::<Vec<_>>().join(", ");
            return Err(at_link(format!(
                "there is no diagram {:?}: there are {ids}",
                link.diagram
            )));
        };
        let mut figure = entry.open(&link);
        issues.extend_from_slice(figure.issues());
        issues.extend(still::complete(figure.as_mut()));
        if let Some(issue) = issues.first() {
            return Err(at_link(format!("{}: {}: {}", self.link, issue.key, issue.message)));
        }
        figure.seek(figure.end());
        self.keeps(figure.as_ref())?;
        let moment = link.moment.map(machine::Time::us);
        figure.seek(moment.unwrap_or_else(|| still::telling(figure.as_ref())));
        Ok(figure)
    }

    fn keeps(&self, figure: &dyn Figure) -> Result<(), Wrong> {
        let verdicts = figure.report().verdicts;
        for (line, claim) in &self.expect {
            let wrong = |message: String| Err(Wrong { line: *line, message });
            let (id, expected) = claim.split_once(':').unwrap_or((claim, ""));
            let (id, expected) = (id.trim(), expected.trim());
            let Some(verdict) = verdicts.iter().find(|verdict| verdict.id == id) else {
                let ids = verdicts.iter().map(|verdict| verdict.id).collect::<Vec<_>>().join(", ");
                return wrong(format!("expect: this run has no verdict {id:?}: it has {ids}"));
            };
            if !["holds", "violated", "unknown"].contains(&expected) {
                return wrong(format!(
                    "expect: {id} can be holds, violated or unknown, not {expected:?}"
                ));
            }
            let found = word(verdict.standing);
            if found != expected {
                return wrong(format!("expect: {id}: {found}, not {expected}: {}", verdict.why));
            }
        }
        Ok(())
    }
}

/// A link without the address of a site before it.
fn bare(link: &str) -> String {
    let (path, query) = link.split_at(link.find('?').unwrap_or(link.len()));
    let id = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    format!("{id}{query}")
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Violated => "violated",
        Standing::Unknown => "unknown",
    }
}

/// A value between quotation marks, or as it stands.
fn unquoted(value: &str) -> Result<&str, String> {
    match value.strip_prefix('"') {
        None => Ok(value),
        Some(rest) => rest.strip_suffix('"').ok_or_else(|| format!("{value} has no closing \"")),
    }
}
