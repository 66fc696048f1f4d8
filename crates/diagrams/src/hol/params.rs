//! What a reader can set.

use super::run::{BYTES, Lossy};
use machine::{Ratio, Time};
use params::{choice, ms, params, percent, secs};
use protocols::transport::{Control, Pace, Transport};
use sim::Losses;

choice! {
    /// How packets are sent, and sent again.
    pub enum Mode {
        /// A packet a turn, and a lost one again a fixed number of turns later: the model of the closed forms.
        Ideal "ideal" => "ideal",
        /// Congestion control, flow control and loss detection as the RFCs have them: with SACK for TCP [RFC 6675], RFC 9002 for QUIC.
        Window "window" => "as the RFCs say",
    }
}

choice! {
    /// How the congestion window grows and shrinks.
    pub enum Congestion {
        /// One packet more each round trip, half of it at a loss. [RFC 5681; RFC 9002, sec. 7]
        NewReno "newreno" => "NewReno",
        /// By a cubic function of the time since the last loss, three tenths less at a loss. [RFC 9438]
        Cubic "cubic" => "CUBIC",
    }
}

params! {
    /// The diagram of head-of-line blocking.
    pub struct Params {
        /// How packets are sent, and sent again. [RFC 5681; RFC 9002]
        "mode" mode: Choice(Mode) = Mode::Ideal, label "transport";
        /// How the congestion window grows and shrinks, over both. [RFC 5681; RFC 9438]
        "cc" congestion: Choice(Congestion) = Congestion::NewReno, label "congestion control", when ("mode", "window");
        /// Streams of the application, whose frames take turns. [RFC 9113, sec. 5; RFC 9000, sec. 2]
        "k" streams: Count("streams") = 4, in 1..=12, label "streams";
        /// How much of a stream goes in its turn: an HTTP frame with its header. Packets of 1200 bytes carry what comes next; with a multiple of that none carries two streams, as is advised for QUIC. HTTP/2 allows 16384 unless told otherwise. [RFC 9113, sec. 4.2; RFC 9000, sec. 13]
        "fs" frame: Count("bytes") = 1_200, in 300..=16_384, log, label "frame size";
        /// Share of packets lost on the way to the receiver. TCP and QUIC lose packets of the same numbers.
        "loss" loss: Share = percent(2), in 0..=percent(30), label "packet loss";
        /// How many packets are lost in a row, on average; 1 for each by itself. [Gilbert 1960]
        "burst" burst: Count("packets") = 1, in 1..=20, label "burst length", more;
        /// How many packet-times after it was sent a lost packet is sent again; a round trip is half a turn shorter.
        "d" later: Count("packet-times") = 12, in 1..=60, label "retransmitted after", when ("mode", "ideal");
        /// The round trip without queues.
        "rtt" rtt: Duration = ms(200), in ms(4)..=secs(1), log, label "round trip", when ("mode", "window");
        /// Packets that the drop-tail queue before the link holds; a packet that finds it full is lost.
        "queue" queue: Count("packets") = 32, in 1..=500, log, label "queue limit", when ("mode", "window"), more;
        /// The header block at the head of each stream, the one that a response has, refers to what the heads of the streams before it put into the dynamic table of header compression. [RFC 9204, sec. 2.2.1]
        "qpack" qpack: Switch = false, label "QPACK over QUIC", more;
        /// Packets that the receiver has room for beyond what its application has read: TCP's receive window, QUIC's credit for the connection. [RFC 9293, sec. 3.8.6; RFC 9000, sec. 4.1]
        "rwnd" buffer: Count("packets") = 2_000, in 4..=2_000, log, label "connection window", when ("mode", "window"), more;
        /// The same for each stream of QUIC. [RFC 9000, sec. 4.1]
        "swnd" stream_buffer: Count("packets") = 2_000, in 1..=2_000, log, label "QUIC stream window", when ("mode", "window"), more;
        /// Share of packets that are delayed on the way and arrive after later ones.
        "reorder" reorder: Share = 0, in 0..=percent(30), label "reordering", more;
        /// How many packet-times longer a reordered packet takes.
        "by" behind: Count("packet-times") = 4, in 1..=60, label "reordering delay", more;
        /// Packets' worth of data, of 1200 bytes each.
        "n" packets: Count("packets") = 60, in 8..=400, link 4_000, log, label "data to send", more;
        /// How long the link takes for a packet of 1200 bytes.
        "pt" every: Duration = ms(20), in ms(1)..=ms(100), log, label "packet-time", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 3, label "seed", more;
    }
}

impl Params {
    /// The load and the pace.
    pub fn transport(&self) -> Transport {
        let every = self.every;
        Transport {
            streams: self.streams as u32,
            frame: self.frame as u32,
            packets: self.packets as u32,
            bytes: BYTES,
            qpack: self.qpack,
            pace: match self.mode {
                Mode::Ideal => Pace::Ideal { every, later: self.later as u32 },
                Mode::Window => Pace::Window {
                    control: match self.congestion {
                        Congestion::NewReno => Control::NewReno,
                        Congestion::Cubic => Control::Cubic,
                    },
                    buffer: self.buffer as u32,
                    stream_buffer: self.stream_buffer as u32,
                },
            },
        }
    }

    /// What the link does to packets, apart from what is dropped by hand.
    pub fn lossy(&self) -> Lossy {
        let one_way = match self.mode {
            // A round trip of d turns but half a one: the acknowledgement comes in time.
            Mode::Ideal => self.every * (2 * self.later - 1) / 4,
            Mode::Window => self.rtt / 2,
        };
        Lossy {
            one_way,
            every: (self.mode == Mode::Window).then_some(self.every),
            queue: self.queue as u32,
            losses: Losses::bursts(self.loss, self.burst as u32),
            behind: (self.reorder, self.every * self.behind),
            seed: self.seed,
        }
    }

    /// The chance of loss that closed forms are about, where each packet is lost by
    /// itself and none falls behind.
    pub fn chance(&self) -> Option<f64> {
        (self.burst == 1 && self.reorder == Ratio::ZERO).then(|| self.loss.as_f64())
    }
}

/// How the two processes are called in codes.
pub const NAMES: sim::Names = sim::Names { servers: 2, nodes: 2 };
