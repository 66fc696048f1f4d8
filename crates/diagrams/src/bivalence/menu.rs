//! What can be done with what is pointed at.

use super::play;
use super::snapshot::Snapshot;
use super::words;
use crate::action::{Action, Choice};
use crate::parts::words::capital;
use check::valency::Valency;

/// The choices of a target; `levels` and `siblings` are how the path is shown.
pub fn choices(snapshot: &Snapshot, (levels, siblings): (u32, bool), target: &str) -> Vec<Choice> {
    let (kind, which) = target.split_once(':').unwrap_or((target, ""));
    match kind {
        "e" => vec![
            Choice::direct(Action::Intervene(which.to_owned()), capital(&told(which))),
            look(&format!("why:{which}"), "Why it may have to wait"),
        ],
        "at" => go(&format!("at:{which}"), format!("Go to delivery {which}")),
        "past" => {
            let (code, step) = which.split_once('@').unwrap_or((which, "0"));
            vec![
                act(which, format!("Go back, and {} instead", told(code))),
                look(&format!("at:{step}"), &format!("Go back to delivery {step}")),
            ]
        }
        "lens" => go(&format!("lens:{which}"), "Show it".to_owned()),
        "zoom" => go(&format!("zoom:{which}"), "Change it".to_owned()),
        "in" => {
            let set = Action::Set(format!("inputs={which}"));
            vec![Choice::direct(set, format!("Begin with inputs {which}"))]
        }
        "" => whole(snapshot, (levels, siblings)),
        _ => Vec::new(),
    }
}

/// What can be done with the run as a whole.
fn whole(snapshot: &Snapshot, (levels, siblings): (u32, bool)) -> Vec<Choice> {
    let mut all = Vec::new();
    let now = snapshot.levels.last();
    let open = now.is_some_and(|level| !level.branches.is_empty());
    if open {
        all.push(chosen("a"));
        all.push(chosen("c"));
        for value in 0..2u8 {
            let way = now.is_some_and(|level| {
                let only = if value == 0 { Valency::Zero } else { Valency::One };
                level.stand.decided == 0
                    && (level.stand.valency == Valency::Bivalent || level.stand.valency == only)
            });
            if way {
                all.push(chosen(&format!("d{value}")));
            }
        }
    }
    let beside = if siblings { "Hide what did not happen" } else { "Show what did not happen" };
    all.push(look("siblings", beside));
    if snapshot.step >= levels {
        all.push(look("levels:more", "More of the path"));
    }
    if levels > 5 {
        all.push(look("levels:less", "Less of the path"));
    }
    all
}

/// What a code's choice does, in words.
fn told(code: &str) -> String {
    play::read(code).map_or_else(|| code.to_owned(), words::choice)
}

fn chosen(code: &str) -> Choice {
    act(code, capital(&told(code)))
}

fn act(code: &str, label: String) -> Choice {
    Choice::offered(Action::Intervene(code.to_owned()), label)
}

fn look(code: &str, label: &str) -> Choice {
    Choice::offered(Action::Look(code.to_owned()), label)
}

fn go(code: &str, label: String) -> Vec<Choice> {
    vec![Choice::direct(Action::Look(code.to_owned()), label)]
}
