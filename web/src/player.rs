//! One live figure, as the page sees it: times are microseconds, answers are the types of [`wire`].

use crate::js::{given, given_if};
use diagrams::figure::{Action, Entry, Figure, Frame, Report};
use diagrams::wire;
use machine::Time;
use params::{Issue, Link};
use scene::tokens::Theme;
use scene::{Hit, Point, Scene, SeriesId};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::CanvasRenderingContext2d;

thread_local! {
    /// The diagrams of this module.
    static ENTRIES: RefCell<Vec<&'static Entry>> = const { RefCell::new(Vec::new()) };
}

/// Makes this module one of these diagrams, whose program calls it once, when it is loaded. What no
/// program names is not in its module. A panic is printed with its place, and becomes an error that
/// the page can catch and show.
pub fn run(entries: Vec<&'static Entry>) {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        wasm_bindgen::throw_str(&info.to_string());
    }));
    ENTRIES.set(entries);
}

/// The hash of a link's run, in sixteen hexadecimal digits: the same as natively.
///
/// # Errors
/// That there is no such diagram.
#[wasm_bindgen]
pub fn run_hash(link: &str) -> Result<String, JsError> {
    let (link, _) = Link::parse(link);
    let mut figure = entry(&link)?.open(&link);
    Ok(hexadecimal(figure.hash()))
}

/// A run, a playhead on it, and the scene last drawn.
#[wasm_bindgen]
pub struct Player {
    figure: Box<dyn Figure>,
    /// What is wrong with the link before any figure sees it.
    issues: Vec<Issue>,
    scene: Scene,
    frame: Frame,
    ratio: f64,
    told: Told,
}

/// What the page knows already.
#[derive(Default)]
struct Told {
    report: Option<Report>,
    hits: Option<Vec<Hit>>,
}

#[wasm_bindgen]
impl Player {
    /// Opens a link.
    ///
    /// # Errors
    /// That there is no such diagram.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str) -> Result<Player, JsError> {
        let (link, issues) = Link::parse(link);
        let figure = entry(&link)?.open(&link);
        let frame = Frame { width: 0.0, height: 0.0, view: None };
        let (scene, told) = (Scene::default(), Told::default());
        Ok(Self { figure, issues, scene, frame, ratio: 1.0, told })
    }

    /// All that is fixed about its diagram.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Schema")]
    pub fn schema(&self) -> JsValue {
        given(&wire::Schema::of(self.figure.entry()))
    }

    /// What the link asked for and did not get, and which limits the run has met.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Issue[]")]
    pub fn issues(&self) -> JsValue {
        given(&[&self.issues, self.figure.issues()].concat())
    }

    /// Its parameters' values, in the schema's order.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Value[]")]
    pub fn values(&self) -> JsValue {
        given(&wire::values(self.figure.as_ref()))
    }

    /// The value of one, written as in a link.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<String> {
        self.figure.value(id)
    }

    /// Sets a parameter and runs anew; answers with the issue, if there is one.
    #[wasm_bindgen(unchecked_return_type = "wire.Issue | undefined")]
    pub fn set(&mut self, id: &str, text: &str) -> JsValue {
        given_if(self.figure.set(id, text).err().as_ref())
    }

    /// The link to this run; with the moment if asked for.
    #[must_use]
    pub fn link(&self, with_moment: bool) -> String {
        self.figure.link(with_moment).to_string()
    }

    /// Computes on, for about so many events; false when all is done.
    pub fn work(&mut self, events: u32) -> bool {
        self.figure.work(events) || self.figure.refine(events)
    }

    /// The playhead.
    #[must_use]
    pub fn now(&self) -> f64 {
        from_time(self.figure.now())
    }

    /// Where the run ends.
    #[must_use]
    pub fn end(&self) -> f64 {
        from_time(self.figure.end())
    }

    /// How far it is computed.
    #[must_use]
    pub fn computed(&self) -> f64 {
        from_time(self.figure.computed())
    }

    /// How many events the run has so far.
    #[must_use]
    pub fn events(&self) -> f64 {
        self.figure.events() as f64
    }

    /// Moves the playhead.
    pub fn seek(&mut self, to: f64) {
        self.figure.seek(Time::us(to.max(0.0) as u64));
    }

    /// Moves the playhead by one event.
    pub fn step(&mut self, forward: bool) {
        self.figure.step(forward);
    }

    /// Does what a choice's action says, given as its kind and its code; answers with the issue, if
    /// there is one.
    #[wasm_bindgen(unchecked_return_type = "wire.Issue | undefined")]
    pub fn act(&mut self, kind: &str, code: &str) -> JsValue {
        let done = Action::of(kind, code).map(|action| self.figure.act(&action));
        given_if(done.and_then(Result::err).as_ref())
    }

    /// Takes a pasted list of samples, and says what of it was taken or left out.
    #[wasm_bindgen(unchecked_return_type = "wire.Pasted")]
    pub fn paste(&mut self, text: &str) -> JsValue {
        given(&wire::Pasted::of(self.figure.paste(text)))
    }

    /// The interventions so far.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Intervened[]")]
    pub fn interventions(&self) -> JsValue {
        given(&self.figure.interventions())
    }

    /// Takes an intervention back.
    pub fn forget(&mut self, index: usize) {
        self.figure.forget(index);
    }

    /// What can be done with a target, or with the figure as a whole (`""`).
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Choice[]")]
    pub fn menu(&self, target: &str) -> JsValue {
        given(&self.figure.menu(target))
    }

    /// The action that a trail in the picture means, given as x and y in turn.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Action | undefined")]
    pub fn drawn(&self, trail: &[f32]) -> JsValue {
        let (points, _) = trail.as_chunks::<2>();
        let points: Vec<Point> = points.iter().map(|&[x, y]| Point { x, y }).collect();
        given_if(self.figure.drawn(&points).as_ref())
    }

    /// How large it is drawn, in CSS pixels and device pixels each; one view by its index, or all
    /// for a negative one.
    pub fn frame(&mut self, width: f32, height: f32, ratio: f64, view: i32) {
        self.frame = Frame { width, height, view: usize::try_from(view).ok() };
        self.ratio = ratio;
    }

    /// Draws the run at the playhead.
    pub fn paint(&mut self, context: &CanvasRenderingContext2d, dark: bool) {
        self.figure.scene(self.frame, &mut self.scene);
        crate::paint(context, &self.scene, theme(dark), self.ratio);
    }

    /// What in the picture last drawn takes part in keyboard order; nothing if it is
    /// as it was.
    #[wasm_bindgen(unchecked_return_type = "wire.Hit[] | undefined")]
    pub fn hits(&mut self) -> JsValue {
        let focusable = || self.scene.hits.iter().filter(|hit| hit.focusable);
        if self.told.hits.as_ref().is_some_and(|told| told.iter().eq(focusable())) {
            return JsValue::UNDEFINED;
        }
        self.told.hits = Some(focusable().cloned().collect());
        given(&focusable().map(wire::Hit::of).collect::<Vec<_>>())
    }

    /// What is pointed at, or has the focus; whether that changes the picture.
    // Scripts give what they hand over.
    #[expect(clippy::needless_pass_by_value)]
    pub fn point(&mut self, target: Option<String>) -> bool {
        let before = self.scene.pointed;
        self.scene.pointed = target.as_deref().and_then(SeriesId::of);
        self.scene.pointed != before
    }

    /// What is at a place of the picture last drawn; a finger reaches farther.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.Hit | undefined")]
    pub fn hit(&self, x: f32, y: f32, touch: bool) -> JsValue {
        let reach = if touch { scene::REACH_TOUCH } else { scene::REACH_MOUSE };
        given_if(self.scene.hit(Point { x, y }, reach).map(wire::Hit::of).as_ref())
    }

    /// What is known at the playhead; nothing if it is as it was.
    #[wasm_bindgen(unchecked_return_type = "wire.Report | undefined")]
    pub fn report(&mut self) -> JsValue {
        let report = self.figure.report();
        if self.told.report.as_ref() == Some(&report) {
            return JsValue::UNDEFINED;
        }
        given(self.told.report.insert(report))
    }

    /// What to say aloud since the last call, oldest first.
    pub fn say(&mut self) -> Vec<String> {
        self.figure.say()
    }

    /// The picture in words.
    #[must_use]
    #[wasm_bindgen(unchecked_return_type = "wire.TextAlternative")]
    pub fn text_alternative(&self) -> JsValue {
        given(&self.figure.text_alternative())
    }

    /// The hash of the run, in sixteen hexadecimal digits. Computes what is missing.
    pub fn hash(&mut self) -> String {
        hexadecimal(self.figure.hash())
    }
}

fn entry(link: &Link) -> Result<&'static Entry, JsError> {
    let found = |entries: &Vec<&'static Entry>| {
        entries.iter().find(|entry| entry.id == link.diagram).copied()
    };
    ENTRIES.with_borrow(found).ok_or_else(|| JsError::new("there is no such figure"))
}

/// As a double, which holds any moment of a run exactly.
fn from_time(time: Time) -> f64 {
    time.as_us() as f64
}

fn theme(dark: bool) -> Theme {
    if dark { Theme::Dark } else { Theme::Light }
}

fn hexadecimal(hash: u64) -> String {
    (0..16)
        .rev()
        .map(|digit| char::from(b"0123456789abcdef"[(hash >> (digit * 4) & 15) as usize]))
        .collect()
}
