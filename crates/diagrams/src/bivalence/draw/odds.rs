//! How likely a run is still undecided: worked out, and beside that as measured.

use super::why::draw_words;
use super::{Picture, heading};
use crate::bivalence::odds::{After, Odds};
use crate::bivalence::words;
use check::measure::wilson;
use scene::chart::{Axis, Lines, Sample, Series, Trace};
use scene::{Rect, Scene, Shape, Token};

/// Draws it.
pub(super) fn draw(picture: &Picture<'_>, scene: &mut Scene, area: Rect) {
    let Some(odds) = picture.odds else {
        heading(scene, area, "HOW LIKELY A RUN IS UNDECIDED");
        let lines = if picture.has_rounds {
            ["Being worked out.", ""]
        } else {
            ["By this rule a run has no rounds:", "there is nothing to count."]
        };
        return draw_words(scene, area, lines.map(str::to_owned));
    };
    let (chart, _) = area.split_top(area.h - 42.0);
    let last = odds.adversary.len() - 1;
    let title = match odds.after {
        After::Rounds => "Undecided after so many rounds, %",
        After::Settled => "Undecided deliveries after trust, %",
    };
    let x = Axis::linear("", (0.0, last as f64), 8);
    let y = Axis::linear(title, (0.0, 100.0), 4);
    let series = [
        exact("chance", (Trace::Expected, Token::Ink), &odds.chance),
        measured(odds),
        exact("adversary", (Trace::Curve, Token::Red), &odds.adversary),
    ];
    Lines { x: &x, y: &y, note: "", series: &series, rules: &[] }
        .draw_beside_a_table(scene, chart.inset(14.0, 6.0));
    draw_words(scene, area, words::odds(odds));
}

fn exact(name: &str, (trace, token): (Trace, Token), shares: &[f64]) -> Series {
    let shares = shares.iter().enumerate();
    let samples = shares.map(|(at, share)| Sample::at(at as f64, 100.0 * share)).collect();
    Series { name: name.to_owned(), trace, shape: Shape::Diamond, token, samples }
}

/// If chance picks, as measured.
fn measured(odds: &Odds) -> Series {
    let runs = odds.runs().max(1);
    let sample = |at: usize| {
        let count = odds.undecided(at);
        let (low, high) = wilson(count, runs);
        Sample {
            band: Some((100.0 * low, 100.0 * high)),
            label: odds.row(at).join(", "),
            target: format!("odds:{at}"),
            ..Sample::at(at as f64, 100.0 * count as f64 / runs as f64)
        }
    };
    let samples = (0..odds.adversary.len()).map(sample).collect();
    Series { name: "measured".to_owned(), ..Series::points(samples) }
}
