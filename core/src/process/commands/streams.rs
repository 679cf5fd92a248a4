//! Programs that hand on what they read as it comes: `cat`, `tee`, `head`, `grep`.

use std::rc::Rc;

use crate::process::commands::Call;
use crate::process::commands::expression::Expression;
use crate::process::machine::files::Errno;
use crate::process::machine::open::Open;
use crate::process::machine::sys::Mode;

/// What is made of the inputs, piece by piece.
trait Filter {
    /// Takes a line, or a piece of any size; whether more of this input is wanted.
    fn take(&mut self, text: &str, out: &mut String) -> bool;
    /// This input has ended, and the next one begins.
    fn end(&mut self, _path: &str, _out: &mut String) {}
    /// Whether no more input at all is wanted.
    fn is_done(&self) -> bool {
        false
    }
    /// The exit code, where some input could not be read or all could.
    fn code(&self, failed: bool) -> i32 {
        i32::from(failed)
    }
}

/// The filter that a program is, its inputs, and whether it wants lines.
fn filter<'a>(call: &'a Call<'_>) -> Option<(Box<dyn Filter + 'a>, Vec<&'a str>, bool)> {
    let operands: Vec<&str> = call.operands().collect();
    Some(match call.name {
        "cat" => (Box::new(Cat), operands, false),
        "tee" => {
            let mode = if call.has('a') { Mode::Append } else { Mode::Write };
            let mut tee = Tee { call, outputs: Vec::new(), failed: false };
            for path in operands {
                match call.sys.open(path, mode) {
                    Ok(open) => tee.outputs.push(open),
                    Err(error) => {
                        call.complain(path, error);
                        tee.failed = true;
                    }
                }
            }
            (Box::new(tee), Vec::new(), false)
        }
        "head" => {
            let bytes = call.value("-c", "--bytes");
            let old = call.arguments.first().and_then(|word| word.strip_prefix('-'));
            let old = old.filter(|rest| rest.parse::<usize>().is_ok());
            let said = call.value("-n", "--lines").or(bytes).or(old).unwrap_or("10");
            let count = said.parse().unwrap_or(10);
            let paths = operands.into_iter().filter(|word| *word != said).collect();
            (Box::new(Head { count, left: count, bytes: bytes.is_some() }), paths, true)
        }
        "grep" | "egrep" | "fgrep" => {
            let (grep, paths) = Grep::of(call, operands)?;
            (Box::new(grep), paths, true)
        }
        _ => return None,
    })
}

/// Runs a program that hands on what it reads; nothing where it is none.
pub(super) async fn run(call: &Call<'_>) -> Option<i32> {
    let (mut filter, mut paths, by_line) = filter(call)?;
    if paths.is_empty() {
        paths.push("-");
    }
    let mut failed = false;
    for path in paths {
        let opened = match path {
            "-" => call.sys.get(0).ok_or(Errno::BadDescriptor),
            path => call.sys.open_ready(path, Mode::Read).await,
        };
        let mut result = opened.as_ref().map(|_| ()).map_err(|error| *error);
        let mut out = String::new();
        if let Ok(open) = opened {
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
                if !out.is_empty() && call.print(&std::mem::take(&mut out)) != 0 {
                    return Some(1);
                }
                if !goes_on {
                    break;
                }
            }
        }
        if let Err(error) = result {
            failed = true;
            if !(call.name.ends_with("grep") && call.has('s')) {
                call.complain(&format!("can't open '{path}'"), error);
            }
        }
        filter.end(path, &mut out);
        call.print(&out);
        if filter.is_done() {
            break;
        }
    }
    Some(filter.code(failed))
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
}

impl Filter for Head {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        if self.left > 0 {
            let end = if self.bytes { text.floor_char_boundary(self.left) } else { text.len() };
            out.push_str(text.get(..end).unwrap_or_default());
            self.left = self.left.saturating_sub(if self.bytes { end.max(1) } else { 1 });
        }
        self.left > 0
    }

    fn end(&mut self, _: &str, _: &mut String) {
        self.left = self.count;
    }
}

/// `grep [-q] [-v] [-i] [-c] [-n] [-l] [-o] [-x] [-F] [-E] [-m N] expression file…`
struct Grep<'a> {
    call: &'a Call<'a>,
    expression: &'a str,
    wanted: Expression,
    most: Option<usize>,
    /// The input that is read, where lines are shown with it.
    paths: Vec<&'a str>,
    found: usize,
    line: usize,
    any: bool,
}

impl<'a> Grep<'a> {
    fn of(call: &'a Call<'_>, mut operands: Vec<&'a str>) -> Option<(Self, Vec<&'a str>)> {
        let most = call.value("-m", "");
        operands.retain(|word| Some(*word) != most);
        let expression = match call.value("-e", "--regexp") {
            Some(expression) => {
                operands.retain(|word| *word != expression);
                expression
            }
            None if operands.is_empty() => return None,
            None => operands.remove(0),
        };
        let is_extended = call.has('E') || call.name == "egrep";
        let named = operands.len() > 1 && !call.has('h');
        let mut paths = if named { operands.clone() } else { Vec::new() };
        paths.reverse();
        let wanted = Expression::read(expression, is_extended, call.has('i'));
        let most = most.and_then(|count| count.parse().ok());
        let grep = Self { call, expression, wanted, most, paths, found: 0, line: 0, any: false };
        Some((grep, operands))
    }

    fn finds(&self, line: &str) -> bool {
        let found = if self.call.has('F') || self.call.name == "fgrep" {
            if self.call.has('x') {
                line == self.expression
            } else {
                line.contains(self.expression)
            }
        } else if self.call.has('x') {
            self.wanted
                .find(line, 0)
                .is_some_and(|found| found.first() == Some(&Some((0, line.len()))))
        } else {
            self.wanted.finds(line)
        };
        found != self.call.has('v')
    }

    fn head(&self, out: &mut String) {
        if let Some(path) = self.paths.last() {
            out.push_str(path);
            out.push(':');
        }
    }
}

impl Filter for Grep<'_> {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        let line = text.trim_end_matches('\n');
        self.line += 1;
        if !self.finds(line) {
            return true;
        }
        self.any = true;
        self.found += 1;
        if self.call.has('q') || self.call.has('l') {
            return false;
        }
        if !self.call.has('c') {
            self.head(out);
            if self.call.has('n') {
                out.push_str(&format!("{}:", self.line));
            }
            let mut parts = vec![line];
            if self.call.has('o') {
                parts = self.wanted.all(line);
            }
            for part in parts {
                out.push_str(part);
                out.push('\n');
            }
        }
        self.most != Some(self.found)
    }

    fn end(&mut self, path: &str, out: &mut String) {
        if self.call.has('l') && self.found > 0 {
            out.push_str(&format!("{path}\n"));
        } else if self.call.has('c') {
            self.head(out);
            out.push_str(&format!("{}\n", self.found));
        }
        (self.found, self.line) = (0, 0);
        self.paths.pop();
    }

    fn is_done(&self) -> bool {
        self.any && self.call.has('q')
    }

    fn code(&self, failed: bool) -> i32 {
        if self.any { 0 } else { 1 + i32::from(failed) }
    }
}
