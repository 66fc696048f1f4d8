//! What TCP and QUIC have in common: the load, the receiver's order, estimators and windows.
//!
//! The sender's application has `streams` streams, cut into frames that take turns; a packet
//! carries a few frames. Packets' loads ("chunks") are numbered, and so are frames. How loads reach
//! the receiver is the transports' business ([`crate::tcp`], [`crate::quic`]); in which order its
//! application may have them is all that head-of-line blocking is about ([`Inbox`]).
//!
//! A machine has no clock. A sender counts the ticks of a timer of its own, which is the clock
//! granularity G of RFC 6298 and `kGranularity` of RFC 9002.

use machine::{NodeId, Time};

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
    /// Frames in each packet; at least 1.
    pub frames: u32,
    /// Packets' worth of data.
    pub packets: u32,
    /// Bytes of data in a packet: SMSS, or the datagram's size.
    pub bytes: u32,
    /// Whether header blocks refer to a dynamic table (QPACK, RFC 9204): the head of each stream, in
    /// its first frame, to the entries that the heads of all streams before it inserted. Of QUIC.
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

    /// How many frames there are in all.
    #[must_use]
    pub fn all_frames(&self) -> u32 {
        self.packets * self.frames
    }

    /// The stream of a frame: streams take turns.
    #[must_use]
    pub fn stream(&self, frame: u32) -> u32 {
        frame % self.streams
    }

    /// The chunk that carries a frame.
    #[must_use]
    pub fn chunk(&self, frame: u32) -> u32 {
        frame / self.frames
    }

    /// What an ideal sender does in a turn: the new chunk, and the one whose second time it is if it
    /// has not been acknowledged. None when it has no more to do.
    #[must_use]
    pub fn ideal_turn(&self, turn: u32, later: u32) -> Option<(Option<u32>, Option<u32>)> {
        let exists = |chunk: &u32| *chunk < self.packets;
        let again = turn.checked_sub(later);
        (turn < self.packets + later).then(|| (Some(turn).filter(exists), again.filter(exists)))
    }
}

/// What both transports say about themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A frame is handed to the receiver's application.
    Delivered(u32),
}

/// What has arrived, and what the application has been given of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inbox {
    arrived: Spans,
    /// Of each ordered sequence, how many frames have been given to the application.
    given: Vec<u32>,
}

impl Inbox {
    /// Frames are in so many sequences, taking turns; each is ordered by itself. One is a single
    /// byte stream, as many as there are streams is QUIC.
    #[must_use]
    pub fn new(sequences: u32) -> Self {
        Self { arrived: Spans::default(), given: vec![0; sequences as usize] }
    }

    /// A chunk has arrived: `give` is called with each frame that the application may have now.
    pub fn take(&mut self, load: &Transport, chunk: u32, mut give: impl FnMut(u32)) {
        if !self.arrived.insert(chunk..chunk + 1) {
            return;
        }
        let sequences = self.given.len() as u32;
        for (sequence, given) in self.given.iter_mut().enumerate() {
            // RFC 9204, sec. 2.2.1: until all entries that its head refers to are there, it is
            // blocked. Stream i's head inserts entry i, in the first packet of stream i.
            let refers = load.qpack && sequences > 1 && sequence > 0;
            if refers && load.chunk(sequence as u32 - 1) >= self.arrived.floor() {
                continue;
            }
            loop {
                let frame = *given * sequences + sequence as u32;
                if frame >= load.all_frames() || !self.arrived.contains(load.chunk(frame)) {
                    break;
                }
                give(frame);
                *given += 1;
            }
        }
    }

    /// Of each sequence, how many frames the application has been given.
    #[must_use]
    pub fn given(&self) -> &[u32] {
        &self.given
    }

    /// The chunks that have arrived.
    #[must_use]
    pub fn arrived(&self) -> &Spans {
        &self.arrived
    }
}
