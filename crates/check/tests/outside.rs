//! Histories from files, with what is known of them.

use check::outside::{Format, Judgement, ModelName, judge, parse};
use check::{Budget, Progress, Standing};
use proptest::prelude::*;

fn judged(text: &str, model: &str, init: Option<&str>) -> Result<Judgement, String> {
    let events = parse(text, Format::Auto).map_err(|error| error.to_string())?;
    let model: ModelName = model.parse()?;
    let judging = judge(&events, model, init, Budget::default());
    let mut judging = judging.map_err(|error| error.to_string())?;
    while judging.advance(50) == Progress::Working {}
    let found = judging.report();
    if found.standing == Standing::Holds {
        assert!(judging.order().len() <= found.operations);
    }
    Ok(found)
}

fn file(name: &str, model: &str) -> Judgement {
    let path = format!("{}/../../tests/histories/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect(&path);
    judged(&text, model, None).expect(name)
}

#[test]
fn a_stale_read() {
    let found = file("register-stale.edn", "register");
    assert_eq!((found.standing, found.operations), (Standing::Violated, 5));
    assert_eq!(found.turned_line, Some(11));
    assert_eq!(
        found.why,
        "process 2: read 4 (line 10) began after process 0: write 7 (line 5) had returned; \
         process 0: write 7 (line 5) began after process 0: write 4 (line 2) had returned"
    );
}

#[test]
fn a_new_old_inversion_on_one_of_two_keys() {
    let found = file("register-inversion.edn", "register");
    let texts: Vec<&str> = found.witness.iter().map(|op| op.text.as_str()).collect();
    assert_eq!(texts, ["write x 1", "read x 2", "read x 1"]);
    assert_eq!((found.minimal, found.turned_line), (true, Some(9)));
}

#[test]
fn a_write_that_timed_out_may_have_happened() {
    assert_eq!(file("cas-timeout.log", "cas-register").standing, Standing::Holds);
}

#[test]
fn a_refused_write_was_read() {
    let found = file("register-refused-then-read.log", "register");
    assert_eq!(found.why, "nothing that had begun explains process 1: read 1 (line 2)");
}

#[test]
fn two_cas_from_one_value() {
    let found = file("cas-twice.log", "cas-register");
    let why = "no order explains process 1: cas [1 2] (line 3), process 2: cas [1 3] (line 4)";
    assert_eq!((found.why.as_str(), found.turned_line), (why, Some(7)));
}

#[test]
fn appends_are_found_in_the_order_that_explains_the_reads() {
    assert_eq!(file("kv-appends.edn", "kv").standing, Standing::Holds);
    let lost = file("kv-lost-append.json", "kv");
    assert_eq!((lost.standing, lost.witness.len()), (Standing::Violated, 2));
}

#[test]
fn two_holders_of_a_lock() {
    let found = file("mutex-two-holders.json", "mutex");
    assert_eq!((found.standing, found.turned_line), (Standing::Violated, Some(8)));
}

#[test]
fn a_transaction_misses_the_earlier_of_two_writes() {
    let found = file("transactions-causal-reverse.edn", "multi-register");
    assert_eq!((found.standing, found.witness.len()), (Standing::Violated, 3));
}

#[test]
fn a_history_turns_at_a_return_and_not_when_a_client_gives_up() {
    let found = judged(
        "0 :invoke :write 1
         1 :invoke :read nil
         0 :ok :write 1
         2 :invoke :write 2
         1 :ok :read 2
         3 :invoke :read nil
         3 :ok :read 1
         2 :info :write 2",
        "register",
        None,
    );
    let found = found.unwrap();
    assert_eq!(found.witness.len(), 4, "{:?}", found.witness);
    assert_eq!(found.turned_line, Some(7));
}

#[test]
fn a_contradiction_of_many_operations_is_not_told_one_by_one() {
    // Thirteen letters were appended and twelve are found: without any one append, all is well.
    let append = "0 :invoke :append \"a\"\n0 :ok :append \"a\"\n";
    let get = format!("0 :invoke :get nil\n0 :ok :get \"{}\"", "a".repeat(12));
    let found = judged(&(append.repeat(13) + &get), "kv", None).unwrap();
    assert_eq!((found.witness.len(), found.minimal), (14, true));
    assert_eq!(found.why, "the contradiction is among these 14 operations");
}

#[test]
fn the_nemesis_is_left_out_and_other_processes_are_numbers() {
    let of = |process: &str| {
        let op = |kind| format!("{{:process {process}, :type {kind}, :f :read, :value nil}}");
        let found = judged(&(op(":invoke") + &op(":ok")), "register", None)?;
        Ok::<_, String>(found.operations)
    };
    assert_eq!(of("3"), Ok(1));
    assert_eq!([of(":nemesis"), of("\"nemesis\""), of(":setup")], [Ok(0), Ok(0), Ok(0)]);
    for (process, shown) in [("p1", "p1"), ("\"1\"", "\"1\""), ("nil", "nil"), ("-1", "-1")] {
        let error = of(process).unwrap_err();
        let expected = "line 1, column 1: \"process\" is not a number below 2^32: ";
        assert_eq!(error, expected.to_string() + shown);
    }
}

#[test]
fn the_initial_value_can_be_set() {
    let read = "0 :invoke :read nil\n0 :ok :read 5";
    let stands = |model, init| judged(read, model, init).map(|found| found.standing);
    assert_eq!(stands("register", None), Ok(Standing::Violated));
    assert_eq!(stands("register", Some("5")), Ok(Standing::Holds));
    let release = "0 :invoke :release\n0 :ok :release";
    let stands = |init| judged(release, "mutex", init).map(|found| found.standing);
    assert_eq!(stands(None), Ok(Standing::Violated));
    assert_eq!(stands(Some("held")), Ok(Standing::Holds));
    let get = r#"{"process":0,"type":"invoke","f":"get"} {"process":0,"type":"ok","f":"get","value":"a\u00e9"}"#;
    let stands = |init| judged(get, "kv", init).map(|found| found.standing);
    assert_eq!(stands(Some("\"aé\"")), Ok(Standing::Holds));
    let txn = "{:process 0 :type :invoke :f :txn :value [[:r :y nil]]}
               {:process 0 :type :ok :f :txn :value [[:r :y 2]]}";
    let stands = |init| judged(txn, "multi-register", init).map(|found| found.standing);
    assert_eq!(stands(Some("{x 1, y 2}")), Ok(Standing::Holds));
    assert_eq!(stands(Some("{\"y\": 3}")), Ok(Standing::Violated));
}

#[test]
fn errors_name_the_line_and_what_was_expected() {
    let error = |text: &str, model: &str| judged(text, model, None).unwrap_err();
    assert_eq!(
        error("0 :ok :read 1", "register"),
        "line 1, column 1: process 0 ends read that it has not invoked"
    );
    assert_eq!(
        error("0 :invoke :write 1\n0 :invoke :read nil", "register"),
        "line 2, column 1: process 0 invokes read while its write of line 1 has not ended"
    );
    assert_eq!(
        error("0 :invoke :write 1\n0 :ok :read nil", "register"),
        "line 2, column 1: process 0 ends read, but invoked write in line 1"
    );
    assert_eq!(
        error("\n0 :invoke :cas [1 2]", "register"),
        "line 2, column 1: unknown operation \"cas\": this model has read, write"
    );
    assert_eq!(
        error("0 :invoke :cas 3", "cas-register"),
        "line 1, column 1: a cas needs the value [old new], found 3"
    );
    assert_eq!(
        error("0 :invoke :write {:a 1}", "register"),
        "line 1, column 1: expected a number, a string, a keyword or nil, found {:a 1}"
    );
    assert_eq!(
        error("{:process 0, :type :invoke\n :f :read", "register"),
        "line 2, column 10: expected '}', found the end"
    );
    assert_eq!(
        error("{\"process\": 0,\n \"type\" \"ok\"}", "register"),
        "line 2, column 9: expected ':' after \"type\""
    );
    assert_eq!(
        error("{:process 0, :f :read}", "register"),
        "line 1, column 1: \"type\" is missing"
    );
    assert_eq!(
        error("dear diary", "register"),
        "line 1, column 1: expected operation maps, JSON, a CSV table with the head process,type,f,key,value, or lines such as \"0 :invoke :read nil\""
    );
    assert_eq!(
        error("0 :invoke :write \"a", "register"),
        "line 1, column 20: expected '\"', found the end"
    );
    assert!(error("", "queue").starts_with("unknown model \"queue\""));
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    for open in ["[", "{", "(", "#{", "#a ", "#_ ", "{:a ", "{\"a\":", "[{\"a\":["] {
        for format in [Format::Auto, Format::JepsenEdn, Format::JepsenLog, Format::Json] {
            assert!(parse(&open.repeat(100_000), format).is_err(), "{open} {format:?}");
        }
        assert!(
            parse(&("0 :ok :read ".to_string() + &open.repeat(100_000)), Format::Auto).is_err()
        );
    }
}

proptest! {
    /// Pieces of the formats in any order, and any text at all, are judged or refused.
    #[test]
    fn no_text_brings_the_reader_down(
        pieces in prop::collection::vec(prop_oneof![
            Just("{:process 0, :type :invoke, :f :read, :value nil}".to_string()),
            Just("{:process 0, :type :ok, :f :read, :value [1 2]}".to_string()),
            Just("{\"process\":1,\"type\":\"invoke\",\"f\":\"cas\",\"value\":[1,[2]]}".to_string()),
            Just("1 :invoke :txn [[:r x 1] [:w y]]\n".to_string()),
            Just("1 :info :txn".to_string()),
            "[\\[\\]{}()\"#\\\\:;, \n]{1,3}",
            ".{0,4}",
        ], 0..8),
    ) {
        let text = pieces.concat();
        for model in ["register", "cas-register", "multi-register", "kv", "mutex"] {
            for format in [Format::Auto, Format::JepsenEdn, Format::JepsenLog, Format::Json] {
                if let Ok(events) = parse(&text, format) {
                    let judging = judge(&events, model.parse().unwrap(), Some(&text), Budget::default());
                    if let Ok(mut judging) = judging.or_else(|_| {
                        judge(&events, model.parse().unwrap(), None, Budget::default())
                    }) {
                        prop_assert_eq!(judging.advance(100_000), Progress::Done);
                        judging.report();
                    }
                }
            }
        }
    }
}
