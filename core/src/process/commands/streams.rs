//! Programs that make something of what they read, as it comes or at its end.

use std::rc::Rc;

use crate::process::commands::files::{below, bytes, pass_on};
use crate::process::commands::options::Options;
use crate::process::commands::{Call, awk, grep, sed, text, unknown};
use crate::process::machine::files::Errno;
use crate::process::machine::open::{Open, What};
use crate::process::machine::sys::Mode;
use crate::process::shell::Flavor;

/// How much most programs print before it is written; what is left is written at their end.
///
/// Source: `BUFSIZ` of C's library for what is no terminal. Measured with GNU's programs and with busybox.
const BUFFER: usize = 4096;

/// What is made of the inputs, piece by piece.
pub(super) trait Filter {
    /// Takes a line, or a piece of any size; whether more of this input is wanted.
    fn take(&mut self, text: &str, out: &mut String) -> bool;
    /// An input begins.
    fn begin(&mut self, _path: &str, _out: &mut String) {}
    /// This input has ended.
    fn end(&mut self, _path: &str, _out: &mut String) {}
    /// All inputs have ended.
    fn finish(&mut self, _out: &mut String) {}
    /// Whether no more input at all is wanted.
    fn is_done(&self) -> bool {
        false
    }
    /// Whether it goes on for ever without asking for anything.
    fn is_stuck(&self) -> bool {
        false
    }
    /// The exit code, where some input could not be read or all could.
    fn code(&self, failed: bool) -> i32 {
        i32::from(failed)
    }
}

/// A filter with its inputs.
pub(super) struct Work<'a> {
    pub(super) filter: Box<dyn Filter + 'a>,
    pub(super) paths: Vec<&'a str>,
    /// Whether it wants lines.
    pub(super) by_line: bool,
    /// Whether it writes at once.
    pub(super) flushes: bool,
    /// Whether a folder stands for the files below it.
    pub(super) deep: bool,
}

impl<'a> Work<'a> {
    /// A filter of pieces of any size.
    pub(super) fn pieces(filter: impl Filter + 'a, paths: Vec<&'a str>) -> Self {
        Self { filter: Box::new(filter), paths, by_line: false, flushes: false, deep: false }
    }

    /// A filter of lines.
    pub(super) fn lines(filter: impl Filter + 'a, paths: Vec<&'a str>) -> Self {
        Self { by_line: true, ..Self::pieces(filter, paths) }
    }
}

/// Why there is no filter.
pub(super) enum Without {
    /// It is another program.
    Other,
    /// It is called in a way that is not understood here.
    Unread,
    /// It ends at once.
    Ends(i32),
}

fn work<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let arguments = call.arguments;
    Ok(match call.name {
        "cat" => {
            let options = Options::read(arguments, "", false);
            let paths = options.operands.clone();
            let numbers = options.has('n') || options.has('b');
            if !numbers && !options.has('A') && !options.has('E') && !options.has('e') {
                return Ok(Work { flushes: true, ..Work::pieces(Cat, paths) });
            }
            let mut number = 0;
            let flushes = call.is_gnu();
            let filter = text::each(move |line, out| {
                if numbers && !(options.has('b') && line.is_empty()) {
                    number += 1;
                    out.push_str(&format!("{number:6}\t"));
                }
                out.push_str(line);
                out.push_str(if numbers { "\n" } else { "$\n" });
            });
            Work { flushes, ..Work::lines(filter, paths) }
        }
        "tee" => {
            let options = Options::read(arguments, "", false);
            let mode = if options.has('a') { Mode::Append } else { Mode::Write };
            let mut tee = Tee { call, outputs: Vec::new(), failed: false };
            for path in options.operands {
                match call.sys.open(path, mode) {
                    Ok(open) => tee.outputs.push(open),
                    Err(error) => {
                        call.complain(path, error);
                        tee.failed = true;
                    }
                }
            }
            Work { flushes: true, ..Work::pieces(tee, Vec::new()) }
        }
        "head" => {
            let old = arguments.first().and_then(|word| word.strip_prefix('-'));
            let old = old.and_then(|rest| rest.parse().ok());
            let options = Options::read(arguments, "nc", false);
            let said = options.value('n').or(options.value('c'));
            let keeps = said.is_some_and(|said| said.starts_with('-'));
            let count = said.and_then(|said| bytes(said.trim_start_matches('-')));
            let count = count.and_then(|count| usize::try_from(count).ok());
            let (headed, bytes) = (options.operands.len() > 1, options.has('c'));
            let count = count.or(old).unwrap_or(10);
            let head = Head { count, left: count, bytes, keeps, headed, held: Vec::new(), seen: 0 };
            Work::lines(head, options.operands)
        }
        "grep" | "egrep" | "fgrep" => grep::work(call)?,
        "sed" => sed::work(call)?,
        "awk" | "gawk" | "mawk" => awk::work(call)?,
        _ => text::work(call)?,
    })
}

/// `head -c SIZE` of a device without an end: most of that is counted alone.
async fn bulk(call: &Call<'_>) -> Option<i32> {
    let options = Options::read(call.arguments, "nc", false);
    let count = options.value('c').filter(|_| call.name == "head").and_then(bytes)?;
    let input = match options.operands.as_slice() {
        [] => call.sys.get(0)?,
        [path] => call.sys.open(path, Mode::Read).ok()?,
        _ => return None,
    };
    let output = call.sys.get(1)?;
    if !matches!((&input.what, &output.what), (What::Endless(_), What::File { .. })) {
        return None;
    }
    let (_, result) = pass_on(call, &input, &output, 0, count).await;
    if let Err(error) = result {
        call.complain("write error", error);
    }
    Some(i32::from(result.is_err()))
}

/// Runs a program that makes something of what it reads; nothing where it is none.
pub(super) async fn run(call: &Call<'_>) -> Option<i32> {
    if let Some(code) = bulk(call).await {
        return Some(code);
    }
    let Work { mut filter, paths, by_line, flushes, deep } = match work(call) {
        Ok(work) => work,
        Err(Without::Other) => return None,
        Err(Without::Unread) => return Some(unknown(call.sys, call.name, call.arguments).await),
        Err(Without::Ends(code)) => return Some(code),
    };
    let mut paths: Vec<String> =
        if deep { below(call, &paths) } else { paths.into_iter().map(str::to_owned).collect() };
    if paths.is_empty() && !deep {
        paths.push("-".to_owned());
    }
    let (mut failed, mut out) = (false, String::new());
    for path in &paths {
        if filter.is_done() {
            break;
        }
        let opened = match path.as_str() {
            "-" => call.sys.get(0).ok_or(Errno::BadDescriptor),
            path => call.sys.open_ready(path, Mode::Read).await,
        };
        let mut result = opened.as_ref().map(|_| ()).map_err(|error| *error);
        if let Ok(open) = opened {
            filter.begin(path, &mut out);
            loop {
                let read = if by_line {
                    call.sys.read_line(&open).await
                } else {
                    call.sys.read(&open).await
                };
                let goes_on = match read {
                    Ok(Some(text)) => filter.take(&text, &mut out),
                    Ok(None) => false,
                    Err(error) => {
                        result = Err(error);
                        false
                    }
                };
                let is_due = out.len() >= BUFFER || (flushes && !out.is_empty());
                if is_due && call.print(&std::mem::take(&mut out)) != 0 {
                    return Some(1);
                }
                if !goes_on {
                    break;
                }
            }
            if result.is_ok() {
                filter.end(path, &mut out);
            }
        }
        if let Err(error) = result {
            failed = true;
            if !(call.name.ends_with("grep") && call.has('s')) {
                call.complain(&format!("can't open '{path}'"), error);
            }
        }
    }
    filter.finish(&mut out);
    if filter.is_stuck() {
        call.sys.turn(u32::MAX / 2).await;
        return Some(call.sys.stand_still().await);
    }
    let code = filter.code(failed);
    Some(if out.is_empty() { code } else { code.max(call.print(&out)) })
}

impl Call<'_> {
    /// Whether its image has GNU's programs.
    pub(super) fn is_gnu(&self) -> bool {
        let shell = self.sys.ground(|ground| ground.shell);
        matches!(shell, Some(Flavor::Dash | Flavor::Bash))
    }
}

struct Cat;

impl Filter for Cat {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        out.push_str(text);
        true
    }
}

struct Tee<'a> {
    call: &'a Call<'a>,
    outputs: Vec<Rc<Open>>,
    failed: bool,
}

impl Filter for Tee<'_> {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        for output in &self.outputs {
            self.failed |= self.call.sys.write(output, text).is_err();
        }
        out.push_str(text);
        true
    }

    fn code(&self, failed: bool) -> i32 {
        i32::from(failed || self.failed)
    }
}

struct Head {
    count: usize,
    left: usize,
    bytes: bool,
    /// Whether it is the last that are left out: `-n -2`.
    keeps: bool,
    headed: bool,
    /// The lines that may be the last.
    held: Vec<String>,
    seen: usize,
}

impl Filter for Head {
    fn begin(&mut self, path: &str, out: &mut String) {
        if self.headed {
            text::heading(path, self.seen == 0, out);
        }
        self.seen += 1;
        self.left = self.count;
        self.held.clear();
    }

    fn take(&mut self, text: &str, out: &mut String) -> bool {
        if self.keeps {
            self.held.push(text.to_owned());
            if self.held.len() > self.count {
                out.push_str(&self.held.remove(0));
            }
            return true;
        }
        if self.left > 0 {
            let end = if self.bytes { text.floor_char_boundary(self.left) } else { text.len() };
            out.push_str(text.get(..end).unwrap_or_default());
            self.left = self.left.saturating_sub(if self.bytes { end.max(1) } else { 1 });
        }
        self.left > 0
    }
}
