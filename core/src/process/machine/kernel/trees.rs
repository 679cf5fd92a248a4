//! Files as several of them: copied, and listed as deep as they stand.

use crate::process::machine::files::{Errno, Node, NodeId, Place, Space};
use crate::process::machine::kernel::Kernel;

impl Kernel {
    /// Copies what is at a node to a place.
    pub(in crate::process) fn copy(&mut self, node: NodeId, place: &Place) -> Result<(), Errno> {
        match self.files.node(node) {
            Some(Node::Dir { .. }) => {
                let into = match (place.node, &place.parent) {
                    (Some(into), _) => into,
                    (None, Some((dir, name))) => {
                        let into = self.files.dir(false);
                        self.files.put(*dir, name, into);
                        into
                    }
                    (None, None) => return Err(Errno::NotFound),
                };
                self.files.copy_into(node, into)
            }
            Some(Node::File { .. }) => match (place.node, &place.parent) {
                (Some(there), _) => {
                    self.files.copy_text(node, there)?;
                    self.written(there);
                    Ok(())
                }
                (None, Some((dir, name))) => {
                    let (file, mode) =
                        (self.files.file(String::new(), false), self.files.facts(node).0);
                    self.files.put(*dir, name, file);
                    let copied = self.files.copy_text(node, file);
                    self.files.change(file, Some(mode));
                    copied
                }
                (None, None) => Err(Errno::NotFound),
            },
            Some(Node::Link(_) | Node::Device(_) | Node::Pipe(_)) => Ok(()),
            None => Err(Errno::NotFound),
        }
    }

    /// Everything below a place with its path, and whether it is a folder; only what stands in it unless it goes deep.
    ///
    /// `path` is how the place is named by who asks.
    pub(in crate::process) fn tree(
        &self,
        space: &Space,
        (at, node): (&str, NodeId),
        path: &str,
        deep: bool,
        found: &mut Vec<(String, bool)>,
    ) {
        let Some(Node::Dir { entries, .. }) = self.files.node(node) else {
            found.push((path.to_owned(), false));
            return;
        };
        found.push((path.to_owned(), true));
        for (name, child) in entries {
            let below = format!("{}/{name}", path.trim_end_matches('/'));
            let at = format!("{}/{name}", at.trim_end_matches('/'));
            let child = space.mounted(&at).map_or(*child, |mount| mount.node);
            let is_dir = matches!(self.files.node(child), Some(Node::Dir { .. }));
            if is_dir && deep && found.len() < 10_000 {
                self.tree(space, (&at, child), &below, deep, found);
            } else {
                found.push((below, is_dir));
            }
        }
    }
}
