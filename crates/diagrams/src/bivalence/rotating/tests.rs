//! What a key leaves out, and what the bound on rounds leaves out, never counts.

use super::*;
use check::explore::{Limits, Search};
use check::valency::{Valencies, Valency};
use std::collections::BTreeSet;

/// Whether only `value` can be decided, in any schedule, because it is locked from round `lock`
/// on (Chandra and Toueg 1996, lemma 6.2.1): a majority adopted it there or later, and nothing
/// on its way can undo that.
fn is_locked(config: &Config, value: u8, lock: u32) -> bool {
    let is_late = |since: u32| since >= lock;
    let mut weak = [false; PROCESSES as usize];
    for (at, life) in config.processes.iter().enumerate() {
        let Some(alive) = life else { continue };
        let (own, since) = alive.state.estimate();
        weak[at] = !is_late(since);
        if is_late(since) && own != value {
            return false;
        }
    }
    for (from, to, msg) in &config.letters {
        let fits = match msg {
            Message::Propose(round, own) => !is_late(*round) || *own == value,
            Message::Estimate(round, own, since) => {
                weak[from.index()] |= is_late(*round) && !is_late(*since);
                !is_late(*since) || *own == value
            }
            // Whoever waits for it in an earlier round decides what it proposed there.
            Message::Ack(round) => {
                let own = config.state(*to).map(|state| state.estimate().0);
                is_late(*round) || own == Some(value)
            }
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    let living = config.states().count();
    // Whoever is not locked hears in each round from lock on of somebody who is, and is alone in
    // the rounds before.
    weak.iter().filter(|weak| **weak).count() + usize::from(PROCESSES) - living <= 1
}

/// The game keeps processes within a round of each other. What its configurations can decide
/// there they can decide in all schedules: those from which both values are found have both; and
/// from those from which one is, every step of every schedule leads to another of them, or in a
/// few more steps to where that value is locked.
#[test]
fn what_schedules_one_round_apart_can_decide_all_schedules_can() {
    let mut search = Search::new(Rotating::new(None), Limits::default()).finished();
    let known = Valencies::of(search.graph());
    let words: Vec<Vec<u32>> =
        (0..search.graph().states()).map(|state| search.state(state)).collect();
    let numbers: BTreeSet<Vec<u32>> = words.iter().cloned().collect();
    let game = search.model_mut();
    for (value, only) in [(0, Valency::Zero), (1, Valency::One)] {
        let univalent = (0..).zip(&words).filter(|(state, _)| known.of_state(*state) == only);
        let mut open: Vec<Config> = univalent.map(|(_, words)| game.found[words].clone()).collect();
        let mut seen: BTreeSet<Vec<u32>> = open.iter().map(key).collect();
        let (mut locked, mut outside) = (0, 0);
        while let Some(config) = open.pop() {
            assert_eq!(config.decided() & !(1 << value), 0, "the other value is decided");
            assert!(seen.len() < 20_000, "no end of configurations that are not locked");
            let most = config.states().map(State::round).max().unwrap_or(0);
            if (0..=most).any(|lock| is_locked(&config, value, lock)) {
                locked += 1;
                // It stays so.
                for what in game.happens(&config) {
                    let next = game.made(&config, what);
                    let most = next.states().map(State::round).max().unwrap_or(0);
                    assert!((0..=most).any(|lock| is_locked(&next, value, lock)));
                }
                continue;
            }
            outside += u32::from(!numbers.contains(&key(&config)));
            for what in game.happens(&config) {
                let next = game.made(&config, what);
                if seen.insert(key(&next)) {
                    open.push(next);
                }
            }
        }
        assert_eq!((locked, outside, seen.len()), (516, 82, 654), "the value {value}");
    }
}

/// Configurations with equal keys go on alike: runs that are not kept canonical are walked beside
/// those that are.
#[test]
fn what_a_key_leaves_out_never_counts() {
    let mut search = Search::new(Rotating::new(None), Limits::default()).finished();
    let starts: Vec<Vec<u32>> =
        search.starts().to_vec().into_iter().map(|start| search.state(start)).collect();
    let game = search.model_mut();
    let nexts = |config: &Config| -> Vec<(NodeId, bool, Vec<u32>)> {
        let each = game.allowed(config).into_iter();
        let mut all: Vec<_> = each
            .map(|(what, next)| (what.to(), matches!(what, Happens::GivesUp(_)), key(&next)))
            .collect();
        all.sort();
        all
    };
    let (mut far, mut renamed) = (0, 0);
    for walk in 0..400u32 {
        let mut config = game.found[&starts[walk as usize % starts.len()]].clone();
        for step in 0..80u32 {
            let canonical = &game.found[&key(&config)];
            renamed += u32::from(canonical.letters != config.letters);
            assert_eq!(nexts(&config), nexts(canonical), "walk {walk}, step {step}");
            let mut all = game.allowed(&config);
            if all.is_empty() {
                break;
            }
            // Chance decides soon: whoever walks far keeps undecided if it can.
            let open = |next: &Config| next.decided() == 0;
            if all.iter().any(|(_, next)| open(next)) {
                all.retain(|(_, next)| open(next));
            }
            let pick = machine::stable_hash(&(walk, step)) % all.len() as u64;
            config = all.swap_remove(pick as usize).1;
            far = far.max(config.states().map(State::round).max().unwrap_or(0));
        }
    }
    assert!(far > 20 && renamed > 1_000, "{far} rounds, {renamed} other names");
}
/// How long the adversary can still go on once the detector is accurate, wherever it finds the
/// run: the longest way to a decision. There is no cycle on it.
#[test]
fn an_accurate_detector_ends_every_run() {
    for (dead, most) in [(None, 16), (Some(NodeId(0)), 11), (Some(NodeId(2)), 11)] {
        let search = Search::new(Rotating::new(dead), Limits::default()).finished();
        let graph = search.graph();
        let settled = |state: &u32| graph.actions(*state).all(|edge| edge.by.mover().is_some());
        let mut longest = vec![0; graph.states() as usize];
        for _ in 0..=most + 1 {
            for state in (0..graph.states()).filter(settled) {
                let next = graph.actions(state).map(|edge| longest[edge.to as usize] + 1);
                longest[state as usize] = next.max().unwrap_or(0);
                let is_stuck = graph.actions(state).next().is_none();
                assert!(!is_stuck || graph.decided(state) != 0, "it is blocked");
            }
        }
        let found = (0..graph.states()).filter(settled).map(|state| longest[state as usize]);
        assert_eq!(found.max(), Some(most), "{dead:?}");
    }
}
