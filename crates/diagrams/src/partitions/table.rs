//! Every kind of trouble for every detector, each measured from a run of its own.

use super::cluster::Cluster;
use super::params::{Beats, Params, Place, Way};
use super::record::{Record, Writer};
use super::run;
use crate::batch::{Batch, Beside};
use check::quality;
use machine::{NodeId, Ratio, Time};
use protocols::detector::estimate::Method;
use scene::{Shape, Token};
use sim::{Input, Intervention, Limits};

/// A row: what happens to A in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Nothing.
    Healthy,
    /// One message in ten is lost on A's links, and the others are late.
    Degraded,
    /// A's links come and go.
    Flapping,
    /// Nothing reaches A.
    Deaf,
    /// Nothing of what A sends arrives.
    Mute,
    /// Both.
    Full,
    /// No trouble: A crashes.
    Crash,
}

impl Row {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Healthy,
        Self::Degraded,
        Self::Flapping,
        Self::Deaf,
        Self::Mute,
        Self::Full,
        Self::Crash,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        [
            "healthy",
            "degraded",
            "flapping",
            "A hears nothing",
            "A is not heard",
            "A cut off",
            "A crashed",
        ][self as usize]
    }

    /// Its colour and glyph.
    pub fn look(self) -> (Token, Shape) {
        match self {
            Self::Healthy => (Token::Green, Shape::Circle),
            Self::Degraded => (Token::Yellow, Shape::Triangle),
            Self::Flapping => (Token::Orange, Shape::Diamond),
            Self::Deaf | Self::Mute => (Token::Purple, Shape::Arrow),
            Self::Full => (Token::Red, Shape::Square),
            Self::Crash => (Token::Gray, Shape::Cross),
        }
    }

    /// The run of it under the reader's other settings.
    fn beside(self, params: &Params) -> Run {
        // As long as the timeout needs, but no more than a page computes in some seconds.
        let beats = params.beat.max(params.timeout / 3).min(params.beat * 30);
        let mut params = Params {
            place: Place::Node,
            way: Way::Both,
            flap: self == Self::Flapping,
            loss: Ratio::ONE,
            slow: Time::ZERO,
            jitter: Time::ZERO,
            raft: false,
            crash: Time::ZERO,
            at: beats * 40,
            lasts: beats * 120,
            length: beats * 160,
            ..params.clone()
        };
        let mut inputs = Vec::new();
        match self {
            Self::Healthy => params.loss = Ratio::ZERO,
            Self::Degraded => {
                (params.loss, params.slow, params.jitter) =
                    (Ratio::percent(10), params.p50, params.beat / 2);
            }
            Self::Deaf => params.way = Way::In,
            Self::Mute => params.way = Way::Out,
            Self::Crash => {
                params.loss = Ratio::ZERO;
                let at = params.at;
                inputs.push(Input { at, what: Intervention::Crash(NodeId(0)) });
            }
            Self::Flapping | Self::Full => {}
        }
        let (setup, record) = run::setup(&params, inputs, Limits::default().events);
        Beside { key: self, setup, end: params.length, record }
    }
}

/// A run for the table.
type Run = Beside<Row, Cluster, Writer>;

/// What one process makes of one other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// It trusts it.
    Up,
    /// It suspects it.
    Down,
    /// It changes its mind.
    Both,
}

impl Sees {
    /// In words.
    pub fn word(self) -> &'static str {
        ["up", "down", "up and down"][self as usize]
    }
}

/// What a detector made of a kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How long after its beginning the first suspicion across A's links was.
    pub noticed: Option<Time>,
    /// False suspicions a minute, of all processes together, in thousandths.
    pub false_milli: u64,
    /// What B makes of A, and A of B, in the second half of the trouble.
    pub sees: (Sees, Sees),
    /// Whether B alone could tell: no other kind looks to it as this does.
    pub told: bool,
    /// Whether B and A together could, had they a way to talk.
    pub told_by_both: bool,
}

/// The table, as far as it is computed.
#[derive(Default)]
pub struct Table {
    /// The runs to be made.
    batch: Option<Batch<Row, Cluster, Writer>>,
    /// What came of them: a row of one cell for each of [`Method::ALL`].
    pub rows: Vec<(Row, [Cell; 6])>,
}

/// Who watches A.
const B: NodeId = NodeId(1);
const A: NodeId = NodeId(0);

impl Table {
    /// Computes on; false when there is no more to do.
    pub fn work(&mut self, params: &Params, events: u32) -> bool {
        let all = || Batch::new(Row::ALL.map(|row| row.beside(params)));
        let batch = self.batch.get_or_insert_with(all);
        let (ended, more) = (batch.work(events), batch.left() > 0);
        if let Some(run) = ended {
            self.rows.push((run.key, Method::ALL.map(|method| cell(&run, method))));
            self.compare();
        }
        more
    }

    /// Which kinds look alike.
    fn compare(&mut self) {
        for place in 0..self.rows.len() {
            for method in 0..6 {
                let sees = self.rows[place].1[method].sees;
                let others = self.rows.iter().enumerate().filter(|(other, _)| *other != place);
                let others = others.map(|(_, row)| row.1[method].sees);
                let alone = others.clone().all(|other| other.0 != sees.0);
                let both = others.into_iter().all(|other| other != sees);
                let cell = &mut self.rows[place].1[method];
                (cell.told, cell.told_by_both) = (alone, both);
            }
        }
    }
}

fn cell(run: &Run, method: Method) -> Cell {
    let (record, end) = (&run.record.record, run.end);
    let begins = Time::us(end.as_us() / 4);
    let nodes = run.setup.nodes;
    let quality = record.quality(nodes, method, end);
    let first = record.flips.iter().find(|flip| {
        let across = (flip.by == A) != (flip.note.node == A);
        flip.at >= begins && flip.note.method == method && flip.note.suspects && across
    });
    Cell {
        noticed: first.map(|flip| flip.at - begins),
        false_milli: u64::from(quality.mistakes) * 60_000_000_000 / end.as_us().max(1),
        sees: (sees(record, (B, A), method, end), sees(record, (A, B), method, end)),
        told: false,
        told_by_both: false,
    }
}

fn sees(record: &Record, pair: (NodeId, NodeId), method: Method, end: Time) -> Sees {
    let half = Time::us(end.as_us() / 8 * 5);
    let outputs = record.outputs(pair, method, end);
    let changes = outputs.iter().filter(|(at, _)| *at > half).count();
    match quality::suspected(&outputs, end) {
        _ if changes > 1 => Sees::Both,
        true => Sees::Down,
        false => Sees::Up,
    }
}

/// What the rows are about, in words.
pub fn note(params: &Params) -> &'static str {
    match params.beats {
        Beats::All => "first suspicion; false ones a minute; tick: B alone can tell",
        Beats::Ring => "on a ring, first suspicion; false ones a minute; tick: B alone can tell",
    }
}
