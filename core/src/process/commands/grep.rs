//! `grep`, `egrep` and `fgrep`.

use std::collections::VecDeque;

use crate::process::commands::Call;
use crate::process::commands::expression::{Dialect, Expression};
use crate::process::commands::options::Options;
use crate::process::commands::streams::{Filter, Without, Work};

/// `grep [-EFPivcnlLoqshHrwx] [-m N] [-A N] [-B N] [-C N] [-e expression] [-f file] expression file…`
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Grep<'a> {
    options: Options<'a>,
    wanted: Vec<Expression>,
    most: usize,
    /// How many lines are shown behind and in front of those that are found.
    context: (usize, usize),
    /// Whether lines are shown with the input that they stand in.
    named: bool,
    path: String,
    found: usize,
    line: usize,
    any: bool,
    /// Whether `-L` has shown a file; and whether it is GNU's program.
    listed: bool,
    gnu: bool,
    /// The lines in front of the next one, and how many more are to be shown behind the last.
    before: VecDeque<String>,
    after: usize,
    /// The last line that was shown.
    shown: usize,
}

pub(super) fn work<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let mut options = Options::read(call.arguments, "efmABC", false);
    if options.has('z') {
        return Err(Without::Unread);
    }
    if options.has('U') && !call.is_gnu() {
        call.sys.complain("grep: unrecognized option: line-buffered");
        return Err(Without::Ends(2));
    }
    let mut texts: Vec<String> = options.values('e').into_iter().map(str::to_owned).collect();
    for path in options.values('f') {
        texts.extend(call.sys.text_of(path).map(|text| text.trim_end_matches('\n').to_owned()));
    }
    if texts.is_empty() && !options.has('f') {
        if options.operands.is_empty() {
            call.sys.complain("Usage: grep [OPTION]... PATTERNS [FILE]...");
            return Err(Without::Ends(2));
        }
        texts.push(options.operands.remove(0).to_owned());
    }
    let dialect = Dialect {
        extended: options.has('E') || options.has('P') || call.name == "egrep",
        ignores_case: options.has('i') || options.has('y'),
        escapes: options.has('P'),
        perl: options.has('P'),
    };
    let read = |text: &str| {
        if options.has('F') || call.name == "fgrep" {
            Expression::literal(text, dialect.ignores_case)
        } else {
            Expression::read(text, dialect)
        }
    };
    let wanted = texts.iter().flat_map(|text| text.split('\n')).map(read).collect();
    let mut paths = std::mem::take(&mut options.operands);
    let is_deep = options.has('r') || options.has('R');
    if is_deep && paths.is_empty() {
        paths.push(".");
    }
    let named = (is_deep || paths.len() > 1 || options.has('H')) && !options.has('h');
    let both = options.number('C').unwrap_or(0);
    let context = (options.number('A').unwrap_or(both), options.number('B').unwrap_or(both));
    let grep = Grep {
        most: options.number('m').unwrap_or(usize::MAX),
        options,
        wanted,
        context,
        named,
        path: String::new(),
        found: 0,
        line: 0,
        any: false,
        listed: false,
        gnu: call.is_gnu(),
        before: VecDeque::new(),
        after: 0,
        shown: 0,
    };
    let flushes = grep.options.has('U');
    Ok(Work { flushes, deep: is_deep, ..Work::lines(grep, paths) })
}

impl Grep<'_> {
    /// The parts of a line that are wanted.
    fn parts(&self, line: &str) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        for wanted in &self.wanted {
            if !self.options.has('o') && !self.options.has('w') && !self.options.has('x') {
                if let Some(Some(part)) = wanted.find(line, 0).and_then(|it| it.first().copied()) {
                    return vec![part];
                }
                continue;
            }
            for found in wanted.all(line) {
                parts.extend(found.first().copied().flatten());
            }
        }
        let is_word = |letter: Option<char>| {
            letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
        };
        if self.options.has('w') {
            parts.retain(|(from, to)| {
                let before = line.get(..*from).unwrap_or_default().chars().next_back();
                !is_word(before) && !is_word(line.get(*to..).unwrap_or_default().chars().next())
            });
        }
        if self.options.has('x') {
            parts.retain(|part| *part == (0, line.len()));
        }
        if self.wanted.len() > 1 {
            parts.sort_unstable();
        }
        parts
    }

    fn show(&mut self, line: &str, number: usize, sign: char, out: &mut String) {
        if self.named {
            out.push_str(&self.path);
            out.push(sign);
        }
        if self.options.has('n') {
            out.push_str(&format!("{number}{sign}"));
        }
        out.push_str(line);
        out.push('\n');
        self.shown = number;
    }

    fn show_found(&mut self, line: &str, parts: &[(usize, usize)], out: &mut String) {
        let number = self.line;
        if self.options.has('o') {
            let mut end = 0;
            for (from, to) in parts {
                let part = line.get(*from..*to).filter(|part| !part.is_empty() && *from >= end);
                if let Some(part) = part {
                    self.show(part, number, ':', out);
                    end = *to;
                }
            }
            return;
        }
        let before = std::mem::take(&mut self.before);
        let first = number - before.len();
        if self.context != (0, 0) && self.shown > 0 && first > self.shown + 1 {
            out.push_str("--\n");
        }
        for (at, line) in before.iter().enumerate() {
            self.show(line, first + at, '-', out);
        }
        self.show(line, number, ':', out);
        self.after = self.context.0;
    }
}

impl Filter for Grep<'_> {
    fn begin(&mut self, path: &str, _: &mut String) {
        path.clone_into(&mut self.path);
        (self.found, self.line, self.shown, self.after) = (0, 0, 0, 0);
        self.before.clear();
    }

    fn take(&mut self, text: &str, out: &mut String) -> bool {
        let line = text.trim_end_matches('\n');
        self.line += 1;
        let parts = self.parts(line);
        let silent = ['q', 'l', 'L', 'c'].into_iter().any(|letter| self.options.has(letter));
        if parts.is_empty() != self.options.has('v') {
            if self.after > 0 {
                self.after -= 1;
                self.show(line, self.line, '-', out);
            } else if self.context.1 > 0 && !silent {
                self.before.push_back(line.to_owned());
                if self.before.len() > self.context.1 {
                    self.before.pop_front();
                }
            }
            return self.found < self.most || self.after > 0;
        }
        if self.found >= self.most {
            return false;
        }
        self.any = true;
        self.found += 1;
        if silent {
            return self.options.has('c') && self.found < self.most;
        }
        self.show_found(line, &parts, out);
        self.found < self.most || self.after > 0
    }

    fn end(&mut self, path: &str, out: &mut String) {
        if self.options.has('q') {
            return;
        }
        let is_listed =
            (self.options.has('l') && self.found > 0) || (self.options.has('L') && self.found == 0);
        if is_listed {
            self.listed = true;
            out.push_str(&format!("{path}\n"));
        } else if self.options.has('c') && !self.options.has('l') {
            let head = if self.named { format!("{path}:") } else { String::new() };
            out.push_str(&format!("{head}{}\n", self.found));
        }
    }

    fn is_done(&self) -> bool {
        self.any && self.options.has('q')
    }

    fn code(&self, failed: bool) -> i32 {
        // For busybox a file that is listed was found.
        let lists = self.options.has('L') && !self.gnu;
        match (if lists { self.listed } else { self.any }, failed) {
            (true, true) if self.options.has('q') => 0,
            (_, true) => 2,
            (true, false) => 0,
            (false, false) => 1,
        }
    }
}
