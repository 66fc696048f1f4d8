//! The adversary of the FLP triangle against the graph of all schedules.

use check::explore::{Action, Limits, Model, Search, Successors};
use check::valency::Valencies;
use diagrams::ENTRIES;
use diagrams::figure::{TraceEvent, TraceKind};
use diagrams::models::ben_or::{self, BenOrSystem};
use params::Link;
use protocols::ben_or::Coin;

/// What arrived in a run, in order.
fn arrivals(link: &str) -> Vec<TraceEvent> {
    let (link, _) = Link::parse(link);
    let entry = ENTRIES.iter().find(|entry| entry.id == link.diagram).expect("a diagram");
    let mut figure = entry.open(&link);
    while figure.work(10_000) {}
    let mut arrived = Vec::new();
    figure.trace(&mut |event| {
        if event.kind == TraceKind::Arrived {
            arrived.push(event.clone());
        }
    });
    arrived
}

/// A message but for its round, which the graph counts from the slowest process on: `R1`.
fn gist(said: &str) -> String {
    let kind = said.chars().next().expect("a message");
    let value = said.split(", ").nth(1).expect("a value").chars().next();
    format!("{kind}{}", value.expect("a value"))
}

/// Follows the adversary's run of `n` processes through the explorer's configurations, and gives each
/// to `is_bivalent`. How many messages were read, and how many came too late for that.
fn follow(
    (n, length): (u8, &str),
    mut system: BenOrSystem,
    mut is_bivalent: impl FnMut(&mut BenOrSystem, &[u32]) -> bool,
) -> (u32, u32) {
    let mut out = Successors::default();
    system.initial(&mut out);
    // One more than half propose 1, the first ones.
    let inputs = (0..n).fold(0, |all, node| all << 1 | usize::from(node < n / 2 + 1));
    let mut words = out.state(inputs).to_vec();
    assert!(is_bivalent(&mut system, &words), "the start is not bivalent");
    let (mut read, mut late) = (0, 0);
    for event in arrivals(&format!("flp-triangle?n={n}&len={length}")) {
        let message = event.message.expect("a message");
        let said = event.text.split_once(' ').expect("a verb").1;
        let said = said.splitn(3, ' ').nth(2).expect("what it says");
        out.clear();
        system.expand(&words, &mut out);
        let found = (0..out.len()).find(|&action| match system.action(&words, action as u32) {
            Action::Deliver { from, to, msg, .. } => {
                let same = gist(&msg.to_string()) == gist(said);
                same && from.to_string() == message.from && to.to_string() == message.to
            }
            _ => false,
        });
        let Some(action) = found else {
            // It comes too late to be read, and changes nothing.
            late += 1;
            continue;
        };
        words = out.state(action).to_vec();
        assert!(is_bivalent(&mut system, &words), "{} decides the run of {n}", event.text);
        read += 1;
    }
    (read, late)
}

/// Each receiver reads all others' messages of a phase but one.
fn assert_all_but_one_read(n: u8, (read, late): (u32, u32), phases: u32) {
    let (all, n) = (u32::from(n) * phases, u32::from(n));
    assert!(read >= all * (n - 2) && late >= all, "{n}: {read} read, {late} late");
    assert!(read.abs_diff(late * (n - 2)) <= 2 * n * (n - 2), "{n}: {read} read, {late} late");
}

/// Three and four processes: the whole graph is known, so valencies are exact both ways.
#[test]
fn every_configuration_of_the_adversarys_run_is_bivalent() {
    for n in [3, 4] {
        let system = ben_or::system(n, 1, Coin::Zero).until_decided();
        let search = Search::new(system, Limits::keeping(1_000_000)).finished();
        assert!(search.graph().is_complete());
        let valencies = Valencies::of(search.graph());
        // Words mean the same only within one system.
        let system = search.model().clone();
        let followed = follow((n, "2s"), system, |_, words| {
            valencies.is_bivalent(search.number(words).expect("a state of the graph"))
        });
        assert_all_but_one_read(n, followed, 90);
    }
}

/// From five processes on the graph has more than twelve million states. But that a configuration is
/// bivalent needs no graph, only two runs from it, so drawn ones are tried until they decide both; and
/// whatever leads to a bivalent configuration is bivalent. Only the last round of the run stays open.
#[test]
fn of_more_processes_the_run_leads_to_where_either_decision_can_be_drawn() {
    for n in [5, 6, 7] {
        let system = ben_or::system(n, 1, Coin::Zero).until_decided();
        let mut passed = Vec::new();
        let followed = follow((n, "300ms"), system, |system, words| {
            passed.push((system.clone(), words.to_vec()));
            true
        });
        assert_all_but_one_read(n, followed, 12);
        let last = passed.into_iter().rev().take(2 * usize::from(n * (n - 2)));
        let mut bivalent = last.map(|(mut system, words)| draws_both(&mut system, &words));
        assert!(bivalent.any(|both| both), "{n}");
    }
}

/// Whether drawn runs from a configuration decide 0 and 1.
fn draws_both(system: &mut BenOrSystem, words: &[u32]) -> bool {
    let (mut decided, mut out) = (0, Successors::default());
    (0..300u32).any(|seed| {
        let mut words = words.to_vec();
        for step in 0u32.. {
            decided |= system.look(&words).decided;
            out.clear();
            system.expand(&words, &mut out);
            if out.is_empty() {
                break;
            }
            let drawn = machine::stable_hash(&(seed, step)) % out.len() as u64;
            words = out.state(drawn as usize).to_vec();
        }
        decided == 3
    })
}
