//! The models by name.

use super::consensus::{Plain, model};
use super::explore::{Exploration, Model};
use super::{ben_or, chandra_toueg, count, inputs, two_phase_commit};
use check::explore::Faults;
use machine::NodeSet;
use params::{Declared, Kind, Spec, choice, params};
use protocols::ben_or::Coin;
use protocols::consensus::Consensus;
use protocols::naive::{Naive, Rule};
use protocols::paxos::{Paxos, Proposers};
use serde::Serialize;
use std::fmt;

/// A model of the catalogue.
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What can be set.
    pub specs: &'static [Spec],
    /// Makes it of the values of its specs, or says what is wrong with the combination of values that are
    /// right by themselves.
    make: fn(&[u64]) -> Result<What, &'static str>,
}

enum What {
    Search(Model),
    Count(Box<dyn super::explore::Count>),
}

/// A model that cannot be made as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadSpec {
    /// There is no model of that name.
    Model(String),
    /// The model has no such key.
    Key(&'static str, String),
    /// The key cannot have that value.
    Value(&'static str, &'static Spec, String),
    /// The values do not go together.
    Together(&'static str, &'static str),
}

/// What a key may be: `3..7`, or `no|yes`.
#[must_use]
pub fn values(spec: &Spec) -> String {
    match words(spec) {
        Some(words) => words.join("|"),
        None => format!("{}..{}", spec.text(spec.min), spec.text(spec.max)),
    }
}

/// The words that a key may be, if it is no number.
fn words(spec: &Spec) -> Option<Vec<&'static str>> {
    let Kind::Choice(options) = spec.kind else { return None };
    Some(options.iter().map(|option| option.id).collect())
}

impl fmt::Display for BadSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |list: Vec<&str>| list.join(", ");
        match self {
            Self::Model(name) => {
                let all = MODELS.iter().map(|entry| entry.name).collect();
                write!(f, "there is no model {name:?}; there is {}", names(all))
            }
            Self::Key(model, name) => {
                let entry = MODELS.iter().find(|entry| entry.name == *model);
                let keys = entry.map_or(&[][..], |entry| entry.specs).iter().map(|spec| spec.id);
                write!(f, "{model} has no key {name:?}; it has {}", names(keys.collect()))
            }
            Self::Value(model, spec, value) => {
                let (name, values) = (spec.id, values(spec));
                write!(f, "{model}: {name} cannot be {value:?}; it may be {values}")
            }
            Self::Together(model, why) => write!(f, "{model}: {why}"),
        }
    }
}

impl std::error::Error for BadSpec {}

/// Starts to explore a model, given as `NAME key=value ...`, with a budget of states or executions.
///
/// # Errors
/// There is no such model, or it cannot have that.
pub fn start(spec: &str, budget: u32) -> Result<Exploration, BadSpec> {
    let mut words = spec.split_whitespace();
    let name = words.next().unwrap_or_default();
    let entry = MODELS.iter().find(|entry| entry.name == name);
    let entry = entry.ok_or_else(|| BadSpec::Model(name.to_owned()))?;
    let mut values: Vec<u64> = entry.specs.iter().map(|spec| spec.default).collect();
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let at = entry.specs.iter().position(|spec| spec.id == name);
        let at = at.ok_or_else(|| BadSpec::Key(entry.name, name.to_owned()))?;
        values[at] = read(entry.name, &entry.specs[at], value)?;
    }
    let made = (entry.make)(&values).map_err(|why| BadSpec::Together(entry.name, why))?;
    let pairs = entry.specs.iter().zip(&values);
    let whole = pairs.map(|(spec, &value)| format!(" {}={}", spec.id, spec.text(value)));
    let whole = entry.name.to_owned() + &whole.collect::<String>();
    Ok(match made {
        What::Search(model) => Exploration::search(whole, budget, model),
        What::Count(count) => Exploration::count(whole, budget, count),
    })
}

/// A model and its keys, as a page and `bivalent explore --list --json` list it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedModel {
    name: &'static str,
    about: &'static str,
    keys: Vec<ListedKey>,
}

/// Something that can be set.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ListedKey {
    name: &'static str,
    about: &'static str,
    /// What it may be, in words.
    values: String,
    /// What it may be, if it is one of some words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    words: Option<Vec<&'static str>>,
    default: String,
}

/// The models with their keys.
#[must_use]
pub fn catalogue() -> Vec<ListedModel> {
    let key = |spec: &Spec| ListedKey {
        name: spec.id,
        about: spec.help,
        values: values(spec),
        words: words(spec),
        default: spec.text(spec.default),
    };
    let model = |entry: &Entry| {
        let keys = entry.specs.iter().map(key).collect();
        ListedModel { name: entry.name, about: entry.about, keys }
    };
    MODELS.iter().map(model).collect()
}

/// The value typed for a key; what a link would only adjust is refused.
fn read(model: &'static str, spec: &'static Spec, typed: &str) -> Result<u64, BadSpec> {
    match spec.parse(typed, spec.default) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(BadSpec::Value(model, spec, typed.to_owned())),
    }
}

/// The values as fields.
fn given<P: Declared>(values: &[u64]) -> P {
    let mut given = P::default();
    for (index, &value) in values.iter().enumerate() {
        given.set(index, value);
    }
    given
}

choice! {
    /// Whether processes crash.
    pub enum Crash {
        /// Nobody does.
        No "no" => "no",
        /// As many as are allowed may.
        Yes "yes" => "yes",
    }
}

choice! {
    /// What a process takes that saw no proposal.
    pub enum Toss {
        /// 0.
        Zero "zero" => "zero",
        /// The round's number modulo 2.
        Parity "parity" => "parity",
        /// The value it has.
        Own "own" => "own",
        /// Its own number modulo 2.
        Pid "pid" => "pid",
        /// A random bit for each.
        Local "local" => "local",
        /// One random bit for all.
        Common "common" => "common",
        /// The same, before proposals are bound.
        CommonEarly "common-early" => "common-early",
    }
}

choice! {
    /// What a run ends with.
    pub enum Until {
        /// The first decision.
        First "first" => "first",
        /// The last.
        All "all" => "all",
    }
}

params! {
    /// Ben-Or's consensus.
    pub struct BenOr {
        /// processes
        "n" processes: Count("") = 3, in 3..=7;
        /// how many may crash
        "f" faulty: Count("") = 1, in 1..=3;
        /// what a process takes that saw no proposal
        "coin" coin: Choice(Toss) = Toss::Zero;
        /// whether as many processes as are allowed may crash
        "crash" crash: Choice(Crash) = Crash::No;
        /// whether a run ends with the first decision or when all have decided
        "until" until: Choice(Until) = Until::First;
    }
}

params! {
    /// A protocol that must fail.
    pub struct Simple {
        /// processes
        "n" processes: Count("") = 3, in 2..=7;
        /// whether as many processes as are allowed may crash
        "crash" crash: Choice(Crash) = Crash::No;
    }
}

params! {
    /// Single-decree Paxos.
    pub struct Duel {
        /// processes, all of them acceptors
        "n" processes: Count("") = 3, in 2..=5;
        /// how many of them propose
        "proposers" proposers: Count("") = 2, in 1..=5;
        /// how many ballots each may begin
        "ballots" ballots: Count("") = 1, in 1..=4;
        /// whether as many processes as are allowed may crash
        "crash" crash: Choice(Crash) = Crash::No;
    }
}

params! {
    /// Consensus with a rotating coordinator.
    pub struct Rotating {
        /// processes
        "n" processes: Count("") = 3, in 2..=5;
        /// in how many rounds anybody may be suspected
        "unrest" unrest: Count("") = 1, in 0..=6;
        /// whether as many processes as are allowed may crash
        "crash" crash: Choice(Crash) = Crash::No;
    }
}

params! {
    /// Two-phase commit.
    pub struct Commit {
        /// resource managers
        "rms" managers: Count("") = 3, in 1..=two_phase_commit::MANAGERS_MAX as u64;
    }
}

params! {
    /// A protocol of synchronous rounds.
    pub struct Rounds {
        /// processes
        "n" processes: Count("") = 4, in 2..=16;
        /// how many of them are faulty
        "f" faulty: Count("") = 1, in 0..=8;
        /// after how many rounds they decide
        "rounds" rounds: Count("") = 2, in 1..=8;
    }
}

params! {
    /// Phase king.
    pub struct Kings {
        /// processes
        "n" processes: Count("") = 5, in 2..=9;
        /// how many of them are faulty
        "f" faulty: Count("") = 1, in 0..=4;
        /// how many kings they hear, one after the other
        "phases" phases: Count("") = 2, in 1..=5;
    }
}

/// Every model.
pub static MODELS: &[Entry] = &[
    Entry {
        name: "ben-or",
        about: "Ben-Or's consensus (PODC 1983), with the coin as a parameter; every schedule, from \
                all inputs",
        specs: BenOr::SPECS,
        make: |values| ben_or_model(&given(values)),
    },
    Entry {
        name: "wait-all",
        about: "wait for all inputs, decide the least: one crash blocks it",
        specs: Simple::SPECS,
        make: |values| naive(Rule::WaitAll, &given(values)),
    },
    Entry {
        name: "wait-one",
        about: "wait for one other input, decide the lesser: two may differ",
        specs: Simple::SPECS,
        make: |values| naive(Rule::WaitOne, &given(values)),
    },
    Entry {
        name: "always-zero",
        about: "decide 0: nobody need have proposed it",
        specs: Simple::SPECS,
        make: |values| naive(Rule::AlwaysZero, &given(values)),
    },
    Entry {
        name: "paxos",
        about: "single-decree Paxos (Lamport 1998, 2001) with duelling proposers",
        specs: Duel::SPECS,
        make: |values| paxos(&given(values)),
    },
    Entry {
        name: "chandra-toueg",
        about: "consensus with a rotating coordinator and a failure detector of class ◇S (Chandra and \
                Toueg 1996): in the first rounds it says what an adversary likes",
        specs: Rotating::SPECS,
        make: |values| coordinated(&given(values)),
    },
    Entry {
        name: "two-phase-commit",
        about: "Gray and Lamport's specification TwoPhase (2006): messages are a set",
        specs: Commit::SPECS,
        make: |values| {
            Ok(What::Search(two_phase_commit::model(given::<Commit>(values).managers as u32)))
        },
    },
    Entry {
        name: "flood-set",
        about: "FloodSet (Lynch 1996, section 6.2): every pattern of at most f crashes, all inputs. \
                Right with f + 1 rounds; where n is at least f + 2, no protocol is with fewer \
                (Aguilera and Toueg 1999)",
        specs: Rounds::SPECS,
        make: |values| rounds(&given(values), count::flood_set),
    },
    Entry {
        name: "oral-messages",
        about: "oral messages (Lamport, Shostak and Pease 1982): all that f liars can say. OM(f), of \
                f + 1 rounds, is right if n is more than 3f; nothing is with fewer rounds or \
                processes. OM(m) with m above f is if n is more than 2f + m (their Lemma 1)",
        specs: Rounds::SPECS,
        make: |values| rounds(&given(values), count::oral_messages),
    },
    Entry {
        name: "dolev-strong",
        about: "broadcast with signatures (Dolev and Strong 1983): all that f liars can sign",
        specs: Rounds::SPECS,
        make: |values| rounds(&given(values), count::dolev_strong),
    },
    Entry {
        name: "phase-king",
        about: "phase king (Berman, Garay and Perry 1989): all that f liars can say, from all inputs",
        specs: Kings::SPECS,
        make: |values| kings(&given(values)),
    },
];

fn rounds(
    given: &Rounds,
    start: fn(u32, u32, u32) -> Box<dyn super::explore::Count>,
) -> Result<What, &'static str> {
    if given.faulty >= given.processes {
        return Err("f must be less than n");
    }
    Ok(What::Count(start(given.processes as u32, given.faulty as u32, given.rounds as u32)))
}

fn kings(given: &Kings) -> Result<What, &'static str> {
    let [n, f, phases] = [given.processes, given.faulty, given.phases].map(|value| value as u32);
    if f >= n {
        return Err("f must be less than n");
    }
    if phases > n {
        return Err("there cannot be more kings than processes");
    }
    Ok(What::Count(count::phase_king(n, f, phases)))
}

fn faults(n: u64, f: u64, crash: Crash) -> Faults {
    let crashes = if crash == Crash::Yes { f as u8 } else { 0 };
    Faults { among: NodeSet::first(n as usize), crashes, ..Faults::default() }
}

fn ben_or_model(given: &BenOr) -> Result<What, &'static str> {
    let (n, f) = (given.processes, given.faulty);
    if 2 * f >= n {
        return Err("f must be less than half of n");
    }
    let coin = match given.coin {
        Toss::Zero => Coin::Zero,
        Toss::Parity => Coin::Parity,
        Toss::Own => Coin::Own,
        Toss::Pid => Coin::Pid,
        Toss::Local => Coin::Local,
        Toss::Common => Coin::Common,
        Toss::CommonEarly => Coin::CommonEarly,
    };
    let mut system = ben_or::system(n as u8, f as u8, coin).with_faults(faults(n, f, given.crash));
    if given.until == Until::First {
        system = system.until_decided();
    }
    let inputs = super::explore::Inputs::of(&inputs(n as u8));
    let search = Box::new(system);
    Ok(What::Search(Model { search, inputs, valency: true, leaves_out: String::new() }))
}

fn naive(rule: Rule, given: &Simple) -> Result<What, &'static str> {
    let starts = inputs(given.processes as u8).into_iter().map(|inputs| Naive { rule, inputs });
    let is_deaf = |state: &<Naive as machine::Machine>::State| Naive::decision(state).is_some();
    let view = Plain { is_deaf, reads_input: false, asked: 3 };
    let faults = faults(given.processes, 1, given.crash);
    Ok(What::Search(model(starts.collect(), view, faults, false)))
}

fn paxos(given: &Duel) -> Result<What, &'static str> {
    if given.proposers > given.processes {
        return Err("there cannot be more proposers than processes");
    }
    let (n, count) = (given.processes as usize, given.proposers as usize);
    let starts = inputs(count as u8).into_iter().map(|mut inputs| {
        // Who does not propose has an input all the same; it is the first proposer's.
        let first = inputs[0];
        inputs.resize(n, first);
        let proposers = Proposers::Any(NodeSet::first(count));
        let ballots_max = given.ballots as u32;
        Paxos { proposers, ballots_max, nacks: false, ..Paxos::new(inputs) }
    });
    // With few ballots a run may end without a decision, so that only agreement is asked.
    let view = Plain { is_deaf: |_| false, reads_input: true, asked: 1 };
    let faults = faults(given.processes, (given.processes - 1) / 2, given.crash);
    let leaves_out = format!(
        "What can happen if a proposer begins more ballots than {} is not searched.",
        given.ballots
    );
    Ok(What::Search(Model { leaves_out, ..model(starts.collect(), view, faults, false) }))
}

fn coordinated(given: &Rotating) -> Result<What, &'static str> {
    let (n, unrest) = (given.processes, given.unrest as u32);
    let vectors = inputs(n as u8);
    let starts = vectors.iter().cloned().map(chandra_toueg::Suspecting::new);
    let system = chandra_toueg::system(starts.collect(), unrest);
    let search = Box::new(system.with_faults(faults(n, (n - 1) / 2, given.crash)));
    let leaves_out = format!(
        "From round {} on only those are suspected who have crashed. A detector of this class may err \
         for longer, but not for ever; what can happen if it does is not searched.",
        unrest + 1
    );
    let inputs = super::explore::Inputs::of(&vectors);
    Ok(What::Search(Model { search, inputs, valency: true, leaves_out }))
}
