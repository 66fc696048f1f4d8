//! A small gossip protocol under every fault, run forwards, backwards and anew.

use machine::{Effects, Event, Machine, NodeId, NodeSet, Ratio, Time};
use proptest::prelude::*;
use sim::{Crashes, Delay, Happening, Input, Life, Names, Network, Setup, Timeline, World};
use std::hash::Hash;

/// Each process counts, tells a random other what it has counted, and keeps the greatest on disk.
#[derive(Clone)]
struct Gossip {
    nodes: u8,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Counted {
    greatest: u32,
    heard: Vec<(NodeId, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Timer {
    Tell,
    Quiet,
}

impl Machine for Gossip {
    type State = Counted;
    type Disk = u32;
    type Msg = u32;
    type Timer = Timer;
    type Note = &'static str;

    fn boot(&self, _me: NodeId, disk: u32, out: &mut Effects<Self>) -> Counted {
        out.set_timer(Timer::Tell, Time::ms(5)..=Time::ms(15));
        out.set_timer(Timer::Quiet, Time::ms(40)..=Time::ms(60));
        Counted { greatest: disk, heard: Vec::new() }
    }

    fn step(&self, me: NodeId, state: &mut Counted, event: Event<Self>, out: &mut Effects<Self>) {
        match event {
            Event::Message { from, msg } => {
                state.greatest = state.greatest.max(msg);
                state.heard.push((from, msg));
                if state.heard.len() > 5 {
                    state.heard.remove(0);
                }
                out.set_timer(Timer::Quiet, Time::ms(40)..=Time::ms(60));
            }
            Event::Timeout(Timer::Tell) => {
                state.greatest += 1;
                out.choose(u32::from(self.nodes) - 1);
                out.set_timer(Timer::Tell, Time::ms(5)..=Time::ms(15));
            }
            Event::Timeout(Timer::Quiet) => out.note("nobody speaks to me"),
            Event::Command(add) => state.greatest += add,
            Event::Chosen(k) => {
                let other = (u32::from(me.0) + 1 + k) % u32::from(self.nodes);
                out.send(NodeId(other as u8), state.greatest);
            }
        }
    }

    fn crash(&self, state: Counted) -> u32 {
        state.greatest
    }
}

const NAMES: Names = Names { servers: 5, nodes: 5 };
const END: Time = Time::s(60);

fn setup(seed: u64, ev: &str) -> Setup<Gossip> {
    let delay = Delay::LogNormal { floor: Time::ms(1), median: Time::ms(3), sigma_milli: 800 };
    let mut setup = Setup::new(Gossip { nodes: 5 }, 5, seed, Network::uniform(delay));
    setup.network.loss = Ratio::percent(3);
    setup.network.duplication = Ratio::percent(1);
    let (among, every) = (NodeSet::first(5), Time::s(4));
    setup.crashes = Some(Crashes { among, every, down: Time::ms(200)..=Time::s(2) });
    setup.inputs = NAMES.read_inputs(ev).0;
    setup
}

fn timeline(seed: u64, ev: &str) -> Timeline<Gossip, ()> {
    let mut timeline = Timeline::new(setup(seed, ev), END, Time::ms(500), ());
    while timeline.work(1_000) {}
    timeline
}

fn hash_at(setup: &Setup<Gossip>, at: Time) -> u64 {
    let mut world = World::new(setup, &mut ());
    world.run(setup, at, &mut ());
    world.hash()
}

/// The same on every machine and for ever: links depend on it.
#[test]
fn a_run_is_pinned() {
    let setup = setup(7, "pAB@10,zD@12,h@20,aD@21,xC@30,wC@31");
    let mut world = World::new(&setup, &mut ());
    world.run(&setup, END, &mut ());
    assert_eq!((world.events(), world.hash()), (55_845, 12_449_943_499_622_715_802));
}

#[test]
fn any_moment_can_be_sought_and_is_the_same() {
    let mut timeline = timeline(3, "pAB@10,h@20");
    assert!(timeline.events() > 30_000, "several checkpoints");
    for ms in [0, 59_999, 10_000, 10_001, 400, 33_333, 33_400, 60_000, 1] {
        timeline.seek(Time::ms(ms));
        assert_eq!(timeline.playhead().hash(), hash_at(timeline.setup(), Time::ms(ms)), "{ms} ms");
    }
}

#[test]
fn stepping_back_and_forth_visits_the_same_events() {
    let mut timeline = timeline(3, "");
    timeline.seek(Time::s(30));
    let event = timeline.playhead().events() - 1;
    let mut hashes = Vec::new();
    for k in 0..20 {
        timeline.seek_event(event - k);
        hashes.push(timeline.playhead().hash());
    }
    for k in (0..20).rev() {
        timeline.seek_event(event - k);
        assert_eq!(timeline.playhead().hash(), hashes[k as usize]);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 20);
}

#[test]
fn a_step_may_be_to_the_next_event_of_a_kind_however_far() {
    let mut timeline = timeline(3, "pAB@10,h@40");
    let cut = |what: &Happening<'_, Gossip>| matches!(what, Happening::Rewired(_));
    let mut places = Vec::new();
    for _ in 0..3 {
        timeline.step_on(cut);
        places.push((timeline.playhead().now(), timeline.playhead().hash()));
    }
    for _ in 0..3 {
        timeline.step_back(cut);
        places.push((timeline.playhead().now(), timeline.playhead().hash()));
    }
    let times: Vec<_> = places.iter().map(|(now, _)| *now).collect();
    let [first, second] = [10, 40].map(Time::s);
    assert_eq!(times, [first, second, timeline.computed(), second, first, Time::ZERO]);
    assert_eq!((places[3], places[4]), (places[1], places[0]));
}

#[test]
fn an_intervention_in_the_past_is_the_run_of_its_link() {
    let mut timeline = timeline(5, "xA@40,rA@45");
    timeline.seek(Time::us(20_123_456));
    timeline.intervene(NAMES.read("pDE").unwrap());
    assert_eq!(timeline.playhead().now(), Time::us(20_123_456));
    while timeline.work(1_000) {}
    let link = NAMES.write_inputs(&timeline.setup().inputs);
    assert_eq!(link, "pDE@20.123456,xA@40,rA@45");
    assert_eq!(timeline.frontier().hash(), hash_at(&setup(5, &link), END));
    timeline.forget(0);
    while timeline.work(1_000) {}
    assert_eq!(timeline.frontier().hash(), hash_at(&setup(5, "xA@40,rA@45"), END));
}

#[test]
fn a_partition_parts_and_a_heal_mends() {
    let setup = setup(11, "pAB.C@1,h@50");
    let mut world = World::new(&setup, &mut ());
    world.run(&setup, Time::s(2), &mut ());
    assert!(world.cuts().cut(NodeId(0), NodeId(2)) && world.cuts().cut(NodeId(2), NodeId(3)));
    assert!(!world.cuts().cut(NodeId(3), NodeId(4)));
    world.run(&setup, Time::s(51), &mut ());
    assert!(!world.cuts().any());
}

#[test]
fn a_paused_process_catches_up_and_a_wiped_one_forgets() {
    let mut setup = setup(13, "zB@1,aB@2,xC@3,wC@3.5");
    setup.crashes = None;
    let heard = |world: &World<Gossip>, node| world.state(NodeId(node)).map(|s| s.heard.clone());
    let mut world = World::new(&setup, &mut ());
    world.run(&setup, Time::s(1), &mut ());
    let before = heard(&world, 1);
    world.run(&setup, Time::us(1_999_999), &mut ());
    assert_eq!(heard(&world, 1), before);
    world.run(&setup, Time::s(2), &mut ());
    assert_ne!(heard(&world, 1), before);
    world.run(&setup, Time::s(3), &mut ());
    assert!(matches!(world.life(NodeId(2)), Life::Down(disk) if *disk > 0));
    world.run(&setup, Time::us(3_500_000), &mut ());
    assert_eq!(world.state(NodeId(2)).map(|s| s.greatest), Some(0));
}

/// A process that stands still past its quiet time, and hears of others first when it goes on, is
/// not told that nobody speaks to it.
#[test]
fn a_timer_that_is_set_anew_after_a_pause_does_not_run_out() {
    struct Complaints(u32);
    impl sim::Observer<Gossip> for Complaints {
        fn see(&mut self, _: Time, what: &Happening<'_, Gossip>) {
            self.0 += u32::from(matches!(what, Happening::Noted(..)));
        }
    }
    let mut setup = setup(19, "zB@1,aB@1.2");
    (setup.crashes, setup.network.loss) = (None, Ratio::ZERO);
    let mut world = World::new(&setup, &mut ());
    world.run(&setup, Time::us(1_199_999), &mut ());
    let mut complaints = Complaints(0);
    world.next(&setup, Time::ms(1_200), &mut complaints);
    assert_eq!(complaints.0, 0);
}

#[test]
fn who_is_crashed_by_hand_stays_down() {
    let down = |ev: &str| {
        let mut setup = setup(23, ev);
        setup.crashes.as_mut().expect("crashes").down = Time::s(1)..=Time::s(1);
        let mut world = World::new(&setup, &mut ());
        world.run(&setup, Time::s(60), &mut ());
        (0..5).filter(|&node| world.state(NodeId(node)).is_none()).count()
    };
    let everybody = "xA@55,xB@55,xC@55,xD@55,xE@55";
    assert_eq!(down(everybody), 5, "no repair of an earlier crash brings them back");
    assert!(down("") < 3);
}

#[test]
fn messages_can_be_dropped_delayed_and_hurried() {
    let mut timeline = timeline(17, "");
    timeline.seek(Time::s(5));
    let flight = timeline.playhead().flights().next().expect("something is in flight").clone();
    let there =
        |timeline: &Timeline<Gossip, ()>| timeline.playhead().flights().any(|f| f.id == flight.id);
    timeline.intervene(NAMES.read(&format!("l{}-300", flight.id.0)).unwrap());
    timeline.seek(flight.due + Time::ms(299));
    assert_eq!(timeline.playhead().now(), Time::s(5), "nothing is computed past the playhead yet");
    while timeline.work(1_000) {}
    timeline.seek(flight.due + Time::ms(299));
    assert!(there(&timeline));
    timeline.intervene(NAMES.read(&format!("d{}", flight.id.0)).unwrap());
    assert!(!there(&timeline));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever is done in whatever order, the run at hand is the run of its link.
    #[test]
    fn travel_never_changes_a_run(seed in 0u64..50, moves in prop::collection::vec((0u64..20_000, 0usize..8), 1..8)) {
        let codes = ["pAB", "h", "xC", "rC", "wC", "zD", "aD", "oAB"];
        let mut timeline = Timeline::new(setup(seed, ""), Time::s(20), Time::ms(200), ());
        for (ms, code) in moves {
            timeline.work(5_000);
            timeline.seek(Time::ms(ms));
            timeline.intervene(NAMES.read(codes[code]).unwrap());
        }
        while timeline.work(5_000) {}
        let link = NAMES.write_inputs(&timeline.setup().inputs);
        let (inputs, bad) = NAMES.read_inputs(&link);
        prop_assert!(bad.is_empty());
        prop_assert_eq!(&inputs, &timeline.setup().inputs);
        prop_assert_eq!(timeline.frontier().hash(), hash_at(&setup(seed, &link), Time::s(20)));
        let _: &[Input] = &inputs;
    }
}
