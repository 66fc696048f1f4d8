//! TCP: one ordered byte stream, with SACK, NewReno's window or CUBIC's, and the receiver's (RFC 5681,
//! 6582, 6675, 6298, 9293, 9438). The streams' frames share it as those of HTTP/2 do (RFC 9113, sec. 4).
//!
//! Segments are full-sized and start at multiples of their size, so they are named by their number
//! in the byte stream, whatever frames begin and end in them; congestion windows are counted in bytes
//! as the RFCs do. The connection is open
//! from the start, by a handshake without a loss whose round trip is the first sample; the application
//! takes at once what is in order, and every segment is acknowledged at once (what RFC 5681, sec. 4.2
//! asks for only around losses; and so Mathis' constant is that without delay).

use crate::transport::{Inbox, Note, Pace, Rtt, SENDER, Spans, TICK, Transport, Window, ticks};
use machine::{Effects, Event, Machine, NodeId, Time};

mod scoreboard;

use scoreboard::{Phase, Scoreboard};

/// TCP, and the round trip that its handshake took.
#[derive(Clone, Debug)]
pub struct Tcp(pub Transport, pub Time);

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Msg {
    /// Data.
    Segment {
        /// Its number in the byte stream.
        number: u32,
        /// Whether it has been sent before.
        again: bool,
    },
    /// An acknowledgement.
    Ack {
        /// All before this segment have arrived.
        next: u32,
        /// Spans that have arrived beyond it, that of the latest segment first, at most three.
        /// RFC 2018, sec. 4.
        sacks: Vec<(u32, u32)>,
        /// So many segments from `next` on the receiver has room for.
        window: u32,
    },
}

/// The sender's timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Its clock.
    Tick,
    /// The next turn of an ideal sender.
    Turn,
    /// The retransmission timeout.
    Rto,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The sender.
    Sender(Box<Sender>),
    /// The receiver.
    Receiver(Inbox),
}

/// What the sender knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    board: Scoreboard,
    window: Window,
    /// The first segment that the receiver has no room for yet.
    edge: u32,
    rtt: Rtt,
    /// Ticks so far; turns, if it is ideal.
    clock: u32,
    /// When each segment was last sent.
    sent: Vec<u32>,
    resent: Spans,
}

impl Sender {
    /// The congestion window in bytes.
    #[must_use]
    pub fn cwnd(&self) -> u64 {
        self.window.cwnd()
    }
}

type Out = Effects<Tcp>;

impl Machine for Tcp {
    type State = State;
    type Disk = ();
    type Msg = Msg;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, (): (), out: &mut Out) -> State {
        if me != SENDER {
            return State::Receiver(Inbox::new(1));
        }
        let mut sender = Sender {
            board: Scoreboard::default(),
            window: Window::tcp(self.0.control(), self.0.bytes),
            edge: self.0.buffers().0,
            rtt: Rtt::first(self.1),
            clock: 0,
            sent: Vec::new(),
            resent: Spans::default(),
        };
        match self.0.pace {
            Pace::Ideal { .. } => self.turn(&mut sender, out),
            Pace::Window { .. } => {
                out.set_timer(Timer::Tick, TICK..=TICK);
                self.fill(&mut sender, out);
                self.arm(&sender, out);
            }
        }
        State::Sender(Box::new(sender))
    }

    fn step(&self, _me: NodeId, state: &mut State, event: Event<Self>, out: &mut Out) {
        match (state, event) {
            (State::Receiver(inbox), Event::Message { from, msg: Msg::Segment { number, .. } }) => {
                inbox
                    .take(&self.0, self.0.packet(number), |frame| out.note(Note::Delivered(frame)));
                out.send(from, self.acknowledge(inbox.arrived(), number));
            }
            (
                State::Sender(sender),
                Event::Message { msg: Msg::Ack { next, sacks, window }, .. },
            ) => {
                sender.edge = sender.edge.max(next.saturating_add(window));
                self.acked(sender, next, &sacks, out);
            }
            (State::Sender(sender), Event::Timeout(Timer::Tick)) => {
                sender.clock += 1;
                out.set_timer(Timer::Tick, TICK..=TICK);
            }
            (State::Sender(sender), Event::Timeout(Timer::Turn)) => self.turn(sender, out),
            (State::Sender(sender), Event::Timeout(Timer::Rto)) => self.timed_out(sender, out),
            _ => {}
        }
    }

    fn crash(&self, _state: State) {}
}

impl Tcp {
    /// The acknowledgement of the bytes that have arrived, those of segment `latest` last.
    fn acknowledge(&self, arrived: &Spans, latest: u32) -> Msg {
        let segment = self.0.bytes;
        let next = arrived.floor() / segment;
        let spans = arrived.as_slice().iter();
        let spans = spans.map(|&(start, end)| (start / segment, end / segment));
        let beyond = spans.filter(|(start, _)| *start > next);
        let first = beyond.clone().find(|&(start, end)| (start..end).contains(&latest));
        let others = beyond.rev().filter(|span| Some(*span) != first);
        let sacks = first.into_iter().chain(others).take(3).collect();
        Msg::Ack { next, sacks, window: self.0.buffers().0 }
    }

    fn send(&self, sender: &mut Sender, number: u32, out: &mut Out) {
        let again = number < sender.board.next;
        if again {
            sender.resent.insert(number..number + 1);
            sender.sent[number as usize] = sender.clock;
        } else {
            sender.sent.push(sender.clock);
        }
        sender.board.sent(number);
        debug_assert_eq!(
            sender.sent.len(),
            sender.board.next as usize,
            "each segment has its time"
        );
        out.send(crate::transport::RECEIVER, Msg::Segment { number, again });
    }

    /// A turn of an ideal sender.
    fn turn(&self, sender: &mut Sender, out: &mut Out) {
        let Pace::Ideal { every, later } = self.0.pace else { return };
        let Some((new, old)) = self.0.ideal_turn(sender.clock, later) else { return };
        sender.clock += 1;
        if let Some(number) = old.filter(|number| !sender.board.acked.contains(*number)) {
            self.send(sender, number, out);
        }
        if let Some(number) = new {
            self.send(sender, number, out);
        }
        out.set_timer(Timer::Turn, every..=every);
    }

    fn acked(&self, sender: &mut Sender, next: u32, sacks: &[(u32, u32)], out: &mut Out) {
        let before = sender.board.acked.floor();
        let mut news = sender.board.acked.insert(0..next);
        for &(start, end) in sacks {
            news |= sender.board.acked.insert(start..end);
        }
        debug_assert!(
            sender.board.acked.end() <= sender.board.next,
            "what was not sent is acknowledged"
        );
        if self.0.is_ideal() {
            return;
        }
        let floor = sender.board.acked.floor();
        if floor > before {
            self.advanced(sender, before, floor, out);
        } else if news {
            sender.board.duplicates += 1;
        }
        if sender.board.must_recover() {
            sender.window.reduce(self.flight(sender));
            let first = sender.board.recover();
            self.send(sender, first, out);
        }
        self.fill(sender, out);
    }

    /// The acknowledgement reaches further than any before.
    fn advanced(&self, sender: &mut Sender, before: u32, floor: u32, out: &mut Out) {
        debug_assert!(floor > before && floor <= self.0.packets);
        sender.board.duplicates = 0;
        // Karn's algorithm: no sample from what was sent twice, and a timer that was backed off stays
        // so until there is one. RFC 6298, sec. 3 and 5.
        if !sender.resent.contains(floor - 1) {
            sender.rtt.sample(ticks(sender.clock - sender.sent[floor as usize - 1]));
            sender.rtt.calm();
        }
        if !matches!(sender.board.phase, Phase::Fast { .. }) {
            let acked = u64::from(floor - before) * u64::from(self.0.bytes);
            let (acked, now) = (acked.min(u64::from(self.0.bytes)), ticks(sender.clock));
            sender.window.grow(acked, now, sender.rtt.smoothed());
        }
        sender.board.leave(floor);
        self.arm(sender, out);
        if floor == self.0.packets {
            out.cancel_timer(Timer::Tick);
        }
    }

    fn flight(&self, sender: &Sender) -> u64 {
        let segments = sender.board.next - sender.board.acked.floor();
        u64::from(segments) * u64::from(self.0.bytes)
    }

    /// Sends what the windows have room for.
    fn fill(&self, sender: &mut Sender, out: &mut Out) {
        let end = self.0.packets.min(sender.edge);
        while sender.board.pipe() < sender.window.segments() {
            let Some(number) = sender.board.next_segment(end) else { break };
            debug_assert!(number < end, "the receiver has no room for segment {number}");
            self.send(sender, number, out);
        }
    }

    /// RFC 6298, (5.1) to (5.3): the timer runs while data is outstanding, anew from each advance.
    fn arm(&self, sender: &Sender, out: &mut Out) {
        if sender.board.acked.floor() < self.0.packets {
            let rto = sender.rtt.rto();
            out.set_timer(Timer::Rto, rto..=rto);
        } else {
            out.cancel_timer(Timer::Rto);
        }
    }

    /// RFC 6298, (5.4) to (5.6); RFC 6675, sec. 5.1.
    fn timed_out(&self, sender: &mut Sender, out: &mut Out) {
        debug_assert!(sender.board.acked.floor() < self.0.packets, "nothing is left to wait for");
        sender.window.collapse(self.flight(sender), sender.rtt.backoff() == 0);
        sender.rtt.back_off();
        sender.board.start_over();
        self.fill(sender, out);
        self.arm(sender, out);
    }
}
