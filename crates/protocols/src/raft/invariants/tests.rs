//! States that no run of Raft reaches, so that each invariant is seen to fall. (The scripts under
//! `tests/` show those that a lost disk brings down.)

use super::*;
use crate::client::{OpId, Server};
use crate::raft::{Command, Disk, Entry, Raft};
use machine::Effects;

/// A server in `term` whose log has an entry of each of these terms, writing these values.
fn server(version: u32, term: Term, log: &[(Term, u32)], commit: Index) -> State {
    let mut disk = Disk { term, ..Disk::default() };
    for &(term, value) in log {
        let id = OpId { client: NodeId(9), number: value };
        disk.log.push(Entry { term, command: Some(Command { id, key: 0, value }) });
    }
    disk.version.0 = version;
    let mut state = Raft::new(3).boot(NodeId(0), disk, &mut Effects::default());
    state.commit = commit;
    state
}

fn leader(version: u32, term: Term, log: &[(Term, u32)], commit: Index) -> State {
    State { role: Role::Leader, ..server(version, term, log, commit) }
}

/// Shows the ghost each server in turn.
fn observe(ghost: &mut Ghost, servers: &[Option<&State>]) -> Vec<Violation> {
    let all = (0..servers.len()).map(|at| NodeId(at as u8));
    all.flat_map(|at| ghost.observe_at(at, &servers)).collect()
}

/// What falls first when the servers are seen in one of these configurations after the other.
fn fallen(runs: &[[&State; 2]]) -> Option<(&'static str, String)> {
    let mut ghost = Ghost::default();
    let mut seen = runs.iter().flat_map(|[a, b]| observe(&mut ghost, &[Some(a), Some(b)]));
    seen.next().map(|seen| (seen.invariant.id, seen.why))
}

#[test]
fn nothing_falls_while_a_leader_replicates() {
    let (log, more) = ([(1, 7)], [(1, 7), (1, 8)]);
    let follower = |log| server(1, 1, log, 0);
    let runs = [
        [&leader(1, 1, &log, 0), &follower(&[])],
        [&leader(2, 1, &more, 1), &server(2, 1, &log, 0)],
        [&leader(3, 1, &more, 2), &server(3, 1, &more, 2)],
    ];
    assert_eq!(fallen(&runs), None);
}

#[test]
fn two_leaders_of_a_term() {
    let (a, b) = (leader(1, 3, &[], 0), leader(1, 3, &[], 0));
    let (id, why) = fallen(&[[&a, &b]]).unwrap();
    assert_eq!((id, why.as_str()), ("election-safety", "A and B were both elected in term 3"));
}

#[test]
fn all_that_falls_at_one_step() {
    let old = leader(1, 1, &[(1, 7)], 1);
    let (a, b) = (leader(2, 3, &[(1, 7)], 1), leader(1, 3, &[], 0));
    let mut ghost = Ghost::default();
    assert!(observe(&mut ghost, &[Some(&old), None]).is_empty());
    let fallen = observe(&mut ghost, &[Some(&a), Some(&b)]);
    let ids: Vec<_> = fallen.iter().map(|seen| seen.invariant.id).collect();
    assert_eq!(ids, ["election-safety", "leader-completeness"]);
}

#[test]
fn a_leader_that_drops_or_changes_an_entry() {
    let idle = server(1, 1, &[], 0);
    let full = leader(1, 1, &[(1, 7), (1, 8)], 0);
    for other in [&[(1, 7)][..], &[(1, 7), (1, 9), (1, 10)]] {
        let (id, _) = fallen(&[[&full, &idle], [&leader(2, 1, other, 0), &idle]]).unwrap();
        assert_eq!(id, "leader-append-only");
    }
}

#[test]
fn logs_that_differ_below_an_entry_they_share() {
    let a = server(1, 2, &[(1, 7), (2, 8)], 0);
    let same = server(1, 2, &[(1, 7), (2, 8), (2, 9)], 0);
    assert_eq!(fallen(&[[&a, &same]]), None);
    let apart = server(1, 2, &[(1, 6), (2, 8), (2, 9)], 0);
    let (id, why) = fallen(&[[&a, &apart]]).unwrap();
    assert_eq!(id, "log-matching");
    assert!(why.contains("entry 2 of term 2"), "{why}");
}

#[test]
fn a_leader_without_what_was_committed_before_its_term() {
    let old = leader(1, 1, &[(1, 7), (1, 8)], 2);
    let (id, why) = fallen(&[[&old, &leader(1, 2, &[(1, 7)], 0)]]).unwrap();
    assert_eq!(id, "leader-completeness");
    assert_eq!(why, "B leads term 2 without entry 2 (J#8 k0=8), committed in term 1");
    assert_eq!(fallen(&[[&old, &leader(1, 2, &[(1, 7), (1, 8)], 0)]]), None);
}

#[test]
fn servers_that_apply_different_entries() {
    let (a, b) = (server(1, 2, &[(1, 7)], 1), server(1, 2, &[(2, 8)], 1));
    let (id, why) = fallen(&[[&a, &b]]).unwrap();
    assert_eq!(id, "state-machine-safety");
    assert_eq!(why, "B applies an entry 1 other than the one (J#7 k0=7) applied before");
}

#[test]
fn the_memory_of_a_long_run_is_bounded() {
    let mut ghost = Ghost::default();
    for turn in 1..200u32 {
        let log: Vec<(Term, u32)> = (1..=turn * 10).map(|value| (value / 5, value)).collect();
        let state = leader(turn, turn * 2, &log, turn * 10);
        assert!(observe(&mut ghost, &[Some(&state)]).is_empty());
    }
    assert!(ghost.size() < 1_500, "{}", ghost.size());
}
