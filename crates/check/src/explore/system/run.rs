//! What can happen in a configuration.

use super::steps::{Known, Raw, Who};
use super::{Change, System};
use crate::explore::model::{After, By, Model, Successors};
use crate::explore::view::{Fate, View};
use machine::{Machine, NodeId, NodeSet};

/// In the first word: how many crashes there were, and how many losses from this bit on.
const LOSSES: u32 = 8;

impl<M: Machine, V: View<M>> System<M, V> {
    /// The values decided, as bits.
    pub(super) fn decided(&self, words: &[u32]) -> u8 {
        let processes = &words[1..=self.nodes];
        processes.iter().fold(0, |all, process| all | self.steps.facts(*process).decided)
    }

    /// Starts all processes, in every way there is.
    pub(super) fn boot_all(&mut self, machine: u8, out: &mut Successors) {
        let who = |node: usize| Who { node: NodeId(node as u8), machine };
        let boots = (0..self.nodes).map(|node| self.steps.boot(who(node)));
        let boots: Vec<Known> = boots.collect();
        let mut ways: Vec<(Vec<u32>, Vec<u32>)> = vec![(vec![0], Vec::new())];
        for boot in boots {
            let mut next = Vec::new();
            for (words, sent) in &ways {
                for index in 0.. {
                    let Some(outcome) = self.steps.outcome(boot, index) else { break };
                    let words = [words, [outcome.process].as_slice()].concat();
                    next.push((words, [sent, self.steps.sent(outcome)].concat()));
                }
            }
            ways = next;
        }
        debug_assert!(ways.iter().all(|(words, _)| words.len() == 1 + self.nodes));
        for (words, sent) in ways {
            let node = NodeId(0);
            let (head, process) = (0, words[1]);
            let by = By::ENVIRONMENT;
            self.push(
                out,
                Change { words: &words, head, node, process, used: None, sent: &sent, by },
            );
        }
    }

    pub(super) fn deliveries(&mut self, words: &[u32], out: &mut Successors) {
        let first = 1 + self.nodes;
        for at in 0..words.len() - first {
            let message = words[first + at];
            if at > 0 && words[first + at - 1] == message {
                continue; // Equal messages are one.
            }
            let to = self.steps.receiver(message);
            debug_assert!(to.index() < self.nodes, "{to} is not in the system");
            let known = self.steps.deliver(words[1 + to.index()], message);
            if known.fate == Fate::Now {
                let raw = |outcome| Raw::Deliver { message, outcome };
                self.outcomes(words, out, (to, known, Some(at)), raw);
            }
        }
    }

    pub(super) fn timeouts(&mut self, words: &[u32], out: &mut Successors) {
        for node in 0..self.nodes {
            let process = words[1 + node];
            let timers = self.steps.timers(process);
            if timers.is_empty() || !self.may_time_out(words, node) {
                continue;
            }
            for timer in timers {
                let known = self.steps.time_out(process, timer);
                let node = NodeId(node as u8);
                let raw = |outcome| Raw::Timeout { node, timer, outcome };
                self.outcomes(words, out, (node, known, None), raw);
            }
        }
    }

    fn may_time_out(&self, words: &[u32], node: usize) -> bool {
        let all = self.processes(words);
        let state = all[node].state();
        state.is_some_and(|state| self.view().may_time_out(NodeId(node as u8), state, &all))
    }

    pub(super) fn crashes(&mut self, words: &[u32], out: &mut Successors) {
        for node in self.faults.among.intersection(NodeSet::first(self.nodes)).iter() {
            let process = words[1 + node.index()];
            if !self.steps.facts(process).is_up {
                if self.faults.recover {
                    let known = self.steps.recover(process);
                    let raw = |outcome| Raw::Recover { node, outcome };
                    self.outcomes(words, out, (node, known, None), raw);
                }
            } else if words[0] & 255 < u32::from(self.faults.crashes) {
                let fresh = self.steps.is_fresh(process, &words[1 + self.nodes..]);
                let process = self.steps.crash(process);
                debug_assert!(words[0] & 255 < 255, "crashes are counted in eight bits");
                let (head, by) = (words[0] + 1, By::ENVIRONMENT);
                self.actions.push(Raw::Crash { node });
                self.push(out, Change { words, head, node, process, used: None, sent: &[], by });
                if let Some(sent) = fresh.filter(|sent| !sent.is_empty()) {
                    let mut words = words.to_vec();
                    words.retain({
                        let mut at = 0;
                        let first = self.nodes;
                        move |word| {
                            at += 1;
                            at <= first + 1 || !sent.contains(word)
                        }
                    });
                    let words = words.as_slice();
                    self.actions.push(Raw::Absent { node });
                    self.push(
                        out,
                        Change { words, head, node, process, used: None, sent: &[], by },
                    );
                }
            }
        }
    }

    pub(super) fn losses(&mut self, words: &[u32], out: &mut Successors) {
        if words[0] >> LOSSES >= u32::from(self.faults.losses) {
            return;
        }
        let first = 1 + self.nodes;
        for at in 0..words.len() - first {
            let message = words[first + at];
            if at > 0 && words[first + at - 1] == message {
                continue;
            }
            let node = self.steps.receiver(message);
            debug_assert!(node.index() < self.nodes, "{node} is not in the system");
            let (head, process) = (words[0] + (1 << LOSSES), words[1 + node.index()]);
            let by = By::ENVIRONMENT;
            self.actions.push(Raw::Lose { message });
            self.push(out, Change { words, head, node, process, used: Some(at), sent: &[], by });
        }
    }

    /// Pushes every way a step can go.
    fn outcomes(
        &mut self,
        words: &[u32],
        out: &mut Successors,
        of: (NodeId, Known, Option<usize>),
        raw: impl Fn(u32) -> Raw,
    ) {
        let (node, known, used) = of;
        for index in 0.. {
            let Some(outcome) = self.steps.outcome(known, index) else { break };
            let by = By::process(node.0);
            let by = if index > 0 { by.or_else() } else { by };
            self.actions.push(raw(index));
            let mut sent = std::mem::take(&mut self.sent);
            sent.clear();
            sent.extend_from_slice(self.steps.sent(outcome));
            let (head, process) = (words[0], outcome.process);
            self.push(out, Change { words, head, node, process, used, sent: &sent, by });
            self.sent = sent;
        }
    }

    /// What becomes of a delivery when another action is taken instead.
    pub(super) fn what_becomes(&mut self, words: &[u32], taken: u32, event: u32) -> After {
        let mut out = Successors::default();
        self.expand(words, &mut out);
        let Raw::Deliver { message, .. } = self.actions[event as usize] else {
            return After::Unknown;
        };
        if let Raw::Deliver { message: taken, .. } = self.actions[taken as usize]
            && taken == message
        {
            return After::Unknown;
        }
        let rounds = out.by(taken as usize).rounds();
        let mut moved = [message];
        self.steps.shift(&mut [], &mut moved, rounds);
        let next = out.state(taken as usize).to_vec();
        if !next[1 + self.nodes..].contains(&moved[0]) {
            return After::Void;
        }
        out.clear();
        self.expand(&next, &mut out);
        let same = |raw: &Raw| *raw == Raw::Deliver { message: moved[0], outcome: 0 };
        match self.actions.iter().position(same) {
            Some(action) => After::Pending(action as u32),
            None => After::Unknown,
        }
    }
}
