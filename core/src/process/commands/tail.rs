//! `tail`, and `head` beside it. busybox looks once a second whether a file has grown.
//!
//! Source: coreutils/tail.c of busybox 1.36.

use std::rc::Rc;

use crate::process::commands::Call;
use crate::process::machine::files::Errno;
use crate::process::machine::kernel::Wait;
use crate::process::machine::open::{Open, What};
use crate::process::machine::sys::Mode;
use crate::process::shell::Flavor;
use crate::time::{SimDuration, SimTime};

/// A file that is followed.
struct Followed<'a> {
    path: &'a str,
    open: Option<Rc<Open>>,
}

impl Followed<'_> {
    /// Everything that is in it has been read.
    fn caught_up(&self, call: &Call<'_>) {
        if let Ok(place) = call.sys.look(self.path) {
            let node = self.open.as_deref().and_then(node_of);
            let container = call.sys.container();
            call.sys.with(|kernel| kernel.follow(container, &place.path, node));
        }
    }
}

pub(super) async fn run(call: &Call<'_>) -> i32 {
    let (by_name, follows) = (
        call.has('F'),
        call.has('f')
            || call.has('F')
            || call.arguments.iter().any(|word| word.starts_with("--follow")),
    );
    let is_known = |word: &&String| {
        let letters = word.trim_start_matches('-');
        word.starts_with("--")
            || !word.starts_with('-')
            || letters.chars().all(|letter| "fFncqvsz".contains(letter))
            || letters.starts_with(|c: char| "ncs".contains(c) || c.is_ascii_digit())
    };
    let mut words = call.arguments.iter().take_while(|word| *word != "--");
    if words.any(|word| !is_known(&word)) {
        call.complain("unknown option", Errno::Invalid);
        return 1;
    }
    let old = call
        .arguments
        .iter()
        .find_map(|word| word.strip_prefix('-').filter(|rest| rest.parse::<usize>().is_ok()));
    let count = call.value("-n", "--lines").or(call.value("-c", "--bytes")).or(old).unwrap_or("10");
    let by_bytes = call.value("-c", "--bytes").is_some();
    let from_start = count.starts_with('+');
    let count: usize = count.trim_start_matches(['+', '-']).parse().unwrap_or(10);
    let mut skip = false;
    let paths: Vec<&str> = call
        .arguments
        .iter()
        .map(String::as_str)
        .filter(|word| {
            let is_value = std::mem::replace(&mut skip, ["-n", "-c", "-s"].contains(word));
            !is_value && (!word.starts_with('-') || *word == "-")
        })
        .collect();
    let began = call.sys.now();
    let mut files = Vec::new();
    let mut code = 0;
    for path in if paths.is_empty() { vec!["-"] } else { paths } {
        let opened = if path == "-" {
            call.sys.get(0).ok_or(Errno::BadDescriptor)
        } else {
            call.sys.open(path, Mode::Read)
        };
        let open = match opened {
            Ok(open) => Some(open),
            Err(error) => {
                call.complain(&format!("can't open '{path}'"), error);
                code = 1;
                None
            }
        };
        files.push(Followed { path, open });
    }
    let headed = files.len() > 1 && !call.has('q');
    for (at, file) in files.iter().enumerate() {
        let Some(open) = &file.open else { continue };
        let text = match call.sys.read_all(open).await {
            Ok(text) => text,
            Err(error) => {
                call.complain("read error", error);
                return 1;
            }
        };
        let part = match (by_bytes, from_start) {
            (true, true) => text.get(count.saturating_sub(1)..).unwrap_or_default(),
            (true, false) => text.get(text.len().saturating_sub(count)..).unwrap_or(&text),
            (false, true) => skip_lines(&text, count.saturating_sub(1)),
            (false, false) => skip_lines(&text, text.lines().count().saturating_sub(count)),
        };
        let head = format!("{}==> {} <==\n", if at == 0 { "" } else { "\n" }, file.path);
        let shown = if headed { format!("{head}{part}") } else { part.to_owned() };
        if call.print(&shown) != 0 {
            return 1;
        }
    }
    if !follows || files.iter().all(|file| file.open.is_none() && !by_name) {
        return code;
    }
    follow(call, &mut files, by_name, headed, began).await
}

fn skip_lines(text: &str, count: usize) -> &str {
    let mut rest = text;
    for _ in 0..count {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

async fn follow(
    call: &Call<'_>,
    files: &mut [Followed<'_>],
    by_name: bool,
    headed: bool,
    began: SimTime,
) -> i32 {
    let mut shown = files.len().saturating_sub(1);
    for file in files.iter() {
        file.caught_up(call);
    }
    call.sys.mark_endless(true);
    loop {
        wait(call, files, by_name, began).await;
        for (at, file) in files.iter_mut().enumerate() {
            if by_name {
                reopen(call, file);
            }
            let Some(open) = &file.open else { continue };
            // A file that was emptied is read from its beginning.
            let size = node_of(open).map(|node| call.sys.with(|kernel| kernel.files.size(node)));
            if size.is_some_and(|size| size < open.at.get()) {
                open.at.set(0);
            }
            while let Ok(Some(text)) = call.sys.read(open).await {
                if headed && std::mem::replace(&mut shown, at) != at {
                    call.print(&format!("\n==> {} <==\n", file.path));
                }
                file.caught_up(call);
                if call.print(&text) != 0 {
                    return 1;
                }
            }
        }
    }
}

/// Waits until something may have come: busybox looks every second, others are told at once.
async fn wait(call: &Call<'_>, files: &[Followed<'_>], by_name: bool, began: SimTime) {
    let node = match files {
        [file] => file.open.as_deref().and_then(node_of),
        _ => None,
    };
    match node {
        Some(node) if !by_name => call.sys.pause(Wait::Written(node)).await,
        // A name may come to stand for another file.
        Some(node) => call.sys.pause(Wait::WrittenOrNamed(node)).await,
        None if files.len() == 1 && by_name => call.sys.pause(Wait::Named).await,
        // A device says nothing more; of several files one is looked at after the other.
        None if files.len() == 1 => call.sys.pause(Wait::Signal).await,
        None => call.sys.sleep(SimDuration::from_secs(1)).await,
    }
    if call.flavor == Flavor::Busybox {
        let late = call.sys.now().since(began).0 % 1000;
        if late > 0 {
            call.sys.sleep(SimDuration(1000 - late)).await;
        }
    }
}

fn node_of(open: &Open) -> Option<usize> {
    if let What::File { node, .. } = &open.what { Some(*node) } else { None }
}

/// What a name stands for now.
fn reopen(call: &Call<'_>, file: &mut Followed<'_>) {
    let found = call.sys.find(file.path).ok();
    let known = file.open.as_deref().and_then(node_of);
    if file.path == "-" || found == known {
        return;
    }
    let appeared = file.open.is_none();
    file.open = call.sys.open(file.path, Mode::Read).ok();
    let what = match (&file.open, appeared) {
        (None, _) => "has become inaccessible: No such file or directory",
        (Some(_), true) => "has appeared; following end of new file",
        (Some(_), false) => "has been replaced; following end of new file",
    };
    call.sys.complain(&format!("tail: {} {what}", file.path));
}
