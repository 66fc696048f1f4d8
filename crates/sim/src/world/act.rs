//! What is done to a world from outside: crashes, pauses, commands, messages, wires.

use super::{Due, Happening, Held, Life, Observer, World};
use crate::{Intervention, Loss, MsgId, Setup};
use machine::{Event, Machine, NodeId};

impl<M: Machine> World<M> {
    /// Does what is asked, or says that it could not be done; true if wires were changed, which is
    /// for the caller to tell.
    pub(super) fn intervene(
        &mut self,
        setup: &Setup<M>,
        what: &Intervention,
        watch: &mut dyn Observer<M>,
    ) -> bool {
        let done = match what {
            Intervention::Crash(node) => self.crash(setup, *node, watch),
            Intervention::Restart { node, wiped } => self.restart(setup, *node, *wiped, watch),
            Intervention::Pause(node) => self.pause(*node, watch),
            Intervention::Resume(node) => self.resume(setup, *node, watch),
            Intervention::Command { node, code } => self.command(setup, *node, *code, watch),
            Intervention::Drop(id) => self.drop_message(*id, watch),
            Intervention::Delay { id, by } => self.queue.reschedule(*id, |flight| flight.due + *by),
            Intervention::Deliver(id) => {
                let now = self.now;
                self.queue.reschedule(*id, |_| now)
            }
            wiring => {
                wiring.rewire(&mut self.cuts, |side| setup.with_guests(side));
                return true;
            }
        };
        if !done {
            watch.see(self.now, &Happening::Missed(what));
        }
        false
    }

    fn pause(&mut self, node: NodeId, watch: &mut dyn Observer<M>) -> bool {
        let place = &mut self.nodes[node.index()];
        if place.paused || matches!(place.life, Life::Down(_)) {
            return false;
        }
        debug_assert!(place.held.is_empty(), "something waits for {node}, which is not paused");
        place.paused = true;
        watch.see(self.now, &Happening::Paused(node));
        true
    }

    /// A process goes on, and handles at once what has been waiting for it, in order.
    fn resume(&mut self, setup: &Setup<M>, node: NodeId, watch: &mut dyn Observer<M>) -> bool {
        let place = &mut self.nodes[node.index()];
        if !place.paused {
            return false;
        }
        place.paused = false;
        watch.see(self.now, &Happening::Resumed(node));
        // One by one: what it does with a message may take back a timeout that waits behind it.
        while let Some(held) = self.nodes[node.index()].held.pop_front() {
            let event = match held {
                Held::Message(flight) => Event::Message { from: flight.from, msg: flight.msg },
                Held::Timeout(name) => Event::Timeout(name),
                Held::Command(code) => Event::Command(code),
            };
            self.step(setup, node, event, watch);
        }
        debug_assert!(self.nodes[node.index()].held.is_empty(), "what waited has been handled");
        true
    }

    fn command(
        &mut self,
        setup: &Setup<M>,
        node: NodeId,
        code: u32,
        watch: &mut dyn Observer<M>,
    ) -> bool {
        let place = &mut self.nodes[node.index()];
        if matches!(place.life, Life::Down(_)) {
            return false;
        }
        if place.paused {
            place.held.push_back(Held::Command(code));
        } else {
            self.step(setup, node, Event::Command(code), watch);
        }
        true
    }

    fn drop_message(&mut self, id: MsgId, watch: &mut dyn Observer<M>) -> bool {
        let Some(flight) = self.queue.remove(id) else { return false };
        watch.see(self.now, &Happening::Lost(&flight, Loss::Dropped));
        true
    }

    /// Draws when somebody crashes next, if anybody does.
    pub(super) fn await_next_crash(&mut self, setup: &Setup<M>) {
        if let Some(crashes) = &setup.crashes {
            let time = self.now + self.rng.exponential(crashes.every);
            let turn = (time, self.next_order());
            self.queue.push(turn, Due::Crash);
        }
    }

    /// A random crash is due.
    pub(super) fn crash_somebody(&mut self, setup: &Setup<M>, watch: &mut dyn Observer<M>) {
        let Some(crashes) = &setup.crashes else { return };
        let victim = self.rng.below(crashes.among.len().max(1) as u32) as usize;
        debug_assert!(victim < crashes.among.len().max(1));
        if let Some(node) = crashes.among.iter().nth(victim)
            && self.crash(setup, node, watch)
        {
            let time = self.now + self.rng.time(&crashes.down);
            let turn = (time, self.next_order());
            self.nodes[node.index()].repair = Some(turn);
            self.queue.push(turn, Due::Repair(node));
        }
        self.await_next_crash(setup);
    }

    /// Stops a process; false if it is down already.
    pub(super) fn crash(
        &mut self,
        setup: &Setup<M>,
        node: NodeId,
        watch: &mut dyn Observer<M>,
    ) -> bool {
        let place = &mut self.nodes[node.index()];
        let Life::Up(_) = &place.life else { return false };
        let life = std::mem::replace(&mut place.life, Life::Down(M::Disk::default()));
        if let Life::Up(state) = life {
            place.life = Life::Down(setup.machine.crash(state));
        }
        place.held.clear();
        place.paused = false;
        place.repair = None;
        for timer in &mut place.timers {
            timer.due = None;
        }
        watch.see(self.now, &Happening::Crashed(node));
        watch.stepped(self, node);
        true
    }

    /// Starts a process again; false if it is up.
    pub(super) fn restart(
        &mut self,
        setup: &Setup<M>,
        node: NodeId,
        wiped: bool,
        watch: &mut dyn Observer<M>,
    ) -> bool {
        let Life::Down(disk) = &mut self.nodes[node.index()].life else { return false };
        let disk = if wiped { M::Disk::default() } else { std::mem::take(disk) };
        let place = &self.nodes[node.index()];
        debug_assert!(
            !place.paused && place.held.is_empty(),
            "nothing waits for {node}, which is down"
        );
        debug_assert!(
            place.timers.iter().all(|timer| timer.due.is_none()),
            "a crash ends all timers"
        );
        watch.see(self.now, &Happening::Restarted(node, wiped));
        self.boot(setup, node, disk, watch);
        true
    }
}
