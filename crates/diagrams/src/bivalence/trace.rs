//! The complete trace of a run, for files.

use super::game;
use super::map::Map;
use super::play::Run;
use super::words;
use crate::figure::{Carried, TraceEvent, TraceKind};
use machine::Time;

/// Hands out every delivery in order.
pub fn trace(map: &Map, run: &Run, each: &mut dyn FnMut(&TraceEvent)) {
    for step in 0..run.len() {
        let what = &run.turns[step as usize].what;
        let (at, to) = (Time::s(u64::from(step) + 1), game::name(what.to));
        let text = words::turn(map, run, step);
        if game::suspected(what.from).is_some() {
            each(&TraceEvent::of_suspicion(at, to, text));
            continue;
        }
        let (process, from) = (Some(to.clone()), game::name(what.from));
        // A message is named by the delivery it arrives with.
        let message = Some(Carried { id: u64::from(step) + 1, from, to });
        each(&TraceEvent { at, kind: TraceKind::Arrived, process, message, text });
    }
}
