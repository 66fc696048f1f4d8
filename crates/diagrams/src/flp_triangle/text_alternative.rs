//! The picture in words.

use super::claim::{Assumption, Witness};
use super::params::Params;
use super::run::Run;
use crate::figure::TextAlternative;
use machine::{NodeId, NodeSet};

/// The statement as the caption, then a row for each assumption and each process.
pub fn text_alternative(params: &Params, run: &Run) -> TextAlternative {
    let (world, record) = (run.playhead(), &run.record().record);
    let claim = Witness::of(params).claim();
    let assumption = |assumption: Assumption| {
        let made = if assumption.holds(params) { "assumed" } else { "dropped" };
        vec![assumption.label().to_owned(), assumption.sense().to_owned(), made.to_owned()]
    };
    let process = |node: NodeId| {
        let proposal = record.proposals[node.index()];
        let decided = record.decisions(world.now()).find(|(_, who, _)| *who == node);
        let state = world.state(node).map_or_else(|| "crashed".to_owned(), ToString::to_string);
        let decided =
            decided.map_or("undecided".to_owned(), |(_, _, value)| format!("decided {value}"));
        vec![node.to_string(), format!("proposed {proposal}, {decided}"), state]
    };
    let mut rows: Vec<Vec<String>> = Assumption::ALL.into_iter().map(assumption).collect();
    rows.extend(NodeSet::first(world.size()).iter().map(process));
    TextAlternative {
        caption: format!(
            "{}. {} {} At {} s",
            claim.title,
            claim.sentence,
            Witness::rule(params),
            world.now()
        ),
        head: ["what", "is", "stands"].map(str::to_owned).into(),
        rows,
    }
}
