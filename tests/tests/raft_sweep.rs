//! Raft under thousands of seeds: loss, duplication, reordering, crashes and partitions. Its five
//! invariants are judged at every step, and every history must be linearizable.

use check::{LiveCheck, Progress, RegisterOp, Standing};
use machine::{NodeId, NodeSet, Ratio, Time};
use protocols::client::{ClientNote, Note, Op, OpId, Outcome, Pace, Process, System, Workload};
use protocols::raft::invariants::{Ghost, Servers, Violation};
use protocols::raft::{Raft, Role, State};
use sim::{
    Crashes, Delay, Happening, Input, Intervention, Network, Observer, Planned, Rng, Setup, World,
};

/// Faults come in the first eight seconds; what is cut then is mended, and the rest is quiet.
const FAULTS_END: Time = Time::s(8);
const END: Time = Time::s(12);

#[test]
fn no_invariant_falls_and_every_history_is_linearizable() {
    for seed in 0..2_000 {
        let run = sweep(&setup(seed));
        if let Some(violation) = run.fallen.first() {
            panic!("seed {seed}: {} falls: {}", violation.invariant.name, violation.why);
        }
        assert_eq!(run.standing(), Standing::Holds, "seed {seed}: {:?}", run.check.violations());
        let last = run.answered_last;
        assert!(last > FAULTS_END + Time::s(2), "seed {seed}: nothing answered after {last} s");
    }
}

/// Raft rests on disks that keep what was written. The sweep sees it fall without, and knows why.
#[test]
fn lost_disks_make_invariants_fall() {
    let mut fallen = std::collections::BTreeMap::<&str, u32>::new();
    for seed in 0..400 {
        let mut setup = setup(seed);
        setup.crashes = None;
        wipe_now_and_then(&mut setup, seed);
        for violation in sweep(&setup).fallen {
            assert!(violation.why.contains("lost its disk"), "seed {seed}: {}", violation.why);
            *fallen.entry(violation.invariant.id).or_default() += 1;
        }
    }
    assert!(fallen.contains_key("election-safety"), "{fallen:?}");
    assert!(fallen.contains_key("leader-completeness"), "{fallen:?}");
}

/// A random system under random faults.
fn setup(seed: u64) -> Setup<System<Raft>> {
    let mut rng = Rng::new(seed);
    let servers = [3, 5, 5, 7][rng.below(4) as usize];
    let mut raft = Raft::new(servers);
    raft.pre_vote = rng.below(2) == 0;
    raft.log_kept = [4, 16, 64][rng.below(3) as usize];
    raft.batch = [1, 3, 64][rng.below(3) as usize];
    let think = Time::ms(1)..=Time::ms(u64::from(20 + rng.below(100)));
    let workload = Workload {
        servers,
        clients: 3,
        keys: 2,
        read_share: Ratio::percent(rng.below(3) * 40),
        pace: Pace::Closed { think },
        timeout: Time::ms(300),
        begin: Time::ZERO,
        attempts: 3,
    };
    let slowest = Time::ms(u64::from(2 + rng.below(40)));
    let mut network = Network::uniform(Delay::Uniform(Time::us(500), slowest));
    network.loss = Ratio::percent(rng.below(8));
    network.duplication = Ratio::percent(rng.below(8));
    let nodes = workload.processes();
    // A client stays on its home replica's side, so a leader that was cut off is still asked.
    let place = |at: usize| {
        if at < usize::from(servers) { NodeId(at as u8) } else { workload.home(NodeId(at as u8)) }
    };
    let places = (0..nodes).map(place).collect();
    let mut setup = Setup::new(System { server: raft, workload }, nodes, seed, network);
    setup.places = places;
    setup.crashes = (rng.below(4) > 0).then(|| Crashes {
        among: NodeSet::first(nodes),
        every: Time::ms(u64::from(400 + rng.below(3_000))),
        down: Time::ms(50)..=Time::ms(800),
    });
    setup.inputs = cuts(&mut rng, servers);
    let isolations = (1..4).map(|n| Planned { at: Time::s(2 * n), what: isolate_the_leader });
    setup.plan = isolations.collect();
    setup
}

/// Partitions, one-way cuts and slow processes, most healed after a while, and all in the end.
fn cuts(rng: &mut Rng, servers: u8) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut at = Time::ZERO;
    loop {
        at += Time::ms(u64::from(200 + rng.below(1_500)));
        if at >= FAULTS_END {
            inputs.push(Input { at: FAULTS_END, what: Intervention::Heal });
            inputs.sort_by_key(|input| input.at);
            return inputs;
        }
        if rng.below(3) > 0 {
            inputs.push(Input { at, what: Intervention::Heal });
        }
        let mut any = || NodeId(rng.below(u32::from(servers)) as u8);
        let (a, b, c) = (any(), any(), any());
        let what = match rng.below(5) {
            0 => Intervention::Part(vec![[a].into_iter().collect()]),
            1 => Intervention::Part(vec![[a, b, c].into_iter().collect()]),
            2 => Intervention::CutOneWay(a, b),
            3 => {
                inputs.push(Input { at: at + Time::ms(600), what: Intervention::Resume(a) });
                Intervention::Pause(a)
            }
            _ => Intervention::CutLink(a, c),
        };
        inputs.push(Input { at, what });
    }
}

/// Whoever leads is cut off with its clients: a deposed leader must not answer them.
fn isolate_the_leader(
    world: &World<System<Raft>>,
    setup: &Setup<System<Raft>>,
) -> Vec<Intervention> {
    let leads = |at: &NodeId| match world.state(*at) {
        Some(Process::Server(state)) => state.role() == Role::Leader,
        _ => false,
    };
    let leader = (0..setup.machine.workload.servers).map(NodeId).find(leads);
    let cut = |leader| Intervention::Part(vec![[leader].into_iter().collect()]);
    [Intervention::Heal].into_iter().chain(leader.map(cut)).collect()
}

/// Servers lose their disks, one about every fifth of a second: some of them between two elections
/// of one term.
fn wipe_now_and_then(setup: &mut Setup<System<Raft>>, seed: u64) {
    let mut rng = Rng::new(!seed);
    for turn in 1..40 {
        let node = NodeId(rng.below(u32::from(setup.machine.workload.servers)) as u8);
        let at = Time::ms(turn * 200 + u64::from(rng.below(200)));
        setup.inputs.push(Input { at, what: Intervention::Crash(node) });
        let what = Intervention::Restart { node, wiped: true };
        setup.inputs.push(Input { at: at + Time::ms(5), what });
    }
    setup.inputs.sort_by_key(|input| input.at);
}

fn sweep(setup: &Setup<System<Raft>>) -> Watch {
    let mut watch = Watch::default();
    let mut world = World::new(setup, &mut watch);
    world.run(setup, FAULTS_END, &mut watch);
    let quiet = Setup { crashes: None, ..setup.clone() };
    world.run(&quiet, END, &mut watch);
    while watch.check.advance(100_000) == Progress::Working {}
    watch
}

#[derive(Default)]
struct Watch {
    ghost: Ghost,
    /// What fell at the first step at which anything did.
    fallen: Vec<Violation>,
    check: LiveCheck,
    /// Operations under way, and their numbers in the history.
    pending: Vec<(OpId, Op, u32)>,
    answered_last: Time,
}

struct Cluster<'a>(&'a World<System<Raft>>, u8);

impl Servers for Cluster<'_> {
    fn count(&self) -> u8 {
        self.1
    }

    fn get(&self, at: NodeId) -> Option<&State> {
        match self.0.state(at) {
            Some(Process::Server(state)) => Some(state),
            _ => None,
        }
    }
}

impl Watch {
    fn standing(&self) -> Standing {
        self.check.standing()
    }

    fn note(&mut self, at: Time, note: &ClientNote) {
        match *note {
            ClientNote::Invoked(id, op) => {
                let (key, what) = match op {
                    Op::Read(key) => (key, RegisterOp::Read(0)),
                    Op::Write(key, value) => (key, RegisterOp::Write(value)),
                };
                let number = self.check.invoke(at, u32::from(id.client.0), u32::from(key), what);
                self.pending.push((id, op, number));
            }
            ClientNote::Returned(id, outcome) => {
                let found = self.pending.iter().position(|pending| pending.0 == id);
                let (_, op, number) = self.pending.swap_remove(found.expect("it was invoked"));
                match (op, outcome) {
                    (_, Outcome::Refused) => return self.check.fail(number, at),
                    (_, Outcome::Unknown) => return self.check.info(number, at),
                    (Op::Write(_, value), _) => {
                        self.check.ok(number, at, RegisterOp::Write(value));
                    }
                    (Op::Read(_), Outcome::Read(value, _)) => {
                        self.check.ok(number, at, RegisterOp::Read(value));
                    }
                    (Op::Read(_), Outcome::Written) => panic!("a read was answered as a write"),
                }
                self.answered_last = at;
            }
        }
    }
}

impl Observer<System<Raft>> for Watch {
    fn see(&mut self, at: Time, what: &Happening<'_, System<Raft>>) {
        if let Happening::Noted(_, Note::Client(note)) = what {
            self.note(at, note);
        }
    }

    fn stepped(&mut self, world: &World<System<Raft>>, node: NodeId) {
        let servers = (0..world.size())
            .take_while(|&at| !matches!(world.state(NodeId(at as u8)), Some(Process::Client(_))));
        let cluster = Cluster(world, servers.count() as u8);
        if node.0 < cluster.1 && self.fallen.is_empty() {
            self.fallen = self.ghost.observe_at(node, &cluster);
        }
    }
}
