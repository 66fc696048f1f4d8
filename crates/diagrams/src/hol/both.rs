//! A load over both transports as one run: computed at once, with a playhead over its packets.

use super::params::Params;
use super::run::{END, Lane, Lossy, run};
use crate::run::Run;
use machine::Time;
use params::Issue;
use protocols::transport::Transport;
use sim::{Input, Intervention, MsgId, Names};

/// The run over TCP, and that over QUIC.
pub struct Both {
    /// The load.
    pub load: Transport,
    /// What happened over each.
    pub lanes: [Lane; 2],
    lossy: Lossy,
    /// How long the link takes for a packet.
    every: Time,
    /// The packets that are dropped by hand.
    drops: Vec<Input>,
    now: Time,
}

impl Both {
    /// Runs the load that these parameters make, without the packets dropped by hand.
    pub fn open(params: &Params, drops: Vec<Input>) -> Self {
        let mut both = Self {
            load: params.transport(),
            lanes: Default::default(),
            lossy: params.lossy(),
            every: params.every,
            drops,
            now: Time::ZERO,
        };
        both.run();
        both
    }

    fn run(&mut self) {
        let drops = self.drops.iter().filter_map(dropped).collect();
        self.lanes = run(&self.load, &self.lossy, &drops);
        self.now = self.now.min(self.end());
    }

    /// Where the run ends.
    pub fn end(&self) -> Time {
        let ends = self.lanes.iter().flat_map(|lane| &lane.sendings).map(|sending| sending.ended);
        ends.max().unwrap_or_default() + self.every
    }

    fn sends(&self, number: u32) -> bool {
        let mut sendings = self.lanes.iter().flat_map(|lane| &lane.sendings);
        sendings.any(|sending| sending.number == Some(number))
    }

    /// The moments at which something happens.
    fn moments(&self) -> Vec<Time> {
        let packets = self.lanes.iter().flat_map(|lane| lane.sendings.iter());
        let mut moments: Vec<Time> =
            packets.flat_map(|sending| [sending.sent, sending.ended]).collect();
        machine::heap_sort_by_key(&mut moments, |at| *at);
        moments
    }
}

/// The number of the packet that an intervention drops.
pub fn dropped(input: &Input) -> Option<u32> {
    match input.what {
        Intervention::Drop(MsgId(number)) => Some(number),
        _ => None,
    }
}

impl Run for Both {
    type Notation = Names;

    /// The runs are short: they are whole from the start.
    fn work(&mut self, _events: u32) -> bool {
        false
    }

    fn now(&self) -> Time {
        self.now
    }

    fn known_end(&self) -> Option<Time> {
        Some(self.end())
    }

    fn computed(&self) -> Time {
        self.end()
    }

    fn events(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.events).sum()
    }

    fn seek(&mut self, to: Time) {
        self.now = to.min(self.end());
    }

    fn step(&mut self, forward: bool) {
        let moments = self.moments();
        let to = if forward {
            moments.into_iter().find(|at| *at > self.now).unwrap_or_else(|| self.end())
        } else {
            moments.into_iter().rfind(|at| *at < self.now).unwrap_or_default()
        };
        self.seek(to);
    }

    fn hash(&self) -> u64 {
        self.lanes[0].hash ^ self.lanes[1].hash.rotate_left(1)
    }

    fn inputs(&self) -> &[Input] {
        &self.drops
    }

    fn intervene(&mut self, input: Input) -> Result<(), String> {
        let number = dropped(&input).unwrap_or_default();
        if self.drops.iter().any(|before| before.what == input.what) {
            return Err(format!("Packet {} is dropped already.", number + 1));
        }
        if !self.sends(number) {
            return Err(format!("No packet {} is sent.", number + 1));
        }
        let place = self.drops.partition_point(|before| before.at <= input.at);
        self.drops.insert(place, input);
        self.run();
        Ok(())
    }

    fn forget(&mut self, index: usize) {
        if index < self.drops.len() {
            self.drops.remove(index);
            self.run();
        }
    }

    /// A run of too many losses ends before all is delivered, and says so.
    fn issues(&self, names: &Names) -> Vec<Issue> {
        let never = |input: &&Input| dropped(input).is_some_and(|number| !self.sends(number));
        let missing = self.drops.iter().filter(never).map(|input| {
            let code = names.write(&input.what);
            Issue { key: "ev".to_owned(), message: format!("{code}: no such packet was sent.") }
        });
        let mut issues: Vec<Issue> = missing.collect();
        if self.lanes.iter().any(|lane| lane.done().is_none()) {
            let message = format!("Not all is delivered in {END} s: the run ends there.");
            issues.push(Issue { key: "n".to_owned(), message });
        }
        issues
    }
}
