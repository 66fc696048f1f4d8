//! What happens and how things stand, in words: narrator, picture and lists speak the same.

use super::game::{event, name, suspected};
use super::map::Map;
use super::odds::{After, Odds};
use super::params::Player;
use super::play::{By, Choice, Run};
use super::snapshot::{Branch, Pair, Stand, Why};
use check::valency::Valency;
use protocols::consensus::Note;
use scene::number;

/// `1 1 0`.
#[must_use]
pub fn inputs(start: u32) -> String {
    let digit = |at: u32| if start >> (2 - at) & 1 == 1 { "1" } else { "0" };
    (0..3).map(digit).collect::<Vec<_>>().join(" ")
}

/// `9 deliveries`.
#[must_use]
pub fn deliveries(count: u32) -> String {
    if count == 1 { "1 delivery".to_owned() } else { format!("{count} deliveries") }
}

/// What can be decided, in a few words.
#[must_use]
pub fn reach(valency: Valency) -> &'static str {
    match valency {
        Valency::Bivalent => "both reachable",
        Valency::Zero => "only 0 reachable",
        Valency::One => "only 1 reachable",
        Valency::Undecidable => "no decision reachable",
        Valency::Unknown => "not known",
    }
}

/// The same in two.
#[must_use]
pub fn short(valency: Valency) -> &'static str {
    match valency {
        Valency::Bivalent => "both",
        Valency::Zero => "only 0",
        Valency::One => "only 1",
        Valency::Undecidable => "none",
        Valency::Unknown => "unknown",
    }
}

/// How a configuration stands.
#[must_use]
pub fn stand(stand: Stand) -> String {
    match stand.decided {
        0 => reach(stand.valency).to_owned(),
        3 => "two decided differently".to_owned(),
        decided => format!("{} is decided, {}", decided >> 1, reach(stand.valency)),
    }
}

/// What a pending delivery would do.
#[must_use]
pub fn effect(branch: &Branch) -> String {
    let coin = if branch.tossed { "a coin is tossed, and then " } else { "" };
    let does = match (branch.stand.decided, branch.stand.valency) {
        (3, _) => "two have then decided differently",
        (1, _) => "decides 0",
        (2, _) => "decides 1",
        (_, Valency::Bivalent) if branch.tossed => "it depends",
        (_, Valency::Bivalent) => "keeps both futures",
        (_, Valency::Zero) => "leaves only 0",
        (_, Valency::One) => "leaves only 1",
        (_, Valency::Undecidable) => "leaves no decision",
        (_, Valency::Unknown) => "not known",
    };
    [coin, does].concat()
}

/// A pending event where a sentence needs a noun: `p1 ← p2`, `p2's suspicion`.
#[must_use]
pub fn noun((to, from): Pair) -> String {
    match suspected(from) {
        Some(_) => format!("{}'s suspicion", name(to)),
        None => event(to, from),
    }
}

/// Two lines on why an event has to wait, or what it does.
#[must_use]
pub fn why(why: &Why, now: Stand) -> [String; 2] {
    let name = event(why.pair.0, why.pair.1);
    let made = if suspected(why.pair.1).is_some() { "Made" } else { "Delivered" };
    let only = short(why.now.valency);
    match (now.valency, why.now.valency) {
        _ if why.now.decided != 0 && why.way.is_empty() => {
            [format!("{made} now, {name} decides {}.", why.now.decided >> 1), String::new()]
        }
        (Valency::Bivalent, Valency::Bivalent) => {
            [format!("{made} now, it keeps both futures:"), "it need not wait.".to_owned()]
        }
        (Valency::Bivalent, _) if why.way.is_empty() => {
            [format!("{made} now, it leaves {only}."), String::new()]
        }
        (Valency::Bivalent, _) => {
            let first: Vec<String> =
                why.way.iter().map(|((to, from), _)| event(*to, *from)).collect();
            let first = if why.late { &first[..] } else { &first[..first.len() - 1] };
            let first = match first {
                [] => "Another message".to_owned(),
                [one] => one.clone(),
                [one, rest @ ..] => format!("{one} and {} more", rest.len()),
            };
            [format!("{made} now, {only} is left."), format!("{first} first, and both are.")]
        }
        (valency, _) => [
            format!("The future is settled: {}.", reach(valency)),
            "Only a coin not yet tossed could have changed it.".to_owned(),
        ],
    }
}

/// Two lines on the chain of inputs.
#[must_use]
pub fn chain(order: &[u32], valencies: &[Valency], turning: Option<usize>) -> [String; 2] {
    let bivalent = valencies.iter().filter(|valency| **valency == Valency::Bivalent).count();
    let Some(at) = turning else {
        return [
            "All inputs lead to the same:".to_owned(),
            "what is decided does not depend on them.".to_owned(),
        ];
    };
    let (a, b) = (order[at], order[at + 1]);
    let process = 3 - (a ^ b).trailing_zeros();
    let first = format!("{} and {} differ in p{process} alone.", inputs(a), inputs(b));
    let second = match bivalent {
        0 => format!("If p{process} crashes, nobody can tell them apart."),
        1 => "1 start is bivalent.".to_owned(),
        many => format!("{many} of 8 starts are bivalent."),
    };
    [first, second]
}

/// Two lines on how likely runs are undecided.
#[must_use]
pub fn odds(odds: &Odds) -> [String; 2] {
    let last = odds.adversary.len() - 1;
    match (odds.after, odds.at_most()) {
        (After::Settled, Some((most, measured))) => [
            format!("Whoever picks, one decides within {}.", deliveries(most as u32)),
            format!("Of {} runs the longest took {measured}.", odds.runs()),
        ],
        _ => {
            let (half, end) = (odds.adversary[last / 2], odds.adversary[last]);
            let first =
                format!("After {last} rounds chance leaves {}.", percent(odds.chance[last]));
            let second = match percent(end) {
                _ if end >= 1.0 => "The adversary keeps them all.".to_owned(),
                kept if end >= half => {
                    format!("The adversary keeps {kept}, as after {}.", last / 2)
                }
                kept => format!("The adversary keeps {kept}, less and less."),
            };
            [first, second]
        }
    }
}

/// `5.2 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    [&number::decimal(share * 100.0, 1), "\u{202f}%"].concat()
}

/// What the reader chose.
#[must_use]
pub fn choice(choice: Choice) -> String {
    match choice {
        Choice::Deliver(to, from) => match suspected(from) {
            Some(whom) => format!("let {} suspect {}", name(to), name(whom)),
            None => format!("deliver {}", event(to, from)),
        },
        Choice::Play(Player::Adversary) => "let the adversary play".to_owned(),
        Choice::Play(Player::Chance) => "let chance play".to_owned(),
        Choice::Play(Player::Hand) => "choose each delivery yourself".to_owned(),
        Choice::Decide(value) => format!("take the shortest way to {value}"),
    }
}

/// A delivery of a run, and what came of it.
#[must_use]
pub fn turn(map: &Map, run: &Run, step: u32) -> String {
    let turn = &run.turns[step as usize];
    let live = &run.lives[step as usize + 1];
    let who = match turn.by {
        By::Hand | By::Shortcut => "by hand",
        By::Adversary => "the adversary",
        By::Chance => "chance",
    };
    let mut line = format!("{}, {who}: {}", step + 1, event(turn.what.to, turn.what.from));
    if suspected(turn.what.from).is_some() {
        line.push_str("; ");
        line.push_str(&turn.what.says);
    }
    for (node, note) in live.notes() {
        let said = match note {
            Note::Decided(value) => format!("{} decides {value}", name(*node)),
            Note::Flipped(value) if map.tosses() => {
                format!("the coin of {} shows {value}", name(*node))
            }
            _ => continue,
        };
        line.push_str("; ");
        line.push_str(&said);
    }
    if turn.settled {
        line.push_str("; from here ");
        line.push_str(&map.game().helped_by());
        line.push_str(" can be trusted");
    }
    line.push_str("; ");
    line.push_str(&stand(map.stand(turn.to)));
    line
}
