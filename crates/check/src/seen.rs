//! The set of configurations that a search has been in.

use std::hash::{Hash, Hasher};

/// A set of 128-bit fingerprints, in an open-addressing table.
///
/// A configuration is remembered by its fingerprint alone (hash compaction: Stern and Dill 1995),
/// so that a step costs the same in a long history as in a short one. Among a million
/// configurations two share one with a chance below 10^-26.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    slots: Vec<u128>,
    len: usize,
}

impl Seen {
    /// Adds a fingerprint; true if it is new.
    pub(crate) fn insert(&mut self, print: u128) -> bool {
        if self.len * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let new = place(&mut self.slots, print.max(1));
        self.len += usize::from(new);
        debug_assert!(self.len < self.slots.len(), "a place is left");
        new
    }

    /// How many it holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (self.slots.len() * 2).max(64)];
        for &print in self.slots.iter().filter(|&&print| print != 0) {
            place(&mut slots, print);
        }
        self.slots = slots;
        debug_assert!(self.slots.len().is_power_of_two(), "places are found by a mask");
    }
}

/// Puts `print` into a table whose length is a power of two; 0 is a free slot.
fn place(slots: &mut [u128], print: u128) -> bool {
    let mask = slots.len() - 1;
    let mut at = print as usize & mask;
    while slots[at] != 0 {
        if slots[at] == print {
            return false;
        }
        at = (at + 1) & mask;
    }
    slots[at] = print;
    true
}

/// The fingerprint of operation `op` in a set; that of the set is the sum of its members'.
pub(crate) fn of_op(op: u32) -> u128 {
    let mut mixer = Mixer::default();
    mixer.write_u32(op);
    mixer.print()
}

/// The fingerprint of a configuration: a state, and the sum over the operations that led to it.
pub(crate) fn of_config<S: Hash>(state: &S, ops: u128) -> u128 {
    let mut mixer = Mixer(ops as u64, (ops >> 64) as u64);
    state.hash(&mut mixer);
    mixer.print()
}

/// Two lanes of the splitmix64 finaliser (Steele, Lea and Flood 2014) with different constants.
#[derive(Default)]
struct Mixer(u64, u64);

impl Mixer {
    fn print(&self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
        self.write_u64(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(value.into());
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0 ^ value.wrapping_add(0x9e37_79b9_7f4a_7c15));
        self.1 = mix(self.1.rotate_left(32) ^ value.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ self.0);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_what_it_was_given() {
        let mut seen = Seen::default();
        for op in 0..10_000 {
            assert!(seen.insert(of_config(&op, of_op(op))));
        }
        assert!((0..10_000).all(|op| !seen.insert(of_config(&op, of_op(op)))));
        assert_eq!(seen.len(), 10_000);
    }

    #[test]
    fn the_order_of_operations_does_not_count_but_the_state_does() {
        let (ab, ba) = (of_op(1).wrapping_add(of_op(2)), of_op(2).wrapping_add(of_op(1)));
        assert_eq!(of_config(&7, ab), of_config(&7, ba));
        assert_ne!(of_config(&7, ab), of_config(&8, ab));
        assert_ne!(of_config(&7, ab), of_config(&7, of_op(3)));
    }
}
