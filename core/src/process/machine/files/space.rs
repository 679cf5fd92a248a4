//! What a container sees of the files: its root, what is mounted into it, and where paths lead.

use crate::process::machine::files::{Errno, NodeId};

/// Something that is mounted into a container.
#[derive(Clone, Debug)]
pub(in crate::process) struct Mount {
    /// Where, without a slash at its end.
    pub(in crate::process) path: String,
    /// What.
    pub(in crate::process) node: NodeId,
    /// Why nothing can be written to it, where that is so.
    pub(in crate::process) refused: Option<Errno>,
}

/// What a container sees: its root and what is mounted into it.
#[derive(Clone, Debug, Default)]
pub(in crate::process) struct Space {
    /// Its own files; they live as long as this run of the container.
    pub(in crate::process) root: NodeId,
    /// `readOnlyRootFilesystem`
    pub(in crate::process) read_only_root: bool,
    /// Whether its user may write where only root may.
    pub(in crate::process) is_root: bool,
    /// The volumes.
    pub(in crate::process) mounts: Vec<Mount>,
}

impl Space {
    /// What is mounted at a path.
    pub(in crate::process) fn mounted(&self, path: &str) -> Option<&Mount> {
        self.mounts.iter().rev().find(|mount| mount.path == path)
    }

    /// The mount that a path leads to.
    pub(in crate::process) fn mount_of(&self, path: &str) -> Option<&str> {
        let is_below = |mount: &&str| {
            path.strip_prefix(*mount).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.mounts
            .iter()
            .map(|mount| mount.path.as_str())
            .filter(is_below)
            .max_by_key(|path| path.len())
    }
}

/// Where a path leads.
#[derive(Clone, Debug)]
pub(in crate::process) struct Place {
    /// The whole path, without links.
    pub(in crate::process) path: String,
    /// The folder that it stands in, and its name there; nothing for a root or a mount.
    pub(in crate::process) parent: Option<(NodeId, String)>,
    /// What is there, if there is something.
    pub(in crate::process) node: Option<NodeId>,
    /// Why nothing can be written there.
    pub(in crate::process) refused: Option<Errno>,
}
