//! `test`, `[ … ]` and bash's `[[ … ]]`.

use crate::process::machine::files::Node;
use crate::process::machine::sys::Sys;
use crate::process::shell::pattern::Pattern;

/// What is wrong with a condition, as busybox says it.
type Wrong = String;

/// Whether a condition holds. `wide` for `[[`, where `==` compares with a pattern.
pub(in crate::process) fn holds(sys: &Sys, words: &[String], wide: bool) -> Result<bool, Wrong> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // POSIX decides by the number of words, so that `[ -n = -n ]` is a comparison.
    match words.as_slice() {
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
    let mut reader = Reader { sys, rest: &words, wide };
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
    let age = |path: &str| sys.find(path).ok();
    Ok(match sign {
        "=" | "==" if wide => Pattern::of(right).matches(left),
        "!=" if wide => !Pattern::of(right).matches(left),
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        // Later nodes are younger.
        "-nt" => age(left) > age(right),
        "-ot" => age(left) < age(right),
        "-ef" => age(left).is_some() && age(left) == age(right),
        "=~" => like(left, right),
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

/// A regular expression of the simple kind: anchors, `.`, `.*`, sets with `+` or `*`.
fn like(text: &str, expression: &str) -> bool {
    crate::process::commands::expression::Expression::of(expression).finds(text)
}

fn is(sys: &Sys, sign: &str, operand: &str) -> bool {
    let place = sys.walk(operand, !["-h", "-L"].contains(&sign));
    let found = place.as_ref().ok().and_then(|place| place.node);
    let refused = place.as_ref().is_ok_and(|place| place.refused.is_some());
    match sign {
        "-n" => return !operand.is_empty(),
        "-z" => return operand.is_empty(),
        "-t" => return false,
        _ => {}
    }
    let Some(node) = found else {
        // What is looked for may be there where not everything is known.
        return sys.find(operand).is_ok();
    };
    sys.with(|kernel| match (sign, kernel.files.node(node)) {
        ("-w", Some(_)) => !refused,
        ("-e" | "-r" | "-a" | "-O" | "-G", Some(_))
        | ("-f", Some(Node::File { .. }))
        | ("-d" | "-x" | "-s", Some(Node::Dir { .. }))
        | ("-h" | "-L", Some(Node::Link(_)))
        | ("-c", Some(Node::Device(_))) => true,
        ("-s", Some(Node::File { text, .. })) => !text.is_empty(),
        ("-x", Some(Node::File { executable, .. })) => *executable,
        _ => false,
    })
}
