//! QUIC: streams ordered each by itself, packets that are never sent twice (RFC 9000, 9002).
//!
//! What was in a lost packet travels again in a new one, with a new number, so an acknowledgement is
//! never ambiguous. A packet is filled with what streams have next and credit allows, in their turns:
//! its STREAM frames (RFC 9000, sec. 19.8) are the pieces of HTTP's frames that it has room for.
//! Acknowledgements are not delayed; the handshake is over, without a loss, and its round trip is the
//! first sample.

use crate::transport::{
    Inbox, Note, Pace, RECEIVER, Rtt, SENDER, Spans, TICK, Transport, Window, ticks,
};
use machine::{Effects, Event, Machine, NodeId, Time};
use std::collections::VecDeque;
use std::iter::once;
use std::ops::Range;

mod credit;
mod recovery;

use credit::Credit;
use recovery::Recovery;

/// QUIC, and the round trip that its handshake took.
#[derive(Clone, Debug)]
pub struct Quic(pub Transport, pub Time);

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Msg {
    /// A packet with stream frames.
    Packet {
        /// Its number.
        number: u32,
        /// Which bytes of the load it carries; stream and offset of each follow from its place.
        data: Spans,
        /// Whether some of them have been sent before.
        again: bool,
    },
    /// An acknowledgement.
    Ack {
        /// The numbers that have arrived, as spans, the greatest last.
        spans: Vec<(u32, u32)>,
        /// `MAX_DATA`, in bytes. RFC 9000, sec. 19.9.
        all: u32,
        /// `MAX_STREAM_DATA` of each stream, in bytes. RFC 9000, sec. 19.10.
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
    /// The receiver: its data, and the numbers of packets that have arrived.
    Receiver(Inbox, Spans),
}

/// What the sender knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    recovery: Recovery,
    /// Bytes that have been acknowledged.
    acked: Spans,
    /// Bytes to send again, oldest first.
    again: VecDeque<Range<u32>>,
    /// What the receiver has room for, and what was sent of that.
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

    /// The next bytes to send again, at most so many.
    fn next_lost(&mut self, room: u32) -> Option<Range<u32>> {
        while let Some(bytes) = self.again.pop_front() {
            if let Some(gap) = self.acked.gaps(bytes.clone()).next() {
                let end = gap.end.min(gap.start + room);
                debug_assert!(gap.start < end && end <= bytes.end);
                if end < bytes.end {
                    self.again.push_front(end..bytes.end);
                }
                return Some(gap.start..end);
            }
        }
        None
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
            recovery: Recovery::new(window, Rtt::first(self.1), self.0.bytes),
            acked: Spans::default(),
            again: VecDeque::new(),
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
                Event::Message { from, msg: Msg::Packet { number, data, .. } },
            ) => {
                numbers.insert(number..number + 1);
                for bytes in data.iter() {
                    inbox.take(&self.0, bytes, |frame| out.note(Note::Delivered(frame)));
                }
                let spans = numbers.as_slice();
                let latest = spans.len().saturating_sub(ACK_SPANS_MAX);
                let (all, each) = credit::given(&self.0, inbox.read());
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
                Self::give_up(sender);
                self.fill(sender, out);
            }
            (State::Sender(sender), Event::Timeout(Timer::Probe)) => self.probe(sender, out),
            _ => {}
        }
    }

    fn crash(&self, _state: State) {}
}

impl Quic {
    fn send(sender: &mut Sender, (data, again): (Spans, bool), out: &mut Out) {
        debug_assert!(data.count() > 0, "an empty packet");
        let number = sender.recovery.send(data.clone(), sender.clock);
        out.send(RECEIVER, Msg::Packet { number, data, again });
    }

    /// A turn of an ideal sender.
    fn turn(&self, sender: &mut Sender, out: &mut Out) {
        let Pace::Ideal { every, later } = self.0.pace else { return };
        let Some((new, old)) = self.0.ideal_turn(sender.clock, later) else { return };
        sender.clock += 1;
        let old = old.map(|packet| self.0.packet(packet));
        if let Some(bytes) = old.filter(|bytes| !sender.acked.contains(bytes.start)) {
            Self::send(sender, (once(bytes).collect(), true), out);
        }
        if let Some(packet) = new {
            Self::send(sender, (once(self.0.packet(packet)).collect(), false), out);
        }
        out.set_timer(Timer::Turn, every..=every);
    }

    fn acked(&self, sender: &mut Sender, spans: &[(u32, u32)], out: &mut Out) {
        for bytes in sender.recovery.acked(spans, sender.clock) {
            sender.acked.insert(bytes);
        }
        debug_assert!(sender.acked.end() <= self.0.all_bytes());
        if !self.0.is_ideal() {
            Self::give_up(sender);
            self.fill(sender, out);
        }
    }

    /// What counts as lost now has to be sent again, unless it arrived in another packet.
    fn give_up(sender: &mut Sender) {
        let lost = sender.recovery.detect(sender.clock);
        sender.again.extend(lost);
    }

    /// What goes into the next packet, lost bytes before new ones, and whether there are lost ones.
    fn next_packet(&self, sender: &mut Sender) -> Option<(Spans, bool)> {
        let (mut data, mut room, mut again) = (Spans::default(), self.0.bytes, false);
        while room > 0 {
            let lost = sender.next_lost(room);
            again |= lost.is_some();
            let Some(bytes) = lost.or_else(|| sender.credit.take(&self.0, room)) else { break };
            debug_assert!(bytes.end - bytes.start <= room, "a packet has so much room");
            room -= bytes.end - bytes.start;
            data.insert(bytes);
        }
        (data.count() > 0).then_some((data, again))
    }

    /// Sends what the window has room for, and sets the timers.
    fn fill(&self, sender: &mut Sender, out: &mut Out) {
        while sender.recovery.has_room() {
            let Some(packet) = self.next_packet(sender) else { break };
            Self::send(sender, packet, out);
        }
        self.arm(sender, out);
    }

    /// RFC 9002, sec. 6.2.4: a probe carries new data, or else the oldest that is not acknowledged,
    /// whatever the window says.
    fn probe(&self, sender: &mut Sender, out: &mut Out) {
        sender.recovery.rtt.back_off();
        let oldest = |sender: &Sender| Some((sender.recovery.oldest(&sender.acked)?, true));
        if let Some(packet) = self.next_packet(sender).or_else(|| oldest(sender)) {
            Self::send(sender, packet, out);
        }
        self.arm(sender, out);
    }

    /// RFC 9002, appendix A.8, `SetLossDetectionTimer`.
    fn arm(&self, sender: &Sender, out: &mut Out) {
        if sender.acked.floor() == self.0.all_bytes() {
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
