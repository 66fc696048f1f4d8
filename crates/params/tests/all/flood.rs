use params::{Declared, Link};

use crate::sample::Store;

/// What a mangled, truncated, hostile or merely hand-edited link is made of.
const FRAGMENTS: &[&str] = &[
    "&",
    "&",
    "&",
    "=",
    "=",
    "?",
    "#",
    "/",
    "://",
    "%",
    "%2",
    "%25",
    "%26",
    "%3D",
    "%00",
    "%FF",
    "+",
    " ",
    "\n",
    "é",
    "µs",
    "\u{202e}",
    "v=1",
    "v=2",
    "v",
    "n=",
    "n",
    "N=7",
    "mode=",
    "ap",
    "cp",
    "r=",
    "lat=",
    "loss=",
    "ops=",
    "hints",
    "seed=",
    "ev=",
    "t=",
    "play",
    "play=0",
    "0",
    "1",
    "5",
    "9",
    "-",
    ".",
    ",",
    "1e9",
    "99999999999999999999",
    "18446744073709551616",
    "ms",
    "us",
    "s",
    "on",
    "off",
    "NaN",
    "cap",
    "index.html",
    "..",
    "'",
    "\"",
    "<script>",
    "\\",
    "\0",
];

/// Knuth's MMIX linear congruential generator; the high bits are the good ones.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn a_million_random_links_are_read() {
    let mut lcg = Lcg(7);
    let mut text = String::new();
    let (mut clean, mut set) = (0, 0);
    for _ in 0..1_000_000 {
        text.clear();
        text.push_str(["", "?", "cap?n=", "https://example.org/cap/?mode=ap&"][lcg.below(4)]);
        for _ in 0..1 + lcg.below(14) {
            text.push_str(FRAGMENTS[lcg.below(FRAGMENTS.len())]);
        }
        let (link, mut issues) = Link::parse(&text);
        assert_eq!(Link::parse(&link.to_string()), (link.clone(), vec![]), "{text:?}");

        let (store, more) = Store::from_pairs(&link.pairs);
        for (index, spec) in Store::SPECS.iter().enumerate() {
            assert_eq!(store.get(index), spec.clamp(store.get(index)), "{text:?}");
        }
        assert_eq!(Store::from_pairs(&store.to_pairs()), (store, vec![]), "{text:?}");
        issues.extend(more);
        clean += u32::from(issues.is_empty());
        set += u32::from(store != Store::default());
    }
    // The flood would show nothing if all of it were ignored, or none of it.
    assert!(clean > 50_000 && set > 50_000, "{clean} without an issue, {set} with a value");
}
