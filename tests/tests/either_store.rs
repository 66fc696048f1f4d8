//! A store runs as a part of `protocols::store` as it does alone: the same events, the same states.

use machine::{NodeId, NodeSet, Ratio, Time};
use protocols::client::{Pace, Server, System, Workload};
use protocols::dynamo::Dynamo;
use protocols::raft::Raft;
use protocols::store::Store;
use sim::{Crashes, Delay, Input, Intervention, Network, Setup, World};

/// The hash of six seconds with faults of every kind: crashes, a lost disk, losses, a cut.
fn hash<S: Server>(server: S, seed: u64) -> u64 {
    let workload = Workload {
        servers: 5,
        clients: 3,
        keys: 2,
        read_share: Ratio::percent(50),
        pace: Pace::Closed { think: Time::ms(1)..=Time::ms(40) },
        timeout: Time::ms(300),
        begin: Time::ZERO,
        attempts: 2,
    };
    let mut network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(15)));
    (network.loss, network.duplication) = (Ratio::percent(3), Ratio::percent(3));
    let nodes = workload.processes();
    let mut setup = Setup::new(System { server, workload }, nodes, seed, network);
    let down = Time::ms(50)..=Time::ms(200);
    setup.crashes = Some(Crashes { among: NodeSet::first(nodes), every: Time::ms(500), down });
    let cut = Intervention::CutLink(NodeId(0), NodeId(1));
    let wipe = Intervention::Restart { node: NodeId(2), wiped: true };
    let faults =
        [(1, Intervention::Crash(NodeId(2))), (2, wipe), (3, cut), (4, Intervention::Heal)];
    setup.inputs = faults.map(|(s, what)| Input { at: Time::s(s), what }).into();
    let mut world = World::new(&setup, &mut ());
    world.run(&setup, Time::s(6), &mut ());
    assert!(world.events() > 1_000, "{} events", world.events());
    world.hash()
}

#[test]
fn a_store_runs_alone_as_it_does_as_either() {
    let dynamo = Dynamo { servers: 5, anti_entropy: Some(Time::ms(100)), ..Dynamo::default() };
    for seed in 0..8 {
        assert_eq!(hash(Raft::new(5), seed), hash(Store::Raft(Raft::new(5)), seed), "seed {seed}");
        assert_eq!(hash(dynamo.clone(), seed), hash(Store::Dynamo(dynamo.clone()), seed), "{seed}");
    }
}
