//! Programs about files: reading, writing, copying, naming.

use std::rc::Rc;

use crate::process::commands::options::Options;
use crate::process::commands::{Call, dates, listing};
use crate::process::machine::files::{Errno, Node, NodeId, Place};
use crate::process::machine::open::{Open, PIPE_SIZE, What};
use crate::process::machine::sys::{Kind, Mode};

pub(super) fn run(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "touch" => touch(call),
        "truncate" | "fallocate" => resize(call),
        "chmod" => listing::change_mode(call),
        "mkfifo" => make_pipes(call),
        "rm" | "rmdir" | "unlink" => remove(call),
        "mkdir" => mkdir(call),
        "install" if call.has('d') => mkdir(call),
        "cp" | "install" => copy(call),
        "mv" => rename(call),
        "ln" => link(call),
        "ls" => listing::list(call),
        "readlink" | "realpath" => readlink(call),
        "stat" => return listing::stat(call),
        "du" => listing::usage(call),
        "df" => call.print("Filesystem           1K-blocks      Used Available Use% Mounted on\n"),
        "mktemp" => mktemp(call),
        _ => return None,
    })
}

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// `touch [-c] [-d TIME | -t TIME | -r FILE] path…`
fn touch(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "dtr", false);
    let long = call.arguments.iter().find_map(|word| word.strip_prefix("--date="));
    let mut wanted = None;
    if let Some(said) = options.value('d').or(long) {
        wanted = dates::read(said, call.sys.now().unix_seconds(), call.is_gnu());
    } else if let Some(said) = options.value('t') {
        // `[[CC]YY]MMDDhhmm[.ss]`
        let part = |from: usize, to: usize| said.get(from..to).unwrap_or("00");
        let date = [part(0, 4), part(4, 6), part(6, 8)].join("-");
        wanted = dates::read(&format!("{date} {}:{}", part(8, 10), part(10, 12)), 0, true);
    }
    let given = options.has('d') || options.has('t') || long.is_some();
    if given && wanted.is_none() {
        call.complain("invalid date", Errno::Invalid);
        return 1;
    }
    let mut wanted = wanted.map(|seconds| seconds * 1000);
    if let Some(other) = options.value('r') {
        wanted = listing::known(call, other, true).map(|known| known.changed);
    }
    let mut code = 0;
    for path in options.operands.iter().copied() {
        if options.has('c') && call.sys.find(path).is_err() {
            continue;
        }
        // A folder is touched as well.
        let is_dir = matches!(call.sys.kind(path), Some(Kind::Dir));
        if !is_dir && let Err(error) = call.sys.open(path, Mode::Append) {
            call.complain(path, error);
            code = 1;
            continue;
        }
        let node = call.sys.find(path).ok();
        call.sys.with(|kernel| {
            if let Some(node) = node {
                let at = wanted.unwrap_or_else(|| kernel.files.now());
                kernel.files.set_changed(node, at);
            }
        });
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

/// `mktemp [-dut] [-p FOLDER] [TEMPLATE]`
fn mktemp(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "p", false);
    let template = options.operands.first().copied();
    let folder = options.value('p').or((template.is_none() || options.has('t')).then_some("/tmp"));
    let template = template.unwrap_or(if call.is_gnu() { "tmp.XXXXXXXXXX" } else { "tmp.XXXXXX" });
    let name = template.trim_end_matches('X');
    let count = template.len() - name.len();
    if count < (if call.is_gnu() { 3 } else { 6 }) {
        call.complain(template, Errno::Invalid);
        return 1;
    }
    let mut path = folder.map_or_else(String::new, |folder| format!("{folder}/"));
    path.push_str(name);
    for _ in 0..count {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let at = usize::try_from(call.sys.random()).unwrap_or(0) % letters.len();
        path.push_str(letters.get(at..=at).unwrap_or_default());
    }
    let made = match (options.has('u'), options.has('d')) {
        (true, _) => Ok(()),
        (false, true) => call.sys.make_dir(&path),
        (false, false) => call.sys.open(&path, Mode::Write).map(|_| ()),
    };
    if let Err(error) = made {
        call.complain(&path, error);
        return 1;
    }
    let bits = if options.has('d') { 0o700 } else { 0o600 };
    if let Ok(node) = call.sys.find(&path) {
        call.sys.with(|kernel| kernel.files.change(node, Some(bits)));
    }
    call.print(&format!("{path}\n"))
}

/// A number of bytes: `10`, `4k`, `1M`.
pub(super) fn bytes(said: &str) -> Option<u64> {
    let digits = said.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match said.get(digits.len()..)?.to_ascii_lowercase().as_str() {
        "" | "c" => 1,
        "b" => 512,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        "t" | "tb" | "tib" => 1 << 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// How much of what is meant to be large is read: of the rest nobody looks at more than its size.
const ENOUGH: u64 = 1 << 20;

/// `truncate -s SIZE path…`, `fallocate -l SIZE path`
fn resize(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "slr", false);
    let said = options.value('s').or(options.value('l')).unwrap_or_default();
    let grows = said.starts_with('+');
    let Some(size) = bytes(said.trim_start_matches('+')) else {
        call.complain(said, Errno::Invalid);
        return 1;
    };
    // The one writes nothing, and the other makes nothing shorter.
    let is_sparse = call.name == "truncate";
    let mut code = 0;
    for path in options.operands.iter().copied() {
        if options.has('c') && call.sys.find(path).is_err() {
            continue;
        }
        let resized = call.sys.open(path, Mode::Append).and_then(|open| {
            let What::File { node, .. } = open.what else { return Err(Errno::Invalid) };
            call.sys.with(|kernel| {
                let before = kernel.files.size(node);
                let size = if grows { before.saturating_add(size) } else { size };
                let size = if is_sparse { size } else { size.max(before) };
                kernel.files.resize(node, size, is_sparse)?;
                kernel.written(node);
                Ok(())
            })
        });
        if let Err(error) = resized {
            call.complain(path, error);
            code = 1;
        }
    }
    code
}

/// `dd if=… of=… bs=… count=…`
pub(super) async fn dd(call: &Call<'_>) -> i32 {
    let said = |name: &str| call.arguments.iter().find_map(|word| word.strip_prefix(name));
    let number = |name: &str| said(name).map_or(Some(None), |said| bytes(said).map(Some));
    let (Some(block), Some(count), Some(skip), Some(seek)) =
        (number("bs="), number("count="), number("skip="), number("seek="))
    else {
        call.complain("invalid number", Errno::Invalid);
        return 1;
    };
    let block = block.unwrap_or(512).max(1);
    let keeps = said("conv=").is_some_and(|conv| conv.contains("notrunc")) || seek.is_some();
    let mode = if keeps { Mode::ReadWrite } else { Mode::Write };
    let open = |name: &str, mode: Mode, fd: u32| match said(name) {
        Some(path) => call.sys.open(path, mode).map_err(|error| (path, error)),
        None => call.sys.get(fd).ok_or(("standard stream", Errno::BadDescriptor)),
    };
    let (input, output) = match (open("if=", Mode::Read, 0), open("of=", mode, 1)) {
        (Ok(input), Ok(output)) => (input, output),
        (Err((path, error)), _) | (_, Err((path, error))) => {
            call.complain(&format!("can't open '{path}'"), error);
            return 1;
        }
    };
    let wanted = count.map_or(u64::MAX, |count| count.saturating_mul(block));
    let skipped = skip.unwrap_or(0).saturating_mul(block);
    if let Some(seek) = seek {
        output.at.set(seek.saturating_mul(block));
    }
    let (moved, result) = pass_on(call, &input, &output, skipped, wanted).await;
    let (whole, part) = (moved / block, u64::from(moved % block > 0));
    let mut read = whole;
    if let Err(error) = result {
        let name = said("of=").unwrap_or("standard output");
        let name = if call.is_gnu() { format!("error writing '{name}'") } else { name.to_owned() };
        call.complain(&name, error);
        // What could not be written had been read.
        read += 1;
    }
    if said("status=").is_none() {
        call.sys.complain(&format!("{read}+{part} records in\n{whole}+{part} records out"));
    }
    i32::from(result.is_err())
}

/// Writes what stands behind some bytes of an input, so much of it at most: how much that was, and how it ended. The
/// beginning of it is written as it is, of the rest the size.
pub(super) async fn pass_on(
    call: &Call<'_>,
    input: &Open,
    output: &Open,
    skipped: u64,
    wanted: u64,
) -> (u64, Result<(), Errno>) {
    let is_endless = matches!(input.what, What::Endless(_));
    // Nobody looks at what has no end.
    let enough = if is_endless { PIPE_SIZE as u64 } else { ENOUGH };
    let most = wanted.min(enough).saturating_add(skipped.min(enough));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let begin = input.at.get();
    let mut all = String::new();
    while all.len() < most
        && let Ok(Some(text)) = call.sys.read(input).await
    {
        let end = text.floor_char_boundary(most - all.len());
        all.push_str(text.get(..end).unwrap_or_default());
        open_rest(input, text.get(end..).unwrap_or_default());
        if end == 0 {
            break;
        }
    }
    let from =
        all.ceil_char_boundary(usize::try_from(skipped).unwrap_or(usize::MAX).min(all.len()));
    let text = all.get(from..).unwrap_or_default();
    let written = text.len() as u64;
    let length = if is_endless {
        wanted
    } else if matches!(input.what, What::File { .. }) {
        let left = size_of(call, input).saturating_sub(begin.saturating_add(skipped));
        // A letter that is cut is left out.
        if left.min(wanted) < written + 4 { written } else { left.min(wanted) }
    } else if written < wanted.min(enough) || wanted == u64::MAX {
        written
    } else {
        // What is larger than it is read counts as if it were written.
        wanted
    };
    let before = size_of(call, output);
    let mut result = call.sys.write(output, text);
    if result.is_ok() && length > written {
        result = call.sys.write_more(output, length - written);
    }
    let moved = if result.is_ok() { length } else { size_of(call, output).saturating_sub(before) };
    (moved, result)
}

/// How long a file is that is open.
fn size_of(call: &Call<'_>, open: &Open) -> u64 {
    let What::File { node, .. } = open.what else { return 0 };
    call.sys.with(|kernel| kernel.files.size(node))
}

/// What was read too far is given back.
fn open_rest(input: &Open, text: &str) {
    if !text.is_empty() {
        input.give_back(text);
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

pub(super) fn remove_one(call: &Call<'_>, path: &str, deep: bool) -> Result<(), Errno> {
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
    let options = Options::read(call.arguments, "mog", false);
    let parents = options.has('p') || call.name == "install";
    let mut code = 0;
    for path in options.operands.iter().copied() {
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
        let bits = options.value('m').and_then(|mode| u16::from_str_radix(mode, 8).ok());
        match (made, bits) {
            (Err(error), _) => {
                call.complain(&format!("can't create directory '{path}'"), error);
                code = 1;
            }
            (Ok(()), Some(_)) => {
                let node = call.sys.find(path).ok();
                call.sys.with(|kernel| node.map(|node| kernel.files.change(node, bits)));
            }
            (Ok(()), None) => {}
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
    let options = Options::read(call.arguments, "mogtS", false);
    let mut operands = options.operands.clone();
    operands.extend(options.value('t'));
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
    let failed = |error| {
        let is_full = error == Errno::NoSpace;
        let what = if is_full { "write error".to_owned() } else { format!("can't create '{to}'") };
        (what, error)
    };
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
    if place.node.is_some() && call.has('n') {
        return Ok(());
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
