//! What Raft servers say to each other.

use super::{Entries, Store};
use crate::client::{Op, OpId, Outcome};

/// A term: terms count up, and each has at most one leader (thesis 3.3).
pub type Term = u32;
/// A place in the log, from 1.
pub type Index = u32;

/// A message between servers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// A candidate asks for a vote (thesis figure 3.1, RequestVote).
    RequestVote(Ballot),
    /// The answer to it.
    Vote {
        /// The voter's term.
        term: Term,
        /// Whether it votes for the candidate.
        granted: bool,
    },
    /// Would you vote for me if I raised my term (thesis 9.6)?
    RequestPreVote(Ballot),
    /// The answer to it.
    PreVote {
        /// The ballot's term if granted, else the answering server's own.
        term: Term,
        /// Whether it would.
        granted: bool,
    },
    /// Entries or a heartbeat (thesis figure 3.1, AppendEntries).
    Append(Append),
    /// The follower's log agrees with the leader's up to `matched`.
    Appended {
        /// The follower's term.
        term: Term,
        /// The round it answers.
        round: u32,
        /// The last index of what was sent.
        matched: Index,
    },
    /// The follower's log has another entry, or none, just before those sent; or, if `prev` is 0,
    /// where all logs agree, the leader's term is over and there is no more to say.
    Rejected {
        /// The follower's term.
        term: Term,
        /// The round it answers.
        round: u32,
        /// The index at which it has another entry, or none.
        prev: Index,
        /// The highest index, below `prev`, where the logs may agree (thesis 3.5, last paragraph).
        hint: Index,
    },
    /// The state in place of entries that are no longer kept (thesis figure 5.3, in one message).
    InstallSnapshot {
        /// The leader's term.
        term: Term,
        /// As in [`Append::round`].
        round: u32,
        /// The state.
        snapshot: Box<Snapshot>,
    },
    /// A client's request, passed on to the leader.
    Forward(OpId, Op),
    /// Its outcome, passed back.
    Relay(OpId, Outcome),
}

/// A candidate's claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// The term it stands in, or would stand in.
    pub term: Term,
    /// The index of its last entry.
    pub last_index: Index,
    /// The term of its last entry.
    pub last_term: Term,
}

/// A leader's entries, or a heartbeat without any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Append {
    /// The leader's term.
    pub term: Term,
    /// The index just before the entries.
    pub prev: Index,
    /// The term of the entry there.
    pub prev_term: Term,
    /// The leader's commit index.
    pub commit: Index,
    /// The leader's count of rounds by which it confirms its leadership for reads (thesis 6.4).
    pub round: u32,
    /// The entries.
    pub entries: Entries,
}

/// The state as of an index (thesis 5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snapshot {
    /// The last index it covers.
    pub index: Index,
    /// The term of the entry there.
    pub term: Term,
    /// The checksum of the log up to there ([`super::Log::digest_at`]).
    pub digest: u64,
    /// Registers and sessions.
    pub store: Store,
}

impl Message {
    /// The term that obliges a receiver in an older one to follow; none in a pre-vote, which only
    /// asks, and none in what is relayed for clients.
    #[must_use]
    pub fn term(&self) -> Option<Term> {
        match self {
            Self::RequestVote(ballot) => Some(ballot.term),
            Self::Append(append) => Some(append.term),
            Self::Vote { term, .. }
            | Self::Appended { term, .. }
            | Self::Rejected { term, .. }
            | Self::InstallSnapshot { term, .. }
            | Self::PreVote { term, granted: false } => Some(*term),
            Self::RequestPreVote(_)
            | Self::PreVote { granted: true, .. }
            | Self::Forward(..)
            | Self::Relay(..) => None,
        }
    }
}
