//! Prints what exploring costs: `cargo run --release -p diagrams --example explore_bench`, of all
//! models below or of those that are named: `-- "ben-or n=5 f=2" paxos`.

use check::Progress;
use check::explore::{Limits, Search};
use check::valency::Valencies;
use diagrams::models::{self, ben_or};
use protocols::ben_or::Coin;
use std::time::Instant;

/// A model of the catalogue: states a second, and memory at the peak for each state.
fn model(spec: &str, budget: u32) {
    let start = Instant::now();
    let mut exploration = models::start(spec, budget).unwrap_or_else(|error| panic!("{error}"));
    let mut longest = 0.0_f64;
    loop {
        let slice = Instant::now();
        let progress = exploration.work(1_000);
        longest = longest.max(slice.elapsed().as_secs_f64() * 1e3);
        if progress == Progress::Done {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let far = exploration.far();
    let (states, edges) = (f64::from(far.states), far.edges as f64);
    println!(
        "{spec:36} {:>9} states {:>6.2} M states/s {:>6.2} M edges/s {:>5.0} bytes a state, \
         longest slice {longest:.1} ms",
        far.states,
        states / seconds / 1e6,
        edges / seconds / 1e6,
        far.bytes as f64 / states,
    );
}

/// The graph of the theorem, from nothing to valencies.
fn flp(coin: Coin) {
    let mut times: Vec<f64> = (0..50)
        .map(|_| {
            let start = Instant::now();
            let system = ben_or::system(3, 1, coin).until_decided();
            let search = Search::new(system, Limits::keeping(1_000_000)).finished();
            assert!(Valencies::of(search.graph()).counts().unknown == 0);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{:36} median {:.2} ms, worst {:.2} ms", format!("{coin:?}"), times[25], times[49]);
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    for spec in &named {
        model(spec, 4_000_000);
    }
    if !named.is_empty() {
        return;
    }
    for coin in [Coin::Zero, Coin::Parity, Coin::Pid, Coin::Own, Coin::Local, Coin::Common] {
        flp(coin);
    }
    model("two-phase-commit rms=8", 10_000_000);
    model("two-phase-commit rms=9", 10_000_000);
    model("paxos", 10_000_000);
    model("paxos crash=yes", 10_000_000);
    model("paxos ballots=2", 4_000_000);
    model("ben-or n=5 f=2", 4_000_000);
    model("ben-or n=5 f=2 coin=local crash=yes", 2_000_000);
}
