//! Stills: a run computed to its end, and its picture as a file. Not for the page, which has a
//! painter of its own and computes a slice a frame.

use crate::Figure;
use crate::figure::Frame;
use machine::Time;
use params::Issue;
use scene::Scene;
use svg::Coloring;

/// Events computed at a time.
pub const SLICE: u32 = 65_536;

/// Computes and judges the whole run; what is handed back is said if its limits end it early.
pub fn complete(figure: &mut dyn Figure) -> Option<Issue> {
    while figure.work(SLICE) || figure.refine(SLICE) {}
    let (computed, end, events) = (figure.computed(), figure.end(), figure.events());
    (computed < end).then(|| Issue {
        key: "len".to_owned(),
        message: format!("The run stops at {computed} s: more than {events} events are not made."),
    })
}

/// A moment worth a picture: past the middle of a run something has gone wrong, and not
/// everything is right again.
#[must_use]
pub fn telling(figure: &dyn Figure) -> Time {
    Time::us(figure.end().as_us() / 100 * 55)
}

/// The run at the playhead as a file of its own.
pub fn picture(figure: &mut dyn Figure, frame: Frame, theme: Coloring) -> String {
    let mut scene = Scene::default();
    figure.scene(frame, &mut scene);
    let entry = figure.entry();
    let description = format!("{} {}.", entry.purpose, figure.text_alternative().caption);
    let options =
        svg::Options { theme, title: entry.title, description: &description, standalone: true };
    svg::to_svg(&scene, &options)
}
