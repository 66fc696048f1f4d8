//! Many runs beside the one shown: every kind of trouble, the leaves of a tree, with and without a
//! mechanism.
//!
//! Nobody turns them back, so they have no playhead and no checkpoints. The world of a run is made
//! when its turn comes, and gone once it has ended; what is left of it is its record.

use machine::{Machine, Time};
use sim::{Observer, Setup, World};

/// A run of a batch.
pub struct Beside<K, M: Machine, R> {
    /// What it is for.
    pub key: K,
    /// What it is made from.
    pub setup: Setup<M>,
    /// When it ends.
    pub end: Time,
    /// What is written down of it.
    pub record: R,
}

/// Runs that are made one after the other, a slice at a time.
pub struct Batch<K, M: Machine, R> {
    /// Those that have not ended, the next one last.
    waiting: Vec<Beside<K, M, R>>,
    /// The world of the next one, once it has begun.
    world: Option<World<M>>,
}

impl<K, M: Machine, R: Observer<M>> Batch<K, M, R> {
    /// Such runs, none of them begun.
    pub fn new(runs: impl IntoIterator<Item = Beside<K, M, R>>) -> Self {
        let mut waiting: Vec<_> = runs.into_iter().collect();
        waiting.reverse();
        Self { waiting, world: None }
    }

    /// How many have not ended.
    pub fn left(&self) -> usize {
        self.waiting.len()
    }

    /// Computes on for at most so many events; returns the run that has come to its end, or to its
    /// limit of events.
    pub fn work(&mut self, events: u32) -> Option<Beside<K, M, R>> {
        let Beside { setup, end, record, .. } = self.waiting.last_mut()?;
        let world = self.world.get_or_insert_with(|| World::new(setup, record));
        for _ in 0..events {
            if !world.next(setup, *end, record) {
                self.world = None;
                return self.waiting.pop();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use machine::{Effects, Event, NodeId};
    use sim::{Delay, Happening, Network};

    /// Ticks every 10 ms.
    #[derive(Clone, Debug)]
    struct Clock;

    impl Machine for Clock {
        type State = ();
        type Disk = ();
        type Msg = ();
        type Timer = ();
        type Note = ();

        fn boot(&self, _: NodeId, (): (), out: &mut Effects<Self>) {
            out.set_timer((), Time::ms(10)..=Time::ms(10));
        }

        fn step(&self, _: NodeId, (): &mut (), _: Event<Self>, out: &mut Effects<Self>) {
            out.set_timer((), Time::ms(10)..=Time::ms(10));
        }

        fn crash(&self, (): ()) {}
    }

    /// Counts ticks.
    struct Ticks(u32);

    impl Observer<Clock> for Ticks {
        fn see(&mut self, _: Time, what: &Happening<'_, Clock>) {
            self.0 += u32::from(matches!(what, Happening::TimedOut(..)));
        }
    }

    #[test]
    fn runs_end_one_after_the_other_with_what_was_written_of_them() {
        let run = |ticks: u64| {
            let network = Network::uniform(Delay::Fixed(Time::ms(1)));
            let setup = Setup::new(Clock, 1, 1, network);
            Beside { key: ticks, setup, end: Time::ms(10 * ticks), record: Ticks(0) }
        };
        let mut batch = Batch::new([3, 0, 40].map(run));
        let mut ended = Vec::new();
        while batch.left() > 0 {
            ended.extend(batch.work(7).map(|run| (run.key, run.record.0)));
        }
        assert_eq!(ended, [(3, 3), (0, 0), (40, 40)]);
        assert!(batch.work(7).is_none());
    }
}
