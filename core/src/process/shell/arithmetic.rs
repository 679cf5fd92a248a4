//! `$((…))`: whole numbers of 64 bits that wrap around, as in C.

/// The variables of an expression.
pub(in crate::process) trait Variables {
    /// The value of a variable; nothing where it has none.
    fn get(&self, name: &str) -> Option<String>;
    /// Gives a variable a value.
    fn set(&mut self, name: &str, value: String);
    /// Whether it is an array whose keys are texts.
    fn is_map(&self, _name: &str) -> bool {
        false
    }
    /// Whether there is no more than POSIX asks for: no `++`, `,` and `**`, as in dash.
    fn is_plain(&self) -> bool {
        false
    }
}

/// How deep expressions stand in each other at most.
const MOST_DEPTH: usize = 50;

/// The operators with two sides, by how closely they bind.
const BINARY: [(&str, u8); 18] = [
    ("||", 1),
    ("&&", 2),
    ("|", 3),
    ("^", 4),
    ("&", 5),
    ("==", 6),
    ("!=", 6),
    ("<=", 7),
    (">=", 7),
    ("<<", 8),
    (">>", 8),
    ("<", 7),
    (">", 7),
    ("+", 9),
    ("-", 9),
    ("**", 11),
    ("*", 10),
    ("/", 10),
];

/// What an expression is; what is wrong with it, as ash says.
pub(in crate::process) fn evaluate(
    text: &str,
    variables: &mut dyn Variables,
) -> Result<i64, &'static str> {
    if text.trim().is_empty() {
        return Ok(0);
    }
    let mut reader = Reader { rest: text, variables, depth: 0, skips: false };
    let value = reader.comma()?;
    reader.blanks();
    if reader.rest.is_empty() { Ok(value) } else { Err(SYNTAX) }
}

const SYNTAX: &str = "arithmetic syntax error";

struct Reader<'a> {
    rest: &'a str,
    variables: &'a mut dyn Variables,
    depth: usize,
    /// Whether what is read is not done: behind `0 &&`.
    skips: bool,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.blanks();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn comma(&mut self) -> Result<i64, &'static str> {
        let mut value = self.choice()?;
        while !self.variables.is_plain() && self.eat(",") {
            value = self.choice()?;
        }
        Ok(value)
    }

    /// `a ? b : c`
    fn choice(&mut self) -> Result<i64, &'static str> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("expression recursion loop detected");
        }
        let condition = self.binary(1)?;
        let value = if self.eat("?") {
            let skips = self.skips;
            self.skips = skips || condition == 0;
            let then = self.comma()?;
            if !self.eat(":") {
                return Err(SYNTAX);
            }
            self.skips = skips || condition != 0;
            let otherwise = self.choice()?;
            self.skips = skips;
            if condition == 0 { otherwise } else { then }
        } else {
            condition
        };
        self.depth -= 1;
        Ok(value)
    }

    fn operator(&mut self, least: u8) -> Option<(&'static str, u8)> {
        self.blanks();
        if self.rest.starts_with('%') && least <= 10 {
            return (!self.rest.starts_with("%=")).then_some(("%", 10));
        }
        let (sign, binds) = BINARY.into_iter().find(|(sign, _)| self.rest.starts_with(sign))?;
        let after = self.rest.get(sign.len()..).unwrap_or_default();
        // `a += 1` is no sum.
        let assigns =
            after.starts_with('=') && !["==", "!=", "<=", ">=", "||", "&&"].contains(&sign);
        let is_known = sign != "**" || !self.variables.is_plain();
        (binds >= least && !assigns && is_known).then_some((sign, binds))
    }

    fn binary(&mut self, least: u8) -> Result<i64, &'static str> {
        let mut left = self.unary()?;
        while let Some((sign, binds)) = self.operator(least) {
            self.eat(sign);
            let skips = self.skips;
            self.skips |= (sign == "&&" && left == 0) || (sign == "||" && left != 0);
            let right = self.binary(binds + u8::from(sign != "**"));
            self.skips = skips;
            left = apply(sign, left, right?, self.skips)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<i64, &'static str> {
        self.blanks();
        let counts = if self.variables.is_plain() { [].as_slice() } else { &["++", "--"] };
        for sign in counts {
            let name =
                self.rest.strip_prefix(sign).map(str::trim_start).filter(|rest| begins_name(rest));
            if let Some(rest) = name {
                self.rest = rest;
                let name = self.name();
                let value = apply(sign.get(..1).unwrap_or_default(), self.value(&name)?, 1, false)?;
                self.assign(&name, value);
                return Ok(value);
            }
        }
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("expression recursion loop detected");
        }
        let value = if self.eat("!") {
            i64::from(self.unary()? == 0)
        } else if self.eat("~") {
            !self.unary()?
        } else if self.eat("-") {
            self.unary()?.wrapping_neg()
        } else if self.eat("+") {
            self.unary()?
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn primary(&mut self) -> Result<i64, &'static str> {
        if self.eat("(") {
            let value = self.comma()?;
            return if self.eat(")") { Ok(value) } else { Err(SYNTAX) };
        }
        self.blanks();
        if begins_name(self.rest) {
            return self.variable();
        }
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        number(digits).ok_or(SYNTAX)
    }

    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_owned()
    }

    /// `[i]` behind a name: the name of an element.
    fn element(&mut self, name: String) -> Result<String, &'static str> {
        let Some(inside) = self.rest.strip_prefix('[') else { return Ok(name) };
        if self.variables.is_map(&name) {
            let (key, rest) = inside.split_once(']').ok_or(SYNTAX)?;
            self.rest = rest;
            return Ok(format!("{name}[{key}]"));
        }
        self.rest = inside;
        let at = self.comma()?;
        if self.eat("]") { Ok(format!("{name}[{at}]")) } else { Err(SYNTAX) }
    }

    fn variable(&mut self) -> Result<i64, &'static str> {
        let name = self.name();
        let name = self.element(name)?;
        self.blanks();
        let counts = if self.variables.is_plain() { [].as_slice() } else { &["++", "--"] };
        for sign in counts {
            if self.eat(sign) {
                let before = self.value(&name)?;
                let after = apply(sign.get(..1).unwrap_or_default(), before, 1, false)?;
                self.assign(&name, after);
                return Ok(before);
            }
        }
        let assigns = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="];
        if let Some(sign) = assigns.into_iter().find(|sign| self.rest.starts_with(sign)) {
            self.eat(sign);
            let right = self.choice()?;
            let left = self.value(&name)?;
            let value = apply(sign.trim_end_matches('='), left, right, self.skips)?;
            self.assign(&name, value);
            return Ok(value);
        }
        if self.rest.starts_with('=') && !self.rest.starts_with("==") {
            self.eat("=");
            let value = self.choice()?;
            self.assign(&name, value);
            return Ok(value);
        }
        self.value(&name)
    }

    fn assign(&mut self, name: &str, value: i64) {
        if !self.skips {
            self.variables.set(name, value.to_string());
        }
    }

    /// The value of a variable, which may be an expression itself.
    fn value(&mut self, name: &str) -> Result<i64, &'static str> {
        let text = self.variables.get(name).unwrap_or_default();
        let text = text.trim();
        if text.is_empty() {
            return Ok(0);
        }
        if let Some(value) = number(text) {
            return Ok(value);
        }
        let mut inner = Reader {
            rest: text,
            variables: self.variables,
            depth: self.depth + 1,
            skips: self.skips,
        };
        if inner.depth > MOST_DEPTH {
            return Err("expression recursion loop detected");
        }
        let value = inner.comma()?;
        inner.blanks();
        if inner.rest.is_empty() { Ok(value) } else { Err(SYNTAX) }
    }
}

fn begins_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// `42`, `0x2a`, `052` and `16#2a`.
fn number(text: &str) -> Option<i64> {
    if let Some((base, digits)) = text.split_once('#') {
        let base = base.parse().ok().filter(|base| (2..=36).contains(base))?;
        return i64::from_str_radix(digits, base).ok();
    }
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok();
    }
    if text.len() > 1 && text.starts_with('0') {
        return i64::from_str_radix(text, 8).ok();
    }
    text.parse().ok()
}

fn apply(sign: &str, left: i64, right: i64, skips: bool) -> Result<i64, &'static str> {
    let shift = u32::try_from(right & 63).unwrap_or_default();
    Ok(match sign {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<<" => left.wrapping_shl(shift),
        ">>" => left.wrapping_shr(shift),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "**" => left.wrapping_pow(u32::try_from(right).map_err(|_| "exponent less than 0")?),
        "/" | "%" if right == 0 => {
            return if skips { Ok(0) } else { Err("divide by zero") };
        }
        "/" => left.wrapping_div(right),
        _ => left.wrapping_rem(right),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    impl Variables for BTreeMap<String, String> {
        fn get(&self, name: &str) -> Option<String> {
            BTreeMap::get(self, name).cloned()
        }
        fn set(&mut self, name: &str, value: String) {
            self.insert(name.to_owned(), value);
        }
    }

    #[test]
    fn expressions_are_read_as_in_c() {
        let mut variables: BTreeMap<String, String> =
            [("n", "4"), ("loop", "loop"), ("e", "n + 1")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into();
        for (text, expected) in [
            ("1 + 2 * 3", Ok(7)),
            ("(1+2)*3 - -1", Ok(10)),
            ("n+1", Ok(5)),
            ("n % 3 == 1 && n < 5", Ok(1)),
            ("n > 5 ? 1 : 2", Ok(2)),
            ("x = n << 2", Ok(16)),
            ("x += 1, x", Ok(17)),
            ("x++ + ++x", Ok(36)),
            ("0x10 + 010 + 2#11", Ok(27)),
            ("2 ** 10", Ok(1024)),
            ("!0 + ~0", Ok(0)),
            ("e * 2", Ok(10)),
            ("", Ok(0)),
            ("unset", Ok(0)),
            ("0 && 1/0", Ok(0)),
            ("1/0", Err("divide by zero")),
            ("1 +", Err(SYNTAX)),
            ("08", Err(SYNTAX)),
            ("loop", Err("expression recursion loop detected")),
            ("9223372036854775807 + 1", Ok(i64::MIN)),
            ("-9223372036854775807 - 1 / -1", Ok(i64::MIN + 2)),
        ] {
            assert_eq!(evaluate(text, &mut variables), expected, "{text}");
        }
        assert!(evaluate(&"(".repeat(5000), &mut variables).is_err());
        assert!(evaluate(&"-".repeat(5000), &mut variables).is_err());
    }
}
