//! What is drawn. Props in, callbacks out; what they show comes from the core's views.

pub(crate) mod aids;
pub(crate) mod code_editor;
pub(crate) mod details;
pub(crate) mod element;
pub(crate) mod events;
pub(crate) mod failure;
pub(crate) mod find;
pub(crate) mod fix_preview;
pub(crate) mod header;
pub(crate) mod icon;
pub(crate) mod inline;
pub(crate) mod logs;
pub(crate) mod problems;
pub(crate) mod split;
pub(crate) mod stage;
pub(crate) mod status;
pub(crate) mod tabs;
pub(crate) mod terminal;
pub(crate) mod timeline;
pub(crate) mod transport;
pub(crate) mod view;
pub(crate) mod what_if;
pub(crate) mod words;
pub(crate) mod workbench;
