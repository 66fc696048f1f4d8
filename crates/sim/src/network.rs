//! What a message meets on its way: delay, loss, duplication, cuts.

use crate::Rng;
use machine::{NodeId, NodeSet, Ratio, Time};
use std::ops::Range;

/// How long a message takes one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// Always the same.
    Fixed(Time),
    /// Anything between two bounds, equally likely.
    Uniform(Time, Time),
    /// A floor, and an exponentially distributed wait above it.
    Exponential {
        /// No message is faster.
        floor: Time,
        /// The mean wait above the floor.
        mean: Time,
    },
    /// A floor, and a log-normally distributed wait above it.
    LogNormal {
        /// No message is faster.
        floor: Time,
        /// The median wait above the floor.
        median: Time,
        /// Standard deviation of the wait's logarithm, in thousandths.
        sigma_milli: u32,
    },
}

/// A drawn delay is never longer: a run has an end.
const DELAY_MAX: Time = Time::s(3_600);

impl Delay {
    /// One delay. Later messages may overtake earlier ones: that is what reorders.
    pub fn draw(&self, rng: &mut Rng) -> Time {
        let drawn = match *self {
            Self::Fixed(time) => time,
            Self::Uniform(low, high) => rng.time(&(low..=high)),
            Self::Exponential { floor, mean } => floor + rng.exponential(mean),
            Self::LogNormal { floor, median, sigma_milli } => {
                floor + rng.log_normal(median, sigma_milli)
            }
        };
        drawn.min(DELAY_MAX)
    }
}

/// The network of a run, apart from what is cut at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// The kinds of link there are; not empty.
    pub delays: Vec<Delay>,
    /// The kind of each link, `from * nodes + to`; empty if all are of the first kind.
    pub kinds: Vec<u8>,
    /// The chance that a message is lost.
    pub loss: Ratio,
    /// The chance that it arrives twice.
    pub duplication: Ratio,
    /// A time before all that holds, if there is one.
    pub unstable: Option<Unstable>,
    /// Times of trouble on some links; of several at once the first counts.
    pub fault_windows: Vec<FaultWindow>,
}

/// A time of trouble on some links: their delay and loss take the place of the network's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultWindow {
    /// Its beginning and its end.
    pub span: Range<Time>,
    /// To whom the links lead that it is on, by sender: each direction by itself.
    pub links: Vec<NodeSet>,
    /// How long a message takes.
    pub delay: Delay,
    /// The chance that it is lost.
    pub loss: Ratio,
    /// If it comes and goes: every so long it is there for so long.
    pub flaps: Option<(Time, Time)>,
}

impl FaultWindow {
    /// Whether it is on the link `from` -> `to`, be it there at the moment or not.
    #[must_use]
    pub fn covers(&self, (from, to): (NodeId, NodeId), now: Time) -> bool {
        let on = self.links.get(from.index()).is_some_and(|links| links.contains(to));
        on && self.span.contains(&now)
    }

    /// Whether it is there at the moment.
    #[must_use]
    pub fn holds(&self, link: (NodeId, NodeId), now: Time) -> bool {
        let there = self.flaps.is_none_or(|(period, bad)| {
            (now.saturating_sub(self.span.start).as_us() % period.as_us().max(1)) < bad.as_us()
        });
        there && self.covers(link, now)
    }
}

/// The time before a network is on time: partial synchrony (Dwork, Lynch and Stockmeyer 1988).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstable {
    /// Its end, the global stabilization time.
    pub until: Time,
    /// How long messages take that are sent before it, though none is later than one that is sent at
    /// its end.
    pub delay: Delay,
}

impl Network {
    /// All links alike, nothing lost, nothing doubled.
    #[must_use]
    pub fn uniform(delay: Delay) -> Self {
        Self {
            delays: vec![delay],
            kinds: Vec::new(),
            loss: Ratio::ZERO,
            duplication: Ratio::ZERO,
            unstable: None,
            fault_windows: Vec::new(),
        }
    }

    /// The trouble on a link at a moment.
    #[must_use]
    pub fn fault(&self, link: (NodeId, NodeId), now: Time) -> Option<&FaultWindow> {
        self.fault_windows.iter().find(|fault| fault.holds(link, now))
    }

    /// The chance that a message is lost that is sent `now`.
    #[must_use]
    pub fn loss(&self, link: (NodeId, NodeId), now: Time) -> Ratio {
        self.fault(link, now).map_or(self.loss, |fault| fault.loss)
    }

    /// How long a message takes that is sent `now` from one to the other of `nodes` processes.
    pub fn draw(
        &self,
        (from, to): (NodeId, NodeId),
        nodes: usize,
        now: Time,
        rng: &mut Rng,
    ) -> Time {
        let fault = self.fault((from, to), now).map(|fault| &fault.delay);
        let delay = fault.unwrap_or_else(|| self.delay(from, to, nodes)).draw(rng);
        match &self.unstable {
            Some(unstable) if now < unstable.until => {
                unstable.delay.draw(rng).min(unstable.until - now + delay)
            }
            _ => delay,
        }
    }

    /// The delay of the link `from` -> `to` among `nodes` processes.
    #[must_use]
    pub fn delay(&self, from: NodeId, to: NodeId, nodes: usize) -> &Delay {
        let kind = self.kinds.get(from.index() * nodes + to.index()).copied().unwrap_or(0);
        &self.delays[usize::from(kind)]
    }
}

/// Why a message was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// By the network's own chance.
    Chance,
    /// Its link was cut.
    Cut,
    /// Its receiver was down.
    Down,
    /// Somebody dropped it.
    Dropped,
    /// More messages were in flight than the run allows.
    Full,
    /// The queue before its link was full.
    Queue,
}

/// Which links are cut, each direction by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cuts(Vec<NodeSet>);

impl Cuts {
    /// Nothing cut among so many processes.
    #[must_use]
    pub fn none(nodes: usize) -> Self {
        Self(vec![NodeSet::default(); nodes])
    }

    /// Whether messages from `from` to `to` are stopped.
    #[must_use]
    pub fn cut(&self, from: NodeId, to: NodeId) -> bool {
        self.0[from.index()].contains(to)
    }

    /// Whether any link is cut.
    #[must_use]
    pub fn any(&self) -> bool {
        self.0.iter().any(|stopped| !stopped.is_empty())
    }

    /// Cuts `from` -> `to`.
    pub fn add(&mut self, from: NodeId, to: NodeId) {
        if from != to {
            debug_assert!(to.index() < self.0.len(), "{to} is not in the system");
            self.0[from.index()].insert(to);
        }
    }

    /// Mends `from` -> `to`.
    pub fn mend(&mut self, from: NodeId, to: NodeId) {
        self.0[from.index()].remove(to);
        debug_assert!(!self.cut(from, to));
    }

    /// Mends everything.
    pub fn heal(&mut self) {
        self.0.fill(NodeSet::default());
        debug_assert!(!self.any());
    }

    /// Cuts every link between `side` and the others, both ways.
    pub fn part(&mut self, side: NodeSet) {
        let others = NodeSet::first(self.0.len()).minus(side);
        for (from, stopped) in self.0.iter_mut().enumerate() {
            let away = if side.contains(NodeId(from as u8)) { others } else { side };
            *stopped = stopped.union(away);
            debug_assert!(!stopped.contains(NodeId(from as u8)), "nobody is cut off from itself");
        }
    }

    /// The connected components of the links that work both ways, each of the processes among
    /// `of`, in order of their first member.
    #[must_use]
    pub fn components(&self, of: NodeSet) -> Vec<NodeSet> {
        let mut rest = of;
        let mut components = Vec::new();
        while let Some(first) = rest.iter().next() {
            let mut component = NodeSet::from_iter([first]);
            let mut fresh = component;
            while !fresh.is_empty() {
                let reached = fresh
                    .iter()
                    .flat_map(|a| rest.iter().filter(move |&b| !self.cut(a, b) && !self.cut(b, a)));
                let reached: NodeSet = reached.collect();
                fresh = reached.minus(component);
                component = component.union(reached);
            }
            rest = rest.minus(component);
            components.push(component);
        }
        components
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_has_two_sides_and_a_bridge_joins_them() {
        let all = NodeSet::first(5);
        let set = |nodes: &[u8]| nodes.iter().map(|&n| NodeId(n)).collect::<NodeSet>();
        let mut cuts = Cuts::none(5);
        assert_eq!(cuts.components(all), [all]);
        cuts.part(set(&[0, 1]));
        assert_eq!(cuts.components(all), [set(&[0, 1]), set(&[2, 3, 4])]);
        for other in [3, 4] {
            cuts.mend(NodeId(0), NodeId(other));
            cuts.mend(NodeId(other), NodeId(0));
        }
        assert_eq!(cuts.components(all), [all]);
        assert!(cuts.cut(NodeId(1), NodeId(4)) && !cuts.cut(NodeId(0), NodeId(4)));
        cuts.heal();
        assert!(!cuts.any());
    }

    #[test]
    fn a_fault_window_is_on_its_links_for_its_time_and_flaps() {
        let (a, b) = (NodeId(0), NodeId(1));
        let fault = FaultWindow {
            span: Time::ms(100)..Time::ms(200),
            links: vec![NodeSet::from_iter([b]), NodeSet::default()],
            delay: Delay::Fixed(Time::ms(40)),
            loss: Ratio::ONE,
            flaps: Some((Time::ms(20), Time::ms(5))),
        };
        let network =
            Network { fault_windows: vec![fault], ..Network::uniform(Delay::Fixed(Time::ms(1))) };
        let lost = |link, at| network.loss(link, Time::ms(at)) == Ratio::ONE;
        let bad: Vec<u64> = (90..215).filter(|at| lost((a, b), *at)).collect();
        let each = [100, 120, 140, 160, 180];
        assert_eq!(bad, each.iter().flat_map(|at| *at..at + 5).collect::<Vec<_>>());
        assert!((90..215).all(|at| !lost((b, a), at)), "the way back is another link");
        let mut rng = Rng::new(1);
        let mut draw = |at| network.draw((a, b), 2, Time::ms(at), &mut rng);
        assert_eq!([99, 100, 105].map(&mut draw), [1, 40, 1].map(Time::ms));
    }

    #[test]
    fn what_is_sent_before_the_network_is_on_time_arrives_soon_after_at_the_latest() {
        let late = Delay::Exponential { floor: Time::ms(50), mean: Time::ms(400) };
        let bound = Time::ms(20);
        let network = Network {
            unstable: Some(Unstable { until: Time::ms(300), delay: late }),
            ..Network::uniform(Delay::Uniform(Time::ms(10), bound))
        };
        let mut rng = Rng::new(7);
        let mut draw = |now| network.draw((NodeId(0), NodeId(1)), 2, now, &mut rng);
        let mut slow = 0;
        for at in (0..300).map(Time::ms) {
            let took = draw(at);
            assert!(at + took <= Time::ms(300) + bound, "sent at {at} s, took {took} s");
            slow += u32::from(took > bound);
        }
        assert!(slow > 250, "before that they are slow: {slow}");
        assert!((300..600).all(|at| draw(Time::ms(at)) <= bound));
    }
}
