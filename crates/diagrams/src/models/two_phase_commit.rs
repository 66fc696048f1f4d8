//! Two-phase commit as Gray and Lamport specify it: messages are a set that only grows.

use super::explore::{Inputs, Model};
use check::explore::{self, By, Kind, Look, Property, Successors};
use protocols::two_phase_commit::Phase;
use protocols::two_phase_commit::spec::{Action, State};

/// The most resource managers.
pub const MANAGERS_MAX: u32 = 9;

/// The property `TCConsistent`.
static PROPERTIES: [Property; 1] = [Property { name: "agreement", kind: Kind::Always }];

/// The specification with `N` resource managers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spec<const N: usize>;

/// The model with so many resource managers, 1 to [`MANAGERS_MAX`].
#[must_use]
pub fn model(managers: u32) -> Model {
    let search: Box<dyn explore::Model> = match managers {
        1 => Box::new(Spec::<1>),
        2 => Box::new(Spec::<2>),
        3 => Box::new(Spec::<3>),
        4 => Box::new(Spec::<4>),
        5 => Box::new(Spec::<5>),
        6 => Box::new(Spec::<6>),
        7 => Box::new(Spec::<7>),
        8 => Box::new(Spec::<8>),
        _ => Box::new(Spec::<9>),
    };
    let inputs = Inputs { labels: vec!["working".to_owned()], allowed: vec![3] };
    Model { search, inputs, valency: true, leaves_out: String::new() }
}

/// In one word two bits for each resource manager, then two for the manager; in the other who is
/// known to be prepared, who said so, and which word of the manager's is out.
fn encode<const N: usize>(state: &State<N>) -> [u32; 2] {
    let bits = |list: &[bool; N]| (0..N).fold(0, |all, at| all | u32::from(list[at]) << at);
    let phases = state.resources.iter().chain([&state.manager]).zip(0..);
    let phases = phases.fold(0, |all, (phase, at)| all | (*phase as u32) << (2 * at));
    let messages = u32::from(state.commit) | u32::from(state.abort) << 1;
    [phases, bits(&state.known) | bits(&state.prepared) << N | messages << (2 * N)]
}

fn decode<const N: usize>(words: &[u32]) -> State<N> {
    let phase = |at: usize| match words[0] >> (2 * at) & 3 {
        0 => Phase::Working,
        1 => Phase::Prepared,
        2 => Phase::Committed,
        _ => Phase::Aborted,
    };
    let bit = |at: usize| words[1] >> at & 1 == 1;
    State {
        resources: std::array::from_fn(phase),
        manager: phase(N),
        known: std::array::from_fn(bit),
        prepared: std::array::from_fn(|at| bit(N + at)),
        commit: bit(2 * N),
        abort: bit(2 * N + 1),
    }
}

impl<const N: usize> explore::Model for Spec<N> {
    fn initial(&mut self, out: &mut Successors) {
        out.push(&encode(&State::<N>::initial()), By::ENVIRONMENT);
    }

    fn expand(&mut self, words: &[u32], out: &mut Successors) {
        let state = decode::<N>(words);
        for action in state.actions() {
            let process = match action {
                Action::TmCommit | Action::TmAbort | Action::TmRcvPrepared(_) => 0,
                Action::RmPrepare(at)
                | Action::RmChooseToAbort(at)
                | Action::RmRcvCommitMsg(at)
                | Action::RmRcvAbortMsg(at) => at as u8 + 1,
            };
            out.push(&encode(&state.after(action)), By::process(process));
        }
    }

    fn look(&mut self, words: &[u32]) -> Look {
        let state = decode::<N>(words);
        let has = |phase| state.resources.contains(&phase);
        let decided = u8::from(has(Phase::Aborted)) | u8::from(has(Phase::Committed)) << 1;
        Look { decided, holds: u8::from(state.consistent()), end: true }
    }

    fn processes(&self) -> u8 {
        N as u8 + 1
    }

    fn properties(&self) -> &[Property] {
        &PROPERTIES
    }

    fn describe(&mut self, words: &[u32], action: u32) -> String {
        let action = decode::<N>(words).actions().nth(action as usize);
        action.map_or_else(String::new, |action| action.to_string())
    }
}
