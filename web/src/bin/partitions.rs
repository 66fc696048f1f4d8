//! The module of one diagram.

fn main() {
    bivalent_web::run(vec![&diagrams::partitions::ENTRY]);
}
