//! `sed`.

mod put;
mod read;

use crate::process::commands::Call;
use crate::process::commands::expression::{Dialect, Expression};
use crate::process::commands::options::Options;
use crate::process::commands::streams::{Filter, Without, Work};
use crate::process::machine::sys::Mode;

pub(super) use put::replaced;

use read::Reader;

/// How many commands are run at most for a line: what takes more never ends.
const MOST_STEPS: usize = 20_000;

/// Which lines a command is about.
#[derive(Clone, Debug)]
enum Address {
    Line(usize),
    /// `first~step`
    Every(usize, usize),
    Last,
    Like(Expression),
    /// So many lines behind the first: `,+2`
    Behind(usize),
}

/// What is done.
#[derive(Clone, Debug)]
enum Action {
    /// One letter.
    Plain(char),
    /// `a`, `i` and `c`
    Text(char, String),
    Replace(Box<Replace>),
    /// `y/abc/xyz/`
    Map(Vec<(char, char)>),
    /// `b`, `t` and `T`, with the place of the label.
    Jump(char, String),
    Label(String),
    /// `{`, with the place behind its end.
    Block(usize),
}

#[derive(Clone, Debug)]
struct Replace {
    wanted: Expression,
    with: String,
    /// Which one comes first, from 1.
    first: usize,
    all: bool,
    prints: bool,
}

#[derive(Clone, Debug)]
struct Step {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    action: Action,
    /// In a range: up to which line, where that is known.
    within: Option<usize>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Sed<'a> {
    call: &'a Call<'a>,
    steps: Vec<Step>,
    quiet: bool,
    gnu: bool,
    /// Whether the next line is looked at first: it has to be known which one is the last.
    looks_ahead: bool,
    ahead: Option<String>,
    /// Where it goes on with the line that comes, and what stands in front of it: `N`.
    at: usize,
    space: String,
    hold: String,
    line: usize,
    is_last: bool,
    replaced: bool,
    appended: String,
    code: Option<i32>,
    stuck: bool,
    /// The ending of copies of files that are changed in place.
    in_place: Option<&'a str>,
}

pub(super) fn work<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let mut options = Options::read(call.arguments, "efi?", false);
    let in_place = options.value('i');
    let mut script = options.values('e').join("\n");
    for path in options.values('f') {
        script.push_str(&call.sys.text_of(path).unwrap_or_default());
    }
    if !options.has('e') && !options.has('f') {
        if options.operands.is_empty() {
            call.sys.complain("Usage: sed [OPTION]... {script} [input-file]...");
            return Err(Without::Ends(1));
        }
        options.operands.remove(0).clone_into(&mut script);
    }
    if options.has('z') || (options.has('s') && !call.is_gnu()) {
        return Err(Without::Unread);
    }
    if options.has('u') && !call.is_gnu() {
        call.sys.complain("sed: invalid option -- 'u'");
        return Err(Without::Ends(1));
    }
    let extended = options.has('E') || options.has('r');
    let mut reader = Reader {
        rest: script.chars().collect(),
        at: 0,
        extended,
        gnu: call.is_gnu(),
        newest: None,
        open: Vec::new(),
    };
    let Some(steps) = reader.steps() else {
        let letter = reader.peek();
        if !reader.gnu && letter == Some('~') {
            call.sys.complain("sed: unsupported command ~");
            return Err(Without::Ends(1));
        }
        return Err(Without::Unread);
    };
    let is_ahead = |step: &Step| {
        matches!(step.from, Some(Address::Last))
            || matches!(step.to, Some(Address::Last))
            || matches!(step.action, Action::Plain('n' | 'N'))
    };
    let sed = Sed {
        call,
        looks_ahead: steps.iter().any(is_ahead),
        steps,
        quiet: options.has('n') || script.starts_with("#n\n"),
        gnu: call.is_gnu(),
        ahead: None,
        at: 0,
        space: String::new(),
        hold: String::new(),
        line: 0,
        is_last: false,
        replaced: false,
        appended: String::new(),
        code: None,
        stuck: false,
        in_place,
    };
    let flushes = options.has('u');
    Ok(Work { flushes, ..Work::lines(sed, options.operands) })
}

/// How a cycle goes on.
enum Flow {
    Next,
    To(usize),
    /// The cycle ends; whether the line is printed.
    End(bool),
    /// The next line is needed.
    More,
}

impl Sed<'_> {
    fn fits(&self, address: &Address) -> bool {
        match address {
            Address::Line(line) => self.line == *line,
            Address::Every(first, step) => {
                self.line >= *first && (self.line - first).checked_rem(*step).unwrap_or(0) == 0
            }
            Address::Last => self.is_last,
            Address::Like(wanted) => wanted.finds(&self.space),
            Address::Behind(_) => false,
        }
    }

    /// Whether a step is about the line.
    fn is_meant(&mut self, at: usize) -> bool {
        let Some(step) = self.steps.get(at) else { return false };
        let (negated, line) = (step.negated, self.line);
        let (found, within) = match (&step.from, &step.to, step.within) {
            (None, _, _) => (true, None),
            (Some(from), None, _) => (self.fits(from), None),
            (Some(_), Some(to), Some(end)) => {
                let is_end = match to {
                    Address::Like(_) | Address::Last | Address::Every(..) => self.fits(to),
                    Address::Line(_) | Address::Behind(_) => line >= end,
                };
                (line <= end, (!is_end).then_some(end))
            }
            (Some(from), Some(to), None) => {
                // GNU's `0,/…/` may end with the first line.
                let is_open = self.gnu && matches!(from, Address::Line(0)) && line == 1;
                if is_open && self.fits(to) {
                    return self.close(at, negated);
                }
                let begins = is_open || self.fits(from);
                let end = match to {
                    Address::Line(end) => *end,
                    Address::Behind(count) => line + count,
                    Address::Every(..) | Address::Last | Address::Like(_) => usize::MAX,
                };
                (begins, (begins && end > line && !self.is_last).then_some(end))
            }
        };
        if let Some(step) = self.steps.get_mut(at) {
            step.within = within;
        }
        found != negated
    }

    /// A range that began in front of the first line ends with it.
    fn close(&mut self, at: usize, negated: bool) -> bool {
        if let Some(step) = self.steps.get_mut(at) {
            step.within = None;
        }
        !negated
    }

    /// Runs the script for the line that has come.
    fn cycle(&mut self, out: &mut String) {
        let mut count = 0;
        let prints = loop {
            count += 1;
            if count > MOST_STEPS {
                self.stuck = true;
                return;
            }
            if self.at >= self.steps.len() {
                break true;
            }
            if !self.is_meant(self.at) {
                let block = self.steps.get(self.at).map(|step| &step.action);
                self.at = match block {
                    Some(Action::Block(end)) => *end,
                    _ => self.at + 1,
                };
                continue;
            }
            match self.step(out) {
                Flow::Next => self.at += 1,
                Flow::To(at) => self.at = at,
                Flow::End(prints) => break prints,
                Flow::More => {
                    self.at += 1;
                    return;
                }
            }
        };
        if prints && !self.quiet {
            self.print(out);
        }
        out.push_str(&std::mem::take(&mut self.appended));
        self.space.clear();
        self.at = 0;
    }

    fn print(&self, out: &mut String) {
        out.push_str(&self.space);
        out.push('\n');
    }

    fn step(&mut self, out: &mut String) -> Flow {
        let Some(action) = self.steps.get(self.at).map(|step| step.action.clone()) else {
            return Flow::End(true);
        };
        match action {
            Action::Block(_) | Action::Label(_) => {}
            Action::Replace(replace) => {
                let found = replace.wanted.all(&self.space);
                let most = if replace.all { usize::MAX } else { 1 };
                // busybox takes `2g` for `g`.
                let first = if replace.all && !self.gnu { 1 } else { replace.first.max(1) };
                if let Some(changed) =
                    replaced(&self.space, &found, &replace.with, first, most, self.gnu)
                {
                    (self.space, self.replaced) = (changed, true);
                    if replace.prints {
                        self.print(out);
                    }
                }
            }
            Action::Map(pairs) => {
                let map = |letter| {
                    pairs.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to)
                };
                self.space = self.space.chars().map(map).collect();
            }
            Action::Jump(kind, label) => {
                let jumps = match kind {
                    't' => std::mem::take(&mut self.replaced),
                    'T' => !std::mem::take(&mut self.replaced),
                    _ => true,
                };
                if jumps {
                    let is_it =
                        |step: &Step| matches!(&step.action, Action::Label(name) if *name == label);
                    let place = self.steps.iter().position(is_it).filter(|_| !label.is_empty());
                    return Flow::To(place.unwrap_or(self.steps.len()));
                }
            }
            Action::Text(kind, text) => match kind {
                'a' => self.appended.push_str(&text),
                'i' => out.push_str(&text),
                'c' => {
                    let step = self.steps.get(self.at);
                    // Of a range only its end is changed.
                    if step.is_none_or(|step| step.to.is_none() || step.within.is_none()) {
                        out.push_str(&text);
                    }
                    return Flow::End(false);
                }
                _ => {
                    self.code = text.parse().ok();
                    return Flow::End(kind == 'q');
                }
            },
            Action::Plain(kind) => return self.plain(kind, out),
        }
        Flow::Next
    }

    fn plain(&mut self, kind: char, out: &mut String) -> Flow {
        match kind {
            'p' => self.print(out),
            'P' => {
                out.push_str(self.space.split('\n').next().unwrap_or_default());
                out.push('\n');
            }
            'd' => return Flow::End(false),
            'D' => match self.space.split_once('\n') {
                None => return Flow::End(false),
                Some((_, rest)) => {
                    self.space = rest.to_owned();
                    return Flow::To(0);
                }
            },
            'n' | 'N' if self.is_last => return Flow::End(true),
            'n' => {
                if !self.quiet {
                    self.print(out);
                }
                self.space.clear();
                return Flow::More;
            }
            'N' => {
                self.space.push('\n');
                return Flow::More;
            }
            'g' => self.space.clone_from(&self.hold),
            'G' => {
                self.space.push('\n');
                self.space.push_str(&self.hold);
            }
            'h' => self.hold.clone_from(&self.space),
            'H' => {
                self.hold.push('\n');
                self.hold.push_str(&self.space);
            }
            'x' => std::mem::swap(&mut self.space, &mut self.hold),
            _ => out.push_str(&format!("{}\n", self.line)),
        }
        Flow::Next
    }

    fn feed(&mut self, line: &str, is_last: bool, out: &mut String) {
        if self.code.is_some() || self.stuck {
            return;
        }
        self.line += 1;
        self.is_last = is_last;
        if self.at == 0 {
            self.replaced = false;
        }
        self.space.push_str(line);
        self.cycle(out);
    }
}

impl Filter for Sed<'_> {
    fn begin(&mut self, _: &str, _: &mut String) {
        if self.in_place.is_some() {
            (self.line, self.code) = (0, None);
        }
    }

    fn take(&mut self, text: &str, out: &mut String) -> bool {
        let line = text.strip_suffix('\n').unwrap_or(text);
        if !self.looks_ahead {
            self.feed(line, false, out);
        } else if let Some(before) = self.ahead.replace(line.to_owned()) {
            self.feed(&before, false, out);
        }
        self.code.is_none() && !self.stuck
    }

    fn end(&mut self, path: &str, out: &mut String) {
        let Some(ending) = self.in_place.filter(|_| path != "-") else { return };
        self.finish(out);
        let sys = self.call.sys;
        if !ending.is_empty()
            && let Ok(before) = sys.text_of(path)
            && let Ok(open) = sys.open(&format!("{path}{ending}"), Mode::Write)
        {
            sys.write(&open, &before).ok();
        }
        match sys.open(path, Mode::Write) {
            Ok(open) => {
                sys.write(&open, &std::mem::take(out)).ok();
            }
            Err(error) => self.call.complain(path, error),
        }
    }

    fn finish(&mut self, out: &mut String) {
        if let Some(line) = self.ahead.take() {
            self.feed(&line, true, out);
        }
    }

    fn is_done(&self) -> bool {
        self.code.is_some() && self.in_place.is_none()
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn code(&self, failed: bool) -> i32 {
        let missing = if self.gnu { 2 } else { 1 };
        self.code.unwrap_or(if failed { missing } else { 0 })
    }
}
