//! Ben-Or's protocol under a hundred thousand seeds: whatever the coin, the network and one crash
//! do, nobody disagrees and nobody decides what was not proposed.

use machine::{NodeId, NodeSet, Time};
use protocols::ben_or::{BenOr, Coin};
use protocols::consensus::{Bit, Broken, Note, broken};
use sim::{Crashes, Delay, Happening, Input, Intervention, Network, Observer, Rng, Setup, World};

const COINS: [Coin; 7] =
    [Coin::Zero, Coin::Parity, Coin::Own, Coin::Pid, Coin::Local, Coin::Common, Coin::CommonEarly];

struct Watch {
    inputs: Vec<Bit>,
    decided: Vec<Option<Bit>>,
    rounds: u32,
    broken: Option<Broken>,
}

impl Observer<BenOr> for Watch {
    fn see(&mut self, _: Time, what: &Happening<'_, BenOr>) {
        match what {
            Happening::Noted(node, Note::Decided(value)) => {
                self.decided[node.index()] = Some(*value);
                let decided = self.decided.iter().copied().flatten();
                self.broken = self.broken.or(broken(&self.inputs, decided));
            }
            Happening::Noted(_, Note::Began(round)) => self.rounds = self.rounds.max(*round),
            _ => {}
        }
    }
}

/// A run with random inputs, delays and at most `f` crashes: who is up at its end.
fn run(seed: u64, coin: Coin) -> (Watch, NodeSet) {
    let mut rng = Rng::new(seed);
    let (n, f) = [(3, 1), (3, 1), (4, 1), (5, 2), (5, 1), (7, 3)][rng.below(6) as usize];
    let inputs: Vec<Bit> = (0..n).map(|_| rng.below(2) as Bit).collect();
    let machine = BenOr::new(inputs.clone(), f, coin);
    let nodes = machine.nodes();
    let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(20)));
    let mut setup = Setup::new(machine, nodes, seed, network);
    for _ in 0..rng.below(u32::from(f) + 1) {
        let (at, node) = (Time::us(u64::from(rng.below(60_000))), NodeId(rng.below(n) as u8));
        setup.inputs.push(Input { at, what: Intervention::Crash(node) });
    }
    setup.inputs.sort_by_key(|input| input.at);
    setup.limits.events = 3_000;
    let mut watch = Watch { inputs, decided: vec![None; n as usize], rounds: 0, broken: None };
    let mut world = World::new(&setup, &mut watch);
    world.run(&setup, Time::s(30), &mut watch);
    let up = NodeSet::first(n as usize).iter().filter(|node| world.state(*node).is_some());
    (watch, up.collect())
}

#[test]
fn nobody_disagrees_in_a_hundred_thousand_runs() {
    let (mut ended, mut longest) = (0, 0);
    for seed in 0..100_000u64 {
        let coin = COINS[(seed % 7) as usize];
        let (watch, up) = run(seed, coin);
        assert_eq!(watch.broken, None, "seed {seed}, {coin:?}: {:?}", watch.decided);
        let all = up.iter().all(|node| watch.decided[node.index()].is_some());
        if matches!(coin, Coin::Local | Coin::Common) {
            assert!(all, "seed {seed}, {coin:?}: with probability 1 everybody decides");
            longest = longest.max(watch.rounds);
        }
        ended += u32::from(all);
    }
    assert!(ended > 70_000, "only {ended} runs ended");
    assert!((3..60).contains(&longest), "the longest took {longest} rounds");
}

/// Equal inputs are decided in the first round, whatever the coin.
#[test]
fn unanimous_inputs_are_decided_in_round_1() {
    for (seed, coin) in (0..700u64).zip(COINS.into_iter().cycle()) {
        let value = (seed / 7 % 2) as Bit;
        let machine = BenOr::new(vec![value; 5], 2, coin);
        let nodes = machine.nodes();
        let network = Network::uniform(Delay::Uniform(Time::ms(1), Time::ms(20)));
        let setup = Setup { crashes: None::<Crashes>, ..Setup::new(machine, nodes, seed, network) };
        let (inputs, decided) = (vec![value; 5], vec![None; 5]);
        let mut watch = Watch { inputs, decided, rounds: 0, broken: None };
        World::new(&setup, &mut watch).run(&setup, Time::s(30), &mut watch);
        assert_eq!((watch.decided, watch.rounds), (vec![Some(value); 5], 2));
    }
}
