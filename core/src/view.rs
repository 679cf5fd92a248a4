//! What people look at: plain structs, and `Display` where a real tool prints them.
//!
//! A view reads a trace and nothing else of a run; the command line prints it, the web app draws it.

pub mod cause;
pub mod events;
pub mod expectation;
pub mod kubectl_create;
pub mod kubectl_describe;
pub mod kubectl_get;
pub mod kubectl_logs;
pub mod lost_lines;
pub mod markup;
pub mod mermaid;
pub mod picture;
pub mod pod;
pub mod pod_yaml;
pub mod resources;
pub mod status_yaml;
pub mod svg;
pub(crate) mod tabwriter;
pub mod timeline;
pub mod trace_events;
