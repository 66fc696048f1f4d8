//! The run in words: what is said aloud, and the table.

use super::measure::Measured;
use super::report::TRANSPORTS;
use super::run::{BYTES, Lane, Sending};
use crate::figure::TextAlternative;
use machine::Time;
use protocols::transport::Transport;
use scene::number::duration;
use sim::{Intervention, Loss, MsgId};

/// An intervention.
pub fn intervention(what: &Intervention) -> String {
    match what {
        Intervention::Drop(MsgId(number)) => format!("drop packet {} in both", number + 1),
        _ => String::new(),
    }
}

/// Why a packet was lost.
pub fn loss(loss: Loss) -> &'static str {
    match loss {
        Loss::Dropped => "dropped by hand",
        Loss::Queue => "queue full",
        _ => "by chance",
    }
}

/// A packet by its number on the wire and its streams: `packet 12 (stream 4)`. One that the link
/// does not count is named by what it repeats.
pub fn packet(load: &Transport, sending: &Sending) -> String {
    let mut streams: Vec<u32> = sending.frames(load).map(|frame| load.stream(frame) + 1).collect();
    machine::sort_by_key(&mut streams, |stream| *stream);
    streams.dedup();
    let word = if streams.len() == 1 { "stream" } else { "streams" };
    let streams: Vec<String> = streams.iter().map(ToString::to_string).collect();
    let again = if sending.again { ", sent again" } else { "" };
    format!("packet {} ({word} {}{again})", number(sending), streams.join(", "))
}

/// What people call a packet: they count from 1.
pub fn number(sending: &Sending) -> u32 {
    let first = || sending.data.iter().next().map_or(0, |bytes| bytes.start / BYTES);
    sending.number.unwrap_or_else(first) + 1
}

/// What happened in a lane after the first moment, up to the second.
pub fn lines(
    load: &Transport,
    lane: &Lane,
    name: &str,
    (from, to): (Time, Time),
) -> Vec<(Time, String)> {
    let ended = lane.sendings.iter().filter(|sending| sending.ended > from && sending.ended <= to);
    let line = |sending: &Sending| {
        let packet = packet(load, sending);
        match sending.lost {
            Some(why) => Some(format!("{name} loses {packet}, {}.", loss(why))),
            None if sending.again => Some(format!("{name} has {packet}.")),
            None => None,
        }
    };
    let mut lines: Vec<_> =
        ended.filter_map(|sending| Some((sending.ended, line(sending)?))).collect();
    if let Some(done) = lane.done().filter(|done| *done > from && *done <= to) {
        lines.push((done, format!("{name} has delivered everything.")));
    }
    lines
}

/// A row for each stream of each transport.
pub fn text_alternative(
    load: &Transport,
    lanes: &[Lane; 2],
    measured: &[Measured; 2],
    now: Time,
) -> TextAlternative {
    let mut rows = Vec::new();
    for ((lane, measured), name) in lanes.iter().zip(measured).zip(TRANSPORTS) {
        for stream in 0..load.streams {
            let frames = || (stream..load.all_frames()).step_by(load.streams as usize);
            let by = |at: Option<Time>| at.is_some_and(|at| at <= now);
            let arrived = |frame: &u32| by(lane.arrived[*frame as usize]);
            let delivered = |frame: &u32| by(lane.delivered[*frame as usize]);
            let due = |frame: &u32| by(lane.due[*frame as usize]);
            let count = |frames: usize| frames.to_string();
            rows.push(vec![
                name.to_owned(),
                (stream + 1).to_string(),
                count(frames().filter(delivered).count()),
                count(frames().filter(|frame| arrived(frame) && !delivered(frame)).count()),
                count(frames().filter(|frame| due(frame) && !arrived(frame)).count()),
                duration(measured.stalls[stream as usize].as_us()),
            ]);
        }
    }
    TextAlternative {
        caption: format!("The receivers at {now} s"),
        head: ["transport", "stream", "frames delivered", "waiting", "missing", "stalled for"]
            .map(str::to_owned)
            .into(),
        rows,
    }
}
