use params::{Declared, choice, ms, params, percent};

use crate::sample::{Ratio, Time};

choice! {
    /// How delays are distributed.
    pub enum Shape {
        /// All the same.
        Fixed "fixed" => "fixed",
        /// Any in a range.
        Uniform "uniform" => "uniform",
    }
}

params! {
    /// How messages travel.
    pub struct Network {
        /// Time of a message.
        "lat" latency: Duration = ms(20), in ms(1)..=ms(500), label "latency";
        /// How it is distributed.
        "shape" shape: Choice(Shape) = Shape::Fixed, label "shape", more;
        /// Messages that are lost.
        "loss" loss: Share = 0, in 0..=percent(50), label "loss";
        /// Messages that arrive twice.
        "dup" duplication: Share = 0, in 0..=percent(50), label "doubled", group "Faults";
    }
}

params! {
    /// What goes on around a cluster.
    pub struct Around {
        /// The links.
        network: Group(Network) { "loss", label "message loss"; "dup", hide; };
        /// Whether anybody crashes.
        "crash" crash: Switch = false, label "crashes", group "Faults";
    }
}

params! {
    /// A diagram.
    pub struct Diagram {
        /// Servers.
        "n" servers: Count("servers") = 5, in 3..=9;
        /// The links, as they are.
        near: Group(Network);
        /// Raft underneath.
        "raft" raft: Switch = false;
    }
}

params! {
    /// Another, with groups in a group.
    pub struct Other {
        /// What goes on around.
        around: Group(Around) {
            "lat" = ms(900), in ms(1)..=ms(1000), label "far latency";
            "shape" = Shape::Uniform;
            "crash" = true;
            "loss", hide;
        }, more, when ("raft", "on");
        /// Raft underneath.
        "raft" raft: Switch = true;
    }
}

fn ids(specs: &[params::Spec]) -> Vec<&'static str> {
    specs.iter().map(|spec| spec.id).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(key, value)| (key.to_string(), value.to_string())).collect()
}

#[test]
fn lines_of_a_group_stand_where_it_is_embedded() {
    assert_eq!(ids(Diagram::SPECS), ["n", "lat", "shape", "loss", "dup", "raft"]);
    assert_eq!(Diagram::SPECS[1], params::Spec { group: "Network", ..Network::SPECS[0] });
    let groups: Vec<_> = Diagram::SPECS.iter().map(|spec| spec.group).collect();
    assert_eq!(groups, ["", "Network", "Network", "Network", "Faults", ""]);
}

#[test]
fn a_use_changes_lines_and_hides_some() {
    assert_eq!(ids(Around::SPECS), ["lat", "shape", "loss", "crash"]);
    assert_eq!(Around::SPECS[2].label, "message loss");
    assert_eq!(ids(Other::SPECS), ["lat", "shape", "crash", "raft"]);
    let [lat, shape, crash, raft] = Other::SPECS else { panic!("four lines") };
    assert_eq!((lat.label, lat.default, lat.max), ("far latency", ms(900), ms(1_000)));
    assert_eq!(
        (lat.group, shape.group, crash.group, raft.group),
        ("Network", "Network", "Faults", "")
    );
    assert_eq!((lat.when, lat.primary, raft.primary), (Some(("raft", "on")), false, true));
}

#[test]
fn the_default_has_the_defaults_of_the_use() {
    let other = Other::default();
    assert_eq!(other.around.network.latency, Time(900_000), "beyond the range of the group itself");
    assert_eq!((other.around.network.shape, other.around.crash), (Shape::Uniform, true));
    for (index, spec) in Other::SPECS.iter().enumerate() {
        assert_eq!(other.get(index), spec.default, "{}", spec.id);
    }
}

#[test]
fn values_are_reached_by_index_and_key_past_hidden_ones() {
    let mut other = Other::default();
    for (index, spec) in Other::SPECS.iter().enumerate() {
        let value = if spec.default == 0 { 1 } else { spec.min };
        other.set(index, value);
        assert_eq!(other.get(index), value, "{}", spec.id);
    }
    assert_eq!(
        (other.around.network.latency, other.around.crash, other.raft),
        (Time(1_000), false, false)
    );
    assert_eq!((other.around.network.loss, other.around.network.duplication), (Ratio(0), Ratio(0)));

    let given = pairs(&[("lat", "950ms"), ("crash", "off")]);
    let (other, issues) = Other::from_pairs(&given);
    assert_eq!((issues, other.to_pairs()), (vec![], given));
    assert_eq!(other.around.network.latency, Time(950_000));

    let (_, issues) = Other::from_pairs(&pairs(&[("dup", "1%")]));
    assert_eq!(issues.len(), 1, "what is hidden is no parameter");
}

#[test]
fn a_line_that_no_group_has_is_refused() {
    let refused = std::panic::catch_unwind(|| params::place(Network::SPECS, "latency"));
    let message = *refused.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(message, "the group has no parameter with this id");
    let twice = [Network::SPECS, Around::SPECS].concat();
    let refused = std::panic::catch_unwind(move || params::check(&twice));
    let message = *refused.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(message, "two parameters have the same id");
}
