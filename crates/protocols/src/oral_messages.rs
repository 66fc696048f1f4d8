//! Oral messages, OM(m): a commander's order, repeated by everybody who heard it, m times over.
//!
//! After Lamport, Shostak and Pease, "The Byzantine Generals Problem" (TOPLAS 4(3), 1982), section 3.
//! Process A is the commander, the others are lieutenants. OM(m) calls OM(m - 1) for what each
//! lieutenant heard, and so on; here the calls of one depth share a round, and the calls themselves are
//! the paths of a tree, which is the exponential information gathering of N. Lynch, "Distributed
//! Algorithms" (1996), section 6.3. Against f liars OM(f) is right among more than 3f processes, in
//! f + 1 rounds (Theorem 1); nothing is among fewer, or in fewer rounds (Fischer and Lynch 1982). More
//! rounds are no help here: in OM(m) a loyal commander is obeyed among more than 2f + m processes
//! (Lemma 1), and OM(2) does fail four generals, one of them a liar, whom OM(1) serves.
//! What does not come counts as 0 ("retreat"), so silence is one of the lies.

use crate::consensus::Bit;
use crate::rounds::{Inbox, Synchronous, Way};
use machine::{NodeId, NodeSet};
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

/// The commander.
pub const COMMANDER: NodeId = NodeId(0);

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OralMessages {
    /// The commander's order.
    pub order: [Bit; 1],
    /// How many processes there are, the commander among them.
    pub processes: usize,
    /// How many rounds, at least 1: m + 1 for OM(m).
    pub rounds: u32,
}

/// Through whom an order came: the commander first, the last to tell it at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<NodeId>);

impl Path {
    /// The path when `node` tells it on.
    fn via(&self, node: NodeId) -> Self {
        Self(self.0.iter().copied().chain([node]).collect())
    }

    fn contains(&self, node: NodeId) -> bool {
        self.0.contains(&node)
    }
}

/// `AB`: B said that A said.
impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.iter().try_for_each(|node| write!(f, "{node}"))
    }
}

/// What the sender heard, by the path on which it heard it; the commander's path is empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claims(Vec<(Path, Bit)>);

/// `1` from the commander, `A:1` and `AB:1 AC:0` from lieutenants.
impl Display for Claims {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (at, (path, value)) in self.0.iter().enumerate() {
            let (gap, colon) =
                (if at == 0 { "" } else { " " }, if path.0.is_empty() { "" } else { ":" });
            write!(f, "{gap}{path}{colon}{value}")?;
        }
        Ok(())
    }
}

/// What a process has heard: the tree, by paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tree(BTreeMap<Path, Bit>);

/// `A:1 AB:1 AC:0`.
impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Claims(self.0.iter().map(|(path, value)| (path.clone(), *value)).collect()).fmt(f)
    }
}

impl OralMessages {
    /// What lieutenant `me` holds for the order that came by `path`: what it heard, or in OM(m) with
    /// m > 0 the majority of that and of what OM(m - 1) gives for what each other one heard.
    fn resolve(&self, me: NodeId, tree: &Tree, path: &Path) -> Bit {
        let heard = tree.0.get(path).copied().unwrap_or(0);
        if path.0.len() == self.rounds as usize {
            return heard;
        }
        let others = NodeSet::first(self.processes).iter();
        let others = others.filter(|&node| node != me && !path.contains(node));
        let (mut ones, mut all) = (u32::from(heard), 1);
        for node in others {
            ones += u32::from(self.resolve(me, tree, &path.via(node)));
            all += 1;
        }
        Bit::from(2 * ones > all)
    }
}

impl Synchronous for OralMessages {
    type State = Tree;
    type Msg = Claims;

    fn processes(&self) -> usize {
        self.processes
    }

    fn rounds(&self) -> u32 {
        self.rounds
    }

    fn inputs(&self) -> &[Bit] {
        &self.order
    }

    fn sender(&self) -> Option<NodeId> {
        Some(COMMANDER)
    }

    /// The commander holds its order at the root, the others nothing.
    fn start(&self, me: NodeId) -> Tree {
        let root = (me == COMMANDER).then(|| (Path::default(), self.order[0]));
        Tree(root.into_iter().collect())
    }

    fn send(&self, state: &Tree, way: Way) -> Option<Claims> {
        let told = state
            .0
            .iter()
            .filter(|(path, _)| path.0.len() + 1 == way.round as usize && !path.contains(way.to));
        let told: Vec<_> = told.map(|(path, value)| (path.clone(), *value)).collect();
        (!told.is_empty()).then_some(Claims(told))
    }

    fn receive(&self, me: NodeId, state: &mut Tree, round: u32, inbox: Inbox<'_, Self>) {
        if me == COMMANDER {
            return;
        }
        let mut heard = Vec::new();
        let mut hear = |path: &Path, from| {
            let claims = inbox.from(from).map_or(&[][..], |claims| &claims.0);
            let claim = claims.iter().find(|(claimed, _)| claimed == path);
            heard.push((path.via(from), claim.map_or(0, |(_, value)| *value)));
        };
        if round == 1 {
            hear(&Path::default(), COMMANDER);
        }
        for path in state.0.keys().filter(|path| path.0.len() + 1 == round as usize) {
            let others = NodeSet::first(self.processes).iter();
            others
                .filter(|&from| from != me && !path.contains(from))
                .for_each(|from| hear(path, from));
        }
        state.0.extend(heard);
        debug_assert!(
            state.0.keys().all(|path| path.0.len() <= round as usize),
            "a path grows by one a round"
        );
    }

    fn decide(&self, me: NodeId, state: &Tree) -> Bit {
        if me == COMMANDER {
            self.order[0]
        } else {
            self.resolve(me, state, &Path::default().via(COMMANDER))
        }
    }

    /// Any value for each claim. (The claims beyond the 24th of one message repeat its first ones.)
    fn lies(&self, state: &Tree, way: Way) -> u32 {
        self.send(state, way).map_or(1, |claims| 1 << claims.0.len().min(CLAIMS_FREE))
    }

    fn lie(&self, state: &Tree, way: Way, pick: u32) -> Option<Claims> {
        let mut claims = self.send(state, way)?;
        for (at, (_, value)) in claims.0.iter_mut().enumerate() {
            *value = (pick >> (at % CLAIMS_FREE) & 1) as Bit;
        }
        Some(claims)
    }
}

/// How many claims of one message a liar chooses independently of each other.
const CLAIMS_FREE: usize = 24;
