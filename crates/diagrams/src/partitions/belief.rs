//! What a silence proves: the chance that a process is up whose heartbeats were missed.

/// The chance that it is up after `missed` beats in a row, by Bayes: before them it was up with
/// chance `up`, and each beat is lost with chance `loss`. (facts: P(crashed) = (1 - q) / ((1 - q) + q p^k).)
pub fn up_after(up: f64, loss: f64, missed: u32) -> f64 {
    let silent = (0..missed).fold(up, |chance, _| chance * loss);
    let sum = silent + 1.0 - up;
    if sum > 0.0 { silent / sum } else { 0.0 }
}

/// The rule of the chapter: confidence halves every half beat, whatever the loss. A toy.
pub fn half_life(beats: u32) -> f64 {
    (0..2 * beats).fold(1.0, |confidence, _| confidence / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bayes_by_hand() {
        // Up with 0.9, loss 0.1: 0.09 / (0.09 + 0.1), then 0.009 / 0.109.
        assert!((up_after(0.9, 0.1, 1) - 0.473_684).abs() < 1e-6);
        assert!((up_after(0.9, 0.1, 2) - 0.082_569).abs() < 1e-6);
        assert!(
            (up_after(0.9, 1.0, 50) - 0.9).abs() < 1e-12,
            "silence of a dead link says nothing"
        );
        assert!(up_after(0.9, 0.0, 1) < 1e-12, "without loss one missed beat is proof");
        assert!((up_after(1.0, 0.5, 3) - 1.0).abs() < 1e-12, "who cannot crash has not");
    }

    #[test]
    fn the_toy_is_that_of_the_corrected_chapter() {
        // With a half-life of half a beat: 6.25 % at two beats, 0.098 % at five.
        assert!((half_life(2) - 0.0625).abs() < 1e-12);
        assert!((half_life(5) - 0.000_976_562_5).abs() < 1e-12);
    }
}
