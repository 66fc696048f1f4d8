//! Prints what judging costs: `cargo run --release -p check --example bench`.

use check::{Judge, LiveCheck, Progress, Register, RegisterOp, Standing};
use machine::Time;
use std::time::Instant;

/// splitmix64 (Steele, Lea and Flood 2014).
struct Rng(u64);

impl Rng {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % bound
    }
}

/// A kind of history.
#[derive(Clone, Copy)]
struct Load {
    ops: u32,
    clients: u64,
    /// In a hundred.
    reads: u64,
    /// In a thousand operations: never answered.
    lost: u64,
    /// In a thousand reads, in the last tenth: answered with a stale value.
    stale: u64,
    cas: bool,
}

const STEADY: Load = Load { ops: 1_000, clients: 10, reads: 50, lost: 0, stale: 0, cas: false };

enum Push {
    Invoke(Time, u32, RegisterOp),
    Ok(Time, u32, RegisterOp),
    Info(Time, u32),
}

/// A history of one register that takes effect half-way through each operation.
fn run(load: Load, seed: u64) -> Vec<Push> {
    let mut rng = Rng(seed);
    let mut pushes = Vec::new();
    // What each client is doing: its operation, and when it takes effect and returns.
    let mut busy: Vec<Option<(u32, RegisterOp, u64, u64)>> =
        (0..load.clients).map(|_| None).collect();
    let (mut register, mut old, mut begun, mut now) = (0, 0, 0, 0);
    while begun < load.ops || busy.iter().any(Option::is_some) {
        now += 1;
        for (client, slot) in busy.iter_mut().enumerate() {
            match slot {
                None if begun < load.ops && rng.below(4) == 0 => {
                    let effect = now + 1 + rng.below(8);
                    let op = match rng.below(100) {
                        share if share < load.reads => RegisterOp::Read(0),
                        _ if load.cas => RegisterOp::Cas(register, begun + 1),
                        _ => RegisterOp::Write(begun + 1),
                    };
                    pushes.push(Push::Invoke(Time(now), client as u32, op));
                    *slot = Some((begun, op, effect, effect + 1 + rng.below(8)));
                    begun += 1;
                }
                Some((_, op, effect, _)) if *effect == now => {
                    let stale = *op == RegisterOp::Read(0)
                        && begun > load.ops / 10 * 9
                        && rng.below(1_000) < load.stale;
                    match op {
                        RegisterOp::Read(value) => *value = if stale { old } else { register },
                        RegisterOp::Write(value) => (old, register) = (register, *value),
                        RegisterOp::Cas(found, value) if *found == register => register = *value,
                        RegisterOp::Cas(..) => *op = RegisterOp::Read(register),
                    }
                }
                Some((id, op, _, back)) if *back == now => {
                    let lost = rng.below(1_000) < load.lost;
                    let end = if lost {
                        Push::Info(Time(now), *id)
                    } else {
                        Push::Ok(Time(now), *id, *op)
                    };
                    pushes.push(end);
                    *slot = None;
                }
                _ => {}
            }
        }
    }
    pushes
}

fn push(check: &mut Judge<Register>, push: &Push) {
    match *push {
        Push::Invoke(at, process, op) => _ = check.invoke(at, process, 0, op),
        Push::Ok(at, id, op) => check.ok(id, at, op),
        Push::Info(at, id) => check.info(id, at),
    }
}

fn batch(name: &str, load: Load) {
    let (mut times, mut steps, mut found) = (Vec::new(), 0, [0; 3]);
    let mut witness = 0;
    for seed in 0..20 {
        let pushes = run(load, seed);
        let start = Instant::now();
        let mut check = LiveCheck::default();
        pushes.iter().for_each(|event| push(&mut check, event));
        while check.advance(u64::MAX) == Progress::Working {}
        times.push(start.elapsed().as_secs_f64() * 1e3);
        steps = steps.max(check.steps());
        let standing = check.standing();
        found[match standing {
            Standing::Holds => 0,
            Standing::Violated => 1,
            _ => 2,
        }] += 1;
        witness = witness.max(check.violations().first().map_or(0, |v| v.witness.ops.len()));
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    let [holds, violated, unknown] = found;
    println!(
        "{name:34} median {median:8.2} ms  worst {worst:8.2} ms  steps <= {steps:8}  \
         holds {holds} violated {violated} unknown {unknown}  witness <= {witness}"
    );
}

fn live(name: &str, load: Load) {
    let pushes = run(load, 1);
    let mut check = LiveCheck::default();
    let (start, mut longest) = (Instant::now(), 0.0_f64);
    for event in &pushes {
        push(&mut check, event);
        let slice = Instant::now();
        check.advance(2_000);
        longest = longest.max(slice.elapsed().as_secs_f64() * 1e6);
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / f64::from(load.ops);
    println!(
        "{name:34} {each:8.3} us an operation, longest slice {longest:.0} us, {:?}",
        check.standing()
    );
}

fn main() {
    batch("1,000 ops, 10 clients", STEADY);
    batch("1,000 ops, 10 clients, a stale read", Load { stale: 100, ..STEADY });
    batch("1,000 ops, 10 clients, writes", Load { reads: 10, ..STEADY });
    batch("1,000 ops, 10 clients, writes, stale", Load { reads: 10, stale: 500, ..STEADY });
    batch("1,000 ops, 10 clients, 2 % lost", Load { lost: 20, ..STEADY });
    batch("1,000 ops, 10 clients, lost, stale", Load { lost: 20, stale: 100, ..STEADY });
    batch("1,000 ops, 10 clients, 20 % lost", Load { lost: 200, stale: 0, ..STEADY });
    batch("1,000 ops, 10 clients, 20 % l, st", Load { lost: 200, stale: 100, ..STEADY });
    batch("1,000 ops, 30 clients", Load { clients: 30, ..STEADY });
    batch("1,000 ops, 30 clients, stale", Load { clients: 30, stale: 100, ..STEADY });
    batch("1,000 ops, cas", Load { cas: true, ..STEADY });
    batch("1,000 ops, cas, stale", Load { cas: true, stale: 100, ..STEADY });
    batch("20,000 ops, 10 clients", Load { ops: 20_000, ..STEADY });
    batch("20,000 ops, 10 clients, stale", Load { ops: 20_000, stale: 100, ..STEADY });
    live("live, 20,000 ops", Load { ops: 20_000, ..STEADY });
    live("live, 20,000 ops, 1 % lost", Load { ops: 20_000, lost: 10, ..STEADY });
    live("live, 20,000 ops, stale", Load { ops: 20_000, stale: 100, ..STEADY });
}
