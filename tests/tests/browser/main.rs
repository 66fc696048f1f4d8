//! The site in Chromium, as a reader meets it. Needs the built site and Chromium:
//! `cargo xtask test`.

mod books;
mod circumstances;
mod controls;
mod embedding;
mod hands;
mod keyboard;
mod links;
mod offline;
mod pages;
mod reader;
mod stories;
