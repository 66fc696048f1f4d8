//! TypeScript declarations of what crosses to a page, made from the Rust types.

use std::fs;
use ts_rs::{Config, TS};

use diagrams::{figure, models, reading, report, wire};
use lab::{outside, sweep};

/// Where they stand, beside those of the classes, which wasm-bindgen makes.
const FILE: &str = "web/types/wire.d.ts";

const HEAD: &str =
    "// Made from the Rust types by `UPDATE=1 cargo test -p suite --test declarations`.\n";

/// A declaration, with its documentation. Every number is a double: `Spec` and links hold none
/// above 2^53 - 1.
fn declared<T: TS>() -> String {
    let config = Config::new().with_large_int("number");
    let docs = T::docs().unwrap_or_default();
    let text = format!("\n{docs}export {}", T::decl(&config));
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn declarations() -> String {
    let page = [
        declared::<wire::Catalogue>(),
        declared::<wire::Listed>(),
        declared::<wire::Schema>(),
        declared::<chapter::Erratum>(),
        declared::<chapter::glossary::Term>(),
        declared::<wire::Parameter>(),
        declared::<wire::KindName>(),
        declared::<params::Scale>(),
        declared::<params::Opt>(),
        declared::<figure::Preset>(),
        declared::<figure::Gesture>(),
        declared::<figure::View>(),
        declared::<wire::Value>(),
        declared::<params::Issue>(),
        declared::<figure::Intervened>(),
        declared::<figure::Choice>(),
        declared::<figure::Action>(),
        declared::<wire::Pasted>(),
        declared::<wire::Hit<'_>>(),
        declared::<report::Report>(),
        declared::<report::Verdict>(),
        declared::<report::Standing>(),
        declared::<reading::Written<'_>>(),
        declared::<report::Mark>(),
        declared::<report::MarkKind>(),
        declared::<report::TextAlternative>(),
    ];
    let workers = [
        declared::<models::ListedModel>(),
        declared::<models::ListedKey>(),
        declared::<models::Worked>(),
        declared::<models::Far>(),
        declared::<models::Explored<'_>>(),
        declared::<models::Violation>(),
        declared::<check::valency::Counts>(),
        declared::<check::valency::Valency>(),
        declared::<sweep::Offer>(),
        declared::<sweep::Planned<'_>>(),
        declared::<sweep::PlannedChart<'_>>(),
        declared::<sweep::Column>(),
        declared::<sweep::Swept<'_>>(),
        declared::<sweep::SweptRow<'_>>(),
        declared::<sweep::SweptReading<'_>>(),
        declared::<sweep::SweptVerdict<'_>>(),
        declared::<sweep::Found>(),
        declared::<outside::Told>(),
        declared::<outside::ToldKey>(),
        declared::<outside::Drawing>(),
    ];
    HEAD.to_owned() + &page.concat() + &workers.concat()
}

#[test]
fn scripts_are_checked_against_the_types_there_are() {
    let file = xtask::root().join(FILE);
    let made = declarations();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &made).expect("the declarations are written");
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(known == made, "{FILE} is not what the types are: UPDATE=1 rewrites it");
}
