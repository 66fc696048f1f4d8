//! What a lane had cost by some moment.

use super::run::{Lane, Sending};
use super::words;
use crate::reading::us;
use check::measure;
use machine::{Ratio, Time};
use protocols::transport::Transport;

/// A stream that waited for another's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The frame that its own stream would have let through.
    pub frame: u32,
    /// Since when.
    pub since: Time,
    /// Until when; it may be waiting still.
    pub until: Option<Time>,
    /// The packet that was missing, as people count.
    pub packet: u32,
}

/// What was seen up to a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Frames delivered.
    pub frames: u32,
    /// Bytes delivered.
    pub bytes: u32,
    /// Of every frame that is due, how late it was, or is so far if it waits still; ascending.
    pub late: Vec<Time>,
    /// How many are late at all.
    pub stalled: u32,
    /// Of each stream, how long a frame of it was due and had not been delivered.
    pub stalls: Vec<Time>,
    /// Packets sent again.
    pub again: u32,
    /// Packets lost.
    pub lost: u32,
    /// How many frames waited for bytes of other streams only, and the first of them.
    pub held: u32,
    /// The first of them.
    pub first_held: Option<Held>,
    /// The first frame out of order, twice, or before it arrived.
    pub wrong: Option<(Time, u32)>,
    /// Whether all late frames were in lost packets themselves.
    pub only_lost_late: bool,
}

/// Measures a lane up to `now`.
pub fn measure(load: &Transport, lane: &Lane, now: Time) -> Measured {
    let streams = load.streams as usize;
    let mut out = Measured {
        stalls: vec![Time::ZERO; streams],
        only_lost_late: true,
        wrong: wrong(load, lane, now),
        ..Measured::default()
    };
    for sending in lane.sendings.iter().take_while(|sending| sending.sent <= now) {
        out.again += u32::from(sending.again);
        out.lost += u32::from(sending.lost.is_some() && sending.ended <= now);
    }
    let (mut ready, mut over) = (vec![Some(Time::ZERO); streams], vec![Time::ZERO; streams]);
    for frame in 0..load.all_frames() {
        let (index, stream) = (frame as usize, load.stream(frame) as usize);
        let seen = |at: Option<Time>| at.filter(|at| *at <= now);
        let arrived = seen(lane.arrived[index]);
        let delivered = seen(lane.delivered[index]);
        ready[stream] = ready[stream].zip(arrived).map(|(own, at)| own.max(at));
        let Some(due) = seen(lane.due[index]) else { continue };
        let (until, over) = (delivered.unwrap_or(now), &mut over[stream]);
        let late = until.saturating_sub(due);
        if delivered.is_some() {
            out.frames += 1;
            out.bytes += load.frame(frame).len() as u32;
        }
        out.late.push(late);
        out.stalled += u32::from(late > Time::ZERO);
        out.only_lost_late &= late == Time::ZERO || arrived != Some(due);
        out.stalls[stream] += until.saturating_sub(due.max(*over));
        *over = until.max(*over);
        if let Some(since) = ready[stream].filter(|since| delivered != Some(*since)) {
            out.held += 1;
            let until = lane.delivered[index];
            let held = || Held { frame, since, until, packet: missing(load, lane, since) };
            out.first_held.get_or_insert_with(held);
        }
    }
    machine::heap_sort_by_key(&mut out.late, |late| *late);
    out
}

/// The first packet of the first frame that was not whole at a moment, of those that had not arrived.
fn missing(load: &Transport, lane: &Lane, at: Time) -> u32 {
    let there = |arrived: &Option<Time>| arrived.is_some_and(|arrived| arrived <= at);
    let frame = lane.arrived.iter().take_while(|arrived| there(arrived)).count() as u32;
    let open = |sending: &&Sending| {
        (sending.lost.is_some() || sending.ended > at)
            && sending.frames(load).any(|one| one == frame)
    };
    lane.sendings.iter().find(open).map_or(0, words::number)
}

/// The first frame that came out of order on its stream, twice, or before it had arrived.
fn wrong(load: &Transport, lane: &Lane, now: Time) -> Option<(Time, u32)> {
    let mut next: Vec<u32> = (0..load.streams).collect();
    lane.order.iter().copied().take_while(|(at, _)| *at <= now).find(|&(at, frame)| {
        let expected = &mut next[load.stream(frame) as usize];
        let arrived = lane.arrived[frame as usize];
        let right = *expected == frame && arrived.is_some_and(|arrived| arrived <= at);
        *expected += load.streams;
        !right
    })
}

impl Measured {
    /// How late frames are on average, in microseconds.
    pub fn mean(&self) -> Option<f64> {
        measure::mean(&self.late.iter().map(|late| us(*late)).collect::<Vec<_>>())
    }

    /// How late all but a hundredth are at most.
    pub fn p99(&self) -> Option<Time> {
        measure::percentile(&self.late, Ratio::percent(99))
    }

    /// How many streams stalled.
    pub fn streams_stalled(&self) -> usize {
        self.stalls.iter().filter(|stall| **stall > Time::ZERO).count()
    }
}
