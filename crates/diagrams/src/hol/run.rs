//! One load over both transports, on equal links, and what became of each packet and frame.

use machine::{Machine, Ratio, Time};
use protocols::quic::{self, Quic};
use protocols::tcp::{self, Tcp};
use protocols::transport::{Note, RECEIVER, SENDER, Spans, Transport};
use sim::{
    Bottleneck, Delay, Flight, Happening, Loss, Losses, MsgId, Network, Observer, Parcel, Setup,
    World,
};
use std::collections::BTreeSet;
use std::iter::once;
use std::ops::Range;

/// Bytes of data in a full packet.
pub const BYTES: u32 = 1_200;
/// A run that is not over by then ends there.
pub const END: Time = Time::s(300);

/// What the link does to packets on their way to the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lossy {
    /// Time of flight.
    pub one_way: Time,
    /// How long a packet occupies the link, if it does.
    pub every: Option<Time>,
    /// Packets that may wait before it.
    pub queue: u32,
    /// What is lost by chance.
    pub losses: Losses,
    /// The chance that a packet falls behind, and by how much.
    pub behind: (Ratio, Time),
    /// The seed.
    pub seed: u64,
}

/// A packet's way, as far as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    id: MsgId,
    /// Its number on the link, if the link may lose it.
    pub number: Option<u32>,
    /// Which bytes of the load it carries.
    pub data: Spans,
    /// Whether some of them have been sent before.
    pub again: bool,
    /// When it was sent.
    pub sent: Time,
    /// When it arrived, or died.
    pub ended: Time,
    /// Why it did not arrive.
    pub lost: Option<Loss>,
}

impl Sending {
    /// The frames that some of its bytes are of.
    pub fn frames(&self, load: &Transport) -> impl Iterator<Item = u32> {
        self.data.iter().flat_map(|bytes| load.frames(&bytes))
    }
}

/// All that happened over one transport.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Packets in the order of sending.
    pub sendings: Vec<Sending>,
    /// When each frame would have arrived, had the first packets with its bytes not been lost.
    pub due: Vec<Option<Time>>,
    /// When each frame had arrived whole.
    pub arrived: Vec<Option<Time>>,
    /// When each frame was handed to the application.
    pub delivered: Vec<Option<Time>>,
    /// The frames in the order in which they were.
    pub order: Vec<(Time, u32)>,
    /// How many events the run took.
    pub events: u64,
    /// The run's hash.
    pub hash: u64,
}

impl Lane {
    /// When the last frame was delivered.
    pub fn done(&self) -> Option<Time> {
        self.delivered.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

/// A transport, to a recorder.
trait Carrier: Machine<Note = Note> {
    /// The bytes of the load that a message carries, and whether some have been sent before.
    fn data(msg: &Self::Msg) -> Option<(Spans, bool)>;
    /// What an ideal link sees of it.
    fn ideal(msg: &Self::Msg) -> Parcel {
        Parcel { bytes: BYTES, sure: Self::data(msg).is_some_and(|(_, again)| again) }
    }
    /// What a link sees of it.
    fn parcel(msg: &Self::Msg) -> Parcel {
        Parcel { bytes: Self::data(msg).map_or(0, |(data, _)| data.count()), sure: false }
    }
}

impl Carrier for Tcp {
    fn data(msg: &tcp::Msg) -> Option<(Spans, bool)> {
        match msg {
            tcp::Msg::Segment { number, again } => {
                Some((once(number * BYTES..(number + 1) * BYTES).collect(), *again))
            }
            tcp::Msg::Ack { .. } => None,
        }
    }
}

impl Carrier for Quic {
    fn data(msg: &quic::Msg) -> Option<(Spans, bool)> {
        match msg {
            quic::Msg::Packet { data, again, .. } => Some((data.clone(), *again)),
            quic::Msg::Ack { .. } => None,
        }
    }
}

struct Recorder {
    lane: Lane,
    load: Transport,
    one_way: Time,
    counted: u32,
    /// The bytes that have been sent, and those that have arrived.
    sent: Spans,
    arrived: Spans,
}

impl<M: Carrier> Observer<M> for Recorder {
    fn see(&mut self, at: Time, what: &Happening<'_, M>) {
        match what {
            Happening::Sent(flight) => {
                if let Some((data, again)) = M::data(&flight.msg) {
                    self.sent::<M>(flight, data, again);
                }
            }
            Happening::Arrived(flight) => {
                if let Some(sending) = self.ended(flight.id, at) {
                    let data = sending.data.clone();
                    data.iter().for_each(|bytes| self.arrived(bytes, at));
                }
            }
            Happening::Lost(flight, loss) => {
                if let Some(sending) = self.ended(flight.id, at) {
                    sending.lost = Some(*loss);
                }
            }
            Happening::Noted(_, Note::Delivered(frame)) => {
                self.lane.delivered[*frame as usize].get_or_insert(at);
                self.lane.order.push((at, *frame));
            }
            _ => {}
        }
    }
}

impl Recorder {
    fn sent<M: Carrier>(&mut self, flight: &Flight<M::Msg>, data: Spans, again: bool) {
        let number = (!self.load.is_ideal() || !again).then_some(self.counted);
        self.counted += u32::from(number.is_some());
        let (id, sent) = (flight.id, flight.sent);
        // What is lost dies half-way; what finds no room, at once.
        let way = flight.due.saturating_sub(sent);
        let whole = match flight.doomed {
            None => way,
            Some(Loss::Queue) => self.one_way,
            Some(_) => way + Time::us(self.one_way.as_us().div_ceil(2)),
        };
        for bytes in data.iter() {
            for frame in self.sent.gaps(bytes.clone()).flat_map(|new| self.load.frames(&new)) {
                let due = &mut self.lane.due[frame as usize];
                *due = (*due).max(Some(sent + whole));
            }
            self.sent.insert(bytes);
        }
        let lost = flight.doomed;
        let sending = Sending { id, number, data, again, sent, ended: flight.due, lost };
        self.lane.sendings.push(sending);
    }

    /// Some bytes have arrived, and with them perhaps frames.
    fn arrived(&mut self, bytes: Range<u32>, at: Time) {
        self.arrived.insert(bytes.clone());
        for index in self.load.frames(&bytes) {
            let frame = self.load.frame(index);
            if self.arrived.run(frame.start) >= Some(frame.end) {
                self.lane.arrived[index as usize].get_or_insert(at);
            }
        }
    }

    /// All that happened; a frame of which some was never sent was never due.
    fn lane(mut self) -> Lane {
        for (frame, due) in (0..).zip(&mut self.lane.due) {
            *due = due.filter(|_| self.sent.contains(self.load.frame(frame).end - 1));
        }
        self.lane
    }

    fn ended(&mut self, id: MsgId, at: Time) -> Option<&mut Sending> {
        let index = self.lane.sendings.binary_search_by_key(&id, |sending| sending.id).ok()?;
        let sending = &mut self.lane.sendings[index];
        sending.ended = at;
        Some(sending)
    }
}

/// The load over TCP and over QUIC; packets of the numbers `drops` are lost in both.
///
/// The handshakes, before, found the link empty. TCP's has no data; QUIC's first datagrams are padded
/// to a full packet (RFC 9000, sec. 14.1).
pub fn run(load: &Transport, lossy: &Lossy, drops: &BTreeSet<u32>) -> [Lane; 2] {
    let tcp = lossy.one_way + lossy.one_way;
    let quic = tcp + lossy.every.unwrap_or(Time::ZERO);
    [one(Tcp(*load, tcp), load, lossy, drops), one(Quic(*load, quic), load, lossy, drops)]
}

fn one<M: Carrier>(machine: M, load: &Transport, lossy: &Lossy, drops: &BTreeSet<u32>) -> Lane {
    let network = Network::uniform(Delay::Fixed(lossy.one_way));
    let mut setup = Setup::new(machine, 2, lossy.seed, network);
    let rate = lossy.every.map_or(0, |every| u64::from(BYTES) * 1_000_000 / every.as_us().max(1));
    setup.bottlenecks.push(Bottleneck {
        from: SENDER,
        to: RECEIVER,
        parcel: if load.is_ideal() { M::ideal } else { M::parcel },
        rate,
        queue: u64::from(lossy.queue) * u64::from(BYTES),
        losses: lossy.losses,
        behind: lossy.behind,
        drops: drops.clone(),
    });
    let none = vec![None; load.all_frames() as usize];
    let lane =
        Lane { due: none.clone(), arrived: none.clone(), delivered: none, ..Lane::default() };
    let (sent, arrived) = (Spans::default(), Spans::default());
    let mut recorder =
        Recorder { lane, load: *load, one_way: lossy.one_way, counted: 0, sent, arrived };
    let mut world = World::new(&setup, &mut recorder);
    world.run(&setup, END, &mut recorder);
    recorder.lane.events = world.events();
    recorder.lane.hash = world.hash();
    recorder.lane()
}
