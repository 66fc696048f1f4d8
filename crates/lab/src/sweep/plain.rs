//! What a sweep over a failure detector came to, in a sentence.

use super::{Row, Summary};

/// How often it is wrong, and how soon it is right, where that was measured: the rate of mistakes
/// (`rate`, a minute and pair) and the time that one process took to detect (`detect`, ms).
pub fn says(row: &Row<'_>) -> Option<String> {
    let of = |id: &str| {
        let found = row.readout.iter().find(|(column, _)| column.id == id);
        found.map(|(_, summary)| *summary)
    };
    let (rate, detect) = (of("rate")?, of("detect")?);
    Some(format!("With these settings {}; {}.", wrong(rate), found(detect)))
}

fn wrong(rate: Summary) -> String {
    let Some(values) = rate.of else { return "nothing was watched".to_owned() };
    if values.mean < 1.0 {
        return format!("no process was suspected falsely in {} runs", rate.n);
    }
    // Millionths of a mistake a minute.
    let us = 60e12 / values.mean;
    format!("one process suspects one other falsely every {} on average", span(us))
}

fn found(detect: Summary) -> String {
    let Some(values) = detect.of else {
        return "no crash was found, if there was one: say when with crash".to_owned();
    };
    // Millionths of a millisecond.
    let [half, most] = [values.p50, values.p99].map(|value| span(value as f64 / 1e3));
    // Of fewer than 100 runs the 99th percentile is the longest.
    let share = if detect.n < 100 { format!("all {}", detect.n) } else { "99 of 100".to_owned() };
    let missed = match detect.skipped {
        0 => String::new(),
        missed => format!(", and in {missed} more not before the end"),
    };
    format!(
        "one process finds a crash within {half} in half of the runs, within {most} in {share}{missed}"
    )
}

/// A length of time in microseconds, with the unit that suits it.
fn span(us: f64) -> String {
    let of = |unit: f64, name: &str| {
        let value = us / unit;
        if value < 9.95 { format!("{value:.1} {name}") } else { format!("{value:.0} {name}") }
    };
    match us {
        ..1e6 => of(1e3, "ms"),
        ..120e6 => of(1e6, "s"),
        ..7_200e6 => of(60e6, "minutes"),
        ..172_800e6 => of(3_600e6, "hours"),
        _ => of(86_400e6, "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_sentences() {
        // Two mistakes in three minutes of a pair; found after 300 and 400 ms.
        let rate = Summary::of(&[Some(1_000_000), Some(333_333)]);
        assert_eq!(wrong(rate), "one process suspects one other falsely every 90 s on average");
        let detect = Summary::of(&[Some(300_000_000), Some(400_000_000)]);
        assert_eq!(
            found(detect),
            "one process finds a crash within 300 ms in half of the runs, within 400 ms in all 2"
        );
        let many: Vec<_> = (1..=200).map(|ms| Some(ms * 1_000_000)).chain([None]).collect();
        assert_eq!(
            found(Summary::of(&many)),
            "one process finds a crash within 100 ms in half of the runs, within 198 ms in 99 of \
             100, and in 1 more not before the end"
        );
        assert_eq!(
            wrong(Summary::of(&[Some(0), Some(0)])),
            "no process was suspected falsely in 2 runs"
        );
        assert!(found(Summary::of(&[None])).starts_with("no crash was found"));
        assert_eq!([1.5e6, 600e6, 7.2e10].map(span), ["1.5 s", "10 minutes", "20 hours"]);
    }
}
