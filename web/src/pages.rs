//! The pages of the application.

pub(crate) mod embed;
pub(crate) mod playground;
pub(crate) mod quiz;
