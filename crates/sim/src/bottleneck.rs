//! A link with bandwidth and a drop-tail queue, and losses that go by a packet's number.
//!
//! Which packets are lost depends on the seed and on their numbers alone, not on what else is drawn
//! in the run: two transports on equal links lose the same n-th packet.

use crate::{Loss, Rng};
use machine::{NodeId, Ratio, Time};
use std::collections::BTreeSet;

/// What a link sees of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// Its length on the wire.
    pub bytes: u32,
    /// Whether the link never loses it and does not count it: the ideal retransmission of a model
    /// in which every packet is lost at most once.
    pub sure: bool,
}

/// The channel of Gilbert (1960) and Elliott (1963): two states, each with its own chance of loss,
/// and a chance to change to the other before each packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Losses {
    /// The chance that a good state ends.
    pub worsens: Ratio,
    /// The chance that a bad state ends.
    pub recovers: Ratio,
    /// The chance of loss in the good state.
    pub good: Ratio,
    /// The chance of loss in the bad state.
    pub bad: Ratio,
}

impl Losses {
    /// Each packet is lost with the same chance, whatever became of the others.
    #[must_use]
    pub const fn independent(loss: Ratio) -> Self {
        Self { worsens: Ratio::ZERO, recovers: Ratio::ONE, good: loss, bad: loss }
    }

    /// The same share of packets, lost in runs of a mean length (Gilbert's channel: all is lost in
    /// the bad state, nothing in the good one). A length below 2 is [`Losses::independent`].
    #[must_use]
    pub fn bursts(share: Ratio, length: u32) -> Self {
        let (lost, all) = (u64::from(share.as_ppm()), u64::from(Ratio::ONE.as_ppm()));
        if length < 2 || lost == 0 || lost == all {
            return Self::independent(share);
        }
        // In the long run: share = worsens / (worsens + recovers), with recovers = 1 / length.
        let worsens = lost * all / ((all - lost) * u64::from(length));
        Self {
            worsens: Ratio::ppm(worsens.min(all) as u32),
            recovers: Ratio::ppm((all / u64::from(length)) as u32),
            good: Ratio::ZERO,
            bad: Ratio::ONE,
        }
    }
}

/// A link with bandwidth and a drop-tail queue. Its network delay is the time of flight, which comes on top.
#[derive(Clone, Debug)]
pub struct Bottleneck<Msg> {
    /// Its one end.
    pub from: NodeId,
    /// Its other end.
    pub to: NodeId,
    /// What it sees of a message.
    pub parcel: fn(&Msg) -> Parcel,
    /// Bytes a second; 0 for no limit.
    pub rate: u64,
    /// Bytes that may wait before it; a packet that finds no room is lost (drop-tail).
    pub queue: u64,
    /// What it loses by chance.
    pub losses: Losses,
    /// The chance that a packet falls behind, and how much longer it flies then.
    pub behind: (Ratio, Time),
    /// The numbers of packets that it loses at somebody's wish, counted from 0.
    pub drops: BTreeSet<u32>,
}

/// What such a link is at one moment.
#[derive(Clone)]
pub(crate) struct Wire {
    free: Time,
    sent: u32,
    bad: bool,
    rng: Rng,
    /// Of which packets fall behind: a stream apart, so that as many are lost as without.
    order: Rng,
}

impl Wire {
    /// An idle link.
    pub fn new(seed: u64) -> Self {
        // A stream of its own, apart from that of the run.
        let rng = |salt: u64| Rng::new(seed ^ salt);
        let (rng, order) = (rng(0x6c69_6e6b_2062_6f64), rng(0x6265_6869_6e64_2069));
        Self { free: Time::ZERO, sent: 0, bad: false, rng, order }
    }

    /// Takes a packet in at `now`: how long until its last bit has left, or would have had it not
    /// fallen behind, and why it is lost.
    pub fn take<Msg>(
        &mut self,
        bottleneck: &Bottleneck<Msg>,
        now: Time,
        msg: &Msg,
    ) -> (Time, Option<Loss>) {
        let parcel = (bottleneck.parcel)(msg);
        let lost = if parcel.sure { None } else { self.fate(bottleneck) };
        let bits =
            |bytes: u64| Time::us((bytes * 1_000_000).checked_div(bottleneck.rate).unwrap_or(0));
        let waits = self.free.saturating_sub(now);
        debug_assert!(bottleneck.rate > 0 || waits == Time::ZERO, "without a limit nothing waits");
        let bytes = u64::from(parcel.bytes);
        if waits > Time::ZERO && waits + bits(bytes) > bits(bottleneck.queue) {
            return (Time::ZERO, Some(Loss::Queue));
        }
        let leaves = waits + bits(bytes);
        self.free = now + leaves;
        debug_assert!(self.free >= now, "a link is never free in the past");
        let falls = !parcel.sure && self.order.chance(bottleneck.behind.0) && lost.is_none();
        (if falls { leaves + bottleneck.behind.1 } else { leaves }, lost)
    }

    /// What becomes of the next packet that counts.
    fn fate<Msg>(&mut self, bottleneck: &Bottleneck<Msg>) -> Option<Loss> {
        let number = self.sent;
        self.sent += 1;
        let turns = if self.bad { bottleneck.losses.recovers } else { bottleneck.losses.worsens };
        self.bad ^= self.rng.chance(turns);
        let chance = if self.bad { bottleneck.losses.bad } else { bottleneck.losses.good };
        let lost = self.rng.chance(chance).then_some(Loss::Chance);
        if bottleneck.drops.contains(&number) { Some(Loss::Dropped) } else { lost }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bottleneck(losses: Losses) -> Bottleneck<u32> {
        let parcel = |msg: &u32| Parcel { bytes: 1_000, sure: *msg == 1 };
        let drops = BTreeSet::new();
        Bottleneck {
            from: NodeId(0),
            to: NodeId(1),
            parcel,
            rate: 1_000_000,
            queue: 3_000,
            losses,
            behind: (Ratio::ZERO, Time::ZERO),
            drops,
        }
    }

    /// Which of the next `count` packets are lost.
    fn fates(bottleneck: &Bottleneck<u32>, seed: u64, count: u32) -> Vec<bool> {
        let mut wire = Wire::new(seed);
        (0..count).map(|_| wire.fate(bottleneck).is_some()).collect()
    }

    #[test]
    fn a_link_takes_a_packet_at_a_time_and_its_queue_is_finite() {
        let (bottleneck, mut wire) = (bottleneck(Losses::independent(Ratio::ZERO)), Wire::new(1));
        let taken: Vec<_> = (0..4).map(|_| wire.take(&bottleneck, Time::ZERO, &0)).collect();
        let ms = |ms| (Time::ms(ms), None);
        assert_eq!(taken, [ms(1), ms(2), ms(3), (Time::ZERO, Some(Loss::Queue))]);
        assert_eq!(
            wire.take(&bottleneck, Time::ms(2), &0),
            (Time::ms(2), None),
            "one has left since"
        );
        assert_eq!(
            wire.take(&bottleneck, Time::ms(9), &0),
            (Time::ms(1), None),
            "it is idle again"
        );
    }

    #[test]
    fn bursts_lose_the_same_share_in_longer_runs() {
        let share = Ratio::percent(10);
        for length in [1, 2, 5, 12] {
            let lost = fates(&bottleneck(Losses::bursts(share, length)), 3, 400_000);
            let count = lost.iter().filter(|lost| **lost).count();
            let runs = lost.windows(2).filter(|pair| !pair[0] && pair[1]).count();
            assert!((38_000..42_000).contains(&count), "{count} lost, length {length}");
            let mean = count as f64 / runs as f64;
            // Independent losses come in runs of a mean length of 1 / (1 - share).
            let expected = if length == 1 { 10.0 / 9.0 } else { f64::from(length) };
            assert!((mean / expected - 1.0).abs() < 0.05, "{mean} for {expected}");
        }
    }

    #[test]
    fn numbers_are_dropped_by_hand_and_sure_packets_are_not_counted() {
        let mut bottleneck = bottleneck(Losses::independent(Ratio::ZERO));
        bottleneck.drops = [1, 2].into();
        let mut wire = Wire::new(5);
        let fates: Vec<bool> = [0, 1, 0, 1, 0, 0]
            .iter()
            .map(|msg| wire.take(&bottleneck, Time::MAX, msg).1.is_some())
            .collect();
        assert_eq!(fates, [false, false, true, false, true, false]);
    }

    #[test]
    fn a_drop_by_hand_changes_no_other_fate() {
        let mut dropping = bottleneck(Losses::bursts(Ratio::percent(20), 3));
        let before = fates(&dropping, 11, 1_000);
        dropping.drops.insert(500);
        let mut after = fates(&dropping, 11, 1_000);
        assert!(after[500]);
        after[500] = before[500];
        assert_eq!(before, after);
    }

    #[test]
    fn some_packets_fall_behind_and_no_other_is_lost_for_it() {
        let losses = Losses::independent(Ratio::percent(10));
        let in_order = Bottleneck { rate: 0, ..bottleneck(losses) };
        let mixed = Bottleneck { behind: (Ratio::percent(20), Time::ms(7)), ..in_order.clone() };
        let take = |bottleneck: &Bottleneck<u32>| -> Vec<_> {
            let mut wire = Wire::new(9);
            (0..10_000).map(|_| wire.take(bottleneck, Time::ZERO, &0)).collect()
        };
        let (before, after) = (take(&in_order), take(&mixed));
        assert!(before.iter().zip(&after).all(|(before, after)| before.1 == after.1));
        let late = after.iter().filter(|(leaves, _)| *leaves == Time::ms(7)).count();
        let on_time = after.iter().filter(|(leaves, _)| *leaves == Time::ZERO).count();
        assert!((1_700..1_900).contains(&late) && late + on_time == 10_000, "{late} of 9000");
    }
}
