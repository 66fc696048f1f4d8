//! What can be done with what is pointed at.

use super::game::{event, name, suspected};
use super::play::{self, Choice};
use super::snapshot::Snapshot;
use super::words;
use crate::figure;
use check::valency::Valency;

/// The choices of a target; `levels` and `siblings` are how the path is shown.
pub fn choices(
    snapshot: &Snapshot,
    (levels, siblings): (u32, bool),
    target: &str,
) -> Vec<figure::Choice> {
    let (kind, which) = target.split_once(':').unwrap_or((target, ""));
    match kind {
        "e" => vec![
            choice(&format!("go:{which}"), told(which, ["Deliver", "Let"])),
            choice(&format!("ui:why:{which}"), "Why it may have to wait".to_owned()),
        ],
        "at" => vec![choice(&format!("go:ui:at:{which}"), format!("Go to delivery {which}"))],
        "past" => {
            let (code, step) = which.split_once('@').unwrap_or((which, "0"));
            vec![
                choice(which, format!("Go back, and {} instead", told(code, ["deliver", "let"]))),
                choice(&format!("ui:at:{step}"), format!("Go back to delivery {step}")),
            ]
        }
        "lens" => vec![choice(&format!("go:ui:lens:{which}"), "Show it".to_owned())],
        "zoom" => vec![choice(&format!("go:ui:zoom:{which}"), "Change it".to_owned())],
        "in" => {
            vec![choice(&format!("go:ui:inputs:{which}"), format!("Begin with inputs {which}"))]
        }
        "" => whole(snapshot, (levels, siblings)),
        _ => Vec::new(),
    }
}

/// What can be done with the run as a whole.
fn whole(snapshot: &Snapshot, (levels, siblings): (u32, bool)) -> Vec<figure::Choice> {
    let mut all = Vec::new();
    let now = snapshot.levels.last();
    let open = now.is_some_and(|level| !level.branches.is_empty());
    if open {
        all.push(choice("a", "Let the adversary play".to_owned()));
        all.push(choice("c", "Let chance play".to_owned()));
        for value in 0..2u8 {
            let way = now.is_some_and(|level| {
                let only = if value == 0 { Valency::Zero } else { Valency::One };
                level.stand.decided == 0
                    && (level.stand.valency == Valency::Bivalent || level.stand.valency == only)
            });
            if way {
                all.push(choice(&format!("d{value}"), format!("Shortest way to {value}")));
            }
        }
    }
    let beside = if siblings { "Hide what did not happen" } else { "Show what did not happen" };
    all.push(choice("ui:siblings", beside.to_owned()));
    if snapshot.step >= levels {
        all.push(choice("ui:levels:more", "More of the path".to_owned()));
    }
    if levels > 5 {
        all.push(choice("ui:levels:less", "Less of the path".to_owned()));
    }
    all
}

/// `deliver p1 ← p2`, or `let p2 suspect p1`, with these words for what is done.
fn told(code: &str, [deliver, make]: [&str; 2]) -> String {
    match play::read(code) {
        Some(Choice::Deliver(to, from)) => match suspected(from) {
            Some(whom) => format!("{make} {} suspect {}", name(to), name(whom)),
            None => format!("{deliver} {}", event(to, from)),
        },
        Some(other) => words::choice(other),
        None => code.to_owned(),
    }
}

fn choice(code: &str, label: String) -> figure::Choice {
    figure::Choice { code: code.to_owned(), label }
}
