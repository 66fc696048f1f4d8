//! Line charts and heat maps as a reader sees them.

use super::{Axis, Cell, Heat, Lines, Rule, Sample, Series, Trace};
use crate::item::{Item, Rect, Scene, SeriesId, Shape, Token};
use crate::metrics::text_width;

fn samples(ys: &[Option<f64>]) -> Vec<Sample> {
    let sample = |(at, y): (usize, &Option<f64>)| Sample {
        x: 10.0 * (at + 1) as f64,
        y: *y,
        band: y.map(|y| (y - 1.0, y + 2.0)),
        label: format!("point {at}"),
        target: format!("p:{at}"),
    };
    ys.iter().enumerate().map(sample).collect()
}

fn drawn(x: &Axis, ys: &[Option<f64>]) -> Scene {
    let mut scene = Scene::default();
    scene.clear(390.0, 260.0);
    let y = Axis::linear("latency, ms", (0.0, 10.0), 5);
    let samples = samples(ys);
    let series = [Series::points(samples)];
    let note = "mean and 95 % confidence interval";
    let bounds = scene.bounds();
    Lines { x, y: &y, note, series: &series, rules: &[] }.draw(&mut scene, bounds);
    assert_eq!(scene.validate(), Ok(()));
    scene
}

fn count(scene: &Scene, what: impl Fn(&Item) -> bool) -> usize {
    scene.items.iter().filter(|item| what(item)).count()
}

#[test]
fn names_that_do_not_all_fit_are_left_out_at_equal_distances() {
    let written = |count: u32| -> Vec<u32> {
        let names = (1..=count).map(|name| format!("i{name}"));
        let scene = drawn(&Axis::named("stream", names), &[Some(3.0)]);
        let texts = scene.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => text.strip_prefix('i')?.parse().ok(),
            _ => None,
        });
        texts.collect()
    };
    // Nine short names and some that are longer.
    for (count, step) in [(12, 1), (24, 2), (40, 3)] {
        let all: Vec<u32> = (1..=count).step_by(step).collect();
        assert_eq!(written(count), all, "of {count}");
    }
}

#[test]
fn a_line_has_a_band_and_a_glyph_for_every_point() {
    let x = Axis::linear("loss, %", (10.0, 40.0), 5);
    let scene = drawn(&x, &[Some(3.0), Some(5.0), Some(4.0), Some(8.0)]);
    assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 2, "band and line");
    assert_eq!(count(&scene, |item| matches!(item, Item::Mark { .. })), 4);
    let hits: Vec<_> = scene.hits.iter().map(|hit| hit.target.as_str()).collect();
    assert_eq!(hits, ["p:0", "p:1", "p:2", "p:3"]);
    for pair in scene.hits.windows(2) {
        assert!(pair[0].rect.right() <= pair[1].rect.x + 0.01, "points can be told apart");
    }
    let higher = |at: usize| scene.hits[at].rect.center().y;
    assert!(higher(3) < higher(1) && higher(1) < higher(2) && higher(2) < higher(0));
}

#[test]
fn a_line_breaks_where_nothing_was_measured() {
    let x = Axis::linear("loss, %", (10.0, 40.0), 5);
    let scene = drawn(&x, &[Some(3.0), None, Some(4.0), Some(8.0)]);
    assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 4);
    assert_eq!(scene.hits.len(), 3);
}

#[test]
fn names_are_not_joined_by_a_line() {
    let x = Axis::named("mode", ["consistent (CP)", "available (AP)"].map(str::to_owned));
    let mut scene = Scene::default();
    scene.clear(390.0, 260.0);
    let y = Axis::linear("reads", (0.0, 10.0), 5);
    let mut samples = samples(&[Some(3.0), Some(7.0)]);
    for (at, sample) in samples.iter_mut().enumerate() {
        sample.x = at as f64;
    }
    let series = [Series::points(samples)];
    let bounds = scene.bounds();
    Lines { x: &x, y: &y, note: "", series: &series, rules: &[] }.draw(&mut scene, bounds);
    assert_eq!(scene.validate(), Ok(()));
    assert_eq!(count(&scene, |item| matches!(item, Item::Path { .. })), 0);
}

#[test]
fn nothing_measured_is_an_empty_chart() {
    let scene = drawn(&Axis::linear("loss, %", (10.0, 20.0), 5), &[None, None]);
    assert!(scene.hits.is_empty());
}

/// Two series and what a closed form says of the first, on axes of equal ratios.
fn compared(width: f32) -> Scene {
    let mut scene = Scene::default();
    scene.clear(width, 300.0);
    let x = Axis::log("loss, %", (0.5, 8.0), 6);
    let y = Axis::log("goodput, kB/s", (20.0, 400.0), 5);
    let of = |name: &str, trace, shape, times: f64| {
        let sample = |(at, x): (usize, f64)| {
            let y = times * 200.0 / x.sqrt();
            let target =
                if trace == Trace::Points { format!("{name}:{at}") } else { String::new() };
            Sample { x, y: Some(y), band: None, label: format!("{name} at {x} %"), target }
        };
        let samples = [0.5, 2.0, 8.0].into_iter().enumerate().map(sample).collect();
        Series { name: name.to_owned(), trace, shape, token: Token::Blue, samples }
    };
    let series = [
        of("TCP", Trace::Points, Shape::Circle, 0.6),
        of("QUIC", Trace::Points, Shape::Square, 1.0),
        of("Mathis", Trace::Expected, Shape::Circle, 0.95),
    ];
    let rules = [Rule::Level(300.0, "the link".to_owned()), Rule::Moment(4.0, String::new())];
    let bounds = scene.bounds();
    Lines { x: &x, y: &y, note: "", series: &series, rules: &rules }.draw(&mut scene, bounds);
    assert_eq!(scene.validate(), Ok(()));
    scene
}

#[test]
fn a_legend_says_what_each_series_is_and_can_be_pointed_at() {
    for width in [220.0, 640.0] {
        let scene = compared(width);
        let label = |at: usize| scene.hits[at].label.as_str();
        assert_eq!(label(0), "TCP: 42.4 to 170 (goodput, kB/s)");
        assert_eq!(label(2), "Mathis: 67.2 to 269 (goodput, kB/s)");
        let keys = &scene.hits[..3];
        assert!(keys.iter().all(|hit| hit.rect.right() <= width && hit.focusable));
        let apart = |a: Rect, b: Rect| a.right() <= b.x || a.bottom() <= b.y;
        assert!(keys.windows(2).all(|pair| apart(pair[0].rect, pair[1].rect)), "{width}");
    }
}

/// The items of each series: its place in the legend, its line, its glyphs.
#[test]
fn a_series_steps_back_while_another_of_its_chart_is_pointed_at() {
    let mut scene = compared(640.0);
    let of = |scene: &Scene, series: u8| {
        let (mut within, mut count) = (false, 0);
        for item in &scene.items {
            match item {
                Item::Series(id) => within = *id == SeriesId { chart: 0, series },
                Item::EndSeries => within = false,
                _ => count += usize::from(within),
            }
        }
        count
    };
    assert_eq!([0, 1, 2].map(|series| of(&scene, series)), [3 + 4, 3 + 4, 2 + 1]);
    scene.pointed = SeriesId::of(&scene.hits[1].target);
    let back = |chart, series| scene.steps_back(SeriesId { chart, series });
    assert_eq!([back(0, 0), back(0, 1), back(0, 2), back(1, 0)], [true, false, true, false]);
    assert_eq!([SeriesId::of("p:1"), SeriesId::of("key:x:1")], [None, None]);
    assert_eq!(scene.next_chart(), 1);
}

#[test]
fn what_is_expected_is_a_broken_line_without_points() {
    let scene = compared(640.0);
    let broken =
        |item: &Item| matches!(item, Item::Path { style, .. } if style.dash != crate::Dash::Solid);
    assert_eq!(count(&scene, broken), 1);
    // Two series of three points, and a glyph each in the legend.
    assert_eq!(count(&scene, |item| matches!(item, Item::Mark { .. })), 2 * 3 + 2);
    assert_eq!(scene.hits.len(), 3 + 2 * 3);
}

#[test]
fn points_of_two_series_at_one_place_can_be_told_apart() {
    let scene = compared(640.0);
    let (tcp, quic) = (scene.hits[3].rect, scene.hits[6].rect);
    assert!(quic.bottom() <= tcp.y + 0.01, "{quic:?} is above {tcp:?}");
}

#[test]
fn a_rule_outside_of_the_axes_is_not_drawn() {
    let lines = |rules: &[Rule]| {
        let mut scene = Scene::default();
        scene.clear(390.0, 260.0);
        let axis = Axis::linear("a share, %", (0.0, 10.0), 5);
        let bounds = scene.bounds();
        Lines { x: &axis, y: &axis, note: "", series: &[], rules }.draw(&mut scene, bounds);
        assert_eq!(scene.validate(), Ok(()));
        count(&scene, |item| matches!(item, Item::Line { .. }))
    };
    let rule =
        |value: f64| [Rule::Level(value, "here".to_owned()), Rule::Moment(value, String::new())];
    assert_eq!(lines(&rule(5.0)), lines(&[]) + 2);
    assert_eq!(lines(&rule(11.0)), lines(&[]));
}

/// A chart of one series over numbers, in a scene of its own.
fn chart(axes: (&Axis, &Axis), samples: Vec<Sample>, width: f32) -> Scene {
    let mut scene = Scene::default();
    scene.clear(width, 260.0);
    let series = [Series::points(samples)];
    let bounds = scene.bounds();
    Lines { x: axes.0, y: axes.1, note: "", series: &series, rules: &[] }.draw(&mut scene, bounds);
    assert_eq!(scene.validate(), Ok(()));
    scene
}

/// Where the glyphs are.
fn glyphs(scene: &Scene) -> Vec<(f32, f32)> {
    let glyphs = scene.items.iter().filter_map(|item| match item {
        Item::Mark { at, .. } => Some((at.x, at.y)),
        _ => None,
    });
    glyphs.collect()
}

#[test]
fn a_series_without_points_and_one_with_a_single_one_are_drawn() {
    let (x, y) = (Axis::linear("loss, %", (0.0, 0.0), 5), Axis::linear("ms", (0.0, 10.0), 5));
    assert!(glyphs(&chart((&x, &y), vec![], 390.0)).is_empty());
    let alone = chart((&x, &y), samples(&[Some(4.0)]), 390.0);
    assert_eq!(glyphs(&alone).len(), 1);
    assert_eq!(count(&alone, |item| matches!(item, Item::Path { .. })), 0, "no line to nowhere");
}

#[test]
fn what_never_changes_is_a_level_line_inside_of_the_chart() {
    for y in [Axis::linear("ms", (7.0, 7.0), 5), Axis::log("ms", (7.0, 7.0), 5)] {
        let x = Axis::linear("loss, %", (10.0, 30.0), 5);
        let scene = chart((&x, &y), samples(&[Some(7.0); 3]), 390.0);
        let places = glyphs(&scene);
        assert!(places.windows(2).all(|pair| (pair[0].1 - pair[1].1).abs() < 0.01), "{places:?}");
        assert!(places.iter().all(|place| (0.0..=260.0).contains(&place.1)), "{places:?}");
    }
}

#[test]
fn what_is_no_number_is_not_drawn_and_what_is_outside_stands_at_the_side() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for y in [Axis::linear("ms", (odd[0], odd[1]), 5), Axis::log("ms", (odd[2], odd[0]), 5)] {
        let x = Axis::window("loss, %", (odd[0], odd[2]), 5);
        let mut samples = samples(&[Some(3.0), Some(odd[0]), Some(odd[1]), Some(-1e300)]);
        samples[0].band = Some((odd[0], odd[1]));
        let scene = chart((&x, &y), samples, 390.0);
        assert_eq!(scene.hits.len(), 2, "-1e300 and 3 are numbers");
    }
    let (x, y) = (Axis::linear("x", (0.0, 40.0), 5), Axis::linear("y", (0.0, 10.0), 5));
    let far = glyphs(&chart((&x, &y), samples(&[Some(1e18), Some(10.0)]), 390.0));
    assert!((far[0].1 - far[1].1).abs() < 0.06, "{far:?}");
}

/// Whether two texts of one line stand apart.
fn overlap(scene: &Scene) -> Option<(String, String)> {
    let boxes = scene.items.iter().filter_map(|item| match item {
        Item::Text { at, text, font, anchor, .. } => {
            let width = text_width(text, *font);
            let left = match anchor {
                crate::Anchor::Start => at.x,
                crate::Anchor::Middle => at.x - width / 2.0,
                crate::Anchor::End => at.x - width,
            };
            let height = 2.0 * font.drop();
            Some((text, Rect::new(left, at.y - height, width, height)))
        }
        _ => None,
    });
    let boxes: Vec<_> = boxes.collect();
    for (index, (text, rect)) in boxes.iter().enumerate() {
        let other = boxes[index + 1..].iter().find(|(_, other)| rect.overlaps(*other));
        if let Some((other, _)) = other {
            return Some(((*text).clone(), (*other).clone()));
        }
    }
    None
}

#[test]
fn nothing_that_is_written_overlaps_however_narrow_the_chart_is() {
    let names = ["10", "20", "consistent (CP)", "40", "50"].map(str::to_owned);
    for width in [160.0, 240.0, 320.0, 390.0, 640.0, 1200.0] {
        for x in [
            Axis::linear("loss, %", (10.0, 50.0), 9),
            Axis::log("election timeout, ms", (1.0, 60.0), 9),
            Axis::window("time, s", (9.97, 51.3), 12),
            Axis::named("mode", names.clone()),
        ] {
            for y in [Axis::linear("ms", (0.0, 12_000.0), 5), Axis::log("ms", (0.02, 9e6), 6)] {
                let values = [Some(3.0), Some(500.0), None, Some(40.0)];
                let scene = chart((&x, &y), samples(&values), width);
                assert_eq!(overlap(&scene), None, "{width} pixels, {}", x.title);
            }
        }
    }
}

#[test]
fn a_band_goes_along_the_upper_ends_and_back_along_the_lower() {
    let (x, y) = (Axis::linear("x", (10.0, 20.0), 5), Axis::linear("y", (0.0, 10.0), 5));
    let scene = chart((&x, &y), samples(&[Some(3.0), Some(5.0)]), 390.0);
    let band = scene.items.iter().find_map(|item| match item {
        Item::Path { path, style } if style.fill.is_some() => Some((path, style.alpha)),
        _ => None,
    });
    let (path, alpha) = band.expect("a band");
    assert!(alpha < 100, "what is under it can be seen");
    let at = |place: usize| match scene.segments[path.start as usize + place] {
        crate::Segment::Move(to) | crate::Segment::Line(to) => to,
        other => panic!("{other:?}"),
    };
    let unit = (at(0).y - at(3).y).abs() / 3.0;
    assert!(at(0).y < at(3).y && at(1).y < at(2).y, "above, then below");
    assert!((at(0).y - at(1).y - 2.0 * unit).abs() < 0.2, "by the axis: 5 and 7");
    assert!((at(0).x - at(3).x).abs() < 0.01 && at(1).x > at(0).x);
}

#[test]
fn an_interval_at_a_name_has_ends_and_a_glyph() {
    let (x, y) = (Axis::named("mode", ["CP".to_owned()]), Axis::linear("y", (0.0, 10.0), 5));
    let mut samples = samples(&[Some(4.0)]);
    samples[0].x = 0.0;
    let lines = |scene: &Scene| count(scene, |item| matches!(item, Item::Line { .. }));
    let with = chart((&x, &y), samples.clone(), 390.0);
    samples[0].band = None;
    let without = chart((&x, &y), samples.clone(), 390.0);
    samples.clear();
    let grid = lines(&chart((&x, &y), samples, 390.0));
    assert_eq!([lines(&with) - grid, glyphs(&with).len()], [3, 1]);
    // A stem from nothing, which plotters draws as a path.
    assert_eq!([lines(&without) - grid, glyphs(&without).len()], [0, 1]);
    assert_eq!(count(&without, |item| matches!(item, Item::Path { .. })), 1);
}

#[test]
fn heat_cells_cover_the_map_without_overlapping() {
    let columns = Axis::named("loss", ["0 %", "2 %", "10 %"].map(str::to_owned));
    let rows = Axis::named("replicas", ["3", "5"].map(str::to_owned));
    let cell = |at: usize| Cell {
        column: at % 3,
        row: at / 3,
        value: [Some(f64::from(at as u32)), None][usize::from(at == 4)],
        label: format!("cell {at}"),
        target: format!("c:{at}"),
    };
    let cells: Vec<_> = (0..6).map(cell).collect();
    for width in [160.0, 390.0, 900.0] {
        let mut scene = Scene::default();
        let heat =
            Heat { title: "p99, ms", note: "means", columns: &columns, rows: &rows, cells: &cells };
        scene.clear(width, heat.height(width));
        let bounds = scene.bounds();
        heat.draw(&mut scene, bounds);
        assert_eq!((scene.validate(), overlap(&scene)), (Ok(()), None), "{width}");
        for (index, hit) in scene.hits.iter().enumerate() {
            let next = scene.hits[index + 1..].iter();
            assert!(next.clone().all(|next| !hit.rect.inset(0.1, 0.1).overlaps(next.rect)));
            let (column, row) = (index % 3, index / 3);
            let (left, top) = (scene.hits[column].rect.x, scene.hits[3 * row].rect.y);
            assert!((hit.rect.x - left).abs() < 0.1 && (hit.rect.y - top).abs() < 0.1);
        }
        let of = |wanted: bool| {
            let cells = scene.items.iter().filter(|item| match item {
                Item::Rect { rect, style, .. } => rect.h > 20.0 && style.fill.is_some() == wanted,
                _ => false,
            });
            cells.count()
        };
        assert_eq!([of(true), of(false)], [5, 1], "five are measured, one is not");
    }
}
