//! What is replicated: registers, and the sessions of clients.

use super::Command;
use crate::client::{Key, OpId, Value};
use machine::NodeId;

/// The state machine that all servers apply the same commands to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Store {
    registers: Vec<Value>,
    sessions: Vec<Session>,
}

/// A client's session (thesis 6.3). A client has one operation at a time, so its highest number
/// tells an old command from a new one; all logged commands are writes, so the outcome to repeat
/// is always the same and need not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Session {
    client: NodeId,
    number: u32,
}

impl Store {
    /// The value of a register, 0 if never written.
    #[must_use]
    pub fn get(&self, key: Key) -> Value {
        self.registers.get(usize::from(key)).copied().unwrap_or(0)
    }

    /// Whether a client's command, or a later one of it, was executed.
    #[must_use]
    pub fn executed(&self, id: OpId) -> bool {
        self.sessions
            .iter()
            .any(|session| session.client == id.client && id.number <= session.number)
    }

    /// Executes a command once, however often it is applied. False if it was executed before.
    pub fn apply(&mut self, command: &Command) -> bool {
        let Command { id, key, value } = *command;
        match self.sessions.binary_search_by_key(&id.client, |session| session.client) {
            Ok(at) if id.number <= self.sessions[at].number => return false,
            Ok(at) => self.sessions[at].number = id.number,
            Err(at) => {
                self.sessions.insert(at, Session { client: id.client, number: id.number });
            }
        }
        let key = usize::from(key);
        if key >= self.registers.len() {
            self.registers.resize(key + 1, 0);
        }
        self.registers[key] = value;
        debug_assert!(self.executed(id), "no command is executed twice");
        true
    }
}
