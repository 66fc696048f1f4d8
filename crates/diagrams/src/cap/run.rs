//! One run of the store that was chosen, with its record, at a playhead.

use super::params::{Conflict, Mode, Pace, Params, Partition, Shape};
use super::record::{Record, Writer};
use super::snapshot::{Crossing, Flight, Node, Snapshot, Up};
use super::store::{self, Cluster, Face, Of, Rule, Store, World};
#[cfg(feature = "files")]
use crate::figure::Traced;
use machine::{NodeId, NodeSet, Time};
use protocols::client::{self, Process, System, Workload};
use protocols::dynamo::{self, Dynamo};
use protocols::raft::Raft;
use sim::{Crashes, Delay, Input, Intervention, Life, Network, Planned, Setup, Timeline};

/// A run with its playhead, whichever store it is of.
pub struct Run {
    timeline: Timeline<Cluster, Writer>,
}

impl Run {
    /// The run that these parameters and inputs make.
    pub fn open(params: &Params, inputs: Vec<Input>) -> Self {
        let server = match params.mode {
            Mode::Cp => Of::Raft(raft(params)),
            Mode::Ap => Of::Dynamo(dynamo(params)),
        };
        let writer = Writer::new(server.clone(), NodeSet::first(params.replicas as usize));
        let setup = setup(server, params, inputs);
        let timeline = Timeline::new(setup, params.length, window(params), writer);
        Self { timeline }
    }

    /// Computes on for so many events; false when complete.
    pub fn work(&mut self, events: u32) -> bool {
        self.timeline.work(events)
    }

    /// How far it is computed.
    pub fn computed(&self) -> Time {
        self.timeline.computed()
    }

    /// The playhead.
    pub fn now(&self) -> Time {
        self.timeline.playhead().now()
    }

    /// Events computed so far.
    pub fn events(&self) -> u64 {
        self.timeline.events()
    }

    /// Events up to the playhead.
    pub fn event(&self) -> u64 {
        self.timeline.playhead().events()
    }

    /// Whether the run was stopped by its limit of events.
    pub fn exhausted(&self) -> bool {
        self.timeline.exhausted()
    }

    /// The hash of all that is computed.
    pub fn hash(&self) -> u64 {
        self.timeline.frontier().hash()
    }

    /// Moves the playhead.
    pub fn seek(&mut self, to: Time) {
        self.timeline.seek(to);
    }

    /// Moves the playhead to just after an event.
    pub fn seek_event(&mut self, event: u64) {
        self.timeline.seek_event(event);
    }

    /// Intervenes at the playhead.
    pub fn intervene(&mut self, what: Intervention) {
        self.timeline.intervene(what);
    }

    /// Takes an intervention back.
    pub fn forget(&mut self, index: usize) {
        self.timeline.forget(index);
    }

    /// What was done so far.
    pub fn inputs(&self) -> &[Input] {
        &self.timeline.setup().inputs
    }

    /// What the run did.
    pub fn record(&self) -> &Record {
        &self.timeline.record().record
    }

    /// The invariants that are checked.
    pub fn rules(&self) -> &'static [Rule] {
        store::rules(&self.timeline.setup().machine.server)
    }

    /// Copies what the pictures show at the playhead.
    pub fn snapshot(&self, into: &mut Snapshot) {
        let world = self.timeline.playhead();
        into.at = world.now();
        into.servers = usize::from(self.timeline.setup().machine.workload.servers);
        into.nodes.clear();
        into.nodes.extend(NodeSet::first(world.size()).iter().map(|node| self.node(node)));
        into.cuts.clone_from(world.cuts());
        into.flights.clear();
        into.flights.extend(world.flights().map(|flight| Flight {
            id: flight.id.0,
            ends: (flight.from, flight.to),
            sent: flight.sent,
            due: flight.due,
            doomed: flight.doomed.is_some(),
            kind: store::kind(&flight.msg),
        }));
        into.crossings.clear();
        into.crossings.extend(self.timeline.trail().crossings().map(|crossing| Crossing {
            id: crossing.id.0,
            ends: (crossing.from, crossing.to),
            sent: crossing.sent,
            ended: crossing.ended,
            lost: crossing.lost.is_some(),
            kind: store::kind(&crossing.msg),
        }));
    }

    /// Tells each event so far.
    #[cfg(feature = "files")]
    pub fn trace(&self, names: sim::Names, each: &mut dyn FnMut(&Traced)) {
        self.timeline.replay(&mut super::trace::Tracer { names, each });
    }

    fn node(&self, node: NodeId) -> Node {
        let world = self.timeline.playhead();
        let up = match world.life(node) {
            Life::Down(_) => Up::Crashed,
            Life::Up(_) if world.paused(node) => Up::Paused,
            Life::Up(_) => Up::Running,
        };
        let (mut face, mut asks) = (Face::default(), None);
        match world.state(node) {
            Some(Process::Server(state)) => face = store::face(state),
            Some(Process::Client(client)) => asks = client.pending().map(|(op, _)| op),
            None => {}
        }
        Node { up, face, asks, home: self.timeline.setup().places[node.index()] }
    }
}

/// How much time the lanes show: a handful of round trips, fewer where there are many lanes.
pub fn window(params: &Params) -> Time {
    let latencies = (160 / params.replicas).max(3).min(18);
    // What is done by hand is done slowly.
    let least = if params.clients.pace == Pace::Manual { Time::ms(1_200) } else { Time::ms(50) };
    (params.network.latency * latencies).max(least).min(Time::s(20))
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

fn workload(params: &Params) -> Workload {
    let mean = 1_000_000_000 / params.clients.rate.max(1);
    Workload {
        servers: params.replicas as u8,
        clients: params.clients.count as u8,
        keys: params.clients.keys as u8,
        read_share: params.clients.reads,
        pace: match params.clients.pace {
            Pace::Rate => client::Pace::Rate { interval: Time::us(mean) },
            Pace::Closed => client::Pace::Closed { think: Time::ZERO..=Time::us(mean * 2) },
            Pace::Manual => client::Pace::Manual,
        },
        // Three election timeouts: by then there is a leader, but for bad luck.
        begin: if params.mode == Mode::Cp { params.election * 3 } else { Time::ZERO },
        timeout: params.clients.timeout,
        attempts: params.clients.tries as u8,
    }
}

/// Links between replicas are of the first kind, those of clients to their homes of the second.
fn network(params: &Params, workload: &Workload) -> Network {
    let (latency, spread) =
        (params.network.latency, params.network.jitter.of(params.network.latency));
    let (floor, typical) = (latency - spread, spread);
    let delay = match params.network.shape {
        Shape::Fixed => Delay::Fixed(latency),
        Shape::Uniform => Delay::Uniform(floor, latency + spread),
        Shape::Exponential => Delay::Exponential { floor, mean: typical },
        Shape::LogNormal => Delay::LogNormal { floor, median: typical, sigma_milli: 1_000 },
    };
    let near = Delay::Fixed((latency / 10).max(Time::us(1)));
    let (servers, all) = (usize::from(workload.servers), workload.processes());
    let kinds = (0..all * all).map(|link| u8::from(link / all >= servers || link % all >= servers));
    Network {
        delays: vec![delay, near],
        kinds: kinds.collect(),
        loss: params.network.loss,
        duplication: params.network.duplication,
        unstable: None,
        spells: Vec::new(),
    }
}

fn setup(server: Store, params: &Params, inputs: Vec<Input>) -> Setup<Cluster> {
    let workload = workload(params);
    let nodes = workload.processes();
    let network = network(params, &workload);
    let home =
        |node: u8| if node < workload.servers { NodeId(node) } else { workload.home(NodeId(node)) };
    let places = (0..nodes as u8).map(home).collect();
    let crashes = (params.faults.crashes > 0).then(|| Crashes {
        among: NodeSet::first(params.replicas as usize),
        every: Time::us(60_000_000_000 / params.faults.crashes),
        down: params.faults.down..=params.faults.down,
    });
    let mut setup = Setup::new(System { server, workload }, nodes, params.seed, network);
    (setup.places, setup.crashes, setup.inputs) = (places, crashes, inputs);
    if params.faults.partition != Partition::None {
        let heal = Planned {
            at: params.faults.cut_at + params.faults.cut_for,
            what: |_, _| vec![Intervention::Heal],
        };
        setup.plan =
            vec![Planned { at: params.faults.cut_at, what: cut(params.faults.partition) }, heal];
    }
    setup
}

type Cut = fn(&World, &Setup<Cluster>) -> Vec<Intervention>;

/// The servers from `first` on.
fn servers_from(setup: &Setup<Cluster>, first: u8) -> NodeSet {
    (first..setup.machine.workload.servers).map(NodeId).collect()
}

/// What a preset cuts.
fn cut(partition: Partition) -> Cut {
    match partition {
        Partition::None => |_, _| Vec::new(),
        Partition::Minority => |_, setup| {
            let servers = setup.machine.workload.servers;
            vec![Intervention::Part(vec![servers_from(setup, servers / 2 + 1)])]
        },
        Partition::Middle => |_, setup| {
            let servers = setup.machine.workload.servers;
            let mut groups = vec![servers_from(setup, servers.div_ceil(2))];
            if servers % 2 == 1 {
                groups.push([NodeId(servers / 2)].into_iter().collect());
            }
            vec![Intervention::Part(groups)]
        },
        Partition::Leader => |world, setup| {
            let leader = store::leader(&setup.machine.server, world).unwrap_or(NodeId(0));
            vec![Intervention::Part(vec![[leader].into_iter().collect()])]
        },
        Partition::OneWay => |_, setup| {
            let first = setup.machine.workload.servers / 2 + 1;
            let minority = servers_from(setup, first);
            let others = servers_from(setup, 0).minus(minority);
            let pairs = minority.iter().flat_map(|a| others.iter().map(move |b| (a, b)));
            pairs.map(|(from, to)| Intervention::CutOneWay(from, to)).collect()
        },
        Partition::Bridge => |_, setup| {
            let middle = setup.machine.workload.servers / 2;
            let right = servers_from(setup, middle + 1);
            let pairs = right.iter().flat_map(|b| (0..middle).map(move |a| (NodeId(a), b)));
            pairs.map(|(a, b)| Intervention::CutLink(a, b)).collect()
        },
    }
}
