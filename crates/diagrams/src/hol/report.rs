//! Verdicts, measurements and tasks at the playhead.

use super::closed::Said;
use super::measure::Measured;
use super::params::Params;
use super::run::Lane;
use super::words;
use crate::figure::{Mark, MarkKind, Reading, Standing, Verdict};
use crate::reading::us;
use machine::Time;
use protocols::transport::Transport;
use scene::number;

/// What the two lanes are called.
pub const TRANSPORTS: [&str; 2] = ["TCP", "QUIC"];

/// What is known at a moment.
pub struct Known<'a> {
    /// The parameters.
    pub params: &'a Params,
    /// The load.
    pub load: Transport,
    /// What closed forms say.
    pub said: Said,
    /// TCP's lane and QUIC's.
    pub lanes: &'a [Lane; 2],
    /// What they had cost by then.
    pub measured: &'a [Measured; 2],
    /// The playhead.
    pub now: Time,
}

impl Known<'_> {
    /// What was checked.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for (index, measured) in self.measured.iter().enumerate() {
            verdicts.push(self.ordered(index, measured));
            verdicts.push(self.held(index, measured));
        }
        verdicts
    }

    fn ordered(&self, index: usize, measured: &Measured) -> Verdict {
        let (id, name) = (["tcp-order", "quic-order"][index], TRANSPORTS[index]);
        let frames = measured.frames;
        match measured.wrong {
            None => Verdict {
                id,
                label: format!("{name}: once and in order"),
                standing: Standing::Holds,
                why: format!(
                    "Each of the {frames} frames delivered so far came after it had arrived, once, and after all before it on its stream."
                ),
                since: None,
            },
            Some((at, frame)) => Verdict {
                id,
                label: format!("{name}: out of order"),
                standing: Standing::Violated,
                why: format!("Frame {} was not the next of its stream.", frame + 1),
                since: Some(at),
            },
        }
    }

    fn held(&self, index: usize, measured: &Measured) -> Verdict {
        let (id, name) = (["tcp-held", "quic-held"][index], TRANSPORTS[index]);
        let Some(held) = measured.first_held else {
            return Verdict {
                id,
                label: format!("{name}: no stream waits for another"),
                standing: Standing::Holds,
                why: "Every frame was delivered as soon as it and all before it on its own stream had arrived.".to_owned(),
                since: None,
            };
        };
        let until = held.until.filter(|until| *until <= self.now);
        let until = until.map_or_else(
            || "and waits still".to_owned(),
            |until| format!("and waited {}", number::duration((until - held.since).as_us())),
        );
        let why = format!(
            "{} {} had all of the own stream and waited for bytes of others. The first, of stream {}, was complete at {} s {until}: packet {} was missing.",
            measured.held,
            if measured.held == 1 { "frame" } else { "frames" },
            self.load.stream(held.frame) + 1,
            held.since,
            held.packet,
        );
        Verdict {
            id,
            label: format!("{name}: streams wait for others"),
            standing: Standing::Violated,
            why,
            since: Some(held.since),
        }
    }

    /// What was measured.
    pub fn readout(&self) -> Vec<Reading> {
        let mut out = Vec::new();
        for (measured, [stalled, mean, ..]) in self.measured.iter().zip(IDS) {
            let late = (measured.stalled.into(), measured.late.len() as u64);
            out.push(Reading::share(stalled.0, stalled.1, late).decimals(1));
            out.push(Reading::ms(mean.0, mean.1, measured.mean()).decimals(1));
        }
        self.read_closed(&mut out);
        for (index, (measured, ids)) in self.measured.iter().zip(IDS).enumerate() {
            let [_, _, p99, complete, goodput, again] = ids;
            let done = self.lanes[index].done().filter(|done| *done <= self.now);
            out.push(Reading::ms(p99.0, p99.1, measured.p99().map(us)).decimals(1));
            out.push(Reading::s(complete.0, complete.1, done).decimals(3));
            // Bytes a millisecond are kilobytes a second.
            let rate = f64::from(measured.bytes) / done.unwrap_or(self.now).as_ms_f64();
            out.push(kb_per_s(goodput, rate));
            out.push(Reading::count(again.0, again.1, measured.again.into()).unit("packets"));
        }
        out
    }

    /// What closed forms say.
    fn read_closed(&self, out: &mut Vec<Reading>) {
        if let Some(both) = &self.said.frames {
            for (said, [stalled, late]) in both.iter().zip(CLOSED) {
                let share = Reading::new(stalled.0, stalled.1, Some(said.stalled * 100.0));
                out.push(share.unit("%").decimals(1));
                let us = said.late * self.params.every.as_us() as f64;
                out.push(Reading::ms(late.0, late.1, Some(us)).decimals(1));
            }
        }
        if let Some(us) = self.said.done {
            let (id, label) = CLOSED_DONE;
            out.push(Reading::new(id, label, Some(us / 1e6)).unit("s").decimals(3));
        }
        if let Some(rate) = self.said.goodput {
            out.push(kb_per_s(CLOSED_GOODPUT, rate / 1e3));
        }
    }

    /// What was achieved.
    pub fn tasks(&self) -> Vec<(&'static str, bool)> {
        let [tcp, quic] = self.measured;
        let streams = self.load.streams as usize;
        let one_loss = tcp.lost == 1 && quic.lost == 1 && streams > 1;
        let whole = self.lanes.iter().all(|lane| lane.done().is_some_and(|at| at <= self.now));
        let saturated = streams > 1 && tcp.lost > 0 && quic.only_lost_late && !tcp.only_lost_late;
        vec![
            ("all", one_loss && tcp.streams_stalled() == streams && quic.streams_stalled() == 1),
            ("two", one_loss && quic.streams_stalled() == 2),
            ("enough", whole && saturated),
        ]
    }

    /// Where packets were dropped by hand: of both lanes, each number once.
    pub fn drops(&self) -> Vec<Mark> {
        let lost = |sending: &&super::run::Sending| sending.lost == Some(sim::Loss::Dropped);
        let dropped = self.lanes[0].sendings.iter().filter(lost);
        let mark = |sending: &super::run::Sending| Mark {
            at: sending.sent,
            kind: MarkKind::Act,
            label: format!("packet {} dropped", words::number(sending)),
        };
        dropped.map(mark).collect()
    }
}

/// Goodput; nothing is measured before time has passed.
fn kb_per_s((id, label): (&'static str, &'static str), rate: f64) -> Reading {
    Reading::new(id, label, Some(rate)).unit("kB/s").decimals(1)
}

/// What closed forms say of both.
const CLOSED_DONE: (&str, &str) = ("done-closed", "complete by closed form");
const CLOSED_GOODPUT: (&str, &str) = ("goodput-closed", "goodput after Mathis");

/// Ids and labels of what is measured of each.
const IDS: [[(&str, &str); 6]; 2] = [
    [
        ("tcp-stalled", "TCP, frames late"),
        ("tcp-mean", "TCP, mean delay"),
        ("tcp-p99", "TCP, delay p99"),
        ("tcp-done", "TCP, complete at"),
        ("tcp-goodput", "TCP, goodput"),
        ("tcp-again", "TCP, sent again"),
    ],
    [
        ("quic-stalled", "QUIC, frames late"),
        ("quic-mean", "QUIC, mean delay"),
        ("quic-p99", "QUIC, delay p99"),
        ("quic-done", "QUIC, complete at"),
        ("quic-goodput", "QUIC, goodput"),
        ("quic-again", "QUIC, sent again"),
    ],
];

/// The same of the closed forms.
const CLOSED: [[(&str, &str); 2]; 2] = [
    [
        ("tcp-stalled-closed", "TCP, late by closed form"),
        ("tcp-mean-closed", "TCP, mean by closed form"),
    ],
    [
        ("quic-stalled-closed", "QUIC, late by closed form"),
        ("quic-mean-closed", "QUIC, mean by closed form"),
    ],
];
