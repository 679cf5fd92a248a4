//! Commands: simple ones, conditions, loops, functions.

use std::rc::Rc;

use crate::process::shell::parser::{Parsed, Parser};
use crate::process::shell::run::Flavor;
use crate::process::shell::syntax::{
    Arm, Assigned, Assignment, Body, Command, List, Test, Then, Word,
};

/// What makes variables of its arguments.
const DECLARING: [&str; 5] = ["export", "local", "readonly", "declare", "typeset"];
/// What bash does and is not read.
const UNREAD: [&str; 4] = ["select", "coproc", "pushd", "popd"];

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Parsed<Command> {
        self.blanks();
        let reserved = self.reserved();
        let is_function = self.flavor != Flavor::Dash && self.is_alone("function");
        let what = match reserved {
            Some("{") => {
                self.eat("{");
                Body::Group(self.until("}")?)
            }
            Some("if") => self.conditional()?,
            Some(word @ ("while" | "until")) => {
                self.eat(word);
                let condition = self.block(&["do"])?;
                let body = self.body()?;
                Body::Loop { until: word == "until", condition, body }
            }
            Some("for") => self.for_each()?,
            Some("case") => self.case()?,
            Some(_) => return Err(self.unexpected()),
            None if self.is_bash() && self.begins("((") => self.arithmetic()?,
            None if self.begins("(") => self.subshell()?,
            None if self.is_bash() && self.is_alone("[[") => {
                self.eat("[[");
                let before = std::mem::replace(&mut self.in_condition, true);
                let test = self.either()?;
                self.in_condition = before;
                self.expect("]]")?;
                Body::Condition(test)
            }
            None if is_function => {
                self.eat("function");
                self.blanks();
                let word = self.word()?.unwrap_or_default();
                let name = word.literal().map(str::to_owned);
                let name = name.ok_or_else(|| self.unexpected())?;
                self.blanks();
                if self.eat("(") {
                    self.blanks();
                    self.expect_sign(")")?;
                }
                self.function(name)?
            }
            None => return self.simple(),
        };
        let mut redirects = Vec::new();
        self.blanks();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
            self.blanks();
        }
        Ok(Command { what, redirects })
    }

    /// A list and the reserved word behind it.
    fn until(&mut self, end: &str) -> Parsed<List> {
        let list = self.block(&[end])?;
        self.expect(end)?;
        Ok(list)
    }

    fn subshell(&mut self) -> Parsed<Body> {
        self.expect_sign("(")?;
        let list = self.block(&[])?;
        self.expect_sign(")")?;
        Ok(Body::Subshell(list))
    }

    /// `((…))`; a subshell where it does not end that way.
    fn arithmetic(&mut self) -> Parsed<Body> {
        let start = self.at;
        self.eat("((");
        if let Some(inside) = self.inside_two() {
            return Ok(Body::Arithmetic(self.inner_word(inside)?));
        }
        self.at = start;
        self.subshell()
    }

    fn function(&mut self, name: String) -> Parsed<Body> {
        self.lines();
        self.deeper()?;
        let body = Rc::new(self.command()?);
        self.depth -= 1;
        Ok(Body::Function { name, body })
    }

    fn conditional(&mut self) -> Parsed<Body> {
        let mut arms = Vec::new();
        self.eat("if");
        loop {
            let condition = self.block(&["then"])?;
            self.expect("then")?;
            let body = self.block(&["elif", "else", "fi"])?;
            arms.push((condition, body));
            self.lines();
            if self.eat_reserved("elif") {
                continue;
            }
            let otherwise =
                if self.eat_reserved("else") { Some(self.block(&["fi"])?) } else { None };
            self.expect("fi")?;
            return Ok(Body::If { arms, otherwise });
        }
    }

    fn body(&mut self) -> Parsed<List> {
        self.lines();
        if self.is_bash() && self.eat_reserved("{") {
            return self.until("}");
        }
        self.expect("do")?;
        self.until("done")
    }

    fn for_each(&mut self) -> Parsed<Body> {
        self.eat("for");
        self.blanks();
        if self.is_bash() && self.eat("((") {
            return self.count();
        }
        let name = self.name();
        let name = name.ok_or_else(|| self.unexpected())?;
        self.lines();
        let mut words = None;
        if self.eat_reserved("in") {
            let list = words.get_or_insert_with(Vec::new);
            self.blanks();
            while let Some(word) = self.word()? {
                list.push(word);
                self.blanks();
            }
        }
        self.blanks();
        self.eat(";");
        let body = self.body()?;
        Ok(Body::For { name, words, body })
    }

    /// `for ((…; …; …))` behind its parentheses.
    fn count(&mut self) -> Parsed<Body> {
        let inside = self.inside_two();
        let inside = inside.ok_or_else(|| self.unexpected())?;
        let mut texts = inside.splitn(3, ';');
        let mut part = || texts.next().map(|text| self.inner_word(text)).transpose();
        let (first, goes_on, then) = (part()?, part()?, part()?);
        let (Some(first), Some(goes_on), Some(then)) = (first, goes_on, then) else {
            return Err(self.unexpected());
        };
        self.blanks();
        self.eat(";");
        let body = self.body()?;
        Ok(Body::Count { parts: [first, goes_on, then], body })
    }

    fn case(&mut self) -> Parsed<Body> {
        self.eat("case");
        self.blanks();
        let word = self.some_word()?;
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.lines();
            if self.eat_reserved("esac") {
                return Ok(Body::Case { word, arms });
            }
            self.eat("(");
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                patterns.push(self.some_word()?);
                self.blanks();
                if !self.eat("|") {
                    break;
                }
            }
            self.expect_sign(")")?;
            let body = self.list(&["esac"])?;
            self.lines();
            let then = if self.is_bash() && self.eat(";;&") {
                Then::Others
            } else if self.is_bash() && self.eat(";&") {
                Then::Through
            } else {
                self.eat(";;");
                Then::End
            };
            arms.push(Arm { patterns, body, then });
        }
    }

    fn simple(&mut self) -> Parsed<Command> {
        let (mut assignments, mut declared) = (Vec::new(), Vec::new());
        let (mut words, mut redirects) = (Vec::<Word>::new(), Vec::new());
        // busybox reads on up to the bracket that closes.
        let mut in_brackets = false;
        let mut is_declaring = false;
        loop {
            self.blanks();
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            if (words.is_empty() || is_declaring)
                && let Some(assignment) = self.assignment()?
            {
                (if is_declaring { &mut declared } else { &mut assignments }).push(assignment);
                continue;
            }
            let start = self.at;
            if in_brackets && (self.eat("&&") || self.eat("||")) {
                let sign = self.text.get(start..self.at).unwrap_or_default();
                words.push(Word::quoted(sign));
                continue;
            }
            let Some(word) = self.word()? else { break };
            let name = word.literal().unwrap_or_default();
            if words.is_empty() {
                if assignments.is_empty() && redirects.is_empty() {
                    self.blanks();
                    if self.eat("(") {
                        self.blanks();
                        let is_name = !name.is_empty() && (self.is_bash() || is_plain_name(name));
                        self.must(is_name)?;
                        self.expect_sign(")")?;
                        let what = self.function(name.to_owned())?;
                        return Ok(Command { what, redirects });
                    }
                }
                if self.is_bash() && UNREAD.contains(&name) {
                    return Err(self.unread());
                }
                is_declaring = DECLARING.contains(&name);
                in_brackets = self.flavor == Flavor::Busybox && name == "[[";
            }
            in_brackets &= name != "]]";
            words.push(word);
        }
        let is_something = !(assignments.is_empty() && words.is_empty() && redirects.is_empty());
        self.must(is_something)?;
        Ok(Command { what: Body::Simple { assignments, words, declared }, redirects })
    }

    /// `name=word`; nothing where none begins.
    fn assignment(&mut self) -> Parsed<Option<Assignment>> {
        let start = self.at;
        let Some(name) = self.name() else { return Ok(None) };
        let mut index = None;
        if self.is_bash() && self.eat("[") {
            index = Some(self.until_sign(']')?);
            if !self.eat("]") {
                self.at = start;
                return Ok(None);
            }
        }
        let adds = self.is_bash() && self.eat("+=");
        if !adds && !self.eat("=") {
            self.at = start;
            return Ok(None);
        }
        let value = if self.is_bash() && index.is_none() && self.eat("(") {
            Assigned::List(self.elements()?)
        } else {
            Assigned::Word(self.word()?.unwrap_or_default())
        };
        Ok(Some(Assignment { name, index, adds, value }))
    }

    /// The elements of an array behind its parenthesis.
    fn elements(&mut self) -> Parsed<Vec<(Option<Word>, Word)>> {
        let mut all = Vec::new();
        loop {
            self.lines();
            if self.eat(")") {
                return Ok(all);
            }
            let start = self.at;
            let mut index = None;
            if self.eat("[") {
                let inside = self.until_sign(']')?;
                if self.eat("]=") {
                    index = Some(inside);
                } else {
                    self.at = start;
                }
            }
            let word = match self.word()? {
                None if index.is_some() => Word::default(),
                None => return Err(self.unexpected()),
                Some(word) => word,
            };
            all.push((index, word));
        }
    }

    fn either(&mut self) -> Parsed<Test> {
        self.deeper()?;
        let mut test = self.both()?;
        loop {
            self.lines();
            if !self.eat("||") {
                self.depth -= 1;
                return Ok(test);
            }
            test = Test::Or(Box::new(test), Box::new(self.both()?));
        }
    }

    fn both(&mut self) -> Parsed<Test> {
        let mut test = self.negated()?;
        loop {
            self.lines();
            if !self.eat("&&") {
                return Ok(test);
            }
            test = Test::And(Box::new(test), Box::new(self.negated()?));
        }
    }

    fn negated(&mut self) -> Parsed<Test> {
        let mut negated = false;
        loop {
            self.lines();
            if !self.eat_reserved("!") {
                break;
            }
            negated = !negated;
        }
        let test = self.primary()?;
        Ok(if negated { Test::Not(Box::new(test)) } else { test })
    }

    fn primary(&mut self) -> Parsed<Test> {
        if self.eat("(") {
            let test = self.either()?;
            self.expect_sign(")")?;
            return Ok(test);
        }
        let left = self.some_word()?;
        self.blanks();
        let is_end = self.is_alone("]]")
            || ["&&", "||", ")", "\n"].into_iter().any(|sign| self.begins(sign));
        if is_end {
            return Ok(Test::One("-n".to_owned(), left));
        }
        let is_sign = |text: &&str| text.len() == 2 && text.starts_with('-');
        if let Some(sign) = left.literal().filter(is_sign) {
            return Ok(Test::One(sign.to_owned(), self.some_word()?));
        }
        let sign = match self.peek() {
            Some('<' | '>') => self.skip().map(String::from).unwrap_or_default(),
            _ => self.some_word()?.literal().unwrap_or_default().to_owned(),
        };
        self.blanks();
        let right = if sign == "=~" { self.expression()? } else { self.some_word()? };
        Ok(Test::Two(left, sign, right))
    }
}

fn is_plain_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c))
}
