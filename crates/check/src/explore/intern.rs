//! Small numbers for values: equal values get equal numbers.

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
