//! Exact counts over all inputs and all adversaries: nothing is wrong just where the theorems say.

use super::census::{Census, Choices, Fault, Tally, execute};
use super::{Faults, Rounds, census};
use crate::consensus::Broken;
use crate::dolev_strong::{Chain, Chains, DolevStrong};
use crate::flood_set::FloodSet;
use crate::oral_messages::OralMessages;
use crate::phase_king::PhaseKing;
use machine::NodeId;

/// Executions, those with a disagreement, those with an invalid decision.
fn counts(tally: &Tally) -> [u64; 3] {
    [tally.executions, tally.disagreements, tally.invalid]
}

fn flood_set(n: usize, f: u32, rounds: u32) -> Tally {
    Census::new(n, Fault::Crash, f, |inputs| FloodSet { inputs, rounds }).all()
}

fn oral_messages(processes: usize, f: u32, rounds: u32) -> Tally {
    let with = |order: Vec<u8>| OralMessages { order: [order[0]], processes, rounds };
    Census::new(1, Fault::Byzantine, f, with).all()
}

fn dolev_strong(processes: usize, f: u32, rounds: u32) -> Tally {
    let with = |value: Vec<u8>| DolevStrong { value: [value[0]], processes, rounds };
    Census::new(1, Fault::Byzantine, f, with).all()
}

fn phase_king(n: usize, f: u32, phases: u32) -> Tally {
    Census::new(n, Fault::Byzantine, f, |inputs| PhaseKing { inputs, f, phases }).all()
}

#[test]
fn flood_set_needs_one_round_more_than_crashes() {
    assert_eq!(counts(&flood_set(3, 1, 1)), [80, 6, 0]);
    assert_eq!(counts(&flood_set(3, 1, 2)), [152, 0, 0]);
    assert_eq!(counts(&flood_set(4, 1, 1)), [464, 24, 0]);
    assert_eq!(counts(&flood_set(4, 1, 2)), [912, 0, 0]);
    assert_eq!(counts(&flood_set(4, 2, 2)), [19_728, 48, 0]);
    assert_eq!(counts(&flood_set(4, 2, 3)), [43_696, 0, 0]);
    assert_eq!(counts(&flood_set(5, 1, 1)), [2_432, 70, 0]);
    assert_eq!(counts(&flood_set(5, 1, 2)), [4_832, 0, 0]);
}

/// The bounds themselves, over all that is small enough to count.
#[test]
fn nothing_is_wrong_just_within_the_bounds() {
    for (n, f) in [(3, 0), (3, 1), (4, 0), (4, 1), (4, 2), (5, 1)] {
        for rounds in 1..=f + 1 {
            let right = flood_set(n, f, rounds).first.is_none();
            assert_eq!(right, rounds > f, "flood set: n={n} f={f} rounds={rounds}");
        }
    }
    // f + 1 rounds are only needed where two may stay alive: n >= f + 2 (Aguilera and Toueg 1999).
    for (n, f) in [(2, 1), (3, 2)] {
        assert!(flood_set(n, f, f).first.is_none(), "flood set: n={n} f={f}");
    }
    for (n, f) in [(3, 1), (4, 1), (5, 1), (4, 2)] {
        for rounds in 1..=3 {
            let right = oral_messages(n, f, rounds).first.is_none();
            // OM(f), of f + 1 rounds, needs n > 3f (Theorem 1 of the paper); with more rounds
            // OM(m) is right if n > 2f + m (Lemma 1), and, as counted, only then.
            let bound = n as u32 > 2 * f + rounds - 1 && rounds > f;
            assert_eq!(right, bound, "oral messages: n={n} f={f} rounds={rounds}");
        }
    }
    for (n, f) in [(2, 0), (3, 1), (4, 1), (4, 2), (5, 1)] {
        for rounds in 1..=f + 1 {
            let right = dolev_strong(n, f, rounds).first.is_none();
            assert_eq!(right, rounds > f, "Dolev-Strong: n={n} f={f} rounds={rounds}");
        }
    }
}

/// Each pattern of crashes is counted once: for k processes, a round each and a proper part of the
/// n - 1 messages of that round.
#[test]
fn every_pattern_of_crashes_is_counted_once() {
    let choose = |n: u64, k: u32| (0..u64::from(k)).fold(1, |ways, i| ways * (n - i) / (i + 1));
    for (n, f, rounds) in [(3, 0, 1), (3, 1, 2), (4, 2, 2), (4, 2, 3), (3, 3, 2)] {
        let one = rounds * ((1 << (n - 1)) - 1);
        let patterns: u64 = (0..=f).map(|k| choose(n, k) * u64::pow(one, k)).sum();
        let counted = flood_set(n as usize, f, rounds as u32).executions;
        assert_eq!(counted, patterns << n, "n={n} f={f} rounds={rounds}");
    }
}

#[test]
fn oral_messages_need_more_than_three_times_the_liars_and_one_round_more() {
    assert_eq!(counts(&oral_messages(3, 1, 2)), [16, 0, 2]);
    assert_eq!(counts(&oral_messages(3, 1, 3)), [16, 0, 2]);
    assert_eq!(counts(&oral_messages(4, 1, 1)), [22, 12, 0]);
    assert_eq!(counts(&oral_messages(4, 1, 2)), [40, 0, 0]);
    assert_eq!(counts(&oral_messages(5, 1, 2)), [96, 0, 0]);
    assert_eq!(counts(&oral_messages(6, 1, 2)), [224, 0, 0]);
    assert_eq!(counts(&oral_messages(5, 2, 3)), [81_920, 0, 16_200]);
}

#[test]
fn dolev_strong_needs_one_round_more_than_liars_and_no_majority() {
    assert_eq!(counts(&dolev_strong(3, 1, 1)), [36, 12, 0]);
    assert_eq!(counts(&dolev_strong(3, 1, 2)), [40, 0, 0]);
    assert_eq!(counts(&dolev_strong(4, 1, 1)), [134, 72, 0]);
    assert_eq!(counts(&dolev_strong(4, 1, 2)), [152, 0, 0]);
    assert_eq!(counts(&dolev_strong(4, 2, 2)), [2_496, 228, 0]);
    assert_eq!(counts(&dolev_strong(4, 2, 3)), [13_014, 0, 0]);
}

#[test]
fn phase_king_needs_more_than_four_times_the_liars_and_one_king_more() {
    assert_eq!(counts(&phase_king(4, 1, 2)), [18_432, 3_456, 1_648]);
    assert_eq!(counts(&phase_king(5, 1, 1)), [10_240, 5_472, 0]);
    assert_eq!(counts(&phase_king(5, 1, 2)), [286_720, 0, 0]);
}

/// FloodSet is not made for liars: one tells a value in the last round that nobody has.
#[test]
fn flood_set_does_not_stand_a_liar() {
    let tally = Census::new(3, Fault::Byzantine, 1, |inputs| FloodSet { inputs, rounds: 2 }).all();
    assert!(tally.invalid > 0, "{tally:?}");
}

/// The hint of a count can be played: the choices lead to the same fall.
#[test]
fn the_first_violation_can_be_run_again() {
    let first = flood_set(4, 2, 2).first.expect("two rounds are too few");
    let protocol = FloodSet { inputs: first.inputs, rounds: 2 };
    let system = Rounds { faults: first.faults, ..Rounds::new(protocol) };
    let mut choices = first.choices.iter();
    let states = execute(&system, &mut |of| *choices.next().filter(|pick| **pick < of).unwrap());
    let shown: Vec<String> = states.iter().map(ToString::to_string).collect();
    assert_eq!(choices.next(), None);
    assert_eq!(first.broken, Broken::Agreement);
    assert_eq!(
        shown,
        ["crashed in r2", "{0,1}, decided 0", "{1}, decided 1", "crashed in r1"],
        "D tells only A of its 0, and A only B"
    );
}

#[test]
fn a_count_in_pieces_is_the_same_count() {
    let with = |inputs| FloodSet { inputs, rounds: 2 };
    let mut census = Census::new(3, Fault::Crash, 1, with);
    while !census.advance(7) {}
    assert_eq!(census.tally(), &flood_set(3, 1, 2));
}

#[test]
fn choices_go_through_all_sequences() {
    let mut choices = Choices::default();
    let mut seen = Vec::new();
    loop {
        // A second question only after the answer 1.
        if choices.choose(3) == 1 {
            choices.choose(2);
        }
        seen.push(choices.picks());
        if !choices.advance() {
            break;
        }
    }
    assert_eq!(seen, [vec![0], vec![1, 0], vec![1, 1], vec![2]]);
}

/// Whatever liars choose, each signature on a chain was set by its signer on the chain up to it.
#[test]
fn nobody_signs_for_another() {
    let liars = [0, 2].map(NodeId).into_iter().collect();
    let protocol = DolevStrong { value: [0], processes: 4, rounds: 3 };
    let system = Rounds { faults: Faults::Byzantine(liars), ..Rounds::new(protocol) };
    let (mut choices, mut longest) = (Choices::default(), 0);
    loop {
        let sent = sent(&system, &mut choices);
        let signed = |signer: NodeId, value, signers: &[NodeId]| {
            let is = |chain: &Chain| chain.value() == value && chain.signers() == signers;
            sent.iter().any(|(from, chains)| *from == signer && chains.as_slice().iter().any(is))
        };
        for chain in sent.iter().flat_map(|(_, chains)| chains.as_slice()) {
            for (at, &signer) in chain.signers().iter().enumerate() {
                let whole = signed(signer, chain.value(), &chain.signers()[..=at]);
                assert!(whole, "{chain}: {signer} never signed that");
            }
            longest = longest.max(chain.signers().len());
        }
        if !choices.advance() {
            break;
        }
    }
    assert_eq!(longest, 3);
}

/// All messages of one execution, with their senders.
fn sent(system: &Rounds<DolevStrong>, choices: &mut Choices) -> Vec<(NodeId, Chains)> {
    let mut sent = Vec::new();
    census::watched(system, &mut |of| choices.choose(of), &mut |(from, _, msg)| {
        sent.push((*from, msg.msg.clone()));
    });
    sent
}
