//! Small numbers for values, equal ones for equal values; and answers kept by their questions.

use super::table::Table;
use machine::stable_hash;
use std::hash::Hash;

/// Values in the order in which they were first seen.
#[derive(Clone)]
pub struct Interner<T> {
    values: Vec<T>,
    hashes: Vec<u64>,
    table: Table,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { values: Vec::new(), hashes: Vec::new(), table: Table::default() }
    }
}

impl<T: Eq + Hash> Interner<T> {
    /// The number of a value, which is kept if it is new; and whether it is.
    pub fn number(&mut self, value: T) -> (u32, bool) {
        let hash = stable_hash(&value);
        match self.table.find(hash, |at| self.values[at as usize] == value) {
            Ok(number) => (number, false),
            Err(slot) => {
                self.hashes.push(hash);
                self.values.push(value);
                debug_assert_eq!(self.values.len(), self.hashes.len(), "a hash a value");
                self.table.insert(slot, hash, |at| self.hashes[at as usize]);
                (self.values.len() as u32 - 1, true)
            }
        }
    }

    /// The value of a number.
    pub fn value(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}

/// Answers by the key of the question.
#[derive(Clone)]
pub struct Memo<T> {
    table: Table,
    keys: Vec<u64>,
    answers: Vec<T>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { table: Table::default(), keys: Vec::new(), answers: Vec::new() }
    }
}

impl<T: Copy> Memo<T> {
    pub fn get(&self, key: u64) -> Option<T> {
        let found = self.table.find(mixed(key), |at| self.keys[at as usize] == key);
        found.ok().map(|at| self.answers[at as usize])
    }

    pub fn insert(&mut self, key: u64, answer: T) {
        if let Err(slot) = self.table.find(mixed(key), |at| self.keys[at as usize] == key) {
            self.keys.push(key);
            self.answers.push(answer);
            debug_assert_eq!(self.keys.len(), self.answers.len(), "an answer a key");
            self.table.insert(slot, mixed(key), |at| mixed(self.keys[at as usize]));
        }
    }
}

/// Spreads the bits of a key (the end of splitmix64, Steele, Lea and Flood 2014).
fn mixed(key: u64) -> u64 {
    let key = (key ^ key >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ key >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ key >> 31
}
