//! How large files are, and how much there is room for. Of what nobody looks at only the size is kept.

use crate::process::machine::files::{DISK, Errno, FEW, Files, Node, NodeId};

/// How much is counted at once.
const BLOCK: u64 = 4096;

/// A volume that takes no more than some bytes.
#[derive(Debug)]
pub(super) struct Quota {
    root: NodeId,
    size: u64,
}

impl Files {
    /// How long a file is, and how much of it is kept; the rest is said to be there.
    fn length(&self, file: NodeId) -> (u64, u64) {
        match self.nodes.get(file) {
            Some(Node::File { text, more, .. }) => (text.len() as u64 + more, text.len() as u64),
            _ => (0, 0),
        }
    }

    /// How long a file is.
    pub(in crate::process) fn size(&self, file: NodeId) -> u64 {
        self.length(file).0
    }

    /// How much of a file is not kept.
    pub(in crate::process) fn hidden(&self, file: NodeId) -> u64 {
        let (size, kept) = self.length(file);
        size - kept
    }

    /// How much of a file has been written: all but its holes.
    fn written(&self, file: NodeId) -> u64 {
        match self.nodes.get(file) {
            Some(Node::File { holes, .. }) => self.size(file).saturating_sub(*holes),
            _ => 0,
        }
    }

    /// How much of the disk something takes by itself.
    pub(in crate::process) fn blocks(&self, node: NodeId) -> u64 {
        match self.nodes.get(node) {
            Some(Node::Dir { .. }) => BLOCK,
            _ => self.written(node).next_multiple_of(BLOCK),
        }
    }

    /// How much of the disk everything below a folder takes; what has several names counts once.
    pub(in crate::process) fn usage(&self, root: NodeId) -> u64 {
        let (mut open, mut sum) = (vec![root], 0);
        let mut seen = vec![false; self.nodes.len()];
        while let Some(node) = open.pop() {
            let is_new = seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
            if !is_new {
                continue;
            }
            sum += self.blocks(node);
            if let Some(Node::Dir { entries, .. }) = self.nodes.get(node) {
                for child in entries.values() {
                    open.push(*child);
                }
            }
        }
        sum
    }

    /// A volume takes no more than some bytes.
    pub(in crate::process) fn limit(&mut self, root: NodeId, size: u64) {
        let place = u16::try_from(self.quotas.len()).ok();
        self.quotas.push(Quota { root, size });
        self.count_to(root, place);
    }

    /// Which quota something counts to.
    fn quota(&self, node: NodeId) -> Option<u16> {
        self.facts.get(node)?.quota
    }

    /// Something, and all that stands in it, counts to a quota, or to none.
    fn count_to(&mut self, node: NodeId, quota: Option<u16>) {
        if self.quota(node) == quota {
            return;
        }
        if let Some(facts) = self.facts.get_mut(node) {
            facts.quota = quota;
        }
        if let Some(Node::Dir { entries, .. }) = self.nodes.get(node) {
            let children: Vec<NodeId> = entries.values().copied().collect();
            for child in children {
                self.count_to(child, quota);
            }
        }
    }

    /// Something has a name in a folder now, and counts where that does.
    pub(super) fn belongs(&mut self, node: NodeId, dir: NodeId) {
        self.count_to(node, self.quota(dir));
    }

    /// How many bytes more a file can take.
    pub(super) fn room(&self, file: NodeId) -> u64 {
        let quota = self.quota(file).and_then(|quota| self.quotas.get(usize::from(quota)));
        let Some(Quota { root, size }) = quota else {
            return DISK.saturating_sub(self.size(file));
        };
        // The folder itself takes nothing of a file system in memory.
        let used = self.usage(*root).saturating_sub(BLOCK);
        size.saturating_sub(used) + self.blocks(file) - self.written(file)
    }

    /// A file becomes longer by what nobody looks at.
    pub(in crate::process) fn grow(&mut self, file: NodeId, bytes: u64) -> Result<(), Errno> {
        let fits = bytes.min(self.room(file));
        if let Some(Node::File { more, writes, .. }) = self.nodes.get_mut(file) {
            *more += fits;
            *writes += 1;
        }
        self.change(file, None);
        if fits < bytes { Err(Errno::NoSpace) } else { Ok(()) }
    }

    /// A file gets another length; what it gains is a hole where it is `sparse`.
    pub(in crate::process) fn resize(
        &mut self,
        file: NodeId,
        size: u64,
        sparse: bool,
    ) -> Result<(), Errno> {
        let (before, kept) = self.length(file);
        if size > before {
            let gains = size - before;
            if size > DISK || !sparse && gains > self.room(file) {
                return Err(Errno::NoSpace);
            }
            self.grow_by_zeros(file, gains, sparse);
        } else if let Some(Node::File { text, more, holes, .. }) = self.nodes.get_mut(file) {
            *more = size.saturating_sub(kept);
            *holes = (*holes).min(*more);
            let end = usize::try_from(size).unwrap_or(usize::MAX);
            text.truncate(text.floor_char_boundary(end));
        }
        self.change(file, None);
        Ok(())
    }

    /// Zeros are kept as long as there are few of them.
    fn grow_by_zeros(&mut self, file: NodeId, bytes: u64, sparse: bool) {
        let Some(Node::File { text, more, holes, writes, .. }) = self.nodes.get_mut(file) else {
            return;
        };
        match usize::try_from(bytes) {
            Ok(few) if *more == 0 && few <= FEW => text.push_str(&"\0".repeat(few)),
            _ => *more += bytes,
        }
        *holes += if sparse { bytes } else { 0 };
        *writes += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_counts_all_the_same() {
        let mut files = Files::default();
        let root = files.dir(false);
        let file = files.file("abc".to_owned(), false);
        files.put(root, "a", file);
        assert_eq!((files.size(file), files.usage(root)), (3, 2 * BLOCK));
        files.grow(file, 10 * BLOCK).unwrap();
        files.write(file, None, "more").unwrap();
        assert_eq!((files.size(file), files.text(file)), (10 * BLOCK + 7, Some("abc")));
        files.write(file, Some(1), "X").unwrap();
        assert_eq!((files.size(file), files.text(file)), (10 * BLOCK + 7, Some("aXc")));
        assert_eq!(files.usage(root), 12 * BLOCK);
        files.put(root, "b", file);
        assert_eq!(files.usage(root), 12 * BLOCK, "it has two names");
        files.resize(file, 1 << 30, true).unwrap();
        assert_eq!((files.size(file), files.usage(root)), (1 << 30, 12 * BLOCK), "a hole");
        files.resize(file, 2, false).unwrap();
        assert_eq!((files.size(file), files.text(file)), (2, Some("aX")));
        assert_eq!(files.resize(file, DISK + 1, false), Err(Errno::NoSpace));
        files.truncate(file);
        assert_eq!((files.size(file), files.usage(root)), (0, BLOCK));
    }

    #[test]
    fn a_volume_takes_no_more_than_its_size() {
        let mut files = Files::default();
        let (root, outside) = (files.dir(false), files.dir(false));
        files.limit(root, 3 * BLOCK);
        let (one, other) = (files.file(String::new(), false), files.file(String::new(), false));
        files.put(root, "one", one);
        files.put(outside, "other", other);
        files.write(one, None, "x").unwrap();
        files.grow(other, 100 * BLOCK).unwrap();
        assert_eq!(files.grow(one, 3 * BLOCK), Err(Errno::NoSpace));
        assert_eq!(files.size(one), 3 * BLOCK, "what there was room for");
        assert_eq!(files.write(one, None, "y"), Err(Errno::NoSpace));
        files.write(one, Some(0), "z").unwrap();
        files.truncate(one);
        files.resize(one, 2 * BLOCK, false).unwrap();
        assert_eq!(files.resize(one, 4 * BLOCK, false), Err(Errno::NoSpace));
        let dir = files.dir(false);
        files.put(dir, "inner", one);
        files.take(root, "one");
        files.put(root, "dir", dir);
        assert_eq!(
            files.grow(one, 4 * BLOCK),
            Err(Errno::NoSpace),
            "it counts where its folder is"
        );
    }
}
