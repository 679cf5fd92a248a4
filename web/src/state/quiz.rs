//! The quiz: its questions, a round of them, and what is known of earlier answers.

pub(crate) mod memory;
pub(crate) mod progress;
pub(crate) mod question;
pub(crate) mod round;
