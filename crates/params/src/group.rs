//! Groups of parameters: specs of a struct within another, put together at compile time.

use crate::spec::same;
use crate::{Kind, Spec};

/// The specs of a group, under its heading where they have none.
#[doc(hidden)]
#[must_use]
pub const fn grouped<const N: usize>(specs: &[Spec], group: &'static str) -> [Spec; N] {
    let mut out = [EMPTY; N];
    let mut at = 0;
    while at < N {
        out[at] = specs[at];
        if out[at].group.is_empty() {
            out[at].group = group;
        }
        at += 1;
    }
    out
}

/// The index of the spec with this id.
///
/// # Panics
/// When there is none: at compile time, at the line of the group.
#[doc(hidden)]
#[must_use]
pub const fn place(specs: &[Spec], id: &str) -> usize {
    let mut at = 0;
    while at < specs.len() {
        if same(specs[at].id, id) {
            return at;
        }
        at += 1;
    }
    panic!("the group has no parameter with this id")
}

/// How many specs of all lines are offered.
#[doc(hidden)]
#[must_use]
pub const fn shown(lines: &[&[Spec]]) -> usize {
    let (mut count, mut line) = (0, 0);
    while line < lines.len() {
        let mut at = 0;
        while at < lines[line].len() {
            count += !lines[line][at].hidden as usize;
            at += 1;
        }
        line += 1;
    }
    count
}

/// The specs that are offered.
#[doc(hidden)]
#[must_use]
pub const fn join<const N: usize>(lines: &[&[Spec]]) -> [Spec; N] {
    let mut out = [EMPTY; N];
    let (mut count, mut line) = (0, 0);
    while line < lines.len() {
        let mut at = 0;
        while at < lines[line].len() {
            if !lines[line][at].hidden {
                out[count] = lines[line][at];
                count += 1;
            }
            at += 1;
        }
        line += 1;
    }
    out
}

/// Where each spec that is offered stands among all.
#[doc(hidden)]
#[must_use]
pub const fn places<const N: usize>(lines: &[&[Spec]]) -> [usize; N] {
    let mut out = [0; N];
    let (mut count, mut place, mut line) = (0, 0, 0);
    while line < lines.len() {
        let mut at = 0;
        while at < lines[line].len() {
            if !lines[line][at].hidden {
                out[count] = place;
                count += 1;
            }
            place += 1;
            at += 1;
        }
        line += 1;
    }
    out
}

/// What an array of specs holds before it is filled.
const EMPTY: Spec = Spec::new("", "", Kind::Switch, 0);
