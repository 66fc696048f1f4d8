use params::{Declared, Kind, Scale, Spec, check};

use crate::sample::{Mode, Ratio, Store, Time};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(key, value)| (key.to_string(), value.to_string())).collect()
}

/// The messages of all issues of these pairs.
fn messages(given: &[(&str, &str)]) -> Vec<String> {
    Store::from_pairs(&pairs(given)).1.into_iter().map(|issue| issue.message).collect()
}

#[test]
fn a_line_declares_all_that_is_known() {
    let [mode, n, r, lat, _, ops, hints, seed] = Store::SPECS else { panic!("eight lines") };
    assert_eq!((n.id, n.label, n.default), ("n", "replicas", 5));
    assert_eq!((n.min, n.max, n.link_max, n.step), (3, 9, 101, 2));
    assert_eq!(n.kind, Kind::Count { unit: "servers" });
    assert_eq!(n.help, "Servers in the cluster, an odd number for choice. [Ongaro 2014, sec. 5.1]");
    assert_eq!((r.max, r.link_max), (9, 101), "options may stand in any order");
    assert_eq!((lat.scale, lat.link_max), (Scale::Log, 2_000_000));
    assert_eq!((r.when, r.primary), (Some(("mode", "ap")), true));
    assert!(!ops.primary && !hints.primary);
    assert_eq!((mode.kind, mode.max), (Kind::Choice(Mode::OPTIONS), 1));
    assert_eq!(Mode::OPTIONS[1].help, "Both sides answer.");
    assert_eq!((Mode::Ap.id(), Mode::Ap.label(), Mode::ALL.len()), ("ap", "available (AP)", 2));
    assert_eq!((seed.min, seed.max), (0, 9_007_199_254_740_991));
}

#[test]
fn the_fields_are_reached_by_index() {
    let mut store = Store::default();
    let values: Vec<_> = (0..Store::SPECS.len()).map(|index| store.get(index)).collect();
    assert_eq!(values, [0, 5, 1, 20_000, 20_000, 5_000, 1, 1]);
    assert_eq!(values, Store::SPECS.iter().map(|spec| spec.default).collect::<Vec<_>>());

    store.set(0, 1);
    store.set(1, 1_000);
    store.set(6, 0);
    assert_eq!((store.mode, store.replicas, store.hints), (Mode::Ap, 101, false));

    let before = store;
    store.set(8, 1);
    assert_eq!((store, store.get(8)), (before, 0));
}

#[test]
fn pairs_give_values() {
    let given = [("mode", "ap"), ("n", "7"), ("lat", "1.5ms"), ("loss", "0.5%"), ("hints", "off")];
    let (store, issues) = Store::from_pairs(&pairs(&given));
    assert_eq!(issues, []);
    let want = Store {
        mode: Mode::Ap,
        replicas: 7,
        latency: Time(1_500),
        loss: Ratio(5_000),
        hints: false,
        ..Store::default()
    };
    assert_eq!(store, want);
    assert_eq!(store.to_pairs(), pairs(&given));
}

#[test]
fn only_what_differs_is_written_in_order_of_declaration() {
    assert_eq!(Store::default().to_pairs(), []);
    let (store, _) = Store::from_pairs(&pairs(&[("seed", "7"), ("loss", "2%"), ("n", "9")]));
    assert_eq!(store.to_pairs(), pairs(&[("n", "9"), ("seed", "7")]));
}

#[test]
fn what_could_not_be_taken_is_said() {
    let far = messages(&[("n", "200"), ("lat", "1us"), ("r", "-1")]);
    assert_eq!(
        far,
        [
            r#"replicas: "200" is above the largest value; it became 101 servers."#,
            r#"latency: "1us" is below the smallest value; it became 250 µs."#,
            r#"read quorum: "-1" is below the smallest value; it became 1 replica."#,
        ]
    );
    let garbage = messages(&[("mode", "cq"), ("n", "many"), ("hints", "maybe"), ("lat", "1h")]);
    assert_eq!(
        garbage,
        [
            r#"mode: "cq" is not one of cp, ap; it stays consistent (CP)."#,
            r#"replicas: "many" is not a whole number; it stays 5 servers."#,
            r#"hinted handoff: "maybe" is not on or off; it stays on."#,
            r#"latency: "1h" is not a duration like 250us, 20ms or 1.5s; it stays 20 ms."#,
        ]
    );
    assert_eq!(
        messages(&[("n", "4.5")]),
        [r#"replicas: "4.5" is finer than can be set; it became 5 servers."#]
    );
}

#[test]
fn an_unknown_key_is_named_with_what_may_have_been_meant() {
    let said = messages(&[("nn", "7"), ("Latency", "1s"), ("los", "1%"), ("x", "1"), ("", "")]);
    assert_eq!(
        said,
        [
            r#"There is no parameter "nn", so it was ignored; did you mean n?"#,
            r#"There is no parameter "Latency", so it was ignored; did you mean lat?"#,
            r#"There is no parameter "los", so it was ignored; did you mean loss?"#,
            r#"There is no parameter "x", so it was ignored."#,
            r#"There is no parameter "", so it was ignored."#,
        ]
    );
    let (_, issues) = Store::from_pairs(&[("x".repeat(10_000), String::new())]);
    assert!(issues[0].key.len() + issues[0].message.len() < 200, "an issue stays short");
}

#[test]
fn of_a_key_given_twice_the_last_counts() {
    let (store, issues) = Store::from_pairs(&pairs(&[("n", "3"), (" N", "7")]));
    assert_eq!(store.replicas, 7);
    assert_eq!(issues[0].message, "The link gives n more than once; the last one counts.");
    assert_eq!(issues.len(), 1);

    let (store, issues) = Store::from_pairs(&pairs(&[("n", "3"), ("n", "bad")]));
    assert_eq!((store.replicas, issues.len()), (5, 2), "the last is bad, so the default stands");
}

#[test]
fn typed_text_sets_one_parameter_or_leaves_it() {
    let mut store = Store::default();
    assert_eq!(store.set_text("n", " 11 Servers "), Ok(()));
    assert_eq!(store.text("n").as_deref(), Some("11"));

    let issue = store.set_text("n", "eleven").unwrap_err();
    assert_eq!((issue.key.as_str(), store.replicas), ("n", 11));
    assert!(issue.message.ends_with("it stays 11 servers."), "{}", issue.message);

    assert!(store.set_text("n", "500").is_err());
    assert_eq!(store.replicas, 101, "the nearest allowed value is taken, and said");

    assert_eq!(store.set_text("m", "1").unwrap_err().key, "m");
    assert_eq!(store.text("m"), None);
}

const COUNT: Spec = Spec::new("n", "Help.", Kind::Count { unit: "servers" }, 5).range(3..=9);
const SWITCH: Spec = Spec::new("hints", "Help.", Kind::Switch, 0);

#[test]
fn sound_declarations_pass() {
    check(&[COUNT, SWITCH, COUNT.label("other").log().when(("hints", "on"))].map(|mut spec| {
        if spec.label == "other" {
            spec.id = "other";
        }
        spec
    }));
}

#[test]
fn unsound_declarations_do_not() {
    let fails = |specs: &[Spec]| {
        let specs = specs.to_vec();
        *std::panic::catch_unwind(move || check(&specs)).unwrap_err().downcast::<&str>().unwrap()
    };
    assert_eq!(fails(&[COUNT.range(6..=9)]), "the default is out of range");
    assert_eq!(fails(&[COUNT.link(8)]), "a link may ask for at least what the control offers");
    assert_eq!(fails(&[COUNT.step(0)]), "a step is above 0");
    assert_eq!(fails(&[COUNT.range(0..=9).log()]), "a log scale starts above 0");
    assert_eq!(fails(&[COUNT, COUNT]), "two parameters have the same id");
    assert_eq!(fails(&[Spec { id: "t", ..COUNT }]), "v, ev, t and play are the link's own");
    assert_eq!(fails(&[Spec { id: "a b", ..COUNT }]), "an id is written with a-z, 0-9 and -");
    assert_eq!(fails(&[Spec { help: "", ..COUNT }]), "label and doc comment are needed");
    let wide = Spec::new("n", "Help.", Kind::Duration, 5);
    assert_eq!(fails(&[wide]), "counts, durations and rates need a range, to 2^53 - 1");
    for when in [("mode", "ap"), ("n", "5"), ("hints", "maybe")] {
        let spec = Spec { id: "m", ..COUNT.when(when) };
        let message = "when names a switch or a choice, and a value of it";
        assert_eq!(fails(&[COUNT, SWITCH, spec]), message);
    }
}
