//! How stale an answer was.

use machine::Time;
use protocols::client::Value;

/// How old an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staleness {
    /// Writes acknowledged before the question that began after the answer's own was acknowledged.
    pub versions: u32,
    /// How long before the question the first of them was acknowledged.
    pub age: Time,
}

struct Write {
    key: u32,
    value: Value,
    invoked: Time,
    acknowledged: Option<Time>,
}

/// The writes of a run, in order of invocation.
#[derive(Default)]
pub struct Writes(Vec<Write>);

impl Writes {
    /// A write began.
    pub fn invoke(&mut self, key: u32, value: Value, at: Time) {
        self.0.push(Write { key, value, invoked: at, acknowledged: None });
    }

    /// It was acknowledged.
    pub fn acknowledge(&mut self, key: u32, value: Value, at: Time) {
        if let Some(write) =
            self.0.iter_mut().rev().find(|write| (write.key, write.value) == (key, value))
        {
            write.acknowledged = Some(at);
        }
    }

    /// How stale `value` is as an answer to a question asked at `asked`, if it certainly is.
    pub fn staleness(&self, key: u32, value: Value, asked: Time) -> Option<Staleness> {
        let own = self.0.iter().rev().find(|write| (write.key, write.value) == (key, value));
        let since = match own {
            None => Time::ZERO,
            Some(write) => write.acknowledged?,
        };
        let first = self.0.partition_point(|write| write.invoked <= since);
        let newer = self.0[first..].iter().filter(|write| write.key == key);
        let newer = newer.filter_map(|write| write.acknowledged.filter(|at| *at < asked));
        let (versions, earliest) = newer.fold((0, Time::MAX), |(n, min), at| (n + 1, min.min(at)));
        (versions > 0).then(|| Staleness { versions, age: asked - earliest })
    }
}

/// The value at `per_mille` of an ascending list, by nearest rank.
pub fn percentile(sorted: &[u64], per_mille: usize) -> Option<u64> {
    let rank = (sorted.len() * per_mille).div_ceil(1000).max(1);
    sorted.get(rank - 1).copied()
}
