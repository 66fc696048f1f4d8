//! What `params` promises, by example, by property and by a flood of bad links.

mod declared;
mod flood;
mod group;
mod link;
mod reference;
mod sample;
mod text;
