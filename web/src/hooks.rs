//! What components share: the clock, the core, the width of an element.

mod use_analysis;
mod use_playing;
mod use_width;

pub(crate) use use_analysis::use_analysis;
pub(crate) use use_playing::use_playing;
pub(crate) use use_width::use_width;
