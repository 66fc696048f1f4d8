//! The reference table of the generated documentation.

use crate::{Kind, Spec};

/// A Markdown table of the parameters, in declaration order.
#[must_use]
pub fn reference(specs: &[Spec]) -> String {
    let mut out = String::from("| id | label | unit | range | default | help |\n");
    out.push_str("|---|---|---|---|---|---|\n");
    for spec in specs {
        let id = format!("`{}`", spec.id);
        let default = format!("`{}`", spec.text(spec.default));
        let cells = [&id, spec.label, spec.unit(), &range(spec), &default, &help(spec)];
        for cell in cells {
            out.push_str("| ");
            out.push_str(&cell.replace('|', "\\|"));
            out.push(' ');
        }
        out.push_str("|\n");
    }
    out
}

fn range(spec: &Spec) -> String {
    match spec.kind {
        Kind::Switch => "`on`, `off`".to_string(),
        Kind::Choice(options) => {
            let ids: Vec<_> = options.iter().map(|option| format!("`{}`", option.id)).collect();
            ids.join(", ")
        }
        _ => {
            let mut range = format!("{} to {}", spec.text(spec.min), spec.text(spec.max));
            if spec.link_max > spec.max {
                range.push_str(&format!(", by link to {}", spec.text(spec.link_max)));
            }
            range
        }
    }
}

fn help(spec: &Spec) -> String {
    let mut help = spec.help.to_string();
    if let Some((id, value)) = spec.when {
        help.push_str(&format!(" Only with `{id}={value}`."));
    }
    help
}
