//! The link to a run: `cap?v=1&seed=7&n=7&loss=2%&ev=...&t=12.48&play`.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use crate::text::{decimal, duration, plain, quote, switch};
use crate::{Issue, LARGEST};

/// A run and a moment of it, as readers share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The diagram's id; empty if the link names none.
    pub diagram: String,
    /// Parameters as they were written, in order; no key is one of the link's own.
    pub pairs: Vec<(String, String)>,
    /// The reader's interventions, in the diagram's own notation.
    pub ev: String,
    /// The moment to show, in microseconds of virtual time, at most [`LARGEST`].
    pub moment: Option<u64>,
    /// Whether it plays at once.
    pub play: bool,
}

/// The link's own keys, which no parameter has as its id.
pub(crate) const RESERVED: [&str; 4] = ["v", "ev", "t", "play"];

/// More of a link is not read, in bytes.
const LENGTH: usize = 64 * 1024;
/// More pairs are not read.
const PAIRS: usize = 256;

/// What is escaped in a path, a key and a value; letters and digits never are.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~').remove(b'-');
const IN_KEY: &AsciiSet = &IN_PATH
    .remove(b',')
    .remove(b':')
    .remove(b';')
    .remove(b'@')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')')
    .remove(b'\'')
    .remove(b'/')
    .remove(b'?')
    .remove(b'$');
const IN_VALUE: &AsciiSet = &IN_KEY.remove(b'=');

impl Link {
    /// Reads a link: a whole address, `cap?n=5`, `/x/cap/?n=5#part`, `?n=5`, `n=5`, `cap` or nothing.
    /// It always gives a link, and says what of the text could not be taken as it stood.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Issue>) {
        let mut issues = Vec::new();
        let text = text.trim();
        let (path, query) = split(text.split_once('#').map_or(text, |(link, _)| link));
        let (path, query) = within_length(path, query, &mut issues);
        let mut link = Self { diagram: diagram(path), ..Self::default() };
        let mut seen = [false; RESERVED.len()];
        let mut pieces = query.split('&').filter(|piece| !piece.is_empty());
        for piece in pieces.by_ref().take(PAIRS + RESERVED.len()) {
            let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
            let (key, value) = (decode(key), decode(value));
            let own = RESERVED.iter().position(|own| key.trim().eq_ignore_ascii_case(own));
            if let Some(own) = own {
                if seen[own] {
                    issues.push(Issue::twice(RESERVED[own]));
                }
                seen[own] = true;
                issues.extend(link.take(RESERVED[own], value));
            } else if link.pairs.len() < PAIRS {
                link.pairs.push((key, value));
            } else {
                issues.push(too_many());
                return (link, issues);
            }
        }
        if pieces.next().is_some() {
            issues.push(too_many());
        }
        (link, issues)
    }

    /// The part after the question mark; empty if there is nothing to say.
    ///
    /// It escapes only what must be, so that a link can be read and edited by hand: a `%` stands as
    /// it is unless two hexadecimal digits follow, as every browser reads it.
    #[must_use]
    pub fn query(&self) -> String {
        const VERSION: &str = "v=1";
        let mut out = String::from(VERSION);
        for (key, value) in &self.pairs {
            out.push('&');
            encode(key, IN_KEY, &mut out);
            out.push('=');
            encode(value, IN_VALUE, &mut out);
        }
        if !self.ev.is_empty() {
            out.push_str("&ev=");
            encode(&self.ev, IN_VALUE, &mut out);
        }
        if let Some(moment) = self.moment {
            out.push_str("&t=");
            out.push_str(&decimal(moment, 6));
        }
        if self.play {
            out.push_str("&play");
        }
        if out == VERSION {
            out.clear();
        }
        out
    }

    /// Takes the value of one of the link's own keys.
    fn take(&mut self, key: &str, value: String) -> Option<Issue> {
        match key {
            "v" => {
                let text = quote(&value);
                let message = format!("The link is of version {text}; it was read as version 1.");
                (value.trim() != "1").then(|| issue(key, message))
            }
            "ev" => {
                self.ev = value;
                None
            }
            "t" => self.take_moment(&value),
            _ => {
                let on = switch(&plain(&value));
                self.play = on.unwrap_or(false);
                let message = format!("play: {} is not on or off; it stays off.", quote(&value));
                on.is_none().then(|| issue(key, message))
            }
        }
    }

    fn take_moment(&mut self, value: &str) -> Option<Issue> {
        let text = quote(value);
        let Some(number) = duration(&plain(value), 6) else {
            self.moment = None;
            return Some(issue("t", format!("t: {text} is not a number of seconds.")));
        };
        let moment = number.value.min(LARGEST);
        self.moment = Some(moment);
        let taken = number.exact && !number.negative && number.value == moment;
        let became = decimal(moment, 6);
        (!taken)
            .then(|| issue("t", format!("t: {text} is no moment of a run; it became {became} s.")))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        encode(&self.diagram, IN_PATH, &mut out);
        let query = self.query();
        if !query.is_empty() {
            out.push('?');
            out.push_str(&query);
        }
        f.write_str(&out)
    }
}

fn issue(key: &str, message: String) -> Issue {
    Issue { key: key.to_string(), message }
}

fn too_many() -> Issue {
    issue("link", format!("The link has more than {PAIRS} parameters; the rest was ignored."))
}

/// Path and query. What has an equals sign before any slash or question mark is all query.
fn split(text: &str) -> (&str, &str) {
    match text.find(['=', '?', '/']) {
        Some(at) if text.as_bytes()[at] == b'=' => ("", text),
        _ => text.split_once('?').unwrap_or((text, "")),
    }
}

/// What of path and query is read; a pair is read whole or not at all.
fn within_length<'a>(path: &'a str, query: &'a str, issues: &mut Vec<Issue>) -> (&'a str, &'a str) {
    if path.len().saturating_add(query.len()) <= LENGTH {
        return (path, query);
    }
    let kib = LENGTH / 1024;
    let message = format!("The link is longer than {kib} KiB; what is beyond was ignored.");
    issues.push(issue("link", message));
    if path.len() > LENGTH {
        return ("", "");
    }
    let room = &query.as_bytes()[..LENGTH - path.len()];
    let end = room.iter().rposition(|&byte| byte == b'&');
    (path, end.and_then(|end| query.get(..end)).unwrap_or(""))
}

/// The diagram that a path ends in, whatever stands before it.
fn diagram(path: &str) -> String {
    let address = path.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    let path = match address {
        Some(address) => address.split_once('/').map_or("", |(_, path)| path),
        None => path,
    };
    let named = |part: &String| !["", ".", "..", "index.html"].contains(&part.as_str());
    // From the front: searching from the back is code of its own, which no page has otherwise.
    path.split('/').map(decode).filter(named).reduce(|_, last| last).unwrap_or_default()
}

/// Undoes percent-encoding as browsers do for a query: a `%` without two hexadecimal digits stays.
fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Escapes what must be. A space becomes a plus; a `%` stays unless it would be read as an escape.
fn encode(text: &str, escaped: &'static AsciiSet, out: &mut String) {
    // Bytes, since the cutting of texts brings the printing of characters into the page.
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b' ' | b'%')) {
        out.extend(percent_encode(&rest[..at], escaped));
        out.push_str(match rest[at] {
            b' ' => "+",
            _ if is_escape(&rest[at + 1..]) => "%25",
            _ => "%",
        });
        rest = &rest[at + 1..];
    }
    out.extend(percent_encode(rest, escaped));
}

fn is_escape(after: &[u8]) -> bool {
    matches!(after, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}
