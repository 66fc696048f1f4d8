//! The run that a store, a network, faults and clients make.

use super::groups::{Clients, Faults, Network as Links, Pace, Partition, Shape};
use super::record::Writer;
use super::store::{self, Cluster, Rule, Store, World};
use crate::run::Timed;
use machine::{NodeId, NodeSet, Time};
use protocols::client::{self, System, Workload};
use sim::{Crashes, Delay, Input, Intervention, Names, Network, Planned, Setup};

/// A run of a store, with what is recorded of it.
pub type Run = Timed<Cluster, Writer>;

/// What a diagram over a replicated store runs.
pub struct Design<'a> {
    /// The store.
    pub server: Store,
    /// How many servers it has.
    pub servers: u64,
    /// How messages travel.
    pub network: &'a Links,
    /// What goes wrong.
    pub faults: &'a Faults,
    /// Who asks, and how often.
    pub clients: &'a Clients,
    /// When clients begin.
    pub begin: Time,
    /// The length of the run.
    pub length: Time,
    /// The seed of every draw.
    pub seed: u64,
}

impl Design<'_> {
    /// The run with these interventions, of at most so many events.
    pub fn run(&self, inputs: Vec<Input>, events: u64) -> Run {
        let servers = NodeSet::first(self.servers as usize);
        let writer = Writer::new(self.server.clone(), servers);
        let mut setup = self.setup();
        setup.inputs = inputs;
        setup.limits.events = events;
        Timed::new(setup, self.length, self.window(), writer)
    }

    /// How its processes are called.
    pub fn names(&self) -> Names {
        names_of(self.servers, self.clients.count)
    }

    /// How much time the lanes show: a handful of round trips, fewer where there are many lanes.
    fn window(&self) -> Time {
        let latencies = (160 / self.servers).max(3).min(18);
        // What is done by hand is done slowly.
        let least = if self.clients.pace == Pace::Manual { Time::ms(1_200) } else { Time::ms(50) };
        (self.network.latency * latencies).max(least).min(Time::s(20))
    }

    fn workload(&self) -> Workload {
        let mean = 1_000_000_000 / self.clients.rate.max(1);
        Workload {
            servers: self.servers as u8,
            clients: self.clients.count as u8,
            keys: self.clients.keys as u8,
            read_share: self.clients.reads,
            pace: match self.clients.pace {
                Pace::Rate => client::Pace::Rate { interval: Time::us(mean) },
                Pace::Closed => client::Pace::Closed { think: Time::ZERO..=Time::us(mean * 2) },
                Pace::Manual => client::Pace::Manual,
            },
            begin: self.begin,
            timeout: self.clients.timeout,
            attempts: self.clients.tries as u8,
        }
    }

    fn setup(&self) -> Setup<Cluster> {
        let workload = self.workload();
        let nodes = workload.processes();
        let network = self.network(&workload);
        let home = |node: u8| {
            if node < workload.servers { NodeId(node) } else { workload.home(NodeId(node)) }
        };
        let places = (0..nodes as u8).map(home).collect();
        let server = self.server.clone();
        let mut setup = Setup::new(System { server, workload }, nodes, self.seed, network);
        (setup.places, setup.crashes, setup.plan) = (places, self.crashes(), self.plan());
        setup
    }

    /// Links between replicas are of the first kind, those of clients to their homes of the second.
    fn network(&self, workload: &Workload) -> Network {
        let Links { latency, jitter, shape, loss, duplication } = *self.network;
        let spread = jitter.of(latency);
        let (floor, typical) = (latency - spread, spread);
        let delay = match shape {
            Shape::Fixed => Delay::Fixed(latency),
            Shape::Uniform => Delay::Uniform(floor, latency + spread),
            Shape::Exponential => Delay::Exponential { floor, mean: typical },
            Shape::LogNormal => Delay::LogNormal { floor, median: typical, sigma_milli: 1_000 },
        };
        let near = Delay::Fixed((latency / 10).max(Time::us(1)));
        let (servers, all) = (usize::from(workload.servers), workload.processes());
        let is_near = |link: usize| link / all >= servers || link % all >= servers;
        let kinds = (0..all * all).map(|link| u8::from(is_near(link))).collect();
        let delays = vec![delay, near];
        Network { delays, kinds, loss, duplication, unstable: None, fault_windows: Vec::new() }
    }

    fn crashes(&self) -> Option<Crashes> {
        let Faults { crashes, down, .. } = *self.faults;
        (crashes > 0).then(|| Crashes {
            among: NodeSet::first(self.servers as usize),
            every: Time::us(60_000_000_000 / crashes),
            down: down..=down,
        })
    }

    fn plan(&self) -> Vec<Planned<Cluster>> {
        let Faults { partition, cut_at, cut_for, .. } = *self.faults;
        if partition == Partition::None {
            return Vec::new();
        }
        let heal = Planned { at: cut_at + cut_for, what: |_, _| vec![Intervention::Heal] };
        vec![Planned { at: cut_at, what: cut(partition) }, heal]
    }
}

/// How the processes of a run are called.
pub fn names(run: &Run) -> Names {
    let workload = &run.setup().machine.workload;
    names_of(workload.servers.into(), workload.clients.into())
}

/// How so many servers and clients are called.
fn names_of(servers: u64, clients: u64) -> Names {
    Names { servers: servers as u8, nodes: (servers + clients) as u8 }
}

/// The invariants that are checked in a run.
pub fn rules(run: &Run) -> &'static [Rule] {
    store::rules(&run.setup().machine.server)
}

/// The mean time of a message between two servers.
pub fn latency(run: &Run) -> Time {
    match run.setup().network.delays[0] {
        Delay::Fixed(time) => time,
        Delay::Uniform(from, to) => (from + to) / 2,
        Delay::Exponential { floor, mean } => floor + mean,
        Delay::LogNormal { floor, median, .. } => floor + median,
    }
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
