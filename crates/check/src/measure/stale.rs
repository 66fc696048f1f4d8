//! Staleness of a history's reads.

use crate::history::{End, Op};
use crate::model::RegisterOp;
use machine::Time;

/// How stale the value of a read was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The read: an index into the operations given.
    pub read: usize,
    /// Newer acknowledged writes: those of its key that returned before the read began and began
    /// after the write of the value read had returned. None: 0, the read was fresh.
    pub versions: u32,
    /// How long the first of these had been acknowledged when the read began.
    pub behind: Time,
}

/// The staleness of each answered read, in order of invocation.
///
/// The operations come in order of invocation. A value counts from its last write that began
/// before the read returned; one that no such write gave, such as the initial value, is older than
/// all writes. One whose write never returned is newer than all that can be told apart from it.
/// `call` and `ret` need to be comparable only between operations on one key.
///
/// ```
/// use check::{measure::staleness, History, RegisterOp::{Read, Write}};
/// use machine::Time;
/// let mut history = History::default();
/// for (at, value) in [(0, 1), (20, 2), (40, 3)] {
///     let write = history.invoke(Time(at), 0, 0, Write(value));
///     history.ok(write, Time(at + 10), Write(value));
/// }
/// let read = history.invoke(Time(100), 1, 0, Read(0));
/// history.ok(read, Time(110), Read(1));
/// let stale = staleness(history.ops())[0];
/// assert_eq!((stale.versions, stale.behind), (2, Time(70))); // 2 was acknowledged at 30
/// ```
pub fn staleness<'a>(ops: impl IntoIterator<Item = &'a Op<RegisterOp>>) -> Vec<Stale> {
    let ops: Vec<&Op<RegisterOp>> = ops.into_iter().collect();
    let writes = Writes::of(&ops);
    let answered = |op: &Op<RegisterOp>| op.end == End::Ok;
    let reads = ops.iter().enumerate().filter(|(_, op)| answered(op));
    reads
        .filter_map(|(read, op)| match op.what {
            RegisterOp::Read(value) => {
                let (versions, behind) = writes.newer(op, value);
                Some(Stale { read, versions, behind })
            }
            RegisterOp::Write(_) | RegisterOp::Cas(..) => None,
        })
        .collect()
}

/// The writes of a history, sorted for look-up.
struct Writes<'a> {
    /// By key, then by return; those that returned only.
    returned: Vec<&'a Op<RegisterOp>>,
    /// With their value, by key, value and invocation.
    by_value: Vec<(u32, u32, &'a Op<RegisterOp>)>,
}

impl<'a> Writes<'a> {
    fn of(ops: &[&'a Op<RegisterOp>]) -> Self {
        let mut by_value: Vec<(u32, u32, &Op<RegisterOp>)> = ops
            .iter()
            .filter(|op| op.end != End::Failed)
            .filter_map(|&op| match op.what {
                RegisterOp::Read(_) => None,
                RegisterOp::Write(value) | RegisterOp::Cas(_, value) => Some((op.key, value, op)),
            })
            .collect();
        machine::heap_sort_by_key(&mut by_value, |&(key, value, op)| (key, value, op.call));
        let mut returned: Vec<&Op<RegisterOp>> =
            by_value.iter().map(|&(.., op)| op).filter(|op| op.end == End::Ok).collect();
        machine::heap_sort_by_key(&mut returned, |op| (op.key, op.ret));
        Self { returned, by_value }
    }

    /// The return of the write of `value` that `read` saw, as a place among the events of its key
    /// counted from 1: 0 if there is no such write.
    fn written(&self, read: &Op<RegisterOp>, value: u32) -> u32 {
        let seen = (read.key, value, read.ret);
        let after = self.by_value.partition_point(|&(key, value, op)| (key, value, op.call) < seen);
        let last = after.checked_sub(1).map(|at| self.by_value[at]);
        let last = last.filter(|&(key, written, _)| (key, written) == (read.key, value));
        last.map_or(0, |(.., op)| op.ret.saturating_add(1))
    }

    fn newer(&self, read: &Op<RegisterOp>, value: u32) -> (u32, Time) {
        let from = self.written(read, value);
        let start = self.returned.partition_point(|op| (op.key, op.ret) < (read.key, from));
        let before = |op: &&&Op<RegisterOp>| op.key == read.key && op.precedes(read);
        let mut newer =
            self.returned[start..].iter().take_while(before).filter(|op| op.call >= from);
        let Some(first) = newer.next() else { return (0, Time::ZERO) };
        let since = first.ended.unwrap_or(first.invoked);
        (1 + newer.count() as u32, read.invoked.saturating_sub(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::History;
    use RegisterOp::{Read, Write};

    fn done(history: &mut History<RegisterOp>, from: u64, to: u64, what: RegisterOp) {
        let op = history.invoke(Time(from), 0, 0, what);
        history.ok(op, Time(to), what);
    }

    #[test]
    fn a_read_of_the_initial_value_lags_behind_every_write() {
        let mut history = History::default();
        done(&mut history, 0, 10, Write(1));
        done(&mut history, 20, 30, Write(2));
        done(&mut history, 35, 40, Read(0));
        done(&mut history, 45, 50, Read(2));
        let stale = staleness(history.ops());
        assert_eq!(stale[0], Stale { read: 2, versions: 2, behind: Time(25) });
        assert_eq!(stale[1], Stale { read: 3, versions: 0, behind: Time::ZERO });
    }

    #[test]
    fn a_concurrent_write_makes_no_read_stale() {
        let mut history = History::default();
        let (one, two) =
            (history.invoke(Time(0), 0, 0, Write(1)), history.invoke(Time(1), 1, 0, Write(2)));
        history.ok(one, Time(10), Write(1));
        history.ok(two, Time(11), Write(2));
        let lost = history.invoke(Time(20), 1, 0, Write(3));
        done(&mut history, 30, 40, Read(1));
        done(&mut history, 41, 42, Read(3));
        history.info(lost, Time(50));
        done(&mut history, 60, 70, Write(4));
        done(&mut history, 80, 90, Read(3));
        assert!(staleness(history.ops()).iter().all(|stale| stale.versions == 0));
    }
}
