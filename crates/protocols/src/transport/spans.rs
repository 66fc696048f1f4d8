//! Sets of numbers that come mostly in rows, as spans: what acknowledgements are made of.

use std::ops::Range;

/// A set of numbers, as spans in ascending order that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spans(Vec<(u32, u32)>);

impl Spans {
    /// Adds a span; whether anything of it was new.
    pub fn insert(&mut self, span: Range<u32>) -> bool {
        if span.is_empty() {
            return false;
        }
        let first = self.0.partition_point(|&(_, end)| end < span.start);
        let past = self.0.partition_point(|&(start, _)| start <= span.end);
        let Some(touched) = self.0.get(first..past).filter(|touched| !touched.is_empty()) else {
            self.0.insert(first, (span.start, span.end));
            return true;
        };
        let whole = (touched[0].0.min(span.start), touched[touched.len() - 1].1.max(span.end));
        let new = touched.len() > 1 || whole != touched[0];
        self.0.drain(first + 1..past);
        self.0[first] = whole;
        debug_assert!(self.0.is_sorted_by(|a, b| a.1 < b.0), "spans are apart, in order");
        new
    }

    /// Whether a number is in it.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.run(number).is_some()
    }

    /// One past the last of the numbers that follow on a number in it.
    #[must_use]
    pub fn run(&self, number: u32) -> Option<u32> {
        let at = self.0.partition_point(|&(_, end)| end <= number);
        self.0.get(at).filter(|(start, _)| *start <= number).map(|(_, end)| *end)
    }

    /// The parts of a span that are not in it.
    pub fn gaps(&self, span: Range<u32>) -> impl Iterator<Item = Range<u32>> {
        let first = self.0.partition_point(|&(_, end)| end <= span.start);
        let mut rest = self.0[first..].iter();
        let mut from = span.start;
        std::iter::from_fn(move || {
            while from < span.end {
                let &(start, end) = rest.next().unwrap_or(&(span.end, span.end));
                let gap = from..start.min(span.end);
                from = end;
                if !gap.is_empty() {
                    return Some(gap);
                }
            }
            None
        })
    }

    /// The smallest number that is not in it.
    #[must_use]
    pub fn floor(&self) -> u32 {
        self.0.first().filter(|(start, _)| *start == 0).map_or(0, |(_, end)| *end)
    }

    /// One past the greatest number in it.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.0.last().map_or(0, |(_, end)| *end)
    }

    /// The `n`-th greatest number in it, counted from 1.
    #[must_use]
    pub fn from_top(&self, n: u32) -> Option<u32> {
        let mut left = n;
        for &(start, end) in self.0.iter().rev() {
            if end - start >= left {
                return Some(end - left);
            }
            left -= end - start;
        }
        None
    }

    /// How many numbers are in it.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.iter().map(|span| span.end - span.start).sum()
    }

    /// The spans, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Range<u32>> {
        self.0.iter().map(|&(start, end)| start..end)
    }

    /// The same, as pairs.
    #[must_use]
    pub fn as_slice(&self) -> &[(u32, u32)] {
        &self.0
    }
}

impl FromIterator<Range<u32>> for Spans {
    fn from_iter<T: IntoIterator<Item = Range<u32>>>(spans: T) -> Self {
        let mut all = Self::default();
        spans.into_iter().for_each(|span| _ = all.insert(span));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn spans_are_a_set(given in prop::collection::vec((0u32..60, 0u32..8), 0..30)) {
            let (mut spans, mut set) = (Spans::default(), BTreeSet::new());
            for (start, length) in given {
                let before = set.len();
                set.extend(start..start + length);
                prop_assert_eq!(spans.insert(start..start + length), set.len() > before);
            }
            let held: Vec<u32> = spans.iter().flatten().collect();
            prop_assert_eq!(spans.count() as usize, set.len());
            prop_assert_eq!(held, set.iter().copied().collect::<Vec<_>>());
            prop_assert!(spans.as_slice().windows(2).all(|pair| pair[0].1 < pair[1].0));
            prop_assert_eq!(spans.floor(), (0..).find(|n| !set.contains(n)).unwrap_or(0));
            prop_assert!((0..80).all(|n| spans.contains(n) == set.contains(&n)));
            let gaps: Vec<u32> = spans.gaps(3..50).flatten().collect();
            prop_assert_eq!(gaps, (3..50).filter(|n| !set.contains(n)).collect::<Vec<_>>());
            let run = |n: u32| (n..).find(|next| !set.contains(next)).filter(|end| *end > n);
            prop_assert!((0..80).all(|n| spans.run(n) == run(n)));
            prop_assert_eq!(spans.from_top(3), set.iter().rev().nth(2).copied());
        }
    }
}
