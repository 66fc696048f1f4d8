//! The model against its closed forms, and both transports against whatever a link does.

use super::closed::{Expected, completion, expected};
use super::measure::measure;
use super::run::{BYTES, Lane, Lossy, Sending, run};
use machine::{Ratio, Time};
use proptest::prelude::*;
use protocols::transport::{Control, Pace, Spans, Transport};
use sim::Losses;
use std::collections::BTreeSet;
use std::iter::once;
use std::ops::Range;

const EVERY: Time = Time::ms(20);
const NEVER: (Ratio, Time) = (Ratio::ZERO, Time::ZERO);
const WINDOW: Pace =
    Pace::Window { control: Control::NewReno, buffer: 100_000, stream_buffer: 100_000 };

/// Packets with so many whole frames each.
fn ideal(streams: u32, frames: u32, later: u32) -> Transport {
    let pace = Pace::Ideal { every: EVERY, later };
    Transport { streams, frame: BYTES / frames, packets: 400, bytes: BYTES, qpack: false, pace }
}

fn lossy(load: &Transport, losses: Losses, seed: u64) -> Lossy {
    match load.pace {
        Pace::Ideal { every, later } => {
            let one_way = Time::us((2 * u64::from(later) - 1) * every.as_us() / 4);
            Lossy { one_way, every: None, queue: 0, losses, behind: NEVER, seed }
        }
        Pace::Window { .. } => {
            let (one_way, every) = (Time::ms(20), Some(Time::ms(1)));
            Lossy { one_way, every, queue: 20, losses, behind: NEVER, seed }
        }
    }
}

/// How much later than without loss a frame was delivered.
fn late(lane: &Lane, frame: u32) -> Option<Time> {
    Some(lane.delivered[frame as usize]?.saturating_sub(lane.due[frame as usize]?))
}

/// What was measured of a lane.
fn measured(load: &Transport, lane: &Lane) -> Expected {
    let late: Vec<Time> =
        (0..load.all_frames()).map(|frame| late(lane, frame).expect("delivered")).collect();
    let count = late.len() as f64;
    let stalled = late.iter().filter(|late| **late > Time::ZERO).count() as f64 / count;
    let sum: u64 = late.iter().map(|late| late.as_us()).sum();
    Expected { stalled, late: sum as f64 / EVERY.as_us() as f64 / count }
}

/// `1 - (1-p)^d`, and `D(d) = d - ((1-p)/p) (1 - (1-p)^d)`.
fn facts(p: f64, d: f64) -> (f64, f64) {
    let stalled = 1.0 - libm::pow(1.0 - p, d);
    (stalled, d - (1.0 - p) / p * stalled)
}

#[test]
fn long_runs_are_expected_to_do_what_the_closed_forms_say() {
    let (p, d, k) = (0.02, 12, 4);
    let load = Transport { packets: 100_000, ..ideal(k, 1, d) };
    let near = |got: f64, said: f64| assert!((got / said - 1.0).abs() < 1e-3, "{got} for {said}");
    let (tcp, quic) = (expected(&load, 1, d, p), expected(&load, k, d, p));
    let ((tcp_stalled, tcp_late), (quic_stalled, quic_late)) =
        (facts(p, d.into()), facts(p, f64::from(d / k)));
    near(tcp.stalled, tcp_stalled);
    near(tcp.late, tcp_late);
    near(quic.stalled, quic_stalled);
    near(quic.late, f64::from(k) * quic_late);
}

#[test]
fn runs_agree_with_the_closed_forms_within_their_confidence_interval() {
    for (streams, frame, later, percent) in [
        (4, BYTES, 12, 2),
        (6, BYTES / 2, 9, 5),
        (3, BYTES, 10, 10),
        (3, 1_000, 9, 5),
        (4, 5_000, 12, 2),
    ] {
        let (load, runs) = (Transport { frame, ..ideal(streams, 1, later) }, 300);
        let losses = Losses::independent(Ratio::percent(percent));
        let lanes = (0..runs).map(|seed| run(&load, &lossy(&load, losses, seed), &BTreeSet::new()));
        let all: Vec<[Expected; 2]> =
            lanes.map(|pair| pair.map(|lane| measured(&load, &lane))).collect();
        for (index, sequences) in [(0, 1), (1, streams)] {
            let said = expected(&load, sequences, later, f64::from(percent) / 100.0);
            agree(all.iter().map(|pair| pair[index].stalled), said.stalled);
            agree(all.iter().map(|pair| pair[index].late), said.late);
        }
        // All is there later than without a loss by as much as is said; over both.
        let whole = Time::us(EVERY.as_us() * u64::from(load.packets - 1));
        let without = whole + lossy(&load, losses, 0).one_way;
        let runs = (0..1_000).map(|seed| run(&load, &lossy(&load, losses, seed), &BTreeSet::new()));
        let late: Vec<f64> = runs
            .map(|[tcp, quic]| {
                assert_eq!(tcp.done(), quic.done());
                (tcp.done().expect("done") - without).as_us() as f64 / EVERY.as_us() as f64
            })
            .collect();
        let said = completion(load.packets, later, f64::from(percent) / 100.0);
        agree(late.iter().copied(), said);
    }
}

/// The mean of independent runs is within 3.3 standard errors of what was said (99.9 %).
fn agree(runs: impl Iterator<Item = f64> + Clone, said: f64) {
    let count = runs.clone().count() as f64;
    let mean = runs.clone().sum::<f64>() / count;
    let variance = runs.map(|run| (run - mean) * (run - mean)).sum::<f64>() / (count - 1.0);
    let error = (variance / count).sqrt();
    assert!((mean - said).abs() < 3.3 * error, "{mean} +- {error}, and not {said}");
    assert!(error < 0.1 * said, "{error} says little about {said}");
}

#[test]
fn both_transports_lose_the_same_numbers() {
    for pace in [ideal(4, 1, 12).pace, WINDOW] {
        let load = Transport { pace, ..ideal(4, 1, 12) };
        let losses = Losses::bursts(Ratio::percent(4), 2);
        // No queue to overflow: only the link's own losses count.
        let link = Lossy { queue: 10_000, ..lossy(&load, losses, 3) };
        let lanes = run(&load, &link, &[17].into());
        let lost = |lane: &Lane| -> Vec<u32> {
            let lost = lane.sendings.iter().filter(|sending| sending.lost.is_some());
            lost.filter_map(|sending| sending.number).filter(|number| *number < 400).collect()
        };
        assert_eq!(lost(&lanes[0]), lost(&lanes[1]));
        assert!(lost(&lanes[0]).len() > 5 && lost(&lanes[0]).contains(&17));
    }
}

#[test]
fn one_loss_stops_every_stream_of_tcp_and_one_of_quic() {
    let load = Transport { packets: 60, ..ideal(4, 1, 12) };
    let none = Losses::independent(Ratio::ZERO);
    let lanes = run(&load, &lossy(&load, none, 1), &[20].into());
    assert_eq!(late_streams(&load, &lanes[0]), [0, 1, 2, 3].into());
    assert_eq!(late_streams(&load, &lanes[1]), [0].into());
}

fn late_streams(load: &Transport, lane: &Lane) -> BTreeSet<u32> {
    let frames = 0..load.all_frames();
    let late = frames.filter(|frame| late(lane, *frame) > Some(Time::ZERO));
    late.map(|frame| load.stream(frame)).collect()
}

/// RFC 9293, sec. 3.7: segments are cut from the byte stream, wherever frames begin and end in it.
#[test]
fn a_lost_segment_can_touch_two_frames_and_a_lost_frame_two_segments() {
    let load = Transport { packets: 60, frame: 1_600, ..ideal(4, 1, 12) };
    let none = Losses::independent(Ratio::ZERO);
    // Packet 22 has bytes 26400 to 27600, packet 20 bytes 24000 to 25200; frame 17 begins at 27200.
    for (lost, touched, late) in
        [(22, vec![16, 17], BTreeSet::from([0, 1])), (20, vec![15], BTreeSet::from([3]))]
    {
        let lanes = run(&load, &lossy(&load, none, 1), &[lost].into());
        for lane in &lanes {
            let frames: Vec<u32> = lane.sendings[lost as usize].frames(&load).collect();
            assert_eq!(frames, touched);
        }
        assert_eq!(late_streams(&load, &lanes[0]), [0, 1, 2, 3].into());
        assert_eq!(late_streams(&load, &lanes[1]), late);
    }
}

/// RFC 9000, sec. 4.1: a sender may send up to the limit, so it does: the limit cuts a frame.
#[test]
fn a_quic_sender_uses_its_credit_to_the_last_byte() {
    let pace = Pace::Window { control: Control::NewReno, buffer: 100, stream_buffer: 2 };
    let load = Transport { pace, frame: 1_000, ..ideal(4, 1, 1) };
    let [_, quic] =
        run(&load, &lossy(&load, Losses::independent(Ratio::ZERO), 1), &BTreeSet::new());
    let sizes = |at: Time| -> Vec<u32> {
        let sent = quic.sendings.iter().filter(|sending| sending.sent == at);
        sent.map(|sending| sending.data.count()).collect()
    };
    // Two packets' worth of each stream: two frames and 400 bytes of the third.
    assert_eq!(sizes(Time::ZERO), [BYTES; 8]);
    let first: Spans = once(0..8_000).collect();
    let begun = [8_000..8_400, 9_000..9_400, 10_000..10_400, 11_000..11_400];
    let sent = quic.sendings.iter().take(8).flat_map(|sending| sending.data.iter());
    assert_eq!(sent.collect::<Spans>(), first.iter().chain(begun).collect());
    assert!(quic.done().is_some() && quic.sendings.iter().all(|sending| !sending.again));
}

/// RFC 9204, sec. 2.2.1: a head that refers to entries that are not there blocks its stream.
#[test]
fn with_header_compression_a_lost_head_stops_the_streams_that_refer_to_it() {
    let none = Losses::independent(Ratio::ZERO);
    for (qpack, lost, late) in [
        (false, 1, BTreeSet::from([1])),
        (true, 1, BTreeSet::from([1, 2, 3])),
        (true, 3, BTreeSet::from([3])),
        (true, 5, BTreeSet::from([1])),
    ] {
        let load = Transport { packets: 60, qpack, ..ideal(4, 1, 12) };
        let [_, quic] = run(&load, &lossy(&load, none, 1), &[lost].into());
        assert_eq!(late_streams(&load, &quic), late, "packet {lost} lost, {qpack}");
    }
}

/// A connection that waits for room sends a buffer each round trip. RFC 9293, sec. 3.8.6; RFC 9000,
/// sec. 4.1: of QUIC, all streams together or each of them.
#[test]
fn a_full_buffer_bounds_the_throughput() {
    let none = Losses::independent(Ratio::ZERO);
    let done = |buffer, stream_buffer| {
        let pace = Pace::Window { control: Control::NewReno, buffer, stream_buffer };
        let load = Transport { pace, ..ideal(4, 1, 1) };
        let lanes = run(&load, &lossy(&load, none, 1), &BTreeSet::new());
        lanes.map(|lane| lane.done().expect("done").as_us() / 1_000)
    };
    let [free, bound, streams] = [done(400, 400), done(8, 400), done(400, 2)];
    // 400 packets, 8 in each round trip of 41 ms: 50 of them.
    let expected = 50 * 41 - 20;
    assert!(bound.iter().all(|ms| ms.abs_diff(expected) < 60), "{bound:?} for {expected}");
    assert!(free.iter().all(|ms| *ms < 600), "{free:?}");
    assert!(streams[0] == free[0] && streams[1].abs_diff(bound[1]) < 60, "{streams:?}");
}

/// RFC 9438, sec. 5.2: where much fits between the ends, NewReno takes long to grow back.
#[test]
fn cubic_is_faster_than_newreno_after_a_loss_on_a_long_way() {
    let none = Losses::independent(Ratio::ZERO);
    let done = |control| {
        let pace = Pace::Window { control, buffer: 100_000, stream_buffer: 100_000 };
        let load = Transport { packets: 8_000, pace, ..ideal(4, 1, 1) };
        let (one_way, every) = (Time::ms(100), Some(Time::us(500)));
        let link = Lossy { one_way, every, queue: 60, ..lossy(&load, none, 1) };
        run(&load, &link, &[900].into()).map(|lane| lane.done().expect("done"))
    };
    let (reno, cubic) = (done(Control::NewReno), done(Control::Cubic));
    assert!(cubic[0] < reno[0] && cubic[1] < reno[1], "{cubic:?} and {reno:?}");
}

/// RFC 6675, sec. 2, and RFC 9002, sec. 6.1.1: less than three packets behind is not lost.
#[test]
fn what_falls_a_little_behind_is_not_for_nothing() {
    let again = |by: u64| {
        let load = Transport { pace: WINDOW, packets: 1_000, ..ideal(4, 1, 1) };
        let none = Losses::independent(Ratio::ZERO);
        let behind = (Ratio::percent(5), Time::us(1_000 * by - 500));
        let link = Lossy { behind, queue: 10_000, ..lossy(&load, none, 1) };
        run(&load, &link, &BTreeSet::new())
            .map(|lane| lane.sendings.iter().filter(|sending| sending.again).count())
    };
    assert_eq!(again(3), [0, 0]);
    assert!(again(12).iter().all(|count| *count > 10), "{:?}", again(12));
}

#[test]
fn what_waits_counts_as_late_while_it_waits() {
    let load = Transport { packets: 60, ..ideal(4, 1, 12) };
    let none = Losses::independent(Ratio::ZERO);
    let [tcp, quic] = run(&load, &lossy(&load, none, 1), &[20].into());
    let due = tcp.due[20].expect("sent");
    let after = |packets: u64| measure(&load, &tcp, due + Time::us(packets * EVERY.as_us()));
    assert_eq!((after(0).stalled, after(1).stalled), (0, 1), "due, and then late");
    let five = after(5);
    assert_eq!((five.stalled, five.frames), (5, 20), "20 to 24 wait");
    assert_eq!(five.late.last(), Some(&Time::ms(100)), "the longest so far");
    assert_eq!(five.mean(), Some(20_000.0 * f64::from(5 + 4 + 3 + 2 + 1) / 26.0));
    // The hole lasts 12 packet-times, and the streams wait for it from their next turn on.
    let stalls = |lane: &Lane| measure(&load, lane, lane.done().expect("done")).stalls;
    assert_eq!(stalls(&tcp), [240, 220, 200, 180].map(Time::ms));
    assert_eq!(stalls(&quic), [240, 0, 0, 0].map(Time::ms));
}

/// Every byte is delivered once, in order on its stream, and not before it arrived.
fn delivered_once_and_in_order(load: &Transport, lane: &Lane) {
    let mut next: Vec<u32> = (0..load.streams).collect();
    for &(at, frame) in &lane.order {
        let stream = load.stream(frame) as usize;
        assert_eq!(frame, next[stream], "out of order, twice, or with a gap");
        next[stream] += load.streams;
        assert!(lane.arrived[frame as usize].is_some_and(|arrived| arrived <= at));
    }
}

/// Over QUIC a frame is given out as soon as all of its own stream before it has arrived, and with
/// header compression the heads of the streams before.
fn waits_for_its_own_stream_only(load: &Transport, lane: &Lane) {
    let mut ready = vec![Some(Time::ZERO); load.streams as usize];
    if load.qpack {
        for stream in 1..ready.len() {
            let entry = load.frame(stream as u32 - 1).start;
            let came = lane.sendings.iter().filter(|sending| sending.lost.is_none());
            let came = came.filter(|sending| sending.data.contains(entry));
            let entry = came.map(|sending| sending.ended).min();
            ready[stream] = ready[stream - 1].zip(entry).map(|(before, at)| before.max(at));
        }
    }
    for frame in 0..load.all_frames() {
        let own = &mut ready[load.stream(frame) as usize];
        *own = own.zip(lane.arrived[frame as usize]).map(|(own, at)| own.max(at));
        assert_eq!(lane.delivered[frame as usize], *own, "frame {frame}");
    }
}

/// No more was sent than the receiver had room for: TCP's window, QUIC's credit for the connection
/// and for each stream.
fn within_the_buffers(load: &Transport, [tcp, quic]: &[Lane; 2]) {
    let (all, each) = load.buffers();
    let room = |read: u32, packets: u32| read.saturating_add(packets.saturating_mul(load.bytes));
    let sent = |lane: &Lane, at: Time, stream: Option<u32>| {
        let sent = lane.sendings.iter().filter(|sending| sending.sent <= at);
        let bytes: Spans = sent.flat_map(|sending| sending.data.iter()).collect();
        of(load, &bytes, stream)
    };
    for at in tcp.sendings.iter().map(|sending| sending.sent) {
        assert!(sent(tcp, at, None) <= room(arrived(tcp, at).floor(), all), "TCP's window");
    }
    for at in quic.sendings.iter().map(|sending| sending.sent) {
        let there = arrived(quic, at);
        let read: Vec<u32> =
            (0..load.streams).map(|stream| in_order(load, &there, stream)).collect();
        assert!(sent(quic, at, None) <= room(read.iter().sum(), all), "MAX_DATA");
        for (stream, read) in (0..).zip(read) {
            let within = sent(quic, at, Some(stream)) <= room(read, each);
            assert!(within, "MAX_STREAM_DATA of {stream}");
        }
    }
}

/// How many bytes of a stream are there without a hole before them.
fn in_order(load: &Transport, there: &Spans, stream: u32) -> u32 {
    let frames = (stream..load.all_frames()).step_by(load.streams as usize);
    let frames = frames.map(|frame| load.frame(frame));
    let mut hole = false;
    let parts = frames.map_while(|frame| {
        let end = there.run(frame.start).unwrap_or(frame.start).min(frame.end);
        let part = (!hole).then_some(end - frame.start);
        hole |= end < frame.end;
        part
    });
    parts.sum()
}

/// The bytes that had arrived by a moment.
fn arrived(lane: &Lane, at: Time) -> Spans {
    let there = |sending: &&Sending| sending.lost.is_none() && sending.ended <= at;
    lane.sendings.iter().filter(there).flat_map(|sending| sending.data.iter()).collect()
}

/// How many of these bytes are of a stream, or of all.
fn of(load: &Transport, bytes: &Spans, stream: Option<u32>) -> u32 {
    let of = |bytes: Range<u32>| {
        let mine =
            load.frames(&bytes).filter(|frame| stream.is_none_or(|s| s == load.stream(*frame)));
        mine.map(|frame| {
            let frame = load.frame(frame);
            frame.end.min(bytes.end) - frame.start.max(bytes.start)
        })
        .sum::<u32>()
    };
    bytes.iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_byte_is_delivered_once_and_in_order_whatever_the_link_does(
        (streams, frame, window, qpack) in (1u32..=6, 300u32..4_000, any::<bool>(), any::<bool>()),
        (cubic, buffer, stream_buffer) in (any::<bool>(), 4u32..40, 1u32..20),
        (later, loss, burst) in (1u32..30, 0u32..35, 1u32..8),
        (behind, by) in (0u32..30, 0u64..60),
        (queue, seed) in (1u32..60, any::<u64>()),
        drops in prop::collection::btree_set(0u32..200, 0..12),
    ) {
        let control = if cubic { Control::Cubic } else { Control::NewReno };
        let pace = match window {
            true => Pace::Window { control, buffer, stream_buffer },
            false => Pace::Ideal { every: EVERY, later },
        };
        let load = Transport { packets: 80, frame, qpack, pace, ..ideal(streams, 1, later) };
        let losses = Losses::bursts(Ratio::percent(loss), burst);
        let behind = (Ratio::percent(behind), Time::ms(by));
        let link = Lossy { queue, behind, ..lossy(&load, losses, seed) };
        let lanes = run(&load, &link, &drops);
        lanes.iter().for_each(|lane| delivered_once_and_in_order(&load, lane));
        waits_for_its_own_stream_only(&load, &lanes[1]);
        within_the_buffers(&load, &lanes);
        // Through long bursts timers back off for minutes: those runs need not end in time.
        if !window || (burst == 1 && loss <= 10) {
            prop_assert!(lanes.iter().all(|lane| lane.done().is_some()), "something never came");
        }
    }
}

/// A link that is never full and never loses is used to the full, whatever the window began with.
#[test]
fn without_loss_the_window_opens_until_the_link_is_full() {
    let load = Transport { packets: 2_000, ..Transport { pace: WINDOW, ..ideal(4, 1, 1) } };
    let link = Lossy { queue: 10_000, ..lossy(&load, Losses::independent(Ratio::ZERO), 1) };
    for lane in run(&load, &link, &BTreeSet::new()) {
        let done = lane.done().expect("done");
        // 2000 packets of 1 ms, a flight of 20 ms, and two round trips of 40 ms until 40 are under way.
        assert!(done < Time::ms(2_000 + 20 + 2 * 40) && done > Time::ms(2_020), "{done}");
        assert!(lane.sendings.iter().all(|sending| !sending.again), "nothing is sent twice");
    }
}

/// How many packets are sent for nothing, again or before anything is acknowledged as probes beyond the
/// initial window, on a link without losses whose packets, after the handshake, fall so far behind.
fn for_nothing(control: Control, one_way: Time, every: Time, behind: Time) -> [usize; 2] {
    let pace = Pace::Window { control, buffer: 100_000, stream_buffer: 100_000 };
    let load = Transport { pace, ..ideal(4, 1, 1) };
    let first = one_way + every + behind + one_way;
    let (every, behind) = (Some(every), (Ratio::percent(100), behind));
    let none = lossy(&load, Losses::independent(Ratio::ZERO), 1);
    let link = Lossy { one_way, every, behind, queue: 10_000, ..none };
    run(&load, &link, &BTreeSet::new()).map(|lane| {
        assert!(lane.done().is_some(), "not all came");
        let sendings = (0..).zip(&lane.sendings);
        sendings.filter(|(place, sent)| sent.again || *place >= 10 && sent.sent < first).count()
    })
}

/// RFC 6298, (2.1), and RFC 9002, sec. 5.1 and 6.2.2: one second, or three times 333 ms, are the
/// timeouts before the first sample, and the handshake is one: a longer way is not taken for a loss.
#[test]
fn the_handshake_measures_the_first_round_trip() {
    for control in [Control::NewReno, Control::Cubic] {
        for (one_way, every) in [(2, 1), (2, 20), (2, 100), (500, 1), (500, 20), (900, 1)] {
            let sent = for_nothing(control, Time::ms(one_way), Time::ms(every), Time::ZERO);
            assert_eq!(sent, [0, 0], "{control:?}, {one_way} ms there, a packet each {every} ms");
        }
    }
}

/// RFC 6298, sec. 3 and 5, Karn's algorithm: a timer that was backed off stays so until a round trip is
/// measured; else a way that has become longer than the timeout is taken for a loss again and again.
#[test]
fn a_way_that_became_longer_than_the_timeout_is_taken_for_a_loss_once() {
    let (short, every, behind) = (Time::ms(20), Time::ms(1), Time::ms(1_160));
    let [tcp, _] = for_nothing(Control::NewReno, short, every, behind);
    assert_eq!(tcp, 10, "the first flight");
}

/// Mathis et al. 1997: (MSS / RTT) sqrt(3/2) / sqrt(p), where every (1/p)-th packet is lost.
#[test]
fn goodput_under_periodic_loss_is_that_of_mathis() {
    for period in [100usize, 400] {
        let load = Transport { packets: 20_000, pace: WINDOW, ..ideal(4, 1, 1) };
        let none = Losses::independent(Ratio::ZERO);
        let every = Some(Time::us(50));
        let link = Lossy {
            one_way: Time::ms(50),
            every,
            queue: 10_000,
            losses: none,
            behind: NEVER,
            seed: 1,
        };
        let drops = (period as u32..40_000).step_by(period).collect();
        let said = f64::from(BYTES) / 0.1 * (1.5 * period as f64).sqrt();
        for lane in run(&load, &link, &drops) {
            let done = lane.done().expect("done").as_s_f64();
            let ratio = f64::from(load.packets * BYTES) / done / said;
            assert!((0.85..1.1).contains(&ratio), "{ratio} of what is said, period {period}");
        }
    }
}

#[test]
fn every_preset_draws_in_every_view_at_every_moment() {
    for preset in super::ENTRY.presets {
        let (link, _) = params::Link::parse(&format!("hol?{}", preset.query));
        let mut figure = super::ENTRY.open(&link);
        assert_eq!(figure.issues(), [], "{}", preset.id);
        let end = figure.end().as_us();
        for (tenth, view) in
            (0..=10).flat_map(|tenth| [(tenth, None), (tenth, Some(tenth as usize % 3))])
        {
            figure.seek(Time::us(end * tenth / 10));
            let mut scene = scene::Scene::default();
            let frame =
                crate::figure::Frame { width: 390.0 + 60.0 * tenth as f32, height: 472.0, view };
            figure.scene(frame, &mut scene);
            assert_eq!(scene.validate(), Ok(()), "{} at {}", preset.id, figure.now());
        }
    }
}
