//! A short list that lies in place while it is short.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A list of at most `N` items in place, of more on the heap: messages carry it without an
/// allocation in the common case. Equal lists are equal wherever they lie.
#[derive(Clone)]
pub(super) enum Few<T, const N: usize> {
    /// The first `u8` items of the array.
    Inline(u8, [T; N]),
    /// More than `N` items, or what was once more.
    Heap(Vec<T>),
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    /// Adds `item` at the end.
    pub(super) fn push(&mut self, item: T) {
        let before = self.len();
        match self {
            Self::Inline(len, items) if usize::from(*len) < N => {
                items[usize::from(*len)] = item;
                *len += 1;
            }
            Self::Inline(_, items) => {
                let mut list = Vec::with_capacity(N + 2);
                list.extend_from_slice(&items[..]);
                list.push(item);
                *self = Self::Heap(list);
            }
            Self::Heap(list) => list.push(item),
        }
        debug_assert_eq!(self.len(), before + 1);
    }

    /// Its items, to be changed in place.
    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        match self {
            Self::Inline(len, items) => &mut items[..usize::from(*len)],
            Self::Heap(list) => list,
        }
    }
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self::Inline(0, [T::default(); N])
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Inline(len, items) => &items[..usize::from(*len)],
            Self::Heap(list) => list,
        }
    }
}

impl<T: Copy + Default, const N: usize> FromIterator<T> for Few<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut few = Self::default();
        for item in items {
            few.push(item);
        }
        few
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Few<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl<T: Eq, const N: usize> Eq for Few<T, N> {}

impl<T: Ord, const N: usize> PartialOrd for Few<T, N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord, const N: usize> Ord for Few<T, N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self[..].cmp(&other[..])
    }
}

impl<T: Hash, const N: usize> Hash for Few<T, N> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self[..].hash(hasher);
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for Few<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}
