//! Clients of a replicated store, and the words in which they speak to any of its servers.

mod display;

use machine::{Effects, Event, Machine, NodeId, Ratio, Time};
use std::hash::Hash;
use std::ops::RangeInclusive;

/// The key of a register.
pub type Key = u8;
/// The value of a register. Writers never write the same value twice; 0 means "never written".
pub type Value = u32;

/// One operation of one client; a retry keeps it, so that a server can tell it from a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Whose.
    pub client: NodeId,
    /// The client's own count, from 1.
    pub number: u32,
}

/// What a client asks of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Read a register.
    Read(Key),
    /// Write a register.
    Write(Key, Value),
}

/// How an attempt ended, as its server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The write is acknowledged.
    Written,
    /// The value read, 0 if never written, and how many siblings it was chosen from (1: none).
    Read(Value, u8),
    /// Certainly not executed: the server has no leader or no quorum and says so.
    Refused,
    /// May or may not have been executed: the server gave up waiting for its quorum.
    Unknown,
}

/// A message of a system of servers and clients; `P` is what servers say to each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire<P> {
    /// From a client to its home replica.
    Request(OpId, Op),
    /// And back.
    Response(OpId, Outcome),
    /// Between servers.
    Peer(P),
}

/// What a client tells whoever watches: its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientNote {
    /// The client began an operation.
    Invoked(OpId, Op),
    /// It ended; `Unknown` also when every attempt went unanswered.
    Returned(OpId, Outcome),
}

/// A replicated store's server: a [`Machine`] but for the clients, which [`System`] adds.
///
/// It writes its effects straight into the system's list ([`Out`]), so that no step copies one.
pub trait Server: Clone {
    /// As [`Machine::State`].
    type State: Clone + Eq + Hash;
    /// As [`Machine::Disk`].
    type Disk: Clone + Eq + Hash + Default;
    /// What servers say to each other.
    type Peer: Clone + Eq + Hash + Ord;
    /// As [`Machine::Timer`].
    type Timer: Copy + Eq + Hash + Ord;
    /// As [`Machine::Note`].
    type Note: Clone;

    /// As [`Machine::boot`].
    fn boot(&self, me: NodeId, disk: Self::Disk, out: &mut dyn Out<Self>) -> Self::State;

    /// As [`Machine::step`].
    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: ServerEvent<Self>,
        out: &mut dyn Out<Self>,
    );

    /// As [`Machine::crash`].
    fn crash(&self, state: Self::State) -> Self::Disk;
}

/// What happens to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerEvent<S: Server> {
    /// A client asks for an operation; the answer is a [`Wire::Response`] to [`OpId::client`].
    Request(OpId, Op),
    /// Another server says something.
    Peer(NodeId, S::Peer),
    /// A timer has run out.
    Timeout(S::Timer),
    /// The answer to a choice.
    Chosen(u32),
}

/// What takes in the effects of a server `S`: those of its system, or of one that it is a part of.
pub trait Out<S: Server> {
    /// Says something to another server.
    fn send(&mut self, to: NodeId, peer: S::Peer);
    /// Answers a client.
    fn answer(&mut self, id: OpId, outcome: Outcome);
    /// As [`Effects::set_timer`].
    fn set_timer(&mut self, timer: S::Timer, after: RangeInclusive<Time>);
    /// As [`Effects::cancel_timer`].
    fn cancel_timer(&mut self, timer: S::Timer);
    /// As [`Effects::choose`].
    fn choose(&mut self, of: u32);
    /// As [`Effects::note`].
    fn note(&mut self, note: S::Note);
}

impl<S: Server> Out<S> for Effects<System<S>> {
    fn send(&mut self, to: NodeId, peer: S::Peer) {
        self.send(to, Wire::Peer(peer));
    }

    fn answer(&mut self, id: OpId, outcome: Outcome) {
        self.send(id.client, Wire::Response(id, outcome));
    }

    fn set_timer(&mut self, timer: S::Timer, after: RangeInclusive<Time>) {
        self.set_timer(Timer::Server(timer), after);
    }

    fn cancel_timer(&mut self, timer: S::Timer) {
        self.cancel_timer(Timer::Server(timer));
    }

    fn choose(&mut self, of: u32) {
        self.choose(of);
    }

    fn note(&mut self, note: S::Note) {
        self.note(Note::Server(note));
    }
}

/// Servers `0..workload.servers`, then the clients, as one [`Machine`]: whoever drives it needs no
/// notion of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System<S> {
    /// The servers' configuration.
    pub server: S,
    /// What the clients do.
    pub workload: Workload,
}

/// A process of a [`System`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Process<S> {
    /// A server.
    Server(S),
    /// A client.
    Client(ClientState),
}

/// The disk of a process of a [`System`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProcessDisk<D> {
    /// Of a process that never ran, or that lost its disk.
    #[default]
    Empty,
    /// A server's.
    Server(D),
    /// A client's: its count of operations, so that no operation and no value comes twice.
    Client(u32),
}

/// A timer of a [`System`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer<T> {
    /// A server's.
    Server(T),
    /// A client's.
    Client(ClientTimer),
}

/// A note of a [`System`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note<N> {
    /// A server's.
    Server(N),
    /// A client's.
    Client(ClientNote),
}

/// The timers of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientTimer {
    /// It is time for the next operation.
    Next,
    /// The pending attempt has waited long enough.
    Patience,
}

/// What the clients do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// How many servers there are; they come first among the processes.
    pub servers: u8,
    /// How many clients there are.
    pub clients: u8,
    /// How many registers they use: keys `0..keys`.
    pub keys: u8,
    /// How many of the operations are reads.
    pub read_share: Ratio,
    /// When the next operation comes.
    pub pace: Pace,
    /// How long a client waits at its start, so that the servers can make ready.
    pub begin: Time,
    /// How long an attempt waits for its answer.
    pub timeout: Time,
    /// How often an operation is tried before the client gives up.
    pub attempts: u8,
}

/// When a client begins its next operation. It never has two at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pace {
    /// So long after the last one ended.
    Closed {
        /// The time between.
        think: RangeInclusive<Time>,
    },
    /// At a rate of its own, whatever the servers do; a tick that finds it busy is skipped.
    Rate {
        /// The mean time between two ticks, drawn uniformly from half to one and a half of it.
        interval: Time,
    },
    /// Only when told to by a command.
    Manual,
}

/// A client. It sends to its home replica alone, one operation at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientState {
    number: u32,
    pending: Option<Pending>,
    queue: Vec<u32>,
}

/// The operation a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Pending {
    op: Op,
    attempt: u8,
}

/// How many commands a busy client keeps for later; more are dropped.
pub const QUEUE_MAX: usize = 8;

impl ClientState {
    /// The operation it waits for, and how often it was sent again.
    #[must_use]
    pub fn pending(&self) -> Option<(Op, u8)> {
        self.pending.map(|pending| (pending.op, pending.attempt))
    }

    /// How many operations it has begun.
    #[must_use]
    pub fn begun(&self) -> u32 {
        self.number
    }
}

impl Workload {
    /// The home replica of the client `me`: clients are spread evenly round the ring of servers.
    #[must_use]
    pub fn home(&self, me: NodeId) -> NodeId {
        let client = u16::from(me.0.saturating_sub(self.servers));
        NodeId((client * u16::from(self.servers) / u16::from(self.clients.max(1))) as u8)
    }

    /// How many processes there are, servers and clients.
    #[must_use]
    pub fn processes(&self) -> usize {
        usize::from(self.servers) + usize::from(self.clients)
    }

    fn boot<S: Server>(&self, number: u32, out: &mut Effects<System<S>>) -> ClientState {
        self.wait(self.begin, out);
        ClientState { number, ..ClientState::default() }
    }

    /// Sets the timer for the next operation, not before `from` has passed.
    fn wait<S: Server>(&self, from: Time, out: &mut Effects<System<S>>) {
        let after = match &self.pace {
            Pace::Closed { think } => think.clone(),
            Pace::Rate { interval } => {
                let half = interval.as_us() / 2;
                Time::us(half)..=Time::us(interval.as_us().saturating_add(half))
            }
            Pace::Manual => return,
        };
        let after = from + *after.start()..=from + *after.end();
        out.set_timer(Timer::Client(ClientTimer::Next), after);
    }

    fn step<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        event: &Event<System<S>>,
        out: &mut Effects<System<S>>,
    ) {
        match event {
            Event::Message { msg: Wire::Response(id, outcome), .. } => {
                self.answered(me, state, (*id, *outcome), out);
            }
            Event::Timeout(Timer::Client(ClientTimer::Next)) => {
                if matches!(self.pace, Pace::Rate { .. }) {
                    self.wait(Time::ZERO, out);
                }
                if state.pending.is_none() {
                    out.choose(self.ways().0 * u32::from(self.keys.max(1)));
                }
            }
            Event::Timeout(Timer::Client(ClientTimer::Patience)) => self.unanswered(me, state, out),
            Event::Chosen(pick) => {
                let keys = u32::from(self.keys.max(1));
                let (write, key) = (pick / keys >= self.ways().1, pick % keys);
                self.ask(me, state, key * 2 + u32::from(write), out);
            }
            Event::Command(code) => self.ask(me, state, *code, out),
            Event::Message { .. } | Event::Timeout(Timer::Server(_)) => {}
        }
    }

    /// In how many equally likely ways the share of reads can be drawn, and how many are reads:
    /// as few as possible, since an explorer tries them all.
    fn ways(&self) -> (u32, u32) {
        let (mut a, mut b) = (Ratio::ONE.as_ppm(), self.read_share.as_ppm());
        while b > 0 {
            (a, b) = (b, a % b);
        }
        (Ratio::ONE.as_ppm() / a, self.read_share.as_ppm() / a)
    }

    /// Begins the operation `code`, or keeps it for later: `2k` reads key `k`, `2k + 1` writes it.
    fn ask<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        code: u32,
        out: &mut Effects<System<S>>,
    ) {
        if state.pending.is_some() {
            if state.queue.len() < QUEUE_MAX {
                state.queue.push(code);
                debug_assert!(state.queue.len() <= QUEUE_MAX);
            }
            return;
        }
        state.number += 1;
        let key = (code / 2) as Key;
        let op = if code.is_multiple_of(2) {
            Op::Read(key)
        } else {
            Op::Write(key, self.fresh(me, state))
        };
        let id = OpId { client: me, number: state.number };
        out.note(Note::Client(ClientNote::Invoked(id, op)));
        self.send(me, state, Pending { op, attempt: 0 }, out);
    }

    /// A value that no client has written: small, and never 0.
    fn fresh(&self, me: NodeId, state: &ClientState) -> Value {
        let client = u32::from(me.0.saturating_sub(self.servers));
        (state.number - 1) * u32::from(self.clients.max(1)) + client + 1
    }

    fn send<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        pending: Pending,
        out: &mut Effects<System<S>>,
    ) {
        debug_assert!(pending.attempt < self.attempts.max(1), "attempts have a limit");
        state.pending = Some(pending);
        let id = OpId { client: me, number: state.number };
        out.send(self.home(me), Wire::Request(id, pending.op));
        out.set_timer(Timer::Client(ClientTimer::Patience), self.timeout..=self.timeout);
    }

    fn answered<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        (id, outcome): (OpId, Outcome),
        out: &mut Effects<System<S>>,
    ) {
        let Some(pending) = state.pending else { return };
        if id.number != state.number {
            return;
        }
        debug_assert_eq!(id.client, me, "an answer reaches who asked");
        out.cancel_timer(Timer::Client(ClientTimer::Patience));
        // An earlier attempt may still be executed: of that a refusal of this one says nothing.
        let trusted = outcome != Outcome::Refused || pending.attempt == 0;
        self.end(me, state, if trusted { outcome } else { Outcome::Unknown }, out);
    }

    fn unanswered<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        out: &mut Effects<System<S>>,
    ) {
        let Some(pending) = state.pending else { return };
        let attempt = pending.attempt + 1;
        if attempt < self.attempts {
            self.send(me, state, Pending { attempt, ..pending }, out);
        } else {
            self.end(me, state, Outcome::Unknown, out);
        }
    }

    fn end<S: Server>(
        &self,
        me: NodeId,
        state: &mut ClientState,
        outcome: Outcome,
        out: &mut Effects<System<S>>,
    ) {
        let id = OpId { client: me, number: state.number };
        out.note(Note::Client(ClientNote::Returned(id, outcome)));
        debug_assert!(state.pending.is_some(), "{id} returns once");
        state.pending = None;
        if !state.queue.is_empty() {
            let code = state.queue.remove(0);
            self.ask(me, state, code, out);
        } else if matches!(self.pace, Pace::Closed { .. }) {
            self.wait(Time::ZERO, out);
        }
    }
}

impl<S: Server> Machine for System<S> {
    type State = Process<S::State>;
    type Disk = ProcessDisk<S::Disk>;
    type Msg = Wire<S::Peer>;
    type Timer = Timer<S::Timer>;
    type Note = Note<S::Note>;

    fn boot(&self, me: NodeId, disk: Self::Disk, out: &mut Effects<Self>) -> Self::State {
        if me.0 < self.workload.servers {
            let disk = if let ProcessDisk::Server(disk) = disk { disk } else { S::Disk::default() };
            Process::Server(self.server.boot(me, disk, out))
        } else {
            let number = if let ProcessDisk::Client(number) = disk { number } else { 0 };
            Process::Client(self.workload.boot(number, out))
        }
    }

    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: Event<Self>,
        out: &mut Effects<Self>,
    ) {
        let server = match state {
            Process::Server(server) => server,
            Process::Client(client) => return self.workload.step(me, client, &event, out),
        };
        let event = match event {
            Event::Message { from, msg: Wire::Peer(msg) } => ServerEvent::Peer(from, msg),
            Event::Message { msg: Wire::Request(id, op), .. } => ServerEvent::Request(id, op),
            Event::Timeout(Timer::Server(timer)) => ServerEvent::Timeout(timer),
            Event::Chosen(pick) => ServerEvent::Chosen(pick),
            Event::Message { .. } | Event::Timeout(_) | Event::Command(_) => return,
        };
        self.server.step(me, server, event, out);
    }

    fn crash(&self, state: Self::State) -> Self::Disk {
        match state {
            Process::Server(server) => ProcessDisk::Server(self.server.crash(server)),
            Process::Client(client) => ProcessDisk::Client(client.number),
        }
    }
}

#[cfg(test)]
mod tests;
