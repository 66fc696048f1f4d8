//! What the words of the trade mean, one short paragraph each.

use serde::Serialize;

/// A word that a reader may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Term {
    /// As it is listed.
    pub name: &'static str,
    /// Other words by which a text means it, in lower case.
    pub forms: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// Who defined it, and where.
    pub source: &'static str,
}

const fn term(
    name: &'static str,
    forms: &'static [&'static str],
    meaning: &'static str,
    source: &'static str,
) -> Term {
    Term { name, forms, meaning, source }
}

/// What is meant by a term of this atlas alone.
const HERE: &str = "This atlas";

/// All terms, in the order of the alphabet.
pub const TERMS: &[Term] = &[
    term(
        "adversary",
        &[],
        "Whoever picks the schedule in a proof: which message arrives next, who takes a step, who crashes and when. It sees every state, but not the outcome of a coin that has not been tossed.",
        "Fischer, Lynch & Paterson 1985; Ben-Or 1983",
    ),
    term(
        "agreement",
        &[],
        "No two processes decide different values. One of the three requirements of consensus, and a safety property: one bad moment breaks it for good.",
        "Fischer, Lynch & Paterson 1985, section 2",
    ),
    term(
        "asynchronous",
        &["asynchrony"],
        "Without any bound on how long a message takes or how slow a process is. A process that waits for another cannot tell whether it crashed or is only slow.",
        "Fischer, Lynch & Paterson 1985, section 1",
    ),
    term(
        "availability",
        &["available"],
        "In the CAP theorem: every request that reaches a node that has not failed is answered at some time. It sets no deadline, and it is not the share of time that a service is up.",
        "Gilbert & Lynch 2002, section 2.2",
    ),
    term(
        "ballot",
        &["ballots"],
        "A numbered attempt to get a value chosen, led by one proposer. A higher ballot first asks a quorum what lower ones may have chosen, and then proposes that.",
        "Lamport 1998 (Paxos)",
    ),
    term(
        "bivalent",
        &["bivalence"],
        "Said of a configuration from which both decisions, 0 and 1, can still be reached. The theorem shows that a protocol can be kept in such configurations for ever.",
        "Fischer, Lynch & Paterson 1985, section 3",
    ),
    term(
        "CAP",
        &[],
        "In a network that may lose messages, no service keeps a register both linearizable and available in every run. While parts are cut off, one of the two has to go.",
        "Gilbert & Lynch 2002, theorem 1",
    ),
    term(
        "confidence interval",
        &["confidence band"],
        "The range that a method names from a sample. Of many samples, 95 % of the ranges named so hold the true mean. It narrows with the root of the number of runs.",
        "Student 1908; for shares Wilson 1927",
    ),
    term(
        "configuration",
        &["configurations"],
        "Everything at one moment: the state of each process and the messages in flight.",
        "Fischer, Lynch & Paterson 1985, section 2",
    ),
    term(
        "congestion window",
        &[],
        "How many bytes a sender may have in flight without an acknowledgment. It grows while acknowledgments come, and shrinks when packets are lost.",
        "RFC 5681; RFC 9002, section 7",
    ),
    term(
        "consensus",
        &[],
        "Each process proposes a value, and those that do not crash decide: all the same value (agreement), one that was proposed (validity), and each at some time (termination).",
        "Fischer, Lynch & Paterson 1985; Chandra & Toueg 1996",
    ),
    term(
        "coordinator",
        &["coordinators"],
        "The replica that takes a client's request, passes it on to the others, and answers when enough of them have answered.",
        "DeCandia et al. 2007 (Dynamo), section 4.5",
    ),
    term(
        "detection time",
        &[],
        "From a crash to the moment from which the detector suspects the crashed process for good. Written T_D.",
        "Chen, Toueg & Aguilera 2002, section 2",
    ),
    term(
        "election timeout",
        &["election timeouts"],
        "How long a follower hears nothing from a leader before it stands for election. Raft draws it at random, so that seldom two stand at once.",
        "Ongaro & Ousterhout 2014 (Raft), section 5.2",
    ),
    term(
        "eventually consistent",
        &["eventual consistency"],
        "If writes stop, all replicas hold the same at some time. It says nothing about what is read until then.",
        "Vogels 2009",
    ),
    term(
        "failure detector",
        &["failure detectors"],
        "A module of each process that names those it suspects to have crashed. It may be wrong. What it has to get right at some time decides which problems it helps to solve.",
        "Chandra & Toueg 1996",
    ),
    term(
        "fair",
        &["fairness"],
        "Said of a schedule in which each process that has not crashed takes steps without end, and each message to it is delivered at some time. The theorem's endless run is fair: nothing is held back for ever.",
        "Fischer, Lynch & Paterson 1985, section 2 (admissible runs)",
    ),
    term(
        "flow control",
        &["flow-control credit"],
        "A receiver's promise of how many bytes it has room for. A sender that has used up this credit waits, however empty the network is.",
        "RFC 9293, section 3.8; RFC 9000, section 4",
    ),
    term(
        "FLP",
        &[],
        "The theorem by Fischer, Lynch and Paterson: in an asynchronous system no deterministic protocol solves consensus in every run in which at most one process crashes.",
        "Fischer, Lynch & Paterson 1985, theorem 1",
    ),
    term(
        "global stabilization time",
        &["gst"],
        "A moment that nobody knows, after which every message arrives within a bound. Before it, anything goes. Written GST.",
        "Dwork, Lynch & Stockmeyer 1988",
    ),
    term(
        "head-of-line blocking",
        &[],
        "What has arrived waits for something that it does not depend on, because that comes first in the line. TCP has one line; QUIC has one for each stream.",
        "RFC 9114, section 1.1",
    ),
    term(
        "heartbeat",
        &["heartbeats"],
        "A message sent at regular intervals that says only: I am alive. When it stays away, a failure detector starts to suspect.",
        "Chandra & Toueg 1996; Chen, Toueg & Aguilera 2002",
    ),
    term(
        "hint",
        &["hints", "hinted handoff"],
        "A write that a replica keeps for another that cannot be reached, with a note of whom it is for. When that one is back, it is handed over.",
        "DeCandia et al. 2007 (Dynamo), section 4.6",
    ),
    term(
        "history",
        &["histories"],
        "What clients saw of a run: when each operation began, when it ended, and with what result. Checkers judge histories, and look at nothing else.",
        "Herlihy & Wing 1990, section 2",
    ),
    term(
        "indulgent",
        &["indulgence"],
        "Said of a protocol that stays safe however wrong its timeouts are: a wrong one costs time, and never agreement.",
        "Guerraoui 2000",
    ),
    term(
        "intervention",
        &["interventions"],
        "What you do to a run: cut a link, crash a server, drop a packet. The link of a page has them all, so that it gives the same run to whoever opens it.",
        HERE,
    ),
    term(
        "last write wins",
        &["last-write-wins"],
        "Of two writes the one with the later timestamp stays, and the other is gone without a word. Which is later, clocks say, and clocks err.",
        "Johnson & Thomas 1975 (RFC 677)",
    ),
    term(
        "lease",
        &["leases"],
        "A right that ends by itself after a time, such as to answer reads alone. It is safe as long as clocks run at nearly the same rate.",
        "Gray & Cheriton 1989",
    ),
    term(
        "linearizable",
        &["linearizability", "atomic"],
        "Said of a history that one order explains: each operation seems to take effect at one moment between its beginning and its end. Who reads after a write has ended sees it, or a later one.",
        "Herlihy & Wing 1990",
    ),
    term(
        "liveness",
        &[],
        "Something good happens at some time: whatever has happened so far, it still can. No finite run shows that a liveness property is broken.",
        "Lamport 1977; Alpern & Schneider 1985",
    ),
    term(
        "majority",
        &["majorities"],
        "More than half. Two majorities share a member, which is why one of them knows what the other one did.",
        "Thomas 1979; Gifford 1979",
    ),
    term(
        "mistake",
        &["mistakes", "false suspicion", "false suspicions"],
        "A failure detector suspects a process that is alive. Measured by how often (the time between mistakes, T_MR) and for how long (T_M).",
        "Chen, Toueg & Aguilera 2002, section 2",
    ),
    term(
        "PACELC",
        &[],
        "If there is a partition, a system trades availability against consistency; else it trades latency against consistency.",
        "Abadi 2012",
    ),
    term(
        "partial synchrony",
        &["partially synchronous"],
        "Bounds on delays and speeds exist, but nobody knows them, or they hold only after some moment. Consensus can be solved then, with fewer crashes than half of the processes.",
        "Dwork, Lynch & Stockmeyer 1988",
    ),
    term(
        "partition",
        &["partitions", "partitioned"],
        "Some messages between parts of a system are lost, in both directions or in one. Nodes on both sides go on running.",
        "Gilbert & Lynch 2002, section 2.3",
    ),
    term(
        "phi",
        &["phi accrual", "accrual"],
        "How suspicious a silence is: minus the common logarithm of the probability that a heartbeat comes this late or later. At phi 3, by its model, one suspicion in 1,000 is wrong.",
        "Hayashibara et al. 2004",
    ),
    term(
        "PTO",
        &["probe timeout"],
        "Probe timeout: how long a QUIC sender waits for an acknowledgment before it sends a probe. The smoothed round trip, four times its variation and the peer's largest delay of an acknowledgment; doubled each time it passes.",
        "RFC 9002, section 6.2",
    ),
    term(
        "quorum",
        &["quorums"],
        "As many replicas as have to answer. If R that are read and W that are written are more than all N, each read meets the latest completed write.",
        "Gifford 1979",
    ),
    term(
        "read repair",
        &[],
        "A coordinator that sees replicas answer with different versions sends the newest to those that lack it.",
        "DeCandia et al. 2007 (Dynamo), section 5",
    ),
    term("replica", &["replicas"], "A server that holds a copy of the data.", "Gifford 1979"),
    term(
        "retransmission timeout",
        &["rto"],
        "How long a TCP sender waits for an acknowledgment before it sends again: the smoothed round trip and four times its variation, doubled each time it passes. Written RTO.",
        "RFC 6298",
    ),
    term(
        "safety",
        &[],
        "Nothing bad ever happens. If a safety property is broken, a finite part of the run shows where.",
        "Lamport 1977; Alpern & Schneider 1985",
    ),
    term(
        "schedule",
        &["schedules"],
        "The order in which processes take steps and messages are delivered. With the inputs it decides everything that a deterministic protocol does.",
        "Fischer, Lynch & Paterson 1985, section 2",
    ),
    term(
        "seed",
        &["seeds"],
        "The number that all chance of a run is drawn from. The same seed and settings give the same run, event by event, on every machine.",
        HERE,
    ),
    term(
        "sibling",
        &["siblings"],
        "One of several values that a key has at once, because their writes did not know of each other. Whoever reads them has to merge them.",
        "DeCandia et al. 2007 (Dynamo), section 4.4",
    ),
    term(
        "sloppy quorum",
        &["sloppy quorums"],
        "The first N servers that can be reached, instead of the N that own the key. Writes go through more often, but a read may not meet them.",
        "DeCandia et al. 2007 (Dynamo), section 4.6",
    ),
    term(
        "stale",
        &["stale read", "stale reads"],
        "Said of a read that returns a value that had been overwritten before the read began.",
        "Herlihy & Wing 1990; Bailis et al. 2012",
    ),
    term(
        "term",
        &["terms"],
        "Raft's logical clock: a number that grows with each election. A term has at most one leader, and whoever hears of a higher one follows it.",
        "Ongaro & Ousterhout 2014 (Raft), section 5.1",
    ),
    term(
        "termination",
        &[],
        "Every process that does not crash decides at some time. One of the three requirements of consensus, and a liveness property.",
        "Chandra & Toueg 1996",
    ),
    term(
        "univalent",
        &["0-valent", "1-valent"],
        "Said of a configuration from which only one decision can be reached, whether or not anybody has decided yet: 0-valent or 1-valent.",
        "Fischer, Lynch & Paterson 1985, section 3",
    ),
    term(
        "valency",
        &["valencies"],
        "Which decisions can be reached from a configuration: both (bivalent) or one (univalent). It is about what is possible, not about how likely it is.",
        "Fischer, Lynch & Paterson 1985, section 3",
    ),
    term(
        "validity",
        &[],
        "What is decided was proposed by somebody. Without it, always deciding 0 would do.",
        "Chandra & Toueg 1996",
    ),
    term(
        "version vector",
        &["version vectors", "vector clock", "vector clocks"],
        "For each server the number of its writes that a version includes. Of two versions the one that is at least as large everywhere replaces the other; if neither is, they are siblings.",
        "Parker et al. 1983",
    ),
    term(
        "virtual time",
        &[],
        "The clock of the simulator. It jumps from event to event, so that a run takes as long as its events and not as long as its delays.",
        HERE,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn terms_stand_in_the_order_of_the_alphabet() {
        let names = TERMS.iter().map(|term| term.name.to_lowercase()).collect::<Vec<_>>();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    }

    #[test]
    fn a_word_means_one_term() {
        let mut words = BTreeSet::new();
        for term in TERMS {
            for form in term.forms {
                assert_eq!(*form, form.to_lowercase(), "{}", term.name);
            }
            let forms = term.forms.iter().map(|form| (*form).to_owned());
            for word in forms.chain([term.name.to_lowercase()]) {
                assert!(words.insert(word.clone()), "{word} is said twice");
            }
        }
    }

    #[test]
    fn a_meaning_is_whole_sentences_with_a_source() {
        for Term { name, meaning, source, .. } in TERMS {
            assert!(meaning.ends_with('.') && meaning.len() <= 320, "{name}: {}", meaning.len());
            assert!(!source.is_empty() && !source.ends_with('.'), "{name}");
        }
    }
}
