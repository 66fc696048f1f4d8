//! The picture in words.

use super::belief::{half_life, up_after};
use super::draw::Picture;
use super::params::{Below, Params};
use super::table::Table;
use super::truth::{Kind, Line, Worth};
use super::words;
use crate::figure::TextAlternative;
use machine::{NodeId, NodeSet};
use protocols::detector::estimate::Method;
use scene::chart::short;
use scene::number;

/// What is shown below, in words: who suspects whom and how sure each is, the table of kinds, or
/// what silence proves.
pub fn text_alternative(picture: &Picture<'_>) -> TextAlternative {
    match picture.params.below {
        Below::Table if !picture.table.rows.is_empty() => of_table(picture.table),
        Below::Belief => of_belief(picture.params),
        _ => of_suspicions(picture),
    }
}

/// A row for each pair by the detector that is looked at, and of the pair that is looked at one for
/// each other detector.
fn of_suspicions(picture: &Picture<'_>) -> TextAlternative {
    let (params, now) = (picture.params, picture.now());
    let all = NodeSet::first(params.nodes as usize);
    let up = all.minus(picture.truth.down(now));
    let pairs = up.iter().flat_map(|by| all.iter().map(move |of| (by, of)));
    let pairs = pairs.filter(|(by, of)| by != of);
    let mut rows: Vec<_> = pairs.map(|pair| row(picture, pair, params.method())).collect();
    let others = Method::ALL.into_iter().filter(|method| *method != params.method());
    let watched = others.filter(|_| up.contains(params.pair().0));
    rows.extend(watched.map(|method| row(picture, params.pair(), method)));
    let (kind, links) = (Kind::of(params).label(), Kind::words(params));
    TextAlternative {
        caption: format!("{kind} ({links}); who suspects whom at {now} s"),
        head: ["watcher", "watched", "link to the watcher", "detector", "level", "verdict"]
            .map(str::to_owned)
            .into(),
        rows,
    }
}

fn row(picture: &Picture<'_>, (by, of): (NodeId, NodeId), method: Method) -> Vec<String> {
    let (truth, now, world) = (picture.truth, picture.now(), picture.run.playhead());
    let line = truth.line((of, by), now);
    let state = match line {
        Line::Good => "good",
        Line::Poor => "poor",
        Line::Resting => "good for now",
        Line::Dead => "dead",
    };
    let level = world.state(by).map(|state| {
        let milli = state.watch.level_milli(&picture.params.watch(), method, of);
        format!("{} % of the threshold", milli / 10)
    });
    let suspected = picture.suspects(method)[by.index()].contains(of);
    let worth = Worth::of(suspected, truth.down(now).contains(of), line);
    let cells =
        [by.to_string(), of.to_string(), state.to_owned(), words::method(method).to_owned()];
    cells.into_iter().chain([level.unwrap_or_default(), worth.word().to_owned()]).collect()
}

fn of_belief(params: &Params) -> TextAlternative {
    let percent = |chance: f64| format!("{} %", short(100.0 * chance));
    let (up, loss) = params.believed();
    let row = |beats: u32| {
        vec![beats.to_string(), percent(up_after(up, loss, beats)), percent(half_life(beats))]
    };
    TextAlternative {
        caption: "How likely it is that a silent process is up".to_owned(),
        head: ["missed heartbeats in a row", "by Bayes", "by the chapter's half-life, a toy"]
            .map(str::to_owned)
            .into(),
        rows: (0..=10).map(row).collect(),
    }
}

fn of_table(table: &Table) -> TextAlternative {
    let mut rows = Vec::new();
    for (row, cells) in &table.rows {
        for (cell, method) in cells.iter().zip(Method::ALL) {
            let told = match (cell.told, cell.told_by_both) {
                (true, _) => "yes",
                (false, true) => "only if A is asked too",
                (false, false) => "no",
            };
            rows.push(vec![
                row.label().to_owned(),
                words::method(method).to_owned(),
                cell.noticed
                    .map_or_else(|| "not noticed".to_owned(), |at| number::duration(at.as_us())),
                number::fixed(cell.false_milli as i64, 1),
                cell.sees.0.word().to_owned(),
                cell.sees.1.word().to_owned(),
                told.to_owned(),
            ]);
        }
    }
    let head = [
        "kind of trouble",
        "detector",
        "first suspicion after",
        "false suspicions a minute",
        "B sees A",
        "A sees B",
        "B can tell the kind",
    ];
    TextAlternative {
        caption: "What each detector makes of each kind of trouble".to_owned(),
        head: head.map(str::to_owned).into(),
        rows,
    }
}
