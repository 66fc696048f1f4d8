//! Verdicts, measurements and tasks at the playhead.

use super::params::Params;
use super::record::{Record, What};
use super::truth::{Kind, Line, Truth, Worth};
use crate::figure::{Mark, MarkKind, Reading, Standing, Verdict};
use crate::reading::us;
use check::measure::mean;
use check::quality::{Quality, Watched};
use machine::{NodeId, NodeSet, Ratio, Time};
use protocols::detector::estimate::Method;

/// What is known at a moment.
pub struct Known<'a> {
    /// The parameters.
    pub params: &'a Params,
    /// What the run did.
    pub record: &'a Record,
    /// What is true.
    pub truth: Truth<'a>,
    /// The playhead.
    pub now: Time,
}

impl Known<'_> {
    /// What was checked.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = vec![self.complete(), self.accurate()];
        verdicts.extend(self.params.raft.then(|| self.led()));
        verdicts
    }

    /// What was measured.
    pub fn readout(&self) -> Vec<Reading> {
        self.readings(&self.record.quality(self.nodes(), self.params.method(), self.now))
    }

    /// What was achieved.
    pub fn tasks(&self) -> Vec<(&'static str, bool)> {
        let wrong = self.record.wrong[self.params.method() as usize];
        vec![
            ("wrong", wrong.is_some_and(|at| at <= self.now)),
            ("unseen", self.unseen()),
            ("calm", self.calm()),
        ]
    }

    fn nodes(&self) -> usize {
        self.params.nodes as usize
    }

    /// Whom each process suspects at the playhead, by the method that is looked at.
    pub fn suspects(&self) -> Vec<NodeSet> {
        suspects(self.record, self.nodes(), self.params.method(), self.now)
    }

    fn complete(&self) -> Verdict {
        let down = self.truth.down(self.now);
        let suspects = self.suspects();
        let up = NodeSet::first(self.nodes()).minus(down);
        let mut missing = up
            .iter()
            .flat_map(|by| down.minus(suspects[by.index()]).iter().map(move |of| (by, of)));
        let (label, standing, why) = match missing.next() {
            _ if down.is_empty() => (
                "complete?",
                Standing::Unknown,
                "Nobody has crashed, so there is nobody to find.".to_owned(),
            ),
            None => (
                "complete",
                Standing::Holds,
                "Every process that has crashed is suspected by every process that is up."
                    .to_owned(),
            ),
            Some((by, of)) => (
                "not complete yet",
                Standing::Violated,
                format!("{of} has crashed, and {by} does not suspect it."),
            ),
        };
        Verdict { id: "complete", label: label.to_owned(), standing, why, since: None }
    }

    fn accurate(&self) -> Verdict {
        let (down, suspects) = (self.truth.down(self.now), self.suspects());
        let up = NodeSet::first(self.nodes()).minus(down);
        let mut wrong = up
            .iter()
            .flat_map(|by| suspects[by.index()].minus(down).iter().map(move |of| (by, of)));
        match wrong.next() {
            None => Verdict {
                id: "accurate",
                label: "accurate now".to_owned(),
                standing: Standing::Holds,
                why: "No process that is up is suspected by one that is up.".to_owned(),
                since: None,
            },
            Some((by, of)) => {
                let outputs = self.record.outputs((by, of), self.params.method(), self.now);
                let since = outputs.last().map(|(at, _)| *at);
                let line = self.truth.line((of, by), self.now);
                let worth = Worth::of(true, false, line);
                Verdict {
                    id: "accurate",
                    label: "not accurate".to_owned(),
                    standing: Standing::Violated,
                    why: format!(
                        "{by} suspects {of}, which is {}.",
                        match worth {
                            Worth::CutOff => "up; nothing that it sends arrives",
                            _ => "up, and its messages arrive",
                        }
                    ),
                    since,
                }
            }
        }
    }

    /// Leaders and elections after the first leader.
    fn led(&self) -> Verdict {
        let led = |moment: &&super::record::Moment| matches!(moment.what, What::Led(_));
        let leaders: Vec<_> = self.record.until(self.now).iter().filter(led).collect();
        let since = leaders.get(1).map(|moment| moment.at);
        let count = leaders.len();
        let (standing, label) = match count {
            0 => (Standing::Unknown, "no leader yet".to_owned()),
            1 => (Standing::Holds, "one leader kept".to_owned()),
            _ => (Standing::Violated, format!("{count} leaders one after the other")),
        };
        let why = leaders.last().map_or_else(
            || "Nobody has been elected.".to_owned(),
            |moment| {
                let stood = self.stood(Time::ZERO);
                let word = if stood == 1 { "candidacy" } else { "candidacies" };
                format!("{} led last, since {} s; {stood} {word} so far.", moment.node, moment.at)
            },
        );
        Verdict { id: "leader", label, standing, why, since }
    }

    /// How often somebody stood for election after `from`.
    fn stood(&self, from: Time) -> usize {
        let moments = self.record.until(self.now).iter();
        moments.filter(|m| m.at >= from && matches!(m.what, What::Stood(_))).count()
    }

    fn readings(&self, quality: &Quality) -> Vec<Reading> {
        let mean = |times: &[Time]| mean(&times.iter().copied().map(us).collect::<Vec<_>>());
        let found = (self.detection().map(us), mean(&quality.detections));
        let rate = Reading::new("rate", "mistake rate, \u{3bb}_M", quality.rate());
        let right = Reading::share("accuracy", "query accuracy, P_A", quality.trusted());
        let mut out = vec![
            Reading::ms("detect", "time to detect, T_D, one watcher", found.0),
            Reading::ms("detects", "mean of all watchers", found.1),
            Reading::count("mistakes", "false suspicions", quality.mistakes.into()),
            rate.unit("/min and pair").decimals(2),
            Reading::ms("recurrence", "mistake recurrence, T_MR", quality.recurrence()),
            Reading::ms("duration", "mistake duration, T_M", mean(&quality.durations)),
            right.decimals(2),
        ];
        let [beats, probes, _] = self.record.sent_until(self.now);
        let per_s = |id, label, count: u64| {
            Reading::new(id, label, Some(count as f64 / self.now.as_s_f64())).unit("/s")
        };
        out.push(per_s("beats", "heartbeats sent", beats));
        out.push(per_s("probes", "SWIM messages sent", probes));
        if self.params.raft {
            let stood = self.stood(Time::ZERO) as u64;
            out.push(Reading::count("elections", "candidacies", stood));
        }
        out
    }

    /// How long the watcher that is looked at, or the next one that is up, took to find the first
    /// crash. One detection a run: those of several watchers are of one crash, and depend on each
    /// other, so that percentiles over them would promise more than was measured.
    fn detection(&self) -> Option<Time> {
        let crashed = |moment: &&super::record::Moment| moment.what == What::Crashed;
        let crash = self.record.until(self.now).iter().find(crashed)?;
        let (of, (first, _)) = (crash.node, self.params.pair());
        let down = self.truth.down(self.now);
        let mut places =
            (0..self.nodes() as u8).map(|k| NodeId((first.0 + k) % self.nodes() as u8));
        let by = places.find(|by| *by != of && !down.contains(*by))?;
        let lives = self.record.lives(of);
        let until = lives.get(1).map_or(self.now, |(again, _)| self.now.min(*again));
        let flips = self.record.outputs((by, of), self.params.method(), self.now);
        let mut quality = Quality::default();
        quality.add(&Watched { flips: &flips, lives: &lives[..1], until });
        quality.detections.first().copied()
    }

    /// Whether a link has been dead one way for twenty beats, and no method that waits for
    /// heartbeats suspects either end for good.
    fn unseen(&self) -> bool {
        let span = self.params.beat * 20;
        let Some(from) = self.now.0.checked_sub(span.as_us()).map(Time) else { return false };
        let dead = |link, at| self.truth.line(link, at) == Line::Dead;
        let suspected = |at| {
            let by = |method| suspects(self.record, self.nodes(), method, at);
            let all = Method::BEATS.into_iter().flat_map(by);
            all.fold(NodeSet::default(), NodeSet::union)
        };
        // What is noticed stays so. A mistake of a few beats is none of the cut.
        let now = suspected(self.now);
        let before = suspected(self.now.saturating_sub(self.params.beat * 5));
        let seen = now.minus(now.minus(before));
        let nodes = NodeSet::first(self.nodes());
        nodes.iter().any(|a| {
            nodes.iter().any(|b| {
                let one_way =
                    [from, self.now].iter().all(|at| dead((a, b), *at) && !dead((b, a), *at));
                a != b && one_way && !seen.contains(a) && !seen.contains(b)
            })
        })
    }

    /// Whether three flaps have passed and nobody has stood for election since they began.
    fn calm(&self) -> bool {
        let params = self.params;
        let begun = params.at;
        let three = params.period * 3;
        let hard = params.raft
            && params.flap
            && params.loss >= Ratio::percent(90)
            && params.lasts >= three;
        let led = self.record.until(begun).iter().any(|m| matches!(m.what, What::Led(_)));
        hard && led && self.now >= begun + three && self.stood(begun) == 0
    }

    /// What is marked on the timeline.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut mark = |at, kind, label: String| marks.push(Mark { at, kind, label });
        if self.params.in_trouble() {
            let trouble = self.params.trouble();
            mark(trouble.start, MarkKind::Cut, format!("{} begins", Kind::of(self.params).label()));
            mark(trouble.end, MarkKind::Heal, "the trouble ends".to_owned());
        }
        for (at, cuts) in &self.record.cuts {
            let kind = if cuts.any() { MarkKind::Cut } else { MarkKind::Heal };
            mark(*at, kind, "links changed by hand".to_owned());
        }
        // Of leaders that are nearer to each other than a mark is wide, the first.
        let apart = self.params.length / 400;
        let mut free = Time::ZERO;
        for moment in &self.record.moments {
            let (at, node) = (moment.at, moment.node);
            match moment.what {
                What::Crashed => mark(at, MarkKind::Crash, format!("{node} crashes")),
                What::Restarted => mark(at, MarkKind::Restart, format!("{node} restarts")),
                What::Led(term) if at >= free => {
                    free = at + apart;
                    mark(at, MarkKind::Election, format!("{node} leads term {term}"));
                }
                _ => {}
            }
        }
        marks
    }
}

/// Whom each process suspects at `now` by a method.
pub fn suspects(record: &Record, nodes: usize, method: Method, now: Time) -> Vec<NodeSet> {
    NodeSet::first(nodes).iter().map(|by| record.suspects(by, method, (nodes, now))).collect()
}
