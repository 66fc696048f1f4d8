//! Where the chapter's plan is wrong, diagram by diagram.

use crate::Erratum;

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
