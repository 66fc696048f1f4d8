//! scratch
#[test]
fn look() {
    for spec in std::env::var("SPECS").unwrap().split(';') {
        let t = std::time::Instant::now();
        let mut e = diagrams::models::start(spec, 300_000).unwrap();
        while e.work(100_000) == check::Progress::Working {}
        let a = t.elapsed();
        let r = e.report();
        println!("{spec} {a:?} {:?}\n {:?}", t.elapsed(), r);
    }
}
