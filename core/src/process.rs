//! What the containers' processes do: said by a Scenario, known of the image, read off the command, or assumed.

mod behavior;
mod commands;
mod images;
pub mod machine;
pub mod neighbors;
mod programs;
pub mod role;
pub mod scenario;
mod shell;

pub use behavior::{
    Behavior, HookRun, ImageState, ProbeAnswer, ProcessRun, StartFailure, StopReaction, behavior,
    container_port, ends_by_itself, may_ignore_stop, start_up, stops_slowly,
};
pub use images::{
    ImageRow, KnownImage, has_no_shell, image_rows, known_image, lacks_program, repository,
    root_refused, runs_arguments,
};

/// A text with what its backslashes stand for, as `printf` and `curl --write-out` read it.
pub fn unescape(text: &str) -> String {
    commands::unescape(text).0
}
