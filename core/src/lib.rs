//! Reads Kubernetes manifests as Kubernetes 1.36 does, and plays their Pods second by second.
//!
//! The core is pure: text in, values out. It has no clock, no IO and no randomness, so the same text gives the
//! same answer natively and in the browser. `ARCHITECTURE.md` draws the floors; a module imports lower floors
//! and itself only.

pub mod analysis;
pub mod assist;
pub mod decode;
pub mod defaults;
pub mod diagnostic;
pub mod export;
pub mod features;
pub mod kubectl;
pub mod lint;
pub mod object;
pub mod process;
pub mod quantity;
pub mod quiz;
pub mod resources;
pub mod schema;
pub mod sim;
pub mod text;
pub mod time;
pub mod validation;
pub mod view;
pub mod yaml;
