//! The picture in words.

use super::params::{Below, Params};
use super::record::Record;
use super::report;
use super::table::Table;
use super::truth::{Kind, Line, Truth, Worth};
use super::words;
use crate::figure::Twin;
use machine::{NodeSet, Time};
use protocols::detector::estimate::Method;
use scene::number;

/// The matrix in words, or the table of kinds.
pub fn twin(
    params: &Params,
    (record, truth): (&Record, Truth<'_>),
    table: &Table,
    now: Time,
) -> Twin {
    if params.below == Below::Table && !table.rows.is_empty() {
        return of_table(table);
    }
    let nodes = params.nodes as usize;
    let (down, all) = (truth.down(now), NodeSet::first(nodes));
    let suspects = report::suspects(record, nodes, params.method(), now);
    let mut rows = Vec::new();
    for by in all.minus(down).iter() {
        for of in all.iter().filter(|of| *of != by) {
            let line = truth.line((of, by), now);
            let state = match line {
                Line::Good => "good",
                Line::Poor => "poor",
                Line::Resting => "good for now",
                Line::Dead => "dead",
            };
            let worth = Worth::of(suspects[by.index()].contains(of), down.contains(of), line);
            rows.push(vec![
                by.to_string(),
                of.to_string(),
                state.to_owned(),
                worth.word().to_owned(),
            ]);
        }
    }
    Twin {
        caption: format!(
            "{} ({}); by {} at {now} s",
            Kind::of(params).label(),
            Kind::words(params),
            words::method(params.method()),
        ),
        head: ["watcher", "watched", "link to the watcher", "verdict"].map(str::to_owned).into(),
        rows,
    }
}

fn of_table(table: &Table) -> Twin {
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
    Twin {
        caption: "What each detector makes of each kind of trouble".to_owned(),
        head: head.map(str::to_owned).into(),
        rows,
    }
}
