//! Files: what a container sees below its root, and the volumes that several of them see.

mod sizes;
mod space;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use crate::process::machine::open::Pipe;
use crate::time::SimTime;

pub(in crate::process) use self::space::{Mount, Place, Space};

/// The place of a node.
pub(in crate::process) type NodeId = usize;

/// How much of a file is kept; what is written beyond is counted alone.
const LARGEST: u64 = 4 << 20;
/// How large a file becomes at most: the disk of the node is not larger.
const DISK: u64 = 100 << 30;
/// How many zeros are kept.
const FEW: usize = 1 << 20;
/// How many links are followed at most.
///
/// Source: `MAXSYMLINKS` of Linux.
const MOST_LINKS: usize = 40;

/// What a path leads to.
#[derive(Debug)]
pub(in crate::process) enum Node {
    /// A folder. In one of unknown content every name stands for a file.
    Dir { entries: BTreeMap<String, NodeId>, unknown: bool },
    /// A file with the beginning of its text, how many bytes follow that, and how many of all of them nobody has
    /// written; how often it was written, and what of it nobody who follows it has read.
    File { text: String, more: u64, holes: u64, writes: u64, unread: Vec<Unread> },
    /// Another path.
    Link(String),
    /// Something that is no file.
    Device(Device),
    /// What `mkfifo` makes.
    Pipe(Rc<Pipe>),
}

/// Lines of a file that one container wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) struct Unread {
    pub(in crate::process) writer: usize,
    pub(in crate::process) lines: usize,
    /// When the first of them was written.
    pub(in crate::process) first_at: SimTime,
}

/// What behaves as a file and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Device {
    /// `/dev/null`
    Null,
    /// `/dev/zero` and `/dev/urandom`, read as endless: what comes again and again
    Endless(&'static str),
    /// One of the process's own streams: `/dev/stdout`
    Stream(u32),
    /// One of those of the container's first process: `/proc/1/fd/1`
    Log(u32),
}

/// Why something cannot be done, as C's library says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Errno {
    NotFound,
    IsDir,
    NotDir,
    Exists,
    NotEmpty,
    ReadOnly,
    Denied,
    NoSpace,
    TimedOut,
    BadDescriptor,
    Pipe,
    Loop,
    Invalid,
}

impl Errno {
    /// `No such file or directory`
    pub(in crate::process) fn text(self) -> &'static str {
        match self {
            Self::NotFound => "No such file or directory",
            Self::IsDir => "Is a directory",
            Self::NotDir => "Not a directory",
            Self::Exists => "File exists",
            Self::NotEmpty => "Directory not empty",
            Self::ReadOnly => "Read-only file system",
            Self::Denied => "Permission denied",
            Self::NoSpace => "No space left on device",
            Self::TimedOut => "Connection timed out",
            Self::BadDescriptor => "Bad file descriptor",
            Self::Pipe => "Broken pipe",
            Self::Invalid => "Invalid argument",
            Self::Loop => "Too many levels of symbolic links",
        }
    }
}

/// What is known of a node besides what it holds.
#[derive(Debug)]
struct Facts {
    /// What it may be used for, as `chmod` counts it.
    mode: u16,
    /// When it was changed last, in milliseconds since 1970.
    changed: i64,
    /// Which of the quotas it counts to.
    quota: Option<u16>,
}

/// All files of a Pod.
#[derive(Debug, Default)]
pub(in crate::process) struct Files {
    nodes: Vec<Node>,
    /// What is known of each node besides.
    facts: Vec<Facts>,
    pub(super) now: i64,
    /// Whether a file came into being by being looked for, since this was asked last.
    guessed: bool,
    /// How often something was written, made or removed.
    pub(in crate::process) changes: u64,
    /// The volumes that are full at some size.
    quotas: Vec<sizes::Quota>,
}

impl Files {
    /// What is at a place.
    pub(in crate::process) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub(in crate::process) fn add(&mut self, node: Node) -> NodeId {
        let mode = match &node {
            Node::Dir { .. } => 0o755,
            Node::Link(_) => 0o777,
            Node::File { .. } | Node::Device(_) | Node::Pipe(_) => 0o644,
        };
        self.nodes.push(node);
        self.facts.push(Facts { mode, changed: self.now, quota: None });
        self.nodes.len() - 1
    }

    /// What a node may be used for, as `chmod` counts it, and when it was changed last, in milliseconds since 1970.
    pub(in crate::process) fn facts(&self, id: NodeId) -> (u16, i64) {
        self.facts.get(id).map(|facts| (facts.mode, facts.changed)).unwrap_or_default()
    }

    /// Changes when a node was changed last, in milliseconds since 1970.
    pub(in crate::process) fn set_changed(&mut self, id: NodeId, at: i64) {
        if let Some(facts) = self.facts.get_mut(id) {
            facts.changed = at;
        }
    }

    /// The instant, in milliseconds since 1970.
    pub(in crate::process) fn now(&self) -> i64 {
        self.now
    }

    /// Whether a file can be executed.
    pub(in crate::process) fn is_executable(&self, id: NodeId) -> bool {
        self.facts(id).0 & 0o111 != 0
    }

    /// Changes what a node may be used for, or the time of its change to now.
    pub(in crate::process) fn change(&mut self, id: NodeId, mode: Option<u16>) {
        self.changes += 1;
        let now = self.now;
        if let Some(facts) = self.facts.get_mut(id) {
            match mode {
                Some(mode) => facts.mode = mode,
                None => facts.changed = now,
            }
        }
    }

    /// A new folder.
    pub(in crate::process) fn dir(&mut self, unknown: bool) -> NodeId {
        self.add(Node::Dir { entries: BTreeMap::new(), unknown })
    }

    /// A new file.
    pub(in crate::process) fn file(&mut self, text: String, executable: bool) -> NodeId {
        let unread = Vec::new();
        let file = self.add(Node::File { text, more: 0, holes: 0, writes: 0, unread });
        self.change(file, executable.then_some(0o755).or(Some(0o644)));
        file
    }

    /// Gives something a name in a folder.
    pub(in crate::process) fn put(&mut self, dir: NodeId, name: &str, node: NodeId) {
        if let Some(Node::Dir { entries, .. }) = self.nodes.get_mut(dir) {
            entries.insert(name.to_owned(), node);
            self.changes += 1;
            if !self.quotas.is_empty() {
                self.belongs(node, dir);
            }
        }
    }

    /// Gives something a path below a folder; what is missing above it is made.
    pub(in crate::process) fn put_at(&mut self, root: NodeId, path: &str, node: NodeId) {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let dir = self.make_dirs(root, above);
        self.put(dir, name, node);
    }

    /// Takes a name out of a folder.
    pub(in crate::process) fn take(&mut self, dir: NodeId, name: &str) -> Option<NodeId> {
        match self.nodes.get_mut(dir) {
            Some(Node::Dir { entries, .. }) => {
                self.changes += 1;
                entries.remove(name)
            }
            _ => None,
        }
    }

    /// What stands under a name in a folder; in one of unknown content, a file that comes into being by being looked for.
    fn child(&mut self, dir: NodeId, name: &str) -> Result<Option<NodeId>, Errno> {
        match self.nodes.get(dir) {
            Some(Node::Dir { entries, unknown }) => match entries.get(name) {
                Some(child) => Ok(Some(*child)),
                None if *unknown => {
                    let file = self.file(String::new(), true);
                    self.put(dir, name, file);
                    self.guessed = true;
                    Ok(Some(file))
                }
                None => Ok(None),
            },
            Some(_) => Err(Errno::NotDir),
            None => Err(Errno::NotFound),
        }
    }

    /// The folder below another one, made with all above it where it is not there.
    pub(in crate::process) fn make_dirs(&mut self, root: NodeId, path: &str) -> NodeId {
        let mut at = root;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            at = if let Ok(Some(child)) = self.child(at, name) {
                child
            } else {
                let dir = self.dir(false);
                self.put(at, name, dir);
                dir
            };
        }
        at
    }

    /// Whether a file was looked for in a folder of unknown content, since this was asked last.
    pub(in crate::process) fn take_guessed(&mut self) -> bool {
        std::mem::take(&mut self.guessed)
    }

    /// What a `subPath` leads to: a file, or a folder that is made where there is nothing.
    pub(in crate::process) fn below(&mut self, root: NodeId, path: &str) -> NodeId {
        let space = Space { root, is_root: true, ..Space::default() };
        match self.walk(&space, "/", &format!("/{path}"), true) {
            Ok(Place { node: Some(found), .. }) => found,
            Ok(_) | Err(_) => self.make_dirs(root, path),
        }
    }

    /// Where a path leads; `follow` where a link at its end is followed.
    pub(in crate::process) fn walk(
        &mut self,
        space: &Space,
        from: &str,
        path: &str,
        follow: bool,
    ) -> Result<Place, Errno> {
        if path.is_empty() {
            return Err(Errno::NotFound);
        }
        let mut names: Vec<Cow<'_, str>> = split(path);
        if !path.starts_with('/') {
            names.extend(split(from));
        }
        let refused = space.read_only_root.then_some(Errno::ReadOnly);
        // The path so far, and what stands on the way: node, why it cannot be written, and how long its path is.
        let mut joined = String::new();
        let mut way: Way = smallvec![(space.root, refused, 0)];
        let mut found = Some(space.root);
        let (mut last, mut refused, mut is_mount, mut links) = (None, refused, false, 0);
        while let Some(name) = names.pop() {
            if name == ".." {
                if way.len() > 1 {
                    way.pop();
                }
                let (node, why, length) = way.last().copied().unwrap_or((space.root, refused, 0));
                joined.truncate(length);
                (found, refused, last, is_mount) = (Some(node), why, None, false);
                continue;
            }
            let dir = found.ok_or(Errno::NotFound)?;
            let child = self.child(dir, &name)?;
            let above = joined.len();
            joined.push('/');
            joined.push_str(&name);
            let mounted = space.mounted(&joined);
            let node = mounted.map(|mount| mount.node).or(child);
            if let Some(Node::Link(target)) = node.and_then(|node| self.nodes.get(node))
                && (follow || !names.is_empty())
            {
                links += 1;
                if links > MOST_LINKS {
                    return Err(Errno::Loop);
                }
                joined.truncate(above);
                if target.starts_with('/') {
                    way.truncate(1);
                    joined.clear();
                }
                let (node, why, _) = way.last().copied().unwrap_or((space.root, refused, 0));
                (found, refused) = (Some(node), why);
                names.extend(split(target).into_iter().map(|name| Cow::Owned(name.into_owned())));
                continue;
            }
            // The image's folders are root's; `/tmp` is everybody's.
            let is_owned =
                above == 0 && !space.is_root && !["tmp", "dev", "proc"].contains(&&*name);
            refused = match mounted {
                Some(mount) => mount.refused,
                None => refused.or(is_owned.then_some(Errno::Denied)),
            };
            is_mount = mounted.is_some();
            last = Some((dir, name));
            found = node;
            if let Some(node) = node {
                way.push((node, refused, joined.len()));
            }
        }
        if joined.is_empty() {
            joined.push('/');
        }
        let parent = last.filter(|_| !is_mount).map(|(dir, name)| (dir, name.into_owned()));
        Ok(Place { path: joined, parent, node: found, refused })
    }

    /// Writes to a file: behind what it has, or at an offset. What there is no room for is left out.
    pub(in crate::process) fn write(
        &mut self,
        file: NodeId,
        at: Option<u64>,
        text: &str,
    ) -> Result<(), Errno> {
        let (size, room) = (self.size(file), self.room(file));
        let Some(Node::File { text: content, more, holes, writes, .. }) = self.nodes.get_mut(file)
        else {
            return Err(Errno::IsDir);
        };
        let at = at.unwrap_or(size);
        let room = usize::try_from((size + room).saturating_sub(at)).unwrap_or(usize::MAX);
        let whole = text.len();
        let text = text.get(..text.floor_char_boundary(room)).unwrap_or_default();
        let is_cut = text.len() < whole;
        if at > DISK || is_cut && text.is_empty() {
            return Err(Errno::NoSpace);
        }
        let end = at + text.len() as u64;
        *holes += at.saturating_sub(size);
        *holes = holes.saturating_sub(size.min(end).saturating_sub(at));
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        if end > LARGEST || start >= content.len() && *more > 0 {
            *more = size.max(end) - content.len() as u64;
        } else if start == content.len() {
            content.push_str(text);
        } else {
            let at = start;
            // A hole is read as zeros.
            while content.len() < at {
                content.push('\0');
            }
            let mut start = at;
            while !content.is_char_boundary(start) {
                start -= 1;
            }
            let mut end = (at + text.len()).min(content.len());
            while !content.is_char_boundary(end) {
                end += 1;
            }
            content.replace_range(start..end, text);
            if *more > 0 {
                *more = size.saturating_sub(content.len() as u64);
            }
        }
        *writes += 1;
        self.change(file, None);
        if is_cut { Err(Errno::NoSpace) } else { Ok(()) }
    }

    /// Counts the lines that a container has written to a file as not read.
    pub(in crate::process) fn count(
        &mut self,
        file: NodeId,
        writer: usize,
        text: &str,
        at: SimTime,
    ) {
        let Some(Node::File { unread, .. }) = self.nodes.get_mut(file) else { return };
        let lines = text.matches('\n').count();
        match unread.iter_mut().find(|known| known.writer == writer) {
            Some(known) => known.lines += lines,
            None if lines > 0 => unread.push(Unread { writer, lines, first_at: at }),
            None => {}
        }
    }

    /// Who follows a file has read all of it.
    pub(in crate::process) fn forget_unread(&mut self, file: NodeId) {
        if let Some(Node::File { unread, .. }) = self.nodes.get_mut(file) {
            unread.clear();
        }
    }

    /// What of a file nobody who follows it has read.
    pub(in crate::process) fn unread(&self, file: NodeId) -> &[Unread] {
        match self.nodes.get(file) {
            Some(Node::File { unread, .. }) => unread,
            _ => &[],
        }
    }

    /// Empties a file.
    pub(in crate::process) fn truncate(&mut self, file: NodeId) {
        if let Some(Node::File { text, more, holes, writes, .. }) = self.nodes.get_mut(file) {
            text.clear();
            (*more, *holes) = (0, 0);
            *writes += 1;
            self.change(file, None);
        }
    }

    /// What a file holds; nothing where it is none.
    pub(in crate::process) fn text(&self, file: NodeId) -> Option<&str> {
        match self.nodes.get(file) {
            Some(Node::File { text, .. }) => Some(text),
            _ => None,
        }
    }

    /// A file gets what another one holds.
    pub(in crate::process) fn copy_text(&mut self, from: NodeId, to: NodeId) -> Result<(), Errno> {
        let Some(Node::File { text, more, .. }) = self.nodes.get(from) else { return Ok(()) };
        let (text, more) = (text.clone(), *more);
        self.truncate(to);
        self.write(to, Some(0), &text)?;
        if more > 0 { self.grow(to, more) } else { Ok(()) }
    }

    /// Everything below a folder is copied into another one.
    pub(in crate::process) fn copy_into(&mut self, from: NodeId, to: NodeId) -> Result<(), Errno> {
        let Some(Node::Dir { entries, .. }) = self.nodes.get(from) else { return Ok(()) };
        let entries: Vec<(String, NodeId)> =
            entries.iter().map(|(name, node)| (name.clone(), *node)).collect();
        for (name, node) in entries {
            let copy = match self.nodes.get(node) {
                Some(Node::File { .. }) => {
                    let file = self.file(String::new(), self.is_executable(node));
                    self.put(to, &name, file);
                    self.copy_text(node, file)?;
                    continue;
                }
                Some(Node::Link(target)) => {
                    let target = target.clone();
                    self.add(Node::Link(target))
                }
                Some(Node::Device(device)) => {
                    let device = *device;
                    self.add(Node::Device(device))
                }
                Some(Node::Pipe(_)) => self.add(Node::Pipe(Rc::default())),
                Some(Node::Dir { unknown, .. }) => {
                    let unknown = *unknown;
                    let dir = match self.child(to, &name) {
                        Ok(Some(there))
                            if matches!(self.nodes.get(there), Some(Node::Dir { .. })) =>
                        {
                            there
                        }
                        _ => self.dir(unknown),
                    };
                    self.put(to, &name, dir);
                    self.copy_into(node, dir)?;
                    continue;
                }
                None => continue,
            };
            self.put(to, &name, copy);
        }
        Ok(())
    }
}

/// Nodes on the way to a place: each with why it cannot be written, and the length of its path.
type Way = SmallVec<[(NodeId, Option<Errno>, usize); 8]>;

/// The names of a path, the last one first.
fn split(path: &str) -> Vec<Cow<'_, str>> {
    path.rsplit('/').filter(|name| !name.is_empty() && *name != ".").map(Cow::Borrowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_through_mounts_links_and_upwards() {
        let mut files = Files::default();
        let (root, volume) = (files.dir(false), files.dir(false));
        let tmp = files.dir(false);
        files.put(root, "tmp", tmp);
        files.make_dirs(root, "var/log/nginx");
        let link = files.add(Node::Link("/var/log".to_owned()));
        files.put(root, "logs", link);
        let file = files.file("x".to_owned(), false);
        files.put(volume, "access.log", file);
        let mounts = vec![Mount {
            path: "/var/log/nginx".to_owned(),
            node: volume,
            refused: Some(Errno::ReadOnly),
        }];
        let space = Space { root, mounts, is_root: true, ..Space::default() };
        for (from, path, expected, refused) in [
            ("/", "/var/log/nginx/access.log", Some(file), Some(Errno::ReadOnly)),
            ("/var/log", "nginx/./access.log", Some(file), Some(Errno::ReadOnly)),
            ("/", "/logs/nginx/access.log", Some(file), Some(Errno::ReadOnly)),
            ("/tmp", "../logs/nginx", Some(volume), Some(Errno::ReadOnly)),
            ("/", "/tmp/new", None, None),
        ] {
            let place = files.walk(&space, from, path, true).unwrap();
            assert_eq!((place.node, place.refused), (expected, refused), "{path}");
        }
        assert_eq!(files.walk(&space, "/", "/no/such", true).unwrap_err(), Errno::NotFound);
        let through = files.walk(&space, "/", "/var/log/nginx/access.log/x", true);
        assert_eq!(through.unwrap_err(), Errno::NotDir);
        let user = Space { is_root: false, ..space };
        let refused = |files: &mut Files, path| files.walk(&user, "/", path, true).unwrap().refused;
        assert_eq!(refused(&mut files, "/tmp/a"), None);
        assert_eq!(refused(&mut files, "/var/a"), Some(Errno::Denied));
    }

    #[test]
    fn what_is_written_behind_the_end_leaves_a_hole() {
        let mut files = Files::default();
        let file = files.file("abc".to_owned(), false);
        files.write(file, Some(1), "Z").unwrap();
        files.write(file, None, "d").unwrap();
        files.write(file, Some(6), "e").unwrap();
        assert_eq!(files.text(file), Some("aZcd\0\0e"));
        files.write(file, Some(LARGEST), "x").unwrap();
        assert_eq!((files.size(file), files.text(file)), (LARGEST + 1, Some("aZcd\0\0e")));
    }
}
