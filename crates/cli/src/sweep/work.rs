//! Runs on all cores.

use anyhow::Result;
use lab::sweep::{self, Outcomes, Plan, Shard};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Makes one part of the runs.
///
/// # Errors
/// A link is not one of this program's.
pub fn all(plan: &Plan, shard: Shard) -> Result<Outcomes> {
    let part = plan.part(shard);
    let mut outcomes = vec![None; plan.runs()];
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from).min(part.len());
    let (to_us, from_workers) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (to_us, next, part) = (to_us.clone(), &next, &part);
            scope.spawn(move || {
                while let Some(&index) = part.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Nobody listens any more once a run has failed.
                    if to_us.send((index, sweep::run(plan, index))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_us);
        let mut progress = Progress::new(part.len());
        let mut short = 0;
        for (index, done) in from_workers {
            let outcome = done?;
            short += usize::from(!outcome.complete);
            outcomes[index] = Some(outcome);
            progress.one_more();
        }
        progress.end(short);
        Ok(outcomes)
    })
}

/// How far it is, on standard error: a line that changes on a terminal, otherwise one now and then.
struct Progress {
    done: usize,
    of: usize,
    live: bool,
    told: Instant,
}

impl Progress {
    fn new(of: usize) -> Self {
        Self { done: 0, of, live: io::stderr().is_terminal(), told: Instant::now() }
    }

    fn one_more(&mut self) {
        self.done += 1;
        let pause = Duration::from_millis(if self.live { 100 } else { 10_000 });
        if self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        let (begin, end) = if self.live { ("\r", "") } else { ("", "\n") };
        eprint!("{begin}{} of {} runs{end}", self.done, self.of);
    }

    fn end(&self, short: usize) {
        if self.live {
            // The line is overwritten with blanks.
            eprint!("\r{:40}\r", "");
        }
        if short > 0 {
            eprintln!(
                "note: {short} of {} runs were too large, and stop before their end.",
                self.of
            );
        }
    }
}
