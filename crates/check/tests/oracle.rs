//! The checker against brute force: all orders that respect real time, on small random histories.

use check::history::NEVER;
use check::model::{KeyValue, KeyValueOp, Micro, MultiRegister, Mutex, MutexOp};
use check::{End, History, Judge, Model, Op, Progress, Register, RegisterOp, Standing, Verdict};
use machine::Time;

/// splitmix64 (Steele, Lea and Flood 2014).
struct Rng(u64);

impl Rng {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % u64::from(bound)) as u32
    }
}

/// An operation as brute force sees it: an interval, and whether it has to happen.
#[derive(Clone)]
struct Bound<I> {
    what: I,
    call: u32,
    ret: u32,
}

/// Whether some order of the operations explains all that returned.
fn explicable<M: Model>(model: &M, state: &M::State, left: &[Bound<M::Op>]) -> bool {
    if left.iter().all(|op| op.ret == NEVER) {
        return true;
    }
    (0..left.len()).any(|next| {
        if left.iter().any(|op| op.ret < left[next].call) {
            return false;
        }
        model.step(state, &left[next].what).is_some_and(|state| {
            let mut rest = left.to_vec();
            rest.remove(next);
            explicable(model, &state, &rest)
        })
    })
}

/// The first `events` events, as brute force sees them.
fn prefix<M: Model>(model: &M, history: &History<M::Op>, events: u32) -> Vec<Bound<M::Op>> {
    let ops = prefix_ops(history, events).into_iter().filter(|op| op.end != End::Failed);
    ops.filter(|op| op.ret != NEVER || !model.is_read(&op.what))
        .map(|op| Bound { what: op.what, call: op.call, ret: op.ret })
        .collect()
}

/// The first event that cannot be explained, if any.
fn turns<M: Model>(model: &M, history: &History<M::Op>) -> Option<u32> {
    (1..=history.log().len() as u32)
        .find(|&events| !explicable(model, &model.init(), &prefix(model, history, events)))
        .map(|events| events - 1)
}

/// A random history of up to six operations of three processes; event number n is at time n.
fn random<I: Clone>(rng: &mut Rng, op: &dyn Fn(&mut Rng) -> I) -> History<I> {
    let mut history = History::default();
    let (mut open, mut left): (Vec<(u32, I)>, _) = (Vec::new(), 1 + rng.below(6));
    while left > 0 || !open.is_empty() {
        let at = Time(history.log().len() as u64);
        if left > 0 && open.len() < 3 && (open.is_empty() || rng.below(2) == 0) {
            let what = op(rng);
            left -= 1;
            open.push((history.invoke(at, open.len() as u32, 0, what.clone()), what));
        } else {
            let (id, what) = open.remove(rng.below(open.len() as u32) as usize);
            match rng.below(10) {
                0 => history.fail(id, at),
                1 => history.info(id, at),
                2 => {}
                _ => history.ok(id, at, what),
            }
        }
    }
    history
}

/// Judges `rounds` random histories both ways, with their witnesses and linearizations.
fn compare<M: Model<Op: std::fmt::Debug + PartialEq>>(
    model: &M,
    rounds: u64,
    op: &dyn Fn(&mut Rng) -> M::Op,
) {
    let mut violated = 0;
    for seed in 0..rounds {
        let mut history = random(&mut Rng(seed), op);
        let turned = turns(model, &history);
        violated += u64::from(turned.is_some());
        match check::judge(model.clone(), history.clone(), check::Budget::default()) {
            Verdict::Linearizable { points } => {
                assert_eq!(turned, None, "seed {seed}: {history:?}");
                history.close();
                assert_explains(model, &history, &points);
            }
            Verdict::NotLinearizable { witness } => {
                let at = witness.turned_at.0 as u32;
                assert_eq!(Some(at), turned, "seed {seed}: {history:?}");
                assert!(witness.minimal);
                assert_minimal(model, &prefix_ops(&history, at + 1), &witness.ops);
            }
            Verdict::Unknown { limit } => panic!("seed {seed}: {limit:?}"),
        }
    }
    assert!(violated > rounds / 10 && violated < rounds * 9 / 10, "{violated} of {rounds}");
}

fn assert_explains<M: Model>(model: &M, history: &History<M::Op>, points: &[check::Point]) {
    let mut state = model.init();
    for (index, point) in points.iter().enumerate() {
        let op = history.op(point.op);
        state = model.step(&state, &op.what).expect("each result is explained");
        assert!(op.invoked <= point.at);
        assert!(op.ret == NEVER || Some(point.at) <= op.ended);
        assert!(points[..index].iter().all(|earlier| earlier.at <= point.at));
        assert!(!points[..index].iter().any(|earlier| op.precedes(history.op(earlier.op))));
    }
    let is_in = |op: &u32| points.iter().any(|point| point.op == *op);
    let mut all = 0..history.ops().len() as u32;
    assert!(all.all(|op| history.op(op).end != End::Ok || is_in(&op)));
}

/// The operations begun in the first `events` events, as they stood then.
fn prefix_ops<I: Clone>(history: &History<I>, events: u32) -> Vec<Op<I>> {
    let begun = history.ops().iter().filter(|op| op.call < events);
    let mut ops: Vec<Op<I>> = begun.cloned().collect();
    for event in history.log()[events as usize..].iter().filter(|event| event.end) {
        if let Some(op) = ops.get_mut(event.op as usize) {
            (op.end, op.ended, op.ret) = (End::Pending, None, NEVER);
        }
    }
    ops
}

/// The witness contradicts itself, and no longer does when any one operation is relaxed.
fn assert_minimal<M: Model>(model: &M, ops: &[Op<M::Op>], witness: &[u32]) {
    let relaxed = |kept: &dyn Fn(u32) -> bool| {
        let mut left = Vec::new();
        for (index, op) in ops.iter().enumerate().filter(|(_, op)| op.end != End::Failed) {
            let what = op.what.clone();
            let read = model.is_read(&what);
            if kept(index as u32) && !(read && op.ret == NEVER) {
                left.push(Bound { what, call: op.call, ret: op.ret });
            } else if !read {
                left.push(Bound { what, call: 0, ret: NEVER });
            }
        }
        explicable(model, &model.init(), &left)
    };
    assert!(!relaxed(&|op| witness.contains(&op)));
    for &spared in witness {
        assert!(relaxed(&|op| op != spared && witness.contains(&op)), "{spared} is not needed");
    }
}

fn register_op(rng: &mut Rng) -> RegisterOp {
    let value = rng.below(3);
    if rng.below(2) == 0 { RegisterOp::Read(value) } else { RegisterOp::Write(value) }
}

fn cas_op(rng: &mut Rng) -> RegisterOp {
    if rng.below(2) == 0 { RegisterOp::Cas(rng.below(3), rng.below(3)) } else { register_op(rng) }
}

#[test]
fn a_register_agrees_with_brute_force() {
    compare(&Register::default(), 40_000, &register_op);
    compare(&Register { init: 2 }, 10_000, &register_op);
}

#[test]
fn a_cas_register_agrees_with_brute_force() {
    compare(&Register::default(), 40_000, &cas_op);
}

#[test]
fn a_mutex_agrees_with_brute_force() {
    let op = |rng: &mut Rng| [MutexOp::Acquire, MutexOp::Release][rng.below(2) as usize];
    compare(&Mutex::default(), 20_000, &op);
    compare(&Mutex { held: true }, 20_000, &op);
}

#[test]
fn several_registers_agree_with_brute_force() {
    let micro = |rng: &mut Rng| {
        let (register, value) = (rng.below(2), rng.below(2));
        if rng.below(2) == 0 { Micro::Read(register, value) } else { Micro::Write(register, value) }
    };
    let op = |rng: &mut Rng| (0..1 + rng.below(2)).map(|_| micro(rng)).collect();
    compare(&MultiRegister { init: vec![0, 1] }, 20_000, &op);
}

#[test]
fn a_key_of_strings_agrees_with_brute_force() {
    let op = |rng: &mut Rng| match rng.below(5) {
        0 => KeyValueOp::Put("a".into()),
        1 | 2 => KeyValueOp::Append(["a", "b"][rng.below(2) as usize].into()),
        _ => KeyValueOp::Get(["", "a", "ab", "ba"][rng.below(4) as usize].into()),
    };
    compare(&KeyValue::default(), 20_000, &op);
}

/// Pushes event number `index` of `history`; a read's result is not known before it returns.
fn push(check: &mut Judge<Register>, history: &History<RegisterOp>, index: usize) {
    let event = history.log()[index];
    let (op, at) = (history.op(event.op), history.time(index));
    let asked = if let RegisterOp::Read(_) = op.what { RegisterOp::Read(0) } else { op.what };
    match op.end {
        _ if !event.end => assert_eq!(check.invoke(at, op.process, op.key, asked), event.op),
        End::Ok => check.ok(event.op, at, op.what),
        End::Failed => check.fail(event.op, at),
        End::Unknown | End::Pending => check.info(event.op, at),
    }
}

/// What brute force says of the first `events` events, each key by itself.
fn stands(history: &History<RegisterOp>, events: u32) -> Standing {
    let model = Register::default();
    let violated = (0..2).any(|key| {
        let mut events = 1..=events;
        events.any(|events| {
            let mut left = prefix(&model, history, events);
            left.retain(|op| history.ops().iter().any(|of| of.call == op.call && of.key == key));
            !explicable(&model, &0, &left)
        })
    });
    if violated { Standing::Violated } else { Standing::Holds }
}

/// A random history on two keys.
fn two_keys(rng: &mut Rng) -> History<RegisterOp> {
    let one = random(rng, &|rng| (rng.below(2), cas_op(rng)));
    let mut two = History::default();
    for (index, event) in one.log().iter().enumerate() {
        let (op, at) = (one.op(event.op), one.time(index));
        let (key, what) = op.what;
        match op.end {
            _ if !event.end => _ = two.invoke(at, op.process, key, what),
            End::Ok => two.ok(event.op, at, what),
            End::Failed => two.fail(event.op, at),
            End::Unknown | End::Pending => two.info(event.op, at),
        }
    }
    two
}

#[test]
fn a_growing_history_is_judged_as_a_whole_one() {
    for seed in 0..10_000 {
        let mut rng = Rng(seed);
        let history = two_keys(&mut rng);
        let mut check = Judge::<Register>::default();
        for at in 1..=history.log().len() {
            push(&mut check, &history, at - 1);
            // Sometimes several events pile up, and sometimes a slice is too short.
            let progress = check.advance(u64::from(rng.below(4)) * 3);
            if rng.below(2) == 0 || progress == Progress::Working {
                continue;
            }
            assert_eq!(check.standing(), stands(&history, at as u32), "seed {seed}, event {at}");
        }
        while check.advance(7) == Progress::Working {}
        let all = history.log().len() as u32;
        assert_eq!(check.standing(), stands(&history, all), "seed {seed}: {history:?}");
    }
}

#[test]
fn a_key_that_was_given_up_is_known_beside_one_that_is_violated() {
    let mut history = History::default();
    let mut done = |key, what| {
        let op = history.invoke(Time::ZERO, 0, key, what);
        history.ok(op, Time::ZERO, what);
    };
    done(0, RegisterOp::Write(1));
    done(0, RegisterOp::Read(0));
    (0..100).for_each(|value| done(1, RegisterOp::Write(value)));
    let budget = check::Budget { steps: 50, ..check::Budget::default() };
    let mut judge = Judge::of(Register::default(), history).with_budget(budget);
    while judge.advance(u64::MAX) == Progress::Working {}
    let found = (judge.standing(), judge.limit());
    assert_eq!(found, (Standing::Violated, Some(check::Limit::Steps)));
}

/// A history of eight processes on a register that sometimes answers a read with an old value.
fn dense(rng: &mut Rng, ops: u32) -> History<RegisterOp> {
    let mut history = History::default();
    let mut open: Vec<(u32, RegisterOp)> = Vec::new();
    let mut values = vec![0];
    while history.ops().len() < ops as usize || !open.is_empty() {
        let at = Time(history.log().len() as u64);
        let begin = history.ops().len() < ops as usize && open.len() < 8 && rng.below(3) > 0;
        if begin {
            let value = history.ops().len() as u32 + 1;
            let what =
                if rng.below(3) == 0 { RegisterOp::Write(value) } else { RegisterOp::Read(0) };
            open.push((history.invoke(at, 0, 0, what), what));
        } else if !open.is_empty() {
            let (id, what) = open.swap_remove(rng.below(open.len() as u32) as usize);
            let stale = history.log().len() > ops as usize && rng.below(200) == 0;
            let back = 1 + if stale { rng.below(5) as usize } else { 0 };
            let what = match what {
                RegisterOp::Read(_) => RegisterOp::Read(values[values.len().saturating_sub(back)]),
                other => other,
            };
            if let RegisterOp::Write(value) = what {
                values.push(value);
            }
            if rng.below(30) == 0 { history.info(id, at) } else { history.ok(id, at, what) }
        }
    }
    history
}

/// What the whole search finds by exhaustion, the judge may find by looking at the recent past.
#[test]
fn a_judge_that_looks_for_contradictions_agrees_with_the_whole_search() {
    let (mut violated, mut sooner) = (0, 0);
    for seed in 0..300 {
        let mut history = dense(&mut Rng(seed), 150);
        let mut judge = Judge::of(Register::default(), history.clone());
        history.close();
        let mut search = check::Search::new(Register::default(), history);
        while search.advance(u64::MAX) == Progress::Working {}
        while judge.advance(300) == Progress::Working {}
        let turned = judge.violations().first().map(|violation| violation.witness.turned_at);
        assert_eq!(turned, search.turned_at(), "seed {seed}");
        violated += u32::from(turned.is_some());
        sooner += u32::from(judge.steps() < search.steps());
        assert!(judge.violations().iter().all(|violation| violation.witness.minimal));
    }
    assert!(violated > 30 && violated < 290 && sooner > 10, "{violated} violated, {sooner} sooner");
}
