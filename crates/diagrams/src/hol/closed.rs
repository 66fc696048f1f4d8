//! The closed forms: how many frames are late, and by how much, when packets are lost independently
//! with chance p and sent again d packet-times later.
//!
//! A frame is late by d - l packet-times if the nearest lost packet that it has to wait for was sent
//! l packet-times before its own. Over TCP that can be any packet, over QUIC any that carries its
//! stream. So of m packets in the last d that can hold it up a share 1 - (1-p)^m is late: m = d over
//! TCP and d/k over QUIC with one frame in a packet.

use protocols::transport::Transport;

/// What is to be expected.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expected {
    /// The share of frames that are late.
    pub stalled: f64,
    /// By how many packet-times, on average over all frames.
    pub late: f64,
}

/// The expectation for this load from its first frame to its last, with frames in `sequences` that
/// are ordered each by itself: 1 is TCP, as many as streams is QUIC.
pub fn expected(load: &Transport, sequences: u32, later: u32, loss: f64) -> Expected {
    let frames = load.all_frames();
    let mut sum = Expected::default();
    for frame in 0..frames {
        let (mut arrives, mut last) = (1.0, None);
        let mut before = Some(frame);
        while let Some(earlier) = before {
            let lag = load.chunk(frame) - load.chunk(earlier);
            if lag >= later {
                break;
            }
            if last != Some(lag) {
                sum.late += f64::from(later - lag) * loss * arrives;
                arrives *= 1.0 - loss;
                last = Some(lag);
            }
            before = earlier.checked_sub(sequences);
        }
        sum.stalled += 1.0 - arrives;
    }
    let count = f64::from(frames);
    Expected { stalled: sum.stalled / count, late: sum.late / count }
}
