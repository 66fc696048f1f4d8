use params::{Declared, Kind, LARGEST, Spec, duration_with_unit};
use proptest::prelude::*;

use crate::sample::{Mode, Store};

const fn wide(kind: Kind) -> Spec {
    Spec::new("id", "Help.", kind, 0).range(0..=LARGEST)
}

const COUNT: Spec = wide(Kind::Count { unit: "servers" });
const DURATION: Spec = wide(Kind::Duration);
const SHARE: Spec = wide(Kind::Share);
const RATE: Spec = wide(Kind::Rate { unit: "operations/s" });
const SWITCH: Spec = Spec::new("id", "Help.", Kind::Switch, 0);
const CHOICE: Spec = Spec::new("id", "Help.", Kind::Choice(Mode::OPTIONS), 0);
const SEED: Spec = wide(Kind::Seed);

/// A spec, a value, as a link holds it, as people read it.
const FORMS: &[(Spec, u64, &str, &str)] = &[
    (COUNT, 0, "0", "0 servers"),
    (COUNT, 1, "1", "1 server"),
    (COUNT, 5, "5", "5 servers"),
    (DURATION, 0, "0ms", "0 ms"),
    (DURATION, 250, "250us", "250 µs"),
    (DURATION, 1_500, "1.5ms", "1.5 ms"),
    (DURATION, 20_000, "20ms", "20 ms"),
    (DURATION, 1_500_000, "1.5s", "1.5 s"),
    (DURATION, 60_000_001, "60.000001s", "60.000001 s"),
    (SHARE, 20_000, "2%", "2 %"),
    (SHARE, 5_000, "0.5%", "0.5 %"),
    (SHARE, 1, "0.0001%", "0.0001 %"),
    (RATE, 5_000, "5", "5 operations/s"),
    (RATE, 500, "0.5", "0.5 operations/s"),
    (SWITCH, 0, "off", "off"),
    (SWITCH, 1, "on", "on"),
    (CHOICE, 1, "ap", "available (AP)"),
    (SEED, LARGEST, "9007199254740991", "9007199254740991"),
];

#[test]
fn values_are_written_and_read() {
    for &(spec, value, text, display) in FORMS {
        assert_eq!(spec.text(value), text);
        assert_eq!(spec.display(value), display);
        assert_eq!(spec.parse(text, LARGEST), (value, None), "{text}");
        assert_eq!(spec.parse(display, LARGEST), (value, None), "{display}");
    }
}

#[test]
fn sloppy_text_is_read() {
    let sloppy: &[(Spec, &str, u64)] = &[
        (COUNT, " +7 ", 7),
        (COUNT, "007", 7),
        (COUNT, "7.0", 7),
        (COUNT, "7 SERVERS", 7),
        (COUNT, "1 servers", 1),
        (COUNT, "2e3", 2_000),
        (COUNT, "1.5E+3 servers", 1_500),
        (COUNT, "0e2000000000", 0),
        (COUNT, "0.00000000000000000000000001e27", 10),
        (DURATION, "20", 20_000),
        (DURATION, "2e-3s", 2_000),
        (SHARE, "5e-1%", 5_000),
        (SEED, "9007199254740991e0", LARGEST),
        (DURATION, "0,25", 250),
        (DURATION, "20 MS", 20_000),
        (DURATION, ".5s", 500_000),
        (DURATION, "3.s", 3_000_000),
        (DURATION, "7µs", 7),
        (DURATION, "7μs", 7),
        (SHARE, "2", 20_000),
        (SHARE, "0,5 %", 5_000),
        (RATE, "-0", 0),
        (SWITCH, "", 1),
        (SWITCH, "YES", 1),
        (SWITCH, "True", 1),
        (SWITCH, "0", 0),
        (CHOICE, " AP ", 1),
        (CHOICE, "Available(ap)", 1),
    ];
    for &(spec, text, value) in sloppy {
        assert_eq!(spec.parse(text, LARGEST), (value, None), "{text}");
    }
}

#[test]
fn garbage_is_not() {
    for spec in [COUNT, DURATION, SHARE, RATE, SWITCH, CHOICE, SEED] {
        for text in [
            "abc",
            "1.2.3",
            ".",
            "-",
            "--1",
            "%",
            "ms",
            "1%%",
            "٣",
            "0x10",
            "NaN",
            "e3",
            "1e",
            "1e1.5",
            "1e--1",
            "1e99999999999",
            "7e-9",
        ] {
            let (value, issue) = spec.parse(text, 1);
            assert!(value == 1 && issue.is_some(), "{text} as {:?}", spec.kind);
        }
    }
}

#[test]
fn what_is_too_large_or_too_fine_becomes_the_nearest() {
    let far: &[(Spec, &str, u64)] = &[
        (COUNT, "99999999999999999999999999", LARGEST),
        (COUNT, "18446744073709551621", LARGEST),
        (DURATION, "18446744073709551615s", LARGEST),
        (COUNT, "1e16", LARGEST),
        (COUNT, "1e2000000000", LARGEST),
        (COUNT, "-3", 0),
        (COUNT, "-2e3", 0),
        (RATE, "-0.0001", 0),
        (DURATION, "0.4us", 0),
        (DURATION, "1.5e-6s", 2),
        (DURATION, "0.5us", 1),
        (DURATION, "1.9999999999s", 2_000_000),
        (SHARE, "0.00004%", 0),
        (SEED, "9007199254740992", LARGEST),
    ];
    for &(spec, text, value) in far {
        let (read, issue) = spec.parse(text, 7);
        assert!(read == value && issue.is_some(), "{text}: {read}");
    }
}

#[test]
fn bare_numbers_have_a_unit() {
    let units = [COUNT, DURATION, SHARE, RATE, SWITCH, CHOICE, SEED].map(|spec| spec.unit());
    assert_eq!(units, ["servers", "ms", "%", "operations/s", "", "", ""]);
}

proptest! {
    #[test]
    fn every_value_is_read_back(index in 0..Store::SPECS.len(), any in any::<u64>()) {
        let spec = &Store::SPECS[index];
        let value = spec.min + any % (spec.link_max - spec.min + 1);
        prop_assert_eq!(spec.parse(&spec.text(value), spec.default), (value, None));
        prop_assert_eq!(spec.parse(&spec.display(value), spec.default), (value, None));
    }

    #[test]
    fn every_value_of_every_kind_is_read_back(any in any::<u64>(), shift in 11u32..64) {
        let value = any >> shift;
        for spec in [COUNT, DURATION, SHARE, RATE, SEED] {
            prop_assert_eq!(spec.parse(&spec.text(value), 0), (value, None));
            prop_assert_eq!(spec.parse(&spec.display(value), 0), (value, None));
        }
    }

    #[test]
    fn any_text_gives_an_allowed_value(index in 0..Store::SPECS.len(), text in ".*") {
        let spec = &Store::SPECS[index];
        let (value, _) = spec.parse(&text, spec.default);
        prop_assert_eq!(spec.clamp(value), value);
    }

    #[test]
    fn values_out_of_range_can_be_written(index in 0..Store::SPECS.len(), value in any::<u64>()) {
        let spec = &Store::SPECS[index];
        let texts = (spec.text(value), spec.display(value));
        prop_assert!(texts.0.len() < 40 && texts.1.len() < 60);
    }

    #[test]
    fn every_struct_is_read_back(values in prop::collection::vec(any::<u64>(), Store::SPECS.len())) {
        let mut store = Store::default();
        for (index, (spec, any)) in Store::SPECS.iter().zip(values).enumerate() {
            store.set(index, spec.min + any % (spec.link_max - spec.min + 1));
        }
        prop_assert_eq!(Store::from_pairs(&store.to_pairs()), (store, vec![]));
    }
}

#[test]
fn a_duration_of_the_command_line_has_a_unit() {
    let read = ["20s", "1.5s", "200 ms", "250us", "2min", "0.5 min"].map(duration_with_unit);
    let us = [20_000_000, 1_500_000, 200_000, 250, 120_000_000, 30_000_000];
    assert_eq!(read, us.map(Ok));
    let bare = duration_with_unit("20").unwrap_err();
    assert_eq!(bare, "a duration needs a unit, 20s or 20ms for instance");
    for typed in ["", "s", "-1s", "inf", "1.2.3s", "99999999999min"] {
        assert!(duration_with_unit(typed).unwrap_err().starts_with("not a duration"), "{typed}");
    }
}
