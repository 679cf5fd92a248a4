//! `test`, `[ … ]` and bash's `[[ … ]]`.

use crate::process::commands::{self, expression::Expression};
use crate::process::machine::files::Node;
use crate::process::machine::sys::Sys;
use crate::process::shell::expand::Stop;
use crate::process::shell::pattern::Pattern;
use crate::process::shell::run::{Flavor, Shell};
use crate::process::shell::syntax::{Test, Word};
use crate::process::shell::variables::Items;

/// What is wrong with a condition, as busybox says it.
type Wrong = String;

impl Shell {
    /// Whether bash's `[[ … ]]` holds; the inner error is what is wrong with it.
    pub(super) fn condition(&mut self, test: &Test) -> Result<Result<bool, Wrong>, Stop> {
        Ok(match test {
            Test::Not(inner) => self.condition(inner)?.map(|holds| !holds),
            Test::And(left, right) => match self.condition(left)? {
                Ok(true) => self.condition(right)?,
                other => other,
            },
            Test::Or(left, right) => match self.condition(left)? {
                Ok(false) => self.condition(right)?,
                other => other,
            },
            Test::One(sign, word) => {
                let operand = self.text(word)?;
                Ok(if sign == "-v" { self.is_set(&operand) } else { is(&self.sys, sign, &operand) })
            }
            Test::Two(left, sign, right) => {
                let left = self.text(left)?;
                match sign.as_str() {
                    "=" | "==" => Ok(self.extended_pattern(right)?.matches(&left)),
                    "!=" => Ok(!self.extended_pattern(right)?.matches(&left)),
                    "=~" => {
                        let expression = self.expression(right)?;
                        Ok(self.is_like(&left, &expression))
                    }
                    _ => {
                        let (mut left, mut right) = (left, self.text(right)?);
                        if sign.starts_with('-') && !["-nt", "-ot", "-ef"].contains(&sign.as_str())
                        {
                            left = self.calculated(&left)?.to_string();
                            right = self.calculated(&right)?.to_string();
                        }
                        compare(&self.sys, &left, sign, &right, true)
                    }
                }
            }
        })
    }

    /// A pattern in which bash's groups are read, as always between `[[` and `]]`.
    fn extended_pattern(&mut self, word: &Word) -> Result<Pattern, Stop> {
        let before = std::mem::replace(&mut self.options.extglob, true);
        let pattern = self.pattern(word);
        self.options.extglob = before;
        pattern
    }

    /// `=~`: what was found is told.
    fn is_like(&mut self, text: &str, expression: &str) -> bool {
        let found = Expression::of(expression).find(text, 0);
        let mut parts = Vec::new();
        for part in found.iter().flatten() {
            let (from, to) = part.unwrap_or_default();
            parts.push(text.get(from..to).unwrap_or_default().to_owned());
        }
        let groups = expression.matches('(').count() + 1;
        parts.truncate(groups);
        self.put_all("BASH_REMATCH", Items::of(parts));
        found.is_some()
    }

    /// Whether the condition of `test` holds.
    pub(super) fn test_words(&self, words: &[String], wide: bool) -> Result<bool, Wrong> {
        match words {
            [sign, name] if sign == "-v" && self.flavor == Flavor::Bash => Ok(self.is_set(name)),
            _ => holds(&self.sys, words, wide),
        }
    }

    /// `-v name`
    fn is_set(&self, name: &str) -> bool {
        match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            None => self.value_of(name).is_some(),
            Some((name, key)) => self.items(name).iter().any(|(known, _)| known == key),
        }
    }
}

/// Whether a condition holds. `wide` for `[[`, where `==` compares with a pattern.
pub(in crate::process) fn holds(sys: &Sys, words: &[String], wide: bool) -> Result<bool, Wrong> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = words.as_slice();
    // POSIX decides by the number of words, so that `[ -n = -n ]` is a comparison.
    match words {
        [] => return Ok(false),
        [one] => return Ok(!one.is_empty()),
        ["!", one] => return Ok(one.is_empty()),
        [left, sign, right] if is_comparison(sign, wide) => {
            return compare(sys, left, sign, right, wide);
        }
        ["!", left, sign, right] if is_comparison(sign, wide) => {
            return compare(sys, left, sign, right, wide).map(|holds| !holds);
        }
        _ => {}
    }
    let mut reader = Reader { sys, rest: words, wide };
    let value = reader.or()?;
    match reader.rest.first() {
        None => Ok(value),
        Some(word) => Err(format!("{word}: unknown operand")),
    }
}

struct Reader<'a> {
    sys: &'a Sys,
    rest: &'a [&'a str],
    wide: bool,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, words: [&str; 2]) -> bool {
        let found = self.rest.first().is_some_and(|word| words.contains(word));
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        found
    }

    fn next(&mut self) -> Result<&'a str, Wrong> {
        let (first, rest) =
            self.rest.split_first().ok_or_else(|| "argument expected".to_owned())?;
        self.rest = rest;
        Ok(first)
    }

    fn or(&mut self) -> Result<bool, Wrong> {
        let mut value = self.and()?;
        while self.eat(["-o", "||"]) {
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<bool, Wrong> {
        let mut value = self.not()?;
        while self.eat(["-a", "&&"]) {
            value &= self.not()?;
        }
        Ok(value)
    }

    fn not(&mut self) -> Result<bool, Wrong> {
        let mut negated = false;
        while self.rest.len() > 1 && self.eat(["!", "!"]) {
            negated = !negated;
        }
        Ok(self.primary()? != negated)
    }

    fn primary(&mut self) -> Result<bool, Wrong> {
        let first = self.next()?;
        if let [sign, right, ..] = self.rest
            && is_comparison(sign, self.wide)
        {
            self.rest = self.rest.get(2..).unwrap_or_default();
            return compare(self.sys, first, sign, right, self.wide);
        }
        if first == "(" {
            let value = self.or()?;
            return if self.eat([")", ")"]) {
                Ok(value)
            } else {
                Err("closing paren expected".to_owned())
            };
        }
        let is_sign = first.len() == 2 && first.starts_with('-') && !self.rest.is_empty();
        if is_sign {
            let operand = self.next()?;
            return Ok(is(self.sys, first, operand));
        }
        Ok(!first.is_empty())
    }
}

fn is_comparison(sign: &str, wide: bool) -> bool {
    ["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<", ">"]
        .contains(&sign)
        || (wide && sign == "=~")
}

fn compare(sys: &Sys, left: &str, sign: &str, right: &str, wide: bool) -> Result<bool, Wrong> {
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| format!("{text}: bad number"));
    // What is made in the same instant is made later all the same.
    let age = |path: &str| {
        let node = sys.find(path).ok()?;
        Some((sys.with(|kernel| kernel.files.facts(node).1), node))
    };
    Ok(match sign {
        "=" | "==" if wide => Pattern::of(right).matches(left),
        "!=" if wide => !Pattern::of(right).matches(left),
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-nt" => age(left) > age(right),
        "-ot" => age(left) < age(right),
        "-ef" => sys.find(left).is_ok() && sys.find(left).ok() == sys.find(right).ok(),
        "=~" => Expression::of(right).finds(left),
        _ => {
            let (left, right) = (number(left)?, number(right)?);
            match sign {
                "-eq" => left == right,
                "-ne" => left != right,
                "-lt" => left < right,
                "-le" => left <= right,
                "-gt" => left > right,
                _ => left >= right,
            }
        }
    })
}

fn is(sys: &Sys, sign: &str, operand: &str) -> bool {
    let place = match sign {
        "-n" => return !operand.is_empty(),
        "-z" => return operand.is_empty(),
        "-t" => return false,
        "-h" | "-L" => sys.walk(operand, false),
        _ => sys.look(operand),
    };
    let found = place.as_ref().ok().and_then(|place| place.node);
    let refused = place.as_ref().is_ok_and(|place| place.refused.is_some());
    let Some(node) = found else {
        if commands::stands_at(sys, operand) {
            return ["-e", "-f", "-x", "-r", "-s"].contains(&sign);
        }
        // What is looked for may be there where not everything is known.
        return sys.find(operand).is_ok();
    };
    sys.with(|kernel| match (sign, kernel.files.node(node)) {
        ("-w", Some(_)) => !refused,
        ("-e" | "-r" | "-a" | "-O" | "-G", Some(_))
        | ("-f", Some(Node::File { .. }))
        | ("-d" | "-x" | "-s", Some(Node::Dir { .. }))
        | ("-h" | "-L", Some(Node::Link(_)))
        | ("-c", Some(Node::Device(_)))
        | ("-p", Some(Node::Pipe(_))) => true,
        ("-s", Some(Node::File { .. })) => kernel.files.size(node) > 0,
        ("-x", Some(Node::File { .. })) => kernel.files.is_executable(node),
        _ => false,
    })
}
