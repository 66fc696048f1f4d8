//! Messages and states in few letters, for the pictures.

use super::{Message, State};
use std::fmt::{Display, Formatter, Result};

/// `1a(4)`, `1b(4,⊥)`, `1b(4,1@2)`, `2a(4,1)`, `2b(4,1)`, `no(5)`, `D(1)`, `ask`, `hb`.
impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Prepare(ballot) => write!(f, "1a({ballot})"),
            Self::Promise(ballot, None) => write!(f, "1b({ballot},⊥)"),
            Self::Promise(ballot, Some((voted, value))) => {
                write!(f, "1b({ballot},{value}@{voted})")
            }
            Self::Accept(ballot, value) => write!(f, "2a({ballot},{value})"),
            Self::Accepted(ballot, value) => write!(f, "2b({ballot},{value})"),
            Self::Nack(ballot) => write!(f, "no({ballot})"),
            Self::Chosen(value) => write!(f, "D({value})"),
            Self::Ask => f.write_str("ask"),
            Self::Alive => f.write_str("hb"),
        }
    }
}

/// `≥4 1@2`: promised ballot 4, voted for 1 in ballot 2; then a ballot of its own, and whom it
/// suspects.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "≥{}", self.disk.promised)?;
        match self.disk.vote {
            Some((ballot, value)) => write!(f, " {value}@{ballot}")?,
            None => f.write_str(" ⊥")?,
        }
        if let Some(attempt) = &self.attempt {
            let phase = if attempt.value.is_some() { 2 } else { 1 };
            write!(f, ", ballot {} phase {phase}: ", attempt.ballot)?;
            attempt.quorum.iter().try_for_each(|node| write!(f, "{node}"))?;
        }
        write!(f, "{}", self.suspicions)?;
        self.disk.chosen.map_or(Ok(()), |value| write!(f, ", decided {value}"))
    }
}
