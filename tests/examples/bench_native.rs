//! The native half of `cargo xtask bench`: a JSON object a figure.

use check::{Budget, History, Judge, Progress, Register, RegisterOp};
use diagrams::bench::{Bare, Rewindable};
use diagrams::figure::Frame;
use diagrams::models;
use lab::sweep::{Asked, Plan, run};
use machine::Time;
use scene::{Item, Scene};
use sim::Rng;
use std::time::Instant;

const EVENTS: u32 = 2_000_000;

fn main() {
    let mut bare = Bare::default();
    bare.run(EVENTS / 10);
    let (arrived, seconds) = timed(|| bare.run(EVENTS));
    print("deliveries, native", arrived as f64 / seconds, "messages/s");

    let before = resident();
    let mut rewindable = Rewindable::default();
    let ((), seconds) = timed(|| rewindable.run(EVENTS));
    let share = arrived as f64 / f64::from(EVENTS);
    print("deliveries with rewind, native", f64::from(EVENTS) * share / seconds, "messages/s");
    let kept = resident().saturating_sub(before) as f64 / 1024.0;
    print("history", kept / rewindable.computed().as_s_f64(), "KB/simulated s");
    print("seek p95, native", seek_p95(&mut rewindable), "ms");
    print("judge 1000 operations", judged_in(), "ms");
    explored();
    transported();
}

/// States a second of a model of over a million, and the memory at its peak for each.
fn explored() {
    let start = || models::start("two-phase-commit rms=8", 5_000_000).expect("a model");
    let (exploration, seconds) = timed(|| {
        let mut exploration = start();
        while exploration.work(1 << 16) == Progress::Working {}
        exploration
    });
    let far = exploration.far();
    print("explored, native", f64::from(far.states) / seconds, "states/s");
    print("explored, bytes", far.bytes as f64 / f64::from(far.states), "bytes/state");
}

/// A page of 4 MB over 100 ms at 2 % loss, over both transports; a small run of a sweep; a frame
/// with 2,000 packets under way over each.
fn transported() {
    let open = |link: &str| lab::open::link(link).expect("a link").0;
    let page = "hol?mode=window&loss=2%&rtt=100ms&n=3334&pt=1ms&queue=500";
    let whole = |index: u32| timed(|| open(&format!("{page}&seed={index}"))).1 * 1e3;
    print(
        "4 MB over TCP and QUIC, native p95",
        p95(&mut (0..40).map(whole).collect::<Vec<_>>()),
        "ms",
    );

    let asked = Asked {
        seeds: 0..1_000,
        vary: Asked::vary("loss=0.5%,1%,2%,4%,8%").into_iter().collect(),
        runs_max: Asked::RUNS_MAX,
    };
    let plan = Plan::new(open("hol").as_ref(), asked).expect("a plan");
    let (made, seconds) = timed(|| (0..plan.runs()).filter_map(|at| run(&plan, at).ok()).count());
    print("small runs of a sweep, native, a core", made as f64 / seconds, "runs/s");

    let mut crowd = open("hol?mode=window&loss=0%&rtt=990ms&n=4000&pt=1ms&queue=500");
    let (mut scene, mut packets) = (Scene::default(), 0);
    let frame = |index: u64| {
        crowd.seek(Time::ms(9_000 + 10 * index));
        let frame = Frame { width: 968.0, height: 640.0, view: None };
        let took = timed(|| (crowd.scene(frame, &mut scene), crowd.report())).1 * 1e3;
        let line = |item: &&Item| matches!(item, Item::Line { style, .. } if style.alpha == 130);
        packets = packets.max(scene.items.iter().filter(line).count());
        took
    };
    print("frame of packets, native p95", p95(&mut (0..200).map(frame).collect::<Vec<_>>()), "ms");
    print("packets in that frame", packets as f64, "packets");
}

fn p95(took: &mut [f64]) -> f64 {
    took.sort_by(f64::total_cmp);
    took[took.len() * 95 / 100]
}

fn print(name: &str, value: f64, unit: &str) {
    println!("{}", serde_json::json!({ "name": name, "value": value, "unit": unit }));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}

/// Memory in use, in bytes, as Linux counts it; 0 elsewhere.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

/// The 95th percentile of 200 seeks to random moments, in milliseconds.
fn seek_p95(rewindable: &mut Rewindable) -> f64 {
    let mut rng = Rng::new(1);
    let mut took: Vec<f64> =
        (0..200).map(|_| timed(|| rewindable.seek(rng.below(1_000_000))).1 * 1e3).collect();
    assert!(rewindable.up() > 0);
    p95(&mut took)
}

/// The median time to judge a linearizable history of 1,000 operations by 10 clients, in ms.
fn judged_in() -> f64 {
    let mut took: Vec<f64> = (0..21)
        .map(|seed| {
            let history = history(seed);
            timed(|| {
                let mut judge =
                    Judge::of(Register::default(), history).with_budget(Budget::default());
                while judge.advance(1_000_000) == Progress::Working {}
                assert_eq!(judge.standing(), check::Standing::Holds);
            })
            .1 * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[10]
}

/// Ten clients on one register, each operation taking effect at a moment within its interval.
fn history(seed: u64) -> History<RegisterOp> {
    let mut rng = Rng::new(seed);
    let mut events: Vec<(u64, u32, usize)> = Vec::new();
    for op in 0..1_000 {
        let start = (op / 10) as u64 * 100 + u64::from(rng.below(60));
        let effect = start + 1 + u64::from(rng.below(40));
        let end = effect + 1 + u64::from(rng.below(40));
        events.extend([(start, 0, op), (effect, 1, op), (end, 2, op)]);
    }
    events.sort_unstable();
    let (mut history, mut value) = (History::default(), 0);
    let mut known = vec![(0, RegisterOp::Read(0)); 1_000];
    for (at, phase, op) in events {
        let write = op % 2 == 0;
        let what = if write { RegisterOp::Write(op as u32 + 1) } else { RegisterOp::Read(value) };
        match phase {
            0 => known[op].0 = history.invoke(Time(at), (op % 10) as u32, 0, what),
            1 => {
                known[op].1 = what;
                value = if write { op as u32 + 1 } else { value };
            }
            _ => history.ok(known[op].0, Time(at), known[op].1),
        }
    }
    history
}
