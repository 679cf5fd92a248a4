//! Shell scripts: read, and run on simulated time.

mod arithmetic;
mod braces;
mod builtins;
mod condition;
mod control;
mod expand;
mod fields;
mod options;
mod parameter;
mod parser;
mod pattern;
mod redirect;
mod run;
mod simple;
mod syntax;
mod variables;

pub(in crate::process) use condition::holds;
pub(in crate::process) use pattern::{Pattern, class};
pub(in crate::process) use run::{Flavor, Shell};
