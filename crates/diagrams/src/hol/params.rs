//! What a reader can set.

use super::run::{BYTES, Lossy};
use machine::{Ratio, Time};
use params::{choice, ms, params, percent, secs};
use protocols::transport::{Pace, Transport};
use sim::Losses;

choice! {
    /// How packets are sent, and sent again.
    pub enum Mode {
        /// A packet a turn, and a lost one again a fixed number of turns later: the model of the closed forms.
        Ideal "ideal" => "ideal",
        /// Congestion control and loss detection as the RFCs have them: NewReno with SACK for TCP [RFC 6675], RFC 9002 for QUIC.
        Window "newreno" => "NewReno",
    }
}

params! {
    /// The diagram of head-of-line blocking.
    pub struct Params {
        /// How packets are sent, and sent again. [RFC 5681; RFC 9002]
        "mode" mode: Choice(Mode) = Mode::Ideal, label "transport";
        /// Streams of the application, whose frames take turns. [RFC 9113, sec. 5; RFC 9000, sec. 2]
        "k" streams: Count("streams") = 4, in 1..=6, label "streams";
        /// Frames in a packet. With more than one, a packet carries several streams.
        "f" frames: Count("frames") = 1, in 1..=4, label "frames in a packet";
        /// Packets lost on the way to the receiver. The same numbers are lost over TCP and QUIC.
        "loss" loss: Share = percent(2), in 0..=percent(30), label "loss";
        /// How many packets are lost in a row, on average; 1 for each by itself. [Gilbert 1960]
        "burst" burst: Count("packets") = 1, in 1..=20, label "burst";
        /// How many packet-times after it was sent a lost packet is sent again; a round trip is half a turn shorter.
        "d" later: Count("packet-times") = 12, in 1..=60, label "sent again after", when ("mode", "ideal");
        /// The round trip without queues.
        "rtt" rtt: Duration = ms(200), in ms(4)..=secs(1), log, label "round trip", when ("mode", "newreno");
        /// Packets that may wait before the link; what finds no room is lost.
        "queue" queue: Count("packets") = 32, in 1..=500, log, label "queue", when ("mode", "newreno");
        /// Packets' worth of data, of 1200 bytes each.
        "n" packets: Count("packets") = 60, in 8..=400, link 2_000, log, label "to send", more;
        /// How long the link takes for a packet of 1200 bytes.
        "pt" every: Duration = ms(20), in ms(1)..=ms(100), log, label "packet-time", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 3, label "seed", more;
    }
}

impl Params {
    /// The load and the pace.
    pub fn transport(&self) -> Transport {
        let every = Time::us(self.every);
        Transport {
            streams: self.streams as u32,
            frames: self.frames as u32,
            packets: self.packets as u32,
            bytes: BYTES,
            pace: match self.mode {
                Mode::Ideal => Pace::Ideal { every, later: self.later as u32 },
                Mode::Window => Pace::Window,
            },
        }
    }

    /// What the link does to packets, apart from what is dropped by hand.
    pub fn lossy(&self) -> Lossy {
        let one_way = match self.mode {
            // A round trip of d turns but half a one: the acknowledgement comes in time.
            Mode::Ideal => (2 * self.later - 1) * self.every / 4,
            Mode::Window => self.rtt / 2,
        };
        Lossy {
            one_way: Time::us(one_way),
            every: (self.mode == Mode::Window).then_some(Time::us(self.every)),
            queue: self.queue as u32,
            losses: Losses::bursts(Ratio::ppm(self.loss as u32), self.burst as u32),
            seed: self.seed,
        }
    }

    /// The chance of loss that closed forms are about, where each packet is lost by itself.
    pub fn chance(&self) -> Option<f64> {
        (self.burst == 1).then(|| self.loss as f64 / 1e6)
    }
}

/// How the two processes are called in codes.
pub const NAMES: sim::Names = sim::Names { servers: 2, nodes: 2 };
