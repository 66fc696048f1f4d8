//! Versions, messages and notes in words, for traces and narrators.

use super::merkle::{Branch, LEAVES};
use super::{Note, Peer, State, Versions};
use std::fmt::{Display, Formatter, Result};

/// The live values with the names of their writes, then all writes met: `7@B2 8@C1 [A1 B2 C1]`.
impl Display for Versions {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.is_empty() {
            return f.write_str("nothing");
        }
        for (at, sibling) in self.siblings().iter().enumerate() {
            write!(f, "{}{}@{}", if at == 0 { "" } else { " " }, sibling.value, sibling.dot)?;
        }
        if self.context().dots().is_empty() { Ok(()) } else { write!(f, " [{}]", self.context()) }
    }
}

/// The root, or the keys below: `k16-31`, `k7`.
impl Display for Branch {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.level {
            0 => f.write_str("root"),
            LEAVES => write!(f, "k{}", self.index),
            _ => write!(f, "k{}-{}", self.index << 4, self.index << 4 | 15),
        }
    }
}

impl Display for Peer {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Put { op, key, versions, owner } => {
                write!(f, "Put {op} k{key} {versions}")?;
                owner.map_or(Ok(()), |owner| write!(f, ", kept for {owner}"))
            }
            Self::PutAck { op, .. } => write!(f, "PutAck {op}"),
            Self::Get { op, key } => write!(f, "Get {op} k{key}"),
            Self::Got { op, versions } => write!(f, "Got {op} {versions}"),
            Self::Repair { key, versions } => write!(f, "Repair k{key} {versions}"),
            Self::Handoff { key, versions } => write!(f, "Handoff k{key} {versions}"),
            Self::HandoffAck { key, .. } => write!(f, "HandoffAck k{key}"),
            Self::Compare(hashes) => {
                f.write_str("Compare")?;
                let (Some(first), Some(last)) = (hashes.first(), hashes.last()) else {
                    return Ok(());
                };
                write!(f, " {}", first.0)?;
                if hashes.len() > 1 { write!(f, " .. {}", last.0) } else { Ok(()) }
            }
            Self::Exchange { copies, .. } => {
                f.write_str("Exchange")?;
                copies.iter().try_for_each(|(key, versions)| write!(f, " k{key} {versions}"))
            }
        }
    }
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Refused { op } => write!(f, "refuses {op}: too few servers answer"),
            Self::Suspected { server } => write!(f, "suspects {server}"),
            Self::Unsuspected { server } => write!(f, "hears from {server} again"),
            Self::SiblingsRead { op, .. } => write!(f, "answers {op} with siblings"),
            Self::SiblingsFound { key, siblings } => {
                write!(f, "holds {siblings} concurrent values of k{key}")
            }
            Self::Merged { key, siblings } => {
                write!(f, "replaces {siblings} siblings of k{key} by one value")
            }
            Self::ReadRepaired { key, replica } => write!(f, "repairs k{key} at {replica}"),
            Self::HintStored { owner, key } => write!(f, "keeps k{key} for {owner}"),
            Self::HintRefused { owner, key } => write!(f, "has no room to keep k{key} for {owner}"),
            Self::HandedOff { owner, key } => write!(f, "has handed k{key} off to {owner}"),
            Self::AntiEntropySynced { partner, keys } => {
                let s = if *keys == 1 { "" } else { "s" };
                write!(f, "levels {keys} key{s} with {partner}")
            }
            Self::CounterLost { key, known, counter } => {
                write!(f, "has lost its disk: it knows {known} of its writes of k{key}, others ")?;
                write!(f, "{counter}")
            }
        }
    }
}

/// Copies, hints and suspicions, as far as there are any.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for key in self.keys() {
            if let Some(versions) = self.versions(key) {
                write!(f, "k{key} {versions}; ")?;
            }
        }
        for hint in self.hints() {
            write!(f, "keeps k{} {} for {}; ", hint.key, hint.versions, hint.owner)?;
        }
        self.suspected().iter().try_for_each(|server| write!(f, "suspects {server}; "))?;
        write!(f, "{} in progress", self.in_progress())
    }
}
