//! One run, and what it came to.

use super::{Error, Plan};
use diagrams::figure::{Report, Standing};
use diagrams::still;

/// What one run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In millionths, in the order of the setting's readout; none where nothing was measured.
    pub values: Vec<Option<i64>>,
    /// In the order of the setting's verdicts.
    pub verdicts: Vec<Standing>,
    /// Whether it was computed to its end; one that is too large is not.
    pub complete: bool,
}

/// By the run's number; none where a run was not made here.
pub type Outcomes = Vec<Option<Outcome>>;

/// Makes one run, by its number.
///
/// # Errors
/// The link is not one of this program's.
pub fn run(plan: &Plan, index: usize) -> Result<Outcome, Error> {
    let (setting, seed) = plan.run(index);
    let mut figure = setting.open(seed)?;
    while figure.work(still::SLICE) {}
    figure.seek(figure.end());
    let report = figure.report();
    let value = |id: &str| report.readout.iter().find(|reading| reading.id == id);
    let value = |id: &str| value(id).and_then(|reading| millionths(&reading.value));
    Ok(Outcome {
        values: setting.readout.iter().map(|column| value(&column.id)).collect(),
        verdicts: setting.verdicts.iter().map(|id| standing(&report, id)).collect(),
        complete: figure.computed() >= figure.end(),
    })
}

fn standing(report: &Report, id: &str) -> Standing {
    let verdict = report.verdicts.iter().find(|verdict| verdict.id == id);
    verdict.map_or(Standing::Unknown, |verdict| verdict.standing)
}

/// A readout's value as a number; none for a dash, or for words.
///
/// It is written for people, with thin spaces between thousands and a true minus sign.
fn millionths(value: &str) -> Option<i64> {
    let plain: String = value.chars().filter(|char| !char.is_whitespace()).collect();
    let plain = plain.replace('\u{2212}', "-");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain.as_str()),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 6 {
        return None;
    }
    let found: i64 = format!("{whole}{decimals:0<6}").parse().ok()?;
    Some(if negative { -found } else { found })
}

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn readouts_are_read_as_they_are_written() {
        let read = ["7", "12.5", "12\u{202f}345.25", "\u{2212}0.5", "0.000001"].map(millionths);
        assert_eq!(read, [7_000_000, 12_500_000, 12_345_250_000, -500_000, 1].map(Some));
        let none = ["\u{2013}", "", "-", "1.", ".5", "1e3", "12 ms", "0.0000001", "∞"];
        assert_eq!(none.map(millionths), [None; 9]);
        assert_eq!(millionths(&"9".repeat(30)), None);
    }
}
