//! The module that `cargo xtask bench` measures, never part of the site.

fn main() {
    bivalent_web::run(vec![]);
}
