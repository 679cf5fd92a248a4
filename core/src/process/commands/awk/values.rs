//! Values in a program of awk: operators, what can get a value, functions.

use super::{
    ASSIGN, Awk, BINARY, Dialect, Expression, Function, LONGEST, MOST_DEPTH, Target, holds, number,
    place, printf, said, sed, truth, unescape, whole,
};

impl Awk<'_> {
    pub(super) fn expr(&mut self) -> Option<String> {
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

    pub(super) fn binary(&mut self, level: usize) -> Option<String> {
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
    pub(super) fn wanted(&mut self) -> Option<Expression> {
        let text = if self.is_at("/") { self.quoted('/')? } else { self.binary(5)? };
        Some(expression(&text))
    }

    pub(super) fn unary(&mut self) -> Option<String> {
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
    pub(super) fn count(&mut self, by: f64, is_late: bool) -> Option<String> {
        let target = self.target.take()?;
        let before = number(&self.at_target(&target)).0;
        self.assign(target, said(before + by));
        Some(said(if is_late { before } else { before + by }))
    }

    pub(super) fn primary(&mut self) -> Option<String> {
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
    pub(super) fn inside(&mut self, read: fn(&mut Self) -> Option<String>) -> Option<String> {
        let before = std::mem::take(&mut self.prints);
        let value = read(self);
        self.prints = before;
        value
    }

    pub(super) fn only_own(&mut self, function: Function) -> Option<String> {
        self.depth += 1;
        let value = if self.depth > MOST_DEPTH { None } else { self.own(function) };
        self.depth -= 1;
        value
    }

    pub(super) fn name(&self, name: &str) -> String {
        self.names.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn at_target(&self, target: &Target) -> String {
        let found = match target {
            Target::Field(0) => Some(&self.record),
            Target::Field(at) => self.fields.get(at - 1),
            Target::Name(name) => self.names.get(name),
            Target::Element(name, key) => self.arrays.get(name).and_then(|array| array.get(key)),
        };
        found.cloned().unwrap_or_default()
    }

    pub(super) fn assign(&mut self, target: Target, value: String) {
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

    pub(super) fn take_record(&mut self, record: &str) {
        record.clone_into(&mut self.record);
        self.fields = split(record, &self.name("FS"));
        self.names.insert("NF".to_owned(), self.fields.len().to_string());
    }

    /// A function with its arguments.
    pub(super) fn called(&mut self, name: &str) -> Option<String> {
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
            "toupper" => first.to_ascii_uppercase(),
            "tolower" => first.to_ascii_lowercase(),
            "int" => said(number(first).0.trunc()),
            _ => return None,
        })
    }
}

pub(super) fn calculated(sign: &str, left: &str, right: &str) -> String {
    let (left, right) = (number(left).0, number(right).0);
    said(match sign.trim_end_matches('=') {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => left % right,
    })
}

pub(super) fn compare(left: &str, sign: &str, right: &str) -> bool {
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

pub(super) fn expression(text: &str) -> Expression {
    Expression::read(text, Dialect { extended: true, escapes: true, ..Dialect::default() })
}

/// The parts of a text: between blanks, single letters, or what an expression finds.
pub(super) fn split(text: &str, sign: &str) -> Vec<String> {
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
