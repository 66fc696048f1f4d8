//! A readout is a number wherever programs read it, and not what people are shown of it.

use diagrams::ENTRIES;
use diagrams::figure::{Reading, Report};
use diagrams::reading::Amount;
use lab::open;
use lab::sweep::{self, Asked, Merge, Outcomes, Plan, Shard, Shown};
use serde_json::Value;

/// Every diagram as it opens, and as two of its examples do.
fn links() -> Vec<String> {
    let of = |entry: &&diagrams::Entry| {
        let queries = entry.presets.iter().map(|preset| preset.query).take(2);
        queries.chain([""]).map(|query| format!("{}?{query}", entry.id)).collect::<Vec<_>>()
    };
    ENTRIES.iter().flat_map(of).collect()
}

/// The plan of one run or some, and what they came to.
fn swept(link: &str, seeds: std::ops::Range<u64>) -> (Plan, Outcomes) {
    let (figure, _) = open::link(link).expect("a link");
    let asked = Asked { seeds, vary: Vec::new(), runs_max: Asked::RUNS_MAX };
    let plan = Plan::new(figure.as_ref(), asked).expect("a plan");
    let outcomes = (0..plan.runs()).map(|index| sweep::run(&plan, index).ok()).collect();
    (plan, outcomes)
}

/// What the only run of a plan says at its end.
fn report(plan: &Plan) -> Report {
    let (setting, seed) = plan.run(0);
    let mut figure = setting.open(seed).expect("a figure");
    while figure.work(100_000) {}
    figure.seek(figure.end());
    figure.report()
}

fn is(value: &Value, reading: &Reading, of: &str) {
    let amount = value.as_f64().and_then(Amount::new);
    assert_eq!(amount, reading.amount, "{} of {of}", reading.id);
}

#[test]
fn every_readout_is_its_amount_in_json_csv_and_sweeps() {
    let mut rounded = 0;
    for link in links() {
        let (plan, outcomes) = swept(&link, 5..6);
        let rows = Shown::default().rows(&plan, &outcomes).expect("rows");
        let sweep: Value =
            serde_json::to_value(Shown::default().swept(&plan, &rows)).expect("JSON");
        let csv = Shown::default().csv(&plan, &rows);
        let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let (head, cells) = (lines.next().expect("heads"), lines.next().expect("a row"));
        for (at, reading) in report(&plan).readout.iter().enumerate() {
            let run: Value = serde_json::from_str(&lab::json(reading)).expect("JSON");
            is(&run["value"], reading, &link);
            assert_eq!(run["text"], reading.text(), "{link}");
            let row = &sweep["rows"][0]["readout"][at];
            assert_eq!((&row["id"], &row["unit"]), (&run["id"], &run["unit"]), "{link}");
            for of in ["mean", "p50", "p99"] {
                is(&row[of], reading, &link);
                let column = format!("{}.{of}", reading.id);
                let column = head.iter().position(|head| *head == column).expect("a column");
                is(&serde_json::from_str(cells[column]).unwrap_or_default(), reading, &link);
            }
            let text = reading.text().replace('\u{202f}', "").replace('\u{2212}', "-");
            rounded += u32::from(text.parse().ok().and_then(Amount::new) != reading.amount);
        }
    }
    assert!(rounded >= 10, "texts of {rounded} amounts say less than all");
}

#[test]
fn amounts_come_back_from_the_parts_of_a_sweep_to_the_last_bit() {
    for entry in ENTRIES {
        let (plan, outcomes) = swept(entry.id, 0..5);
        let mut merge = Merge::default();
        for index in 0..3 {
            let part = Shard { index, of: 3 };
            let mine = plan.part(part);
            let made = outcomes.iter().enumerate();
            let made = made.map(|(run, outcome)| outcome.clone().filter(|_| mine.contains(&run)));
            let text = sweep::written(&plan, part, &made.collect());
            merge.add(&index.to_string(), &text).expect("a part");
        }
        let (_, merged) = merge.finish().expect("a whole");
        assert_eq!(merged, outcomes, "{}", entry.id);
    }
}
