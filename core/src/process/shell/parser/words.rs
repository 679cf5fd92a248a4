//! Words: quotes, expansions, here-documents, and where input comes from and output goes.

use crate::process::commands::unescape;
use crate::process::shell::parser::{Parsed, Parser, SyntaxError};
use crate::process::shell::run::Flavor;
use crate::process::shell::syntax::{Change, Parameter, Part, Redirect, RedirectKind, Word};

/// In what something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// No quotes.
    Plain,
    /// Double quotes.
    Quoted,
    /// A here-document.
    Here,
}

const SIGNS: [(&str, RedirectKind); 11] = [
    ("<<<", RedirectKind::Here),
    ("<<", RedirectKind::Here),
    ("<&", RedirectKind::Duplicate),
    ("<>", RedirectKind::ReadWrite),
    ("<", RedirectKind::Read),
    ("&>>", RedirectKind::Append),
    ("&>", RedirectKind::Write),
    (">>", RedirectKind::Append),
    (">&", RedirectKind::Duplicate),
    (">|", RedirectKind::Overwrite),
    (">", RedirectKind::Write),
];

/// `2>&1`, as `|&` says it.
pub(super) fn both() -> Redirect {
    Redirect {
        stream: 2,
        variable: None,
        kind: RedirectKind::Duplicate,
        target: Word::quoted("1"),
        both: false,
    }
}

fn ends_word(rest: &str) -> bool {
    rest.starts_with([' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>'])
}

/// Puts plain texts that stand side by side together.
fn joined(word: &mut Word) {
    let mut all: Vec<Part> = Vec::new();
    for part in std::mem::take(&mut word.0) {
        match (all.last_mut(), part) {
            (
                Some(Part::Text { text, quoted: false }),
                Part::Text { text: next, quoted: false },
            ) => {
                text.push_str(&next);
            }
            (_, part) => all.push(part),
        }
    }
    word.0 = all;
}

impl Parser<'_> {
    pub(super) fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let rest = self.rest();
        let both = self.flavor != Flavor::Dash && rest.starts_with("&>");
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mut skipped = digits;
        let mut variable = None;
        if self.is_bash()
            && let Some((name, after)) = rest.strip_prefix('{').and_then(|it| it.split_once('}'))
            && after.starts_with(['<', '>'])
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            variable = Some(name.to_owned());
            skipped = name.len() + 2;
        }
        let after = rest.get(skipped..).unwrap_or_default();
        let is_process = after.starts_with("<(") || after.starts_with(">(");
        if (!both && !after.starts_with(['<', '>'])) || (is_process && self.is_bash()) {
            return Ok(None);
        }
        let Some((sign, kind)) = SIGNS.into_iter().find(|(sign, _)| after.starts_with(sign)) else {
            return Ok(None);
        };
        let number = rest.get(..digits).and_then(|digits| digits.parse().ok());
        let stream = number.unwrap_or(u32::from(!sign.starts_with('<')));
        self.at += skipped + sign.len();
        let mut redirect = Redirect { stream, variable, kind, target: Word::default(), both };
        if sign == "<<" {
            let tabs = self.eat("-");
            self.blanks();
            redirect.target = self.here_document(tabs)?;
            return Ok(Some(redirect));
        }
        self.must(sign != "<<<" || self.is_bash())?;
        self.blanks();
        redirect.target = self.some_word()?;
        if kind == RedirectKind::Here {
            redirect.target.0.push(Part::Text { text: "\n".to_owned(), quoted: true });
        }
        if sign == ">&" && self.is_bash() && number.is_none() {
            // `>& file`
            let is_stream = redirect.target.literal().is_none_or(|text| {
                text == "-" || text.trim_end_matches('-').bytes().all(|it| it.is_ascii_digit())
            });
            if !is_stream {
                (redirect.kind, redirect.both) = (RedirectKind::Write, true);
            }
        }
        Ok(Some(redirect))
    }

    /// The text below the line, up to the word.
    fn here_document(&mut self, tabs: bool) -> Parsed<Word> {
        let word = self.some_word()?;
        let mut end = String::new();
        let mut quoted = false;
        for part in &word.0 {
            let Part::Text { text, quoted: is_quoted } = part else {
                return Err(self.unread());
            };
            end.push_str(text);
            quoted |= is_quoted;
        }
        let line_end = self.rest().find('\n').map_or(self.text.len(), |at| self.at + at);
        let (line_end, start) = match self.here {
            Some((line_end, after)) => (line_end, after),
            None => (line_end, (line_end + 1).min(self.text.len())),
        };
        let mut body = String::new();
        let mut at = start;
        for line in self.text.get(start..).unwrap_or_default().split_inclusive('\n') {
            at += line.len();
            let line = if tabs { line.trim_start_matches('\t') } else { line };
            if line.trim_end_matches('\n') == end {
                break;
            }
            body.push_str(line);
        }
        self.here = Some((line_end, at));
        if quoted {
            return Ok(Word::quoted(&body));
        }
        let mut inner = Parser::new(&body, self.flavor, self.depth);
        inner.fragment(Mode::Here, &|_| false)
    }

    /// A word; nothing where none begins.
    pub(super) fn word(&mut self) -> Parsed<Option<Word>> {
        let mut word = self.fragment(Mode::Plain, &ends_word)?;
        while self.is_bash() && (self.begins("<(") || self.begins(">(")) {
            let reads = self.begins(">");
            self.at += 2;
            let list = self.list(&[])?;
            self.expect_sign(")")?;
            word.0.push(Part::Process { list, reads });
            word.0.extend(self.fragment(Mode::Plain, &ends_word)?.0);
        }
        while self.begins("(") && self.is_bash() && !word.0.is_empty() && self.is_group() {
            // What stands in the parentheses of a pattern, blanks and all.
            let mut open = 0_usize;
            loop {
                match self.peek() {
                    Some('(') => open += 1,
                    Some(')') => open -= 1,
                    Some('\n') | None => return Err(self.unexpected()),
                    Some(_) => {}
                }
                let text = self.skip().map(String::from).unwrap_or_default();
                word.0.push(Part::Text { text, quoted: false });
                if open == 0 {
                    break;
                }
                let inside =
                    self.fragment(Mode::Plain, &|rest| rest.starts_with([' ', '(', ')', '\n']))?;
                word.0.extend(inside.0);
            }
            joined(&mut word);
            word.0.extend(self.fragment(Mode::Plain, &ends_word)?.0);
            joined(&mut word);
        }
        Ok((!word.0.is_empty()).then_some(word))
    }

    /// Whether a parenthesis begins a group of a pattern: `shopt -s extglob` stands in a line above.
    fn is_group(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        if !before.ends_with(['@', '?', '*', '+', '!']) {
            return false;
        }
        let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
        let is_on = |line: &str| line.contains("shopt -s") && line.contains("extglob");
        self.in_condition || above.lines().any(is_on)
    }

    /// A word, which has to be there.
    pub(super) fn some_word(&mut self) -> Parsed<Word> {
        let word = self.word()?;
        word.ok_or_else(|| self.unexpected())
    }

    /// The regular expression behind `=~`: parentheses belong to it.
    pub(super) fn expression(&mut self) -> Parsed<Word> {
        let mut word = Word::default();
        let mut open = 0_usize;
        loop {
            let part =
                self.fragment(Mode::Plain, &|rest| rest.starts_with([' ', '\t', '\n', '(', ')']))?;
            word.0.extend(part.0);
            match self.peek() {
                Some('(') => open += 1,
                Some(')') if open > 0 => open -= 1,
                Some(' ' | '\t') if open > 0 => {}
                _ => break,
            }
            let text = self.skip().map(String::from).unwrap_or_default();
            word.0.push(Part::Text { text, quoted: false });
        }
        self.must(!word.0.is_empty())?;
        Ok(word)
    }

    /// What stands in front of a sign, where brackets belong together.
    pub(super) fn until_sign(&mut self, sign: char) -> Parsed<Word> {
        self.fragment(Mode::Plain, &|rest| rest.starts_with(sign) || rest.starts_with('\n'))
    }

    /// What stands in two parentheses that are open, if both close together.
    pub(super) fn inside_two(&mut self) -> Option<String> {
        let start = self.at;
        let mut open = 2_usize;
        while let Some(next) = self.skip() {
            match next {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            if open == 1 && next == ')' && !self.begins(")") {
                break;
            }
            if open == 0 {
                return self.text.get(start..self.at - 2).map(str::to_owned);
            }
        }
        self.at = start;
        None
    }

    /// A text inside of this one, as a word in quotes.
    pub(super) fn inner_word(&mut self, text: impl AsRef<str>) -> Parsed<Word> {
        self.deeper()?;
        let mut inner = Parser::new(text.as_ref(), self.flavor, self.depth);
        let word = inner.fragment(Mode::Quoted, &|_| false)?;
        self.depth -= 1;
        Ok(word)
    }

    fn ended(&mut self) -> SyntaxError {
        self.at = self.text.len();
        self.unexpected()
    }

    /// What stands here up to an end, with what is in quotes.
    pub(super) fn fragment(&mut self, mode: Mode, is_end: &dyn Fn(&str) -> bool) -> Parsed<Word> {
        let quoted = mode != Mode::Plain;
        let mut word = Word::default();
        let mut plain = String::new();
        while let Some(next) = self.peek() {
            if is_end(self.rest()) {
                break;
            }
            let part = match next {
                '\'' if !quoted => {
                    let inside = self.rest().get(1..).unwrap_or_default();
                    let Some(length) = inside.find('\'') else { return Err(self.ended()) };
                    self.at += length + 2;
                    Part::Text {
                        text: inside.get(..length).unwrap_or_default().to_owned(),
                        quoted: true,
                    }
                }
                '"' if mode != Mode::Here => {
                    self.at += 1;
                    put_plain(&mut plain, &mut word, quoted);
                    self.double_quoted(&mut word)?;
                    continue;
                }
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some('\n') => {
                            self.at += 1;
                            continue;
                        }
                        Some(letter) if !quoted => {
                            self.skip();
                            Part::Text { text: letter.to_string(), quoted: true }
                        }
                        Some(letter)
                            if "$`\\".contains(letter)
                                || (letter == '"' && mode == Mode::Quoted)
                                || (letter == '}' && is_end("}")) =>
                        {
                            plain.extend(self.skip());
                            continue;
                        }
                        Some(_) | None => {
                            plain.push('\\');
                            continue;
                        }
                    }
                }
                '$' | '`' => {
                    let Some(part) = self.expansion(mode)? else {
                        plain.extend(self.skip());
                        continue;
                    };
                    part
                }
                _ => {
                    plain.extend(self.skip());
                    continue;
                }
            };
            put_plain(&mut plain, &mut word, quoted);
            word.0.push(part);
        }
        put_plain(&mut plain, &mut word, quoted);
        Ok(word)
    }

    /// What follows a double quote, and the one that ends it.
    fn double_quoted(&mut self, word: &mut Word) -> Parsed<()> {
        self.deeper()?;
        let inside = self.fragment(Mode::Quoted, &|rest| rest.starts_with('"'))?;
        self.depth -= 1;
        if !self.eat("\"") {
            return Err(self.ended());
        }
        if inside.0.is_empty() {
            word.0.push(Part::Text { text: String::new(), quoted: true });
        }
        word.0.extend(inside.0);
        Ok(())
    }

    /// What a dollar or a backquote begins; nothing where it stands for itself.
    fn expansion(&mut self, mode: Mode) -> Parsed<Option<Part>> {
        let quoted = mode != Mode::Plain;
        let start = self.at;
        if self.eat("$((") {
            if let Some(inside) = self.inside_two() {
                return Ok(Some(Part::Arithmetic(self.inner_word(inside)?)));
            }
            self.must(self.is_bash())?;
            self.at = start;
        }
        if self.eat("$(") {
            let list = self.list(&[])?;
            self.expect_sign(")")?;
            return Ok(Some(Part::Output { list, quoted }));
        }
        if self.eat("`") {
            return self.backquoted(mode).map(Some);
        }
        if self.eat("${") {
            self.deeper()?;
            let part = self.braced(quoted)?;
            self.depth -= 1;
            return Ok(Some(part));
        }
        if !quoted && self.flavor != Flavor::Dash && self.eat("$'") {
            return self.escaped().map(Some);
        }
        if self.is_bash() && self.begins("$[") {
            return Err(self.unread());
        }
        if !quoted && self.is_bash() && self.begins("$\"") {
            // A text that could be translated.
            self.at += 2;
            let mut word = Word::default();
            self.double_quoted(&mut word)?;
            return Ok(word.0.into_iter().next());
        }
        self.at += 1;
        let name = match self.peek() {
            Some(first) if first.is_ascii_digit() || "?!$#@*-".contains(first) => {
                self.at += 1;
                Some(first.to_string())
            }
            _ => self.name(),
        };
        let Some(name) = name else {
            self.at = start;
            return Ok(None);
        };
        let of = Box::new(Parameter { name, ..Parameter::default() });
        Ok(Some(Part::Parameter { of, quoted }))
    }

    fn backquoted(&mut self, mode: Mode) -> Parsed<Part> {
        let mut inside = String::new();
        loop {
            match self.skip() {
                None => return Err(self.unexpected()),
                Some('`') => break,
                Some('\\') => match self.peek() {
                    Some('`' | '\\' | '$') => inside.extend(self.skip()),
                    Some('"') if mode == Mode::Quoted => inside.extend(self.skip()),
                    _ => inside.push('\\'),
                },
                Some(letter) => inside.push(letter),
            }
        }
        let mut inner = Parser::new(&inside, self.flavor, self.depth);
        let list = inner.list(&[])?;
        let is_whole = inner.rest().is_empty();
        self.must(is_whole)?;
        Ok(Part::Output { list, quoted: mode != Mode::Plain })
    }

    /// `$'…'` behind its quote.
    fn escaped(&mut self) -> Parsed<Part> {
        let mut inside = String::new();
        loop {
            match self.skip() {
                None => return Err(self.ended()),
                Some('\'') => break,
                Some('\\') => {
                    inside.push('\\');
                    match self.skip() {
                        Some(quote @ ('\'' | '"')) => {
                            inside.pop();
                            inside.push(quote);
                        }
                        next => inside.extend(next),
                    }
                }
                Some(letter) => inside.push(letter),
            }
        }
        Ok(Part::Text { text: unescape(&inside).0, quoted: true })
    }

    /// `${…}` behind its brace.
    fn braced(&mut self, quoted: bool) -> Parsed<Part> {
        let mut of = Box::<Parameter>::default();
        let after = self.rest().get(1..).unwrap_or_default();
        // `${#}`, `${##}` and `${#?}` are about the count itself where nothing follows the sign.
        let is_length = self.begins("#")
            && match after.chars().next() {
                Some('}' | ':' | '-' | '+' | '=' | '%') | None => false,
                Some('#' | '?') => after.get(1..).is_some_and(|rest| rest.starts_with('}')),
                Some(_) => true,
            };
        let is_name = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if is_length {
            self.at += 1;
        } else if self.is_bash() && self.begins("!") && is_name {
            self.at += 1;
            of.indirect = true;
        }
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        of.name = if digits > 0 {
            self.at += digits;
            rest.get(..digits).unwrap_or_default().to_owned()
        } else if let Some(name) = self.name() {
            name
        } else {
            self.skip().map(String::from).unwrap_or_default()
        };
        if self.is_bash() && self.eat("[") {
            of.index = Some(self.until_sign(']')?);
            self.expect_sign("]")?;
        }
        if of.indirect && (self.begins("*}") || self.begins("@}")) {
            return Err(self.unread());
        }
        if is_length {
            of.change = Change::Length;
        } else if !self.begins("}") {
            of.change = self.change(quoted)?;
        }
        self.expect_sign("}")?;
        Ok(Part::Parameter { of, quoted })
    }

    /// What is made of a parameter: what stands between its name and the brace that closes.
    fn change(&mut self, quoted: bool) -> Parsed<Change> {
        let start = self.at;
        let colon = self.eat(":");
        let sign = self.peek().unwrap_or('}');
        let mode = if quoted { Mode::Quoted } else { Mode::Plain };
        if "-=?+".contains(sign) {
            self.skip();
            return Ok(Change::Default { sign, colon, word: self.up_to(mode, &['}'])? });
        }
        if !colon && (sign == '#' || sign == '%') {
            self.skip();
            let longest = self.eat(if sign == '#' { "#" } else { "%" });
            let word = self.up_to(Mode::Plain, &['}'])?;
            return Ok(Change::Trim { end: sign == '%', longest, word });
        }
        if self.flavor == Flavor::Dash {
            self.at = start;
            self.up_to(mode, &['}'])?;
            return Ok(Change::Bad);
        }
        if colon {
            let from = self.up_to(Mode::Quoted, &['}', ':'])?;
            let length = if self.eat(":") { Some(self.up_to(Mode::Quoted, &['}'])?) } else { None };
            return Ok(Change::Slice { from, length });
        }
        if sign == '/' {
            self.skip();
            let which = match self.peek() {
                Some(which @ ('/' | '#' | '%')) => {
                    self.skip();
                    which
                }
                _ => ' ',
            };
            let pattern = self.up_to(Mode::Plain, &['}', '/'])?;
            let with =
                if self.eat("/") { self.up_to(Mode::Plain, &['}'])? } else { Word::default() };
            return Ok(Change::Replace { which, pattern, with });
        }
        if self.is_bash() && "^,".contains(sign) {
            self.skip();
            let all = self.eat(if sign == '^' { "^" } else { "," });
            return Ok(Change::Case { sign, all, pattern: self.up_to(Mode::Plain, &['}'])? });
        }
        if self.is_bash() && self.eat("@") {
            let sign = self.peek().filter(|sign| "ULuQ".contains(*sign));
            let sign = sign.ok_or_else(|| self.unread())?;
            self.skip();
            return Ok(Change::Case { sign, all: true, pattern: Word::default() });
        }
        self.up_to(mode, &['}'])?;
        Ok(Change::Bad)
    }

    fn up_to(&mut self, mode: Mode, signs: &[char]) -> Parsed<Word> {
        self.fragment(mode, &|rest| rest.starts_with(signs))
    }
}

fn put_plain(plain: &mut String, word: &mut Word, quoted: bool) {
    if !plain.is_empty() {
        word.0.push(Part::Text { text: std::mem::take(plain), quoted });
    }
}
