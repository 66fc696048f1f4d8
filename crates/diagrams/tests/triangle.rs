//! What a reader of the FLP triangle sees, as runs of links.

use diagrams::figure::{Figure, Report, Standing};
use diagrams::{ENTRIES, Entry};
use machine::Time;
use params::Link;

const FIVE: [&str; 5] = ["async", "crash", "det", "safe", "live"];

fn entry() -> &'static Entry {
    ENTRIES.iter().find(|entry| entry.id == "flp-triangle").expect("the diagram is there")
}

/// The figure of a link, computed to the end, with its playhead there.
fn opened(link: &str) -> Box<dyn Figure> {
    let mut figure = (entry().open)(&Link::parse(link).0);
    while figure.work(10_000) {}
    figure.seek(figure.end());
    figure
}

fn standing(report: &Report, id: &str) -> Standing {
    report.verdicts.iter().find(|verdict| verdict.id == id).expect(id).standing
}

fn reading(report: &Report, id: &str) -> String {
    report.readout.iter().find(|reading| reading.id == id).expect(id).value.clone()
}

/// Agreement, validity and termination.
fn monitors(report: &Report) -> [Standing; 3] {
    ["agreement", "validity", "termination"].map(|id| standing(report, id))
}

/// A query that drops those of the five whose bit is not set.
fn query(on: u32) -> String {
    let dropped = FIVE.iter().enumerate().filter(|(bit, _)| on >> bit & 1 == 0);
    dropped.map(|(_, id)| format!("&{id}=off")).collect()
}

#[test]
fn all_thirty_two_sets_of_assumptions_have_a_run_that_shows_what_is_true_of_them() {
    use Standing::{Holds, Violated};
    for (on, n, seed) in
        (0..32).flat_map(|on| (3..=7).flat_map(move |n| (0..6).map(move |seed| (on, n, seed))))
    {
        let link = format!("flp-triangle?n={n}&seed={seed}&len=4s{}", query(on));
        // In the order of FIVE from the right.
        let endless = [0b11111, 0b01111, 0b00111].contains(&on);
        let shown = match on {
            _ if endless => [Holds, Holds, Violated],
            0b10111 => [Violated, Holds, Holds],
            _ => [Holds; 3],
        };
        let report = opened(&link).report();
        assert_eq!(monitors(&report), shown, "{link}: {:?}", report.verdicts);
        let crashes = u32::from(on & 2 != 0 && !endless);
        assert_eq!(reading(&report, "crashes"), crashes.to_string(), "{link}");
    }
}
