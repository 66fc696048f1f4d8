//! Pictures of known runs, as text. `UPDATE=1` rewrites them; look at what changed.

use diagrams::figure::Frame;
use machine::Time;
use params::Link;
use scene::Scene;
use std::fs;
use std::path::Path;

/// The still of a link at a moment, as `bivalent render` writes it.
fn still(link: &str, at: Time) -> String {
    let (link, issues) = Link::parse(link);
    assert_eq!(issues, [], "a link as it should be");
    let entry = diagrams::ENTRIES.iter().find(|entry| entry.id == link.diagram).expect("a diagram");
    let mut figure = entry.open(&link);
    while figure.work(10_000) {}
    figure.seek(at);
    let mut scene = Scene::default();
    figure.scene(Frame { width: 915.0, height: 472.0, view: None }, &mut scene);
    assert_eq!(scene.validate(), Ok(()));
    let (theme, standalone) = (svg::Coloring::Auto, true);
    svg::to_svg(
        &scene,
        &svg::Options { theme, title: entry.title, description: entry.purpose, standalone },
    )
}

#[test]
fn known_runs_look_as_they_did() {
    let runs = [
        ("available", "cap", Time::ms(1_300)),
        ("consistent", "cap?mode=cp&ev=xC@2,rC@2.1", Time::ms(2_200)),
        ("bridge", "cap?mode=cp&part=bridge&n=7&clients=4", Time::ms(1_500)),
        ("middle", "flp-triangle", Time::ms(250)),
        ("with-time", "flp-triangle?async=off&seed=3", Time::ms(400)),
        ("in-rounds", "flp-triangle?async=off&time=always&n=5", Time::ms(60)),
        ("undecided", "bivalence", Time::s(9)),
        ("waits", "bivalence?player=hand&ev=12@0", Time::s(1)),
        ("head-of-line", "hol?loss=0%&ev=d20@0", Time::ms(700)),
        ("header-compression", "hol?qpack=on&loss=0%&ev=d1@0", Time::ms(300)),
        ("suspected", "bivalence?protocol=chandra-toueg&inputs=101", Time::s(9)),
        ("one-way", "cap?part=oneway&merge=lww", Time::ms(1_500)),
        ("not-heard", "partitions?raft=on", Time::s(8)),
        ("every-kind", "partitions?show=table", Time::s(8)),
        ("silence", "partitions?on=all&way=both&loss=10%&show=belief", Time::s(8)),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    for (name, link, at) in runs {
        let (file, drawn) = (folder.join(format!("{name}.svg")), still(link, at));
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&file, &drawn).expect("a file");
        }
        let known = fs::read_to_string(&file).expect("UPDATE=1 writes a missing picture");
        assert!(known == drawn, "{link} at {at} s no longer looks like {}", file.display());
    }
}
