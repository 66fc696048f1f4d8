//! The specification `TwoPhase` of Gray and Lamport (2006), action by action: states of the whole
//! system, messages a set that only grows, no timers and no crashes, since anybody may wait for ever.

use super::Phase;
use std::fmt::{Display, Formatter, Result};

/// A state of the system with N resource managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State<const N: usize> {
    /// `rmState`.
    pub resources: [Phase; N],
    /// `tmState`; `init` is [`Phase::Working`].
    pub manager: Phase,
    /// `tmPrepared`: of whom the manager knows that they are prepared.
    pub known: [bool; N],
    /// The messages `Prepared` among `msgs`.
    pub prepared: [bool; N],
    /// Whether `Commit` is among `msgs`.
    pub commit: bool,
    /// Whether `Abort` is.
    pub abort: bool,
}

/// An action of the specification, with the number of its resource manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The manager gets `Prepared`.
    TmRcvPrepared(usize),
    /// The manager commits: all are prepared, as it knows.
    TmCommit,
    /// The manager aborts, of its own accord.
    TmAbort,
    /// A resource manager prepares.
    RmPrepare(usize),
    /// A resource manager aborts, of its own accord.
    RmChooseToAbort(usize),
    /// A resource manager is told to commit.
    RmRcvCommitMsg(usize),
    /// A resource manager is told to abort.
    RmRcvAbortMsg(usize),
}

/// The specification's names: `RMPrepare(1)`; resource managers count from 1.
impl Display for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::TmRcvPrepared(at) => write!(f, "TMRcvPrepared({})", at + 1),
            Self::TmCommit => f.write_str("TMCommit"),
            Self::TmAbort => f.write_str("TMAbort"),
            Self::RmPrepare(at) => write!(f, "RMPrepare({})", at + 1),
            Self::RmChooseToAbort(at) => write!(f, "RMChooseToAbort({})", at + 1),
            Self::RmRcvCommitMsg(at) => write!(f, "RMRcvCommitMsg({})", at + 1),
            Self::RmRcvAbortMsg(at) => write!(f, "RMRcvAbortMsg({})", at + 1),
        }
    }
}

impl<const N: usize> State<N> {
    /// `TPInit`.
    #[must_use]
    pub fn initial() -> Self {
        let (resources, manager) = ([Phase::Working; N], Phase::Working);
        Self {
            resources,
            manager,
            known: [false; N],
            prepared: [false; N],
            commit: false,
            abort: false,
        }
    }

    /// `TPNext`: each action that is enabled here. What it leads to may be the state itself, where an
    /// old message is received again.
    pub fn actions(&self) -> impl Iterator<Item = Action> + use<N> {
        let all = (0..N).flat_map(|at| {
            use Action::{
                RmChooseToAbort, RmPrepare, RmRcvAbortMsg, RmRcvCommitMsg, TmRcvPrepared,
            };
            [
                TmRcvPrepared(at),
                RmPrepare(at),
                RmChooseToAbort(at),
                RmRcvCommitMsg(at),
                RmRcvAbortMsg(at),
            ]
        });
        let state = *self;
        [Action::TmCommit, Action::TmAbort]
            .into_iter()
            .chain(all)
            .filter(move |a| state.enabled(*a))
    }

    fn enabled(&self, action: Action) -> bool {
        match action {
            Action::TmRcvPrepared(at) => self.manager == Phase::Working && self.prepared[at],
            Action::TmCommit => self.manager == Phase::Working && self.known == [true; N],
            Action::TmAbort => self.manager == Phase::Working,
            Action::RmPrepare(at) | Action::RmChooseToAbort(at) => {
                self.resources[at] == Phase::Working
            }
            Action::RmRcvCommitMsg(_) => self.commit,
            Action::RmRcvAbortMsg(_) => self.abort,
        }
    }

    /// The state after an action that is enabled.
    #[must_use]
    pub fn after(mut self, action: Action) -> Self {
        debug_assert!(self.enabled(action), "{action} is not enabled");
        match action {
            Action::TmRcvPrepared(at) => self.known[at] = true,
            Action::TmCommit => (self.manager, self.commit) = (Phase::Committed, true),
            Action::TmAbort => (self.manager, self.abort) = (Phase::Aborted, true),
            Action::RmPrepare(at) => {
                (self.resources[at], self.prepared[at]) = (Phase::Prepared, true);
            }
            Action::RmChooseToAbort(at) | Action::RmRcvAbortMsg(at) => {
                self.resources[at] = Phase::Aborted;
            }
            Action::RmRcvCommitMsg(at) => self.resources[at] = Phase::Committed,
        }
        self
    }

    /// `TCConsistent`: no resource manager has committed and another aborted.
    #[must_use]
    pub fn consistent(&self) -> bool {
        let is = |phase| self.resources.contains(&phase);
        !(is(Phase::Committed) && is(Phase::Aborted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Distinct states and all steps, those included that lead nowhere new: as TLC counts them.
    fn reach<const N: usize>() -> (usize, usize) {
        let mut seen = BTreeSet::from([State::<N>::initial()]);
        let mut fresh = vec![State::<N>::initial()];
        let mut generated = 1;
        while let Some(state) = fresh.pop() {
            assert!(state.consistent(), "{state:?}");
            for action in state.actions() {
                generated += 1;
                let after = state.after(action);
                if seen.insert(after) {
                    fresh.push(after);
                }
            }
        }
        (seen.len(), generated)
    }

    #[test]
    fn three_resource_managers_have_288_states() {
        assert_eq!(reach::<1>(), (12, 20));
        assert_eq!(reach::<2>(), (56, 154));
        assert_eq!(reach::<3>(), (288, 1_146));
    }
}
