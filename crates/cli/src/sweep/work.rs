//! Runs on all cores, and what they came to.

use super::{Plan, Shard};
use anyhow::Result;
use diagrams::figure::{Report, Standing};
use diagrams::still;
use machine::Time;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What one run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In millionths, in the order of the setting's readout; none where nothing was measured.
    pub values: Vec<Option<i64>>,
    /// In the order of the setting's verdicts.
    pub verdicts: Vec<Standing>,
}

/// By the run's number; none where a run was not made here.
pub type Outcomes = Vec<Option<Outcome>>;

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
                    if to_us.send((index, one(plan, index))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(to_us);
        let mut progress = Progress::new(part.len());
        let mut short = 0;
        for (index, done) in from_workers {
            let (outcome, complete) = done?;
            outcomes[index] = Some(outcome);
            short += usize::from(!complete);
            progress.one_more();
        }
        progress.end(short);
        Ok(outcomes)
    })
}

/// One run, and whether it was computed to its end.
fn one(plan: &Plan, index: usize) -> Result<(Outcome, bool)> {
    let (setting, seed) = plan.run(index);
    let mut figure = setting.open(seed)?;
    while figure.work(still::SLICE) {}
    figure.seek(Time::MAX.min(figure.end()));
    let report = figure.report();
    let value = |id: &str| report.readout.iter().find(|reading| reading.id == id);
    let value = |id: &str| value(id).and_then(|reading| millionths(&reading.value));
    let outcome = Outcome {
        values: setting.readout.iter().map(|column| value(&column.id)).collect(),
        verdicts: setting.verdicts.iter().map(|id| standing(&report, id)).collect(),
    };
    Ok((outcome, figure.computed() >= figure.end()))
}

fn standing(report: &Report, id: &str) -> Standing {
    let verdict = report.verdicts.iter().find(|verdict| verdict.id == id);
    verdict.map_or(Standing::Unknown, |verdict| verdict.standing)
}

/// A readout's value as a number; none for a dash, or for words.
///
/// It is written for people, with thin spaces between thousands and a true minus sign.
fn millionths(value: &str) -> Option<i64> {
    let plain: String = value.chars().filter(|char| !char.is_whitespace()).collect();
    let plain = plain.replace('\u{2212}', "-");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain.as_str()),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 6 {
        return None;
    }
    let found: i64 = format!("{whole}{decimals:0<6}").parse().ok()?;
    Some(if negative { -found } else { found })
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

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn readouts_are_read_as_they_are_written() {
        let read = ["7", "12.5", "12\u{202f}345.25", "\u{2212}0.5", "0.000001"].map(millionths);
        assert_eq!(read, [7_000_000, 12_500_000, 12_345_250_000, -500_000, 1].map(Some));
        let none = ["\u{2013}", "", "-", "1.", ".5", "1e3", "12 ms", "0.0000001", "∞"];
        assert_eq!(none.map(millionths), [None; 9]);
        assert_eq!(millionths(&"9".repeat(30)), None);
    }
}
