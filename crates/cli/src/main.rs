//! The command `inquest`.
fn main() {}
