//! Consensus protocols under thousands of seeds. What each promises always is judged at every
//! decision; what it promises under conditions, where the conditions hold.

use machine::{NodeId, NodeSet, Ratio, Time};
use protocols::chandra_toueg::{self, ChandraToueg};
use protocols::consensus::{Bit, Broken, Consensus, Note, broken};
use protocols::detector::{self, Detector};
use protocols::dolev_strong::DolevStrong;
use protocols::flood_set::FloodSet;
use protocols::naive::{Naive, Rule};
use protocols::oral_messages::OralMessages;
use protocols::paxos::{Paxos, Proposers};
use protocols::phase_king::PhaseKing;
use protocols::rounds::{Faults, Rounds, Synchronous};
use protocols::two_phase_commit::TwoPhaseCommit;
use sim::{
    Crashes, Delay, Happening, Input, Intervention, Network, Observer, Planned, Rng, Setup, World,
};

/// Until here messages are slow, lost and doubled, and processes crash; then the network keeps its
/// bounds, and who is up stays up.
const GST: Time = Time::s(3);
const END: Time = Time::s(6);

/// Everybody's decisions.
struct Watch {
    inputs: Vec<Bit>,
    decided: Vec<Option<Bit>>,
    last: Time,
    broken: Option<Broken>,
}

impl<M: Consensus> Observer<M> for Watch {
    fn see(&mut self, at: Time, what: &Happening<'_, M>) {
        if let Happening::Noted(node, Note::Decided(value)) = what {
            self.decided[node.index()] = Some(*value);
            self.last = at;
            let decided = self.decided.iter().copied().flatten();
            self.broken = self.broken.or(broken(&self.inputs, decided));
        }
    }
}

impl Watch {
    /// A run through chaos, and then in peace; and who is up at its end.
    fn run<M: Consensus>(chaos: &Setup<M>) -> (Self, NodeSet) {
        let inputs = chaos.machine.inputs().to_vec();
        let mut watch =
            Self { inputs, decided: vec![None; chaos.nodes], last: Time::ZERO, broken: None };
        let mut world = World::new(chaos, &mut watch);
        world.run(chaos, GST, &mut watch);
        let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(20)));
        let peace = Setup { crashes: None, network, ..chaos.clone() };
        world.run(&peace, END, &mut watch);
        let all = NodeSet::first(chaos.nodes);
        (watch, all.iter().filter(|&node| world.state(node).is_some()).collect())
    }

    fn all_decided(&self, up: NodeSet) -> bool {
        up.iter().all(|node| self.decided[node.index()].is_some())
    }
}

/// A random system with random faults.
fn chaos<M: Consensus>(machine: M, rng: &mut Rng, seed: u64) -> Setup<M> {
    let nodes = machine.inputs().len();
    let slowest = Time::ms(u64::from(5 + rng.below(300)));
    let mut network = Network::uniform(Delay::Uniform(Time::ms(1), slowest));
    network.loss = Ratio::percent(rng.below(20));
    network.duplication = Ratio::percent(rng.below(20));
    let mut setup = Setup::new(machine, nodes, seed, network);
    setup.crashes = (rng.below(4) > 0).then(|| Crashes {
        among: NodeSet::first(nodes),
        every: Time::ms(u64::from(100 + rng.below(1_000))),
        down: Time::ms(10)..=Time::ms(900),
    });
    setup.plan = vec![Planned { at: GST, what: |_, _| vec![Intervention::Heal] }];
    for turn in 1..6 {
        let node = NodeId(rng.below(nodes as u32) as u8);
        let what = Intervention::Part(vec![[node].into_iter().collect()]);
        setup.inputs.push(Input { at: Time::ms(500 * turn), what });
        let at = Time::ms(500 * turn + u64::from(rng.below(400)));
        setup.inputs.push(Input { at, what: Intervention::Heal });
    }
    setup
}

fn inputs(rng: &mut Rng, nodes: usize) -> Vec<Bit> {
    (0..nodes).map(|_| rng.below(2) as Bit).collect()
}

fn paxos(rng: &mut Rng, seed: u64) -> Setup<Paxos> {
    let nodes = [3, 4, 5, 5, 7][rng.below(5) as usize];
    let mut paxos = Paxos::new(inputs(rng, nodes));
    paxos.nacks = rng.below(2) == 0;
    chaos(paxos, rng, seed)
}

#[test]
fn paxos_is_safe_with_any_proposers() {
    let mut decided = 0;
    for seed in 0..3_000 {
        let mut setup = paxos(&mut Rng::new(seed), seed);
        setup.machine.retry = Time::ms(5)..=Time::ms(100);
        let (watch, up) = Watch::run(&setup);
        assert_eq!(watch.broken, None, "seed {seed}: {:?}", watch.decided);
        decided += u32::from(watch.all_decided(up));
    }
    assert!(decided > 2_900, "only {decided} of 3000 runs ended, though retries are drawn");
}

/// Termination: after GST one leader is trusted by all, and a majority hears it.
#[test]
fn paxos_with_a_leader_decides_after_gst() {
    let (mut late, mut slowest) = (0, Time::ZERO);
    for seed in 0..3_000 {
        let mut rng = Rng::new(!seed);
        let mut setup = paxos(&mut rng, seed);
        setup.machine.nacks = true;
        let (beat, patience) = (Time::ms(50), Time::ms(u64::from(80 + rng.below(100))));
        setup.machine.proposers = Proposers::Leader(Detector::Heartbeats { beat, patience });
        let (watch, up) = Watch::run(&setup);
        assert_eq!(watch.broken, None, "seed {seed}: {:?}", watch.decided);
        if 2 * up.len() > setup.nodes {
            assert!(watch.all_decided(up), "seed {seed}: {:?} of {up:?}", watch.decided);
            late += u32::from(watch.last > GST);
            slowest = slowest.max(watch.last);
        }
    }
    assert!(late > 100, "GST made no difference: {late}");
    assert!(slowest < GST + Time::s(2), "the slowest decided at {slowest} s");
}

/// Without faults and with one way of 50 ms: when the first has decided, and when the last has.
fn in_peace<M: Consensus>(machine: M) -> [Option<Time>; 2] {
    struct Decisions(Vec<Time>);
    impl<M: Consensus> Observer<M> for Decisions {
        fn see(&mut self, at: Time, what: &Happening<'_, M>) {
            if let Happening::Noted(_, Note::Decided(_)) = what {
                self.0.push(at);
            }
        }
    }
    let nodes = machine.inputs().len();
    let network = Network::uniform(Delay::Fixed(Time::ms(50)));
    let (setup, mut decisions) = (Setup::new(machine, nodes, 0, network), Decisions(Vec::new()));
    World::new(&setup, &mut decisions).run(&setup, END, &mut decisions);
    assert_eq!(decisions.0.len(), nodes);
    [decisions.0.first().copied(), decisions.0.last().copied()]
}

/// Two round trips for Paxos, phases 1 and 2, from when it begins; three ways for a coordinator, which need not ask first
/// whether it may; and one way more for the others.
#[test]
fn in_peace_decisions_take_a_few_ways() {
    let mut paxos = Paxos::new(vec![1, 0, 0, 1, 0]);
    paxos.proposers = Proposers::Any([NodeId(0)].into_iter().collect());
    paxos.retry = Time::s(1)..=Time::s(1);
    assert_eq!(in_peace(paxos), [Some(Time::ms(1_200)), Some(Time::ms(1_250))]);
    let (inputs, detector) = (vec![1, 0, 0, 1, 0], Detector::Commanded);
    let last = [Some(Time::ms(150)), Some(Time::ms(200))];
    assert_eq!(in_peace(ChandraToueg { inputs, detector }), last);
}

/// Paxos rests on disks that keep what was written. The sweep sees it fall without.
#[test]
fn lost_disks_make_paxos_disagree() {
    let mut fallen = 0;
    for seed in 0..500 {
        let mut rng = Rng::new(seed);
        let mut setup = paxos(&mut rng, seed);
        setup.crashes = None;
        for turn in 1..20 {
            let node = NodeId(rng.below(setup.nodes as u32) as u8);
            let at = Time::ms(turn * 100 + u64::from(rng.below(100)));
            setup.inputs.push(Input { at, what: Intervention::Crash(node) });
            let what = Intervention::Restart { node, wiped: true };
            setup.inputs.push(Input { at: at + Time::ms(1), what });
        }
        setup.inputs.sort_by_key(|input| input.at);
        fallen += u32::from(Watch::run(&setup).0.broken == Some(Broken::Agreement));
    }
    assert!(fallen > 10, "agreement fell in {fallen} of 500 runs");
}

/// The three rules over reliable channels, with or without one crash.
fn naive(rule: Rule, seed: u64) -> (Watch, NodeSet) {
    let mut rng = Rng::new(seed);
    let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(50)));
    let mut setup = Setup::new(Naive { rule, inputs: inputs(&mut rng, 4) }, 4, seed, network);
    if seed.is_multiple_of(2) {
        // Before anything arrives, and so that what it has sent arrives all the same; or before it
        // could send anything at all.
        let node = NodeId(rng.below(4) as u8);
        setup.inputs = vec![Input { at: Time::us(1), what: Intervention::Crash(node) }];
        if seed.is_multiple_of(4) {
            let cut = Intervention::Part(vec![[node].into_iter().collect()]);
            setup.inputs.push(Input { at: Time::us(2), what: cut });
        }
    }
    Watch::run(&setup)
}

#[test]
fn wait_for_all_blocks_and_never_differs() {
    for seed in 0..2_000 {
        let (watch, up) = naive(Rule::WaitAll, seed);
        assert_eq!(watch.broken, None, "seed {seed}");
        let silent = seed.is_multiple_of(4);
        assert_eq!(watch.all_decided(up), !silent, "seed {seed}: {:?}", watch.decided);
    }
}

#[test]
fn wait_for_one_always_ends_and_differs() {
    let mut differed = 0;
    for seed in 0..2_000 {
        let (watch, up) = naive(Rule::WaitOne, seed);
        assert!(watch.all_decided(up), "seed {seed}: {:?}", watch.decided);
        assert_ne!(watch.broken, Some(Broken::Validity), "seed {seed}");
        differed += u32::from(watch.broken.is_some());
    }
    assert!(differed > 500, "two decided differently in {differed} of 2000 runs");
}

#[test]
fn always_zero_is_invalid_just_when_all_propose_one() {
    for seed in 0..200 {
        let (watch, up) = naive(Rule::AlwaysZero, seed);
        assert!(watch.all_decided(up), "seed {seed}");
        let invalid = !watch.inputs.contains(&0);
        assert_eq!(watch.broken, invalid.then_some(Broken::Validity), "seed {seed}");
    }
}

/// Reliable channels, fewer than half crash, and before GST an adversary says whom to suspect.
fn chandra_toueg(seed: u64, crash_at_most: usize) -> Setup<ChandraToueg> {
    let mut rng = Rng::new(seed);
    let nodes = [3, 4, 5, 7][rng.below(4) as usize];
    let (beat, patience) = (Time::ms(50), Time::ms(u64::from(60 + rng.below(200))));
    let detector = Detector::Heartbeats { beat, patience };
    let machine = ChandraToueg { inputs: inputs(&mut rng, nodes), detector };
    let slowest = Time::ms(u64::from(5 + rng.below(400)));
    let network = Network::uniform(Delay::Uniform(Time::ms(1), slowest));
    let mut setup = Setup::new(machine, nodes, seed, network);
    let any = |rng: &mut Rng| NodeId(rng.below(nodes as u32) as u8);
    for _ in 0..rng.below(60) {
        let (node, of) = (any(&mut rng), any(&mut rng));
        let code = [detector::suspect(of), detector::trust(of)][rng.below(2) as usize];
        let at = Time::ms(u64::from(rng.below(3_000)));
        setup.inputs.push(Input { at, what: Intervention::Command { node, code } });
    }
    for _ in 0..rng.below(crash_at_most as u32 + 1) {
        let at = Time::ms(u64::from(rng.below(600)));
        setup.inputs.push(Input { at, what: Intervention::Crash(any(&mut rng)) });
    }
    setup.inputs.sort_by_key(|input| input.at);
    setup
}

#[test]
fn chandra_toueg_is_safe_and_decides_after_gst() {
    let (mut late, mut slowest) = (0, Time::ZERO);
    for seed in 0..2_000 {
        let nodes = chandra_toueg(seed, 0).nodes;
        let (watch, up) = Watch::run(&chandra_toueg(seed, (nodes - 1) / 2));
        assert_eq!(watch.broken, None, "seed {seed}: {:?}", watch.decided);
        assert!(watch.all_decided(up), "seed {seed}: {:?} of {up:?}", watch.decided);
        late += u32::from(watch.last > Time::s(1));
        slowest = slowest.max(watch.last);
    }
    assert!(late > 20, "the adversary made no difference: {late}");
    assert!(slowest < GST + Time::s(2), "the slowest decided at {slowest} s");
}

/// Eventually perfect (CT96, 2.4), though patience is far too short for the delays at first: a beat
/// comes at most 50 + 400 ms after the one before, so a patience of 60 ms that grows by 50 is wrong
/// about nobody more than eight times; and the crashed is suspected by all in the end.
#[test]
fn heartbeats_are_eventually_perfect() {
    #[derive(Default)]
    struct Wrong([[u32; 4]; 4]);
    impl Observer<ChandraToueg> for Wrong {
        fn see(&mut self, _: Time, what: &Happening<'_, ChandraToueg>) {
            if let Happening::Noted(me, Note::Suspects(node)) = what {
                self.0[me.index()][node.index()] += 1;
            }
        }
    }
    for seed in 0..40 {
        let (beat, patience) = (Time::ms(50), Time::ms(60));
        let detector = Detector::Heartbeats { beat, patience };
        let machine = ChandraToueg { inputs: vec![1, 0, 0, 1], detector };
        let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(400)));
        let mut setup = Setup::new(machine, 4, seed, network);
        setup.inputs = vec![Input { at: Time::s(2), what: Intervention::Crash(NodeId(0)) }];
        let mut wrong = Wrong::default();
        let mut world = World::new(&setup, &mut wrong);
        world.run(&setup, Time::s(60), &mut wrong);
        // About the crashed it is also right once.
        let times = |of: usize| wrong.0.iter().map(move |about| about[of]);
        assert!(times(0).all(|times| times <= 9), "seed {seed}: {:?}", wrong.0);
        assert!((1..4).all(|of| times(of).all(|times| times <= 8)), "seed {seed}: {:?}", wrong.0);
        assert!((1..4).flat_map(times).sum::<u32>() > 20, "seed {seed}: {:?}", wrong.0);
        for node in (1..4).map(NodeId) {
            let suspected = world.state(node).map(chandra_toueg::State::suspected);
            assert_eq!(suspected, Some([NodeId(0)].into_iter().collect()), "seed {seed}: {node}");
        }
    }
}

/// With half of the processes gone it still does nothing wrong, and nothing at all.
#[test]
fn chandra_toueg_blocks_without_a_majority() {
    for seed in 0..300 {
        let mut setup = chandra_toueg(seed, 0);
        let gone = NodeSet::first(setup.nodes.div_ceil(2));
        let crash = |node| Input { at: Time::us(1), what: Intervention::Crash(node) };
        setup.inputs.splice(0..0, gone.iter().map(crash));
        // What they had sent is lost with them.
        setup
            .inputs
            .insert(gone.len(), Input { at: Time::us(2), what: Intervention::Part(vec![gone]) });
        let (watch, _) = Watch::run(&setup);
        assert_eq!(watch.decided, vec![None; setup.nodes], "seed {seed}");
    }
}

/// A protocol in rounds, with faults drawn among all processes, over messages that take less than a
/// round; and what is wrong with the decisions of the others.
fn in_rounds<P: Synchronous>(protocol: P, faults: Faults, seed: u64) -> Option<Broken> {
    let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(99)));
    let (nodes, system) = (protocol.processes(), Rounds { faults, ..Rounds::new(protocol) });
    let proposed = system.proposed();
    let setup = Setup::new(system, nodes, seed, network);
    let mut watch =
        Watch { inputs: proposed, decided: vec![None; nodes], last: Time::ZERO, broken: None };
    World::new(&setup, &mut watch).run(&setup, END, &mut watch);
    let correct = NodeSet::first(nodes).minus(faults.who());
    assert!(watch.all_decided(correct), "seed {seed}: {:?}", watch.decided);
    watch.broken
}

/// `f` of so many processes, drawn.
fn some_of(rng: &mut Rng, nodes: usize, f: usize) -> NodeSet {
    let mut some = NodeSet::default();
    while some.len() < f {
        some.insert(NodeId(rng.below(nodes as u32) as u8));
    }
    some
}

/// How many runs are wrong among so many seeds.
fn wrong(seeds: u64, run: impl Fn(&mut Rng, u64) -> Option<Broken>) -> usize {
    (0..seeds).filter(|&seed| run(&mut Rng::new(seed), seed).is_some()).count()
}

#[test]
fn flood_set_under_drawn_crashes() {
    let runs = |rounds| {
        wrong(3_000, |rng, seed| {
            let protocol = FloodSet { inputs: inputs(rng, 6), rounds };
            in_rounds(protocol, Faults::Crash(some_of(rng, 6, 3)), seed)
        })
    };
    assert_eq!(runs(4), 0);
    assert!(runs(1) > 30, "with one round only {} runs are wrong", runs(1));
}

#[test]
fn oral_messages_under_drawn_lies() {
    let runs = |processes, rounds| {
        wrong(500, |rng, seed| {
            let order = [rng.below(2) as Bit];
            let protocol = OralMessages { order, processes, rounds };
            in_rounds(protocol, Faults::Byzantine(some_of(rng, processes, 2)), seed)
        })
    };
    assert_eq!(runs(7, 3), 0);
    assert_eq!(runs(8, 3), 0);
    assert!(runs(7, 1) > 20 && runs(4, 3) > 20, "{} {}", runs(7, 1), runs(4, 3));
}

#[test]
fn dolev_strong_under_drawn_lies() {
    let runs = |rounds| {
        wrong(2_000, |rng, seed| {
            let protocol = DolevStrong { value: [rng.below(2) as Bit], processes: 6, rounds };
            in_rounds(protocol, Faults::Byzantine(some_of(rng, 6, 4)), seed)
        })
    };
    assert_eq!(runs(5), 0);
    assert!(runs(1) > 100, "with one round only {} runs are wrong", runs(1));
}

#[test]
fn phase_king_under_drawn_lies() {
    let runs = |n, phases| {
        wrong(2_000, |rng, seed| {
            let protocol = PhaseKing { inputs: inputs(rng, n), f: 2, phases };
            in_rounds(protocol, Faults::Byzantine(some_of(rng, n, 2)), seed)
        })
    };
    assert_eq!(runs(9, 3), 0);
    assert_eq!(runs(12, 3), 0);
    assert!(runs(9, 1) > 100 && runs(6, 3) > 20, "{} {}", runs(9, 1), runs(6, 3));
}

/// The model is the bound on delays: with messages that may take longer than a round, FloodSet falls
/// though nobody crashes.
#[test]
fn flood_set_falls_where_messages_are_late() {
    let fallen = wrong(2_000, |rng, seed| {
        let system = Rounds::new(FloodSet { inputs: inputs(rng, 4), rounds: 2 });
        let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(300)));
        let setup = Setup::new(system, 4, seed, network);
        Watch::run(&setup).0.broken
    });
    assert!(fallen > 100, "only {fallen} of 2000 runs fell");
}

/// Commit is atomic and valid under any loss and any crashes, and everybody learns of it once the
/// manager is up and heard.
#[test]
fn two_phase_commit_is_atomic() {
    let (mut commits, mut aborts) = (0, 0);
    for seed in 0..3_000 {
        let mut rng = Rng::new(seed);
        let votes = (0..2 + rng.below(4)).map(|_| Bit::from(rng.below(8) > 0)).collect::<Vec<_>>();
        let all_can = !votes.contains(&0);
        let mut machine = TwoPhaseCommit::new(votes);
        machine.patience = Time::ms(u64::from(100 + rng.below(900)));
        let nodes = machine.processes();
        let mut setup = chaos(machine, &mut rng, seed);
        setup.nodes = nodes;
        let (watch, up) = Watch::run(&setup);
        let decided: Vec<Bit> = watch.decided.iter().copied().flatten().collect();
        let one = decided.first().copied();
        assert!(decided.iter().all(|&value| Some(value) == one), "seed {seed}: {decided:?}");
        assert!(all_can || one != Some(1), "seed {seed}: committed against a vote");
        if up.len() == nodes {
            assert!(watch.all_decided(up), "seed {seed}: {:?}", watch.decided);
        }
        if one == Some(1) { commits += 1 } else { aborts += 1 }
    }
    assert!(commits > 300 && aborts > 300, "{commits} commits, {aborts} aborts");
}
