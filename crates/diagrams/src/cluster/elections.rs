//! What a run's elections came to.

use super::record::{Record, What};
use machine::Time;

/// Elections up to some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elections {
    /// How often a server stood for election.
    pub stood: u64,
    /// How often one won.
    pub won: u64,
    /// Terms that somebody stood for.
    pub terms: u64,
    /// Terms that nobody won before a later one began, by a split vote or for want of a majority.
    pub fruitless: u64,
    /// From the crash of a leader to the next election won, all told.
    pub leaderless: Time,
    /// How many crashes of leaders that is the sum of.
    pub crashes: u64,
}

impl Elections {
    /// The elections of a run by `now`.
    pub fn of(record: &Record, now: Time) -> Self {
        let mut found = Self::default();
        // By term: 1 if somebody stood for it, 2 if somebody won it.
        let mut terms = Vec::new();
        let (mut leader, mut crashed) = (None, None);
        for moment in record.moments.iter().take_while(|moment| moment.at <= now) {
            match moment.what {
                What::Stood(term) => {
                    found.stood += 1;
                    *of_term(&mut terms, term) |= 1;
                }
                What::Led(term) => {
                    found.won += 1;
                    *of_term(&mut terms, term) |= 2;
                    leader = Some(moment.node);
                    if let Some(at) = crashed.take() {
                        found.leaderless += moment.at - at;
                        found.crashes += 1;
                    }
                }
                What::Crashed if leader == Some(moment.node) => {
                    leader = None;
                    crashed = Some(moment.at);
                }
                What::SteppedDown if leader == Some(moment.node) => leader = None,
                _ => {}
            }
        }
        found.terms = terms.iter().filter(|term| **term > 0).count() as u64;
        // The last term may yet be won.
        let over = terms.iter().rev().skip(1);
        found.fruitless = over.filter(|term| **term == 1).count() as u64;
        found
    }
}

fn of_term(terms: &mut Vec<u8>, term: u32) -> &mut u8 {
    let index = term as usize;
    while terms.len() <= index {
        terms.push(0);
    }
    &mut terms[index]
}

#[cfg(test)]
mod tests {
    use super::super::record::Moment;
    use super::*;
    use machine::NodeId;

    /// What happened at so many milliseconds to server `node`.
    fn record(moments: &[(u64, u8, What)]) -> Record {
        let moment = |(at, node, what): &(u64, u8, What)| Moment {
            at: Time::ms(*at),
            node: NodeId(*node),
            what: what.clone(),
        };
        Record { moments: moments.iter().map(moment).collect(), ..Record::default() }
    }

    #[test]
    fn a_split_vote_is_a_term_without_a_leader() {
        let run = record(&[
            (100, 0, What::Stood(1)),
            (101, 1, What::Stood(1)),
            (300, 2, What::Stood(2)),
            (320, 2, What::Led(2)),
            (900, 4, What::Stood(3)),
        ]);
        let all = Elections::of(&run, Time::s(1));
        assert_eq!((all.stood, all.won, all.terms, all.fruitless), (4, 1, 3, 1));
        let early = Elections::of(&run, Time::ms(200));
        assert_eq!((early.stood, early.fruitless), (2, 0), "term 1 is not over yet");
    }

    #[test]
    fn only_the_crash_of_a_leader_leaves_none() {
        let run = record(&[
            (100, 0, What::Led(1)),
            (200, 1, What::Crashed),
            (300, 0, What::Crashed),
            (550, 2, What::Led(2)),
            (600, 2, What::SteppedDown),
            (700, 2, What::Crashed),
            (800, 1, What::Led(3)),
            (900, 1, What::Crashed),
        ]);
        let all = Elections::of(&run, Time::s(1));
        assert_eq!((all.leaderless, all.crashes), (Time::ms(250), 1), "the last has no end yet");
    }
}
