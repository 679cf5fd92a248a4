//! How a command ends.

use std::io;

/// Where commands print.
pub(crate) type Out = io::BufWriter<io::StdoutLock<'static>>;

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Unusable arguments or an unreadable file.
    Message(String),
    /// What was asked ends with this exit code; everything is printed.
    Exit(u8),
    /// Nobody takes what is printed, or not any more.
    Output(io::Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
