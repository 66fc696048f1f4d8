//! What TCP and QUIC have in common: the load, the receiver's order, estimators and windows.
//!
//! The sender's application has `streams` streams, cut into frames that take turns: HTTP's DATA frames
//! (RFC 9113, sec. 6.1; RFC 9114, sec. 7.2.1). Laid end to end they are the load's bytes, which both
//! transports send packet by packet; a frame may begin in one packet and end in another. How bytes
//! reach the receiver is the transports' business ([`crate::tcp`], [`crate::quic`]); in which order its
//! application may have them is all that head-of-line blocking is about ([`Inbox`]).
//!
//! A machine has no clock. A sender counts the ticks of a timer of its own, which is the clock
//! granularity G of RFC 6298 and `kGranularity` of RFC 9002.

use machine::{NodeId, Time};
use std::ops::Range;

mod cubic;
mod spans;
mod window;

pub use spans::Spans;
pub use window::{Control, Rtt, Window};

/// The process that sends data.
pub const SENDER: NodeId = NodeId(0);
/// The process that receives it.
pub const RECEIVER: NodeId = NodeId(1);
/// The length of a sender's tick. RFC 9002, sec. 6.1.2, recommends it.
pub const TICK: Time = Time::ms(1);

/// How long so many ticks are.
#[must_use]
pub fn ticks(count: u32) -> Time {
    Time::us(u64::from(count) * TICK.as_us())
}

/// What is to be sent, and how. The same for both transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transport {
    /// Streams of the application; at least 1.
    pub streams: u32,
    /// Bytes of a frame, its header with it; at least 1. The last frame may be shorter.
    pub frame: u32,
    /// Packets' worth of data.
    pub packets: u32,
    /// Bytes of data in a full packet: SMSS, or what a datagram has room for.
    pub bytes: u32,
    /// Whether header blocks refer to a dynamic table (QPACK, RFC 9204): the one of each stream, at the
    /// head of its first frame, to the entries that the heads of all streams before it inserted. A
    /// response has one header block; trailers (RFC 9110, sec. 6.5) are not sent. Of QUIC.
    pub qpack: bool,
    /// When packets may be sent.
    pub pace: Pace,
}

/// When packets may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The model of the closed forms: a packet a turn, without congestion control. One that is not
    /// acknowledged `later` turns after it was sent is sent again then, and that once is sure to
    /// arrive.
    Ideal {
        /// A packet-time.
        every: Time,
        /// How many packet-times later a lost packet is sent again: more than a round trip.
        later: u32,
    },
    /// A congestion window, the receiver's window, and the losses that the transport detects.
    Window {
        /// How the congestion window grows and shrinks.
        control: Control,
        /// How much the receiver takes beyond what its application has been given, in packets: TCP's
        /// receive window (RFC 9293, sec. 3.8.6), QUIC's connection flow control (RFC 9000, sec. 4.1).
        buffer: u32,
        /// The same of each QUIC stream.
        stream_buffer: u32,
    },
}

impl Transport {
    /// Whether it is the model of the closed forms.
    #[must_use]
    pub fn is_ideal(&self) -> bool {
        matches!(self.pace, Pace::Ideal { .. })
    }

    /// The congestion control's kind; an ideal load has none that matters.
    #[must_use]
    pub fn control(&self) -> Control {
        match self.pace {
            Pace::Ideal { .. } => Control::default(),
            Pace::Window { control, .. } => control,
        }
    }

    /// The receiver's buffers in packets, for all and for a stream.
    #[must_use]
    pub fn buffers(&self) -> (u32, u32) {
        match self.pace {
            Pace::Ideal { .. } => (u32::MAX, u32::MAX),
            Pace::Window { buffer, stream_buffer, .. } => (buffer, stream_buffer),
        }
    }

    /// How many bytes there are in all.
    #[must_use]
    pub fn all_bytes(&self) -> u32 {
        self.packets * self.bytes
    }

    /// How many frames there are in all.
    #[must_use]
    pub fn all_frames(&self) -> u32 {
        self.all_bytes().div_ceil(self.frame)
    }

    /// The stream of a frame: streams take turns.
    #[must_use]
    pub fn stream(&self, frame: u32) -> u32 {
        frame % self.streams
    }

    /// The bytes of a frame.
    #[must_use]
    pub fn frame(&self, frame: u32) -> Range<u32> {
        let start = frame * self.frame;
        start..(start + self.frame).min(self.all_bytes())
    }

    /// The bytes of a full packet.
    #[must_use]
    pub fn packet(&self, packet: u32) -> Range<u32> {
        packet * self.bytes..(packet + 1) * self.bytes
    }

    /// The frames that some bytes are of.
    #[must_use]
    pub fn frames(&self, bytes: &Range<u32>) -> Range<u32> {
        bytes.start / self.frame..bytes.end.div_ceil(self.frame)
    }

    /// The packets that some bytes are in, where all before them filled theirs.
    #[must_use]
    pub fn packets(&self, bytes: &Range<u32>) -> Range<u32> {
        bytes.start / self.bytes..bytes.end.div_ceil(self.bytes)
    }

    /// Where the `offset`-th byte is of the one among `sequences` that begins with frame `sequence`:
    /// the frame, and the byte. `sequences` is 1 for the byte stream of TCP, and the number of
    /// streams for QUIC's.
    #[must_use]
    pub fn place(&self, (sequence, sequences): (u32, u32), offset: u32) -> (u32, u32) {
        let frame = offset / self.frame * sequences + sequence;
        (frame, frame * self.frame + offset % self.frame)
    }

    /// What an ideal sender does in a turn: the new packet, and the one whose second time it is if it
    /// has not been acknowledged. None when it has no more to do.
    #[must_use]
    pub fn ideal_turn(&self, turn: u32, later: u32) -> Option<(Option<u32>, Option<u32>)> {
        let exists = |packet: &u32| *packet < self.packets;
        let again = turn.checked_sub(later);
        (turn < self.packets + later).then(|| (Some(turn).filter(exists), again.filter(exists)))
    }
}

/// What both transports say about themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A frame is handed to the receiver's application, whole.
    Delivered(u32),
}

/// What has arrived, and what the application has been given of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inbox {
    arrived: Spans,
    /// Of each ordered sequence, how many bytes have been read.
    read: Vec<u32>,
}

impl Inbox {
    /// Frames are in so many sequences, taking turns; each is ordered by itself. One is a single
    /// byte stream, as many as there are streams is QUIC.
    #[must_use]
    pub fn new(sequences: u32) -> Self {
        Self { arrived: Spans::default(), read: vec![0; sequences as usize] }
    }

    /// Some bytes have arrived: `give` is called with each frame that the application has whole now.
    pub fn take(&mut self, load: &Transport, bytes: Range<u32>, mut give: impl FnMut(u32)) {
        if !self.arrived.insert(bytes) {
            return;
        }
        let sequences = self.read.len() as u32;
        for (sequence, read) in (0..).zip(&mut self.read) {
            // RFC 9204, sec. 2.2.1: until all entries that its head refers to are there, it is
            // blocked. Stream i's head inserts entry i, with its first byte.
            let entry = |stream: u32| self.arrived.contains(load.frame(stream).start);
            if load.qpack && sequences > 1 && !(0..sequence).all(entry) {
                continue;
            }
            loop {
                let (frame, byte) = load.place((sequence, sequences), *read);
                let end = load.frame(frame).end;
                let Some(there) = self.arrived.run(byte) else { break };
                *read += there.min(end) - byte;
                if there < end {
                    break;
                }
                give(frame);
            }
        }
        let read = self.read.iter().sum::<u32>();
        debug_assert!(read <= self.arrived.count(), "no more is read than has arrived");
    }

    /// Of each sequence, how many bytes the application has read.
    #[must_use]
    pub fn read(&self) -> &[u32] {
        &self.read
    }

    /// The bytes that have arrived.
    #[must_use]
    pub fn arrived(&self) -> &Spans {
        &self.arrived
    }
}
