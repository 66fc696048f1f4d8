//! Text in and out: typed durations and names, tables, wrapped sentences.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use machine::Time;
use std::fmt::Write;

/// The duration typed for an option: `250us`, `20ms`, `1.5s`, `2min`.
///
/// # Errors
/// What is wrong with it; a unit is needed.
pub fn duration(typed: &str) -> Result<Time, String> {
    params::duration_with_unit(typed).map(Time::us)
}

/// Reads one of these words.
pub fn one_of<T: Copy + Send + Sync + 'static>(
    words: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let value =
        |typed: String| words.iter().find(|(word, _)| *word == typed).map(|(_, value)| *value);
    let known = PossibleValuesParser::new(words.iter().map(|(word, _)| *word));
    known.try_map(move |typed| value(typed).ok_or("not one of the words"))
}

/// `: did you mean "cap"?` if one of the names is near, else all of them.
pub fn meant<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    let near = names.iter().map(|name| (distance(typed, name), *name)).min();
    match near {
        Some((distance, name)) if distance <= 2 && distance < name.len() => {
            format!(": did you mean {name:?}?")
        }
        _ => format!("; there is {}", names.join(", ")),
    }
}

/// Levenshtein's: how many letters must be put in, left out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// `1 operation`, `2 operations`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// How a column of a table stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of as many cells as there are columns, two spaces apart.
pub fn table(columns: &[Align], rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<_> = (0..columns.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, align), &width) in row.iter().zip(columns).zip(&widths) {
            // Writing to a string does not fail.
            let _ = match align {
                Align::Left => write!(line, "{cell:<width$}  "),
                Align::Right => write!(line, "{cell:>width$}  "),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A sentence in lines of at most 80 letters, each behind `indent` spaces.
pub fn wrapped(sentence: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in sentence.split_whitespace() {
        let letters = word.chars().count();
        if column == 0 || column + 1 + letters > 80 {
            if column > 0 {
                out.push('\n');
            }
            out.push_str(&" ".repeat(indent));
            column = indent + letters;
        } else {
            out.push(' ');
            column += 1 + letters;
        }
        out.push_str(word);
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_they_are_typed() {
        let us = |typed| duration(typed).map(Time::as_us).ok();
        let typed = ["20s", "1.5s", "200 ms", "250us", "2min", ".5s"].map(us);
        let read = [20_000_000, 1_500_000, 200_000, 250, 120_000_000, 500_000];
        assert_eq!(typed, read.map(Some));
        for typed in ["", "s", "20", "-1s", "inf", "NaN", "1.2.3", "9".repeat(30).as_str()] {
            assert_eq!(us(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let meant = |typed| meant(typed, ["list", "run", "judge"].into_iter());
        assert_eq!(meant("jugde"), ": did you mean \"judge\"?");
        assert_eq!(meant("rum"), ": did you mean \"run\"?");
        assert_eq!(meant("paxos"), "; there is list, run, judge");
        assert_eq!(meant(""), "; there is list, run, judge");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        let sentence = "a ".repeat(50);
        let lines: Vec<_> = wrapped(&sentence, 4).lines().map(str::len).collect();
        assert_eq!(lines, [79, 4 + 2 * 12 - 1]);
    }
}
