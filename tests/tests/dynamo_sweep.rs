//! The leaderless store in the simulator, under thousands of seeds: loss, duplication, reordering,
//! crashes and partitions for five seconds, then quiet.

use check::{Budget, History, Register, RegisterOp, Verdict};
use machine::{NodeId, NodeSet, Ratio, Time};
use protocols::client::{
    ClientNote, Key, Note, Op, Outcome, Pace, Process, System, Value, Workload,
};
use protocols::dynamo::{self, Conflict, Dot, Dynamo, State};
use sim::{Delay, Happening, Input, Intervention, Network, Observer, Rng, Setup, World};

const CLIENTS: u8 = 3;
const KEYS: u8 = 3;
/// Faults and operations end here.
const QUIET: Time = Time::s(5);
/// And the run here.
const END: Time = Time::s(25);

/// A Lamport timestamp; (0, A) is before all writes.
type Stamp = (u32, NodeId);

/// What came of a run.
#[derive(Default)]
struct Watch {
    history: History<RegisterOp>,
    /// The client's operation, its number in the history, and the greatest stamp acknowledged for
    /// its key before.
    pending: Vec<(NodeId, Op, u32, Stamp)>,
    /// Values by how their writes ended.
    acknowledged: Vec<(Key, Value)>,
    refused: Vec<(Key, Value)>,
    /// What reads returned, and the greatest stamp acknowledged before they began.
    read: Vec<(Key, Value, Stamp)>,
    /// The name of each value that was seen at a server.
    dots: Vec<(Key, Value, Dot)>,
    /// The servers that found that they had lost their counters.
    counter_lost: NodeSet,
}

impl Watch {
    fn dot(&self, key: Key, value: Value) -> Option<Dot> {
        self.dots.iter().find(|it| (it.0, it.1) == (key, value)).map(|it| it.2)
    }

    fn stamp(&self, key: Key, value: Value) -> Stamp {
        self.dot(key, value).map_or((0, NodeId(0)), |dot| (dot.counter, dot.node))
    }

    fn ended(&mut self, at: Time, client: NodeId, outcome: Outcome) {
        let place = self.pending.iter().position(|it| it.0 == client).expect("it was invoked");
        let (_, op, number, floor) = self.pending.remove(place);
        match (op, outcome) {
            (Op::Write(key, value), Outcome::Written) => {
                self.acknowledged.push((key, value));
                self.history.ok(number, at, RegisterOp::Write(value));
            }
            (Op::Read(key), Outcome::Read(value, _)) => {
                self.read.push((key, value, floor));
                self.history.ok(number, at, RegisterOp::Read(value));
            }
            (Op::Write(key, value), Outcome::Refused) => {
                self.refused.push((key, value));
                self.history.fail(number, at);
            }
            (Op::Read(_), Outcome::Refused) => self.history.fail(number, at),
            (_, Outcome::Unknown) => self.history.info(number, at),
            (_, Outcome::Written | Outcome::Read(..)) => panic!("{op:?} ended as {outcome:?}"),
        }
    }
}

impl Observer<System<Dynamo>> for Watch {
    fn see(&mut self, at: Time, what: &Happening<'_, System<Dynamo>>) {
        match *what {
            Happening::Noted(client, Note::Client(ClientNote::Invoked(_, op))) => {
                let (key, what) = match *op {
                    Op::Read(key) => (key, RegisterOp::Read(0)),
                    Op::Write(key, value) => (key, RegisterOp::Write(value)),
                };
                let number = self.history.invoke(at, client.0.into(), key.into(), what);
                let acknowledged = self.acknowledged.iter().filter(|it| it.0 == key);
                let floor = acknowledged.map(|it| self.stamp(it.0, it.1)).max().unwrap_or_default();
                self.pending.push((client, *op, number, floor));
            }
            Happening::Noted(client, Note::Client(ClientNote::Returned(_, outcome))) => {
                self.ended(at, client, *outcome);
            }
            Happening::Noted(server, Note::Server(dynamo::Note::CounterLost { .. })) => {
                self.counter_lost.insert(server);
            }
            _ => {}
        }
    }

    fn stepped(&mut self, world: &World<System<Dynamo>>, node: NodeId) {
        let Some(Process::Server(state)) = world.state(node) else { return };
        let copies = (0..KEYS).map(|key| (key, state.siblings(key)));
        let hints = state.hints().iter().map(|hint| (hint.key, hint.versions.siblings()));
        for (key, siblings) in copies.chain(hints) {
            for sibling in siblings {
                if self.dot(key, sibling.value).is_none() {
                    self.dots.push((key, sibling.value, sibling.dot));
                }
            }
        }
    }
}

/// A run with faults drawn from `seed`.
fn setup(store: &Dynamo, seed: u64) -> Setup<System<Dynamo>> {
    let mut rng = Rng::new(seed ^ 0xd1a0);
    let servers = store.servers;
    let workload = Workload {
        servers,
        clients: CLIENTS,
        keys: KEYS,
        read_share: Ratio::percent(50),
        pace: Pace::Manual,
        timeout: Time::ms(700),
        begin: Time::ZERO,
        attempts: 3,
    };
    let machine = System { server: store.clone(), workload: workload.clone() };
    let mut network =
        Network::uniform(Delay::Exponential { floor: Time::ms(1), mean: Time::ms(8) });
    network.loss = Ratio::percent(rng.below(8));
    network.duplication = Ratio::percent(rng.below(8));
    let mut setup = Setup::new(machine, workload.processes(), seed, network);
    let client = |node| if node < servers { NodeId(node) } else { workload.home(NodeId(node)) };
    setup.places = (0..servers + CLIENTS).map(client).collect();
    setup.inputs = faults(servers, &mut rng);
    for number in 0..60 {
        let node = NodeId(servers + (number % CLIENTS));
        let what = Intervention::Command { node, code: rng.below(2 * u32::from(KEYS)) };
        setup.inputs.push(Input { at: rng.time(&(Time::ZERO..=QUIET)), what });
    }
    setup.inputs.sort_by_key(|input| input.at);
    setup
}

/// Partitions and crashes, all over by the time of quiet.
fn faults(servers: u8, rng: &mut Rng) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut add = |at, what| inputs.push(Input { at, what });
    let any = |rng: &mut Rng| NodeId(rng.below(servers.into()) as u8);
    for _ in 0..rng.below(3) {
        let group: NodeSet = (0..1 + rng.below(2)).map(|_| any(rng)).collect();
        add(rng.time(&(Time::ZERO..=QUIET)), Intervention::Part(vec![group]));
        add(rng.time(&(Time::ZERO..=QUIET)), Intervention::Heal);
    }
    for _ in 0..rng.below(4) {
        let node = any(rng);
        add(rng.time(&(Time::ZERO..=QUIET)), Intervention::Crash(node));
        add(rng.time(&(Time::ZERO..=QUIET)), Intervention::Restart { node, wiped: false });
    }
    let (from, to) = (any(rng), any(rng));
    add(rng.time(&(Time::ZERO..=QUIET)), Intervention::CutOneWay(from, to));
    add(QUIET, Intervention::Heal);
    (0..servers).for_each(|it| {
        add(QUIET, Intervention::Restart { node: NodeId(it), wiped: false });
    });
    inputs
}

fn run(setup: &Setup<System<Dynamo>>) -> (World<System<Dynamo>>, Watch) {
    let mut watch = Watch::default();
    let mut world = World::new(setup, &mut watch);
    world.run(setup, END, &mut watch);
    watch.history.close();
    (world, watch)
}

fn states(world: &World<System<Dynamo>>, servers: u8) -> Vec<Option<&State>> {
    let server = |node| match world.state(NodeId(node))? {
        Process::Server(state) => Some(state),
        Process::Client(_) => None,
    };
    (0..servers).map(server).collect()
}

/// A configuration with all mechanisms in it, drawn from `seed`.
fn any_store(seed: u64) -> Dynamo {
    let mut rng = Rng::new(seed);
    let servers = 3 + rng.below(5) as u8;
    let n = 1 + rng.below(u32::from(servers).min(4)) as u8;
    let mut quorum = || 1 + rng.below(n.into()) as u8;
    let (r, w) = (quorum(), quorum());
    Dynamo {
        servers,
        n,
        r,
        w,
        conflict: if rng.below(2) == 0 { Conflict::Siblings } else { Conflict::LastWriterWins },
        read_repair: rng.below(2) == 0,
        sloppy: rng.below(2) == 0,
        handoff: (rng.below(3) > 0).then_some(Time::ms(300)),
        hints_max: 1 + rng.below(8) as u16,
        anti_entropy: Some(Time::ms(400)),
        suspect_after: Time::ms(60),
        request_timeout: Time::ms(250),
    }
}

/// Whether the last acknowledged state of `key` is at its owners: each acknowledged write lives or
/// was replaced by one that had met it, or, with last-writer-wins, by a later one.
fn keeps(store: &Dynamo, states: &[Option<&State>], key: Key, dot: Dot) -> bool {
    let mut owners = store.owners(key).filter_map(|owner| states[owner.index()]);
    owners.all(|owner| match store.conflict {
        Conflict::Siblings => owner.version_vector(key).is_some_and(|vector| vector.covers(dot)),
        Conflict::LastWriterWins => {
            let stamp = |dot: Dot| (dot.counter, dot.node);
            owner.siblings(key).iter().any(|last| stamp(last.dot) >= stamp(dot))
        }
    })
}

#[test]
fn after_the_faults_all_copies_agree_and_keep_what_was_acknowledged() {
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..4_000 {
        let store = any_store(seed);
        let setup = setup(&store, seed);
        let (world, watch) = run(&setup);
        let states = states(&world, store.servers);
        assert!(store.converged(&states), "seed {seed}: copies differ, {store:?}");
        for &(key, value) in &watch.acknowledged {
            let Some(dot) = watch.dot(key, value) else { continue };
            assert!(keeps(&store, &states, key, dot), "seed {seed}: {value} is lost, {store:?}");
            kept += 1;
        }
        for &(key, value) in &watch.refused {
            assert_eq!(watch.dot(key, value), None, "seed {seed}: {value} was refused");
            refused += 1;
        }
        for &(key, value, _) in watch.read.iter().filter(|it| it.1 != 0) {
            assert!(watch.dot(key, value).is_some(), "seed {seed}: nobody wrote {value}");
        }
        assert!(watch.counter_lost.is_empty(), "seed {seed}: no disk was lost");
    }
    assert!(kept > 40_000 && refused > 400, "{kept} kept, {refused} refused: a dull sweep");
}

/// Strict quorums on three owners of five servers.
fn strict(r: u8, w: u8) -> Dynamo {
    Dynamo { r, w, sloppy: false, conflict: Conflict::LastWriterWins, ..Dynamo::default() }
}

/// The verdict on a run without its faults, or with them.
fn linearizable(store: &Dynamo, seed: u64, calm: bool) -> bool {
    let mut setup = setup(store, seed);
    if calm {
        setup.network.loss = Ratio::ZERO;
        setup.inputs.retain(|input| matches!(input.what, Intervention::Command { .. }));
    }
    match check::judge(Register::default(), run(&setup).1.history, Budget::default()) {
        Verdict::Linearizable { .. } => true,
        Verdict::NotLinearizable { .. } => false,
        Verdict::Unknown { limit } => panic!("seed {seed}: {limit:?}"),
    }
}

#[test]
fn quorums_that_do_not_meet_read_stale_even_on_a_calm_network() {
    let broken = (0..100).filter(|&seed| !linearizable(&strict(1, 1), seed, true)).count();
    assert!(broken > 50, "{broken} of 100 runs");
}

#[test]
fn quorums_that_meet_never_read_older_than_what_was_acknowledged() {
    let stale = |r, w| {
        (0..500).map(|seed| run(&setup(&strict(r, w), seed)).1).find_map(|watch| {
            watch.read.iter().copied().find(|&(key, value, floor)| watch.stamp(key, value) < floor)
        })
    };
    for (r, w) in [(2, 2), (1, 3), (3, 1)] {
        assert_eq!(stale(r, w), None, "R = {r}, W = {w}: key, value and stamp acknowledged before");
    }
    assert!(stale(1, 1).is_some() && stale(1, 2).is_some() && stale(2, 1).is_some());
}

#[test]
fn quorums_that_meet_make_no_linearizable_register_either() {
    let broken = (0..100).filter(|&seed| !linearizable(&strict(2, 2), seed, false)).count();
    assert!(broken > 0 && broken < 100, "{broken} of 100 runs");
}

/// These servers lose their disks whenever they restart during the faults.
fn wipe(setup: &mut Setup<System<Dynamo>>, which: impl Fn(NodeId) -> bool) {
    for input in &mut setup.inputs {
        if let Intervention::Restart { node, wiped } = &mut input.what {
            *wiped = input.at < QUIET && which(*node);
        }
    }
}

#[test]
fn only_who_lost_its_disk_finds_that_it_lost_its_counter() {
    let b = NodeId(1);
    let mut found = 0;
    for seed in 0..1_000 {
        let store = Dynamo { conflict: Conflict::Siblings, ..any_store(seed) };
        let mut setup = setup(&store, seed);
        wipe(&mut setup, |node| node == b);
        let lost = run(&setup).1.counter_lost;
        assert!(lost.iter().all(|server| server == b), "seed {seed}: {lost:?}, {store:?}");
        found += u32::from(!lost.is_empty());
    }
    assert!(found > 50, "{found} runs: a dull sweep");
}

#[test]
fn a_lost_disk_loses_an_acknowledged_write() {
    let store = Dynamo { conflict: Conflict::Siblings, sloppy: false, ..Dynamo::default() };
    let lost = (0..200).find(|&seed| {
        let mut setup = setup(&store, seed);
        wipe(&mut setup, |_| true);
        let (world, watch) = run(&setup);
        let finally = states(&world, store.servers);
        let live = |key: Key, value| {
            let mut owners = store.owners(key).filter_map(|owner| finally[owner.index()]);
            owners.any(|owner| owner.siblings(key).iter().any(|it| it.value == value))
        };
        // The last write that was acknowledged for a key was replaced by no later one.
        let last = |key| watch.acknowledged.iter().rev().find(|it| it.0 == key);
        !watch.counter_lost.is_empty()
            && (0..KEYS).filter_map(last).any(|&(key, value)| !live(key, value))
    });
    assert!(lost.is_some(), "in 200 runs with lost disks");
}
