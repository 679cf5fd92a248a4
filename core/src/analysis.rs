//! The door: a text goes in, everything there is to say about it comes out.

mod report;

pub use report::{Assumption, Cause, DocumentReport, LogLine, Report, RunReport, StatusAt};
