//! The models by name.

use super::consensus::{Plain, model};
use super::explore::{Exploration, Model};
use super::{ben_or, chandra_toueg, count, inputs, two_phase_commit};
use check::explore::Faults;
use machine::NodeSet;
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
    pub keys: &'static [Key],
    /// What is wrong with a combination of values that are right by themselves.
    check: fn(&Given) -> Option<&'static str>,
    start: fn(&Given) -> What,
}

enum What {
    Search(Model),
    Count(Box<dyn super::explore::Count>),
}

/// Something that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// What it may be.
    pub values: Values,
    /// What it is if it is not set.
    pub default: Value,
}

/// What a key may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// One of these words.
    Words(&'static [&'static str]),
    /// A number from the first to the last.
    Numbers(u32, u32),
}

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A word.
    Word(&'static str),
    /// A number.
    Number(u32),
}

/// A model that cannot be made as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadSpec {
    /// There is no model of that name.
    Model(String),
    /// The model has no such key.
    Key(&'static str, String),
    /// The key cannot have that value.
    Value(&'static str, Key, String),
    /// The values do not go together.
    Together(&'static str, &'static str),
}

/// All keys of a model with their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    values: Vec<(&'static str, Value)>,
}

impl Given {
    fn word(&self, name: &str) -> &'static str {
        match self.value(name) {
            Value::Word(word) => word,
            Value::Number(_) => "",
        }
    }

    fn number(&self, name: &str) -> u32 {
        match self.value(name) {
            Value::Number(number) => number,
            Value::Word(_) => 0,
        }
    }

    fn value(&self, name: &str) -> Value {
        let found = self.values.iter().find(|(key, _)| *key == name);
        found.expect("a key of the model's declaration").1
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(&words.join("|")),
            Self::Numbers(first, last) => write!(f, "{first}..{last}"),
        }
    }
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
                let keys = entry.map_or(Vec::new(), |entry| entry.keys.iter().collect());
                let keys = keys.iter().map(|key| key.name).collect();
                write!(f, "{model} has no key {name:?}; it has {}", names(keys))
            }
            Self::Value(model, key, value) => {
                let Key { name, values, .. } = key;
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
    let defaults = entry.keys.iter().map(|key| (key.name, key.default));
    let mut given = Given { values: defaults.collect() };
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let at = entry.keys.iter().position(|key| key.name == name);
        let at = at.ok_or_else(|| BadSpec::Key(entry.name, name.to_owned()))?;
        given.values[at].1 = read(entry, entry.keys[at], value)?;
    }
    if let Some(why) = (entry.check)(&given) {
        return Err(BadSpec::Together(entry.name, why));
    }
    let whole = given.values.iter().map(|(key, value)| format!(" {key}={value}"));
    let whole = entry.name.to_owned() + &whole.collect::<String>();
    Ok(match (entry.start)(&given) {
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
    words: Option<&'static [&'static str]>,
    default: String,
}

/// The models with their keys.
#[must_use]
pub fn catalogue() -> Vec<ListedModel> {
    let key = |key: &Key| {
        let words = match key.values {
            Values::Words(words) => Some(words),
            Values::Numbers(..) => None,
        };
        let (values, default) = (key.values.to_string(), key.default.to_string());
        ListedKey { name: key.name, about: key.about, values, words, default }
    };
    let model = |entry: &Entry| {
        let keys = entry.keys.iter().map(key).collect();
        ListedModel { name: entry.name, about: entry.about, keys }
    };
    MODELS.iter().map(model).collect()
}

fn read(entry: &Entry, key: Key, typed: &str) -> Result<Value, BadSpec> {
    let value = match key.values {
        Values::Words(words) => words.iter().find(|word| **word == typed).map(|w| Value::Word(w)),
        Values::Numbers(first, last) => {
            let number = typed.parse().ok().filter(|number| (first..=last).contains(number));
            number.map(Value::Number)
        }
    };
    value.ok_or_else(|| BadSpec::Value(entry.name, key, typed.to_owned()))
}

const CRASH: Key = Key {
    name: "crash",
    about: "whether as many processes as are allowed may crash",
    values: Values::Words(&["no", "yes"]),
    default: Value::Word("no"),
};

const fn number(name: &'static str, about: &'static str, range: (u32, u32), is: u32) -> Key {
    let values = Values::Numbers(range.0, range.1);
    Key { name, about, values, default: Value::Number(is) }
}

const NAIVE_KEYS: &[Key] = &[number("n", "processes", (2, 7), 3), CRASH];

const ROUNDS_KEYS: &[Key] = &[
    number("n", "processes", (2, 16), 4),
    number("f", "how many of them are faulty", (0, 8), 1),
    number("rounds", "after how many rounds they decide", (1, 8), 2),
];

/// Every model.
pub static MODELS: &[Entry] = &[
    Entry {
        name: "ben-or",
        about: "Ben-Or's consensus (PODC 1983), with the coin as a parameter; every schedule, from \
                all inputs",
        keys: &[
            number("n", "processes", (3, 7), 3),
            number("f", "how many may crash", (1, 3), 1),
            Key {
                name: "coin",
                about: "what a process takes that saw no proposal",
                values: Values::Words(&[
                    "zero",
                    "parity",
                    "own",
                    "pid",
                    "local",
                    "common",
                    "common-early",
                ]),
                default: Value::Word("zero"),
            },
            CRASH,
            Key {
                name: "until",
                about: "whether a run ends with the first decision or when all have decided",
                values: Values::Words(&["first", "all"]),
                default: Value::Word("first"),
            },
        ],
        check: |given| {
            let fits = 2 * given.number("f") < given.number("n");
            (!fits).then_some("f must be less than half of n")
        },
        start: |given| What::Search(ben_or_model(given)),
    },
    Entry {
        name: "wait-all",
        about: "wait for all inputs, decide the least: one crash blocks it",
        keys: NAIVE_KEYS,
        check: |_| None,
        start: |given| What::Search(naive(Rule::WaitAll, given)),
    },
    Entry {
        name: "wait-one",
        about: "wait for one other input, decide the lesser: two may differ",
        keys: NAIVE_KEYS,
        check: |_| None,
        start: |given| What::Search(naive(Rule::WaitOne, given)),
    },
    Entry {
        name: "always-zero",
        about: "decide 0: nobody need have proposed it",
        keys: NAIVE_KEYS,
        check: |_| None,
        start: |given| What::Search(naive(Rule::AlwaysZero, given)),
    },
    Entry {
        name: "paxos",
        about: "single-decree Paxos (Lamport 1998, 2001) with duelling proposers",
        keys: &[
            number("n", "processes, all of them acceptors", (2, 5), 3),
            number("proposers", "how many of them propose", (1, 5), 2),
            number("ballots", "how many ballots each may begin", (1, 4), 1),
            CRASH,
        ],
        check: |given| {
            let fits = given.number("proposers") <= given.number("n");
            (!fits).then_some("there cannot be more proposers than processes")
        },
        start: |given| What::Search(paxos(given)),
    },
    Entry {
        name: "chandra-toueg",
        about: "consensus with a rotating coordinator and a failure detector of class ◇S (Chandra and \
                Toueg 1996): in the first rounds it says what an adversary likes",
        keys: &[
            number("n", "processes", (2, 5), 3),
            number("unrest", "in how many rounds anybody may be suspected", (0, 6), 1),
            CRASH,
        ],
        check: |_| None,
        start: |given| What::Search(coordinated(given)),
    },
    Entry {
        name: "two-phase-commit",
        about: "Gray and Lamport's specification TwoPhase (2006): messages are a set",
        keys: &[number("rms", "resource managers", (1, two_phase_commit::MANAGERS_MAX), 3)],
        check: |_| None,
        start: |given| What::Search(two_phase_commit::model(given.number("rms"))),
    },
    Entry {
        name: "flood-set",
        about: "FloodSet (Lynch 1996, section 6.2): every pattern of at most f crashes, all inputs. \
                Right with f + 1 rounds; where n is at least f + 2, no protocol is with fewer \
                (Aguilera and Toueg 1999)",
        keys: ROUNDS_KEYS,
        check: fewer_faulty,
        start: |given| What::Count(rounds(given, count::flood_set)),
    },
    Entry {
        name: "oral-messages",
        about: "oral messages (Lamport, Shostak and Pease 1982): all that f liars can say. OM(f), of \
                f + 1 rounds, is right if n is more than 3f; nothing is with fewer rounds or \
                processes. OM(m) with m above f is if n is more than 2f + m (their Lemma 1)",
        keys: ROUNDS_KEYS,
        check: fewer_faulty,
        start: |given| What::Count(rounds(given, count::oral_messages)),
    },
    Entry {
        name: "dolev-strong",
        about: "broadcast with signatures (Dolev and Strong 1983): all that f liars can sign",
        keys: ROUNDS_KEYS,
        check: fewer_faulty,
        start: |given| What::Count(rounds(given, count::dolev_strong)),
    },
    Entry {
        name: "phase-king",
        about: "phase king (Berman, Garay and Perry 1989): all that f liars can say, from all inputs",
        keys: &[
            number("n", "processes", (2, 9), 5),
            number("f", "how many of them are faulty", (0, 4), 1),
            number("phases", "how many kings they hear, one after the other", (1, 5), 2),
        ],
        check: |given| {
            let fits = given.number("phases") <= given.number("n");
            fewer_faulty(given).or((!fits).then_some("there cannot be more kings than processes"))
        },
        start: |given| {
            let [n, f, phases] = ["n", "f", "phases"].map(|key| given.number(key));
            What::Count(count::phase_king(n, f, phases))
        },
    },
];

fn fewer_faulty(given: &Given) -> Option<&'static str> {
    let fits = given.number("f") < given.number("n");
    (!fits).then_some("f must be less than n")
}

fn rounds<T>(given: &Given, start: fn(u32, u32, u32) -> T) -> T {
    start(given.number("n"), given.number("f"), given.number("rounds"))
}

fn faults(given: &Given, f: u32) -> Faults {
    let crashes = if given.word("crash") == "yes" { f as u8 } else { 0 };
    let among = NodeSet::first(given.number("n") as usize);
    Faults { among, crashes, ..Faults::default() }
}

fn ben_or_model(given: &Given) -> Model {
    let coin = match given.word("coin") {
        "zero" => Coin::Zero,
        "parity" => Coin::Parity,
        "own" => Coin::Own,
        "pid" => Coin::Pid,
        "local" => Coin::Local,
        "common" => Coin::Common,
        _ => Coin::CommonEarly,
    };
    let (n, f) = (given.number("n") as u8, given.number("f"));
    let mut system = ben_or::system(n, f as u8, coin).with_faults(faults(given, f));
    if given.word("until") == "first" {
        system = system.until_decided();
    }
    let inputs = super::explore::Inputs::of(&inputs(n));
    Model { search: Box::new(system), inputs, valency: true, leaves_out: String::new() }
}

fn naive(rule: Rule, given: &Given) -> Model {
    let starts = inputs(given.number("n") as u8).into_iter().map(|inputs| Naive { rule, inputs });
    let is_deaf = |state: &<Naive as machine::Machine>::State| Naive::decision(state).is_some();
    model(
        starts.collect(),
        Plain { is_deaf, reads_input: false, asked: 3 },
        faults(given, 1),
        false,
    )
}

fn paxos(given: &Given) -> Model {
    let (n, count) = (given.number("n") as usize, given.number("proposers") as usize);
    let starts = inputs(count as u8).into_iter().map(|mut inputs| {
        // Who does not propose has an input all the same; it is the first proposer's.
        let first = inputs[0];
        inputs.resize(n, first);
        let proposers = Proposers::Any(NodeSet::first(count));
        let ballots_max = given.number("ballots");
        Paxos { proposers, ballots_max, nacks: false, ..Paxos::new(inputs) }
    });
    // With few ballots a run may end without a decision, so that only agreement is asked.
    let view = Plain { is_deaf: |_| false, reads_input: true, asked: 1 };
    let f = (n as u32 - 1) / 2;
    let leaves_out = format!(
        "What can happen if a proposer begins more ballots than {} is not searched.",
        given.number("ballots")
    );
    Model { leaves_out, ..model(starts.collect(), view, faults(given, f), false) }
}

fn coordinated(given: &Given) -> Model {
    let (n, unrest) = (given.number("n"), given.number("unrest"));
    let vectors = inputs(n as u8);
    let starts = vectors.iter().cloned().map(chandra_toueg::Suspecting::new);
    let system = chandra_toueg::system(starts.collect(), unrest);
    let search = Box::new(system.with_faults(faults(given, (n - 1) / 2)));
    let leaves_out = format!(
        "From round {} on only those are suspected who have crashed. A detector of this class may err \
         for longer, but not for ever; what can happen if it does is not searched.",
        unrest + 1
    );
    Model { search, inputs: super::explore::Inputs::of(&vectors), valency: true, leaves_out }
}
