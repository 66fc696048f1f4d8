//! The run of a witness: its protocol, its network, its crash, and its adversary.

use super::claim::Witness;
use super::params::{Params, Victim};
use super::protocol::{Msg, Protocol};
use super::record::Writer;
use machine::{NodeId, NodeSet, Time};
use protocols::ben_or::{BenOr, Coin, Says};
use protocols::consensus::Bit;
use protocols::detector::Detector;
use protocols::flood_set::FloodSet;
use protocols::naive::{Input as Proposal, Naive, Rule};
use protocols::paxos::{Paxos, Proposers};
use protocols::rounds::Rounds;
use sim::{Delay, Flight, Input, Intervention, Network, Planned, Setup, Timeline, Unstable, World};

/// A run with its playhead.
pub type Run = Timeline<Protocol, Writer>;

/// The run that these parameters and inputs make.
pub fn open(params: &Params, inputs: Vec<Input>) -> Run {
    let witness = Witness::of(params);
    let nodes = params.processes as usize;
    let protocol = protocol(witness, params);
    let mut setup = Setup::new(protocol, nodes, params.seed, network(witness, params));
    setup.inputs = inputs;
    setup.plan = plan(witness, params);
    let writer = Writer::new(proposals(witness, nodes));
    Timeline::new(setup, params.length, window(params), writer)
}

/// How much time the lanes show.
pub fn window(params: &Params) -> Time {
    params.latency * 7
}

/// What each process proposes: one more than half of them 1, the others 0. Where validity is given
/// up all propose 1, so that it can be seen.
pub fn proposals(witness: Witness, nodes: usize) -> Vec<Bit> {
    let ones = if witness == Witness::AlwaysZero { nodes } else { nodes / 2 + 1 };
    (0..nodes).map(|node| Bit::from(node < ones)).collect()
}

/// How long a round is where messages are always on time: longer than any message takes.
fn round(params: &Params) -> Time {
    params.latency + params.latency / 4 + Time::us(1)
}

fn protocol(witness: Witness, params: &Params) -> Protocol {
    let inputs = proposals(witness, params.processes as usize);
    let naive = |rule, inputs| Protocol::Naive(Naive { rule, inputs });
    match witness {
        Witness::Coin => ben_or(inputs, Coin::Local),
        Witness::Undecided | Witness::Middle => ben_or(inputs, Coin::Zero),
        Witness::WaitAll => naive(Rule::WaitAll, inputs),
        Witness::WaitOne => naive(Rule::WaitOne, inputs),
        Witness::AlwaysZero => naive(Rule::AlwaysZero, inputs),
        Witness::Rounds => {
            let rounds = Rounds::new(FloodSet { inputs, rounds: 2 });
            Protocol::FloodSet(Rounds { length: round(params), ..rounds })
        }
        Witness::AfterGst => {
            let (beat, patience) = (params.latency, params.latency * 5 / 2);
            let leader = Proposers::Leader(Detector::Heartbeats { beat, patience });
            let retry = params.latency * 5..=params.latency * 6;
            Protocol::Paxos(Paxos { proposers: leader, retry, ..Paxos::new(inputs) })
        }
    }
}

fn ben_or(inputs: Vec<Bit>, coin: Coin) -> Protocol {
    Protocol::BenOr(BenOr::new(inputs, 1, coin))
}

/// Without bounds, delays have a tail; with them they are spread under the latency, from GST on or
/// always. The adversary needs none of that: it alone makes messages late.
fn network(witness: Witness, params: &Params) -> Network {
    let latency = params.latency;
    if witness.is_adversarys() {
        return Network::uniform(Delay::Fixed(latency));
    }
    let half = latency / 2;
    if params.asynchrony {
        return Network::uniform(Delay::Exponential { floor: half, mean: half });
    }
    let least = latency - params.spread.of(latency);
    let network = Network::uniform(Delay::Uniform(least, latency));
    let before = Delay::Exponential { floor: half, mean: latency * 5 };
    let unstable = Unstable { until: params.gst, delay: before };
    let partial = params.timing == super::params::Timing::Partial;
    Network { unstable: partial.then_some(unstable), ..network }
}

type Plan = fn(&World<Protocol>, &Setup<Protocol>) -> Vec<Intervention>;

/// What happens anyway: the crash, or what the adversary does whenever messages have been sent.
fn plan(witness: Witness, params: &Params) -> Vec<Planned<Protocol>> {
    let mut plan = Vec::new();
    if witness.is_adversarys() {
        let times = params.length.as_us() / params.latency.as_us().max(1);
        let phases = (0..=times).map(|phase| params.latency * phase);
        plan.extend(phases.map(|at| Planned { at, what: hold }));
    }
    // Where it is about what the adversary can do without, nobody crashes.
    let crashes = params.crash && !matches!(witness, Witness::Undecided | Witness::Middle);
    if let Some(what) = crash(witness, params).filter(|_| crashes) {
        plan.push(Planned { at: params.crash_at, what });
        machine::sort_by_key(&mut plan, |planned| planned.at);
    }
    plan
}

/// The crash. One that matters is of the leader, or of the only process that knows of a 0.
fn crash(witness: Witness, params: &Params) -> Option<Plan> {
    Some(match params.victim {
        Victim::Telling if witness == Witness::Rounds => |world, setup| {
            let last = NodeId(setup.nodes as u8 - 1);
            // It has told only the first other when it crashes: the rest of its round is not sent.
            let unsent = world.flights().filter(|flight| flight.from == last && flight.to.0 > 0);
            let mut unsent: Vec<_> = unsent.map(|flight| Intervention::Drop(flight.id)).collect();
            unsent.push(Intervention::Crash(last));
            unsent
        },
        Victim::Telling | Victim::A => |_, _| vec![Intervention::Crash(NodeId(0))],
        Victim::B => |_, _| vec![Intervention::Crash(NodeId(1))],
        Victim::C => |_, _| vec![Intervention::Crash(NodeId(2))],
        Victim::Nobody => return None,
    })
}

/// The adversary. Right after the messages of a phase were sent, it makes those late that it wants
/// late: by half a latency, so that their receivers have read enough others by then.
fn hold(world: &World<Protocol>, setup: &Setup<Protocol>) -> Vec<Intervention> {
    let fresh = world.flights().filter(|flight| flight.sent == world.now());
    let fresh: Vec<&Flight<Msg>> = fresh.collect();
    let held = fresh.iter().filter(|flight| is_held(flight, &fresh, setup.nodes));
    let late = held.map(|flight| {
        let by = Time::us((flight.due - flight.sent).as_us() / 2);
        Intervention::Delay { id: flight.id, by }
    });
    late.collect()
}

/// Whether the adversary holds a message back, given all that were sent with it.
///
/// In Ben-Or's protocol each process waits for all others but one, so one message for each may be
/// late. Of the values reported, one more than half are 1. The adversary lets the first that
/// reported 1 see them all, and hides a 1 from everybody else: only that process proposes 1. Then
/// it hides that proposal from as many as have to end with the coin's 0: one more than half hold 1
/// again. Nothing has changed but the round's number.
///
/// Where each waits for one other alone, it hides the 0s from those who have a 1.
fn is_held(flight: &Flight<Msg>, fresh: &[&Flight<Msg>], nodes: usize) -> bool {
    let sent = |node: NodeId| fresh.iter().find(|flight| flight.from == node).map(|f| &f.msg);
    let reports = |node: NodeId, bit: Bit| match sent(node) {
        Some(Msg::BenOr(msg)) => msg.says == Says::Report(bit),
        Some(Msg::Naive(Proposal(value))) => *value == bit,
        _ => false,
    };
    let proposes = |node: NodeId| match sent(node) {
        Some(Msg::BenOr(msg)) => matches!(msg.says, Says::Proposal(Some(_))),
        _ => false,
    };
    let first = |of: &dyn Fn(NodeId) -> bool, but: NodeId| {
        NodeSet::first(nodes).iter().find(|&node| node != but && of(node))
    };
    match &flight.msg {
        Msg::Naive(_) => reports(flight.to, 1) && reports(flight.from, 0),
        Msg::BenOr(msg) => match msg.says {
            Says::Report(_) => {
                let seer = NodeSet::first(nodes).iter().find(|&node| reports(node, 1));
                let hidden = if Some(flight.to) == seer {
                    first(&|node| reports(node, 0), flight.to)
                } else {
                    first(&|node| reports(node, 1), flight.to)
                };
                hidden == Some(flight.from)
            }
            Says::Proposal(_) => {
                let blind = flight.to.index() > nodes / 2;
                let hidden = if blind {
                    first(&proposes, flight.to)
                } else {
                    first(&|node| !proposes(node), flight.to)
                };
                hidden == Some(flight.from)
            }
            Says::Ask | Says::Coin(_) => false,
        },
        _ => false,
    }
}
