//! TCP beside QUIC: a packet dropped by hand, the runs worth opening, numbers typed, many runs.

use crate::reader::{Reader, strings};
use suite::browser::{Means, Screen, Theme};

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_packet_dropped_by_hand_is_lost_over_both_and_stays_in_the_link() {
    let reader = Reader::at_a_desk("hol/?loss=0%&t=0.45");
    reader.sees_verdict("TCP: no stream waits for another");
    let packet = reader.finds("packet 21 (stream 1)").expect("a packet");
    reader.drag(&[packet]);
    reader.sees(".menu", "Drop packet 21 in both");
    reader.press_named("Drop packet 21 in both");
    assert_eq!(reader.deeds(), ["drop packet 21 in both"]);
    reader.wait_for("the link", "return location.search.includes('ev=d20@0.45')");
    reader.goes_to(0.7);
    reader.sees_verdict("TCP: streams wait for others");
    reader.sees_verdict("QUIC: no stream waits for another");
    reader.sees(".tasks .done", "every TCP stream waits");
    // What waits is late while it waits, and the chart has it in words.
    reader.sees_measured("TCP, frames late", "Number(value) > 10");
    reader.finds("Stream 2 over TCP: stalled for").expect("a point of the chart");
    reader.finds_nothing_wrong("with a packet dropped");

    reader.reload();
    reader.sees_a_figure();
    assert_eq!(reader.deeds(), ["drop packet 21 in both"]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn each_task_can_be_done_by_hand_and_is_then_ticked() {
    let reader = Reader::at_a_desk("hol/");
    let [all, two, enough] = ["every TCP stream waits", "two of QUIC", "so many streams"];
    let ticked = || {
        let script =
            "return [...document.querySelectorAll('.tasks .done')].map(el => el.innerText)";
        let done = strings(&reader.run(script, &[]));
        [all, two, enough].map(|words| done.iter().any(|task| task.contains(words)))
    };
    assert_eq!(reader.types("packet loss", "0%"), "0 %");
    reader.goes_to(0.45);
    let packet = reader.finds("packet 21 (stream 1)").expect("a packet");
    reader.drag(&[packet]);
    reader.sees(".menu", "Drop packet 21 in both");
    reader.press_named("Drop packet 21 in both");
    assert_eq!(ticked(), [false; 3], "nothing waits yet");
    reader.goes_to(0.7);
    reader.sees(".tasks .done", all);
    assert_eq!(ticked(), [true, false, false]);

    // Two frames, of two streams, in each packet.
    assert_eq!(reader.types("frame size", "600"), "600");
    reader.sees(".tasks .done", two);
    assert_eq!(ticked(), [false, true, false]);

    reader.press_named("Undo: drop packet 21 in both");
    assert_eq!(reader.types("frame size", "1200"), "1200");
    assert_eq!(reader.types("packet loss", "2%"), "2 %");
    reader.goes_to(1.3);
    // What is lost comes again twelve packets later: of eleven streams its own has its next turn before.
    assert_eq!(reader.types("streams", "11"), "11");
    reader.sees_measured("QUIC, frames late", "Number(value) === 3.3");
    assert!(!ticked()[2], "eleven streams are not enough");
    assert_eq!(reader.types("streams", "12"), "12");
    reader.sees(".tasks .done", enough);
    reader.finds_nothing_wrong("with a task done");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn the_runs_worth_opening_show_what_they_are_called_by() {
    let reader = Reader::at_a_desk("hol/");
    reader.press_named("Several streams in a packet");
    reader.sees(".tasks .done", "two of QUIC's streams wait");
    reader.press_named("Header compression");
    reader.sees_verdict("QUIC: streams wait for others");
    reader.press_named("One stream only");
    reader.sees_verdict("TCP: no stream waits for another");
    reader.press_named("A late retransmission");
    reader.sees_measured("QUIC, complete at", "Number(value) < 1.5");
    reader.sees_measured("TCP, complete at", "Number.isNaN(Number(value))");
    reader.press_named("Loss and throughput");
    reader.sees_measured("goodput after Mathis", "Number(value) > 100");
    reader.finds_nothing_wrong("with long runs");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn numbers_out_of_range_become_the_nearest_and_a_link_that_asks_for_more_says_so() {
    let reader = Reader::at_a_desk("hol/?t=0.5");
    assert_eq!(reader.types("packet loss", "90%"), "30 %");
    reader.sees(".error", "it became 30 %");
    reader.follows("hol/?n=1e12&k=99");
    reader.sees("main", "it became 4000");
    reader.sees("main", "it became 12");
    reader.finds_nothing_wrong("with a link that asks for too much");
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_sweep_is_the_diagrams_own_chart_beside_the_closed_form_and_can_be_cancelled() {
    let reader = Reader::at_a_desk("hol/?n=30");
    reader.press_named("Sweep over many runs");
    reader.sees(".sweep .count", "5 settings, 40 seeds each");
    reader.press_named("Start");
    reader.sees(".sweep .count", "200 runs made.");
    // Ten points, five of each transport; what is expected is a broken line without any.
    reader.wait_for("a plot", "return document.querySelectorAll('.sweep svg a').length === 10");
    reader.sees(".sweep caption", "complete at, s");
    reader.sees(".sweep thead", "complete by closed form: mean");
    if Means::Focus.are_there() {
        // The series whose place in the legend has the focus stands out.
        let dim = "const plot = document.querySelector('.sweep svg.bv'); \
                   plot.querySelector('[data-target=\"key:0:0\"]').focus(); \
                   return [0, 1].map(at => getComputedStyle(plot.querySelector(`.k0-${at}`)).opacity)";
        assert_eq!(reader.run(dim, &[]), serde_json::json!(["1", "0.2"]));
    }
    reader.finds_nothing_wrong("with a chart of the diagram");
    reader.sets("Show", "stalled");
    reader.sees(".sweep caption", "frames late, %");

    reader.sets("Seeds for each", "20000");
    reader.press_named("Start");
    // The bar of the sweep before had come to its end.
    let far = "const bar = document.querySelector('.sweep progress'); \
               return bar.checkVisibility() && bar.max === 100000 && bar.value >= 4";
    reader.wait_for("progress", far);
    reader.press_named("Cancel");
    reader.sees(".sweep .count", "of 100000 runs.");
    reader.wait_for("its rows", "return document.querySelectorAll('.sweep tbody tr').length === 5");
    assert_eq!(reader.console_errors(), [""; 0]);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_series_of_a_chart_stands_out_while_it_is_pointed_at_or_has_the_focus() {
    let reader = Reader::at_a_desk("hol/?loss=0%&ev=d20@0&t=0.7");
    let whole = reader.picture_sum();
    reader.finds("TCP: ").expect("a place in the legend");
    reader.sees_another_picture(&whole);
    let away = "document.querySelector('.area').dispatchEvent(new PointerEvent('pointerleave'))";
    reader.run(away, &[]);
    reader.sees_the_picture(&whole);
    if !Means::Focus.are_there() {
        return;
    }
    // The first thing in the picture's order is TCP's place in the first legend.
    reader.press('1');
    reader.sees(".tip", "TCP: ");
    reader.sees_another_picture(&whole);
    let tcp = reader.picture_sum();
    reader.press('2');
    reader.sees(".tip", "QUIC: ");
    reader.sees_another_picture(&tcp);
    reader.finds_nothing_wrong("with a series that stands out");
    reader.run("document.activeElement.blur()", &[]);
    reader.sees_the_picture(&whole);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn on_a_phone_the_charts_are_a_view_of_their_own() {
    let reader = Reader::with(Screen::PHONE, Theme::Dark, "hol/?loss=0%&ev=d20@0&t=0.7");
    let lanes = reader.picture_sum();
    reader.press_named("Charts");
    reader.sees_another_picture(&lanes);
    // A tap on a place in the legend lets its series stand out, and says what it is.
    let charts = reader.picture_sum();
    reader.tap(".hits button");
    reader.sees(".tip", "TCP: ");
    reader.sees_another_picture(&charts);
    let excess = "return document.documentElement.scrollWidth - innerWidth";
    assert!(reader.run(excess, &[]).as_i64() <= Some(0), "the page scrolls sideways");
    reader.finds_nothing_wrong("with the charts");
}
