//! Flow control: how much the receiver has room for (RFC 9000, sec. 4.1), in frames.

use crate::transport::Transport;

/// What the sender may send.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Credit {
    /// The greatest `MAX_DATA` so far.
    all: u32,
    /// The greatest `MAX_STREAM_DATA` of each stream so far.
    each: Vec<u32>,
    /// How many frames of each stream have been sent.
    sent: Vec<u32>,
}

/// What a receiver gives whose application has read so many frames of each stream.
pub fn given(load: &Transport, read: &[u32]) -> (u32, Vec<u32>) {
    let (all, each) = load.buffers();
    let [all, each] = [all, each].map(|packets| packets.saturating_mul(load.frames));
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
    }

    /// Whether the frames of a chunk are the next of their streams and within all limits.
    pub fn allows(&self, load: &Transport, chunk: u32) -> bool {
        let first = chunk * load.frames;
        let sum: u32 = self.sent.iter().sum();
        sum + load.frames <= self.all
            && (first..first + load.frames).all(|frame| {
                let (stream, place) = (load.stream(frame) as usize, frame / load.streams);
                let before = frame.saturating_sub(first) / load.streams;
                place == self.sent[stream] + before && place < self.each[stream]
            })
    }

    /// A chunk is sent for the first time.
    pub fn spend(&mut self, load: &Transport, chunk: u32) {
        let first = chunk * load.frames;
        for frame in first..first + load.frames {
            self.sent[load.stream(frame) as usize] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Control, Pace};

    fn load(streams: u32, frames: u32, buffer: u32, stream_buffer: u32) -> Transport {
        let pace = Pace::Window { control: Control::NewReno, buffer, stream_buffer };
        Transport { streams, frames, packets: 100, bytes: 1_200, qpack: false, pace }
    }

    #[test]
    fn rfc_9000_section_4_1_a_stream_at_its_limit_stops_alone() {
        let load = load(2, 1, 10, 2);
        let mut credit = Credit::new(&load);
        (0..4).for_each(|chunk| credit.spend(&load, chunk));
        assert!(!credit.allows(&load, 4) && !credit.allows(&load, 5), "two of each are sent");
        let (all, each) = given(&load, &[0, 1]);
        assert_eq!((all, &each[..]), (11, &[2, 3][..]));
        credit.raise(all, &each);
        assert!(!credit.allows(&load, 4) && credit.allows(&load, 5), "stream 1 was read");
        assert!(!credit.allows(&load, 7), "not before 5");
        credit.raise(0, &[0, 0]);
        assert!(credit.allows(&load, 5), "a limit is never taken back");
    }

    #[test]
    fn rfc_9000_section_4_1_the_connection_has_a_limit_of_its_own() {
        let load = load(2, 1, 3, 100);
        let mut credit = Credit::new(&load);
        (0..3).for_each(|chunk| credit.spend(&load, chunk));
        assert!(!credit.allows(&load, 3));
        let (all, each) = given(&load, &[1, 0]);
        credit.raise(all, &each);
        assert!(credit.allows(&load, 3));
    }

    #[test]
    fn a_packet_with_several_frames_waits_for_the_credit_of_all() {
        let load = load(2, 3, 100, 1);
        let mut credit = Credit::new(&load);
        (0..2).for_each(|chunk| credit.spend(&load, chunk));
        // Frames 6 and 8 are of the first stream, 7 is of the second.
        credit.raise(100, &[6, 3]);
        assert!(!credit.allows(&load, 2), "7 has to wait");
        credit.raise(100, &[6, 4]);
        assert!(credit.allows(&load, 2));
    }
}
