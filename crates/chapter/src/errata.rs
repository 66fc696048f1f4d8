//! Where the chapter's plan is wrong, diagram by diagram.

use crate::Erratum;

/// Diagram 1, the FLP triangle.
pub const FLP_TRIANGLE: &[Erratum] = &[
    Erratum {
        plan: "Says to pick two of safety, liveness and asynchrony.",
        right: "The theorem also needs that one process may crash, that the protocol is deterministic, and some validity: that what is decided was proposed, or at least that both values can be. Drop any of these and all three corners are to be had. Always deciding 0 agrees, ends and needs no clock.",
        source: "Fischer, Lynch & Paterson, JACM 1985",
    },
    Erratum {
        plan: "Says that safety and liveness need synchrony.",
        right: "They need much less: messages that are on time after a while, a failure detector \u{25c7}S or \u{3a9} with a majority of correct processes, or a coin.",
        source: "Dwork, Lynch & Stockmeyer 1988; Chandra & Toueg 1996; Ben-Or 1983",
    },
    Erratum {
        plan: "Says that timeouts choose liveness over safety.",
        right: "Paxos, Raft and the \u{25c7}S protocols stay safe however wrong a timeout is: it costs only time.",
        source: "Guerraoui 2000 (indulgence)",
    },
    Erratum {
        plan: "Calls progress under partial synchrony probabilistic.",
        right: "After the global stabilization time it is certain. What is probabilistic is termination with a coin, and there safety is certain.",
        source: "Dwork, Lynch & Stockmeyer 1988; Ben-Or 1983",
    },
    Erratum {
        plan: "Lists timing, coins and failure detectors as the ways around the theorem.",
        right: "There are more: stronger objects such as compare-and-swap, inputs that are known to differ little, weaker problems (k-set agreement for k > f, approximate agreement), weaker progress (obstruction freedom).",
        source: "Herlihy 1991; Most\u{e9}faoui, Rajsbaum & Raynal 2003",
    },
    Erratum {
        plan: "Calls a write that hangs because two of five replicas are slow an instance of the theorem.",
        right: "A quorum is still there, so it need not hang. And a run that ends is never an instance: the theorem is about one that goes on for ever.",
        source: "Fischer, Lynch & Paterson, JACM 1985, Theorem 1",
    },
];

/// Diagram 2, the undecided run.
pub const BIVALENCE: &[Erratum] = &[
    Erratum {
        plan: "Marks a 0-valent configuration as one that can decide 0.",
        right: "It can only decide 0. One that can decide 0 and can decide 1 is bivalent. Valency is about what is reachable, not about how likely it is.",
        source: "Fischer, Lynch & Paterson, JACM 1985, sec. 3",
    },
    Erratum {
        plan: "Begins with a bivalent start and an adversary who goes to bivalent configurations.",
        right: "That there always is a start and always such a step is the proof: some inputs leave both decisions open (Lemma 2), and every pending event can be made to happen last in a schedule that ends in a bivalent configuration (Lemma 3).",
        source: "Fischer, Lynch & Paterson 1985, Lemmas 2 and 3",
    },
    Erratum {
        plan: "Has the adversary delay the critical message.",
        right: "Only finitely: in the run of the proof nobody crashes and every message is delivered. The one crash that the theorem allows is never used up.",
        source: "Fischer, Lynch & Paterson 1985, theorem 1",
    },
    Erratum {
        plan: "Reads bivalence as uncertainty about the state.",
        right: "The state is known, all of it: what is open is the schedule. If chance picks the schedule, the endless run has probability 0; and the theorem speaks of every protocol, where this page shows one.",
        source: "Ben-Or 1983; Bracha & Toueg 1985",
    },
    Erratum {
        plan: "Says that a common coin breaks bivalence.",
        right: "It ends the game with probability 1 if it is revealed when proposals are bound. Shown before, the adversary steers by it, and the termination proof is lost.",
        source: "Rabin 1983; Aguilera & Toueg, Distributed Computing 2012",
    },
];

/// Diagram 3, CAP.
pub const CAP: &[Erratum] = &[
    Erratum {
        plan: "Files DynamoDB under vector clocks and hinted handoff.",
        right: "Those belong to Dynamo (2007), which runs here. DynamoDB leads each partition through a Paxos group.",
        source: "DeCandia et al., SOSP 2007; Elhemali et al., USENIX ATC 2022",
    },
    Erratum {
        plan: "Calls C+P systems unavailable during a partition.",
        right: "Only the side without a majority is. The other side goes on; without any majority no side does.",
        source: "Gilbert & Lynch 2002; Ongaro 2014, chapter 3",
    },
    Erratum {
        plan: "Calls a refusal fail-stop.",
        right: "Fail-stop is a way for processes to fail. A store that refuses fails closed.",
        source: "Schlichting & Schneider 1983",
    },
    Erratum {
        plan: "Says that a read quorum must see the last write.",
        right: "If that write was acknowledged by a full quorum, if R + W > N, and if the reader takes the highest version. Two reads during one write may still return new, then old; and a sloppy quorum need not meet the write at all.",
        source: "Attiya, Bar-Noy & Dolev 1995; DeCandia et al. 2007, sec. 4.6",
    },
    Erratum {
        plan: "Says that an available store loses no data.",
        right: "It keeps concurrent writes only if it keeps siblings or merges them. Last writer wins discards acknowledged writes.",
        source: "Shapiro et al. 2011",
    },
    Erratum {
        plan: "Draws partitions as one scale, from slow to total.",
        right: "Direction, duration, membership and loss are different axes. One-way cuts, bridges and single links can be cut here apart from each other.",
        source: "Alquraan et al., OSDI 2018",
    },
];

/// Diagram 11, head-of-line blocking.
pub const HOL: &[Erratum] = &[
    Erratum {
        plan: "Says that packet loss triggers exponential backoff, of Reno, CUBIC and BBR alike.",
        right: "A loss triggers a multiplicative decrease of the congestion window. What is backed off exponentially is the retransmission timeout, after repeated timeouts. BBR is not driven by loss. The algorithms are deterministic; their environment is not.",
        source: "RFC 5681, sec. 3.1; RFC 6298, sec. 5; Cardwell et al. 2016",
    },
    Erratum {
        plan: "Says that with QUIC a loss blocks the affected stream only.",
        right: "It removes blocking between streams in the transport. A lost packet stalls every stream with a frame in it, order within a stream remains, streams share one congestion controller, and header compression may make one stream wait for another.",
        source: "RFC 9000, sec. 2.2; RFC 9002, sec. 7; RFC 9204, sec. 2.1.2",
    },
    Erratum {
        plan: "Says that framing by the application cannot work around TCP's head-of-line blocking.",
        right: "Framing within one connection cannot. Several TCP connections can, as HTTP/1.1 does.",
        source: "RFC 9112, sec. 9.4",
    },
];

/// Diagram 12, kinds of partition.
pub const PARTITIONS: &[Erratum] = &[
    Erratum {
        plan: "Draws partitions as one scale, in two different orders.",
        right: "Loss, direction, membership and duration are different axes. Each has a switch of its own here; the five names are points among them.",
        source: "Alquraan et al., OSDI 2018",
    },
    Erratum {
        plan: "Says that one-way partitions are more common than clean splits.",
        right: "Partial and one-way partitions do occur, and are tested too little. That they are the more common ones, the failures studied in 25 systems do not show.",
        source: "Alquraan et al., OSDI 2018",
    },
    Erratum {
        plan: "Halves the confidence in a link every half heartbeat, and reads off 25 % after two beats and 3 % after five.",
        right: "With that half-life it is 6.3 % and 0.1 %. And no theorem says that confidence follows the interval: the chance that a silent process is up follows from loss and from how often processes fail, by Bayes.",
        source: "Bayes' rule; Chen, Toueg & Aguilera 2002",
    },
    Erratum {
        plan: "Gives failure detectors by what they need of all at once: \"all agree on failures\" for the weaker class.",
        right: "Of the eventually strong class only one correct process must in the end be suspected by no correct one. The eventually perfect class needs that of all, and that every crash is in the end suspected by all.",
        source: "Chandra & Toueg 1996, sec. 2.4",
    },
    Erratum {
        plan: "Gives the cost of heartbeats in messages without a time: O(n^2) to all, O(n) through a centre.",
        right: "Per heartbeat period. To all it is n (n - 1) messages, round a ring n, and SWIM sends each process O(1).",
        source: "Das, Gupta & Motivala 2002",
    },
];
