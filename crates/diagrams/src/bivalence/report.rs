//! Verdicts, readings, tasks and marks: what is known at the playhead.

use super::game::{PROCESSES, name, suspected};
use super::map::Map;
use super::odds::{After, Odds};
use super::params::{Crashed, Params, Protocol};
use super::play::{By, Run, words as valency_words};
use super::snapshot::Snapshot;
use super::words;
use crate::figure::{Mark, MarkKind, Reading, Standing, Verdict};
use check::valency::Valency;
use machine::{NodeId, Time};
use protocols::consensus::Note;

/// Who waits longer is not treated fairly so far.
const PATIENCE: u32 = 12;

/// All that a report is made from.
pub struct Known<'a> {
    /// The game's graph.
    pub map: &'a Map,
    /// What was set.
    pub params: &'a Params,
    /// The run.
    pub run: &'a Run,
    /// How likely runs are undecided.
    pub odds: Option<&'a Odds>,
    /// The moment.
    pub snapshot: &'a Snapshot,
    /// It, in deliveries.
    pub now: u32,
}

impl Known<'_> {
    /// What was checked.
    pub fn verdicts(&self) -> Vec<Verdict> {
        vec![self.decided(), self.agreement(), self.validity(), self.fair()]
    }

    fn stuck(&self) -> bool {
        self.snapshot.levels.last().is_some_and(|level| level.branches.is_empty())
    }

    /// The first decision up to the playhead, as its delivery and its value.
    fn first(&self) -> Option<(u32, u8)> {
        let at = self.run.decided_at(self.map).filter(|at| *at <= self.now)?;
        Some((at, self.map.decided(self.run.state(at)) >> 1 & 1))
    }

    /// The round of the first decision: who decides begins the next one at once.
    fn round(&self) -> Option<u32> {
        let (at, _) = self.first()?;
        let mut notes = self.run.lives.get(at as usize)?.notes().iter();
        let (who, _) = notes.find(|(_, note)| matches!(note, Note::Decided(_)))?;
        let began = notes.filter(|(node, _)| node == who).find_map(|(_, note)| match note {
            Note::Began(round) => Some(*round),
            _ => None,
        });
        began.map(|next| next - 1)
    }

    fn decided(&self) -> Verdict {
        let id = "decided";
        let count = words::deliveries(self.now);
        if let Some((at, value)) = self.first() {
            let why = format!("After {} somebody decided {value}.", words::deliveries(at));
            let since = Some(Time::s(at.into()));
            return Verdict {
                id,
                label: format!("decided {value}"),
                standing: Standing::Holds,
                why,
                since,
            };
        }
        if self.stuck() {
            let why = "Nobody has decided, and no message is on its way that anybody would read: \
                       who is left waits for ever."
                .to_owned();
            return Verdict {
                id,
                label: "blocked".to_owned(),
                standing: Standing::Violated,
                why,
                since: None,
            };
        }
        let state = self.run.state(self.now);
        let why = match self.snapshot.endless {
            Some(_) if self.params.settles().is_some() => format!(
                "Nobody has decided after {count}. As long as {} cannot be trusted, that can go on.",
                self.map.game().helped_by()
            ),
            Some(cycle) => {
                format!(
                    "Nobody has decided after {count}. From here {} lead round a cycle of bivalent configurations in which every process moves: the run can go on for ever.",
                    words::deliveries(cycle)
                )
            }
            None => format!(
                "Nobody has decided after {count}: {}.",
                valency_words(self.map.valency(state))
            ),
        };
        Verdict { id, label: "undecided".to_owned(), standing: Standing::Unknown, why, since: None }
    }

    fn agreement(&self) -> Verdict {
        let id = "agreement";
        let split = (0..=self.now).find(|step| self.map.decided(self.run.state(*step)) == 3);
        if let Some(at) = split {
            let why = "One process has decided 0 and another 1. A rule that waits for one other cannot know what the third has.".to_owned();
            let since = Some(Time::s(at.into()));
            let label = "two decided differently".to_owned();
            return Verdict { id, label, standing: Standing::Violated, why, since };
        }
        let why = "No two processes have decided differently.".to_owned();
        Verdict { id, label: "agreement".to_owned(), standing: Standing::Holds, why, since: None }
    }

    fn validity(&self) -> Verdict {
        let id = "validity";
        let inputs = self.run.inputs;
        let proposed = |value: u8| if value == 0 { inputs != 7 } else { inputs != 0 };
        let decided = self.map.decided(self.run.state(self.now));
        let wrong = (0..2u8).find(|value| decided >> value & 1 == 1 && !proposed(*value));
        if let Some(value) = wrong {
            let why = format!(
                "{value} was decided, and nobody had it: the inputs are {}.",
                words::inputs(inputs)
            );
            let label = "decided what nobody had".to_owned();
            return Verdict {
                id,
                label,
                standing: Standing::Violated,
                why,
                since: Some(Time::ZERO),
            };
        }
        let why = "What was decided so far, if anything, was somebody's input.".to_owned();
        Verdict { id, label: "validity".to_owned(), standing: Standing::Holds, why, since: None }
    }

    fn fair(&self) -> Verdict {
        let id = "fair";
        let alive = |index: &usize| !self.snapshot.faces[*index].dead;
        let longest =
            (0..usize::from(PROCESSES)).filter(alive).max_by_key(|at| self.snapshot.waits[*at]);
        let (who, wait) = longest.map_or((0, 0), |at| (at, self.snapshot.waits[at]));
        let oldest = self.oldest();
        let own = name(NodeId(who as u8));
        let stopped = self.snapshot.faces[who].decided.is_some() || self.stuck();
        if wait > PATIENCE && !stopped {
            let why = format!("{own} has not moved for {}.", words::deliveries(wait));
            let label = format!("{own} waits long");
            return Verdict { id, label, standing: Standing::Violated, why, since: None };
        }
        let crashes = u32::from(self.params.crashed != Crashed::Nobody);
        let why = format!(
            "{crashes} crashes, 0 losses. Nobody has waited for more than {}; the oldest message still of use is {} old. A message that comes too late to be read arrives at once, and is ignored.",
            words::deliveries(wait),
            words::deliveries(oldest)
        );
        Verdict { id, label: "fair so far".to_owned(), standing: Standing::Holds, why, since: None }
    }

    /// How old the oldest message is.
    fn oldest(&self) -> u32 {
        let ages = self.snapshot.letters.iter().map(|letter| self.now - letter.since);
        ages.max().unwrap_or(0)
    }

    /// What was measured.
    pub fn readout(&self) -> Vec<Reading> {
        let undecided = self.first().map_or(self.now, |(at, _)| at);
        let kept = self.snapshot.trail.iter().skip(1);
        let kept = kept.take_while(|valency| **valency == Valency::Bivalent).count();
        let by_hand = self.run.turns.iter().take(self.now as usize);
        let by_hand = by_hand.filter(|turn| turn.by == By::Hand).count();
        let crashes = u32::from(self.params.crashed != Crashed::Nobody);
        let count = |id, label, count: u32| Reading::count(id, label, count.into());
        let of = format!("of {}", self.run.len());
        let mut readout = vec![
            count("undecided", "without a decision", undecided).note(of),
            count("bivalent", "bivalent so far", kept as u32).note("exact"),
            count("hand", "delivered by you", by_hand as u32),
            count("crashes", "crashes", crashes),
            count("losses", "messages lost", 0),
            count("oldest", "oldest message", self.oldest()).unit("deliveries"),
        ];
        if self.params.protocol == Protocol::ChandraToueg {
            let [all, wrong] = self.suspicions().map(|count| count as u32);
            readout.push(count("suspicions", "suspicions so far", all));
            readout.push(count("mistakes", "of them mistaken", wrong).note("exact"));
        }
        if self.params.protocol == Protocol::BenOr {
            let round = self.round().map(f64::from);
            readout.push(Reading::new("round", "round of first decision", round));
        }
        let states = self.map.search().graph().states();
        let all = if self.map.game().ahead().is_some() { "a round apart" } else { "all" };
        readout.push(count("states", "configurations", states).note(all));
        self.read_odds(&mut readout);
        readout
    }

    /// How often a process has suspected another so far, and how often one that had not crashed.
    fn suspicions(&self) -> [usize; 2] {
        let turns = self.run.turns.iter().take(self.now as usize);
        let whom: Vec<NodeId> = turns.filter_map(|turn| suspected(turn.what.from)).collect();
        let is_up = |whom: &&NodeId| !self.snapshot.faces[whom.index()].dead;
        [whom.len(), whom.iter().filter(is_up).count()]
    }

    /// How likely runs are undecided after some rounds, or how long they are at most.
    fn read_odds(&self, readout: &mut Vec<Reading>) {
        let Some(odds) = self.odds else { return };
        // Where not all schedules are played, chance and adversary pick among those that are.
        let apart = self.map.game().ahead().is_some();
        let among = if apart { "a round apart" } else { "exact" };
        let runs = odds.runs();
        if let (After::Settled, Some((most, measured))) = (odds.after, odds.at_most()) {
            let count = |id, label, count| Reading::count(id, label, count).unit("deliveries");
            readout.push(count("settled", "once right, decided within", most as u64).note(among));
            let measured = count("measured", "the same, measured", measured.into());
            readout.push(measured.note(format!("in {runs} runs")));
            return;
        }
        let exact = |id, label, share: f64| {
            Reading::new(id, label, Some(share * 100.0)).unit("%").note(among)
        };
        let measured = (odds.undecided(4) as u64, runs as u64);
        let measured = Reading::share("measured", "the same, measured", measured);
        readout.extend([
            exact("chance", "undecided after 4 rounds, chance", odds.chance[4]).decimals(1),
            measured.decimals(1).note(format!("of {runs}")),
            exact("adversary", "undecided after 4 rounds, adversary", odds.adversary[4])
                .decimals(1),
        ]);
    }

    /// What is marked on the timeline.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let valency = |step: u32| self.map.valency(self.run.state(step));
        for step in 1..=self.run.len() {
            if valency(step - 1) == Valency::Bivalent && valency(step) != Valency::Bivalent {
                let label = words::reach(valency(step)).to_owned();
                marks.push(Mark { at: Time::s(step.into()), kind: MarkKind::Verdict, label });
            }
        }
        if let Some(at) = self.run.decided_at(self.map) {
            let label = words::stand(self.map.stand(self.run.state(at)));
            marks.push(Mark { at: Time::s(at.into()), kind: MarkKind::Election, label });
        }
        for (at, turn) in self.run.turns.iter().enumerate() {
            if turn.settled {
                let whom = self.map.game().helped_by();
                let label = format!("{whom} can be trusted from here");
                marks.push(Mark { at: Time::s(at as u64 + 1), kind: MarkKind::Heal, label });
            }
        }
        marks
    }

    /// The deliveries that the reader chose.
    pub fn chosen(&self) -> Vec<Mark> {
        let turns = self.run.turns.iter().enumerate();
        let chosen = turns.filter(|(_, turn)| turn.by == By::Hand).map(|(at, turn)| {
            let label = super::game::event(turn.what.to, turn.what.from);
            Mark { at: Time::s(at as u64 + 1), kind: MarkKind::Act, label }
        });
        chosen.collect()
    }
}
