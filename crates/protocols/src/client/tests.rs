use super::*;
use crate::raft::{self, Raft};
use machine::Effect;

type Store = System<Raft>;

fn store(pace: Pace) -> Store {
    let workload = Workload {
        servers: 5,
        clients: 3,
        keys: 2,
        read_share: Ratio::percent(75),
        pace,
        timeout: Time::ms(500),
        begin: Time::ZERO,
        attempts: 2,
    };
    System { server: Raft::new(5), workload }
}

/// One client of a store, and what it did in its last step.
struct Client {
    store: Store,
    me: NodeId,
    state: Process<raft::State>,
    out: Effects<Store>,
}

impl Client {
    fn new(pace: Pace) -> Self {
        let (store, me, mut out) = (store(pace), NodeId(6), Effects::default());
        let state = store.boot(me, ProcessDisk::Empty, &mut out);
        Self { store, me, state, out }
    }

    fn step(&mut self, event: Event<Store>) -> &[Effect<Store>] {
        self.out.drain();
        self.store.step(self.me, &mut self.state, event, &mut self.out);
        self.out.as_slice()
    }

    fn hears(&mut self, number: u32, outcome: Outcome) -> Vec<ClientNote> {
        let id = OpId { client: self.me, number };
        let msg = Wire::Response(id, outcome);
        notes(self.step(Event::Message { from: NodeId(1), msg }))
    }

    fn loses_patience(&mut self) -> Vec<ClientNote> {
        notes(self.step(Event::Timeout(Timer::Client(ClientTimer::Patience))))
    }

    fn id(&self, number: u32) -> OpId {
        OpId { client: self.me, number }
    }
}

fn notes(effects: &[Effect<Store>]) -> Vec<ClientNote> {
    let note = |effect: &Effect<Store>| match effect {
        Effect::Note(Note::Client(note)) => Some(*note),
        _ => None,
    };
    effects.iter().filter_map(note).collect()
}

fn requests(effects: &[Effect<Store>]) -> Vec<(NodeId, OpId, Op)> {
    let request = |effect: &Effect<Store>| match effect {
        Effect::Send { to, msg: Wire::Request(id, op) } => Some((*to, *id, *op)),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

#[test]
fn clients_are_spread_round_the_ring() {
    let workload = store(Pace::Manual).workload;
    let homes: Vec<NodeId> = (5..8).map(|client| workload.home(NodeId(client))).collect();
    assert_eq!(homes, [0, 1, 3].map(NodeId));
}

#[test]
fn values_are_small_and_never_come_twice() {
    let mut client = Client::new(Pace::Manual);
    let sent = requests(client.step(Event::Command(3)));
    assert_eq!(sent, [(NodeId(1), client.id(1), Op::Write(1, 2))]);
    client.hears(1, Outcome::Written);
    assert_eq!(requests(client.step(Event::Command(1)))[0].2, Op::Write(0, 5));

    let disk = client.store.crash(client.state.clone());
    client.state = client.store.boot(client.me, disk, &mut Effects::default());
    let sent = requests(client.step(Event::Command(1)));
    assert_eq!(sent, [(NodeId(1), client.id(3), Op::Write(0, 8))]);
}

#[test]
fn a_retry_keeps_its_name_and_the_last_one_ends_unknown() {
    let mut client = Client::new(Pace::Manual);
    let first = requests(client.step(Event::Command(1)));
    let again = requests(client.step(Event::Timeout(Timer::Client(ClientTimer::Patience))));
    assert_eq!(first, again);
    let id = client.id(1);
    assert_eq!(client.loses_patience(), [ClientNote::Returned(id, Outcome::Unknown)]);
    assert_eq!(client.hears(1, Outcome::Written), [], "too late");
}

#[test]
fn a_refusal_is_trusted_only_at_the_first_attempt() {
    let mut client = Client::new(Pace::Manual);
    client.step(Event::Command(1));
    let (first, second) = (client.id(1), client.id(2));
    assert_eq!(client.hears(1, Outcome::Refused), [ClientNote::Returned(first, Outcome::Refused)]);
    client.step(Event::Command(1));
    client.loses_patience();
    assert_eq!(client.hears(2, Outcome::Refused), [ClientNote::Returned(second, Outcome::Unknown)]);
}

#[test]
fn commands_wait_for_the_pending_operation_and_too_many_are_dropped() {
    let mut client = Client::new(Pace::Manual);
    for _ in 0..20 {
        client.step(Event::Command(0));
    }
    let mut answered = 0;
    while let Process::Client(state) = &client.state
        && state.pending().is_some()
    {
        answered += 1;
        client.hears(answered, Outcome::Read(0, 1));
    }
    assert_eq!(answered as usize, 1 + QUEUE_MAX);
}

#[test]
fn a_draw_has_as_few_ways_as_its_shares_need() {
    let think = Time::ms(1)..=Time::ms(2);
    let mut client = Client::new(Pace::Closed { think });
    let next = Event::Timeout(Timer::Client(ClientTimer::Next));
    assert_eq!(client.step(next), [Effect::Choose { of: 8 }], "three reads and a write, two keys");
    let ops: Vec<Op> = (0..8)
        .map(|pick| requests(Client::new(Pace::Manual).step(Event::Chosen(pick)))[0].2)
        .collect();
    assert_eq!(ops.iter().filter(|op| matches!(op, Op::Read(_))).count(), 6);
    assert_eq!(ops[6..], [Op::Write(0, 2), Op::Write(1, 2)]);
}
