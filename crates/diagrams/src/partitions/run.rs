//! The run that parameters and interventions make.

use super::cluster::Cluster;
use super::params::Params;
use super::record::{Writer, shown};
use crate::run::Timed;
use machine::{NodeId, Ratio, Time};
use protocols::client::{Pace, System, Workload};
use sim::{Input, Intervention, Limits, Planned, Setup};

/// A run with its playhead.
pub type Run = Timed<Cluster, Writer>;

/// What checkpoints may weigh: each process remembers a hundred gaps of each other one twice, which
/// is ten times what the simulator reckons with.
const CHECKPOINTS: usize = 100_000;

/// The run, of at most so many events.
pub fn open(params: &Params, inputs: Vec<Input>, events: u64) -> Run {
    let (setup, writer) = setup(params, inputs, events);
    Timed::new(setup, params.length, params.p99, writer).stopping_at(shown)
}

/// What the run is made from, and who writes it down.
pub fn setup(params: &Params, inputs: Vec<Input>, events: u64) -> (Setup<Cluster>, Writer) {
    let watch = params.watch();
    let raft = params.raft.then(|| System { server: params.raft(), workload: nobody(params) });
    let cluster = Cluster { watch, raft };
    let nodes = params.nodes as usize;
    let mut setup = Setup::new(cluster, nodes, params.seed, params.network());
    setup.inputs = inputs;
    setup.limits = Limits { events, checkpoints: CHECKPOINTS, ..Limits::default() };
    if params.crash > Time::ZERO {
        let what = |_: &_, setup: &Setup<Cluster>| {
            vec![Intervention::Crash(NodeId(setup.nodes as u8 - 1))]
        };
        setup.plan = vec![Planned { at: params.crash, what }];
    }
    let writer = Writer::new(watch, setup.network.clone(), params.pair());
    (setup, writer)
}

/// Nobody asks the servers for anything.
fn nobody(params: &Params) -> Workload {
    Workload {
        servers: params.nodes as u8,
        clients: 0,
        keys: 1,
        read_share: Ratio::ZERO,
        pace: Pace::Manual,
        begin: Time::ZERO,
        timeout: Time::s(1),
        attempts: 1,
    }
}

/// The time that the picture of suspicion shows at `now`: mostly past, a little future.
pub fn window(params: &Params, now: Time) -> (Time, Time) {
    let spans = (params.beat * 60).max(params.timeout * 12);
    let span = spans.max(Time::s(1)).min(params.length);
    let to = (now + span / 10).max(span);
    (to - span, to)
}
