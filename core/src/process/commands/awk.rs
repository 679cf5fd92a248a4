//! `awk`: programs of the size that stands in a command line. They are run as they are read, without a tree: what is not
//! to be done is read all the same. Not read are functions of one's own, `getline`, files and pipes.

use std::collections::BTreeMap;

use crate::process::commands::expression::{Dialect, Expression};
use crate::process::commands::options::Options;
use crate::process::commands::printf::{Spec, printf, unescape};
use crate::process::commands::streams::{Filter, Without, Work};
use crate::process::commands::{Call, sed};

/// How many steps are done for a record at most: what takes more never ends.
const MOST_STEPS: usize = 100_000;
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
    let is_whole = number == number.trunc() && number.abs() < 1e16;
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

struct Awk {
    text: String,
    at: usize,
    /// What is done now: `BEGIN`, `END`, or nothing for a record.
    moment: &'static str,
    /// Whether what is read is not done.
    skips: bool,
    /// Whether the other rules are left out: `next` and `exit`.
    is_left: bool,
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
    if options.operands.is_empty() || options.has('f') {
        return Err(Without::Unread);
    }
    let mut awk = Awk {
        text: options.operands.remove(0).to_owned(),
        at: 0,
        moment: "BEGIN",
        skips: true,
        is_left: false,
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
    for (name, value) in [("FS", options.value('F').unwrap_or(" ")), ("OFS", " "), ("ORS", "\\n")] {
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

impl Awk {
    fn run(&mut self, moment: &'static str) {
        (self.moment, self.skips, self.is_left, self.steps) = (moment, false, false, 0);
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
        (self.skips, self.depth) = (before || self.is_left, self.depth - 1);
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
            "while" | "break" | "continue" | "delete" | "do" | "function" | "func" => return None,
            _ => {
                self.at = start;
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
                self.at = body;
                self.only(true, Self::body)?;
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
            if !holds || self.skips {
                return Some(());
            }
            self.at = then;
            self.part(true)?;
        }
    }

    /// A part of `for`, which may be nothing.
    fn part(&mut self, does: bool) -> Option<Option<String>> {
        if self.ends() { Some(None) } else { self.only(does, Self::expr).map(Some) }
    }

    fn print(&mut self, formatted: bool) -> Option<()> {
        let start = self.at;
        let mut values = if self.eat("(") { self.list()? } else { Vec::new() };
        if !self.ends() {
            self.at = start;
            values.clear();
            while !self.ends() {
                values.push(self.expr()?);
                if !self.eat(",") {
                    break;
                }
            }
        }
        let text = match values.as_slice() {
            values if formatted => printf(values).0,
            [] => self.record.clone() + &self.name("ORS"),
            values => values.join(&self.name("OFS")) + &self.name("ORS"),
        };
        self.out.push_str(if self.skips { "" } else { &text });
        Some(())
    }

    /// Values up to the parenthesis that closes.
    fn list(&mut self) -> Option<Vec<String>> {
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
            let sign = match signs.iter().find(|sign| self.rest().starts_with(**sign)) {
                _ if ASSIGN.into_iter().any(|sign| self.rest().starts_with(sign))
                    && !self.is_at("==") =>
                {
                    None
                }
                _ if **signs == [" "] => Some(&" ").filter(|_| begins && !is_in),
                found => found,
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
                let end =
                    rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
                let number = said(rest.get(..end)?.parse().ok()?);
                self.at += end;
                return Some(number);
            }
            '(' => {
                self.at += 1;
                let value = self.only(true, Self::expr)?;
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
                if name.is_empty() || ["getline", "system", "in"].contains(&name.as_str()) {
                    return None;
                }
                if self.rest().starts_with('(') || name == "length" {
                    let value = self.called(&name)?;
                    self.target = None;
                    return Some(value);
                }
                if self.eat("[") {
                    let key = self.only(true, Self::expr)?;
                    self.expect("]")?;
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
            if let Some(after) = sed::replaced(&before, &found, &with, 1, most) {
                self.assign(target, after);
            }
            return Some(found.len().min(most).to_string());
        }
        let values = if open { self.list()? } else { Vec::new() };
        let first = values.first().unwrap_or(&self.record);
        Some(match name {
            "length" => first.chars().count().to_string(),
            "substr" => {
                let skipped = place(values.get(1)?).saturating_sub(1);
                let most = values.get(2).map_or(LONGEST, |most| place(most));
                first.chars().skip(skipped).take(most).collect()
            }
            "sprintf" => printf(&values).0,
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

impl Filter for Awk {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        let count = number(&self.name("NR")).0 + 1.0;
        self.names.insert("NR".to_owned(), said(count));
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
