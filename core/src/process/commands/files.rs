//! Programs about files: reading, writing, copying, naming.

use std::rc::Rc;

use crate::process::commands::Call;
use crate::process::machine::files::{Errno, Node, NodeId, Place};
use crate::process::machine::sys::{Kind, Mode};

pub(super) fn run(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "touch" | "truncate" | "fallocate" => touch(call),
        "mkfifo" => make_pipes(call),
        "rm" | "rmdir" | "unlink" => remove(call),
        "mkdir" | "install" => mkdir(call),
        "cp" => copy(call),
        "mv" => rename(call),
        "ln" => link(call),
        "ls" | "find" => list(call),
        "readlink" | "realpath" => readlink(call),
        "stat" | "du" => stat(call),
        "df" => call.print("Filesystem           1K-blocks      Used Available Use% Mounted on\n"),
        "mktemp" => mktemp(call),
        "dd" => dd(call),
        _ => return None,
    })
}

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

fn touch(call: &Call<'_>) -> i32 {
    let mut code = 0;
    for path in call.operands() {
        let only_known = call.has('c') && call.sys.find(path).is_err();
        if !only_known && let Err(error) = call.sys.open(path, Mode::Append) {
            call.complain(path, error);
            code = 1;
        }
    }
    code
}

fn make_pipes(call: &Call<'_>) -> i32 {
    let mut code = 0;
    for path in call.operands() {
        if let Err(error) = call.sys.make(path, Node::Pipe(Rc::default())) {
            call.complain(path, error);
            code = 1;
        }
    }
    code
}

fn mktemp(call: &Call<'_>) -> i32 {
    let path = format!("/tmp/tmp.{:06}", call.sys.random());
    if call.has('d') {
        call.sys.make_dir(&path).ok();
    } else {
        call.sys.open(&path, Mode::Write).ok();
    }
    call.print(&format!("{path}\n"))
}

/// `dd if=… of=…`: what is read is written; the sizes are not looked at.
fn dd(call: &Call<'_>) -> i32 {
    let of = call.arguments.iter().find_map(|word| word.strip_prefix("of="));
    match of.map(|path| call.sys.open(path, Mode::Write)) {
        Some(Err(error)) => {
            call.complain("can't open", error);
            1
        }
        Some(Ok(_)) | None => 0,
    }
}

fn remove(call: &Call<'_>) -> i32 {
    let (force, deep) = (call.has('f'), call.has('r') || call.has('R') || call.name == "rmdir");
    let mut code = 0;
    for path in call.operands() {
        if let Err(error) = remove_one(call, path, deep)
            && !(force && error == Errno::NotFound)
        {
            call.complain(&format!("can't remove '{path}'"), error);
            code = 1;
        }
    }
    code
}

fn remove_one(call: &Call<'_>, path: &str, deep: bool) -> Result<(), Errno> {
    let place = call.sys.walk(path, false)?;
    let node = place.node.ok_or(Errno::NotFound)?;
    let (dir, name) = place.parent.clone().ok_or(Errno::Denied)?;
    if let Some(refused) = place.refused {
        return Err(refused);
    }
    call.sys.with(|kernel| {
        match kernel.files.node(node) {
            Some(Node::Dir { .. }) if !deep => return Err(Errno::IsDir),
            Some(Node::Dir { entries, .. }) if call.name == "rmdir" && !entries.is_empty() => {
                return Err(Errno::NotEmpty);
            }
            _ => {}
        }
        kernel.files.take(dir, &name);
        kernel.named();
        Ok(())
    })
}

fn mkdir(call: &Call<'_>) -> i32 {
    let parents = call.has('p') || call.name == "install";
    let mut code = 0;
    for path in call.operands() {
        let mut made = Ok(());
        if parents {
            let whole = format!("{path}/");
            for (at, _) in whole.match_indices('/').skip_while(|(at, _)| *at == 0) {
                let part = whole.get(..at).unwrap_or_default();
                let is_dir = matches!(call.sys.kind(part), Some(Kind::Dir));
                made = if is_dir { Ok(()) } else { call.sys.make_dir(part) };
                if made.is_err() {
                    break;
                }
            }
        } else {
            made = call.sys.make_dir(path);
        }
        if let Err(error) = made {
            call.complain(&format!("can't create directory '{path}'"), error);
            code = 1;
        }
    }
    code
}

/// Where something goes that is copied or moved: into a folder under its own name, or to this very place.
///
/// A link that is there is followed by what is copied, and replaced by what is moved or linked.
fn target(call: &Call<'_>, from: &str, to: &str, follow: bool) -> Result<Place, Errno> {
    if let Some(Kind::Dir) = call.sys.kind(to) {
        let into = call.sys.walk(to, true)?;
        return call.sys.walk(&format!("{}/{}", into.path, base_name(from)), follow);
    }
    call.sys.walk(to, follow)
}

fn copy(call: &Call<'_>) -> i32 {
    let deep = call.has('r') || call.has('R') || call.has('a');
    let operands: Vec<&str> = call.operands().collect();
    let [sources @ .., to] = operands.as_slice() else { return 1 };
    let mut code = 0;
    for from in sources {
        if let Err((what, error)) = copy_one(call, from, to, deep) {
            call.complain(&what, error);
            code = 1;
        }
    }
    code
}

fn copy_one(call: &Call<'_>, from: &str, to: &str, deep: bool) -> Result<(), (String, Errno)> {
    let missing = |error| (format!("can't stat '{from}'"), error);
    let node = call.sys.find(from).map_err(missing)?;
    let failed = |error| (format!("can't create '{to}'"), error);
    let whole_dir = matches!(call.sys.kind(from), Some(Kind::Dir));
    if whole_dir && !deep {
        return Err((format!("omitting directory '{from}'"), Errno::IsDir));
    }
    // `cp -a dir/. to`: what is in it, not the folder itself.
    let contents = base_name(from) == ".";
    let place = if contents { call.sys.walk(to, true) } else { target(call, from, to, true) };
    let place = place.map_err(failed)?;
    if let Some(refused) = place.refused {
        return Err(failed(refused));
    }
    call.sys.with(|kernel| {
        let made = kernel.copy(node, &place);
        kernel.named_at(call.sys.pid, &place.path);
        made.map_err(failed)
    })
}

fn rename(call: &Call<'_>) -> i32 {
    let operands: Vec<&str> = call.operands().collect();
    let [sources @ .., to] = operands.as_slice() else { return 1 };
    let mut code = 0;
    for from in sources {
        let moved = target(call, from, to, false).and_then(|place| {
            if let Some(refused) = place.refused {
                return Err(refused);
            }
            let source = call.sys.walk(from, false)?;
            let node = source.node.ok_or(Errno::NotFound)?;
            let (dir, name) = source.parent.ok_or(Errno::Denied)?;
            let (into, as_name) = place.parent.ok_or(Errno::Exists)?;
            call.sys.with(|kernel| {
                kernel.files.take(dir, &name);
                kernel.files.put(into, &as_name, node);
                kernel.named_at(call.sys.pid, &place.path);
            });
            Ok(())
        });
        if let Err(error) = moved {
            call.complain(&format!("can't rename '{from}'"), error);
            code = 1;
        }
    }
    code
}

fn link(call: &Call<'_>) -> i32 {
    let operands: Vec<&str> = call.operands().collect();
    let [from, to] = operands.as_slice() else { return 1 };
    let made = target(call, from, to, false).and_then(|place| {
        let (dir, name) = place.parent.ok_or(Errno::Exists)?;
        if let Some(refused) = place.refused {
            return Err(refused);
        }
        if place.node.is_some() && !call.has('f') {
            return Err(Errno::Exists);
        }
        let hard = if call.has('s') { None } else { Some(call.sys.find(from)?) };
        call.sys.with(|kernel| {
            let node: NodeId =
                hard.unwrap_or_else(|| kernel.files.add(Node::Link((*from).to_owned())));
            kernel.files.put(dir, &name, node);
            kernel.named_at(call.sys.pid, &place.path);
        });
        Ok(())
    });
    match made {
        Ok(()) => 0,
        Err(error) => {
            call.complain(to, error);
            1
        }
    }
}

fn list(call: &Call<'_>) -> i32 {
    let mut paths: Vec<&str> =
        call.operands().take_while(|word| !["!", "("].contains(word)).collect();
    let is_find = call.name == "find";
    let wanted = call.value("-name", "").filter(|_| is_find).map(super::super::shell::Pattern::of);
    let kind = call.value("-type", "").filter(|_| is_find);
    if is_find {
        // What stands behind the first flag belongs to an expression.
        let first_flag = call.arguments.iter().position(|word| word.starts_with('-'));
        paths.truncate(first_flag.unwrap_or(paths.len()));
    }
    if paths.is_empty() {
        paths.push(".");
    }
    let (mut all, mut code) = (String::new(), 0);
    for path in paths {
        let place = call.sys.walk(path, true).ok();
        let Some((at, node)) = place.and_then(|place| Some((place.path, place.node?))) else {
            call.complain(path, Errno::NotFound);
            code = 1;
            continue;
        };
        let mut found = Vec::new();
        call.sys.with(|kernel| {
            if let Some(ground) = kernel.grounds.get(call.sys.container_in(kernel)) {
                let deep = is_find || call.has('R');
                kernel.tree(&ground.space, (&at, node), path, deep, &mut found);
            }
        });
        for (name, is_dir) in found {
            let base = base_name(&name);
            let is_wanted = wanted.as_ref().is_none_or(|pattern| pattern.matches(base))
                && kind.is_none_or(|kind| (kind == "d") == is_dir);
            if is_find && is_wanted {
                all.push_str(&format!("{name}\n"));
            } else if !is_find
                && (name == path) != is_dir_of(&name, path, is_dir)
                && (!base.starts_with('.') || call.has('a') || call.has('A'))
            {
                all.push_str(&format!("{base}\n"));
            }
        }
    }
    code | call.print(&all)
}

/// Whether `ls` shows what is below and not the thing itself.
fn is_dir_of(name: &str, path: &str, is_dir: bool) -> bool {
    if name == path { is_dir } else { true }
}

fn readlink(call: &Call<'_>) -> i32 {
    let follows = call.name == "realpath" || call.has('f');
    let mut code = 0;
    for path in call.operands() {
        let found = call.sys.walk(path, follows).ok();
        let target = found.and_then(|place| {
            let node = place.node?;
            if follows {
                return Some(place.path);
            }
            call.sys.with(|kernel| match kernel.files.node(node) {
                Some(Node::Link(target)) => Some(target.clone()),
                _ => None,
            })
        });
        match target {
            Some(target) => code |= call.print(&format!("{target}\n")),
            None => code = 1,
        }
    }
    code
}

fn stat(call: &Call<'_>) -> i32 {
    let mut code = 0;
    for path in call.operands() {
        match call.sys.find(path) {
            Ok(node) => {
                let size = call.sys.with(|kernel| kernel.files.text(node).map_or(4096, str::len));
                let line = if call.name == "du" {
                    format!("{}\t{path}\n", size.div_ceil(1024))
                } else {
                    format!("{size}\n")
                };
                code |= call.print(&line);
            }
            Err(error) => {
                call.complain(&format!("can't stat '{path}'"), error);
                code = 1;
            }
        }
    }
    code
}

/// The files below paths, as deep as they stand; a path that is no folder is itself.
pub(super) fn below(call: &Call<'_>, paths: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in paths {
        match call.sys.walk(path, true).ok().and_then(|place| Some((place.path, place.node?))) {
            Some((at, node)) => call.sys.with(|kernel| {
                if let Some(ground) = kernel.grounds.get(call.sys.container_in(kernel)) {
                    kernel.tree(&ground.space, (&at, node), path, true, &mut found);
                }
            }),
            None => found.push(((*path).to_owned(), false)),
        }
    }
    found.into_iter().filter(|(_, is_dir)| !is_dir).map(|(path, _)| path).collect()
}
