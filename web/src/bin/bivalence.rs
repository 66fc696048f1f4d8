//! The module of one diagram.

fn main() {
    bivalent_web::run(&[&diagrams::bivalence::ENTRY]);
}
