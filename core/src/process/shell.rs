//! Shell scripts: read, and run on simulated time.

mod arithmetic;
mod builtins;
mod condition;
mod expand;
mod parser;
mod pattern;
mod run;
mod syntax;

pub(in crate::process) use condition::holds;
pub(in crate::process) use pattern::{Pattern, class};
pub(in crate::process) use run::{Flavor, Shell};
