//! What the containers' processes do: said by a Scenario, known of the image, read off the command, or assumed.

mod behavior;
mod command;
mod images;
mod programs;
pub mod role;
pub mod scenario;

pub use behavior::{
    Behavior, HookRun, ImageState, ProbeAnswer, ProcessRun, StartFailure, StopReaction, behavior,
    container_port,
};
pub use images::root_refused;
