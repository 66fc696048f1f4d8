//! A sweep as a chart: a line over one parameter, a heat map over two.

use super::{Error, Plan, Row};
use crate::open;
use check::measure::wilson;
use diagrams::figure::Chart;
use params::{Kind, Link, Scale, Spec};
use scene::chart::{Axis, Cell, Heat, Lines, Sample, Series, Trace, short};
use scene::{Scene, Shape, Token};

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot<'a> {
    /// A readout's id, of which it is the mean; or a verdict's, of which it is the share of runs in
    /// which it holds; or that of a chart of the diagram.
    pub of: &'a str,
    /// How wide it is, in CSS pixels; a heat map with many columns becomes wider.
    pub width: f32,
}

/// The chart of a result's rows. Each point can be pointed at: its target is its worst run's link.
///
/// # Errors
/// There is no such readout or verdict, or the sweep is not over one parameter or two.
pub fn plot(plan: &Plan, rows: &[Row<'_>], plot: Plot<'_>) -> Result<Scene, Error> {
    let (link, _) = Link::parse(&plan.link);
    let entry = open::entry(&link.diagram)?;
    let chart = entry.charts.iter().find(|chart| chart.id == plot.of);
    let curves = match chart {
        Some(chart) => Line::all_of(plan, chart)?,
        None => vec![Line::alone(Quantity::of(plan, plot.of)?)],
    };
    let mut swept = plan.vary.iter().filter_map(|(key, values)| {
        let spec = entry.specs.iter().find(|spec| spec.id == key)?;
        Some(Swept::new(spec, values))
    });
    let (first, second, more) = (swept.next(), swept.next(), swept.next());
    let mut scene = Scene::default();
    match (first, second, more) {
        (Some(x), None, _) => lines(&mut scene, &Drawn { curves, chart, x, rows }, plot.width),
        (Some(x), Some(y), None) => {
            heat(&mut scene, &Drawn { curves, chart, x, rows }, &y, plot.width);
        }
        _ => return Err(Error::Directions(plan.vary.len())),
    }
    Ok(scene)
}

/// What is drawn over what.
struct Drawn<'a> {
    /// At least one.
    curves: Vec<Line<'a>>,
    chart: Option<&'static Chart>,
    x: Swept<'a>,
    rows: &'a [Row<'a>],
}

/// A quantity, and how it is drawn.
struct Line<'a> {
    quantity: Quantity<'a>,
    name: &'static str,
    trace: Trace,
    shape: Shape,
    token: Token,
}

/// Glyphs and colours of quantities that are measured side by side.
const LOOKS: [(Shape, Token); 3] =
    [(Shape::Circle, Token::Ink), (Shape::Square, Token::Orange), (Shape::Triangle, Token::Purple)];

impl<'a> Line<'a> {
    fn alone(quantity: Quantity<'a>) -> Self {
        let (shape, token) = (Shape::Circle, Token::Blue);
        Self { quantity, name: "", trace: Trace::Points, shape, token }
    }

    /// A chart's curves, as far as these runs have them. What a closed form says has the colour of
    /// what it is about, or none if it is about all.
    fn all_of(plan: &'a Plan, chart: &'static Chart) -> Result<Vec<Self>, Error> {
        let [measured, closed] = [false, true].map(|closed| {
            let of = chart.curves.iter().filter(move |curve| curve.closed == closed);
            of.filter_map(|curve| Some((curve, Quantity::of(plan, curve.of).ok()?)))
                .collect::<Vec<_>>()
        });
        if measured.is_empty() {
            let there = plan.columns().into_iter().map(|column| column.id.clone()).collect();
            return Err(Error::NoReadout { id: chart.id.to_owned(), there });
        }
        let each = closed.len() == measured.len();
        let looks = LOOKS.into_iter().cycle();
        let mut out = Vec::new();
        for ((curve, quantity), (shape, token)) in measured.into_iter().zip(looks.clone()) {
            let (name, trace) = (curve.name, Trace::Points);
            out.push(Self { quantity, name, trace, shape, token });
        }
        for ((curve, quantity), (shape, token)) in closed.into_iter().zip(looks) {
            let token = if each { token } else { Token::Muted };
            out.push(Self { quantity, name: curve.name, trace: Trace::Expected, shape, token });
        }
        Ok(out)
    }

    fn series(&self, x: &Swept<'_>, places: &[f64], rows: &[Row<'_>]) -> Series {
        let mut samples: Vec<Sample> = Vec::new();
        let expected = self.trace == Trace::Expected;
        for (at, row) in rows.iter().enumerate() {
            let measured = self.quantity.measured(row);
            let (y, x_at) = (measured.as_ref().map(|measured| measured.middle), places[at]);
            let target = row.worst.as_ref().filter(|_| !expected).map(|worst| worst.link.clone());
            samples.push(Sample {
                x: x_at,
                y,
                band: measured.and_then(|measured| measured.band).filter(|_| !expected),
                label: self.quantity.words(row, &format!("{} {}", x.spec.label, x.name(at))),
                target: target.unwrap_or_default(),
            });
        }
        samples.sort_by(|left, right| left.x.total_cmp(&right.x));
        let Self { trace, shape, token, .. } = *self;
        Series { name: self.name.to_owned(), trace, shape, token, samples }
    }
}

/// What is measured.
struct Quantity<'a> {
    id: &'a str,
    label: String,
    unit: String,
    is_verdict: bool,
}

/// What it came to in a setting: its middle and the ends of the 95 % confidence interval.
struct Measured {
    middle: f64,
    band: Option<(f64, f64)>,
    n: usize,
}

impl<'a> Quantity<'a> {
    fn of(plan: &'a Plan, id: &str) -> Result<Self, Error> {
        if let Some(id) = plan.verdicts().into_iter().find(|verdict| *verdict == id) {
            let (label, unit) = (format!("{id}: holds"), "% of runs".to_owned());
            return Ok(Self { id, label, unit, is_verdict: true });
        }
        let columns = plan.columns();
        let Some(column) = columns.iter().find(|column| column.id == id) else {
            let there = columns.iter().map(|column| &column.id).chain(plan.verdicts());
            return Err(Error::NoWorst { id: id.to_owned(), there: there.cloned().collect() });
        };
        let (label, unit) = (column.label.clone(), column.unit.clone());
        Ok(Self { id: &column.id, label, unit, is_verdict: false })
    }

    /// Under its own label, or another.
    fn title(&self, label: Option<&str>) -> String {
        let label = label.unwrap_or(&self.label);
        if self.unit.is_empty() { label.to_owned() } else { format!("{label}, {}", self.unit) }
    }

    /// What is known of it in a setting, if anything was measured.
    fn measured(&self, row: &Row<'_>) -> Option<Measured> {
        if self.is_verdict {
            let (_, [holds, ..]) = row.verdicts.iter().find(|(id, _)| *id == self.id)?;
            let n = row.n;
            return (n > 0).then(|| {
                let middle = 100.0 * *holds as f64 / n as f64;
                let (low, high) = wilson(*holds, n);
                Measured { middle, band: Some((100.0 * low, 100.0 * high)), n }
            });
        }
        let (_, summary) = row.readout.iter().find(|(column, _)| column.id == self.id)?;
        let values = summary.of?;
        let middle = values.mean;
        let band = values.ci95.map(|half| (middle - half, middle + half));
        Some(Measured { middle, band, n: summary.n })
    }

    /// A point in words.
    fn words(&self, row: &Row<'_>, place: &str) -> String {
        let Some(Measured { middle, band, n }) = self.measured(row) else {
            return format!("{place}: nothing was measured");
        };
        let unit = if self.unit.is_empty() { "" } else { &format!(" {}", self.unit) };
        let band = band.map(|(low, high)| format!(", 95 % from {} to {}", short(low), short(high)));
        let found = row.worst.as_ref().map(|worst| format!("; opens the worst, {}", worst.what));
        format!(
            "{place}: {} {}{unit}{}, {n} runs{}",
            self.label,
            short(middle),
            band.unwrap_or_default(),
            found.unwrap_or_default()
        )
    }
}

/// A parameter that is varied.
struct Swept<'a> {
    spec: &'a Spec,
    raw: Vec<u64>,
}

impl<'a> Swept<'a> {
    fn new(spec: &'a Spec, values: &[String]) -> Self {
        let raw = values.iter().map(|value| spec.parse(value, spec.default).0);
        Self { spec, raw: raw.collect() }
    }

    /// A value for people.
    fn name(&self, at: usize) -> String {
        self.spec.display(self.raw[at])
    }

    /// Its values as numbers in a unit that suits the largest; none of a choice or a switch.
    fn numbers(&self) -> Option<(Vec<f64>, &'static str)> {
        let most = self.raw.iter().copied().fold(0, u64::max);
        let (one, unit) = match self.spec.kind {
            Kind::Count { unit } => (1.0, unit),
            Kind::Rate { unit } => (1e3, unit),
            Kind::Share => (1e4, "%"),
            Kind::Duration => match most {
                ..1_000 => (1.0, "\u{b5}s"),
                1_000..10_000_000 => (1e3, "ms"),
                _ => (1e6, "s"),
            },
            Kind::Switch | Kind::Choice(_) | Kind::Seed => return None,
        };
        Some((self.raw.iter().map(|raw| *raw as f64 / one).collect(), unit))
    }

    /// Its axis with so many ticks, and where on it its values are.
    fn axis(&self, ticks_max: usize, log: bool) -> (Axis, Vec<f64>) {
        let Some((numbers, unit)) = self.numbers() else { return self.names() };
        let title = if unit.is_empty() || unit == self.spec.label {
            self.spec.label.to_owned()
        } else {
            format!("{}, {unit}", self.spec.label)
        };
        let range = span(numbers.iter().copied());
        let axis = match self.spec.scale {
            scale if (log || scale == Scale::Log) && range.0 > 0.0 => {
                Axis::log(title, range, ticks_max)
            }
            _ => Axis::linear(title, range, ticks_max),
        };
        (axis, numbers)
    }

    /// An axis with a place for each value.
    fn names(&self) -> (Axis, Vec<f64>) {
        let names = (0..self.raw.len()).map(|at| self.name(at));
        let places = (0..self.raw.len()).map(|at| at as f64);
        (Axis::named(self.spec.label, names), places.collect())
    }
}

/// The smallest and the largest.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

const NOTE_MEAN: &str = "mean of the runs, with its 95 % confidence interval";
const NOTE_SHARE: &str = "share of the runs, with its 95 % confidence interval";

fn lines(scene: &mut Scene, drawn: &Drawn<'_>, width: f32) {
    let Drawn { curves, chart, x, rows } = drawn;
    let log = chart.is_some_and(|chart| chart.log);
    let (axis, places) = x.axis((width / 64.0) as usize, log);
    let series: Vec<Series> = curves.iter().map(|line| line.series(x, &places, rows)).collect();
    let ends = series.iter().flat_map(|series| &series.samples).flat_map(|sample| {
        let (low, high) = sample.band.or(sample.y.zip(sample.y)).unzip();
        [low, high].into_iter().flatten()
    });
    let quantity = &curves[0].quantity;
    let title = quantity.title(chart.map(|chart| chart.label));
    let y = match span(ends) {
        _ if quantity.is_verdict => Axis::linear(title, (0.0, 100.0), 5),
        (low, high) if low > high => Axis::linear(title, (0.0, 1.0), 5),
        range if log && range.0 > 0.0 => Axis::log(title, range, 6),
        // What is far from nothing is looked at closely.
        (low, high) if low > high / 2.0 => Axis::linear(title, (low, high), 5),
        (low, high) => Axis::linear(title, (low.min(0.0), high), 5),
    };
    let note = if quantity.is_verdict { NOTE_SHARE } else { NOTE_MEAN };
    scene.clear(width, (width * 0.5).max(260.0).min(380.0));
    let bounds = scene.bounds();
    Lines { x: &axis, y: &y, note, series: &series, rules: &[] }.draw(scene, bounds);
}

/// The first parameter downwards, the second to the right.
fn heat(scene: &mut Scene, drawn: &Drawn<'_>, across: &Swept<'_>, width: f32) {
    /// The narrowest column: a finger's width.
    const COLUMN: f32 = 48.0;
    let Drawn { curves, x: down, rows, .. } = drawn;
    let quantity = &curves[0].quantity;
    let ((columns, _), (named, _)) = (across.names(), down.names());
    let count = across.raw.len();
    let mut cells = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let (i, j) = (at / count, at % count);
        let (above, left) = (format!("{} {}", down.spec.label, down.name(i)), across.name(j));
        let place = format!("{above}, {} {left}", across.spec.label);
        cells.push(Cell {
            column: j,
            row: i,
            value: quantity.measured(row).map(|measured| measured.middle),
            label: quantity.words(row, &place),
            target: row.worst.as_ref().map(|worst| worst.link.clone()).unwrap_or_default(),
        });
    }
    let note = if quantity.is_verdict { "share of the runs" } else { "mean of the runs" };
    let title = quantity.title(None);
    let heat = Heat { title: &title, note, columns: &columns, rows: &named, cells: &cells };
    let width = width.max(count as f32 * COLUMN / 0.7);
    scene.clear(width, heat.height(width));
    let bounds = scene.bounds();
    heat.draw(scene, bounds);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Asked, Outcomes, Shown, Worst, run};

    fn swept(link: &str, vary: &[&str]) -> (Plan, Outcomes) {
        let (figure, _) = open::link(link).expect("a link");
        let vary = vary.iter().map(|typed| Asked::vary(typed).expect("values")).collect();
        let asked = Asked { seeds: 0..4, vary, runs_max: Asked::RUNS_MAX };
        let plan = Plan::new(figure.as_ref(), asked).expect("a plan");
        let outcomes = (0..plan.runs()).map(|index| run(&plan, index).ok()).collect();
        (plan, outcomes)
    }

    #[test]
    fn every_readout_and_verdict_can_be_plotted() {
        let cases: [&[&str]; 3] =
            [&["lat=5ms,20ms,80ms"], &["mode=cp,ap"], &["mode=cp,ap", "n=3,5,7"]];
        for vary in cases {
            let (plan, outcomes) = swept("cap?len=500ms", vary);
            let rows = Shown::default().rows(&plan, &outcomes).expect("rows");
            let ids = plan.columns().into_iter().map(|column| &column.id).chain(plan.verdicts());
            for id in ids {
                for width in [300.0, 900.0] {
                    let scene = plot(&plan, &rows, Plot { of: id, width }).expect("a plot");
                    assert_eq!(scene.validate(), Ok(()), "{vary:?} {id} {width}");
                    let links = scene.hits.iter().all(|hit| hit.target.starts_with("cap?"));
                    assert!(links && scene.hits.len() <= plan.settings.len(), "{vary:?} {id}");
                }
            }
        }
    }

    #[test]
    fn a_point_says_what_it_is_and_leads_to_its_worst_run() {
        let (plan, outcomes) = swept("cap?len=500ms", &["lat=5ms,20ms"]);
        let shown = Shown { worst: Some(Worst::typed("p99")), ..Shown::default() };
        let rows = shown.rows(&plan, &outcomes).expect("rows");
        let scene = plot(&plan, &rows, Plot { of: "p99", width: 600.0 }).expect("a plot");
        let worst = rows[0].worst.as_ref().expect("a worst run");
        let hit = scene.hits.iter().find(|hit| hit.target == worst.link).expect("a point");
        assert!(
            hit.label.starts_with("latency 5 ms: ") && hit.label.contains("4 runs"),
            "{}",
            hit.label
        );
        assert!(
            hit.label.ends_with(&format!("; opens the worst, {}", worst.what)),
            "{}",
            hit.label
        );
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let (plan, outcomes) = swept("cap?len=500ms", &["n=3,5"]);
        let rows = Shown::default().rows(&plan, &outcomes).expect("rows");
        let said = plot(&plan, &rows, Plot { of: "speed", width: 600.0 }).expect_err("no readout");
        assert_eq!(said.to_string(), "these runs have no verdict or readout \"speed\"");
        let (plan, outcomes) = swept("cap?len=500ms", &[]);
        let rows = Shown::default().rows(&plan, &outcomes).expect("rows");
        let said = plot(&plan, &rows, Plot { of: "p99", width: 600.0 }).expect_err("no direction");
        assert_eq!(said, Error::Directions(0));
    }

    #[test]
    fn a_chart_of_the_diagram_has_closed_forms_beside_what_was_measured() {
        for (link, of, closed) in [
            ("hol?n=20", "done", 1),
            ("hol?n=20", "stalled", 2),
            ("hol?n=20&mode=window", "goodput", 1),
            ("hol?n=20&mode=window", "done", 0),
        ] {
            let (plan, outcomes) = swept(link, &["loss=1%,4%"]);
            let shown = Shown { worst: Some(Worst::typed("tcp-done")), ..Shown::default() };
            let rows = shown.rows(&plan, &outcomes).expect("rows");
            for width in [300.0, 900.0] {
                let scene = plot(&plan, &rows, Plot { of, width }).expect("a plot");
                assert_eq!(scene.validate(), Ok(()), "{link} {of} {width}");
                let keys = scene.hits.iter().filter(|hit| hit.target.starts_with("key:"));
                assert_eq!(keys.count(), 2 + closed, "{link} {of}");
                let points = scene.hits.iter().filter(|hit| hit.target.starts_with("hol?"));
                assert_eq!(points.count(), 2 * 2, "{link} {of}");
            }
        }
    }

    #[test]
    fn charts_are_over_parameters_and_of_readouts_that_there_are() {
        for entry in diagrams::ENTRIES {
            for chart in entry.charts {
                let (key, values) = chart.over;
                let spec = entry.specs.iter().find(|spec| spec.id == key).expect(key);
                assert!(!chart.curves[0].closed, "{}: the first is measured", chart.id);
                for value in values.split(", ") {
                    assert_eq!(spec.parse(value, spec.default).1, None, "{} {value}", chart.id);
                }
                let readout = |link: &str| {
                    let (figure, _) = open::link(link).expect("a link");
                    let report = figure.report();
                    assert!(report.verdicts.iter().all(|verdict| verdict.id != chart.id));
                    report.readout.into_iter().map(|reading| reading.id).collect::<Vec<_>>()
                };
                let links = entry.presets.iter().map(|preset| preset.query);
                let links = links.chain([""]).map(|query| format!("{}?{query}", entry.id));
                let there: Vec<_> = links.flat_map(|link| readout(&link)).collect();
                for curve in chart.curves {
                    assert!(there.contains(&curve.of), "{} has no {}", entry.id, curve.of);
                }
                assert!(!there.contains(&chart.id), "{} is a readout", chart.id);
            }
        }
    }
}
