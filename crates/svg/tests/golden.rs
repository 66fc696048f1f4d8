//! A scene with every item, as SVG, against the files in `tests/golden`. `UPDATE=1` rewrites them.

use std::path::Path;
use std::{env, fs};

use scene::chart::{Axis, Cell, Heat, Lines, Rule, Sample, Series, Trace};
use scene::{Anchor, Hit, Lettering, Point, Rect, Scene, Shape, Style, Token};
use svg::{Coloring, Options, to_svg};

#[test]
fn light_theme() {
    golden("light.svg", &to_svg(&sample(), &options(Coloring::Light, true)));
}

#[test]
fn dark_theme() {
    golden("dark.svg", &to_svg(&sample(), &options(Coloring::Dark, true)));
}

#[test]
fn theme_of_the_readers_system() {
    golden("auto.svg", &to_svg(&sample(), &options(Coloring::Auto, true)));
}

#[test]
fn inside_a_page() {
    golden("inline.svg", &to_svg(&sample(), &options(Coloring::Auto, false)));
}

#[test]
fn a_line_chart() {
    let x = Axis::log("election timeout, ms", (50.0, 400.0), 6);
    let y = Axis::linear("without a leader, ms", (0.0, 620.0), 5);
    let measured =
        [(50.0, 610.0, 25.0), (100.0, 240.0, 18.0), (200.0, 310.0, 30.0), (400.0, 590.0, 20.0)];
    let samples = measured.map(|(x, mean, half)| Sample {
        x,
        y: Some(mean),
        band: Some((mean - half, mean + half)),
        label: format!("election timeout {x} ms"),
        target: format!("et={x}ms"),
    });
    let closed = Series {
        name: "what is expected".to_owned(),
        trace: Trace::Expected,
        shape: Shape::Circle,
        token: Token::Ink,
        samples: [(50.0, 590.0), (100.0, 260.0), (200.0, 300.0), (400.0, 600.0)]
            .map(|(x, y)| Sample::at(x, y))
            .to_vec(),
    };
    let measured = Series { name: "measured".to_owned(), ..Series::points(samples.to_vec()) };
    let rules = [Rule::Level(500.0, "half a second".to_owned())];
    let mut scene = Scene::default();
    scene.clear(640.0, 320.0);
    let note = "mean with its 95 % confidence interval";
    let bounds = scene.bounds();
    Lines { x: &x, y: &y, note, series: &[measured, closed], rules: &rules }
        .draw(&mut scene, bounds);
    scene.validate().unwrap();
    golden("lines.svg", &to_svg(&scene, &options(Coloring::Auto, true)));
}

#[test]
fn a_heat_map() {
    let columns = Axis::named("latency", ["5 ms", "20 ms", "80 ms"].map(str::to_owned));
    let rows = Axis::named("mode", ["consistent (CP)", "available (AP)"].map(str::to_owned));
    let values = [Some(11.2), Some(43.5), Some(165.0), Some(5.1), None, Some(83.0)];
    let cell = |(at, value)| Cell {
        column: at % 3,
        row: at / 3,
        value,
        label: format!("cell {at}"),
        target: format!("c:{at}"),
    };
    let cells: Vec<_> = values.into_iter().enumerate().map(cell).collect();
    let (title, note) = ("p99, ms", "mean of the runs");
    let heat = Heat { title, note, columns: &columns, rows: &rows, cells: &cells };
    let mut scene = Scene::default();
    scene.clear(480.0, heat.height(480.0));
    let bounds = scene.bounds();
    heat.draw(&mut scene, bounds);
    scene.validate().unwrap();
    golden("heat.svg", &to_svg(&scene, &options(Coloring::Auto, true)));
}

#[test]
fn an_empty_scene_is_still_a_picture() {
    let text = to_svg(&Scene::default(), &Options { standalone: true, ..Options::default() });
    assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"), "{text}");
}

#[test]
fn the_sample_is_a_sound_scene() {
    sample().validate().unwrap();
}

#[test]
fn marks_that_follow_each_other_are_one_path() {
    let mut scene = Scene::default();
    scene.clear(500.0, 100.0);
    for i in 0..100 {
        scene.mark(Point::new(5.0 * i as f32, 50.0), Shape::Square, 3.0, Style::fill(Token::Ink));
    }
    let text = to_svg(&scene, &Options::default());
    assert_eq!(text.matches("<path").count(), 1);
    assert_eq!(text.matches('Z').count(), 100);
}

fn options(theme: Coloring, standalone: bool) -> Options<'static> {
    Options {
        theme,
        title: "Two replicas & a cut",
        description: "A answers <B> no more.",
        standalone,
    }
}

/// Every kind of item, shape, dash and anchor.
fn sample() -> Scene {
    let mut scene = Scene::default();
    scene.clear(320.0, 200.0);
    let (a, b) = (Point::new(80.0, 80.0), Point::new(240.0, 80.0));
    scene.rect(Rect::new(0.0, 20.0, 160.0, 120.0), 0.0, Style::fill(Token::Green).alpha(26));
    scene.rect(Rect::new(160.0, 20.0, 160.0, 120.0), 6.0, Style::fill(Token::Blue).alpha(26));
    let node = Style::fill(Token::Surface).outlined(Token::Ink, 1.75);
    scene.line(a, b, Style::stroke(Token::Line, 1.25).dashed());
    scene.line(a.offset(0.0, 12.0), b.offset(0.0, 12.0), Style::stroke(Token::Line, 1.25).dashed());
    scene.line(a.offset(0.0, -12.0), b, Style::stroke(Token::Gray, 1.0).dotted());
    for (name, at) in [("A", a), ("B", b)] {
        scene.circle(at, 23.0, node);
        scene.text_middle(at, name, Lettering::new(16.0).bold().middle());
        scene.add_hit(Hit::new(
            ["n:", name].concat(),
            ["Replica ", name].concat(),
            Rect::around(at, 23.0, 23.0),
        ));
    }
    scene.add_hit(Hit::pointer("m:1", "A vote", Rect::around(a.lerp(b, 0.4), 6.0, 6.0)));
    scene
        .path()
        .smooth(&[Point::new(150.0, 20.0), Point::new(165.0, 80.0), Point::new(155.0, 140.0)])
        .draw(Style::stroke(Token::Red, 2.0));
    scene
        .path()
        .move_to(Point::new(-4.0, 150.0))
        .line_to(Point::new(20.0, 150.0))
        .cubic_to(Point::new(20.0, 160.0), Point::new(0.0, 160.5), Point::new(-4.25, 170.125))
        .close()
        .draw(Style::fill(Token::Yellow).outlined(Token::Ink, 1.25));
    all_shapes(&mut scene);
    scene.arrow_head(a, a.lerp(b, 0.7), 6.0, Style::stroke(Token::Red, 2.0));
    scene.clip(Rect::new(10.0, 175.0, 100.0, 20.0), |scene| {
        scene.circle(Point::new(10.0, 185.0), 12.0, Style::fill(Token::Purple));
    });
    scene.text(
        Point::new(160.0, 16.0),
        "cut \"now\" & here",
        Lettering::new(12.0).middle().token(Token::Red),
    );
    scene.text(
        Point::new(310.0, 190.0),
        "⟨B9 C2⟩",
        Lettering::new(11.0).anchor(Anchor::End).muted(),
    );
    scene.text(Point::new(120.0, 190.0), "x=7 → 12 ms", Lettering::new(11.0));
    scene
}

fn all_shapes(scene: &mut Scene) {
    use Shape::*;
    let shapes = [Circle, Square, Diamond, Triangle, TriangleDown, Cross, Bars, Check, Tick, Arrow];
    for (i, shape) in shapes.into_iter().enumerate() {
        let at = Point::new(36.0 + 28.0 * i as f32, 158.0);
        let filled = shape.is_closed() || shape == Circle;
        let style = if filled { Style::fill(Token::Cyan) } else { Style::stroke(Token::Cyan, 2.0) };
        scene.mark(at, shape, 6.0, style);
    }
}

/// Compares with a golden file, or rewrites it; a missing one fails.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(!expected.is_empty(), "{} is missing: write it with UPDATE=1", path.display());
    assert_eq!(text, expected, "{name} differs; if the change is meant, rewrite it with UPDATE=1");
}
