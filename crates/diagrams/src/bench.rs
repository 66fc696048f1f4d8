//! The run by which speed is measured: five Raft servers under a steady workload.
//!
//! Natively and in the page the same; whoever calls it holds the clock.

use machine::{NodeSet, Ratio, Time};
use protocols::client::{Pace, System, Workload};
use protocols::raft::Raft;
use sim::{Delay, Happening, Network, Observer, Setup, Timeline, World};

type Cluster = System<Raft>;

/// Five servers, five clients that ask again 20 ms after each answer, 5 to 15 ms one way.
fn setup() -> Setup<Cluster> {
    let think = Time::ZERO..=Time::ms(40);
    let workload = Workload {
        servers: 5,
        clients: 5,
        keys: 1,
        read_share: Ratio::percent(50),
        pace: Pace::Closed { think },
        timeout: Time::s(1),
        begin: Time::ZERO,
        attempts: 2,
    };
    let nodes = workload.processes();
    let network = Network::uniform(Delay::Uniform(Time::ms(5), Time::ms(15)));
    Setup::new(System { server: Raft::new(5), workload }, nodes, 7, network)
}

/// Counts the messages that arrive.
struct Arrivals(u64);

impl Observer<Cluster> for Arrivals {
    fn see(&mut self, _: Time, what: &Happening<'_, Cluster>) {
        self.0 += u64::from(matches!(what, Happening::Arrived(_)));
    }
}

/// The run by itself, without a way back.
pub struct Bare {
    setup: Setup<Cluster>,
    world: World<Cluster>,
}

impl Default for Bare {
    fn default() -> Self {
        let setup = setup();
        Self { world: World::new(&setup, &mut ()), setup }
    }
}

impl Bare {
    /// Runs on for so many events; how many messages arrived.
    pub fn run(&mut self, events: u32) -> u64 {
        let mut arrivals = Arrivals(0);
        for _ in 0..events {
            self.world.next(&self.setup, Time::MAX, &mut arrivals);
        }
        arrivals.0
    }
}

/// The run with its rewind history.
pub struct Rewindable(Timeline<Cluster, ()>);

impl Default for Rewindable {
    fn default() -> Self {
        Self(Timeline::new(setup(), Time::MAX, Time::ms(200), ()))
    }
}

impl Rewindable {
    /// Runs on for so many events.
    pub fn run(&mut self, events: u32) {
        self.0.work(events);
    }

    /// How much virtual time is computed.
    #[must_use]
    pub fn computed(&self) -> Time {
        self.0.computed()
    }

    /// How many events are computed.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.0.events()
    }

    /// Moves the playhead to that share of the run, in millionths.
    pub fn seek(&mut self, millionths: u32) {
        let to = u128::from(self.computed().as_us()) * u128::from(millionths) / 1_000_000;
        self.0.seek(Time::us(to as u64));
    }

    /// The servers that are up at the playhead: something to look at.
    #[must_use]
    pub fn up(&self) -> usize {
        let world = self.0.playhead();
        NodeSet::first(world.size()).iter().filter(|node| world.state(*node).is_some()).count()
    }
}
