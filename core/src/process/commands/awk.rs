//! `awk`: programs of the size that stands in a command line. They are run as they are read, without a tree: what is not
//! to be done is read all the same. Not read are `getline`, `RS` and pipes.

mod statements;
mod values;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::process::commands::expression::{Dialect, Expression};
use crate::process::commands::options::Options;
use crate::process::commands::printf::{Spec, printf, unescape};
use crate::process::commands::streams::{Filter, Without, Work};
use crate::process::commands::{Call, sed};
use crate::process::machine::open::Open;
use crate::process::machine::sys::Mode;

/// How many steps are done for a record at most: what takes more never ends.
const MOST_STEPS: usize = 50_000;
/// How deep statements and expressions stand in each other at most.
const MOST_DEPTH: usize = 30;
/// How long what is made becomes at most, and how many fields there are.
const LONGEST: usize = 1 << 20;
/// The operators with two sides, those that bind least first; two values side by side are one text.
const BINARY: [&[&str]; 7] = [
    &["||"],
    &["&&"],
    &["!~", "~"],
    &["<=", "<", "==", "!=", ">=", ">"],
    &[" "],
    &["+", "-"],
    &["*", "/", "%"],
];
const ASSIGN: [&str; 6] = ["+=", "-=", "*=", "/=", "%=", "="];

/// The number that a value is or begins with, and whether that is all of it.
fn number(text: &str) -> (f64, bool) {
    let text = text.trim();
    let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let found = (1..=end).rev().find_map(|end| Some((text.get(..end)?.parse().ok()?, end)));
    found.map_or((0.0, text.is_empty()), |(number, end)| (number, end == text.len()))
}

/// A number as it is printed.
fn said(number: f64) -> String {
    let is_whole = number.fract().abs() < f64::MIN_POSITIVE && number.abs() < 1e16;
    Spec::default().float(number, if is_whole { '0' } else { 'g' })
}

fn whole(text: &str) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "what is too large is the largest")]
    let whole = number(text).0 as i32;
    whole
}

/// Which field or letter a value means.
fn place(text: &str) -> usize {
    usize::try_from(whole(text)).unwrap_or(0).min(LONGEST / 64)
}

fn truth(holds: bool) -> String {
    u8::from(holds).to_string()
}

fn holds(text: &str) -> bool {
    match number(text) {
        (number, true) => number != 0.0,
        (_, false) => !text.is_empty(),
    }
}

/// What can get a value: a variable, an element of an array, or a field.
#[derive(Clone, Debug)]
enum Target {
    Name(String),
    Element(String, String),
    Field(usize),
}

/// Where a loop or a function goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Jump {
    Break,
    Continue,
    Return,
}

/// A function of the program: its name, its parameters, and where its body begins.
type Function = (String, Vec<String>, usize);

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Awk<'a> {
    call: &'a Call<'a>,
    text: String,
    at: usize,
    /// What is done now: `BEGIN`, `END`, or nothing for a record.
    moment: &'static str,
    /// Whether what is read is not done.
    skips: bool,
    /// Whether the other rules are left out: `next` and `exit`.
    is_left: bool,
    jump: Option<Jump>,
    functions: Vec<Function>,
    /// What a function returns.
    returned: String,
    /// Whether `>` names a file: in `print`, outside of parentheses.
    prints: bool,
    files: Vec<(String, Rc<Open>)>,
    depth: usize,
    steps: usize,
    names: BTreeMap<String, String>,
    arrays: BTreeMap<String, BTreeMap<String, String>>,
    record: String,
    fields: Vec<String>,
    target: Option<Target>,
    /// Whether it wants its inputs.
    reads: bool,
    code: Option<i32>,
    out: String,
}

pub(super) fn work<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let mut options = Options::read(call.arguments, "Fvf", true);
    let mut text = String::new();
    for path in options.values('f') {
        text.push_str(&call.sys.text_of(path).map_err(|_| Without::Ends(2))?);
    }
    if options.operands.is_empty() && text.is_empty() {
        return Err(Without::Ends(2));
    }
    if text.is_empty() {
        options.operands.remove(0).clone_into(&mut text);
    }
    let mut awk = Awk {
        call,
        text,
        at: 0,
        moment: "BEGIN",
        skips: true,
        is_left: false,
        jump: None,
        functions: Vec::new(),
        returned: String::new(),
        prints: false,
        files: Vec::new(),
        depth: 0,
        steps: 0,
        names: BTreeMap::new(),
        arrays: BTreeMap::new(),
        record: String::new(),
        fields: Vec::new(),
        target: None,
        reads: false,
        code: None,
        out: String::new(),
    };
    // All of it has to be understood.
    awk.rules().ok_or(Without::Unread)?;
    for (name, value) in [
        ("FS", options.value('F').unwrap_or(" ")),
        ("OFS", " "),
        ("ORS", "\\n"),
        ("SUBSEP", "\\034"),
    ] {
        awk.names.insert(name.to_owned(), unescape(value).0);
    }
    for said in options.values('v') {
        let (name, value) = said.split_once('=').ok_or(Without::Ends(2))?;
        awk.names.insert(name.to_owned(), unescape(value).0);
    }
    awk.run("BEGIN");
    if !awk.out.is_empty() && call.print(&std::mem::take(&mut awk.out)) != 0 {
        return Err(Without::Ends(2));
    }
    Ok(Work { flushes: !call.is_gnu(), ..Work::lines(awk, options.operands) })
}

impl Awk<'_> {
    fn run(&mut self, moment: &'static str) {
        (self.moment, self.skips, self.is_left, self.steps) = (moment, false, false, 0);
        (self.jump, self.prints) = (None, false);
        self.rules();
    }

    fn is_stuck(&self) -> bool {
        self.steps > MOST_STEPS || self.out.len() > LONGEST
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes over blanks, and over these signs as well.
    fn blanks(&mut self, signs: &str) {
        loop {
            let rest = self.rest();
            let skip = match rest.chars().next() {
                Some('\\') if rest.starts_with("\\\n") => 2,
                Some('#') => rest.find('\n').unwrap_or(rest.len()),
                Some(letter) if " \t".contains(letter) || signs.contains(letter) => 1,
                _ => return,
            };
            self.at += skip;
        }
    }

    fn is_at(&mut self, sign: &str) -> bool {
        self.blanks("");
        self.rest().starts_with(sign)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.is_at(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn expect(&mut self, sign: &str) -> Option<()> {
        self.eat(sign).then_some(())
    }

    fn word(&mut self) -> String {
        self.blanks("");
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default().to_owned();
        self.at += end;
        word
    }

    /// Whether a statement ends here.
    fn ends(&mut self) -> bool {
        self.blanks("");
        self.rest().is_empty() || self.rest().starts_with([';', '\n', '}', ')'])
    }

    /// What stands up to a quote.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let (mut text, mut in_set) = (String::new(), false);
        let mut letters = self.text.get(self.at + 1..)?.char_indices();
        loop {
            let (at, letter) = letters.next()?;
            match letter {
                '\n' => return None,
                '\\' => match letters.next()?.1 {
                    next if next == quote => text.push(quote),
                    next => text.extend(['\\', next]),
                },
                letter if letter == quote && !in_set => {
                    self.at += at + 2;
                    return Some(text);
                }
                letter => {
                    in_set = quote == '/' && (letter == '[' || (in_set && letter != ']'));
                    text.push(letter);
                }
            }
        }
    }

    /// Reads what is done only where `does` holds.
    fn only<T>(&mut self, does: bool, read: fn(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.skips;
        (self.skips, self.depth) = (before || !does, self.depth + 1);
        let made = if self.depth > MOST_DEPTH { None } else { read(self) };
        self.skips = before || self.is_left || self.jump.is_some();
        self.depth -= 1;
        made
    }

    /// Does what the program says of this moment; nothing where it is not understood.
    fn rules(&mut self) -> Option<()> {
        self.at = 0;
        loop {
            self.blanks("\n;");
            if self.rest().is_empty() {
                return Some(());
            }
            let mut fits = self.moment.is_empty();
            let start = self.at;
            if ["function", "func"].contains(&self.word().as_str()) {
                self.function()?;
                continue;
            }
            self.at = start;
            if let Some(moment) =
                ["BEGIN", "END"].into_iter().find(|it| self.rest().starts_with(*it))
            {
                self.at += moment.len();
                fits = self.moment == moment;
                self.reads |= moment == "END";
            } else {
                self.reads = true;
                if !self.is_at("{") {
                    fits &= holds(&self.only(fits, Self::expr)?);
                }
            }
            if self.is_at("{") {
                self.only(fits, Self::block)?;
            } else if fits && !self.skips {
                let line = self.record.clone() + &self.name("ORS");
                self.out.push_str(&line);
            }
        }
    }
}

impl Filter for Awk<'_> {
    fn begin(&mut self, path: &str, _: &mut String) {
        self.names.insert("FNR".to_owned(), "0".to_owned());
        self.names.insert("FILENAME".to_owned(), if path == "-" { "" } else { path }.to_owned());
    }

    fn take(&mut self, text: &str, out: &mut String) -> bool {
        for name in ["NR", "FNR"] {
            let count = number(&self.name(name)).0 + 1.0;
            self.names.insert(name.to_owned(), said(count));
        }
        self.take_record(text.strip_suffix('\n').unwrap_or(text));
        self.run("");
        out.push_str(&std::mem::take(&mut self.out));
        !self.is_done()
    }

    fn finish(&mut self, out: &mut String) {
        self.run("END");
        out.push_str(&std::mem::take(&mut self.out));
    }

    fn is_done(&self) -> bool {
        self.code.is_some() || !self.reads || Awk::is_stuck(self)
    }

    fn is_stuck(&self) -> bool {
        Awk::is_stuck(self)
    }

    fn code(&self, failed: bool) -> i32 {
        self.code.map_or(if failed { 2 } else { 0 }, |code| code & 255)
    }
}
