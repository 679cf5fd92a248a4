//! `awk`: programs of the size that stands in a command line. They are run as they are read, without a tree: what is not
//! to be done is read all the same. Not read are `getline`, `RS` and pipes.

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

    /// What stands behind `function`.
    fn function(&mut self) -> Option<()> {
        let name = self.word();
        self.expect("(")?;
        let mut parameters = Vec::new();
        while !self.eat(")") {
            parameters.push(self.word());
            self.blanks("\n,");
            if parameters.len() > MOST_DEPTH {
                return None;
            }
        }
        self.blanks("\n");
        if !self.functions.iter().any(|(known, _, _)| *known == name) {
            self.functions.push((name, parameters, self.at));
        }
        self.only(false, Self::block)
    }

    /// Calls a function of the program. What it has as arrays comes back to where it is from.
    fn own(&mut self, (_, parameters, body): Function) -> Option<String> {
        let mut given = Vec::new();
        self.expect("(")?;
        while !self.eat(")") {
            self.blanks("\n");
            let value = self.expr()?;
            let name = match self.target.take() {
                Some(Target::Name(name)) => Some(name),
                _ => None,
            };
            given.push((value, name));
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        if self.skips {
            return Some(String::new());
        }
        let mut before = Vec::new();
        for (at, parameter) in parameters.iter().enumerate() {
            let (value, from) = given.get(at).cloned().unwrap_or_default();
            let array = from.as_ref().and_then(|from| self.arrays.remove(from));
            let (name, known) = (self.names.remove(parameter), self.arrays.remove(parameter));
            before.push((parameter.clone(), name, known, from));
            self.names.insert(parameter.clone(), value);
            if let Some(array) = array {
                self.arrays.insert(parameter.clone(), array);
            }
        }
        let end = self.at;
        let (prints, target) = (std::mem::take(&mut self.prints), self.target.take());
        self.at = body;
        self.only(true, Self::block)?;
        (self.at, self.prints, self.target) = (end, prints, target);
        if self.jump == Some(Jump::Return) {
            self.jump = None;
        }
        self.skips = self.is_left;
        for (parameter, name, known, from) in before.into_iter().rev() {
            let array = self.arrays.remove(&parameter);
            self.names.remove(&parameter);
            self.names.extend(name.map(|value| (parameter.clone(), value)));
            self.arrays.extend(known.map(|array| (parameter, array)));
            if let (Some(from), Some(array)) = (from, array) {
                self.arrays.insert(from, array);
            }
        }
        Some(std::mem::take(&mut self.returned))
    }

    /// Whether a loop is left behind its body.
    fn is_over(&mut self) -> bool {
        if matches!(self.jump, Some(Jump::Break | Jump::Continue)) {
            let is_break = self.jump.take() == Some(Jump::Break);
            self.skips = self.is_left;
            return is_break || self.skips;
        }
        self.skips
    }

    /// `while (…) …`, and `do … while (…)`
    fn turn(&mut self, is_late: bool) -> Option<()> {
        let (start, skipped) = (self.at, self.skips);
        let mut holds = true;
        loop {
            self.at = start;
            if !is_late {
                holds = self.test()?;
            }
            self.only(holds, Self::body)?;
            let is_over = skipped || (self.is_over() || !holds);
            if is_late {
                self.blanks("\n;");
                if self.word() != "while" {
                    return None;
                }
                let before = std::mem::replace(&mut self.skips, is_over);
                holds = self.test()? && !is_over;
                self.skips = before;
            }
            self.steps += 1;
            if is_over || !holds {
                return Some(());
            }
        }
    }

    fn jump(&mut self, jump: Jump) {
        if !self.skips {
            (self.jump, self.skips) = (Some(jump), true);
        }
    }

    fn delete(&mut self) -> Option<()> {
        let name = self.word();
        if !self.eat("[") {
            if !self.skips {
                self.arrays.remove(&name);
            }
            return Some(());
        }
        let key = self.key()?;
        if let Some(array) = self.arrays.get_mut(&name).filter(|_| !self.skips) {
            array.remove(&key);
        }
        Some(())
    }

    /// What stands in brackets.
    fn key(&mut self) -> Option<String> {
        let mut key = self.only(true, Self::expr)?;
        while self.eat(",") {
            key.push_str(&self.name("SUBSEP"));
            key.push_str(&self.only(true, Self::expr)?);
        }
        self.expect("]")?;
        Some(key)
    }

    fn block(&mut self) -> Option<()> {
        self.expect("{")?;
        loop {
            self.blanks("\n;");
            if self.eat("}") {
                return Some(());
            }
            self.statement()?;
        }
    }

    fn body(&mut self) -> Option<()> {
        self.blanks("\n");
        match self.rest().chars().next()? {
            '{' => self.block(),
            ';' => self.expect(";"),
            _ => self.statement(),
        }
    }

    fn statement(&mut self) -> Option<()> {
        self.steps += 1;
        if self.is_stuck() {
            (self.skips, self.is_left) = (true, true);
        }
        self.blanks("");
        let start = self.at;
        match self.word().as_str() {
            "if" => {
                let holds = self.test()?;
                self.only(holds, Self::body)?;
                let end = self.at;
                self.blanks("\n;");
                if self.word() == "else" {
                    self.only(!holds, Self::body)?;
                } else {
                    self.at = end;
                }
                return Some(());
            }
            "for" => return self.repeat(),
            "while" => return self.turn(false),
            "do" => self.turn(true)?,
            "break" => self.jump(Jump::Break),
            "continue" => self.jump(Jump::Continue),
            "delete" => self.delete()?,
            "return" => {
                let value = if self.ends() { String::new() } else { self.expr()? };
                if !self.skips {
                    self.returned = value;
                }
                self.jump(Jump::Return);
            }
            "print" => self.print(false)?,
            "printf" => self.print(true)?,
            "next" => self.leave(),
            "exit" => {
                let code = if self.ends() { 0 } else { whole(&self.expr()?) };
                if !self.skips {
                    self.code = Some(code);
                    self.leave();
                }
            }
            _ => {
                self.at = start;
                if self.is_at("{") {
                    return self.block();
                }
                self.expr()?;
            }
        }
        self.ends().then_some(())
    }

    fn leave(&mut self) {
        self.is_left |= !self.skips;
        self.skips = true;
    }

    fn test(&mut self) -> Option<bool> {
        self.expect("(")?;
        let value = self.expr()?;
        self.expect(")")?;
        Some(holds(&value))
    }

    /// `for (i = 1; i < 3; i++) …`, `for (key in array) …`
    fn repeat(&mut self) -> Option<()> {
        self.expect("(")?;
        let start = self.at;
        let (name, word, array) = (self.word(), self.word(), self.word());
        if word == "in" && self.eat(")") {
            let body = self.at;
            let keys: Vec<String> =
                self.arrays.get(&array).into_iter().flat_map(|it| it.keys().cloned()).collect();
            self.only(false, Self::body)?;
            for key in keys {
                if self.skips {
                    break;
                }
                self.names.insert(name.clone(), key);
                let end = std::mem::replace(&mut self.at, body);
                self.only(true, Self::body)?;
                self.at = end;
                if self.is_over() {
                    break;
                }
            }
            return Some(());
        }
        self.at = start;
        self.part(true)?;
        self.expect(";")?;
        let test = self.at;
        self.part(false)?;
        self.expect(";")?;
        let then = self.at;
        self.part(false)?;
        self.expect(")")?;
        let body = self.at;
        loop {
            self.at = test;
            let holds = self.part(true)?.is_none_or(|value| holds(&value)) && !self.skips;
            self.at = body;
            self.only(holds, Self::body)?;
            if self.is_over() || !holds {
                return Some(());
            }
            self.at = then;
            self.part(true)?;
        }
    }

    /// A part of `for`, which may be nothing.
    #[expect(clippy::option_option, reason = "it may be wrong, or not be there")]
    fn part(&mut self, does: bool) -> Option<Option<String>> {
        if self.ends() { Some(None) } else { self.only(does, Self::expr).map(Some) }
    }

    fn print(&mut self, formatted: bool) -> Option<()> {
        let start = self.at;
        let mut values = if self.eat("(") { self.list()? } else { Vec::new() };
        if !self.ends() && !self.is_at(">") {
            self.at = start;
            values.clear();
            self.prints = true;
            while !self.ends() && !self.is_at(">") {
                values.push(self.expr()?);
                if !self.eat(",") {
                    break;
                }
                self.blanks("\n");
            }
            self.prints = false;
        }
        let text = match values.as_slice() {
            values if formatted => printf(values, false).0,
            [] => self.record.clone() + &self.name("ORS"),
            values => values.join(&self.name("OFS")) + &self.name("ORS"),
        };
        let appends = self.eat(">>");
        if appends || self.eat(">") {
            let path = self.binary(4)?;
            return self.write(path, &text, appends);
        }
        self.out.push_str(if self.skips { "" } else { &text });
        Some(())
    }

    /// Writes to a file that stays open.
    fn write(&mut self, path: String, text: &str, appends: bool) -> Option<()> {
        if self.skips {
            return Some(());
        }
        let sys = self.call.sys;
        let known = self.files.iter().find(|(known, _)| *known == path);
        let open = if let Some((_, open)) = known {
            Rc::clone(open)
        } else {
            let mode = if appends { Mode::Append } else { Mode::Write };
            let open = sys.open(&path, mode).ok()?;
            self.files.push((path, Rc::clone(&open)));
            open
        };
        sys.write(&open, text).ok();
        Some(())
    }

    /// Values up to the parenthesis that closes.
    fn list(&mut self) -> Option<Vec<String>> {
        let before = std::mem::take(&mut self.prints);
        let all = self.values();
        self.prints = before;
        all
    }

    fn values(&mut self) -> Option<Vec<String>> {
        let mut all = Vec::new();
        while !self.eat(")") {
            all.push(self.expr()?);
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        Some(all)
    }

    fn expr(&mut self) -> Option<String> {
        let left = self.only(true, |awk| awk.binary(0))?;
        if self.eat("?") {
            let holds = holds(&left);
            let then = self.only(holds, Self::expr)?;
            self.expect(":")?;
            let otherwise = self.only(!holds, Self::expr)?;
            return Some(if holds { then } else { otherwise });
        }
        if self.is_at("==") {
            return Some(left);
        }
        let Some(sign) = ASSIGN.into_iter().find(|sign| self.eat(sign)) else { return Some(left) };
        let target = self.target.take()?;
        let right = self.only(true, Self::expr)?;
        let value = match sign {
            "=" => right,
            sign => calculated(sign, &left, &right),
        };
        self.assign(target, value.clone());
        Some(value)
    }

    fn binary(&mut self, level: usize) -> Option<String> {
        let Some(signs) = BINARY.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.steps += 1;
            self.blanks("");
            let begins = self
                .rest()
                .starts_with(|c: char| c.is_ascii_alphanumeric() || "\"$(_.".contains(c));
            let is_in = self.rest().starts_with("in ");
            if level == 2 && is_in {
                self.at += 3;
                let name = self.word();
                let found = self.arrays.get(&name).is_some_and(|array| array.contains_key(&left));
                (left, self.target) = (truth(found), None);
                continue;
            }
            let sign = match signs.iter().find(|sign| self.rest().starts_with(**sign)) {
                _ if self.rest().starts_with(['+', '-', '*', '/', '%', '='])
                    && ASSIGN.into_iter().any(|sign| self.rest().starts_with(sign))
                    && !self.is_at("==") =>
                {
                    None
                }
                _ if **signs == [" "] => Some(&" ").filter(|_| begins && !is_in),
                found => found.filter(|sign| !(self.prints && **sign == ">")),
            };
            let Some(sign) = sign.copied() else { return Some(left) };
            self.at += sign.trim().len();
            left = match sign {
                "||" | "&&" => {
                    let decided = holds(&left) == (sign == "||");
                    let read: fn(&mut Self) -> Option<String> =
                        if level == 0 { |awk| awk.binary(1) } else { |awk| awk.binary(2) };
                    let right = holds(&self.only(!decided, read)?);
                    truth(if decided { sign == "||" } else { right })
                }
                "~" | "!~" => {
                    let wanted = self.wanted()?;
                    truth(wanted.finds(&left) == (sign == "~"))
                }
                sign => {
                    let right = self.binary(level + 1)?;
                    match sign {
                        " " => {
                            let mut text = left + &right;
                            text.truncate(text.floor_char_boundary(LONGEST));
                            self.steps += text.len() / 64;
                            text
                        }
                        "+" | "-" | "*" | "/" | "%" => calculated(sign, &left, &right),
                        sign => truth(compare(&left, sign, &right)),
                    }
                }
            };
            self.target = None;
        }
    }

    /// The expression that is meant: one that stands there, or a text.
    fn wanted(&mut self) -> Option<Expression> {
        let text = if self.is_at("/") { self.quoted('/')? } else { self.binary(5)? };
        Some(expression(&text))
    }

    fn unary(&mut self) -> Option<String> {
        for (sign, by) in [("++", 1.0), ("--", -1.0)] {
            if self.eat(sign) {
                self.primary()?;
                return self.count(by, false);
            }
        }
        let value = if self.eat("!") {
            truth(!holds(&self.only(true, Self::unary)?))
        } else if self.eat("-") {
            said(-number(&self.only(true, Self::unary)?).0)
        } else {
            let value = self.primary()?;
            for (sign, by) in [("++", 1.0), ("--", -1.0)] {
                if self.target.is_some() && self.eat(sign) {
                    return self.count(by, true);
                }
            }
            if !self.eat("^") {
                return Some(value);
            }
            let exponent = whole(&self.only(true, Self::unary)?);
            said(number(&value).0.powi(exponent))
        };
        self.target = None;
        Some(value)
    }

    /// `i++` and `--i`
    fn count(&mut self, by: f64, is_late: bool) -> Option<String> {
        let target = self.target.take()?;
        let before = number(&self.at_target(&target)).0;
        self.assign(target, said(before + by));
        Some(said(if is_late { before } else { before + by }))
    }

    fn primary(&mut self) -> Option<String> {
        self.blanks("");
        self.target = None;
        let target = match self.rest().chars().next()? {
            '"' => return self.quoted('"').map(|text| unescape(&text).0),
            '/' => {
                let found = self.wanted()?.finds(&self.record);
                return Some(truth(found));
            }
            '0'..='9' | '.' => {
                let rest = self.rest();
                let is_part = |(at, letter): &(usize, char)| {
                    let before = rest.get(..*at).unwrap_or_default();
                    letter.is_ascii_digit()
                        || (*letter == '.' && !before.contains('.'))
                        || ("eE".contains(*letter) && !before.contains(['e', 'E']))
                        || ("+-".contains(*letter) && before.ends_with(['e', 'E']))
                };
                let end = rest.char_indices().find(|it| !is_part(it)).map_or(rest.len(), |it| it.0);
                let number = said(rest.get(..end)?.parse().ok()?);
                self.at += end;
                return Some(number);
            }
            '(' => {
                self.at += 1;
                let mut value = self.inside(|awk| awk.only(true, Self::expr))?;
                while self.eat(",") {
                    value.push_str(&self.name("SUBSEP"));
                    value.push_str(&self.inside(|awk| awk.only(true, Self::expr))?);
                }
                self.expect(")")?;
                self.target = None;
                return Some(value);
            }
            '$' => {
                self.at += 1;
                Target::Field(place(&self.only(true, Self::primary)?))
            }
            _ => {
                let name = self.word();
                if name.is_empty() || ["getline", "system", "in", "RS"].contains(&name.as_str()) {
                    return None;
                }
                let own = self.functions.iter().find(|(known, _, _)| *known == name).cloned();
                if let Some(function) = own.filter(|_| self.rest().starts_with('(')) {
                    let value = self.only_own(function)?;
                    self.target = None;
                    return Some(value);
                }
                if self.rest().starts_with('(') || name == "length" {
                    let value = self.called(&name)?;
                    self.target = None;
                    return Some(value);
                }
                if self.eat("[") {
                    let key = self.inside(Self::key)?;
                    Target::Element(name, key)
                } else {
                    Target::Name(name)
                }
            }
        };
        let value = self.at_target(&target);
        self.target = Some(target);
        Some(value)
    }

    /// Reads what stands in parentheses or brackets: there `>` compares.
    fn inside(&mut self, read: fn(&mut Self) -> Option<String>) -> Option<String> {
        let before = std::mem::take(&mut self.prints);
        let value = read(self);
        self.prints = before;
        value
    }

    fn only_own(&mut self, function: Function) -> Option<String> {
        self.depth += 1;
        let value = if self.depth > MOST_DEPTH { None } else { self.own(function) };
        self.depth -= 1;
        value
    }

    fn name(&self, name: &str) -> String {
        self.names.get(name).cloned().unwrap_or_default()
    }

    fn at_target(&self, target: &Target) -> String {
        let found = match target {
            Target::Field(0) => Some(&self.record),
            Target::Field(at) => self.fields.get(at - 1),
            Target::Name(name) => self.names.get(name),
            Target::Element(name, key) => self.arrays.get(name).and_then(|array| array.get(key)),
        };
        found.cloned().unwrap_or_default()
    }

    fn assign(&mut self, target: Target, value: String) {
        if self.skips {
            return;
        }
        match target {
            Target::Name(name) => {
                self.names.insert(name, value);
            }
            Target::Element(name, key) => {
                self.arrays.entry(name).or_default().insert(key, value);
            }
            Target::Field(0) => self.take_record(&value),
            Target::Field(at) => {
                self.fields.resize(self.fields.len().max(at), String::new());
                if let Some(field) = self.fields.get_mut(at - 1) {
                    *field = value;
                }
                self.record = self.fields.join(&self.name("OFS"));
                self.names.insert("NF".to_owned(), self.fields.len().to_string());
            }
        }
    }

    fn take_record(&mut self, record: &str) {
        record.clone_into(&mut self.record);
        self.fields = split(record, &self.name("FS"));
        self.names.insert("NF".to_owned(), self.fields.len().to_string());
    }

    /// A function with its arguments.
    fn called(&mut self, name: &str) -> Option<String> {
        let open = self.eat("(");
        if ["sub", "gsub"].contains(&name) {
            let wanted = self.wanted()?;
            self.expect(",")?;
            let with = self.expr()?;
            let mut target = Target::Field(0);
            if self.eat(",") {
                self.expr()?;
                target = self.target.take()?;
            }
            self.expect(")")?;
            let before = self.at_target(&target);
            let found = wanted.all(&before);
            let most = if name == "gsub" { usize::MAX } else { 1 };
            if let Some(after) = sed::replaced(&before, &found, &with, 1, most, false) {
                self.assign(target, after);
            }
            return Some(found.len().min(most).to_string());
        }
        if name == "split" {
            let text = self.expr()?;
            self.expect(",")?;
            let array = self.word();
            let sign = match self.eat(",") {
                true if self.is_at("/") => self.quoted('/')?,
                true => self.expr()?,
                false => self.name("FS"),
            };
            self.expect(")")?;
            let parts = split(&text, &sign);
            let count = parts.len().to_string();
            if !self.skips {
                let keys = parts.into_iter().enumerate().map(|(at, it)| ((at + 1).to_string(), it));
                self.arrays.insert(array, keys.collect());
            }
            return Some(count);
        }
        if name == "match" {
            let text = self.expr()?;
            self.expect(",")?;
            let wanted = self.wanted()?;
            self.expect(")")?;
            let found = wanted.find(&text, 0).and_then(|found| *found.first()?);
            let count = |part: Option<&str>| part.unwrap_or_default().chars().count();
            let (start, length) = match found {
                Some((from, to)) => (
                    (count(text.get(..from)) + 1).to_string(),
                    count(text.get(from..to)).to_string(),
                ),
                None => ("0".to_owned(), "-1".to_owned()),
            };
            if !self.skips {
                self.names.insert("RSTART".to_owned(), start.clone());
                self.names.insert("RLENGTH".to_owned(), length);
            }
            return Some(start);
        }
        if name == "length" && open {
            let start = self.at;
            let array = self.word();
            if self.eat(")")
                && let Some(array) = self.arrays.get(&array)
            {
                return Some(array.len().to_string());
            }
            self.at = start;
        }
        let values = if open { self.list()? } else { Vec::new() };
        let first = values.first().unwrap_or(&self.record);
        Some(match name {
            "length" => first.chars().count().to_string(),
            "substr" => {
                let from = i64::from(whole(values.get(1)?));
                let most = values.get(2).map_or(i64::MAX, |most| i64::from(whole(most)));
                let end = usize::try_from(from.saturating_add(most) - 1).unwrap_or(0);
                let skipped = usize::try_from(from - 1).unwrap_or(0);
                first.chars().take(end).skip(skipped).collect()
            }
            "index" => {
                let found = first.find(values.get(1)?.as_str());
                found
                    .map_or(0, |at| first.get(..at).map_or(0, |it| it.chars().count() + 1))
                    .to_string()
            }
            "sqrt" => said(number(first).0.sqrt()),
            "exp" => said(number(first).0.exp()),
            "log" => said(number(first).0.ln()),
            "srand" | "close" | "fflush" => "0".to_owned(),
            "rand" => said(f64::from(self.call.sys.random()) / 32_768.0),
            "sprintf" => printf(&values, false).0,
            "toupper" => first.to_uppercase(),
            "tolower" => first.to_lowercase(),
            "int" => said(number(first).0.trunc()),
            _ => return None,
        })
    }
}

fn calculated(sign: &str, left: &str, right: &str) -> String {
    let (left, right) = (number(left).0, number(right).0);
    said(match sign.trim_end_matches('=') {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => left % right,
    })
}

fn compare(left: &str, sign: &str, right: &str) -> bool {
    let order = match (number(left), number(right)) {
        ((left, true), (right, true)) => left.total_cmp(&right),
        _ => left.cmp(right),
    };
    match sign {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn expression(text: &str) -> Expression {
    Expression::read(text, Dialect { extended: true, escapes: true, ..Dialect::default() })
}

/// The parts of a text: between blanks, single letters, or what an expression finds.
fn split(text: &str, sign: &str) -> Vec<String> {
    let mut letters = sign.chars();
    match (letters.next(), letters.next()) {
        _ if text.is_empty() => return Vec::new(),
        (Some(' '), None) => return text.split_whitespace().map(str::to_owned).collect(),
        (Some(letter), None) => return text.split(letter).map(str::to_owned).collect(),
        (None | Some(_), _) => {}
    }
    let (mut parts, mut end) = (Vec::new(), 0);
    for (from, to) in expression(sign).all(text).iter().filter_map(|it| *it.first()?) {
        parts.extend(text.get(end..from).map(str::to_owned));
        end = to;
    }
    parts.extend(text.get(end..).map(str::to_owned));
    parts
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
