//! What a silence proves: the chance that the other is up after so many missed beats.

use super::Picture;
use crate::partitions::belief::{half_life, up_after};
use scene::chart::{Axis, Lines, Sample, Series, Trace, short};
use scene::{Rect, Scene, Shape, Token, number};

/// Beats that are drawn.
const BEATS: u32 = 10;

/// Draws the curves into `area`.
pub fn draw(picture: &Picture<'_>, area: Rect, scene: &mut Scene) {
    let params = picture.params;
    let (up, loss) = params.believed();
    let curve = |name: String, (trace, shape, token), value: &dyn Fn(u32) -> f64| Series {
        name,
        trace,
        shape,
        token,
        samples: (0..=BEATS)
            .map(|beats| Sample {
                label: format!("up with {} % after {beats} missed", short(100.0 * value(beats))),
                target: format!("b:{beats}"),
                ..Sample::at(f64::from(beats), 100.0 * value(beats))
            })
            .collect(),
    };
    let share = |ppm: u64| number::fixed((ppm / 10) as i64, 1);
    let series = [
        curve(
            format!("Bayes, {} % lost", share((loss * 1e6) as u64)),
            (Trace::Points, Shape::Circle, Token::Blue),
            &|beats| up_after(up, loss, beats),
        ),
        curve(
            "the chapter's half-life (a toy)".to_owned(),
            (Trace::Expected, Shape::Diamond, Token::Gray),
            &half_life,
        ),
    ];
    let x = Axis::linear("missed heartbeats in a row", (0.0, f64::from(BEATS)), 10);
    let y = Axis::linear("chance that the other is up, %", (0.0, 100.0), 5);
    let note =
        format!("up with {} % before; no process can see the truth", share(params.prior.into()));
    let chart = Lines { x: &x, y: &y, note: &note, series: &series, rules: &[] };
    chart.draw_beside_a_table(
        scene,
        Rect::new(area.x + 14.0, area.y + 12.0, area.w - 28.0, area.h - 22.0),
    );
}
