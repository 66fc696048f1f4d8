//! CAP over a replicated store: which one is run, what must fit together, and what a reader has
//! achieved.

use super::ENTRY;
use super::params::{Conflict, Mode, Params};
use crate::cluster::{Clustered, Design, Known, Of, Store};
use crate::figure::Entry;
use machine::Time;
use params::Issue;
use protocols::dynamo::{self, Dynamo};
use protocols::raft::Raft;
use scene::number;

/// The diagram.
pub struct Cap;

impl Clustered for Cap {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;

    fn design(params: &Params) -> Design<'_> {
        Design {
            server: store(params),
            servers: params.replicas,
            network: &params.network,
            faults: &params.faults,
            clients: &params.clients,
            // Three election timeouts: by then there is a leader, but for bad luck.
            begin: if params.mode == Mode::Cp { params.election * 3 } else { Time::ZERO },
            length: params.length,
            seed: params.seed,
        }
    }

    fn settle(params: &mut Params) -> Vec<Issue> {
        settle(params)
    }

    fn tasks(params: &Params, known: &Known<'_>) -> Vec<(&'static str, bool)> {
        let consistent = params.mode == Mode::Cp;
        // Whether the reader has done anything but choose.
        let chosen = Params { mode: params.mode, seed: params.seed, ..Params::default() };
        let touched = known.is_touched() || *params != chosen;
        let overlap = params.read_quorum + params.write_quorum > params.copies;
        let strict = !consistent && overlap && !params.sloppy;
        vec![
            ("stale", touched && !consistent && known.has_stale_read()),
            ("refuse", touched && consistent && known.refused_while_others_went_on()),
            ("survive", consistent && known.survived_a_leader()),
            ("strict", strict && known.is_contradicted()),
        ]
    }
}

/// Makes parameters that depend on each other fit.
fn settle(params: &mut Params) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut at_most = |key: &str, value: &mut u64, most: u64, what: &str| {
        if *value > most {
            let message =
                format!("{key}={value} is more than the {most} {what}: {key}={most} is shown.");
            issues.push(Issue { key: key.to_owned(), message });
            *value = most;
        }
    };
    at_most("copies", &mut params.copies, params.replicas, "replicas");
    at_most("r", &mut params.read_quorum, params.copies, "copies");
    at_most("w", &mut params.write_quorum, params.copies, "copies");
    // Heartbeats at the pace of the election timeout would be elections.
    let hint = params.election / 2;
    if params.mode == Mode::Cp && params.heartbeat > hint {
        let message = format!(
            "The heartbeat is at most half the election timeout: {} is shown.",
            number::duration(hint.as_us())
        );
        issues.push(Issue { key: "hb".to_owned(), message });
        params.heartbeat = hint;
    }
    issues
}

fn store(params: &Params) -> Store {
    match params.mode {
        Mode::Cp => Of::Raft(raft(params)),
        Mode::Ap => Of::Dynamo(dynamo(params)),
    }
}

fn raft(params: &Params) -> Raft {
    let election = params.election..=params.election * 2;
    let heartbeat = params.heartbeat;
    let mut raft = Raft::new(params.replicas as u8);
    (raft.election, raft.heartbeat, raft.pre_vote) = (election, heartbeat, params.pre_vote);
    raft
}

fn dynamo(params: &Params) -> Dynamo {
    let round_trip =
        params.network.latency * 2 + params.network.jitter.of(params.network.latency * 2);
    let suspect_after = (round_trip * 3 / 2).min(params.clients.timeout / 3).max(Time::ms(1));
    Dynamo {
        servers: params.replicas as u8,
        n: params.copies as u8,
        r: params.read_quorum as u8,
        w: params.write_quorum as u8,
        conflict: match params.conflict {
            Conflict::Siblings => dynamo::Conflict::Siblings,
            Conflict::LastWriterWins => dynamo::Conflict::LastWriterWins,
        },
        read_repair: params.read_repair,
        sloppy: params.sloppy,
        handoff: params.sloppy.then_some(Time::ms(100)),
        anti_entropy: (params.anti_entropy > Time::ZERO).then_some(params.anti_entropy),
        suspect_after,
        request_timeout: params.clients.timeout * 9 / 10,
        ..Dynamo::default()
    }
}
