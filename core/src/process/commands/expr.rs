//! `expr`.

use std::cmp::Ordering;

use crate::process::commands::Call;
use crate::process::commands::expression::{Dialect, Expression};

/// The operators with two sides, those that bind least first.
const BINARY: [&[&str]; 5] =
    [&["|"], &["&"], &["<", "<=", "=", "==", "!=", ">=", ">"], &["+", "-"], &["*", "/", "%"]];
/// How deep parentheses stand in each other at most.
const MOST_DEPTH: usize = 30;

pub(super) fn run(call: &Call<'_>) -> i32 {
    let words: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
    let mut reader = Reader { rest: &words, depth: 0 };
    if let Some(value) = reader.binary(0).filter(|_| reader.rest.is_empty()) {
        let code = i32::from(is_false(&value));
        call.print(&format!("{value}\n")).max(code)
    } else {
        call.sys.complain("expr: syntax error");
        2
    }
}

struct Reader<'a> {
    rest: &'a [&'a str],
    depth: usize,
}

fn is_false(value: &str) -> bool {
    value.is_empty() || value == "0"
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn binary(&mut self, level: usize) -> Option<String> {
        let Some(signs) = BINARY.get(level) else { return self.matched() };
        let mut left = self.binary(level + 1)?;
        while let Some(sign) = self.rest.first().copied().filter(|sign| signs.contains(sign)) {
            self.next();
            let right = self.binary(level + 1)?;
            left = apply(&left, sign, &right)?;
        }
        Some(left)
    }

    /// `text : expression`
    fn matched(&mut self) -> Option<String> {
        let mut left = self.primary()?;
        while self.rest.first() == Some(&":") {
            self.next();
            let right = self.primary()?;
            left = found(&left, &right);
        }
        Some(left)
    }

    fn primary(&mut self) -> Option<String> {
        let word = self.next()?;
        let has_more = !self.rest.is_empty();
        let number = |value: usize| value.to_string();
        Some(match word {
            "(" => {
                self.depth += 1;
                if self.depth > MOST_DEPTH {
                    return None;
                }
                let value = self.binary(0)?;
                self.depth -= 1;
                return (self.next() == Some(")")).then_some(value);
            }
            "length" if has_more => number(self.primary()?.chars().count()),
            "match" if has_more => {
                let text = self.primary()?;
                found(&text, &self.primary()?)
            }
            "substr" if has_more => {
                let text = self.primary()?;
                let from: usize = self.primary()?.parse().unwrap_or(0);
                let count = self.primary()?.parse().unwrap_or(0);
                let skipped = from.checked_sub(1).unwrap_or(usize::MAX);
                text.chars().skip(skipped).take(count).collect()
            }
            "index" if has_more => {
                let (text, signs) = (self.primary()?, self.primary()?);
                number(text.chars().position(|it| signs.contains(it)).map_or(0, |at| at + 1))
            }
            "+" if has_more => self.next()?.to_owned(),
            word => word.to_owned(),
        })
    }
}

/// What an expression finds at the beginning: its first group, or how long it is.
fn found(text: &str, expression: &str) -> String {
    let wanted = Expression::read(&format!("^{expression}"), Dialect::default());
    let found = wanted.find(text, 0);
    let part = |number: usize| {
        let (from, to) = found.as_ref()?.get(number).copied().flatten()?;
        text.get(from..to)
    };
    if expression.contains("\\(") {
        part(1).unwrap_or_default().to_owned()
    } else {
        part(0).map_or(0, |part| part.chars().count()).to_string()
    }
}

fn apply(left: &str, sign: &str, right: &str) -> Option<String> {
    let numbers = (left.parse::<i64>(), right.parse::<i64>());
    match sign {
        "|" => return Some(if is_false(left) { right } else { left }.to_owned()),
        "&" => {
            let both = !is_false(left) && !is_false(right);
            return Some(if both { left } else { "0" }.to_owned());
        }
        _ => {}
    }
    if let ("+" | "-" | "*" | "/" | "%", (Ok(left), Ok(right))) = (sign, &numbers) {
        return match sign {
            "+" => left.checked_add(*right),
            "-" => left.checked_sub(*right),
            "*" => left.checked_mul(*right),
            "/" => left.checked_div(*right),
            _ => left.checked_rem(*right),
        }
        .map(|value| value.to_string());
    }
    let order = match numbers {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => left.cmp(right),
    };
    let holds = match sign {
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        "=" | "==" => order == Ordering::Equal,
        "!=" => order != Ordering::Equal,
        ">=" => order != Ordering::Less,
        ">" => order == Ordering::Greater,
        _ => return None,
    };
    Some(i32::from(holds).to_string())
}
