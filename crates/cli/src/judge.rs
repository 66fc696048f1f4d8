use crate::Status;
pub const HELP: &str = "x\n";
pub fn run(_: lexopt::Parser, _: &mut dyn std::io::Write) -> anyhow::Result<Status> {
    Ok(Status::Holds)
}
