//! Flow control: how much the receiver has room for (RFC 9000, sec. 4.1), in bytes.

use crate::transport::Transport;
use std::ops::Range;

/// What the sender may send.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Credit {
    /// The greatest `MAX_DATA` so far.
    all: u32,
    /// The greatest `MAX_STREAM_DATA` of each stream so far.
    each: Vec<u32>,
    /// How many bytes of each stream have been sent.
    sent: Vec<u32>,
}

/// What a receiver gives whose application has read so many bytes of each stream.
pub fn given(load: &Transport, read: &[u32]) -> (u32, Vec<u32>) {
    let (all, each) = load.buffers();
    let [all, each] = [all, each].map(|packets| packets.saturating_mul(load.bytes));
    let sum: u32 = read.iter().sum();
    (sum.saturating_add(all), read.iter().map(|read| read.saturating_add(each)).collect())
}

impl Credit {
    /// What the receiver gives at first.
    pub fn new(load: &Transport) -> Self {
        let none = vec![0; load.streams as usize];
        let (all, each) = given(load, &none);
        Self { all, each, sent: none }
    }

    /// The receiver gives more; less than before it cannot. Sec. 4.1.
    pub fn raise(&mut self, all: u32, each: &[u32]) {
        self.all = self.all.max(all);
        for (old, new) in self.each.iter_mut().zip(each) {
            *old = (*old).max(*new);
        }
        debug_assert!(self.sent.iter().zip(&self.each).all(|(sent, most)| sent <= most));
    }

    /// Takes the next bytes to send, at most so many, up to the end of their frame or of the credit:
    /// of the streams within their limits, of the one whose turn is first.
    pub fn take(&mut self, load: &Transport, room: u32) -> Option<Range<u32>> {
        let room = room.min(self.all - self.sent.iter().sum::<u32>());
        let next = |(stream, &sent): (u32, &u32)| {
            let (frame, start) = load.place((stream, load.streams), sent);
            let credit = room.min(self.each[stream as usize] - sent);
            (stream, start..load.frame(frame).end.min(start + credit))
        };
        let open = (0..).zip(&self.sent).map(next).filter(|(_, bytes)| !bytes.is_empty());
        let (stream, bytes) = open.min_by_key(|(_, bytes)| bytes.start)?;
        self.sent[stream as usize] += bytes.end - bytes.start;
        debug_assert!(
            self.sent[stream as usize] <= self.each[stream as usize],
            "credit is negative"
        );
        debug_assert!(self.sent.iter().sum::<u32>() <= self.all, "credit is negative");
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Control, Pace};

    fn load(frame: u32, buffer: u32, stream_buffer: u32) -> Transport {
        let pace = Pace::Window { control: Control::NewReno, buffer, stream_buffer };
        Transport { streams: 2, frame, packets: 100, bytes: 1_200, qpack: false, pace }
    }

    #[test]
    fn rfc_9000_section_4_1_a_stream_at_its_limit_stops_alone() {
        let load = load(1_200, 10, 2);
        let mut credit = Credit::new(&load);
        let sent = std::iter::from_fn(|| credit.take(&load, 1_200));
        assert_eq!(sent.last(), Some(3_600..4_800), "two of each are sent");
        let (all, each) = given(&load, &[0, 1_200]);
        assert_eq!((all, &each[..]), (13_200, &[2_400, 3_600][..]));
        credit.raise(all, &each);
        credit.raise(0, &[0, 0]);
        assert_eq!(credit.take(&load, 1_200), Some(6_000..7_200), "stream 1 was read");
        assert_eq!(credit.take(&load, 1_200), None);
    }

    #[test]
    fn rfc_9000_section_4_1_the_connection_has_a_limit_of_its_own() {
        let load = load(1_200, 3, 100);
        let mut credit = Credit::new(&load);
        assert_eq!(std::iter::from_fn(|| credit.take(&load, 1_200)).count(), 3);
        let (all, each) = given(&load, &[1_200, 0]);
        credit.raise(all, &each);
        assert_eq!(credit.take(&load, 1_200), Some(3_600..4_800));
    }

    /// A frame is cut where its stream's credit ends, or the connection's, and goes on there.
    #[test]
    fn rfc_9000_section_4_1_credit_is_used_to_the_last_byte() {
        let load = load(1_200, 100, 1);
        let mut credit = Credit::new(&load);
        (0..2).for_each(|_| _ = credit.take(&load, 1_200));
        credit.raise(100, &[1_500, 1_200]);
        assert_eq!(credit.take(&load, 1_200), Some(2_400..2_700), "300 bytes of the first stream");
        assert_eq!(credit.take(&load, 1_200), None);
        credit.raise(100, &[5_000, 1_201]);
        assert_eq!(credit.take(&load, 500), Some(2_700..3_200), "a packet's room cuts as well");
        assert_eq!(credit.take(&load, 1_200), Some(3_200..3_600), "to the end of the frame");
        assert_eq!(credit.take(&load, 1_200), Some(3_600..3_601), "whose turn is next");
        credit.all = 2_400 + 1_201 + 7;
        assert_eq!(credit.take(&load, 1_200), Some(4_800..4_807), "the connection's");
        assert_eq!(credit.take(&load, 1_200), None);
    }
}
