//! Runs any machine in virtual time over a modelled network, and lets time be travelled.
//!
//! It draws every delay and every loss from one seeded generator, and so gives the same run for the
//! same seed and the same interventions everywhere. It knows no protocol and judges nothing.
