//! The root of a container: every run begins with the files of its image, and with what is mounted on them.

use crate::process::commands;
use crate::process::machine::files::{Device, Files, Mount, Node, NodeId, Space};
use crate::process::machine::kernel::Kernel;
use crate::process::machine::setup::{Planned, Prepared};

/// The page that the image of nginx serves.
const WELCOME: &str = include_str!("welcome.html");

/// What is read as random: the same in every run, as everything is.
const RANDOM: &str =
    "q7Zk\u{1}0fT)x3\u{e}Lw9\u{11}eRb2\u{7f}sJ6Vd\u{3}mY1h~Pc8\u{1b}uG4nXo5@aKt\u{15}Ei\u{c}zW";

/// Something that images bring.
enum Brought {
    Dir(&'static [(&'static str, Self)]),
    Is(Device),
    Text(&'static str),
    Link(&'static str),
}

use Brought::{Dir, Is, Link, Text};

const NOTHING: Brought = Dir(&[]);

/// What is in every image.
const IMAGE: Brought = Dir(&[
    ("bin", NOTHING),
    (
        "dev",
        Dir(&[
            ("null", Is(Device::Null)),
            ("random", Is(Device::Endless(RANDOM))),
            ("stderr", Is(Device::Stream(2))),
            ("stdin", Is(Device::Stream(0))),
            ("stdout", Is(Device::Stream(1))),
            ("urandom", Is(Device::Endless(RANDOM))),
            ("zero", Is(Device::Endless("\0"))),
        ]),
    ),
    (
        "etc",
        Dir(&[("group", Text("root:x:0:\n")), ("passwd", Text("root:x:0:0:root:/root:/bin/sh\n"))]),
    ),
    ("home", NOTHING),
    ("mnt", NOTHING),
    ("opt", NOTHING),
    (
        "proc",
        Dir(&[
            ("1", Dir(&[("fd", Dir(&[("1", Is(Device::Log(1))), ("2", Is(Device::Log(2)))]))])),
            (
                "self",
                Dir(&[("fd", Dir(&[("1", Is(Device::Stream(1))), ("2", Is(Device::Stream(2)))]))]),
            ),
        ]),
    ),
    ("root", NOTHING),
    ("run", NOTHING),
    ("srv", NOTHING),
    ("tmp", NOTHING),
    ("usr", Dir(&[("bin", NOTHING), ("local", Dir(&[("bin", NOTHING)])), ("share", NOTHING)])),
    (
        "var",
        Dir(&[
            ("lib", NOTHING),
            ("log", NOTHING),
            ("run", NOTHING),
            ("tmp", NOTHING),
            ("www", NOTHING),
        ]),
    ),
]);

/// What is in an image of nginx besides.
const NGINX: [(&str, Brought); 4] = [
    ("usr/share/nginx/html/index.html", Text(WELCOME)),
    ("etc/nginx/conf.d", NOTHING),
    ("var/log/nginx/access.log", Link("/dev/stdout")),
    ("var/log/nginx/error.log", Link("/dev/stderr")),
];

impl Brought {
    /// Makes it, with all that is in it.
    fn make(&self, files: &mut Files) -> NodeId {
        match self {
            Dir(brought) => {
                let entries = brought.iter();
                let entries = entries.map(|(name, it)| ((*name).to_owned(), it.make(files)));
                let entries = entries.collect();
                files.add(Node::Dir { entries, unknown: false })
            }
            Is(device) => files.add(Node::Device(*device)),
            Text(text) => files.file((*text).to_owned(), false),
            Link(target) => files.add(Node::Link((*target).to_owned())),
        }
    }
}

/// Gives a container that starts its root.
pub(in crate::process::machine) fn fresh_root(
    kernel: &mut Kernel,
    container: usize,
    prepared: &Prepared,
) {
    let files = &mut kernel.files;
    let root = IMAGE.make(files);
    if prepared.image.contains("nginx") {
        for (path, brought) in &NGINX {
            let node = brought.make(files);
            files.put_at(root, path, node);
        }
    }
    let message = files.file(String::new(), false);
    prepared.message.set(Some(message));
    for (path, text) in &prepared.managed {
        let file = files.file(text.clone(), false);
        files.put_at(root, path, file);
    }
    let mut mounts: Vec<Mount> = Vec::new();
    for Planned { path, volume, below, refused } in &prepared.mounts {
        let node = below.as_ref().map_or(*volume, |below| files.below(*volume, below));
        // The runtime makes what it mounts on, in what is mounted above it too.
        let above = mounts.iter().rev().find_map(|above| {
            Some((above.node, path.strip_prefix(above.path.as_str())?.strip_prefix('/')?))
        });
        let (above, rest) = above.unwrap_or((root, path));
        if matches!(files.node(node), Some(Node::Dir { .. })) {
            files.make_dirs(above, rest);
        } else {
            let file = files.file(String::new(), false);
            files.put_at(above, rest.trim_start_matches('/'), file);
        }
        mounts.push(Mount { path: path.clone(), node, refused: *refused });
    }
    if !mounts.iter().any(|mount| prepared.folder.starts_with(&mount.path)) {
        files.make_dirs(root, &prepared.folder);
    }
    mounts.push(Mount { path: prepared.message_path.clone(), node: message, refused: None });
    files.put_at(root, prepared.message_path.trim_start_matches('/'), message);
    let space =
        Space { root, mounts, read_only_root: prepared.read_only_root, is_root: prepared.is_root };
    if let Some(ground) = kernel.grounds.get_mut(container) {
        let is_program =
            |mount: &Mount| commands::FOLDERS.iter().any(|folder| mount.path.starts_with(folder));
        ground.has_programs = space.mounts.iter().any(is_program);
        ground.space = space;
    }
}
