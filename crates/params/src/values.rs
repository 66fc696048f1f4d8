//! Pairs of a link to values and back, for any list of specs.

use crate::text::{plain, quote};
use crate::{Issue, Spec};

/// The value of every parameter as the pairs say, and what could not be taken as it stood. Of a
/// key given twice the last counts.
#[must_use]
pub fn from_pairs(specs: &[Spec], pairs: &[(String, String)]) -> (Vec<u64>, Vec<Issue>) {
    let mut values: Vec<u64> = specs.iter().map(|spec| spec.default).collect();
    let mut seen = vec![false; specs.len()];
    let mut issues = Vec::new();
    for (key, text) in pairs {
        let index = match find(specs, key) {
            Ok(index) => index,
            Err(issue) => {
                issues.push(issue);
                continue;
            }
        };
        let spec = &specs[index];
        if seen[index] {
            issues.push(Issue::twice(spec.id));
        }
        seen[index] = true;
        let (value, issue) = spec.parse(text, spec.default);
        values[index] = value;
        issues.extend(issue);
    }
    (values, issues)
}

/// What differs from the defaults, written as in a link, in declaration order.
#[must_use]
pub fn to_pairs(specs: &[Spec], value: &dyn Fn(usize) -> u64) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let value = value(index);
        if value != spec.default {
            pairs.push((spec.id.to_string(), spec.text(value)));
        }
    }
    pairs
}

/// The index of the parameter that a key names; case and spaces do not matter.
///
/// # Errors
/// That there is none, and which one may have been meant.
pub fn find(specs: &[Spec], key: &str) -> Result<usize, Issue> {
    let plain = plain(key);
    specs.iter().position(|spec| spec.id == plain).ok_or_else(|| {
        let mut message = format!("There is no parameter {}, so it was ignored", quote(key));
        if let Some(id) = meant(specs, &plain) {
            message.push_str("; did you mean ");
            message.push_str(id);
            message.push('?');
        } else {
            message.push('.');
        }
        Issue { key: key.trim().chars().take(40).collect(), message }
    })
}

impl Issue {
    pub(crate) fn twice(key: &str) -> Self {
        let message = format!("The link gives {key} more than once; the last one counts.");
        Self { key: key.to_string(), message }
    }
}

/// The id that a key was probably meant to be: one with that label, or the nearest by at most two
/// edits that leave at least one letter of it standing.
fn meant(specs: &[Spec], key: &str) -> Option<&'static str> {
    if let Some(spec) = specs.iter().find(|spec| plain(spec.label) == key) {
        return Some(spec.id);
    }
    if key.len() > 20 {
        return None;
    }
    let near = specs.iter().map(|spec| (edits(spec.id, key), spec.id));
    let near = near.filter(|&(edits, id)| edits <= 2 && edits < id.len().max(key.len()));
    near.min_by_key(|&(edits, _)| edits).map(|(_, id)| id)
}

/// Levenshtein's distance in bytes: insertions, deletions and replacements.
fn edits(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, l) in left.bytes().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (at, r) in right.bytes().enumerate() {
            let replaced = diagonal + usize::from(l != r);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("loss", "los"), 1);
        assert_eq!(edits("n", "n"), 0);
    }
}
