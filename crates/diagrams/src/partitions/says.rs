//! What many runs came to, in a sentence.

use check::measure::Summary;
use scene::number;

/// How often a detector is wrong, and how soon it is right, where both were measured: the rate of
/// mistakes (`rate`, a minute and pair) and the time that one process took to detect (`detect`, ms).
pub fn says(of: &dyn Fn(&str) -> Option<Summary>) -> Option<String> {
    let (rate, detect) = (of("rate")?, of("detect")?);
    Some(format!("With these settings {}; {}.", wrong(rate), found(detect)))
}

fn wrong(rate: Summary) -> String {
    let Some(values) = rate.of else { return "nothing was watched".to_owned() };
    if values.mean == 0.0 {
        return format!("no process was suspected falsely in {} runs", rate.n);
    }
    let us = 60e6 / values.mean;
    format!("one process suspects one other falsely every {} on average", span(us))
}

fn found(detect: Summary) -> String {
    let Some(values) = detect.of else {
        return "no crash was found, if there was one: say when with crash".to_owned();
    };
    let [half, most] = [values.p50, values.p99].map(|ms| span(ms * 1e3));
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
    let (one, unit) = match us {
        ..1e6 => (1e3, "ms"),
        ..120e6 => (1e6, "s"),
        ..7_200e6 => (60e6, "minutes"),
        ..172_800e6 => (3_600e6, "hours"),
        _ => (86_400e6, "days"),
    };
    let value = us / one;
    format!("{} {unit}", number::decimal(value, u32::from(value < 9.95)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summed(values: &[f64]) -> Summary {
        Summary::of(&values.iter().copied().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_become_sentences() {
        // Two mistakes in three minutes of a pair; found after 300 and 400 ms.
        let rate = summed(&[1.0, 1.0 / 3.0]);
        assert_eq!(wrong(rate), "one process suspects one other falsely every 90 s on average");
        let detect = summed(&[300.0, 400.0]);
        assert_eq!(
            found(detect),
            "one process finds a crash within 300 ms in half of the runs, within 400 ms in all 2"
        );
        let many: Vec<_> = (1..=200).map(|ms| Some(f64::from(ms))).chain([None]).collect();
        assert_eq!(
            found(Summary::of(&many)),
            "one process finds a crash within 100 ms in half of the runs, within 198 ms in 99 of \
             100, and in 1 more not before the end"
        );
        assert!(found(Summary::of(&[None])).starts_with("no crash was found"));
        assert_eq!([1.5e6, 600e6, 7.2e10].map(span), ["1.5 s", "10 minutes", "20 hours"]);
    }

    #[test]
    fn nobody_was_suspected_only_where_nobody_was() {
        assert_eq!(wrong(summed(&[0.0, 0.0])), "no process was suspected falsely in 2 runs");
        // One mistake in two runs of ten minutes with 72 pairs.
        let rare = summed(&[0.0, 1.0 / 720.0]);
        assert_eq!(wrong(rare), "one process suspects one other falsely every 24 hours on average");
    }
}
