//! Programs that tell of files and of what they may be used for: `ls`, `stat`, `du`, `chmod`.

use crate::process::commands::files::base_name;
use crate::process::commands::options::Options;
use crate::process::commands::{Call, stands_at};
use crate::process::machine::files::{Errno, Node, NodeId};
use crate::text::sort_by;
use crate::time::formatted_seconds;

/// What is known of something that a path leads to.
pub(super) struct Known {
    pub(super) node: NodeId,
    /// Its whole path, without links.
    pub(super) at: String,
    /// `d`, `-`, `l`, `c` or `p`.
    pub(super) kind: char,
    pub(super) mode: u16,
    pub(super) size: u64,
    /// How much of the disk it takes, in bytes.
    blocks: u64,
    /// In milliseconds since 1970.
    pub(super) changed: i64,
    /// What a link says.
    target: String,
}

/// What a path leads to; nothing where that is nothing.
pub(super) fn known(call: &Call<'_>, path: &str, follow: bool) -> Option<Known> {
    let place = call.sys.walk(path, follow).ok()?;
    let node = place.node?;
    let mut target = String::new();
    let (kind, size, blocks, mode, changed) = call.sys.with(|kernel| {
        let (kind, size) = match kernel.files.node(node) {
            Some(Node::Dir { .. }) => ('d', 4096),
            Some(Node::File { .. }) => ('-', kernel.files.size(node)),
            Some(Node::Link(to)) => {
                target.clone_from(to);
                ('l', to.len() as u64)
            }
            Some(Node::Pipe(_)) => ('p', 0),
            Some(Node::Device(_)) | None => ('c', 0),
        };
        let (mode, changed) = kernel.files.facts(node);
        (kind, size, kernel.files.blocks(node), mode, changed)
    });
    Some(Known { node, at: place.path, kind, mode, size, blocks, changed, target })
}

/// When something was changed last.
pub(super) fn time_of(known: &Known, format: &str) -> String {
    let millis = u64::try_from(known.changed.rem_euclid(1000)).unwrap_or(0);
    formatted_seconds(known.changed.div_euclid(1000), millis, format)
}

/// `drwxr-xr-x`
fn letters(known: &Known) -> String {
    let mut all = String::from(known.kind);
    for bit in (0..9).rev() {
        let letter = match bit % 3 {
            2 => 'r',
            1 => 'w',
            _ => 'x',
        };
        all.push(if known.mode >> bit & 1 == 1 { letter } else { '-' });
    }
    all
}

/// The names in a folder.
fn names(call: &Call<'_>, known: &Known) -> Vec<String> {
    let mut all = call.sys.with(|kernel| match kernel.files.node(known.node) {
        Some(Node::Dir { entries, .. }) => entries.keys().cloned().collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    // What is mounted there has a name there as well.
    let above = known.at.trim_end_matches('/');
    let mounted = call.sys.ground(|ground| {
        let inside = ground.space.mounts.iter().filter_map(|mount| mount.path.strip_prefix(above));
        let inside = inside.filter_map(|rest| rest.strip_prefix('/'));
        inside.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect::<Vec<_>>()
    });
    for name in mounted {
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    sort_by(&mut all, Ord::cmp);
    all
}

/// `ls [-aAldrtRS1F] [path…]`
pub(super) fn list(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "", false);
    let mut paths = options.operands.clone();
    if paths.is_empty() {
        paths.push(".");
    }
    let (mut code, mut files, mut folders) = (0, Vec::new(), Vec::new());
    for path in &paths {
        match known(call, path, !options.has('d') && !options.has('l')) {
            Some(known) if known.kind == 'd' && !options.has('d') => {
                folders.push((*path).to_owned());
            }
            Some(_) => files.push((*path).to_owned()),
            None if stands_at(call.sys, path) => files.push((*path).to_owned()),
            None => {
                // What is not known of may be there.
                call.sys.find(path).ok();
                call.complain(path, Errno::NotFound);
                code = if call.is_gnu() { 2 } else { 1 };
            }
        }
    }
    let headed = paths.len() > 1 || options.has('R');
    let mut out = String::new();
    show(call, &options, "", files, &mut out);
    let mut at = 0;
    while let Some(path) = folders.get(at).cloned() {
        at += 1;
        let Some(folder) = known(call, &path, true) else { continue };
        if headed {
            out.push_str(if out.is_empty() { "" } else { "\n" });
            out.push_str(&path);
            out.push_str(":\n");
        }
        let all = options.has('a');
        let mut inside = names(call, &folder);
        inside.retain(|name| all || options.has('A') || !name.starts_with('.'));
        if options.has('R') {
            let above = path.trim_end_matches('/');
            let mut next = at;
            for name in &inside {
                let below = format!("{above}/{name}");
                if known(call, &below, false).is_some_and(|it| it.kind == 'd')
                    && folders.len() < 1000
                {
                    folders.insert(next, below);
                    next += 1;
                }
            }
        }
        if all {
            inside.splice(0..0, [".".to_owned(), "..".to_owned()]);
        }
        if options.has('l') {
            out.push_str(&format!("total {}\n", inside.len() * 4));
        }
        show(call, &options, &path, inside, &mut out);
    }
    code.max(call.print(&out))
}

/// Prints names that stand in a folder, a line each.
fn show(
    call: &Call<'_>,
    options: &Options<'_>,
    folder: &str,
    names: Vec<String>,
    out: &mut String,
) {
    let whole = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    };
    let mut all: Vec<(String, Option<Known>)> = Vec::new();
    let looks = options.has('l')
        || options.has('t')
        || options.has('S')
        || options.has('F')
        || options.has('p');
    for name in names {
        let found = if looks { known(call, &whole(&name), false) } else { None };
        all.push((name, found));
    }
    let by_time = options.has('t');
    if by_time || options.has('S') {
        let rank = |known: &Option<Known>| {
            let known = known.as_ref();
            known.map_or(
                (0, 0),
                |it| if by_time { (it.changed, it.node as u64) } else { (0, it.size) },
            )
        };
        sort_by(&mut all, |a, b| rank(&b.1).cmp(&rank(&a.1)));
    }
    if options.has('r') {
        all.reverse();
    }
    let width =
        all.iter().filter_map(|(_, it)| it.as_ref()).map(|it| it.size.to_string().len()).max();
    let width = if call.is_gnu() { width.unwrap_or(1) } else { 9 };
    for (name, known) in all {
        if let Some(known) = known.as_ref().filter(|_| options.has('l')) {
            let time = time_of(known, "%b %e %H:%M");
            let (mode, links, size) =
                (letters(known), if known.kind == 'd' { 2 } else { 1 }, known.size);
            out.push_str(&if call.is_gnu() {
                format!("{mode} {links} root root {size:width$} {time} ")
            } else {
                format!("{mode}    {links} root     root     {size:width$} {time} ")
            });
        }
        // busybox shows no control characters.
        out.extend(name.chars().map(|it| if it.is_control() && !call.is_gnu() { '?' } else { it }));
        if let Some(known) = known {
            if options.has('l') && known.kind == 'l' {
                out.push_str(" -> ");
                out.push_str(&known.target);
            }
            if (options.has('F') || options.has('p')) && known.kind == 'd' {
                out.push('/');
            } else if options.has('F') && known.kind == '-' && known.mode & 0o111 != 0 {
                out.push('*');
            }
        }
        out.push('\n');
    }
}

/// What is said of a file in the place of `%` and a letter; nothing where that is not known here.
pub(super) fn said(known: &Known, letter: char) -> Option<String> {
    Some(match letter {
        's' => known.size.to_string(),
        'a' => format!("{:o}", known.mode),
        'A' => letters(known),
        'F' => match known.kind {
            'd' => "directory",
            'l' => "symbolic link",
            'p' => "fifo",
            'c' => "character special file",
            _ if known.size == 0 => "regular empty file",
            _ => "regular file",
        }
        .to_owned(),
        'U' | 'G' => "root".to_owned(),
        'u' | 'g' => "0".to_owned(),
        'h' => (if known.kind == 'd' { "2" } else { "1" }).to_owned(),
        'Y' | 'Z' | 'X' => (known.changed / 1000).to_string(),
        'y' | 'z' | 'x' => time_of(known, "%F %T.%N %z"),
        'b' => (known.blocks / 512).to_string(),
        'B' => "512".to_owned(),
        'o' => "4096".to_owned(),
        'i' => known.node.to_string(),
        _ => return None,
    })
}

/// `stat [-c FORMAT] path…`; nothing where it is called in another way.
pub(super) fn stat(call: &Call<'_>) -> Option<i32> {
    let options = Options::read(call.arguments, "c", false);
    let format = options.value('c')?;
    let (mut code, mut out) = (0, String::new());
    for path in &options.operands {
        let Some(known) = known(call, path, options.has('L')) else {
            call.complain(&format!("can't stat '{path}'"), Errno::NotFound);
            code = 1;
            continue;
        };
        let mut rest = format.chars();
        while let Some(letter) = rest.next() {
            match (letter, if letter == '%' { rest.next() } else { None }) {
                ('%', Some('n')) => out.push_str(path),
                ('%', Some('N')) => {
                    let target = if known.kind == 'l' {
                        format!(" -> '{}'", known.target)
                    } else {
                        String::new()
                    };
                    out.push_str(&format!("'{path}'{target}"));
                }
                ('%', Some('%') | None) => out.push('%'),
                ('%', Some(letter)) => out.push_str(&said(&known, letter)?),
                (letter, _) => out.push(letter),
            }
        }
        out.push('\n');
    }
    Some(code.max(call.print(&out)))
}

/// `du [-shkabm] [path…]`: how much stands in files, in blocks of 4 KB.
pub(super) fn usage(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "d", false);
    let mut paths = options.operands.clone();
    if paths.is_empty() {
        paths.push(".");
    }
    let (mut code, mut out) = (0, String::new());
    for path in paths {
        let mut found = Vec::new();
        if let Some(known) = known(call, path, true) {
            call.sys.with(|kernel| {
                if let Some(ground) = kernel.grounds.get(call.sys.container_in(kernel)) {
                    kernel.tree(&ground.space, (&known.at, known.node), path, true, &mut found);
                }
            });
        } else {
            call.complain(path, Errno::NotFound);
            code = 1;
        }
        let size = |path: &str| {
            let known = known(call, path, false);
            known.map_or(0, |it| if options.has('b') { it.size } else { it.blocks })
        };
        for (at, (name, is_dir)) in found.iter().enumerate().rev() {
            let is_shown = at == 0 || (!options.has('s') && (*is_dir || options.has('a')));
            if !is_shown {
                continue;
            }
            let inside = format!("{}/", name.trim_end_matches('/'));
            let within =
                found.iter().filter(|(other, _)| other == name || other.starts_with(&inside));
            let sum: u64 = within.map(|(other, _)| size(other)).sum();
            let sum = if options.has('b') {
                sum.to_string()
            } else if options.has('h') {
                let (unit, letter) = if sum < 1 << 20 { (1024, 'K') } else { (1 << 20, 'M') };
                let tenths = (sum * 10).div_ceil(unit);
                format!("{}.{}{letter}", tenths / 10, tenths % 10)
            } else {
                sum.div_ceil(if options.has('m') { 1 << 20 } else { 1024 }).to_string()
            };
            out.push_str(&format!("{sum}\t{name}\n"));
        }
    }
    code.max(call.print(&out))
}

/// `chmod [-R] MODE path…`
pub(super) fn change_mode(call: &Call<'_>) -> i32 {
    let mut words = call.arguments;
    let mut deep = false;
    while let [flag, rest @ ..] = words
        && ["-R", "-f", "-v", "-c", "--"].contains(&flag.as_str())
    {
        deep |= flag == "-R";
        words = rest;
    }
    let [wanted, paths @ ..] = words else { return 1 };
    let mut code = 0;
    for path in paths {
        let below = if deep { super::files::below(call, &[path.as_str()]) } else { Vec::new() };
        for path in below.iter().chain([path]) {
            let Some(known) = known(call, path, true) else {
                call.sys.find(path).ok();
                call.complain(path, Errno::NotFound);
                code = 1;
                continue;
            };
            let Some(mode) = mode(wanted, known.mode, known.kind == 'd') else {
                call.complain("invalid mode", Errno::NotFound);
                return 1;
            };
            let refused = call.sys.walk(path, true).ok().and_then(|place| place.refused);
            if let Some(error) = refused {
                call.complain(path, error);
                code = 1;
                continue;
            }
            call.sys.with(|kernel| kernel.files.change(known.node, Some(mode)));
        }
    }
    code
}

/// What a mode becomes: `755`, `+x`, `u=rw,go-w`.
fn mode(wanted: &str, before: u16, is_dir: bool) -> Option<u16> {
    if wanted.starts_with(|c: char| c.is_ascii_digit()) {
        return u16::from_str_radix(wanted, 8).ok().map(|mode| mode & 0o7777);
    }
    let mut mode = before;
    for part in wanted.split(',') {
        let at = part.find(['+', '-', '='])?;
        let (who, rest) = part.split_at(at);
        let mut mask = 0;
        for letter in who.chars() {
            mask |= match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        // Without a name it is all that the umask leaves.
        let mask = if who.is_empty() { 0o777 } else { mask };
        let mut bits = 0;
        for letter in rest.get(1..)?.chars() {
            bits |= match letter {
                'r' => 0o444,
                'w' if who.is_empty() => 0o200,
                'w' => 0o222,
                'x' => 0o111,
                'X' if is_dir || mode & 0o111 != 0 => 0o111,
                'X' | 's' | 't' => 0,
                _ => return None,
            };
        }
        match rest.chars().next() {
            Some('+') => mode |= bits & mask,
            Some('-') => mode &= !(bits & mask),
            _ => mode = mode & !mask | bits & mask,
        }
    }
    Some(mode)
}

/// The name that a file has by itself.
pub(super) fn own_name(path: &str) -> &str {
    Some(base_name(path)).filter(|name| !name.is_empty()).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_chmod_does() {
        for (wanted, before, expected) in [
            ("755", 0o644, Some(0o755)),
            ("+x", 0o644, Some(0o755)),
            ("u+x,g-r", 0o644, Some(0o704)),
            ("go=", 0o777, Some(0o700)),
            ("a=r", 0o777, Some(0o444)),
            ("z+x", 0, None),
        ] {
            assert_eq!(mode(wanted, before, false), expected, "{wanted}");
        }
    }
}
