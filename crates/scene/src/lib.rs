//! A display list: what a painter draws, in tokens instead of colours.
//!
//! Layouts and charts put items in; painters (SVG, canvas) read them out. Nothing here knows a
//! painter, a protocol or a parameter, and no layout asks a browser how wide a text is.

mod builder;
pub mod chart;
mod geometry;
mod hit;
mod item;
pub mod layout;
pub mod metrics;
pub mod number;
mod runs;
mod shape;
pub mod tokens;
mod validate;

pub use builder::{Lettering, PathBuilder};
pub use geometry::sin_cos;
pub use hit::{REACH_MOUSE, REACH_TOUCH};
pub use item::{
    Anchor, Dash, Font, Hit, Item, Path, Point, Rect, Scene, Segment, SeriesId, Shape, Style, Token,
};
pub use shape::Pose;
