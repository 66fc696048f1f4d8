//! The module that workers load: what is done with whole runs, of any diagram. No figure is live in it.

fn main() {
    bivalent_web::run(vec![]);
}
