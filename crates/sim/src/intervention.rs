//! What can be done to a run from outside, and how a link writes it.

use crate::{Cuts, MsgId};
use machine::{NodeId, NodeSet, Time};
use std::fmt;

/// Something done to a run from outside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Intervention {
    /// `xA`: stops a process; only its disk survives.
    Crash(NodeId),
    /// `rA`: starts it again from its disk; `wA`: from an empty one.
    Restart {
        /// Which.
        node: NodeId,
        /// Whether its disk was lost.
        wiped: bool,
    },
    /// `zA`: a process stands still; what comes for it waits.
    Pause(NodeId),
    /// `aA`: it goes on.
    Resume(NodeId),
    /// `pAB.C`: each group, and all others together, are parted from each other.
    Part(Vec<NodeSet>),
    /// `oAB`: nothing from the first reaches the second.
    CutOneWay(NodeId, NodeId),
    /// `kAB`: nothing passes between the two.
    CutLink(NodeId, NodeId),
    /// `mAB`: the link between the two is mended, both ways.
    Mend(NodeId, NodeId),
    /// `h`: everything is mended.
    Heal,
    /// `d4711`: a message is lost.
    Drop(MsgId),
    /// `l4711-200`: a message is late by so many milliseconds.
    Delay {
        /// Which.
        id: MsgId,
        /// By how long.
        by: Time,
    },
    /// `e4711`: a message arrives now.
    Deliver(MsgId),
    /// `ic1-3`: a process is asked for something, by its machine's code.
    Command {
        /// Who is asked.
        node: NodeId,
        /// The machine's code.
        code: u32,
    },
}

impl Intervention {
    /// Whether it is about what is cut.
    #[must_use]
    pub fn rewires(&self) -> bool {
        use Intervention::{CutLink, CutOneWay, Heal, Mend, Part};
        matches!(self, Part(_) | CutOneWay(..) | CutLink(..) | Mend(..) | Heal)
    }

    /// Changes the cuts as this intervention says; a side of a partition takes its guests along.
    pub(crate) fn rewire(&self, cuts: &mut Cuts, with_guests: impl Fn(NodeSet) -> NodeSet) {
        match self {
            Self::Part(groups) => groups.iter().for_each(|&group| cuts.part(with_guests(group))),
            Self::CutOneWay(from, to) => cuts.add(*from, *to),
            Self::CutLink(a, b) => {
                cuts.add(*a, *b);
                cuts.add(*b, *a);
            }
            Self::Mend(a, b) => {
                cuts.mend(*a, *b);
                cuts.mend(*b, *a);
            }
            Self::Heal => cuts.heal(),
            _ => debug_assert!(false, "not about wires: {self:?}"),
        }
    }
}

/// An intervention at its moment: `xA@2.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// When.
    pub at: Time,
    /// What.
    pub what: Intervention,
}

/// How processes are named in a system of so many servers: `A`, `B`, ..., then clients `c1`, `c2`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// How many processes are servers.
    pub servers: u8,
    /// How many there are in all.
    pub nodes: u8,
}

/// Why a code was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadCode {
    /// No intervention is written like this.
    Unreadable(String),
    /// There is no such process in this system.
    NoSuchProcess(String),
    /// It has no time, or one that is none.
    NoTime(String),
    /// Only servers lose disks, and only clients are asked for something.
    WrongProcess(String),
    /// So many are left out.
    TooMany(usize),
}

impl fmt::Display for BadCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(code) => write!(f, "\"{code}\" is no intervention"),
            Self::NoSuchProcess(code) => write!(f, "\"{code}\" names a process that is not there"),
            Self::WrongProcess(code) => write!(f, "\"{code}\" cannot be done to that process"),
            Self::TooMany(rest) => write!(f, "{rest} interventions after the first {INPUTS_MAX}"),
            Self::NoTime(code) => write!(f, "\"{code}\" does not end in @ and a time in seconds"),
        }
    }
}

/// The most interventions one link may hold.
pub const INPUTS_MAX: usize = 1_000;

impl Names {
    /// A process's name.
    #[must_use]
    pub fn name(self, node: NodeId) -> String {
        if node.0 < self.servers {
            node.to_string()
        } else {
            format!("c{}", node.0 - self.servers + 1)
        }
    }

    /// An intervention's code.
    #[must_use]
    pub fn write(self, what: &Intervention) -> String {
        let name = |node: &NodeId| self.name(*node);
        match what {
            Intervention::Crash(node) => format!("x{}", name(node)),
            Intervention::Restart { node, wiped: false } => format!("r{}", name(node)),
            Intervention::Restart { node, wiped: true } => format!("w{}", name(node)),
            Intervention::Pause(node) => format!("z{}", name(node)),
            Intervention::Resume(node) => format!("a{}", name(node)),
            Intervention::Part(groups) => {
                let group =
                    |set: &NodeSet| set.iter().map(|node| self.name(node)).collect::<String>();
                format!("p{}", groups.iter().map(group).collect::<Vec<_>>().join("."))
            }
            Intervention::CutOneWay(a, b) => format!("o{}{}", name(a), name(b)),
            Intervention::CutLink(a, b) => format!("k{}{}", name(a), name(b)),
            Intervention::Mend(a, b) => format!("m{}{}", name(a), name(b)),
            Intervention::Heal => "h".to_owned(),
            Intervention::Drop(id) => format!("d{}", id.0),
            Intervention::Delay { id, by } => format!("l{}-{}", id.0, by.as_us().div_ceil(1_000)),
            Intervention::Deliver(id) => format!("e{}", id.0),
            Intervention::Command { node, code } => format!("i{}-{code}", name(node)),
        }
    }

    /// Reads an intervention's code.
    ///
    /// # Errors
    /// The code is unreadable, or names a process that is not there.
    pub fn read(self, code: &str) -> Result<Intervention, BadCode> {
        let bad = || BadCode::Unreadable(code.to_owned());
        let mut letters = code.chars();
        let kind = letters.next().ok_or_else(bad)?;
        let rest = letters.as_str();
        let message = || rest.parse().map(MsgId).map_err(|_| bad());
        Ok(match kind {
            'x' => Intervention::Crash(self.one(code, rest)?),
            'r' => Intervention::Restart { node: self.one(code, rest)?, wiped: false },
            'w' => Intervention::Restart { node: self.of_kind(code, rest, true)?, wiped: true },
            'z' => Intervention::Pause(self.one(code, rest)?),
            'a' => Intervention::Resume(self.one(code, rest)?),
            'p' => Intervention::Part(self.groups(code, rest)?),
            'o' | 'k' | 'm' => {
                let (a, b) = self.two(code, rest)?;
                match kind {
                    'o' => Intervention::CutOneWay(a, b),
                    'k' => Intervention::CutLink(a, b),
                    _ => Intervention::Mend(a, b),
                }
            }
            'h' if rest.is_empty() => Intervention::Heal,
            'd' => Intervention::Drop(message()?),
            'e' => Intervention::Deliver(message()?),
            'l' => {
                let (id, by) = rest.split_once('-').ok_or_else(bad)?;
                let by: u32 = by.parse().map_err(|_| bad())?;
                let id = id.parse().map(MsgId).map_err(|_| bad())?;
                Intervention::Delay { id, by: Time::ms(by.into()) }
            }
            'i' => {
                let (node, code_number) = rest.split_once('-').ok_or_else(bad)?;
                let command = code_number.parse().map_err(|_| bad())?;
                Intervention::Command { node: self.of_kind(code, node, false)?, code: command }
            }
            _ => return Err(bad()),
        })
    }

    /// Writes a link's `ev`.
    #[must_use]
    pub fn write_inputs(self, inputs: &[Input]) -> String {
        let one = |input: &Input| format!("{}@{}", self.write(&input.what), input.at);
        inputs.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Reads a link's `ev`: what could be read, in order of time, and what could not.
    #[must_use]
    pub fn read_inputs(self, text: &str) -> (Vec<Input>, Vec<BadCode>) {
        let (mut inputs, mut bad) = (Vec::new(), Vec::new());
        let mut items = text.split(',').filter(|item| !item.trim().is_empty());
        for item in items.by_ref().take(INPUTS_MAX) {
            match self.read_input(item.trim()) {
                Ok(input) => inputs.push(input),
                Err(error) => bad.push(error),
            }
        }
        let rest = items.count();
        if rest > 0 {
            bad.push(BadCode::TooMany(rest));
        }
        machine::sort_by_key(&mut inputs, |input: &Input| input.at);
        (inputs, bad)
    }

    fn read_input(self, item: &str) -> Result<Input, BadCode> {
        let no_time = || BadCode::NoTime(item.to_owned());
        let (code, time) = item.rsplit_once('@').ok_or_else(no_time)?;
        let at = read_seconds(time).ok_or_else(no_time)?;
        Ok(Input { at, what: self.read(code)? })
    }

    fn one(self, code: &str, text: &str) -> Result<NodeId, BadCode> {
        match self.nodes(code, text)?.as_slice() {
            [node] => Ok(*node),
            _ => Err(BadCode::Unreadable(code.to_owned())),
        }
    }

    /// One process, a server or a client as is wanted.
    fn of_kind(self, code: &str, text: &str, server: bool) -> Result<NodeId, BadCode> {
        let node = self.one(code, text)?;
        let right = (node.0 < self.servers) == server;
        if right { Ok(node) } else { Err(BadCode::WrongProcess(code.to_owned())) }
    }

    fn two(self, code: &str, text: &str) -> Result<(NodeId, NodeId), BadCode> {
        match self.nodes(code, text)?.as_slice() {
            [a, b] if a != b => Ok((*a, *b)),
            _ => Err(BadCode::Unreadable(code.to_owned())),
        }
    }

    fn groups(self, code: &str, text: &str) -> Result<Vec<NodeSet>, BadCode> {
        let group = |part| Ok(self.nodes(code, part)?.into_iter().collect::<NodeSet>());
        let groups: Vec<NodeSet> = text.split('.').map(group).collect::<Result<_, _>>()?;
        let everybody = NodeSet::first(self.servers.into());
        let parts_nobody = groups.iter().all(|group| group.union(everybody) == *group);
        if parts_nobody || groups.iter().any(|group| group.is_empty()) {
            return Err(BadCode::Unreadable(code.to_owned()));
        }
        Ok(groups)
    }

    /// Names in a row: a letter each, then digits (`AB`, `A1c12`).
    fn nodes(self, code: &str, text: &str) -> Result<Vec<NodeId>, BadCode> {
        let mut nodes = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let tail = letters.as_str();
            letters = tail.trim_start_matches(|c: char| c.is_ascii_digit()).chars();
            let digits = tail.len() - letters.as_str().len();
            let number = || tail.get(..digits)?.parse::<u32>().ok();
            let index = match letter {
                'A'..='Z' if digits == 0 => Some(letter as u32 - 65),
                'A'..='Z' => number().filter(|n| *n < 10).map(|n| letter as u32 - 65 + 26 * n),
                'c' => number().filter(|n| (1..256).contains(n)).map(|n| n - 1),
                _ => None,
            };
            let index = index.ok_or_else(|| BadCode::Unreadable(code.to_owned()))?;
            let (first, limit) =
                if letter == 'c' { (self.servers, self.nodes) } else { (0, self.servers) };
            let index = index + u32::from(first);
            if index >= u32::from(limit) {
                return Err(BadCode::NoSuchProcess(code.to_owned()));
            }
            nodes.push(NodeId(index as u8));
        }
        Ok(nodes)
    }
}

/// Seconds with at most six decimals: `12.48`.
fn read_seconds(text: &str) -> Option<Time> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let micros = format!("{part:0<6}").parse::<u64>().ok()?;
    Some(Time::s(whole.parse().ok()?) + Time::us(micros))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: Names = Names { servers: 30, nodes: 33 };

    #[test]
    fn codes_read_as_they_are_written() {
        let text = "pAB@2.5,h@7,xC@7.25,rC@8,wD1@8,zE@8,aE@8,oAB@9,kAC@9,mAC@9,pA.BCc1@9.5,\
                    d4711@10,l4711-200@10,e4711@10.000001,ic1-3@11";
        let (inputs, bad) = NAMES.read_inputs(text);
        assert_eq!(bad, []);
        assert_eq!(NAMES.write_inputs(&inputs), text);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_is_kept() {
        let (inputs, bad) = NAMES.read_inputs("xA@1,,xZ1@2,hh@3,xA,kAA@4,p@5,xA@-1,\u{e4}@1,h@2");
        assert_eq!(NAMES.write_inputs(&inputs), "xA@1,h@2");
        let said: Vec<String> = bad.iter().map(ToString::to_string).collect();
        assert_eq!(said[0], "\"xZ1\" names a process that is not there");
        assert_eq!(said[2], "\"xA\" does not end in @ and a time in seconds");
        assert_eq!(said.len(), 7);
    }

    #[test]
    fn too_many_are_said_to_be_left_out() {
        let (inputs, bad) = NAMES.read_inputs(&"h@1,".repeat(INPUTS_MAX + 3));
        assert_eq!((inputs.len(), bad), (INPUTS_MAX, vec![BadCode::TooMany(3)]));
        let (_, bad) = NAMES.read_inputs("wc1@1,iA-1@1");
        assert_eq!(bad.len(), 2, "only servers lose disks, only clients are asked");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_read_is_written_back(text in "[a-zA-Z0-9.@,\u{e4}-]{0,40}") {
            let (inputs, _) = NAMES.read_inputs(&text);
            let written = NAMES.write_inputs(&inputs);
            prop_assert_eq!(NAMES.read_inputs(&written), (inputs, vec![]));
        }
    }
}
