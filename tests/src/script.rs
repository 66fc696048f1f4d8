//! Scripts: a text names each event that happens to a machine, and the trace stands below it.
//!
//! After the data-driven tests of etcd-io/raft. A file is a list of blocks, parted by empty lines.
//! A block is comments (`#`), commands, `----`, and what they led to. `UPDATE=1` writes the last
//! part; without it, a block whose trace differs or is missing fails.
//!
//! | command | what happens |
//! |---|---|
//! | `new ...` | all processes start; the words are the machine's configuration |
//! | `deliver A B` | the oldest message from A to B arrives; `A B all`: all; `A B last`: the newest |
//! | `drop A B`, `copy A B` | the oldest is lost (`all`: all), or the network makes a second one |
//! | `settle` | messages arrive in order of sending until none is left |
//! | `timeout A NAME` | a running timer runs out |
//! | `request c1 ...` | a command for a process |
//! | `choose c1 N` | the answer to a choice |
//! | `crash A`, `restart A`, `wipe A` | it stops, comes back with its disk, or with an empty one |
//! | `cut A B ..`, `heal` | what these send to others, or get from them, is lost, until healed |
//! | `show`, `show A` | all processes as they stand, or one |
//! | `flying` | the messages that have not arrived |

use machine::{Effect, Effects, Event, Machine, NodeId, NodeSet};
use std::fmt::Write;
use std::path::Path;

/// How one kind of machine is set up and put in words.
pub trait Voice: Sized {
    /// The machine.
    type M: Machine;
    /// From the words after `new`: the voice, the machine, how many servers, how many processes.
    ///
    /// # Errors
    /// What is wrong with the words.
    fn new(words: &[&str]) -> Result<(Self, Self::M, u8, u8), String>;
    /// The timer called `name`.
    fn timer(&self, node: NodeId, name: &str) -> Option<<Self::M as Machine>::Timer>;
    /// The code of a command.
    fn command(&self, words: &[&str]) -> Option<u32>;
    /// A message in words.
    fn message(&self, msg: &<Self::M as Machine>::Msg) -> String;
    /// A note in words.
    fn note(&self, note: &<Self::M as Machine>::Note) -> String;
    /// A state in words.
    fn state(&self, state: &<Self::M as Machine>::State) -> String;
    /// What is wrong now that `at` has made a step.
    fn judge(
        &mut self,
        at: NodeId,
        states: &[Option<&<Self::M as Machine>::State>],
    ) -> Option<String>;
}

/// Runs the script at `path` and compares its traces, or rewrites them where `UPDATE` is set.
///
/// # Panics
/// When they differ, naming file and block.
pub fn check<V: Voice>(path: &Path) {
    let old = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let new = rerun::<V>(&old);
    if old == new {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, new).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let differs = old.lines().zip(new.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or_else(|| old.lines().count().min(new.lines().count()));
    let of = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_string();
    let (was, is) = (of(&old), of(&new));
    panic!(
        "{}:{}: the trace differs (UPDATE=1 rewrites it)\n  was: {was}\n   is: {is}",
        path.display(),
        line + 1
    );
}

/// The script with its traces as they are now.
#[must_use]
pub fn rerun<V: Voice>(script: &str) -> String {
    let mut run: Option<Run<V>> = None;
    let mut out = String::new();
    for block in script.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let commands = block.split("\n----").next().unwrap_or_default();
        let mut trace = String::new();
        for line in commands.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let Err(wrong) = obey(&mut run, &words, &mut trace) {
                let _ = writeln!(trace, "error: {line}: {wrong}");
            }
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{commands}");
        if commands.lines().any(|line| !line.starts_with('#')) {
            let _ = write!(out, "----\n{}", if trace.is_empty() { "ok\n" } else { &trace });
        }
    }
    out
}

fn obey<V: Voice>(
    run: &mut Option<Run<V>>,
    words: &[&str],
    trace: &mut String,
) -> Result<(), String> {
    if let ["new", rest @ ..] = words {
        *run = Some(Run::start(rest, trace)?);
        return Ok(());
    }
    let run = run.as_mut().ok_or("a script begins with new")?;
    run.trace = std::mem::take(trace);
    let done = run.obey(words);
    *trace = std::mem::take(&mut run.trace);
    done
}

/// A machine under a script.
struct Run<V: Voice> {
    voice: V,
    machine: V::M,
    servers: u8,
    nodes: Vec<Node<V::M>>,
    flying: Vec<Flying<V::M>>,
    cut: NodeSet,
    out: Effects<V::M>,
    trace: String,
}

struct Node<M: Machine> {
    life: Result<M::State, M::Disk>,
    timers: Vec<M::Timer>,
}

#[derive(Clone)]
struct Flying<M: Machine> {
    from: NodeId,
    to: NodeId,
    msg: M::Msg,
}

impl<V: Voice> Run<V> {
    fn start(words: &[&str], trace: &mut String) -> Result<Self, String> {
        let (voice, machine, servers, count) = V::new(words)?;
        let new = || Node { life: Err(<V::M as Machine>::Disk::default()), timers: Vec::new() };
        let nodes = (0..count).map(|_| new()).collect();
        let (out, cut) = (Effects::default(), NodeSet::default());
        let mut run =
            Self { voice, machine, servers, nodes, flying: vec![], cut, out, trace: String::new() };
        for at in 0..count {
            run.boot(NodeId(at), <V::M as Machine>::Disk::default());
        }
        trace.push_str(&run.trace);
        Ok(run)
    }

    fn obey(&mut self, words: &[&str]) -> Result<(), String> {
        match words {
            ["deliver", from, to, rest @ ..] => {
                for flying in self.take(from, to, rest)? {
                    self.arrive(flying);
                }
            }
            ["drop", from, to, rest @ ..] => {
                for flying in self.take(from, to, rest)? {
                    self.tell(&flying, "-/");
                }
            }
            ["copy", from, to] => {
                let flying = self.flying[self.find(from, to, false)?].clone();
                self.flying.push(flying);
            }
            ["settle"] => self.settle()?,
            ["timeout", at, name] => self.timeout(at, name)?,
            ["request", at, rest @ ..] => {
                let at = self.node(at)?;
                let code = self.voice.command(rest).ok_or("no such command")?;
                self.step(at, Event::Command(code));
            }
            ["choose", at, pick] => {
                let at = self.node(at)?;
                self.step(at, Event::Chosen(pick.parse().map_err(|_| "not a number")?));
            }
            ["crash", at] => self.crash(at)?,
            ["restart", at] => self.restart(at, false)?,
            ["wipe", at] => self.restart(at, true)?,
            ["cut", rest @ ..] => {
                self.cut = rest.iter().map(|at| self.node(at)).collect::<Result<_, _>>()?;
            }
            ["heal"] => self.cut = NodeSet::default(),
            ["show", rest @ ..] => self.show(rest)?,
            ["flying"] => {
                for flying in self.flying.clone() {
                    self.tell(&flying, "->");
                }
            }
            _ => return Err("no such command".into()),
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), String> {
        for _ in 0..10_000 {
            if self.flying.is_empty() {
                return Ok(());
            }
            let flying = self.flying.remove(0);
            self.arrive(flying);
        }
        Err("does not settle".into())
    }

    fn take(&mut self, from: &str, to: &str, which: &[&str]) -> Result<Vec<Flying<V::M>>, String> {
        let all = which == ["all"];
        let mut taken = vec![self.flying.remove(self.find(from, to, which == ["last"])?)];
        while let (true, Ok(at)) = (all, self.find(from, to, false)) {
            taken.push(self.flying.remove(at));
        }
        Ok(taken)
    }

    fn find(&self, from: &str, to: &str, last: bool) -> Result<usize, String> {
        let (from, to) = (self.node(from)?, self.node(to)?);
        let is = |flying: &Flying<V::M>| flying.from == from && flying.to == to;
        let at =
            if last { self.flying.iter().rposition(is) } else { self.flying.iter().position(is) };
        at.ok_or_else(|| "no such message".into())
    }

    fn timeout(&mut self, at: &str, name: &str) -> Result<(), String> {
        let at = self.node(at)?;
        let timer = self.voice.timer(at, name).ok_or("no such timer")?;
        let timers = &mut self.nodes[at.index()].timers;
        let running = timers.iter().position(|&running| running == timer);
        timers.remove(running.ok_or("that timer does not run")?);
        self.step(at, Event::Timeout(timer));
        Ok(())
    }

    fn crash(&mut self, at: &str) -> Result<(), String> {
        let at = self.node(at)?;
        let node = &mut self.nodes[at.index()];
        let Ok(state) = node.life.clone() else { return Err("it is down".into()) };
        node.life = Err(self.machine.crash(state));
        node.timers.clear();
        self.judge(at);
        Ok(())
    }

    fn restart(&mut self, at: &str, wipe: bool) -> Result<(), String> {
        if self.nodes[self.node(at)?.index()].life.is_ok() {
            self.crash(at)?;
        }
        let at = self.node(at)?;
        let Err(disk) = self.nodes[at.index()].life.clone() else { return Ok(()) };
        self.boot(at, if wipe { Default::default() } else { disk });
        Ok(())
    }

    fn boot(&mut self, at: NodeId, disk: <V::M as Machine>::Disk) {
        let state = self.machine.boot(at, disk, &mut self.out);
        self.nodes[at.index()].life = Ok(state);
        self.perform(at);
    }

    fn arrive(&mut self, flying: Flying<V::M>) {
        let Flying { from, to, .. } = flying;
        let cut = self.cut.contains(from) != self.cut.contains(to);
        if cut || self.nodes[to.index()].life.is_err() {
            return self.tell(&flying, "-/");
        }
        self.tell(&flying, "=>");
        self.step(to, Event::Message { from, msg: flying.msg });
    }

    fn step(&mut self, at: NodeId, event: Event<V::M>) {
        if let Ok(state) = &mut self.nodes[at.index()].life {
            self.machine.step(at, state, event, &mut self.out);
            self.perform(at);
        }
    }

    fn perform(&mut self, at: NodeId) {
        for effect in self.out.drain().collect::<Vec<_>>() {
            match effect {
                Effect::Send { to, msg } => self.flying.push(Flying { from: at, to, msg }),
                Effect::SetTimer(timer, _) => {
                    let timers = &mut self.nodes[at.index()].timers;
                    timers.retain(|&running| running != timer);
                    timers.push(timer);
                }
                Effect::CancelTimer(timer) => {
                    self.nodes[at.index()].timers.retain(|&running| running != timer);
                }
                Effect::Choose { of } => {
                    self.line(&format!("  {} chooses 1 of {of}", self.name(at)));
                }
                Effect::Note(note) => {
                    self.line(&format!("  {} {}", self.name(at), self.voice.note(&note)));
                }
            }
        }
        self.judge(at);
    }

    fn judge(&mut self, at: NodeId) {
        let states: Vec<_> = self.nodes.iter().map(|node| node.life.as_ref().ok()).collect();
        if let Some(wrong) = self.voice.judge(at, &states) {
            self.line(&format!("  ! {wrong}"));
        }
    }

    fn show(&mut self, which: &[&str]) -> Result<(), String> {
        let asked: NodeSet = which.iter().map(|at| self.node(at)).collect::<Result<_, _>>()?;
        for at in (0..self.nodes.len()).map(|at| NodeId(at as u8)) {
            if asked.is_empty() || asked.contains(at) {
                let life = &self.nodes[at.index()].life;
                let words = life.as_ref().map_or("down".into(), |state| self.voice.state(state));
                self.line(&format!("{}: {words}", self.name(at)));
            }
        }
        Ok(())
    }

    fn tell(&mut self, flying: &Flying<V::M>, how: &str) {
        let (from, to) = (self.name(flying.from), self.name(flying.to));
        self.line(&format!("{from} {how} {to}: {}", self.voice.message(&flying.msg)));
    }

    /// Clients are `c1`, `c2`, ... here, wherever a machine calls them by their letter.
    fn line(&mut self, text: &str) {
        let mut text = text.to_string();
        for client in self.servers..self.nodes.len() as u8 {
            text = text.replace(
                &format!("{}#", NodeId(client)),
                &format!("{}#", self.name(NodeId(client))),
            );
        }
        self.trace.push_str(&text);
        self.trace.push('\n');
    }

    fn name(&self, at: NodeId) -> String {
        match at.0.checked_sub(self.servers) {
            Some(client) => format!("c{}", client + 1),
            None => at.to_string(),
        }
    }

    fn node(&self, name: &str) -> Result<NodeId, String> {
        let all = (0..self.nodes.len()).map(|at| NodeId(at as u8));
        all.into_iter().find(|&at| self.name(at) == name).ok_or(format!("no process {name}"))
    }
}
