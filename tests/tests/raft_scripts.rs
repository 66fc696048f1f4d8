//! Raft, event by event: the scripts in `scripts/raft_*.txt`.

use machine::{NodeId, Time};
use protocols::client::{ClientTimer, Note, Pace, Process, System, Timer, Wire, Workload};
use protocols::raft::invariants::Ghost;
use protocols::raft::{self, Message, Raft, Role, State};
use std::path::Path;
use suite::script::{self, Voice};

struct RaftVoice {
    ghost: Ghost,
    servers: u8,
}

impl Voice for RaftVoice {
    type M = System<Raft>;

    fn new(words: &[&str]) -> Result<(Self, System<Raft>, u8, u8), String> {
        let (mut raft, mut clients) = (Raft::new(3), 1);
        for word in words {
            match word.split_once('=') {
                Some(("servers", n)) => raft.servers = n.parse().map_err(|_| "servers=3")?,
                Some(("clients", n)) => clients = n.parse().map_err(|_| "clients=1")?,
                Some(("keep", n)) => raft.log_kept = n.parse().map_err(|_| "keep=64")?,
                Some(("batch", n)) => raft.batch = n.parse().map_err(|_| "batch=64")?,
                None if *word == "pre-vote" => raft.pre_vote = true,
                _ => return Err(format!("no such word: {word}")),
            }
        }
        let workload = Workload {
            servers: raft.servers,
            clients,
            keys: 1,
            read_share: machine::Ratio::ZERO,
            pace: Pace::Manual,
            timeout: Time::s(1),
            begin: Time::ZERO,
            attempts: 3,
        };
        let servers = raft.servers;
        let voice = Self { ghost: Ghost::default(), servers };
        Ok((voice, System { server: raft, workload }, servers, servers + clients))
    }

    fn timer(&self, node: NodeId, name: &str) -> Option<Timer<raft::Timer>> {
        Some(match name {
            "election" => Timer::Server(raft::Timer::Election),
            "heartbeat" => Timer::Server(raft::Timer::Heartbeat),
            "lease" => Timer::Server(raft::Timer::Lease),
            "patience" if node.0 >= self.servers => Timer::Client(ClientTimer::Patience),
            _ => return None,
        })
    }

    fn command(&self, words: &[&str]) -> Option<u32> {
        match words {
            ["read"] => Some(0),
            ["write"] => Some(1),
            _ => None,
        }
    }

    fn message(&self, msg: &Wire<Message>) -> String {
        msg.to_string()
    }

    fn note(&self, note: &Note<raft::Note>) -> String {
        note.to_string()
    }

    fn state(&self, state: &Process<State>) -> String {
        let state = match state {
            Process::Server(state) => state,
            Process::Client(client) => {
                let waits = client.pending().map(|(op, _)| format!("waits for {op}"));
                return waits.unwrap_or("idle".into());
            }
        };
        let role = match state.role() {
            Role::Follower => "follower",
            Role::PreCandidate => "pre-candidate",
            Role::Candidate => "candidate",
            Role::Leader => "leader",
        };
        let terms: Vec<String> =
            state.log().terms().map(|(index, term)| format!("{index}@{term}")).collect();
        let (term, commit, value) = (state.term(), state.commit_index(), state.value(0));
        format!("{role} term {term}, commit {commit}, k0={value}, log [{}]", terms.join(" "))
    }

    fn judge(&mut self, at: NodeId, states: &[Option<&Process<State>>]) -> Option<String> {
        let servers: Vec<Option<&State>> = states[..usize::from(self.servers)]
            .iter()
            .map(|state| match state {
                Some(Process::Server(server)) => Some(server),
                _ => None,
            })
            .collect();
        if at.0 >= self.servers {
            return None;
        }
        let fallen = self.ghost.observe_at(at, &servers.as_slice());
        let words = fallen.iter().map(|it| format!("{} falls: {}", it.invariant.name, it.why));
        words.reduce(|all, more| all + "\n  ! " + &more)
    }
}

macro_rules! scripts {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let path = concat!("scripts/raft_", stringify!($name), ".txt");
            script::check::<RaftVoice>(&Path::new(SCRIPTS).join(path));
        }
    )*};
}

const SCRIPTS: &str = env!("CARGO_MANIFEST_DIR");

scripts!(
    election,
    replication,
    commit_rule,
    pre_vote,
    exactly_once,
    read_index,
    snapshot,
    lost_disk_vote,
    lost_disk_entry,
    restart,
);
