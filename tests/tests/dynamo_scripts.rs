//! The leaderless store, event by event: the scripts in `scripts/dynamo_*.txt`.

use machine::{NodeId, Ratio, Time};
use protocols::client::{ClientTimer, Note, Pace, Process, System, Timer, Wire, Workload};
use protocols::dynamo::{self, Conflict, Dynamo, Peer, State};
use std::path::Path;
use suite::script::{self, Voice};

/// Five servers, each the home of one client; N = 3, R = W = 2, and what the words switch on.
struct DynamoVoice;

impl Voice for DynamoVoice {
    type M = System<Dynamo>;

    fn new(words: &[&str]) -> Result<(Self, System<Dynamo>, u8, u8), String> {
        let off = Dynamo::default();
        let mut store =
            Dynamo { read_repair: false, sloppy: false, handoff: None, anti_entropy: None, ..off };
        for word in words {
            let number = |text: &str| text.parse().map_err(|_| format!("no number: {text}"));
            match word.split_once('=') {
                Some(("servers", n)) => store.servers = number(n)?,
                Some(("r", n)) => store.r = number(n)?,
                Some(("w", n)) => store.w = number(n)?,
                None if *word == "last-writer-wins" => store.conflict = Conflict::LastWriterWins,
                None if *word == "read-repair" => store.read_repair = true,
                None if *word == "hints" => store.handoff = Some(Time::ms(500)),
                None if *word == "sloppy" => store.sloppy = true,
                None if *word == "anti-entropy" => store.anti_entropy = Some(Time::s(1)),
                _ => return Err(format!("no such word: {word}")),
            }
        }
        let servers = store.servers;
        let workload = Workload {
            servers,
            clients: servers,
            keys: 1,
            read_share: Ratio::ZERO,
            pace: Pace::Manual,
            timeout: Time::s(1),
            begin: Time::ZERO,
            attempts: 3,
        };
        let machine = System { server: store, workload };
        Ok((Self, machine, servers, 2 * servers))
    }

    fn timer(&self, _: NodeId, name: &str) -> Option<Timer<dynamo::Timer>> {
        Some(match name {
            "request" => Timer::Server(dynamo::Timer::Request(0)),
            "handoff" => Timer::Server(dynamo::Timer::Handoff),
            "anti-entropy" => Timer::Server(dynamo::Timer::AntiEntropy),
            "patience" => Timer::Client(ClientTimer::Patience),
            _ => return None,
        })
    }

    /// `read`, `write`: key 0; `read 5`, `write 5`: key 5.
    fn command(&self, words: &[&str]) -> Option<u32> {
        let key: u32 = words.get(1).map_or(Some(0), |key| key.parse().ok())?;
        match *words.first()? {
            "read" => Some(2 * key),
            "write" => Some(2 * key + 1),
            _ => None,
        }
    }

    fn message(&self, msg: &Wire<Peer>) -> String {
        msg.to_string()
    }

    fn note(&self, note: &Note<dynamo::Note>) -> String {
        note.to_string()
    }

    fn state(&self, state: &Process<State>) -> String {
        match state {
            Process::Server(state) => state.to_string(),
            Process::Client(client) => {
                client.pending().map_or("idle".into(), |(op, _)| format!("waits for {op}"))
            }
        }
    }

    fn judge(&mut self, _: NodeId, _: &[Option<&Process<State>>]) -> Option<String> {
        None
    }
}

macro_rules! scripts {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let path = concat!("scripts/dynamo_", stringify!($name), ".txt");
            script::check::<DynamoVoice>(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        }
    )*};
}

scripts!(
    quorum,
    siblings,
    last_writer_wins,
    read_repair,
    new_old_inversion,
    hinted_handoff,
    anti_entropy,
    lost_disk,
);
