//! Fischer, Lynch and Paterson's theorem on whole graphs: exact counts, each lemma at every
//! configuration, and a second, naive method beside the first.

use check::explore::{Graph, Limits, Outcome, Search, Step};
use check::valency::{Counts, Scheduler, Valencies, Valency};
use diagrams::models::ben_or::{self, BenOrSystem};
use diagrams::models::{self, Report};
use protocols::ben_or::Coin;
use std::collections::{BTreeMap, BTreeSet};

/// The graph of three processes up to the first decision, with every configuration at hand.
fn explored(coin: Coin) -> (Search<BenOrSystem>, Valencies) {
    let system = ben_or::system(3, 1, coin).until_decided();
    let search = Search::new(system, Limits::keeping(100_000)).finished();
    assert!(search.graph().is_complete());
    let valencies = Valencies::of(search.graph());
    (search, valencies)
}

fn report(spec: &str) -> Report {
    let mut exploration = models::start(spec, 2_000_000).unwrap_or_else(|error| panic!("{error}"));
    while exploration.work(10_000) == check::Progress::Working {}
    exploration.report()
}

fn violated(report: &Report) -> Vec<&str> {
    report.violations.iter().map(|violation| violation.property.as_str()).collect()
}

/// States, edges, depth, and how many are 0-valent, 1-valent, bivalent, undecidable.
const COUNTS: [(&str, [u64; 7]); 28] = [
    ("ben-or coin=zero", [980, 2514, 12, 570, 194, 216, 0]),
    ("ben-or coin=parity", [1960, 5028, 18, 827, 827, 306, 0]),
    ("ben-or coin=own", [2182, 6648, 25, 1091, 1091, 0, 0]),
    ("ben-or coin=pid", [1310, 3764, 20, 758, 218, 334, 0]),
    ("ben-or coin=local", [4829, 17232, 20, 617, 617, 3595, 0]),
    ("ben-or coin=common", [4446, 13272, 20, 1301, 1301, 1844, 0]),
    ("ben-or coin=common-early", [10544, 49494, 19, 3711, 3711, 3122, 0]),
    ("ben-or coin=zero crash=yes", [2915, 8916, 13, 1728, 611, 576, 0]),
    ("ben-or coin=parity crash=yes", [5830, 17808, 19, 2516, 2516, 798, 0]),
    ("ben-or coin=own crash=yes", [6520, 23244, 26, 3113, 3113, 0, 294]),
    ("ben-or coin=pid crash=yes", [3909, 13224, 21, 2202, 853, 742, 112]),
    ("ben-or coin=local crash=yes", [13253, 55065, 21, 1880, 1880, 9493, 0]),
    ("ben-or coin=zero until=all crash=yes", [6353, 25134, 17, 3789, 1988, 576, 0]),
    ("wait-all", [455, 1452, 6, 391, 64, 0, 0]),
    ("wait-all crash=yes", [794, 3639, 6, 640, 112, 0, 42]),
    ("wait-one", [186, 432, 3, 87, 27, 72, 0]),
    ("wait-one crash=yes", [384, 1350, 3, 192, 63, 129, 0]),
    ("always-zero", [8, 0, 0, 8, 0, 0, 0]),
    ("two-phase-commit rms=1", [12, 19, 4, 7, 2, 3, 0]),
    ("two-phase-commit rms=2", [56, 153, 7, 43, 4, 9, 0]),
    ("two-phase-commit rms=3", [288, 1145, 10, 253, 8, 27, 0]),
    ("two-phase-commit rms=4", [1568, 8257, 13, 1471, 16, 81, 0]),
    ("two-phase-commit rms=7", [296448, 2744705, 22, 294133, 128, 2187, 0]),
    ("paxos", [871796, 3987644, 21, 435641, 435641, 514, 0]),
    ("chandra-toueg unrest=0", [72, 182, 7, 36, 36, 0, 0]),
    ("chandra-toueg", [342, 1038, 11, 149, 149, 44, 0]),
    ("chandra-toueg crash=yes", [1280, 4480, 12, 574, 574, 132, 0]),
    ("chandra-toueg unrest=2", [982, 3220, 15, 421, 421, 140, 0]),
];

#[test]
fn counts_are_exact() {
    let mut found = Vec::new();
    for (spec, _) in COUNTS {
        let Report { states, edges, depth, valency, is_cut, .. } = report(spec);
        let Counts { zero, one, bivalent, undecidable, unknown } = valency.expect("a decision");
        assert!(!is_cut && unknown == 0, "{spec} is finite");
        let counts = [states, depth, zero, one, bivalent, undecidable].map(u64::from);
        let [states, depth, zero, one, bivalent, undecidable] = counts;
        assert_eq!(zero + one + bivalent + undecidable, states);
        found.push((spec, [states, edges, depth, zero, one, bivalent, undecidable]));
    }
    assert_eq!(found, COUNTS);
}

/// What each protocol gives up, and that no other property is violated.
#[test]
fn a_state_takes_less_than_a_hundred_bytes() {
    for spec in ["ben-or n=5 f=2", "ben-or n=5 f=2 coin=local crash=yes", "ben-or n=7 f=3", "paxos"]
    {
        let mut exploration =
            models::start(spec, 300_000).unwrap_or_else(|error| panic!("{error}"));
        while exploration.work(10_000) == check::Progress::Working {}
        let far = exploration.far();
        let bytes = far.bytes / far.states as usize;
        assert!(bytes < 100, "{spec}: {bytes} bytes a state");
    }
}

#[test]
fn every_protocol_gives_up_something() {
    let fair = "every fair run decides";
    let possible = "a decision stays possible";
    let table: [(&str, &[&str]); 15] = [
        ("ben-or coin=zero crash=yes until=all", &[fair]),
        ("ben-or coin=parity crash=yes until=all", &[fair]),
        ("ben-or coin=own until=all", &[fair]),
        ("ben-or coin=own crash=yes", &[possible, fair]),
        ("ben-or coin=pid crash=yes", &[possible, fair]),
        ("ben-or coin=local crash=yes until=all", &[fair]),
        ("ben-or coin=common crash=yes until=all", &[fair]),
        ("wait-all", &[]),
        ("wait-all crash=yes", &[possible, fair]),
        ("wait-one crash=yes", &["agreement"]),
        ("always-zero crash=yes", &["validity"]),
        ("paxos crash=yes", &[]),
        ("chandra-toueg unrest=4 crash=yes", &[]),
        ("chandra-toueg n=4 unrest=2 crash=yes", &[]),
        ("two-phase-commit rms=4", &[]),
    ];
    for (spec, expected) in table {
        let report = report(spec);
        assert_eq!(violated(&report), expected, "{spec}");
        assert!(!report.is_cut, "{spec}");
    }
}

/// Facts about the processes alone: how far each is, and what it said at each place that somebody
/// else may still read. Written from the protocol's description, without its machine.
type Naive = [(u32, BTreeMap<u32, u8>); 3];

const NONE: u8 = 2;

/// What the coin shows in a round.
type Flip = fn(u32) -> u8;

/// Who has decided what.
type Decision = Option<(usize, u8)>;

/// Delivers to `p` what `q` said at the place where `p` is; the configuration and a decision.
fn deliver(from: &Naive, p: usize, q: usize, coin: Flip) -> Option<(Naive, Decision)> {
    let place = from[p].0;
    let (own, other) = (from[p].1[&place], *from[q].1.get(&place)?);
    let (next, decided) = match (place % 2, own, other) {
        (0, own, other) => (if own == other { own } else { NONE }, None),
        (_, NONE, NONE) => (coin(place / 2 + 1), None),
        (_, own, other) if own == other => (own, Some((p, own))),
        (_, own, other) => (own.min(other), None),
    };
    let mut to = from.clone();
    to[p].0 = place + 1;
    to[p].1.insert(place + 1, next);
    Some((to, decided))
}

/// Without what nobody reads any more, and shifted back by a multiple of `period` rounds.
fn canonical(mut state: Naive, period: u32) -> Naive {
    let places = [0, 1, 2].map(|p| state[p].0);
    let first = places.iter().min().expect("three") / 2 / period * period * 2;
    for p in 0..3 {
        let readers = [0, 1, 2].into_iter().filter(|q| *q != p).map(|q| places[q]);
        let needed = readers.min().expect("two");
        state[p].1.retain(|place, _| *place >= needed || *place == places[p]);
        state[p].1 = state[p].1.iter().map(|(place, said)| (place - first, *said)).collect();
        state[p].0 -= first;
    }
    state
}

/// States with the decision made there, and edges.
type NaiveGraph = BTreeMap<(Naive, Decision), BTreeSet<(Naive, Decision)>>;

fn naive(coin: Flip, period: u32) -> (NaiveGraph, Vec<(Naive, Decision)>) {
    let start = |at: u8| {
        let inputs = [at >> 2 & 1, at >> 1 & 1, at & 1];
        (inputs.map(|input| (0, BTreeMap::from([(0, input)]))), None)
    };
    let starts: Vec<_> = (0..8).map(start).collect();
    let (mut graph, mut fresh) = (NaiveGraph::new(), starts.clone());
    while let Some(state) = fresh.pop() {
        if graph.contains_key(&state) {
            continue;
        }
        let mut next = BTreeSet::new();
        let pairs = (0..9).map(|at| (at / 3, at % 3)).filter(|(p, q)| p != q);
        for (p, q) in pairs.filter(|_| state.1.is_none()) {
            if let Some((to, decided)) = deliver(&state.0, p, q, coin) {
                next.insert((canonical(to, period), decided));
            }
        }
        fresh.extend(next.iter().cloned());
        graph.insert(state, next);
    }
    (graph, starts)
}

/// Which values can be decided from a state, by going forward from it.
fn futures(graph: &NaiveGraph, from: &(Naive, Decision)) -> BTreeSet<u8> {
    let (mut seen, mut stack) = (BTreeSet::from([from]), vec![from]);
    let mut values = BTreeSet::new();
    while let Some(state) = stack.pop() {
        values.extend(state.1.map(|(_, value)| value));
        stack.extend(graph[state].iter().filter(|to| seen.insert(*to)));
    }
    values
}

/// The same numbers by a second method: the protocol written anew from its description, states in a
/// tree map, and for each a search forward for what can be decided.
#[test]
fn a_naive_search_finds_the_same_valencies() {
    let coins: [(Coin, Flip, u32); 2] =
        [(Coin::Zero, |_| 0, 1), (Coin::Parity, |round| (round % 2) as u8, 2)];
    for (coin, flip, period) in coins {
        let (search, valencies) = explored(coin);
        let (graph, starts) = naive(flip, period);
        assert_eq!(graph.len() as u32, search.graph().states(), "{coin:?}");
        let mut counts = Counts::default();
        for state in graph.keys() {
            match futures(&graph, state).into_iter().collect::<Vec<_>>()[..] {
                [0] => counts.zero += 1,
                [1] => counts.one += 1,
                [0, 1] => counts.bivalent += 1,
                _ => counts.undecidable += 1,
            }
        }
        assert_eq!(counts, valencies.counts(), "{coin:?}");
        for (start, state) in starts.iter().zip(search.starts()) {
            let bits = futures(&graph, start).iter().fold(0, |all, value| all | 1 << value);
            assert_eq!(bits, valencies.reachable(*state), "{coin:?}");
        }
    }
}

/// Lemma 2: some initial configuration is bivalent. In the chain of the inputs two neighbours that
/// differ in one process's input differ in valency.
#[test]
fn lemma_2_some_inputs_leave_both_decisions_open() {
    for coin in [Coin::Zero, Coin::Parity, Coin::Pid, Coin::Local, Coin::Common] {
        let (search, valencies) = explored(coin);
        let of = |inputs: usize| valencies.of_state(search.starts()[inputs]);
        assert_eq!((of(0b000), of(0b111)), (Valency::Zero, Valency::One), "validity");
        assert!((0..8).any(|inputs| of(inputs) == Valency::Bivalent), "{coin:?}");
        let differ = |inputs: usize| (0..3).any(|bit| of(inputs) != of(inputs ^ 1 << bit));
        assert!((0..8).any(differ));
    }
    // The protocol that keeps its own value has none: it is not one that tolerates a crash.
    let (search, valencies) = explored(Coin::Own);
    assert!(search.starts().iter().all(|state| !valencies.is_bivalent(*state)));
}

fn is_path(graph: &Graph, start: u32, steps: &[Step]) -> bool {
    let mut at = start;
    steps.iter().all(|step| {
        let edge = graph.action(at, step.action);
        at = step.to;
        edge.is_some_and(|edge| edge.to == step.to && edge.by == step.by)
    })
}

/// Lemma 3: from every bivalent configuration, for every event that can happen in it, a schedule
/// that ends with that event stays bivalent.
#[test]
fn lemma_3_every_event_can_happen_and_leave_both_decisions_open() {
    for (coin, pinned) in [(Coin::Zero, [552, 204]), (Coin::Parity, [720, 372])] {
        let (mut search, valencies) = explored(coin);
        let (mut at_once, mut late) = (0, 0);
        for state in valencies.bivalent() {
            let events: Vec<_> = search.graph().actions(state).collect();
            for event in events {
                let found = valencies.waiting(&mut search, state, event.action);
                let found = found.expect("Lemma 3");
                let steps = &found.schedule.steps;
                assert!(is_path(search.graph(), state, steps));
                assert!(steps.iter().all(|step| valencies.is_bivalent(step.to)));
                if found.late {
                    // Delivered now it would fix the decision, so its receiver hears another first;
                    // then it comes too late to be read.
                    assert!(!valencies.is_bivalent(event.to));
                    assert_eq!(steps.last().map(|step| step.by.mover()), Some(event.by.mover()));
                    late += 1;
                } else {
                    // Steps of others commute with it, so none of them could help.
                    assert_eq!((steps.len(), steps[0].action), (1, event.action));
                    at_once += 1;
                }
            }
        }
        assert_eq!([at_once, late], pinned, "{coin:?}");
    }
}

/// Lemma 1, the commuting diamond: events at different processes lead to the same configuration in
/// either order.
#[test]
fn lemma_1_events_at_different_processes_commute() {
    let (mut search, _) = explored(Coin::Zero);
    let mut diamonds = 0;
    for state in 0..search.graph().states() {
        let edges: Vec<_> = search.graph().actions(state).collect();
        let words = search.state(state);
        for (first, second) in edges.iter().flat_map(|a| edges.iter().map(move |b| (a, b))) {
            if first.by.mover() >= second.by.mover() {
                continue;
            }
            let then = |search: &mut Search<BenOrSystem>, taken: u32, event: u32, to: u32| {
                match check::explore::Model::after(search.model_mut(), &words, taken, event) {
                    check::explore::After::Pending(event) => search.graph().action(to, event),
                    _ => None,
                }
            };
            let one = then(&mut search, first.action, second.action, first.to);
            let other = then(&mut search, second.action, first.action, second.to);
            // A decision ends the run before the other event.
            if let (Some(one), Some(other)) = (one, other) {
                assert_eq!(one.to, other.to);
                diamonds += 1;
            }
        }
    }
    assert!(diamonds > 1_000, "{diamonds}");
}

/// The adversary of the theorem: for ever bivalent, fair to every process.
#[test]
fn from_every_bivalent_start_a_fair_run_never_decides() {
    for coin in [Coin::Zero, Coin::Parity] {
        let (search, valencies) = explored(coin);
        let graph = search.graph();
        assert_eq!(valencies.endless_states(graph, 3), valencies.counts().bivalent);
        for start in search.starts().iter().filter(|start| valencies.is_bivalent(**start)) {
            let run = valencies.endless(graph, *start, 3).expect("an endless run");
            assert!(is_path(graph, *start, &run.steps));
            assert!(run.steps.iter().all(|step| valencies.is_bivalent(step.to)));
            let cycle = &run.steps[run.cycle.expect("a cycle")..];
            let entry = run.cycle.and_then(|at| at.checked_sub(1)).map(|at| run.steps[at].to);
            assert_eq!(run.end(), entry.unwrap_or(*start), "it closes");
            let movers: BTreeSet<_> = cycle.iter().filter_map(|step| step.by.mover()).collect();
            assert_eq!(movers.len(), 3, "everybody moves");
        }
    }
}

#[test]
fn both_decisions_are_near_a_bivalent_state_and_everybody_can_move_there() {
    let (search, valencies) = explored(Coin::Zero);
    let graph = search.graph();
    for state in valencies.bivalent() {
        for value in 0..2 {
            let way = valencies.to_decision(graph, state, value).expect("it can be decided");
            assert!(is_path(graph, state, &way.steps) && way.steps.len() <= 12);
            assert_eq!(graph.decided(way.end()), 1 << value);
        }
        for process in 0..3 {
            let way = valencies.moving(graph, state, process).expect("Lemma 3");
            assert_eq!(way.steps.last().and_then(|step| step.by.mover()), Some(process));
            assert!(valencies.is_bivalent(way.end()));
        }
    }
    let shortest = valencies.to_decision(graph, search.starts()[0b110], 1).map(|w| w.steps.len());
    assert_eq!(shortest, Some(3), "one hears another's report and proposal, which heard its own");
}

/// The truncation trap: cut anywhere, a search that forgets that it was cut calls bivalent states
/// univalent. This one says that it does not know.
#[test]
fn a_truncated_graph_never_says_univalent() {
    let (whole, truth) = explored(Coin::Zero);
    let mut trapped = 0;
    for budget in (20..980).step_by(20) {
        let system = ben_or::system(3, 1, Coin::Zero).until_decided();
        let cut = Search::new(system, Limits::keeping(budget)).finished();
        assert!(!cut.graph().is_complete());
        let found = Valencies::of(cut.graph());
        for state in 0..cut.graph().states() {
            let (said, is) = (found.of_state(state), truth.of_state(state));
            assert!(said == is || said == Valency::Unknown, "{said:?} instead of {is:?}");
            let looks_univalent = [1, 2].contains(&found.reachable(state));
            trapped += u32::from(looks_univalent && is == Valency::Bivalent);
        }
        for finding in cut.findings() {
            assert!(finding.outcome != Outcome::Holds, "{:?}", finding.property);
        }
    }
    assert_eq!(whole.graph().states(), 980);
    assert!(trapped > 100, "the trap is real: {trapped} bivalent states look univalent");
}

#[test]
fn a_report_of_a_cut_search_says_what_is_not_known() {
    let mut exploration = models::start("paxos ballots=2", 20_000).expect("a model");
    while exploration.work(1_000) == check::Progress::Working {}
    let far = exploration.far();
    let report = exploration.report();
    assert!(report.is_cut && far.frontier > 0 && report.states >= 20_000);
    assert!(report.conclusions[0].contains("ended at its budget of 20000 states"));
    assert!(report.conclusions[1].contains("Not known") && report.conclusions[1].contains("agree"));
    assert_eq!(report.initial[0].1, Valency::Unknown);
}

/// Valency is reachability, not probability: the adversary wins for ever, chance decides soon.
#[test]
#[allow(clippy::float_cmp)] // Halves of halves are exact.
fn a_random_scheduler_decides_where_the_adversary_does_not() {
    let after = |coin, steps: u32, by| {
        let (search, _) = explored(coin);
        let mut undecided = search.graph().undecided(by).expect("complete");
        (0..steps).for_each(|_| undecided.advance());
        undecided.chances()[search.starts()[0b110] as usize]
    };
    assert_eq!(after(Coin::Zero, 60, Scheduler::Adversary), 1.0);
    let random = [2, 12, 60].map(|steps| after(Coin::Zero, steps, Scheduler::Random));
    assert!(random[0] == 1.0 && random[1] < 0.3 && random[2] < 2e-6, "{random:?}");
    // A coin beats the adversary too: what it can keep undecided goes to nothing.
    let common = [10, 20, 40, 60].map(|steps| after(Coin::Common, steps, Scheduler::Adversary));
    assert_eq!(common, [1.0, 0.5, 0.25, 0.125]);
    // But not if it is revealed before the proposals are bound (Aguilera and Toueg 2012).
    assert_eq!(after(Coin::CommonEarly, 200, Scheduler::Adversary), 0.5);
}

/// A coin common to all and revealed late ends every other round's game with probability one half.
/// Not every round's: two can see the coin of the next round while the third has yet to read what
/// it will say in it, and then it says whatever keeps them apart.
#[test]
#[allow(clippy::float_cmp)]
fn a_common_coin_halves_what_is_undecided_every_other_round() {
    let by_rounds = |coin, by| {
        let (mut search, _) = explored(coin);
        let start = search.starts()[0b110];
        let states = search.graph().states();
        // The dealer of the coin may lag behind the processes.
        let ended = |state| {
            let words = search.state(state);
            let processes = search.model().processes(&words);
            let states = processes.into_iter().take(3).filter_map(|process| process.state());
            states.map(|state| state.round).min().map_or(0, |first| first - 1)
        };
        let ended: Vec<u32> = (0..states).map(ended).collect();
        let graph = search.graph();
        let after = graph.undecided_after_rounds((start, 6), by, |state| ended[state as usize]);
        after.expect("complete")
    };
    let common = by_rounds(Coin::Common, Scheduler::Adversary);
    assert_eq!(common, [1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.125]);
    assert_eq!(by_rounds(Coin::Zero, Scheduler::Adversary), [1.0; 7]);
    assert_eq!(by_rounds(Coin::CommonEarly, Scheduler::Adversary)[6], 0.5);
    // Nobody schedules worse than the adversary, and no round makes a decided run undecided.
    for coin in [Coin::Zero, Coin::Common, Coin::CommonEarly] {
        let (chance, worst) =
            (by_rounds(coin, Scheduler::Random), by_rounds(coin, Scheduler::Adversary));
        assert!(chance.iter().zip(&worst).all(|(chance, worst)| chance <= worst), "{coin:?}");
        assert!(chance.windows(2).all(|pair| pair[1] < pair[0]), "{coin:?}: {chance:?}");
    }
}

/// Violations exactly where the rounds or the processes are too few (Lynch 1996, chapter 6; Lamport,
/// Shostak and Pease 1982; Dolev and Strong 1983).
#[test]
fn counts_of_executions() {
    let table = [
        ("flood-set n=3 f=1 rounds=1", true),
        ("flood-set n=3 f=1 rounds=2", false),
        ("flood-set n=4 f=2 rounds=2", true),
        ("oral-messages n=3 f=1 rounds=2", true),
        ("oral-messages n=4 f=1 rounds=2", false),
        ("dolev-strong n=3 f=1 rounds=1", true),
        ("dolev-strong n=3 f=1 rounds=2", false),
        ("phase-king n=5 f=1 phases=1", true),
        ("phase-king n=4 f=1 phases=2", true),
        ("phase-king n=5 f=1 phases=2", false),
    ];
    for (spec, violated) in table {
        let report = report(spec);
        let (all, wrong) = report.executions.expect("a count");
        // 32 inputs; four votes in each of two phases, and for two of five the word of a king.
        let expected =
            if spec.ends_with("n=5 f=1 phases=2") { 32 * (3 * 256 + 2 * 4096) } else { all };
        assert!(all > 0 && all == expected && !report.is_cut, "{spec}: {all}");
        assert_eq!(wrong > 0, violated, "{spec}: {wrong} of {all}");
        assert_eq!(!report.violations.is_empty(), violated);
    }
}

/// What a model leaves out of its protocol is said beside what it found.
#[test]
fn a_report_says_what_its_model_leaves_out() {
    let said = |spec| report(spec).conclusions.concat();
    assert!(said("chandra-toueg unrest=2").starts_with("From round 3 on only those are suspected"));
    assert!(said("paxos n=2").contains("more ballots than 1 is not searched"));
    assert_eq!(said("wait-all"), "");
}

#[test]
fn a_model_that_is_not_there_is_explained() {
    let wrong = |spec: &str| models::start(spec, 10).err().map(|error| error.to_string());
    let told = wrong("ben-xor").expect("an error");
    assert!(told.starts_with("there is no model \"ben-xor\"; there is ben-or, wait-all"), "{told}");
    let told = wrong("ben-or size=3").expect("an error");
    assert_eq!(told, "ben-or has no key \"size\"; it has n, f, coin, crash, until");
    let told = wrong("ben-or coin=zeros").expect("an error");
    assert!(told.starts_with("ben-or: coin cannot be \"zeros\"; it may be zero|parity"), "{told}");
    assert_eq!(wrong("ben-or f=2").expect("an error"), "ben-or: f must be less than half of n");
    let told = wrong("two-phase-commit rms=99").expect("an error");
    assert_eq!(told, "two-phase-commit: rms cannot be \"99\"; it may be 1..9");
}
