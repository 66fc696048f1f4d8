//! What an object is: its states, and what each operation does to them.

use std::hash::Hash;

/// A sequential object.
pub trait Model: Clone {
    /// Its state.
    type State: Clone + Eq + Hash;
    /// An operation together with its result.
    type Op: Clone;

    /// Before the first operation.
    fn init(&self) -> Self::State;
    /// After `op`, or `None` if `op` could not have had this result in `state`.
    fn step(&self, state: &Self::State, op: &Self::Op) -> Option<Self::State>;
    /// Whether `op` never changes the state.
    fn is_read(&self, op: &Self::Op) -> bool;
    /// The one value after `op`, if there is only one. A model that says so also says what each
    /// operation expects: those that expect nothing do the same in every state.
    fn leaves(&self, _op: &Self::Op) -> Option<u32> {
        None
    }
    /// The one value that `op` can have found, if there is only one.
    fn expects(&self, _op: &Self::Op) -> Option<u32> {
        None
    }
}

/// A register, with or without compare-and-set.
///
/// Values are numbers; 0 stands for nil, the initial value unless another is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The initial value.
    pub init: u32,
}

/// An operation on a [`Register`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterOp {
    /// Read this value.
    Read(u32),
    /// Wrote this value.
    Write(u32),
    /// Found the first value and put the second in its place.
    Cas(u32, u32),
}

impl Model for Register {
    type State = u32;
    type Op = RegisterOp;

    fn init(&self) -> u32 {
        self.init
    }

    fn step(&self, state: &u32, op: &RegisterOp) -> Option<u32> {
        match *op {
            RegisterOp::Write(value) => Some(value),
            RegisterOp::Read(value) => (value == *state).then_some(value),
            RegisterOp::Cas(old, new) => (old == *state).then_some(new),
        }
    }

    fn is_read(&self, op: &RegisterOp) -> bool {
        matches!(op, RegisterOp::Read(_))
    }

    fn leaves(&self, op: &RegisterOp) -> Option<u32> {
        match *op {
            RegisterOp::Read(value) | RegisterOp::Write(value) | RegisterOp::Cas(_, value) => {
                Some(value)
            }
        }
    }

    fn expects(&self, op: &RegisterOp) -> Option<u32> {
        match *op {
            RegisterOp::Write(_) => None,
            RegisterOp::Read(value) | RegisterOp::Cas(value, _) => Some(value),
        }
    }
}

/// A lock that knows whether it is held, not by whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mutex {
    /// Whether it is held at first.
    pub held: bool,
}

/// An operation on a [`Mutex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MutexOp {
    /// Took the free lock.
    Acquire,
    /// Freed the held lock.
    Release,
}

impl Model for Mutex {
    type State = bool;
    type Op = MutexOp;

    fn init(&self) -> bool {
        self.held
    }

    fn step(&self, held: &bool, op: &MutexOp) -> Option<bool> {
        match op {
            MutexOp::Acquire => (!held).then_some(true),
            MutexOp::Release => held.then_some(false),
        }
    }

    fn is_read(&self, _op: &MutexOp) -> bool {
        false
    }
}

/// Several registers that one operation reads and writes together; it cannot be split by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MultiRegister {
    /// The initial values; registers beyond are nil (0).
    pub init: Vec<u32>,
}

/// One step of a transaction over a [`MultiRegister`]; an operation is a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Micro {
    /// This register held this value.
    Read(u32, u32),
    /// This register was given this value.
    Write(u32, u32),
}

impl Model for MultiRegister {
    type State = Vec<u32>;
    type Op = Vec<Micro>;

    fn init(&self) -> Vec<u32> {
        let mut init = self.init.clone();
        trim(&mut init);
        init
    }

    fn step(&self, state: &Vec<u32>, op: &Vec<Micro>) -> Option<Vec<u32>> {
        let mut next = state.clone();
        for micro in op {
            match *micro {
                Micro::Read(register, value) => {
                    let held = next.get(register as usize).copied().unwrap_or(0);
                    if held != value {
                        return None;
                    }
                }
                Micro::Write(register, value) => {
                    let len = next.len().max(register as usize + 1);
                    next.resize(len, 0);
                    next[register as usize] = value;
                }
            }
        }
        trim(&mut next);
        Some(next)
    }

    fn is_read(&self, op: &Vec<Micro>) -> bool {
        op.iter().all(|micro| matches!(micro, Micro::Read(..)))
    }
}

/// Leaves nils at the end away, so that equal states are equal lists.
fn trim(values: &mut Vec<u32>) {
    while values.last() == Some(&0) {
        values.pop();
    }
}

/// One key of a key-value store of strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyValue {
    /// The initial value of every key.
    pub init: String,
}

/// An operation on one key of a [`KeyValue`] store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValueOp {
    /// Found this value.
    Get(String),
    /// Replaced the value.
    Put(String),
    /// Added to the end of the value.
    Append(String),
}

impl Model for KeyValue {
    type State = String;
    type Op = KeyValueOp;

    fn init(&self) -> String {
        self.init.clone()
    }

    fn step(&self, state: &String, op: &KeyValueOp) -> Option<String> {
        match op {
            KeyValueOp::Get(value) => (value == state).then(|| state.clone()),
            KeyValueOp::Put(value) => Some(value.clone()),
            KeyValueOp::Append(more) => Some(format!("{state}{more}")),
        }
    }

    fn is_read(&self, op: &KeyValueOp) -> bool {
        matches!(op, KeyValueOp::Get(_))
    }
}
