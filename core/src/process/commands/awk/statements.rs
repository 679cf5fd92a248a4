//! What a program of awk does: statements, loops, functions of its own, and where it prints.

use std::rc::Rc;

use super::{Awk, Function, Jump, MOST_DEPTH, Mode, Target, holds, printf, whole};

impl Awk<'_> {
    /// What stands behind `function`.
    pub(super) fn function(&mut self) -> Option<()> {
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
    pub(super) fn own(&mut self, (_, parameters, body): Function) -> Option<String> {
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
    pub(super) fn is_over(&mut self) -> bool {
        if matches!(self.jump, Some(Jump::Break | Jump::Continue)) {
            let is_break = self.jump.take() == Some(Jump::Break);
            self.skips = self.is_left;
            return is_break || self.skips;
        }
        self.skips
    }

    /// `while (…) …`, and `do … while (…)`
    pub(super) fn turn(&mut self, is_late: bool) -> Option<()> {
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

    pub(super) fn jump(&mut self, jump: Jump) {
        if !self.skips {
            (self.jump, self.skips) = (Some(jump), true);
        }
    }

    pub(super) fn delete(&mut self) -> Option<()> {
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
    pub(super) fn key(&mut self) -> Option<String> {
        let mut key = self.only(true, Self::expr)?;
        while self.eat(",") {
            key.push_str(&self.name("SUBSEP"));
            key.push_str(&self.only(true, Self::expr)?);
        }
        self.expect("]")?;
        Some(key)
    }

    pub(super) fn block(&mut self) -> Option<()> {
        self.expect("{")?;
        loop {
            self.blanks("\n;");
            if self.eat("}") {
                return Some(());
            }
            self.statement()?;
        }
    }

    pub(super) fn body(&mut self) -> Option<()> {
        self.blanks("\n");
        match self.rest().chars().next()? {
            '{' => self.block(),
            ';' => self.expect(";"),
            _ => self.statement(),
        }
    }

    pub(super) fn statement(&mut self) -> Option<()> {
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

    pub(super) fn leave(&mut self) {
        self.is_left |= !self.skips;
        self.skips = true;
    }

    pub(super) fn test(&mut self) -> Option<bool> {
        self.expect("(")?;
        let value = self.expr()?;
        self.expect(")")?;
        Some(holds(&value))
    }

    /// `for (i = 1; i < 3; i++) …`, `for (key in array) …`
    pub(super) fn repeat(&mut self) -> Option<()> {
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
    pub(super) fn part(&mut self, does: bool) -> Option<Option<String>> {
        if self.ends() { Some(None) } else { self.only(does, Self::expr).map(Some) }
    }

    pub(super) fn print(&mut self, formatted: bool) -> Option<()> {
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
    pub(super) fn write(&mut self, path: String, text: &str, appends: bool) -> Option<()> {
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
    pub(super) fn list(&mut self) -> Option<Vec<String>> {
        let before = std::mem::take(&mut self.prints);
        let all = self.values();
        self.prints = before;
        all
    }

    pub(super) fn values(&mut self) -> Option<Vec<String>> {
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
}
