//! Operations, outcomes and messages in words.

use super::{ClientNote, Note, Op, OpId, Outcome, Wire};
use std::fmt::{self, Display, Formatter};

/// `F#3`: the client's third operation.
impl Display for OpId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.client, self.number)
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(key) => write!(f, "read k{key}"),
            Self::Write(key, value) => write!(f, "write k{key}={value}"),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("written"),
            Self::Read(value, 1) => write!(f, "read {value}"),
            Self::Read(value, siblings) => write!(f, "read {value} of {siblings} siblings"),
            Self::Refused => f.write_str("refused"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl<P: Display> Display for Wire<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(id, op) => write!(f, "Request {id} {op}"),
            Self::Response(id, outcome) => write!(f, "Response {id} {outcome}"),
            Self::Peer(msg) => msg.fmt(f),
        }
    }
}

impl Display for ClientNote {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invoked(id, op) => write!(f, "invokes {id} {op}"),
            Self::Returned(id, outcome) => write!(f, "returns {id} {outcome}"),
        }
    }
}

impl<N: Display> Display for Note<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(note) => note.fmt(f),
            Self::Client(note) => note.fmt(f),
        }
    }
}
