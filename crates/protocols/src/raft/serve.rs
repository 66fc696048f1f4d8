//! What a home replica does with its clients' requests.

use super::{Command, Message, Note, Out, Raft, Role, State, lead};
use crate::client::{Op, OpId, Outcome};
use machine::NodeId;

/// The last write of a client that its home replica took in, on disk. A write that was refused
/// must not be executed when the network delivers a copy of its request later, and one that was
/// passed on cannot be refused any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Gate {
    client: NodeId,
    number: u32,
    refused: bool,
}

impl Raft {
    /// A client asks its home replica.
    pub(super) fn request(&self, state: &mut State, id: OpId, op: Op, out: &mut Out) {
        if let Op::Write(..) = op {
            let known = state.leader.is_some();
            match enter(&mut state.disk.gates, id, known) {
                Entry::New | Entry::Passed if known => {}
                Entry::New | Entry::Refused => return refuse(id, out),
                Entry::Passed | Entry::Old => return,
            }
        }
        match state.leader {
            None => refuse(id, out),
            Some(leader) if leader == state.me => self.execute(state, (id.client, id, op), out),
            Some(leader) => out.send(leader, Message::Forward(id, op)),
        }
    }

    /// A home replica passes a request on. A server that does not lead says so of a read; of a
    /// write it cannot say that no copy was executed, and is silent.
    pub(super) fn forwarded(
        &self,
        state: &mut State,
        (from, id, op): (NodeId, OpId, Op),
        out: &mut Out,
    ) {
        if state.role == Role::Leader {
            self.execute(state, (from, id, op), out);
        } else if let Op::Read(_) = op {
            out.send(from, Message::Relay(id, Outcome::Refused));
        }
    }

    fn execute(&self, state: &mut State, (via, id, op): (NodeId, OpId, Op), out: &mut Out) {
        match op {
            Op::Read(key) => self.read(state, (via, id, key), out),
            Op::Write(key, value) => {
                self.propose_write(state, (via, Command { id, key, value }), out);
            }
        }
    }
}

/// What a home replica knows of a write.
enum Entry {
    New,
    Passed,
    Refused,
    Old,
}

/// Looks a write up, and remembers a new one as passed on or refused.
fn enter(gates: &mut Vec<Gate>, id: OpId, passed: bool) -> Entry {
    let new = Gate { client: id.client, number: id.number, refused: !passed };
    let at = match gates.binary_search_by_key(&id.client, |gate| gate.client) {
        Ok(at) => at,
        Err(at) => {
            gates.insert(at, new);
            debug_assert!(gates.is_sorted_by(|a, b| a.client < b.client), "one gate a client");
            return Entry::New;
        }
    };
    let gate = &mut gates[at];
    match id.number.cmp(&gate.number) {
        std::cmp::Ordering::Less => Entry::Old,
        std::cmp::Ordering::Equal if gate.refused => Entry::Refused,
        std::cmp::Ordering::Equal => Entry::Passed,
        std::cmp::Ordering::Greater => {
            *gate = new;
            Entry::New
        }
    }
}

fn refuse(id: OpId, out: &mut Out) {
    out.note(Note::Refused(id));
    lead::reply(out, id.client, id, Outcome::Refused);
}
