//! A reader of EDN and JSON values.

use super::ParseError;
use std::fmt;

/// How deep values may be nested.
const DEPTH_MAX: usize = 64;

/// A value as read.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// `nil`, `null`.
    Nil,
    /// A string.
    Text(String),
    /// A keyword, without its colon.
    Keyword(String),
    /// A number, a boolean, a character or a symbol, as written.
    Symbol(String),
    /// A vector, list or set.
    Seq(Vec<Datum>),
    /// A map.
    Map(Vec<(Datum, Datum)>),
}

impl Datum {
    /// The word that a keyword, a symbol or a string says: `:write`, `write` and `"write"` are one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Text(word) | Self::Keyword(word) | Self::Symbol(word) => Some(word),
            Self::Nil | Self::Seq(_) | Self::Map(_) => None,
        }
    }

    /// What a map holds under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(name, _)| name.word() == Some(key)).map(|(_, value)| value)
    }
}

/// In EDN.
impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => write!(f, "nil"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Keyword(word) => write!(f, ":{word}"),
            Self::Symbol(word) => write!(f, "{word}"),
            Self::Seq(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(" "))
            }
            Self::Map(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k} {v}")).collect();
                write!(f, "{{{}}}", pairs.join(", "))
            }
        }
    }
}

/// Reads values one after another.
pub(super) struct Reader<'a> {
    rest: std::str::Chars<'a>,
    json: bool,
    pub(super) line: usize,
    column: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, json: bool, line: usize) -> Self {
        Self { rest: text.chars(), json, line, column: 1, depth: 0 }
    }

    pub(super) fn error(&self, message: impl Into<String>) -> ParseError {
        ParseError { line: self.line, column: self.column, message: message.into() }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let char = self.rest.next()?;
        if char == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        debug_assert!(self.line >= 1 && self.column >= 1, "lines and columns count from 1");
        Some(char)
    }

    /// Skips blanks, commas and comments.
    pub(super) fn skip(&mut self) {
        while let Some(char) = self.peek() {
            if char == ';' && !self.json {
                while self.peek().is_some_and(|char| char != '\n') {
                    self.next();
                }
            } else if char.is_whitespace() || char == ',' {
                self.next();
            } else {
                return;
            }
        }
    }

    /// The next value.
    pub(super) fn read(&mut self) -> Result<Datum, ParseError> {
        self.skip();
        if self.depth == DEPTH_MAX {
            return Err(self.error(format!("values are nested more than {DEPTH_MAX} deep")));
        }
        self.depth += 1;
        debug_assert!(self.depth <= DEPTH_MAX, "depth has a limit");
        let read = self.read_any();
        self.depth -= 1;
        read
    }

    fn read_any(&mut self) -> Result<Datum, ParseError> {
        match self.peek() {
            None => Err(self.error("expected a value, found the end")),
            Some('{') => self.map(),
            Some('[') => self.seq(']'),
            Some('(') => self.seq(')'),
            Some('"') => self.text(),
            Some('#') if !self.json => self.tagged(),
            Some(':') if !self.json => {
                self.next();
                Ok(Datum::Keyword(self.word()?))
            }
            Some('\\') if !self.json => {
                let start = self.next().into_iter().chain(self.next());
                let start: String = start.collect();
                Ok(Datum::Symbol(start + &self.word().unwrap_or_default()))
            }
            Some(_) => {
                let word = self.word()?;
                Ok(if word == "nil" || word == "null" { Datum::Nil } else { Datum::Symbol(word) })
            }
        }
    }

    fn word(&mut self) -> Result<String, ParseError> {
        let mut word = String::new();
        while let Some(char) = self.peek() {
            if char.is_whitespace() || "{}[]()\",;".contains(char) || self.json && char == ':' {
                break;
            }
            word.push(char);
            self.next();
        }
        match self.peek() {
            _ if !word.is_empty() => Ok(word),
            Some(char) => Err(self.error(format!("expected a value, found {char:?}"))),
            None => Err(self.error("expected a value, found the end")),
        }
    }

    /// `#{set}`, `#_ discarded`, `#tag value`: a tag is skipped.
    fn tagged(&mut self) -> Result<Datum, ParseError> {
        self.next();
        match self.peek() {
            Some('{') => self.seq('}'),
            Some('_') => {
                self.next();
                self.read()?;
                self.read()
            }
            _ => {
                self.word()?;
                self.read()
            }
        }
    }

    /// Up to `close`; the opening bracket is next.
    fn seq(&mut self, close: char) -> Result<Datum, ParseError> {
        self.next();
        let mut items = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                Some(char) if char == close => {
                    self.next();
                    return Ok(Datum::Seq(items));
                }
                None => return Err(self.error(format!("expected {close:?}, found the end"))),
                Some(_) => items.push(self.read()?),
            }
        }
    }

    fn map(&mut self) -> Result<Datum, ParseError> {
        self.next();
        let mut pairs = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                Some('}') => {
                    self.next();
                    return Ok(Datum::Map(pairs));
                }
                None => return Err(self.error("expected '}', found the end")),
                Some(_) => {
                    let key = self.read()?;
                    self.skip();
                    if self.json {
                        if self.peek() != Some(':') {
                            return Err(self.error(format!("expected ':' after {key}")));
                        }
                        self.next();
                    }
                    pairs.push((key, self.read()?));
                }
            }
        }
    }

    fn text(&mut self) -> Result<Datum, ParseError> {
        self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(self.error("expected '\"', found the end")),
                Some('"') => return Ok(Datum::Text(text)),
                Some('\\') => text.push(self.escape()?),
                Some(char) => text.push(char),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        Ok(match self.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let high = self.hex4()?;
                let pair =
                    (0xd800..0xdc00).contains(&high) && self.rest.as_str().starts_with("\\u");
                let code = if pair {
                    self.next();
                    self.next();
                    let low = self.hex4()?;
                    0x1_0000 + ((high - 0xd800) << 10) + (low & 0x3ff)
                } else {
                    high
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Some(char @ ('"' | '\\' | '/')) => char,
            _ => {
                return Err(self.error("expected one of \\n \\t \\r \\b \\f \\\" \\\\ \\/ \\uXXXX"));
            }
        })
    }

    fn hex4(&mut self) -> Result<u32, ParseError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|char| char.to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.error("expected four hex digits"))?;
        }
        debug_assert!(code <= 0xffff, "four hex digits");
        Ok(code)
    }
}
