//! QUIC: streams ordered each by itself, packets that are never sent twice (RFC 9000, 9002).
//!
//! What was in a lost packet travels again in a new one, with a new number, so an acknowledgement is
//! never ambiguous. Connection and streams never reach a flow-control limit here, acknowledgements
//! are not delayed, and the handshake is over.

use crate::transport::{
    Inbox, Note, Pace, RECEIVER, Rtt, SENDER, Spans, TICK, Transport, Window, ticks,
};
use machine::{Effects, Event, Machine, NodeId};

mod credit;
mod recovery;

use credit::Credit;
use recovery::Recovery;

/// QUIC.
#[derive(Clone, Debug)]
pub struct Quic(pub Transport);

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Msg {
    /// A packet with stream frames.
    Packet {
        /// Its number.
        number: u32,
        /// Which frames it carries: those of this chunk.
        chunk: u32,
        /// Whether they have been sent before.
        again: bool,
    },
    /// An acknowledgement.
    Ack {
        /// The numbers that have arrived, as spans, the greatest last.
        spans: Vec<(u32, u32)>,
        /// `MAX_DATA`, in frames. RFC 9000, sec. 19.9.
        all: u32,
        /// `MAX_STREAM_DATA` of each stream, in frames. RFC 9000, sec. 19.10.
        each: Vec<u32>,
    },
}

/// Spans that one acknowledgement holds at most.
const ACK_SPANS_MAX: usize = 32;

/// The sender's timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Its clock.
    Tick,
    /// The next turn of an ideal sender.
    Turn,
    /// Some packet counts as lost by time. RFC 9002, sec. 6.1.2.
    Loss,
    /// The probe timeout. RFC 9002, sec. 6.2.
    Probe,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The sender.
    Sender(Box<Sender>),
    /// The receiver: its frames, and the numbers of packets that have arrived.
    Receiver(Inbox, Spans),
}

/// What the sender knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    recovery: Recovery,
    /// Chunks that have been acknowledged.
    acked: Spans,
    /// Chunks to send again, oldest first.
    again: Vec<u32>,
    /// Chunks that have been sent.
    sent: Spans,
    /// What the receiver has room for.
    credit: Credit,
    /// Ticks so far; turns, if it is ideal.
    clock: u32,
}

impl Sender {
    /// The congestion window in bytes.
    #[must_use]
    pub fn cwnd(&self) -> u64 {
        self.recovery.window.cwnd()
    }
}

type Out = Effects<Quic>;

impl Machine for Quic {
    type State = State;
    type Disk = ();
    type Msg = Msg;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, (): (), out: &mut Out) -> State {
        if me != SENDER {
            return State::Receiver(Inbox::new(self.0.streams), Spans::default());
        }
        let window = Window::quic(self.0.control(), self.0.bytes);
        let mut sender = Sender {
            recovery: Recovery::new(window, Rtt::new(), self.0.bytes),
            acked: Spans::default(),
            again: Vec::new(),
            sent: Spans::default(),
            credit: Credit::new(&self.0),
            clock: 0,
        };
        match self.0.pace {
            Pace::Ideal { .. } => self.turn(&mut sender, out),
            Pace::Window { .. } => {
                out.set_timer(Timer::Tick, TICK..=TICK);
                self.fill(&mut sender, out);
            }
        }
        State::Sender(Box::new(sender))
    }

    fn step(&self, _me: NodeId, state: &mut State, event: Event<Self>, out: &mut Out) {
        match (state, event) {
            (
                State::Receiver(inbox, numbers),
                Event::Message { from, msg: Msg::Packet { number, chunk, .. } },
            ) => {
                numbers.insert(number..number + 1);
                inbox.take(&self.0, chunk, |frame| out.note(Note::Delivered(frame)));
                let spans = numbers.as_slice();
                let latest = spans.len().saturating_sub(ACK_SPANS_MAX);
                let (all, each) = credit::given(&self.0, inbox.given());
                out.send(from, Msg::Ack { spans: spans[latest..].to_vec(), all, each });
            }
            (State::Sender(sender), Event::Message { msg: Msg::Ack { spans, all, each }, .. }) => {
                sender.credit.raise(all, &each);
                self.acked(sender, &spans, out);
            }
            (State::Sender(sender), Event::Timeout(Timer::Tick)) => {
                sender.clock += 1;
                out.set_timer(Timer::Tick, TICK..=TICK);
            }
            (State::Sender(sender), Event::Timeout(Timer::Turn)) => self.turn(sender, out),
            (State::Sender(sender), Event::Timeout(Timer::Loss)) => {
                self.give_up(sender);
                self.fill(sender, out);
            }
            (State::Sender(sender), Event::Timeout(Timer::Probe)) => self.probe(sender, out),
            _ => {}
        }
    }

    fn crash(&self, _state: State) {}
}

impl Quic {
    fn send(&self, sender: &mut Sender, chunk: u32, out: &mut Out) {
        let number = sender.recovery.send(chunk, sender.clock);
        let again = !sender.sent.insert(chunk..chunk + 1);
        if !again {
            sender.credit.spend(&self.0, chunk);
        }
        out.send(RECEIVER, Msg::Packet { number, chunk, again });
    }

    /// A turn of an ideal sender.
    fn turn(&self, sender: &mut Sender, out: &mut Out) {
        let Pace::Ideal { every, later } = self.0.pace else { return };
        let Some((new, old)) = self.0.ideal_turn(sender.clock, later) else { return };
        sender.clock += 1;
        if let Some(chunk) = old.filter(|chunk| !sender.acked.contains(*chunk)) {
            self.send(sender, chunk, out);
        }
        if let Some(chunk) = new {
            self.send(sender, chunk, out);
        }
        out.set_timer(Timer::Turn, every..=every);
    }

    fn acked(&self, sender: &mut Sender, spans: &[(u32, u32)], out: &mut Out) {
        for chunk in sender.recovery.acked(spans, sender.clock) {
            sender.acked.insert(chunk..chunk + 1);
        }
        if !self.0.is_ideal() {
            self.give_up(sender);
            self.fill(sender, out);
        }
    }

    /// What counts as lost now has to be sent again, unless it arrived in another packet.
    fn give_up(&self, sender: &mut Sender) {
        let lost = sender.recovery.detect(sender.clock);
        sender.again.extend(lost);
    }

    /// The next chunk to send: lost ones before new ones.
    fn next_chunk(&self, sender: &mut Sender) -> Option<u32> {
        while !sender.again.is_empty() {
            let chunk = sender.again.remove(0);
            if !sender.acked.contains(chunk) {
                return Some(chunk);
            }
        }
        // Beyond one turn of all streams there are only later frames of the same.
        let end = self.0.packets.min(sender.sent.end() + self.0.streams);
        let mut unsent = (sender.sent.floor()..end).filter(|chunk| !sender.sent.contains(*chunk));
        unsent.find(|chunk| sender.credit.allows(&self.0, *chunk))
    }

    /// Sends what the window has room for, and sets the timers.
    fn fill(&self, sender: &mut Sender, out: &mut Out) {
        while sender.recovery.has_room() {
            let Some(chunk) = self.next_chunk(sender) else { break };
            self.send(sender, chunk, out);
        }
        self.arm(sender, out);
    }

    /// RFC 9002, sec. 6.2.4: a probe carries new data, or else the oldest that is not acknowledged,
    /// whatever the window says.
    fn probe(&self, sender: &mut Sender, out: &mut Out) {
        sender.recovery.rtt.back_off();
        let chunk = self.next_chunk(sender).or_else(|| sender.recovery.oldest(&sender.acked));
        if let Some(chunk) = chunk {
            self.send(sender, chunk, out);
        }
        self.arm(sender, out);
    }

    /// RFC 9002, appendix A.8, `SetLossDetectionTimer`.
    fn arm(&self, sender: &Sender, out: &mut Out) {
        if sender.acked.floor() == self.0.packets {
            for timer in [Timer::Tick, Timer::Loss, Timer::Probe] {
                out.cancel_timer(timer);
            }
            return;
        }
        let now = ticks(sender.clock);
        let (loss, probe) = sender.recovery.due();
        for (timer, due) in [(Timer::Loss, loss), (Timer::Probe, probe)] {
            match due {
                Some(due) => {
                    let after = due.saturating_sub(now).max(TICK);
                    out.set_timer(timer, after..=after);
                }
                None => out.cancel_timer(timer),
            }
        }
    }
}
