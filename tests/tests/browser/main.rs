//! The site as a reader meets it, in Chromium or in the engine that `BIVALENT_BROWSER` names. Needs
//! the built site and the browser: `cargo xtask test`.

mod books;
mod circumstances;
mod controls;
mod detectors;
mod embedding;
mod explore;
mod flp_triangle;
mod glossary;
mod hands;
mod keyboard;
mod links;
mod offline;
mod pages;
mod reader;
mod share;
mod stories;
mod sweep;
mod transports;
mod undecided;
