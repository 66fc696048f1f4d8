//! What can be searched.

/// Initial configurations, and what can happen in each.
///
/// A configuration is encoded as a few words, so that a search can keep millions and one compiled
/// search serves every model. Equal configurations have equal words, and only they: a model that
/// has symmetries, or things that nobody will ever read again, encodes the canonical form.
///
/// The methods take `&mut self` so that a model may remember what it has worked out; what they
/// answer must not depend on that.
pub trait Model {
    /// Pushes every initial configuration.
    fn initial(&mut self, out: &mut Successors);

    /// Pushes what each action makes of `state`, always in the same order: an action is known by
    /// its place among them.
    fn expand(&mut self, state: &[u32], out: &mut Successors);

    /// What is to be known about a configuration; asked once for each.
    fn look(&mut self, state: &[u32]) -> Look;

    /// How many processes may move, at most [`By::PROCESSES_MAX`].
    fn processes(&self) -> u8;

    /// What is to be checked, at most seven properties; see [`Look::holds`].
    fn properties(&self) -> &[Property] {
        &[]
    }

    /// The action in words.
    fn describe(&mut self, state: &[u32], action: u32) -> String;

    /// What becomes of the `event`, an action of `state`, when `taken`, another, happens first.
    fn after(&mut self, _state: &[u32], _taken: u32, _event: u32) -> After {
        After::Unknown
    }
}

/// What becomes of an action when another happens first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It is this action now.
    Pending(u32),
    /// It can still happen, and will change nothing: a message that comes too late to be read.
    Void,
    /// The model does not say.
    Unknown,
}

impl<M: Model + ?Sized> Model for Box<M> {
    fn initial(&mut self, out: &mut Successors) {
        (**self).initial(out);
    }

    fn expand(&mut self, state: &[u32], out: &mut Successors) {
        (**self).expand(state, out);
    }

    fn look(&mut self, state: &[u32]) -> Look {
        (**self).look(state)
    }

    fn processes(&self) -> u8 {
        (**self).processes()
    }

    fn properties(&self) -> &[Property] {
        (**self).properties()
    }

    fn describe(&mut self, state: &[u32], action: u32) -> String {
        (**self).describe(state, action)
    }

    fn after(&mut self, state: &[u32], taken: u32, event: u32) -> After {
        (**self).after(state, taken, event)
    }
}

/// What is known about a configuration by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Which values below eight some process has decided, as bits.
    pub decided: u8,
    /// Which of the model's properties hold here, as bits in their order.
    pub holds: u8,
    /// Whether it is no deadlock if nothing can happen here.
    pub end: bool,
}

/// Something to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// When it counts as violated.
    pub kind: Kind,
}

/// When a property counts as violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It must hold in every configuration.
    Always,
    /// From every configuration one where it holds must be reachable.
    Possible,
    /// Every fair run must come to a configuration where it holds. A run is fair if every process
    /// that can always move does so again and again.
    Eventually,
}

/// Who does an action, and how it belongs to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By(pub(super) u8);

impl By {
    /// Nobody: a crash, a lost message, an adversary's whim.
    pub const ENVIRONMENT: Self = Self(31);
    /// The most processes whose moves can be told apart.
    pub const PROCESSES_MAX: u8 = 31;

    /// A process.
    #[must_use]
    pub fn process(process: u8) -> Self {
        debug_assert!(process < Self::PROCESSES_MAX);
        Self(process)
    }

    /// Another outcome of the action before it: a choice that no scheduler makes.
    #[must_use]
    pub fn or_else(self) -> Self {
        Self(self.0 | 128)
    }

    /// The configuration was shifted back by so many rounds, at most three, to be canonical.
    #[must_use]
    pub fn shifted(self, rounds: u32) -> Self {
        debug_assert!(rounds <= 3);
        Self(self.0 | (rounds as u8) << 5)
    }

    /// The process, if one does it.
    #[must_use]
    pub fn mover(self) -> Option<u8> {
        Some(self.0 & 31).filter(|process| *process < Self::PROCESSES_MAX)
    }

    /// Whether it is another outcome of the action before it.
    #[must_use]
    pub fn is_outcome(self) -> bool {
        self.0 & 128 != 0
    }

    /// By how many rounds the configuration was shifted back.
    #[must_use]
    pub fn rounds(self) -> u32 {
        u32::from(self.0 >> 5 & 3)
    }
}

/// Configurations, one after another in one list of words.
#[derive(Clone, Debug, Default)]
pub struct Successors {
    words: Vec<u32>,
    ends: Vec<u32>,
    by: Vec<By>,
}

impl Successors {
    /// Adds a configuration.
    pub fn push(&mut self, state: &[u32], by: By) {
        self.words.extend_from_slice(state);
        self.ends.push(self.words.len() as u32);
        self.by.push(by);
        debug_assert_eq!(self.by.len(), self.ends.len(), "a mover a successor");
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A configuration.
    #[must_use]
    pub fn state(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.words[start..self.ends[index] as usize]
    }

    /// Who made it.
    #[must_use]
    pub fn by(&self, index: usize) -> By {
        self.by[index]
    }

    /// How much memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.words.capacity() + self.ends.capacity()) * 4 + self.by.capacity()
    }

    /// Takes them all out, keeping the memory.
    pub fn clear(&mut self) {
        self.words.clear();
        self.ends.clear();
        self.by.clear();
    }
}
