//! An index from hashes to numbers: open addressing, linear probing.

/// Numbers `0..len` found by the hashes of what they stand for, which the owner keeps.
#[derive(Clone, Default)]
pub struct Table {
    /// In the upper half the upper half of the hash, in the lower the number and one; 0 is free.
    slots: Vec<u64>,
    len: u32,
}

const UPPER: u64 = 0xffff_ffff_0000_0000;

impl Table {
    /// The number that stands for what hashes to `hash` and is the `same`, or the slot for it.
    pub fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mut at = self.home(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            let number = (slot as u32).wrapping_sub(1);
            if (slot ^ hash) & UPPER == 0 && same(number) {
                return Ok(number);
            }
            at = self.next(at);
        }
    }

    /// The number that stands where a search for `hash` begins; any other if none does.
    pub fn first(&self, hash: u64) -> u32 {
        let slot = self.slots.get(self.home(hash)).copied().unwrap_or_default();
        (slot as u32).wrapping_sub(1)
    }

    /// Gives the next number to what hashes to `hash`, for which [`Table::find`] answered `slot`.
    pub fn insert(&mut self, slot: usize, hash: u64, hash_of: impl Fn(u32) -> u64) {
        let number = self.len;
        self.len += 1;
        // Full to five sixths at most, and after growing to five ninths: twice as large would be a
        // fifth of a large search's memory.
        if (self.slots.len() as u64) * 5 < u64::from(self.len) * 6 {
            let size = (self.slots.len() / 2 * 3).max(64);
            self.slots = Vec::new();
            self.slots.resize(size, 0);
            for old in 0..number {
                self.place(old, hash_of(old));
            }
            self.place(number, hash);
        } else {
            debug_assert_eq!(self.slots[slot], 0, "a slot is free");
            self.slots[slot] = hash & UPPER | u64::from(number + 1);
        }
    }

    /// How much memory it takes.
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * 8
    }

    fn place(&mut self, number: u32, hash: u64) {
        debug_assert!((self.len as usize) <= self.slots.len(), "a place is left");
        let mut at = self.home(hash);
        while self.slots[at] != 0 {
            at = self.next(at);
        }
        self.slots[at] = hash & UPPER | u64::from(number + 1);
    }

    /// Where a search begins: the lower half of the hash, as a part of the whole.
    fn home(&self, hash: u64) -> usize {
        ((u64::from(hash as u32) * self.slots.len() as u64) >> 32) as usize
    }

    fn next(&self, at: usize) -> usize {
        if at + 1 == self.slots.len() { 0 } else { at + 1 }
    }
}
