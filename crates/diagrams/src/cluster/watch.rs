//! What a diagram keeps beside the run of a store, and what its shell asks of that.

use super::design::{Run, names};
use super::draw::{Layout, Picture};
use super::judge::Judgement;
use super::report::Known;
use super::snapshot::Snapshot;
use super::{menu, words};
use crate::figure::{Action, Choice, Frame, TextAlternative, View};
use machine::{NodeSet, Time};
use protocols::client::ClientNote;
use scene::{Point, Scene};

/// The views of a cluster: its ring, the messages between its processes, what clients saw.
pub const VIEWS: &[View] = &[
    View { id: "cluster", label: "Cluster" },
    View { id: "lanes", label: "Space-time" },
    View { id: "history", label: "History" },
];

/// A judge who follows the run, the moment last looked at, and what the reader has picked.
pub struct Watch {
    judgement: Judgement,
    snapshot: Snapshot,
    layout: Layout,
    picked: NodeSet,
}

impl Watch {
    /// Of a run with so many servers that has just begun.
    pub fn new(servers: u64) -> Self {
        Self {
            judgement: Judgement::new(servers as u32),
            snapshot: Snapshot::default(),
            layout: Layout::default(),
            picked: NodeSet::default(),
        }
    }

    /// Copies the moment at the playhead.
    pub fn look(&mut self, run: &Run) {
        self.snapshot.take(run);
    }

    /// Judges what was recorded since; true while there is more to do.
    pub fn follow(&mut self, run: &Run, complete: bool) -> bool {
        self.judgement.work(&run.record().record, complete)
    }

    /// Picks a process or lets go of it, by the code `pick:A`; lets go of all, by `clear`.
    ///
    /// # Errors
    /// There is no such process.
    pub fn pick(&mut self, run: &Run, code: &str) -> Result<(), String> {
        if code == "clear" {
            self.let_go();
            return Ok(());
        }
        let name = code.strip_prefix("pick:").unwrap_or_default();
        match crate::parts::menu::process_named(names(run), name) {
            Some(node) if self.picked.contains(node) => self.picked.remove(node),
            Some(node) => _ = self.picked.insert(node),
            None => return Err(format!("There is no {code}.")),
        }
        Ok(())
    }

    /// Lets go of all that is picked.
    pub fn let_go(&mut self) {
        self.picked = NodeSet::default();
    }

    /// What happened after the first moment, up to the second.
    pub fn tell(&self, run: &Run, (from, to): (Time, Time)) -> Vec<(Time, String)> {
        let (names, record) = (names(run), &run.record().record);
        let new = |at: Time| at > from && at <= to;
        let moments = record.moments.iter().filter(|moment| new(moment.at));
        let mut lines: Vec<(Time, String)> =
            moments.map(|m| (m.at, words::what(names, m.node, &m.what))).collect();
        for (at, note) in record.history.iter().filter(|(at, _)| new(*at)) {
            if let ClientNote::Returned(id, outcome) = note {
                lines.push((*at, words::told(&names.name(id.client), *outcome)));
            }
        }
        lines
    }

    /// What can be done with a target.
    pub fn menu(&self, run: &Run, target: &str) -> Vec<Choice> {
        menu::choices(run, self.picked, target)
    }

    /// The partition that a loop round some of the replicas draws.
    pub fn gesture(&self, run: &Run, trail: &[Point]) -> Option<Action> {
        let inside = self.layout.inside(self.snapshot.servers, trail);
        let others = self.snapshot.all_servers().minus(inside);
        let parts = !inside.is_empty() && !others.is_empty();
        let code = || names(run).write(&sim::Intervention::Part(vec![inside]));
        parts.then(|| Action::Intervene(code()))
    }

    /// Draws the views that `frame` asks for.
    pub fn draw(&mut self, run: &Run, frame: Frame, into: &mut Scene) {
        let record = &run.record().record;
        let picture = Picture {
            snapshot: &self.snapshot,
            record,
            judgement: &self.judgement,
            zones: &self.judgement.zones_at(record, &run.setup().places, self.snapshot.at),
            names: names(run),
            picked: self.picked,
            window: run.trail().span(),
        };
        if let Some(layout) = picture.draw(frame, into) {
            self.layout = layout;
        }
    }

    /// What is known of a run at a moment.
    pub fn known<'a>(&'a self, run: &'a Run, now: Time) -> Known<'a> {
        Known { run, record: &run.record().record, judgement: &self.judgement, now }
    }

    /// The picture in words.
    pub fn text_alternative(&self, run: &Run) -> TextAlternative {
        super::text_alternative::text_alternative(
            &self.snapshot,
            &self.judgement,
            &run.record().record,
            names(run),
        )
    }

    /// What clients asked and were told.
    #[cfg(feature = "files")]
    pub fn history(&self, run: &Run) -> Vec<crate::figure::Happened> {
        let servers = u32::from(run.setup().machine.workload.servers);
        super::history::history(&run.record().record, self.judgement.asked(), servers)
    }
}

/// Tells every event of a run.
#[cfg(feature = "files")]
pub fn trace(run: &Run, each: &mut dyn FnMut(&crate::figure::TraceEvent)) {
    run.replay(&mut super::trace::Tracer { names: names(run), each });
}
