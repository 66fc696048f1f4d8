use params::{LARGEST, Link};
use proptest::prelude::*;

fn link(diagram: &str, pairs: &[(&str, &str)]) -> Link {
    let pairs = pairs.iter().map(|&(key, value)| (key.to_string(), value.to_string())).collect();
    Link { diagram: diagram.to_string(), pairs, ..Link::default() }
}

#[track_caller]
fn reads(text: &str, want: &Link) {
    assert_eq!(Link::parse(text), (want.clone(), vec![]), "{text}");
}

/// Keys and messages of what is said of a link.
fn said(text: &str) -> Vec<(String, String)> {
    Link::parse(text).1.into_iter().map(|issue| (issue.key, issue.message)).collect()
}

#[test]
fn a_whole_link_is_read_and_written() {
    let text = "cap?v=1&seed=7&n=7&loss=2%&ev=2.5:cut(0,1/2,3,4);8:heal&t=12.48&play";
    let want = Link {
        ev: "2.5:cut(0,1/2,3,4);8:heal".to_string(),
        moment: Some(12_480_000),
        play: true,
        ..link("cap", &[("seed", "7"), ("n", "7"), ("loss", "2%")])
    };
    assert_eq!(want.to_string(), text);
    reads(text, &want);
    reads(&text.replace("2%&", "2%25&").replace(';', "%3b"), &want);
}

#[test]
fn a_link_may_stand_in_many_places() {
    let n5 = link("cap", &[("n", "5")]);
    reads("https://example.org/atlas/cap/?v=1&n=5", &n5);
    reads("https://example.org/atlas/cap/index.html?n=5", &n5);
    reads("http://127.0.0.1:8080/cap?n=5#views", &n5);
    reads("/x/y/cap/?n=5#frag?m=6", &n5);
    reads("../cap/?n=5", &n5);
    reads(" cap?n=5\n", &n5);
    reads("?n=5", &link("", &[("n", "5")]));
    reads("n=5&m=a/b?", &link("", &[("n", "5"), ("m", "a/b?")]));
    reads("https://example.org?n=5", &link("", &[("n", "5")]));
    reads("https://example.org/?n=5", &link("", &[("n", "5")]));
    reads("./?n=5", &link("", &[("n", "5")]));
    reads("cap", &link("cap", &[]));
    reads("cap/", &link("cap", &[]));
    reads("cap?", &link("cap", &[]));
    reads("flp-triangle/?&&", &link("flp-triangle", &[]));
    for nothing in ["", " ", "?", "#", "/", "https://", "https://example.org", "index.html"] {
        reads(nothing, &Link::default());
    }
}

#[test]
fn percent_encoding_is_undone_as_browsers_do() {
    let pairs = [("a", "2%"), ("b", "%"), ("c", "%zz%4"), ("d", "a b c"), ("e", "&=é"), ("f", "�")];
    reads("?a=2%&b=%25&c=%zz%4&d=a+b%20c&e=%26=%C3%a9&f=%FF", &link("", &pairs));
    reads("?=5&n", &link("", &[("", "5"), ("n", "")]));
}

#[test]
fn only_what_must_be_is_encoded() {
    let pairs = [
        ("readable", "azAZ09._~-,:;@!*()'/?$="),
        ("percent", "2%"),
        ("ambiguous", "%41 %4 %%25 50%é"),
        ("other", "&#+ \"<>|\n"),
        ("a=b", ""),
    ];
    let written = link("a/b", &pairs);
    let want = "a%2Fb?v=1&readable=azAZ09._~-,:;@!*()'/?$=&percent=2%\
        &ambiguous=%2541+%4+%%2525+50%%C3%A9&other=%26%23%2B+%22%3C%3E%7C%0A&a%3Db=";
    assert_eq!(written.to_string(), want);
    reads(want, &written);
}

#[test]
fn nothing_to_say_is_written_as_nothing() {
    assert_eq!(Link::default().to_string(), "");
    assert_eq!(link("cap", &[]).to_string(), "cap");
    assert_eq!(Link { play: true, ..Link::default() }.to_string(), "?v=1&play");
    assert_eq!(Link { moment: Some(1), ..link("cap", &[]) }.to_string(), "cap?v=1&t=0.000001");
}

#[test]
fn moments_are_seconds() {
    for (text, us) in [("12.48", 12_480_000), ("0", 0), ("1,5", 1_500_000), ("250ms", 250_000)] {
        assert_eq!(Link::parse(&format!("?t={text}")), {
            (Link { moment: Some(us), ..Link::default() }, vec![])
        });
    }
    assert_eq!(Link::parse("?t=99999999999999999999").0.moment, Some(LARGEST));
    assert_eq!(Link::parse("?t=-1").0.moment, Some(0));
    assert_eq!(Link::parse("?t=soon").0.moment, None);
    assert_eq!(Link::parse("?t=1&t=soon").0.moment, None, "the last one counts");
    let short = said("?t=1.0000005");
    assert_eq!(short[0].1, "t: \"1.0000005\" is no moment of a run; it became 1.000001 s.");
    for bad in ["99999999999999999999", "-1", "soon", ""] {
        assert_eq!(said(&format!("?t={bad}")).len(), 1, "{bad}");
    }
}

#[test]
fn play_is_a_switch() {
    for (text, play) in [("play", true), ("play=1", true), ("PLAY=on", true), ("play=off", false)] {
        reads(&format!("?{text}"), &Link { play, ..Link::default() });
    }
    let want = ("play".to_string(), "play: \"loud\" is not on or off; it stays off.".to_string());
    assert_eq!(said("?play=loud"), [want]);
}

#[test]
fn what_is_wrong_with_a_link_is_said() {
    let (link, _) = Link::parse("?v=2&n=5");
    assert_eq!(link.pairs.len(), 1, "it goes on");
    let version = "The link is of version \"2\"; it was read as version 1.";
    assert_eq!(said("?v=2&n=5"), [("v".to_string(), version.to_string())]);

    let twice = "The link gives ev more than once; the last one counts.";
    assert_eq!(said("?ev=a&ev=b"), [("ev".to_string(), twice.to_string())]);
    assert_eq!(Link::parse("?ev=a&ev=b").0.ev, "b");
}

#[test]
fn no_more_than_the_limits_is_read() {
    let many: String = (0..300).map(|key| format!("&k{key}=1")).collect();
    let (link, issues) = Link::parse(&format!("cap?{many}"));
    assert_eq!((link.pairs.len(), issues.len()), (256, 1));
    assert_eq!(Link::parse(&link.to_string()), (link, vec![]), "a full link is read back whole");
    assert!(Link::parse(&"?v=2".replace('?', &"v=2&".repeat(9_999))).1.len() < 600);

    let long = format!("cap?n=5&ev={}", "é".repeat(40_000));
    let (link, issues) = Link::parse(&long);
    assert_eq!((link.pairs.len(), link.ev.as_str(), issues.len()), (1, "", 1), "no half pair");
    assert_eq!(issues[0].message, "The link is longer than 64 KiB; what is beyond was ignored.");
    assert_eq!(Link::parse(&"x".repeat(70_000)).0, Link::default());
    assert_eq!(Link::parse(&format!("{}?n=5", "x".repeat(70_000))).0, Link::default());
    assert_eq!(Link::parse(&format!("cap?n=5#{}", "x".repeat(70_000))).1, []);
}

proptest! {
    #[test]
    fn every_link_is_read_back(
        diagram in "[a-z0-9 %/é=?]{0,8}x",
        pairs in prop::collection::vec(("[kK%&=+#é ]{0,4}x", "[0-9a-fA-F%&=+#é \n]{0,8}"), 0..4),
        ev in "[0-9a-fA-F%&=+#é;:,@ ]{0,12}",
        moment in prop::option::of(0..=LARGEST),
        play: bool,
    ) {
        let link = Link { diagram, pairs, ev, moment, play };
        prop_assert_eq!(Link::parse(&link.to_string()), (link.clone(), vec![]));
    }

    #[test]
    fn any_text_is_a_link(text in any::<String>()) {
        let (link, _) = Link::parse(&text);
        prop_assert_eq!(Link::parse(&link.to_string()), (link, vec![]));
    }
}
