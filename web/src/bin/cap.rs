//! The module of one diagram.

fn main() {
    bivalent_web::run(&[&diagrams::cap::ENTRY]);
}
