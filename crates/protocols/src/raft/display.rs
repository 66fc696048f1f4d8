//! Messages and notes in words, for traces and narrators.

use super::{Ballot, Entry, Message, Note};
use std::fmt::{Display, Formatter, Result};

impl Display for Entry {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.command {
            None => write!(f, "@{} begins", self.term),
            Some(command) => {
                write!(f, "@{} {} k{}={}", self.term, command.id, command.key, command.value)
            }
        }
    }
}

impl Display for Ballot {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "term {}, last {}@{}", self.term, self.last_index, self.last_term)
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let answer = |granted: &bool| if *granted { "granted" } else { "denied" };
        match self {
            Self::RequestVote(ballot) => write!(f, "RequestVote {ballot}"),
            Self::Vote { term, granted } => write!(f, "Vote term {term}, {}", answer(granted)),
            Self::RequestPreVote(ballot) => write!(f, "RequestPreVote {ballot}"),
            Self::PreVote { term, granted } => {
                write!(f, "PreVote term {term}, {}", answer(granted))
            }
            Self::Append(append) => {
                let (prev, prev_term) = (append.prev, append.prev_term);
                write!(f, "Append term {}, prev {prev}@{prev_term}", append.term)?;
                write!(f, ", commit {}", append.commit)?;
                round(f, append.round)?;
                for (index, entry) in (prev + 1..).zip(append.entries.as_slice()) {
                    write!(f, " [{index}{entry}]")?;
                }
                Ok(())
            }
            Self::Appended { term, round: at, matched } => {
                write!(f, "Appended term {term}, matched {matched}")?;
                round(f, *at)
            }
            Self::Rejected { term, round: at, prev, hint } => {
                write!(f, "Rejected term {term}, prev {prev}, hint {hint}")?;
                round(f, *at)
            }
            Self::InstallSnapshot { term, round: at, snapshot } => {
                let (index, of) = (snapshot.index, snapshot.term);
                write!(f, "InstallSnapshot term {term}, up to {index}@{of}")?;
                round(f, *at)
            }
            Self::Forward(id, op) => write!(f, "Forward {id} {op}"),
            Self::Relay(id, outcome) => write!(f, "Relay {id} {outcome}"),
        }
    }
}

fn round(f: &mut Formatter<'_>, round: u32) -> Result {
    if round > 0 { write!(f, ", round {round}") } else { Ok(()) }
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Restarted { term } => write!(f, "restarted in term {term}"),
            Self::StartedPreVote { term } => write!(f, "asks whether it could win term {term}"),
            Self::StartedElection { term } => write!(f, "stands for election in term {term}"),
            Self::Voted { term, candidate } => write!(f, "votes for {candidate} in term {term}"),
            Self::BecameLeader { term } => write!(f, "leads term {term}"),
            Self::BecameFollower { term } => write!(f, "follows in term {term}"),
            Self::SteppedDown { term } => {
                write!(f, "hears no majority and gives up leading term {term}")
            }
            Self::Committed { index } => write!(f, "commits up to {index}"),
            Self::Truncated { from } => write!(f, "throws its entries from {from} on away"),
            Self::SentSnapshot { to, index } => write!(f, "sends {to} its state up to {index}"),
            Self::InstalledSnapshot { index } => write!(f, "takes over the state up to {index}"),
            Self::Refused(id) => write!(f, "refuses {id}: it knows no leader"),
        }
    }
}
