//! What the application knows, in reducers that know no browser.

pub(crate) mod compare;
pub(crate) mod document;
pub(crate) mod fields;
pub(crate) mod instants;
pub(crate) mod kept;
pub(crate) mod keys;
pub(crate) mod lab;
pub(crate) mod look;
pub(crate) mod notice;
pub(crate) mod playback;
pub(crate) mod quiz;
pub(crate) mod session;
pub(crate) mod shell;
pub(crate) mod view;
pub(crate) mod viewport;
pub(crate) mod views;
pub(crate) mod words;
