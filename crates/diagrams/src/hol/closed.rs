//! The closed forms: how many frames are late, and by how much, when packets are lost independently
//! with chance p and sent again d packet-times later.
//!
//! A frame is late by d - l packet-times if the nearest lost packet that it has to wait for was sent
//! l packet-times before its own. Over TCP that can be any packet, over QUIC any that carries its
//! stream. So of m packets in the last d that can hold it up a share 1 - (1-p)^m is late: m = d over
//! TCP and d/k over QUIC with one frame in a packet. A frame is there with the last of its packets, and
//! waits for its others as for those before it.

use super::params::Params;
use machine::Time;
use protocols::transport::{Control, Pace, Transport};
use std::iter::successors;

/// What is to be expected of one transport.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    /// The share of frames that are late.
    pub stalled: f64,
    /// By how many packet-times, on average over all frames.
    pub late: f64,
}

/// What closed forms say of a run, where there are any.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Said {
    /// Of the frames of TCP and QUIC, in the ideal model.
    pub frames: Option<[Expected; 2]>,
    /// When all has arrived, in microseconds, in the ideal model.
    pub done: Option<f64>,
    /// NewReno's goodput in bytes a second, after Mathis.
    pub goodput: Option<f64>,
}

impl Said {
    /// What they say of a run in which each packet is lost with the same chance.
    pub fn of(params: &Params, loss: f64) -> Self {
        let (load, later, link) = (params.transport(), params.later as u32, params.lossy());
        match load.pace {
            Pace::Ideal { every, .. } => {
                let frames = [1, load.streams].map(|orders| expected(&load, orders, later, loss));
                // A header that waits for others is not in the model of frames.
                let frames = Some(frames).filter(|_| !load.qpack);
                let turns = f64::from(load.packets - 1) + completion(load.packets, later, loss);
                let done = turns * every.as_us() as f64 + link.one_way.as_us() as f64;
                Self { frames, done: Some(done), goodput: None }
            }
            Pace::Window { control, .. } => {
                let goodput = (loss > 0.0 && control == Control::NewReno)
                    .then(|| mathis(load.bytes, params.rtt, loss));
                Self { goodput, ..Self::default() }
            }
        }
    }
}

/// The expectation for this load from its first frame to its last, with frames in `sequences` that
/// are ordered each by itself: 1 is TCP, as many as streams is QUIC.
pub fn expected(load: &Transport, sequences: u32, later: u32, loss: f64) -> Expected {
    let frames = load.all_frames();
    let mut sum = Expected::default();
    for frame in 0..frames {
        let packets = |frame: u32| load.packets(&load.frame(frame));
        let before = successors(Some(frame), |frame| frame.checked_sub(sequences));
        let lags = before.flat_map(|frame| packets(frame).rev());
        let lags = lags.map(|packet| packets(frame).end - 1 - packet);
        let (mut arrives, mut next) = (1.0, 0);
        for lag in lags.take_while(|lag| *lag < later) {
            if lag >= next {
                sum.late += f64::from(later - lag) * loss * arrives;
                arrives *= 1.0 - loss;
                next = lag + 1;
            }
        }
        sum.stalled += 1.0 - arrives;
    }
    let count = f64::from(frames);
    Expected { stalled: sum.stalled / count, late: sum.late / count }
}

/// When the last packet's worth of an ideal load is there, in packet-times after it would be
/// without loss: as late as the last packet over TCP, over both transports.
pub fn completion(packets: u32, later: u32, loss: f64) -> f64 {
    let (mut late, mut arrives) = (0.0, 1.0);
    for lag in 0..later.min(packets) {
        late += f64::from(later - lag) * loss * arrives;
        arrives *= 1.0 - loss;
    }
    late
}

/// NewReno's goodput in bytes a second, where losses and not the link decide it:
/// (MSS / RTT) sqrt(3/2) / sqrt(p). Mathis et al. 1997, eq. 3, without delayed acknowledgements.
pub fn mathis(bytes: u32, rtt: Time, loss: f64) -> f64 {
    f64::from(bytes) / rtt.as_s_f64() * (1.5 / loss).sqrt()
}
