//! The module with all diagrams, for pages with figures of many.

fn main() {
    bivalent_web::run(diagrams::ENTRIES.to_vec());
}
