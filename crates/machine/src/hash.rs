//! Hashing that gives the same number on every machine.

use std::hash::{Hash, Hasher};
use xxhash_rust::xxh64::Xxh64;

/// xxHash64 that widens `usize` and `isize` to 64 bits and writes integers in little endian, so
/// that `derive(Hash)` gives the same number in wasm as natively.
#[derive(Clone)]
pub struct StableHasher(Xxh64);

impl Default for StableHasher {
    fn default() -> Self {
        Self(Xxh64::new(0))
    }
}

macro_rules! little_endian {
    ($($write:ident($int:ty as $wide:ty)),*) => {$(
        fn $write(&mut self, value: $int) {
            self.0.update(&(value as $wide).to_le_bytes());
        }
    )*};
}

impl Hasher for StableHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    little_endian!(
        write_u8(u8 as u8),
        write_u16(u16 as u16),
        write_u32(u32 as u32),
        write_u64(u64 as u64),
        write_u128(u128 as u128),
        write_usize(usize as u64),
        write_i8(i8 as i8),
        write_i16(i16 as i16),
        write_i32(i32 as i32),
        write_i64(i64 as i64),
        write_i128(i128 as i128),
        write_isize(isize as i64)
    );

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

/// The stable hash of one value.
pub fn stable_hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = StableHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Hash)]
    enum Shape {
        Dot,
        Line(usize, Vec<u8>),
    }

    #[test]
    fn pinned_for_ever() {
        assert_eq!(stable_hash(&1u64), stable_hash(&1usize));
        assert_eq!(stable_hash(&Shape::Dot), 3_803_688_792_395_291_579);
        assert_eq!(stable_hash(&Shape::Line(7, vec![1, 2])), 7_823_234_300_772_888_892);
    }
}
