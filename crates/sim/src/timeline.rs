//! A whole run, computed ahead, and a playhead that moves over it.
//!
//! The run is an input log and a checkpoint every few thousand events; any moment is the checkpoint
//! before it, run on. Nothing else is stored per event.

use crate::{Happening, Input, Intervention, Observer, Setup, Trail, World};
use machine::{Machine, Time};

/// Events between two checkpoints: what a seek replays at most, and what a checkpoint's memory is
/// spread over.
const CHECKPOINT_EVERY: u64 = 8_192;

/// Somebody who writes down what a run does, and can go back to an earlier page.
pub trait Recorder<M: Machine>: Observer<M> {
    /// A place in the record, small and cheap to take.
    type Page: Clone;
    /// Where the record stands.
    fn page(&self) -> Self::Page;
    /// Forgets all that was written after `page`.
    fn turn_back(&mut self, page: &Self::Page);
}

/// Nobody writes.
impl<M: Machine> Recorder<M> for () {
    type Page = ();
    fn page(&self) {}
    fn turn_back(&mut self, _page: &()) {}
}

struct Checkpoint<M: Machine, Page> {
    world: World<M>,
    page: Page,
}

/// Looks out for an event, and leaves a trail where there is to be one.
struct Look<'a, M: Machine> {
    seen: fn(&Happening<'_, M>) -> bool,
    found: bool,
    trail: Option<&'a mut Trail<M::Msg>>,
}

impl<M: Machine> Observer<M> for Look<'_, M> {
    fn see(&mut self, at: Time, what: &Happening<'_, M>) {
        self.found |= (self.seen)(what);
        if let Some(trail) = &mut self.trail {
            trail.see(at, what);
        }
    }
}

/// A run with a frontier, up to which it is computed and recorded, and a playhead.
pub struct Timeline<M: Machine, R: Recorder<M>> {
    setup: Setup<M>,
    end: Time,
    checkpoints: Vec<Checkpoint<M, R::Page>>,
    checkpoint_every: u64,
    frontier: World<M>,
    /// What was recorded up to the frontier.
    record: R,
    playhead: World<M>,
    trail: Trail<M::Msg>,
}

impl<M: Machine, R: Recorder<M>> Timeline<M, R> {
    /// The run of `setup` until `end`, nothing of it computed yet; the trail behind the playhead
    /// is `trail` long.
    pub fn new(setup: Setup<M>, end: Time, trail: Time, mut record: R) -> Self {
        let page = record.page();
        let world = World::new(&setup, &mut record);
        let first = Checkpoint { world: World::new(&setup, &mut ()), page };
        Self {
            end,
            checkpoints: vec![first],
            checkpoint_every: CHECKPOINT_EVERY,
            frontier: world.clone(),
            record,
            playhead: world,
            trail: Trail::new(trail),
            setup,
        }
    }

    /// What it is made from.
    pub fn setup(&self) -> &Setup<M> {
        &self.setup
    }

    /// Where it ends.
    pub fn end(&self) -> Time {
        self.end
    }

    /// How far it is computed.
    pub fn computed(&self) -> Time {
        self.frontier.now()
    }

    /// How many events that took.
    pub fn events(&self) -> u64 {
        self.frontier.events()
    }

    /// The world at the end of what is computed.
    pub fn frontier(&self) -> &World<M> {
        &self.frontier
    }

    /// What was recorded up to there.
    pub fn record(&self) -> &R {
        &self.record
    }

    /// The world at the playhead.
    pub fn playhead(&self) -> &World<M> {
        &self.playhead
    }

    /// The messages that ended shortly before the playhead.
    pub fn trail(&self) -> &Trail<M::Msg> {
        &self.trail
    }

    /// Computes on for so many events; false when the run is complete.
    pub fn work(&mut self, events: u32) -> bool {
        for _ in 0..events {
            if !self.frontier.next(&self.setup, self.end, &mut self.record) {
                return false;
            }
            self.keep_checkpoint();
            debug_assert!(
                self.playhead.now() <= self.frontier.now(),
                "the playhead is past the frontier"
            );
        }
        true
    }

    fn keep_checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |last| last.world.events());
        if self.frontier.events() < last + self.checkpoint_every {
            return;
        }
        let weight: usize = self.checkpoints.iter().map(|point| point.world.weight()).sum();
        // Those that weigh more are thinned to half, so that the memory of a run is bounded.
        if weight + self.frontier.weight() > self.setup.limits.checkpoints {
            let mut even = false;
            self.checkpoints.retain(|_| {
                even = !even;
                even
            });
            self.checkpoint_every *= 2;
        }
        let page = self.record.page();
        self.checkpoints.push(Checkpoint { world: self.frontier.clone(), page });
        debug_assert_eq!(self.checkpoints[0].world.events(), 0, "the start is never thinned out");
    }

    /// Whether the run was stopped by its limit of events.
    pub fn exhausted(&self) -> bool {
        self.frontier.exhausted(&self.setup)
    }

    /// Moves the playhead to `to`, or as far as the run is computed.
    pub fn seek(&mut self, to: Time) {
        let to = to.min(self.computed());
        let back = to.saturating_sub(self.trail.span());
        let near = self.playhead.now() <= to && back <= self.playhead.now();
        if near {
            self.playhead.run(&self.setup, to, &mut self.trail);
        } else {
            self.seek_afresh(to);
        }
        debug_assert!(self.playhead.now() <= self.computed(), "the playhead is past the frontier");
    }

    /// Moves the playhead to just after event number `event` of the run, or as far as it is
    /// computed.
    pub fn seek_event(&mut self, event: u64) {
        let event = event.min(self.events());
        if self.playhead.events() > event {
            let index = self.checkpoints.partition_point(|point| point.world.events() <= event);
            let trail_start =
                self.checkpoints[index - 1].world.now().saturating_sub(self.trail.span());
            let index = self.checkpoints.partition_point(|point| point.world.now() <= trail_start);
            self.jump(index);
        }
        while self.playhead.events() < event
            && self.playhead.next(&self.setup, self.frontier.now(), &mut self.trail)
        {}
        debug_assert!(self.playhead.events() <= event, "event {event} was passed");
    }

    /// Moves the playhead to just after the next event that is `seen`, or else as far as the run is
    /// computed.
    pub fn step_on(&mut self, seen: fn(&Happening<'_, M>) -> bool) {
        let mut look = Look { seen, found: false, trail: Some(&mut self.trail) };
        while !look.found && self.playhead.next(&self.setup, self.frontier.now(), &mut look) {}
        debug_assert!(
            self.playhead.now() <= self.frontier.now(),
            "the playhead is past the frontier"
        );
    }

    /// Moves the playhead back to just after the event before that is `seen`, or else to the start.
    pub fn step_back(&mut self, seen: fn(&Happening<'_, M>) -> bool) {
        let mut before = self.playhead.events();
        let points = self.checkpoints.partition_point(|point| point.world.events() < before);
        for point in self.checkpoints[..points].iter().rev() {
            let (mut world, mut last) = (point.world.clone(), None);
            while world.events() + 1 < before {
                let mut look = Look { seen, found: false, trail: None };
                if !world.next(&self.setup, self.end, &mut look) {
                    break;
                }
                last = if look.found { Some(world.events()) } else { last };
            }
            if let Some(last) = last {
                return self.seek_event(last);
            }
            before = point.world.events() + 1;
        }
        self.seek_event(0);
        debug_assert_eq!(self.playhead.events(), 0);
    }

    /// Puts the playhead at the last of the first `index` checkpoints, and empties the trail.
    fn jump(&mut self, index: usize) {
        debug_assert!(index <= self.checkpoints.len());
        self.playhead.clone_from(&self.checkpoints[index.max(1) - 1].world);
        self.trail.clear();
    }

    /// Intervenes at the playhead, after all that happens at that moment; the future is to be
    /// computed anew.
    pub fn intervene(&mut self, what: Intervention) {
        let at = self.playhead.now();
        let index = self.setup.inputs.partition_point(|input| input.at <= at);
        self.setup.inputs.insert(index, Input { at, what });
        debug_assert!(self.setup.inputs.is_sorted_by_key(|input| input.at), "inputs are in order");
        self.rerun_from(at);
    }

    /// Takes input number `index` back; what came after it is to be computed anew, and the
    /// playhead is there at the latest.
    pub fn forget(&mut self, index: usize) {
        if index < self.setup.inputs.len() {
            let input = self.setup.inputs.remove(index);
            self.rerun_from(input.at);
        }
    }

    /// Goes back to the last checkpoint before `at`, and computes up to `at` or the playhead again,
    /// whichever comes first: never more than the events between two checkpoints.
    fn rerun_from(&mut self, at: Time) {
        let now = self.playhead.now().min(at);
        let keep = self.checkpoints.partition_point(|point| point.world.now() < at).max(1);
        self.checkpoints.truncate(keep);
        let last = &self.checkpoints[keep - 1];
        self.record.turn_back(&last.page);
        if keep == 1 {
            self.checkpoints[0].world = World::new(&self.setup, &mut ());
            self.frontier = World::new(&self.setup, &mut self.record);
        } else {
            self.frontier = last.world.clone();
        }
        while self.frontier.next(&self.setup, now.min(self.end), &mut self.record) {
            self.keep_checkpoint();
        }
        self.seek_afresh(now);
        debug_assert!(
            self.playhead.now() <= self.frontier.now(),
            "the playhead is past the frontier"
        );
    }

    /// Moves the playhead to `to` from a checkpoint, so far back that the trail is whole.
    fn seek_afresh(&mut self, to: Time) {
        let back = to.saturating_sub(self.trail.span());
        self.jump(self.checkpoints.partition_point(|point| point.world.now() <= back));
        self.playhead.run(&self.setup, to, &mut self.trail);
    }

    /// Runs from the start to what is computed under other eyes, for a complete trace.
    pub fn replay(&self, watch: &mut dyn Observer<M>) {
        World::new(&self.setup, watch).run(&self.setup, self.computed(), watch);
    }
}
