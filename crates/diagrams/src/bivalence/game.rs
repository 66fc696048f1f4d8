//! The protocols as games: who can be given which message next.

use super::live::Live;
use super::params::{self, Crashed, Params, Toss};
use super::protocol::{Protocol, ProtocolView};
use super::rotating::Rotating;
use super::silent::{Silent, SilentView};
use crate::models::{self, ben_or};
use check::explore::{Action, By, Model, Process, Successors, System, View};
use machine::NodeId;
use protocols::ben_or::{BenOr, Coin};
use protocols::naive::{Naive, Rule};

/// How many processes there are to decide.
pub const PROCESSES: u8 = 3;

/// In place of a sender: the receiver's own failure detector, which makes it suspect `whom`.
#[must_use]
pub fn detector(whom: NodeId) -> NodeId {
    NodeId(PROCESSES + 1 + whom.0)
}

/// Whom the receiver of an event suspects, by what stands in place of its sender.
#[must_use]
pub fn suspected(from: NodeId) -> Option<NodeId> {
    from.0.checked_sub(PROCESSES + 1).map(NodeId)
}

/// A protocol that is played.
pub trait Game: Model {
    /// What an action delivers.
    fn delivery(&mut self, words: &[u32], action: u32) -> Delivery;

    /// How many rounds nobody is in any more in a configuration, beyond what the graph counts.
    fn ended(&mut self, words: &[u32]) -> u32;
    /// How many rounds a process may be ahead of the slowest, if not all schedules are played.
    fn ahead(&self) -> Option<u32>;
    /// What can be trusted after a while, if anything.
    fn helped_by(&self) -> String {
        "clocks".to_owned()
    }
    /// The machines at the beginning, with the inputs of a number.
    fn start(&self, inputs: u32) -> Live;
}

/// A message that is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub to: NodeId,
    /// Whose; for a suspicion the receiver's [`detector`].
    pub from: NodeId,
    /// Which of the coin's sides then shows.
    pub outcome: u32,
    /// What it says, rounds counted as in the graph; of a suspicion, whether it is wrong.
    pub says: String,
}

impl Delivery {
    /// None at all: from now on a process can trust its clock.
    #[must_use]
    pub fn clock(node: NodeId) -> Self {
        Self { to: node, from: node, outcome: 0, says: String::new() }
    }

    /// Whether it is that.
    #[must_use]
    pub fn is_clock(&self) -> bool {
        self.to == self.from
    }
}

/// What a process is called: `p1`; whoever comes after the processes deals the coin.
#[must_use]
pub fn name(node: NodeId) -> String {
    match node {
        NodeId(PROCESSES) => "coin".to_owned(),
        NodeId(process) => format!("p{}", process + 1),
    }
}

/// `p1 ← p2`, or `p2 suspects p1`.
#[must_use]
pub fn event(to: NodeId, from: NodeId) -> String {
    match suspected(from) {
        Some(whom) => format!("{} suspects {}", name(to), name(whom)),
        None => format!("{} \u{2190} {}", name(to), name(from)),
    }
}

/// The game that was chosen.
pub fn open(params: &Params) -> Box<dyn Game> {
    let dead = match params.crashed {
        Crashed::Nobody => None,
        Crashed::P1 => Some(NodeId(0)),
        Crashed::P2 => Some(NodeId(1)),
        Crashed::P3 => Some(NodeId(2)),
    };
    let inputs = models::inputs(PROCESSES).into_iter();
    let rule = match params.protocol {
        params::Protocol::ChandraToueg => return Box::new(Rotating::new(dead)),
        params::Protocol::BenOr => {
            let coin = coin(params.toss);
            let starts: Vec<BenOr> = inputs.map(|inputs| BenOr::new(inputs, 1, coin)).collect();
            // Who has crashed is known to have, once clocks can be trusted.
            let wait = PROCESSES - u8::from(dead.is_some());
            let patient = |start: &BenOr| Protocol::BenOr(BenOr { wait, ..start.clone() });
            let patient = params.clocks.then(|| starts.iter().map(patient).collect());
            let (nodes, view) =
                (starts[0].nodes(), ben_or::system(PROCESSES, 1, coin).view().clone());
            let starts = starts.into_iter().map(Protocol::BenOr).collect();
            // Of two alone nobody gets far ahead.
            let apart = unbounded(params.toss) && dead.is_none();
            return Box::new(
                Played::new(starts, nodes, ProtocolView::BenOr(view), dead)
                    .with_clocks(patient)
                    .until_decided()
                    .bounded(apart.then_some(AHEAD)),
            );
        }
        params::Protocol::WaitAll => Rule::WaitAll,
        params::Protocol::WaitOne => Rule::WaitOne,
        params::Protocol::AlwaysZero => Rule::AlwaysZero,
    };
    let starts = inputs.map(|inputs| Protocol::Naive(Naive { rule, inputs })).collect();
    Box::new(Played::new(starts, usize::from(PROCESSES), ProtocolView::Naive, dead))
}

fn coin(toss: Toss) -> Coin {
    match toss {
        Toss::Zero => Coin::Zero,
        Toss::Parity => Coin::Parity,
        Toss::Own => Coin::Own,
        Toss::Pid => Coin::Pid,
        Toss::Local => Coin::Local,
        Toss::Common => Coin::Common,
        Toss::Early => Coin::CommonEarly,
    }
}

/// Whether the graph of a coin has no end, unless it is made to have one.
fn unbounded(toss: Toss) -> bool {
    matches!(toss, Toss::Local | Toss::Own | Toss::Pid)
}

/// Where coins are tossed apart, two processes can be unlucky for ever while the third falls behind
/// without bound. Then the schedules are searched in which nobody gets more rounds ahead than this;
/// what their configurations can still decide, they can in all schedules (a test in `map`).
///
/// The explorer's graphs of these coins have all schedules and are finite, but they are no boards to
/// play on: they cut rounds that say the same again ([`View::place`]), which leaves what can be
/// decided as it is, but not how many deliveries there are to get there. A finite graph in which
/// every delivery is one of the machines' cannot be, since by any number of them one may be behind.
const AHEAD: u32 = 1;

/// A machine as a game.
struct Played {
    system: System<Silent<Protocol>, SilentView<ProtocolView>>,
    /// How many rounds a process may be ahead of the slowest, if that is bounded.
    ahead: Option<u32>,
    starts: Vec<Silent<Protocol>>,
    nodes: usize,
    view: SilentView<ProtocolView>,
}

impl Played {
    fn new(starts: Vec<Protocol>, nodes: usize, view: ProtocolView, dead: Option<NodeId>) -> Self {
        let start = |inner| Silent { inner, patient: None, dead };
        let starts: Vec<_> = starts.into_iter().map(start).collect();
        let view = SilentView(view);
        let system = System::new(starts.clone(), nodes, view.clone());
        Self { system, ahead: None, starts, nodes, view }
    }

    /// Everybody has a clock, and once it can be trusted runs the patient machine.
    fn with_clocks(mut self, patient: Option<Vec<Protocol>>) -> Self {
        if let Some(patient) = patient {
            for (start, patient) in self.starts.iter_mut().zip(patient) {
                start.patient = Some(patient);
            }
            self.system = System::new(self.starts.clone(), self.nodes, self.view.clone());
        }
        self
    }

    fn bounded(mut self, ahead: Option<u32>) -> Self {
        self.ahead = ahead;
        self
    }

    fn until_decided(mut self) -> Self {
        self.system = self.system.until_decided();
        self
    }
}

impl Played {
    /// How many clocks cannot be trusted yet: that they can is the last that can happen.
    fn clocks(&self, words: &[u32]) -> usize {
        let timers = |process: &Process<Silent<Protocol>>| match process {
            Process::Up(_, timers) => timers.len(),
            Process::Down(_) => 0,
        };
        self.system.processes(words).into_iter().map(timers).sum()
    }

    /// Whether nobody is too many rounds ahead in a configuration.
    fn is_close(&self, words: &[u32], ahead: u32) -> bool {
        let processes = self.system.processes(words);
        let states = processes.into_iter().filter_map(|process| process.state());
        let rounds: Vec<u32> = states.filter_map(|state| self.view.round(state)).collect();
        let (least, most) = (rounds.iter().min(), rounds.iter().max());
        least.zip(most).is_none_or(|(least, most)| most - least <= ahead)
    }

    /// The actions of the system that the game allows, by their numbers there.
    fn allowed(&mut self, words: &[u32], out: &mut Successors) -> Vec<u32> {
        out.clear();
        self.system.expand(words, out);
        let mut allowed: Vec<u32> = Vec::new();
        let mut first = 0;
        while first < out.len() {
            let mut end = first + 1;
            while end < out.len() && out.by(end).is_outcome() {
                end += 1;
            }
            let close = |at| self.ahead.is_none_or(|ahead| self.is_close(out.state(at), ahead));
            if (first..end).all(close) {
                allowed.extend(first as u32..end as u32);
            }
            first = end;
        }
        allowed
    }
}

impl Model for Played {
    fn initial(&mut self, out: &mut Successors) {
        self.system.initial(out);
    }

    fn expand(&mut self, state: &[u32], out: &mut Successors) {
        let clocks = self.clocks(state);
        if self.ahead.is_none() && clocks == 0 {
            return self.system.expand(state, out);
        }
        let mut all = Successors::default();
        for action in self.allowed(state, &mut all) {
            let action = action as usize;
            let is_clock = action + clocks >= all.len();
            out.push(all.state(action), if is_clock { By::ENVIRONMENT } else { all.by(action) });
        }
    }

    fn look(&mut self, state: &[u32]) -> check::explore::Look {
        self.system.look(state)
    }

    fn processes(&self) -> u8 {
        Model::processes(&self.system)
    }

    fn describe(&mut self, state: &[u32], action: u32) -> String {
        self.system.describe(state, action)
    }

    fn after(&mut self, state: &[u32], taken: u32, event: u32) -> check::explore::After {
        if self.ahead.is_some() {
            return check::explore::After::Unknown;
        }
        self.system.after(state, taken, event)
    }
}

impl Game for Played {
    fn delivery(&mut self, words: &[u32], action: u32) -> Delivery {
        let action = match self.ahead {
            None => action,
            Some(_) => self.allowed(words, &mut Successors::default())[action as usize],
        };
        match self.system.action(words, action) {
            Action::Deliver { from, to, msg, outcome } => {
                Delivery { to, from, outcome, says: self.view.say(&msg) }
            }
            Action::Timeout { node, .. } => Delivery::clock(node),
            // Nothing is lost in a run, and who crashes has crashed before.
            _ => unreachable!("deliveries and clocks are all that happens"),
        }
    }

    fn ended(&mut self, words: &[u32]) -> u32 {
        // Whoever deals the coin comes after the processes, and may lag behind them.
        let processes = self.system.processes(words).into_iter().take(PROCESSES.into());
        let states = processes.filter_map(|process| process.state());
        states.filter_map(|state| self.view.round(state)).min().map_or(0, |first| first - 1)
    }

    fn ahead(&self) -> Option<u32> {
        self.ahead
    }

    fn start(&self, inputs: u32) -> Live {
        let machine = self.starts[inputs as usize].clone();
        Live::start(machine, self.view.clone(), self.nodes)
    }
}
