//! CAP in its shell: which store is run, what must fit together, and what a reader has achieved.

use super::ENTRY;
use super::params::{Conflict, Mode, Params};
use crate::cluster::{self, Design, Known, Of, Run, Store, Watch};
use crate::diagram::{At, Diagram, Plan};
use crate::figure::{Action, Choice, Entry, Frame, Mark, Reading, Twin, Verdict};
use crate::parts::words;
use crate::run::Run as _;
use machine::Time;
use params::Issue;
use protocols::dynamo::{self, Dynamo};
use protocols::raft::Raft;
use scene::{Point, Scene, number};
use sim::{Input, Names};

/// What is kept beside the run.
pub struct Cap {
    watch: Watch,
}

impl Cap {
    fn known<'a>(&'a self, at: At<'a, Self>) -> Known<'a> {
        self.watch.known(at.run, at.now)
    }
}

impl Diagram for Cap {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;
    type Run = Run;

    fn notation(params: &Params) -> Names {
        cluster::names_of(params.replicas, params.clients.count)
    }

    fn run(plan: Plan<'_, Self>) -> Run {
        let params = plan.params;
        let design = Design {
            server: store(params),
            servers: params.replicas,
            network: &params.network,
            faults: &params.faults,
            clients: &params.clients,
            // Three election timeouts: by then there is a leader, but for bad luck.
            begin: if params.mode == Mode::Cp { params.election * 3 } else { Time::ZERO },
            length: params.length,
            seed: params.seed,
        };
        design.run(plan.inputs, plan.events)
    }

    fn new(params: &Params) -> Self {
        Self { watch: Watch::new(params.replicas) }
    }

    fn settle(params: &mut Params) -> Vec<Issue> {
        settle(params)
    }

    fn reset(&mut self, params: &Params) {
        self.watch = Watch::new(params.replicas);
    }

    fn look(&mut self, _params: &Params, run: &mut Run) {
        self.watch.look(run);
    }

    fn follow(&mut self, at: At<'_, Self>, complete: bool) -> bool {
        self.watch.follow(at.run, complete)
    }

    fn turn(&mut self, run: &mut Run, code: &str) -> Result<(), String> {
        self.watch.pick(run, code)
    }

    fn acted(&mut self) {
        self.watch.let_go();
    }

    fn label(params: &Params, input: &Input) -> String {
        words::intervention(Self::notation(params), &input.what)
    }

    fn tell(&self, at: At<'_, Self>, between: (Time, Time)) -> Vec<(Time, String)> {
        self.watch.tell(at.run, between)
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice> {
        self.watch.menu(at.run, target)
    }

    fn gesture(&self, at: At<'_, Self>, trail: &[Point]) -> Option<Action> {
        self.watch.gesture(at.run, trail)
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        self.watch.draw(at.run, frame, into);
    }

    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict> {
        self.known(at).verdicts()
    }

    fn readout(&self, at: At<'_, Self>) -> Vec<Reading> {
        self.known(at).readout()
    }

    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        let (known, params) = (self.known(at), at.params);
        let consistent = params.mode == Mode::Cp;
        // Whether the reader has done anything but choose.
        let chosen = Params { mode: params.mode, seed: params.seed, ..Params::default() };
        let touched = !at.run.inputs().is_empty() || *params != chosen;
        let overlap = params.read_quorum + params.write_quorum > params.copies;
        let strict = !consistent && overlap && !params.sloppy;
        vec![
            ("stale", touched && !consistent && known.has_stale_read()),
            ("refuse", touched && consistent && known.refused_while_others_went_on()),
            ("survive", consistent && known.survived_a_leader()),
            ("strict", strict && known.is_contradicted()),
        ]
    }

    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).marks()
    }

    fn twin(&self, at: At<'_, Self>) -> Twin {
        self.watch.twin(at.run)
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&crate::figure::Traced)) {
        cluster::trace(at.run, each);
    }

    #[cfg(feature = "files")]
    fn history(&self, at: At<'_, Self>) -> Vec<crate::figure::Happened> {
        self.watch.history(at.run)
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
