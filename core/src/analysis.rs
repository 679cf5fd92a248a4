//! The door: a text goes in, everything there is to say about it comes out.

mod report;

pub use crate::view::cause::Cause;
pub use report::{Assumption, DocumentReport, LogLine, Report, RunReport, StatusAt};
