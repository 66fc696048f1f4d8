//! The reader's own latencies: a list of samples, to the two percentiles that the links follow.

use machine::Time;

/// What a list came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Half of the samples are no longer, and 99 of 100, by nearest rank; none without a sample.
    pub percentiles: Option<(Time, Time)>,
    /// How many samples there were.
    pub samples: usize,
    /// What was left out, by line.
    pub issues: Vec<String>,
}

/// No list is longer.
pub const SAMPLES_MAX: usize = 100_000;
/// Of more lines that are left out only the number is said.
const ISSUES_MAX: usize = 5;
/// No sample is longer, in microseconds.
const LONGEST: u64 = 60_000_000;

/// Reads samples in milliseconds, or with `us`, `ms` or `s`; several on a line are parted by commas,
/// semicolons or spaces. What is no sample is left out and said.
pub fn fit(text: &str) -> Fit {
    let (mut samples, mut issues, mut more) = (Vec::new(), Vec::new(), 0_usize);
    let lines = text.trim_end().lines().enumerate();
    let joined =
        |text: &str| text.trim().replace(" us", "us").replace(" ms", "ms").replace(" s", "s");
    for (line, words) in lines.map(|(line, text)| (line + 1, joined(text))) {
        let parts = words.split([',', ';', ' ', '\t']).filter(|part| !part.is_empty());
        let mut wrong = words.is_empty().then(|| "is empty".to_owned());
        for part in parts {
            match micros(part) {
                Ok(sample) if samples.len() < SAMPLES_MAX => samples.push(sample),
                Ok(_) => wrong = Some(format!("is after the first {SAMPLES_MAX} samples")),
                Err(why) => wrong = Some(why),
            }
        }
        match wrong {
            Some(why) if issues.len() < ISSUES_MAX => {
                issues.push(format!("Line {line} {why}: left out."));
            }
            Some(_) => more += 1,
            None => {}
        }
    }
    if more > 0 {
        issues.push(format!("{more} more lines have something that was left out."));
    }
    machine::heap_sort_by_key(&mut samples, |sample| *sample);
    let rank = |percent: usize| {
        samples.get((samples.len() * percent).div_ceil(100).max(1) - 1).map(|us| Time::us(*us))
    };
    Fit { percentiles: rank(50).zip(rank(99)), samples: samples.len(), issues }
}

/// A sample in microseconds, or what is wrong with it.
fn micros(part: &str) -> Result<u64, String> {
    let shown: String = part.chars().take(12).collect();
    if part.starts_with(['-', '\u{2212}']) {
        return Err(format!("has the negative number {shown}"));
    }
    let units = [("us", 1), ("ms", 1_000), ("s", 1_000_000)];
    let unit = units.iter().find_map(|(unit, us)| Some((part.strip_suffix(unit)?, *us)));
    let (digits, unit) = unit.unwrap_or((part, 1_000));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(rest) || whole.len() + rest.len() == 0 || whole.len() > 9 {
        return Err(format!("has \"{shown}\", which is no number"));
    }
    let number = |text: &str| text.bytes().fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    let rest: String = rest.chars().chain("000000".chars()).take(6).collect();
    let us = number(whole) * unit + number(&rest) * unit / 1_000_000;
    if us == 0 || us > LONGEST {
        return Err(format!("has {shown}, which is not between 1 us and 60 s"));
    }
    Ok(us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_come_to_percentiles_of_the_nearest_rank() {
        let text: String = (1..=200).map(|ms| format!("{ms}\n")).collect();
        let found = fit(&text);
        assert_eq!(found.percentiles, Some((Time::ms(100), Time::ms(198))));
        assert_eq!((found.samples, found.issues), (200, vec![]));
        assert_eq!(fit("1.5ms, 250 us; 0.002 s").percentiles, Some((Time::us(1_500), Time::ms(2))));
    }

    #[test]
    fn what_is_no_sample_is_said_by_its_line_and_the_rest_is_kept() {
        let found = fit("12\nabc\n\n-3\n14\n9, x1, 10\n");
        assert_eq!(found.samples, 4);
        assert_eq!(
            found.issues,
            [
                "Line 2 has \"abc\", which is no number: left out.",
                "Line 3 is empty: left out.",
                "Line 4 has the negative number -3: left out.",
                "Line 6 has \"x1\", which is no number: left out.",
            ]
        );
        let nothing = fit("a\nb\nc\nd\ne\nf\ng");
        assert_eq!((nothing.percentiles, nothing.issues.len()), (None, 6));
        assert_eq!(fit("0\n61s").samples, 0);
    }
}
