//! The configurations that wait to be expanded.

use std::collections::VecDeque;

/// Lists of words, first in, first out, in a byte for each word below 128, two below 16,384 and so
/// on (LEB128): most words of a configuration are small numbers.
#[derive(Clone, Default)]
pub struct Queue {
    chunks: VecDeque<Vec<u8>>,
    /// How far the first chunk has been read.
    read: usize,
    /// A chunk that has been read, to be written again.
    spare: Option<Vec<u8>>,
}

/// How many bytes a chunk has; more only for a list that needs more.
const CHUNK: usize = 1 << 16;

impl Queue {
    /// Puts a list at the end.
    pub fn push(&mut self, words: &[u32]) {
        let most = 5 * (words.len() + 1);
        let fits = |chunk: &Vec<u8>| chunk.capacity() - chunk.len() >= most;
        if !self.chunks.back().is_some_and(fits) {
            let chunk = self.spare.take().filter(fits);
            self.chunks.push_back(chunk.unwrap_or_else(|| Vec::with_capacity(CHUNK.max(most))));
        }
        let Some(chunk) = self.chunks.back_mut() else { return };
        write(chunk, words.len() as u32);
        debug_assert!(chunk.len() < chunk.capacity(), "a chunk is never moved");
        words.iter().for_each(|word| write(chunk, *word));
    }

    /// Takes the first list out and puts it into `words`; false if there is none.
    pub fn pop(&mut self, words: &mut Vec<u32>) -> bool {
        words.clear();
        if self.chunks.front().is_some_and(|chunk| self.read == chunk.len()) {
            self.spare = self.chunks.pop_front();
            self.spare.iter_mut().for_each(Vec::clear);
            self.read = 0;
        }
        let Some(chunk) = self.chunks.front() else { return false };
        let len = read(chunk, &mut self.read);
        words.extend((0..len).map(|_| read(chunk, &mut self.read)));
        debug_assert!(self.read <= chunk.len(), "no more is read than was written");
        true
    }

    /// How much memory it takes.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().chain(&self.spare).map(Vec::capacity).sum()
    }
}

fn write(chunk: &mut Vec<u8>, mut word: u32) {
    while word >= 128 {
        chunk.push(word as u8 | 128);
        word >>= 7;
    }
    chunk.push(word as u8);
}

fn read(chunk: &[u8], at: &mut usize) -> u32 {
    let (mut word, mut shift) = (0, 0);
    loop {
        let byte = chunk[*at];
        *at += 1;
        word |= u32::from(byte & 127) << shift;
        if byte < 128 {
            return word;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_out_as_they_went_in_and_leave_their_memory() {
        let lists = |at: u32| -> Vec<u32> {
            (0..at % 40).map(|word| word.wrapping_pow(at % 6).wrapping_mul(at)).collect()
        };
        let (mut queue, mut words, mut next) = (Queue::default(), Vec::new(), 0);
        for at in 0..20_000 {
            queue.push(&lists(at));
            if at % 7 > 2 {
                assert!(queue.pop(&mut words));
                assert_eq!(words, lists(next));
                next += 1;
            }
        }
        while queue.pop(&mut words) {
            assert_eq!(words, lists(next));
            next += 1;
        }
        assert_eq!(next, 20_000);
        assert!(queue.bytes() <= 2 * CHUNK, "{} bytes of nothing", queue.bytes());
        queue.push(&vec![u32::MAX; CHUNK]);
        assert!(queue.pop(&mut words) && words == vec![u32::MAX; CHUNK]);
    }
}
