//! The panel that sweeps: many runs in workers, measured as the command line measures them.

use crate::reader::{Reader, strings};
use lab::sweep::{Asked, Plan, Shown, Worst, run};
use serde_json::{Value, json};
use suite::browser::{Means, Screen, Theme};
use suite::site;

/// Opens the panel of a page and waits until it knows what can be varied.
fn opens_the_panel(reader: &Reader) {
    reader.press_named("Sweep over many runs");
    reader.sees(".sweep .count", "runs");
}

/// The cells of the table, a line a row.
fn table(reader: &Reader) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.sweep table tr')]\
                  .map(row => [...row.children].map(el => el.textContent).join(' | '))";
    strings(&reader.run(script, &[]))
}

/// What `bivalent sweep LINK --seeds 0..SEEDS --vary ... --worst ... --json` prints.
fn natively(link: &str, seeds: u64, vary: &[&str], worst: &str) -> Value {
    let (figure, _) = lab::open::link(link).expect("a link");
    let vary = vary.iter().map(|typed| Asked::vary(typed).expect("values")).collect();
    let asked = Asked { seeds: 0..seeds, vary, runs_max: Asked::RUNS_MAX };
    let plan = Plan::new(figure.as_ref(), asked).expect("a plan");
    let outcomes = (0..plan.runs()).map(|index| run(&plan, index).ok()).collect();
    let shown = Shown { worst: Some(Worst::typed(worst)), ..Shown::default() };
    let rows = shown.rows(&plan, &outcomes).expect("rows");
    serde_json::to_value(shown.swept(&plan, &rows)).expect("JSON")
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_worker_measures_what_the_command_line_does() {
    let reader = Reader::at_a_desk("cap/");
    let script = "const [base, link, vary] = arguments; \
                  const { Job } = await import(`${base}job.js`); \
                  const jobs = [new Job(base, 'Sweep'), new Job(base, 'Sweep')]; \
                  const plans = await Promise.all(jobs.map(job => job.ask('plan', link, '3', vary))); \
                  const [{ runs }] = plans; \
                  for (let from = runs - 1; from >= 0; from--) \
                    await jobs[0].ask('take', await jobs[from % 2].ask('run', from, 1)); \
                  const rows = await jobs[0].ask('rows', 'p99'); \
                  jobs.forEach(job => job.end()); \
                  return rows";
    let (link, vary) = ("cap?len=2s&loss=1%", ["mode=cp,ap", "lat=5ms,50ms"]);
    let rows = reader.run_async(script, &[json!(site::url()), json!(link), json!(vary)]);
    assert_eq!(rows, natively(link, 3, &vary, "p99"));
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_sweep_over_one_parameter_is_a_line_a_table_and_links() {
    let reader = Reader::at_a_desk("cap/?len=2s");
    opens_the_panel(&reader);
    reader.sets("Vary", "n");
    reader.sets("Values", "3, 5");
    reader.sets("Seeds for each", "4");
    reader.sees(".sweep .count", "8 runs: 2 settings, 4 seeds each.");
    reader.sets("Show", "p99");
    reader.press_named("Start");
    reader.sees(".sweep .count", "8 runs made.");
    reader.wait_for("a plot", "return document.querySelectorAll('.sweep svg a').length === 2");

    let sweep = natively("cap?len=2s", 4, &["n=3,5"], "p99");
    let rows = sweep["rows"].as_array().expect("rows").iter().map(|row| {
        let readout = row["readout"].as_array().expect("readings");
        let p99 = readout.iter().find(|reading| reading["id"] == "p99").expect("p99");
        // The amounts are whole; the page shows them to a thousandth.
        let shown = |name: &str| (p99[name].as_f64().expect(name) * 1e3).round() / 1e3;
        let [n, mean, ci95, p50, top] = ["n", "mean", "ci95", "p50", "p99"].map(shown);
        let (seed, found) = (&row["worst"]["seed"], row["worst"]["found"].as_str().expect("text"));
        let nodes = row["setting"]["n"].as_str().expect("text");
        format!("{nodes} | {n} | {mean} | {ci95} | {p50} | {top} | seed {seed}: {found}")
    });
    assert_eq!(table(&reader)[1..], rows.collect::<Vec<_>>());
    reader.sees(".sweep .command", "--seeds 0..4 --vary n=3,5 --worst p99");
    reader.finds_nothing_wrong("with a plot");

    // What else was measured is shown without another run, and copied whole.
    reader.sets("Show", "linearizable");
    reader.sees(".sweep table", "violated");
    reader.press_named("Copy as CSV");
    reader.sees(".sweep .note", "copied");
    let csv = reader.clipboard();
    assert!(csv.starts_with("n,n,") && csv.lines().count() == 3, "{csv}");

    // A point opens its worst run in the figure.
    reader.sets("Show", "p99");
    reader.sees(".sweep table", "p50");
    let link = sweep["rows"][1]["worst"]["link"].as_str().expect("a link");
    reader.run("document.querySelectorAll('.sweep td a')[1].click()", &[]);
    let query = link.split_once('?').expect("a query").1.replace("v=1&", "");
    reader.wait_for(
        "the worst run's address",
        &format!("return decodeURIComponent(location.search).includes({})", json!(query)),
    );
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_sweep_over_two_parameters_is_a_map_by_touch_and_in_the_dark() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "cap/?len=1s");
    opens_the_panel(&reader);
    reader.sets("Vary", "mode");
    reader.sets("and", "lat");
    reader.sets("Seeds for each", "2");
    reader.press_named("Start");
    reader.sees(".sweep .count", "20 runs made.");
    // In so short a run not every readout has something to measure.
    reader.sets("Show", "linearizable");
    reader.wait_for("a map", "return document.querySelectorAll('.sweep svg a').length === 10");
    let small = "return [...document.querySelectorAll('.sweep :is(button,input,select,svg a,td a)')]\
                 .filter(el => el.checkVisibility()).map(el => el.getBoundingClientRect())\
                 .filter(({ width, height }) => Math.min(width, height) < 43.5).length";
    if Means::Touch.are_there() {
        assert_eq!(reader.run(small, &[]), json!(0), "targets a finger can miss");
    }
    let excess = "return document.documentElement.scrollWidth - innerWidth";
    assert!(reader.run(excess, &[]).as_i64() <= Some(0), "the page scrolls sideways");
    reader.finds_nothing_wrong("with a map");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_sweep_can_be_cancelled_and_keeps_what_it_has() {
    let reader = Reader::at_a_desk("cap/");
    opens_the_panel(&reader);
    reader.sets("Vary", "n");
    reader.sets("Values", "3, 5");
    reader.sets("Seeds for each", "20000");
    reader.press_named("Start");
    let far = "return Number(document.querySelector('.sweep progress').value) >= 4";
    reader.wait_for("progress", far);
    reader.sees(".sweep .progress", "of 40000 runs, about");
    reader.press_named("Cancel");
    reader.sees(".sweep .count", "of 40000 runs.");
    reader.wait_for("its rows", "return document.querySelectorAll('.sweep tbody tr').length === 2");
    let said = reader.text(".sweep .count");
    let made = said.split(' ').nth(2).and_then(|word| word.parse::<u64>().ok());
    reader.sets("Show", "linearizable");
    reader.sees(".sweep caption", "linearizable");
    let table = table(&reader);
    let counted = table[1..].iter().map(|row| {
        let runs = row.split(" | ").nth(1).expect("a count");
        runs.parse::<u64>().expect("a number")
    });
    assert_eq!(Some(counted.sum()), made, "{said}");
    assert_eq!(reader.console_errors(), [""; 0]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn what_cannot_be_swept_is_said_beside_its_field() {
    let reader = Reader::at_a_desk("cap/");
    opens_the_panel(&reader);
    reader.sets("Vary", "n");
    reader.sets("Values", "3, many");
    reader.sees(".sweep .field .error", "replicas: \"many\" is not a whole number");
    assert_eq!(
        reader.run("return document.querySelector('.sweep fieldset button').disabled", &[]),
        json!(true)
    );
    reader.finds_nothing_wrong("with an error in the panel");
    reader.sets("Values", "3, 5");
    reader.sets("Seeds for each", "4o");
    reader.sees(".sweep .field.small .error", "\"4o\" is not a number of seeds, like 40");
    reader.sets("Seeds for each", "90000");
    reader.sees(".sweep > .error", "this sweep has 180000 runs; it can have 1 to 100000");
    reader.sets("Seeds for each", "3");
    reader.sees(".sweep .count", "6 runs");
    reader.sets("and", "n");
    reader.sets("Seeds for each", "3");
    reader.sees(".sweep > .error", "n is given twice");
}
