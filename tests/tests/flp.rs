//! The adversary of the FLP triangle against the graph of all schedules.

use check::explore::{Limits, Search};
use check::valency::Valencies;
use diagrams::ENTRIES;
use diagrams::figure::{TraceKind, Traced};
use diagrams::models::ben_or;
use params::Link;
use protocols::ben_or::Coin;

/// What arrived in a run, in order.
fn arrivals(link: &str) -> Vec<Traced> {
    let (link, _) = Link::parse(link);
    let entry = ENTRIES.iter().find(|entry| entry.id == link.diagram).expect("a diagram");
    let mut figure = (entry.open)(&link);
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

#[test]
fn every_configuration_of_the_adversarys_run_is_bivalent() {
    let mut search =
        Search::new(ben_or::system(3, 1, Coin::Zero).until_decided(), Limits::keeping(100_000))
            .finished();
    assert!(search.graph().is_complete());
    let valencies = Valencies::of(search.graph());
    // The inputs 1, 1, 0.
    let start = search.starts()[0b110];
    assert!(valencies.is_bivalent(start));
    let (mut state, mut read, mut late) = (start, 0, 0);
    for event in arrivals("flp-triangle?len=2s") {
        let message = event.message.expect("a message");
        let said = event.text.split_once(' ').expect("a verb").1;
        let said = said.splitn(3, ' ').nth(2).expect("what it says");
        let wanted = |what: &str| {
            let parts = what.strip_prefix(&format!("{} receives ", message.to));
            let parts = parts.and_then(|rest| rest.rsplit_once(&format!(" from {}", message.from)));
            parts.is_some_and(|(msg, _)| gist(msg) == gist(said))
        };
        let actions = search.graph().actions(state).count() as u32;
        let found = (0..actions).find(|&action| wanted(&search.describe(state, action)));
        let Some(action) = found else {
            // It comes too late to be read, and changes nothing.
            late += 1;
            continue;
        };
        state = search.graph().action(state, action).expect("an action").to;
        assert!(valencies.is_bivalent(state), "{} decides the run", event.text);
        read += 1;
    }
    // Two of three processes' messages are read in each phase, one of the two for each receiver.
    assert!(read > 250 && late > 250, "{read} read, {late} late");
}
