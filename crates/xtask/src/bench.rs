//! Measures, and holds each figure against its goal.

use crate::built;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;
use std::time::Instant;
use xtask::engine::Engine;
use xtask::tools::{self, Need, command};

/// Figures with a goal: the name, whether more is better, the goal in the figure's own unit.
const GOALS: [(&str, Better, f64); 27] = [
    ("browser: deliveries", Better::More, 3_000_000.0),
    ("browser: deliveries with rewind", Better::More, 1_500_000.0),
    ("history", Better::Less, 4.0),
    ("seek p95, native", Better::Less, 4.0),
    ("judge 1000 operations", Better::Less, 50.0),
    ("browser: events, judged, with rewind", Better::More, 1_500_000.0),
    ("browser: seek p95", Better::Less, 4.0),
    ("browser: frame p95", Better::Less, 8.0),
    ("browser: first picture", Better::Less, 150.0),
    ("browser: first live frame", Better::Less, 400.0),
    ("element: still", Better::Less, 150.0),
    ("element: live", Better::Less, 400.0),
    ("element: script in a frame p95, computing", Better::Less, 4.0),
    ("element: script in a frame p95, playing", Better::Less, 4.0),
    ("element: script out of sight", Better::Less, 0.0),
    ("element: memory a figure", Better::Less, 1024.0),
    ("social previews of all pages", Better::Less, 5.0),
    ("explored, native", Better::More, 1_000_000.0),
    ("explored, bytes", Better::Less, 100.0),
    ("browser: explored", Better::More, 500_000.0),
    ("browser: explored, bytes", Better::Less, 100.0),
    ("browser: the theorem's graph, coloured", Better::Less, 50.0),
    ("browser: script in a frame p95, exploring", Better::Less, 16.7),
    ("browser: first live frame, bivalence", Better::Less, 400.0),
    ("browser: 4 MB over TCP and QUIC, p95", Better::Less, 100.0),
    ("browser: frame of packets p95", Better::Less, 8.0),
    ("browser: sweep of 10,000", Better::Less, 5.0),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
}

/// Measures natively and in Chromium, prints a table, writes target/bench.json.
pub(crate) fn run() -> Result<()> {
    built()?;
    tools::install(&[Need::Browser(Engine::Chromium)])?;
    println!("measuring natively ...");
    let mut figures = measured(&["--release", "--example", "bench_native"])?;
    figures.push(previews()?);
    xtask::site::build_bench()?;
    println!("measuring in Chromium ...");
    figures.extend(measured(&["--example", "bench_browser"])?);
    figures.extend(measured(&["--example", "bench_element"])?);
    // The site is again what its sources make.
    fs::remove_dir_all(xtask::site::dist().join("bench"))?;
    println!("\n{:<40} {:>14} {:<14} goal", "figure", "measured", "unit");
    for figure in &figures {
        println!("{}", row(figure));
    }
    let file = xtask::root().join("target/bench.json");
    fs::write(&file, serde_json::to_string_pretty(&json!({ "figures": figures }))?)?;
    println!("\nwritten to {}", file.display());
    Ok(())
}

/// What an example of the package `suite` prints: a JSON object a line, with `name`, `value` and
/// `unit`; other lines are shown.
fn measured(args: &[&str]) -> Result<Vec<Value>> {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--package", "suite"]).args(args).stderr(Stdio::inherit());
    let output = cargo.output()?;
    ensure!(output.status.success(), "{} failed: {}", args.join(" "), output.status);
    let mut figures = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        if line.starts_with('{') {
            figures.push(serde_json::from_str(line).with_context(|| line.to_owned())?);
        } else {
            println!("{line}");
        }
    }
    Ok(figures)
}

/// How long it takes to write every page with its poster and its card.
fn previews() -> Result<Value> {
    let target = xtask::root().join("target");
    let build = ["build", "--quiet", "--release", "--package", "bivalent", "--target-dir"];
    tools::run(command("cargo").args(build).arg(&target))?;
    let dir = target.join("bench-site");
    fs::create_dir_all(&dir)?;
    fs::copy(xtask::site::dist().join("index.html"), dir.join("index.html"))?;
    let program = target.join("release/bivalent").display().to_string();
    let start = Instant::now();
    tools::run(command(&program).arg("site").arg(&dir))?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(json!({ "name": "social previews of all pages", "value": seconds, "unit": "s" }))
}

fn row(figure: &Value) -> String {
    let text = |key: &str| figure[key].as_str().unwrap_or("?").to_owned();
    let (name, value) = (text("name"), figure["value"].as_f64().unwrap_or(f64::NAN));
    let goal = GOALS.iter().find(|goal| goal.0 == name).map_or(String::new(), |goal| {
        let (sign, met) = match goal.1 {
            Better::More => (">=", value >= goal.2),
            Better::Less => ("<=", value <= goal.2),
        };
        let verdict = if met { "met" } else { "missed" };
        format!("{sign} {} {verdict}", number(goal.2))
    });
    format!("{name:<40} {:>14} {:<14} {goal}", number(value), text("unit"))
}

/// Whole from a hundred up, with two decimals below.
fn number(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_stands_beside_its_figure() {
        let figure = |value| json!({ "name": "seek p95, native", "value": value, "unit": "ms" });
        assert!(row(&figure(3.5)).ends_with("3.50 ms             <= 4.00 met"));
        assert!(row(&figure(4.5)).ends_with("missed"));
        assert!(
            row(&json!({ "name": "other", "value": 1e6, "unit": "/s" })).trim_end().ends_with("/s")
        );
    }
}
