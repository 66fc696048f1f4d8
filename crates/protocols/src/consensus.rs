//! What consensus protocols share: values of one bit, how a decision is told, what must hold of it.

use machine::{Machine, NodeId};
use std::fmt::{Display, Formatter, Result};

/// A value to agree on: 0 or 1.
pub type Bit = u8;

/// A protocol whose processes each start with a bit and should all decide the same one.
pub trait Consensus: Machine<Note = Note> {
    /// What each process starts with; the length is the number of processes.
    fn inputs(&self) -> &[Bit];

    /// What a process has decided; once it is some value it never changes.
    fn decision(state: &Self::State) -> Option<Bit>;
}

/// What a process says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// It enters a round (a ballot, a phase) of this number.
    Began(u32),
    /// It holds this value from now on, for a reason that the protocol gives.
    Adopted(Bit),
    /// Its coin shows this.
    Flipped(Bit),
    /// Its failure detector suspects a process.
    Suspects(NodeId),
    /// Its failure detector no longer does.
    Trusts(NodeId),
    /// It decides, for ever.
    Decided(Bit),
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Began(round) => write!(f, "begins {round}"),
            Self::Adopted(value) => write!(f, "adopts {value}"),
            Self::Flipped(value) => write!(f, "flips {value}"),
            Self::Suspects(node) => write!(f, "suspects {node}"),
            Self::Trusts(node) => write!(f, "trusts {node}"),
            Self::Decided(value) => write!(f, "decides {value}"),
        }
    }
}

/// A value that may be none, in one letter: `0`, `1`, `⊥`.
#[must_use]
pub fn letter(value: Option<Bit>) -> char {
    match value {
        Some(0) => '0',
        Some(_) => '1',
        None => '⊥',
    }
}

/// The disk of a process whose crash is final (crash-stop): all it holds is whether it has crashed.
///
/// Started again it stands still, so whoever restarts processes cannot leave the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crashed(pub bool);

/// What a run must never show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// Two processes decided differently.
    Agreement,
    /// A process decided what nobody proposed.
    Validity,
}

/// What is wrong with these decisions, if anything is.
///
/// `proposed` are the inputs that count: of all processes where faults are crashes, of the correct
/// ones where they are Byzantine, the sender's alone in a broadcast whose sender is correct. With
/// bits, "what is decided was proposed" and "what all propose is decided" say the same.
pub fn broken(proposed: &[Bit], decided: impl IntoIterator<Item = Bit>) -> Option<Broken> {
    let mut first = None;
    for value in decided {
        if !proposed.contains(&value) {
            return Some(Broken::Validity);
        }
        if *first.get_or_insert(value) != value {
            return Some(Broken::Agreement);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_judged() {
        assert_eq!(broken(&[1, 1, 0], [1, 1]), None);
        assert_eq!(broken(&[1, 1, 0], [1, 0]), Some(Broken::Agreement));
        assert_eq!(broken(&[1, 1, 1], [0]), Some(Broken::Validity));
        assert_eq!(broken(&[], []), None);
    }
}
