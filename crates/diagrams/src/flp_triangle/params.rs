//! What a reader can set.

use machine::{Ratio, Time};
use params::{choice, ms, params, percent, secs};

choice! {
    /// Which bounds on time hold when asynchrony is dropped.
    pub enum Timing {
        /// From some moment on, which nobody knows, messages are on time. [Dwork, Lynch & Stockmeyer 1988]
        Partial "partial" => "from GST on",
        /// Messages are always on time, and all processes move in rounds.
        Always "always" => "always",
    }
}

choice! {
    /// What is given up when agreement and validity are dropped.
    pub enum Lost {
        /// Two may decide differently.
        Agreement "agreement" => "agreement",
        /// What is decided need not have been proposed.
        Validity "validity" => "validity",
    }
}

choice! {
    /// Who crashes.
    pub enum Victim {
        /// The one whose crash matters most to this protocol.
        Telling "auto" => "who matters",
        /// Nobody, though one might; crash one by hand.
        Nobody "none" => "nobody",
        /// A.
        A "a" => "A",
        /// B.
        B "b" => "B",
        /// C.
        C "c" => "C",
    }
}

params! {
    /// The FLP triangle.
    pub struct Params {
        /// No bound on how long messages and steps take, and no clocks. Off: the protocol may rely on time.
        "async" asynchrony: Switch = true, label "asynchrony";
        /// One process may crash at any time. Off: nobody ever does.
        "crash" crash: Switch = true, label "one crash";
        /// What a process does follows from what it has received. Off: it may flip coins.
        "det" deterministic: Switch = true, label "determinism";
        /// No two decide differently, and what is decided was proposed. Off: one of the two is given up.
        "safe" safety: Switch = true, label "agreement, validity";
        /// Every process that does not crash decides in the end. Off: it may wait for ever.
        "live" termination: Switch = true, label "termination";
        /// Which bounds on time hold when asynchrony is dropped.
        "time" timing: Choice(Timing) = Timing::Partial, label "synchrony", when ("async", "off");
        /// What is given up when agreement and validity are dropped.
        "lose" lost: Choice(Lost) = Lost::Agreement, label "given up", when ("safe", "off");
        /// Processes, A, B, C and so on. The first half and one more propose 1, the others 0.
        "n" processes: Count("processes") = 3, in 3..=7, label "processes";
        /// Time of a message: the mean without a bound, the bound with one.
        "lat" latency: Duration = ms(20), in ms(2)..=ms(200), link secs(1), log, label "latency";
        /// Which process crashes, in runs with a crash.
        "who" victim: Choice(Victim) = Victim::Telling, label "crashing process", more, when ("crash", "on");
        /// When it crashes.
        "at" crash_at: Duration = ms(10), in 0..=secs(1), link secs(60), label "crash time", more, when ("crash", "on");
        /// The global stabilization time: messages are on time from then on. [Dwork, Lynch & Stockmeyer 1988]
        "gst" gst: Duration = ms(300), in 0..=secs(2), link secs(60), label "GST", more, when ("async", "off");
        /// How much less than its bound a message may take.
        "spread" spread: Share = percent(50), in 0..=percent(90), label "delay spread", more, when ("async", "off");
        /// The length of the run.
        "len" length: Duration = secs(1), in ms(200)..=secs(10), link secs(60), log, label "run length", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 7, label "seed", more;
    }
}
