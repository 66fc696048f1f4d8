//! What can be done to a run by hand.

use crate::reader::Reader;
use suite::browser::key;

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_loop_drawn_round_replicas_parts_them() {
    let reader = Reader::at_a_desk("cap/?part=none&t=0.5");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    let ((dx, dy), (ex, ey)) = (reader.place_of("Replica D"), reader.place_of("Replica E"));
    let around = [
        (ex - 40.0, ey - 40.0),
        (ex + 40.0, ey - 40.0),
        (dx + 40.0, dy - 10.0),
        (dx + 40.0, dy + 40.0),
        (dx - 70.0, dy + 40.0),
        (ex - 40.0, ey - 30.0),
    ];
    reader.drag(&around);
    assert_eq!(reader.deeds(), ["part D E from the others"]);

    // A loop round nothing parts nobody, and says so.
    let corner = [(ex - 40.0, dy + 30.0), (ex - 20.0, dy + 60.0), (ex - 50.0, dy + 60.0)];
    reader.drag(&corner);
    reader.sees(".say", "there is nothing to part");
    assert_eq!(reader.deeds().len(), 1);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_replica_is_crashed_and_restarted_from_its_menu() {
    let reader = Reader::at_a_desk("cap/?mode=cp&part=none&t=1");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    reader.does_to("Replica A", "Crash A");
    reader.sees(".say", "crash A");
    reader.wait_for("a crashed replica", "return document.querySelector('[aria-label*=crashed]')");
    reader.goes_to(1.5);
    reader.does_to("Replica A", "Restart A without its disk");
    assert_eq!(reader.deeds(), ["crash A", "restart A without its disk"]);
    // A menu that is closed changes nothing, and gives the focus back.
    reader.press_named("Replica B");
    reader.sees(".menu", "Crash B");
    reader.press(key::ESCAPE);
    reader.wait_for("no menu", "return !document.querySelector('.menu')");
    let focus = reader.run("return document.activeElement.ariaLabel", &[]);
    assert!(focus.as_str().is_some_and(|label| label.starts_with("Replica B")), "{focus}");
    assert_eq!(reader.deeds().len(), 2);
}

#[test]
#[ignore = "needs the built site and a browser: cargo xtask test"]
fn a_link_and_a_message_are_within_reach_of_the_pointer() {
    let reader = Reader::at_a_desk("cap/?part=none&t=0.5");
    reader.wait_for("the picture's buttons", "return document.querySelector('.hits button')");
    let link = reader.finds("Link B to E").expect("a link");
    reader.drag(&[link]);
    reader.sees(".menu", "Link B to E");
    reader.press_named("Cut B from E");
    assert_eq!(reader.deeds(), ["cut B from E"]);

    // Stepping leads to a moment with a message on its way, which is lost.
    let step = || {
        reader.press_named("One event on");
        // The picture of that moment is painted in the next frame.
        let painted = "return new Promise((done) => \
                       requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        reader.run_async(painted, &[]);
        reader.finds("Message from")
    };
    let message = (0..40).find_map(|_| step()).expect("a message");
    reader.drag(&[message]);
    reader.sees(".menu", "Drop message");
    reader.press_named("Drop message");
    assert_eq!(reader.deeds().len(), 2);
    assert!(reader.deeds()[1].starts_with("drop message"), "{:?}", reader.deeds());
}
