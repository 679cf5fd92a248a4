//! The browser: the only place that talks to it directly.
//!
//! Everything else of the application is state, which knows no browser, and components, which Yew draws.

pub(crate) mod analyst;
pub(crate) mod clock;
pub(crate) mod core;
pub(crate) mod editor;
pub(crate) mod export;
pub(crate) mod files;
mod glue;
pub(crate) mod page;
pub(crate) mod permalink;
pub(crate) mod storage;
mod terminal;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
mod utf16;
pub(crate) mod views;
