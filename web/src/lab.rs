//! What a worker does, one object a worker: times are microseconds, answers are values or a file's
//! text.

mod explore;
mod outside;
mod sweep;
mod whole;

pub use explore::Exploring;
pub use outside::Outside;
pub use sweep::Sweep;
pub use whole::Whole;
