//! Text to tree, as POSIX and busybox read it.
//!
//! Source: POSIX.1-2024, Shell Command Language, 2.10 Shell Grammar. A kept parser (brush-parser) would be larger than
//! everything else that the browser loads of the core.

use std::rc::Rc;

use crate::process::shell::syntax::{
    Body, Change, Command, Item, Joint, List, Part, Pipeline, Redirect, RedirectKind, Word,
};

/// How deep commands stand in each other at most.
const MAX_DEPTH: usize = 100;

/// What a script says that is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct SyntaxError {
    /// In which line, from 1.
    pub(in crate::process) line: usize,
    /// What stands there that may not, as the shell names it: `)`, `newline`, `end of file`.
    pub(in crate::process) unexpected: String,
}

/// Reads a script.
pub(in crate::process) fn parse(text: &str) -> Result<List, SyntaxError> {
    let mut parser = Parser { text, at: 0, depth: 0, here: None };
    let list = parser.list(&[])?;
    if parser.at < text.len() {
        return Err(parser.unexpected());
    }
    Ok(list)
}

const RESERVED: [&str; 16] = [
    "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then",
    "until", "while",
];

struct Parser<'text> {
    text: &'text str,
    at: usize,
    depth: usize,
    /// Where the line ends that has here-documents, and where the last of these ends.
    here: Option<(usize, usize)>,
}

type Parsed<T> = Result<T, SyntaxError>;

impl<'text> Parser<'text> {
    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self) -> Option<char> {
        let next = self.peek()?;
        if next == '\n'
            && let Some((end, after)) = self.here
            && end == self.at
        {
            self.here = None;
            self.at = after;
        } else {
            self.at += next.len_utf8();
        }
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_there = self.rest().starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn line(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    fn unexpected(&self) -> SyntaxError {
        let rest = self.rest();
        let operator = ["&&", "||", ";;", "(", ")", "|", "&", ";", "<", ">"];
        let unexpected = match rest.chars().next() {
            None => "end of file".to_owned(),
            Some('\n') => "newline".to_owned(),
            Some(_) => operator.iter().find(|sign| rest.starts_with(**sign)).map_or_else(
                || {
                    rest.split(|c: char| c.is_whitespace() || ";&|()<>".contains(c))
                        .next()
                        .unwrap_or(rest)
                        .to_owned()
                },
                |sign| (*sign).to_owned(),
            ),
        };
        SyntaxError { line: self.line(), unexpected }
    }

    /// Goes over blanks, comments and escaped line ends.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.rest().starts_with("\\\n") => self.at += 2,
                Some('#') => {
                    let comment = self.rest().split('\n').next().unwrap_or_default();
                    self.at += comment.len();
                }
                _ => return,
            }
        }
    }

    /// Goes over line ends as well.
    fn lines(&mut self) {
        self.blanks();
        while self.peek() == Some('\n') {
            self.skip();
            self.blanks();
        }
    }

    /// The reserved word that stands here by itself.
    fn reserved(&self) -> Option<&'static str> {
        let rest = self.rest();
        RESERVED.into_iter().find(|word| {
            let after = rest.strip_prefix(*word).map(|rest| rest.chars().next());
            after.is_some_and(|next| {
                next.is_none_or(|next| next.is_whitespace() || ";&|()<>".contains(next))
            })
        })
    }

    fn eat_reserved(&mut self, word: &str) -> bool {
        self.reserved() == Some(word) && self.eat(word)
    }

    fn expect(&mut self, word: &str) -> Parsed<()> {
        self.lines();
        if self.eat_reserved(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Commands up to one of these words, to `)`, to `;;` or to the end.
    fn list(&mut self, ends: &[&str]) -> Parsed<List> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.unexpected());
        }
        let mut items = Vec::new();
        loop {
            self.lines();
            let rest = self.rest();
            let is_end = rest.is_empty()
                || rest.starts_with(')')
                || rest.starts_with(";;")
                || self.reserved().is_some_and(|word| ends.contains(&word));
            if is_end {
                break;
            }
            let mut item = self.item()?;
            self.blanks();
            if !self.rest().starts_with(";;") && !self.rest().starts_with("&&") {
                if self.eat("&") {
                    item.background = true;
                } else if !self.eat(";") && !matches!(self.peek(), None | Some('\n' | ')')) {
                    return Err(self.unexpected());
                }
            }
            items.push(Rc::new(item));
        }
        self.depth -= 1;
        Ok(List(items.into()))
    }

    /// A list that has at least one command, and the word that ends it.
    fn block(&mut self, ends: &[&str]) -> Parsed<List> {
        let list = self.list(ends)?;
        if list.0.is_empty() { Err(self.unexpected()) } else { Ok(list) }
    }

    fn item(&mut self) -> Parsed<Item> {
        let line = self.line();
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let joint = if self.eat("&&") {
                Joint::And
            } else if self.eat("||") {
                Joint::Or
            } else {
                return Ok(Item { first, rest, background: false, line });
            };
            self.lines();
            rest.push((joint, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        self.blanks();
        let mut negated = false;
        while self.eat_reserved("!") {
            negated = !negated;
            self.blanks();
        }
        let mut commands = vec![Rc::new(self.command()?)];
        loop {
            self.blanks();
            if self.rest().starts_with("||") || !self.eat("|") {
                return Ok(Pipeline { negated, commands });
            }
            self.lines();
            commands.push(Rc::new(self.command()?));
        }
    }

    fn command(&mut self) -> Parsed<Command> {
        self.blanks();
        let what = match self.reserved() {
            Some("{") => {
                self.eat("{");
                let list = self.block(&["}"])?;
                self.expect("}")?;
                Body::Group(list)
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
            None if self.eat("(") => {
                let list = self.block(&[])?;
                self.lines();
                if !self.eat(")") {
                    return Err(self.unexpected());
                }
                Body::Subshell(list)
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
        self.expect("do")?;
        let body = self.block(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn for_each(&mut self) -> Parsed<Body> {
        self.eat("for");
        self.blanks();
        let name = self.name().ok_or_else(|| self.unexpected())?;
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

    fn case(&mut self) -> Parsed<Body> {
        self.eat("case");
        self.blanks();
        let word = self.word()?.ok_or_else(|| self.unexpected())?;
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
                patterns.push(self.word()?.ok_or_else(|| self.unexpected())?);
                self.blanks();
                if !self.eat("|") {
                    break;
                }
            }
            if !self.eat(")") {
                return Err(self.unexpected());
            }
            let list = self.list(&["esac"])?;
            self.lines();
            self.eat(";;");
            arms.push((patterns, list));
        }
    }

    fn name(&mut self) -> Option<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rest = self.rest();
        let name = rest.split(|c: char| !is_name(c)).next().unwrap_or_default();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.at += name.len();
        Some(name.to_owned())
    }

    fn simple(&mut self) -> Parsed<Command> {
        let (mut assignments, mut words, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            self.blanks();
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            let start = self.at;
            if words.is_empty()
                && let Some(name) = self.name()
            {
                if self.eat("=") {
                    assignments.push((name, self.word()?.unwrap_or_default()));
                    continue;
                }
                self.blanks();
                if assignments.is_empty() && self.rest().starts_with('(') {
                    self.at += 1;
                    self.blanks();
                    if !self.eat(")") {
                        return Err(self.unexpected());
                    }
                    self.lines();
                    let body = Rc::new(self.command()?);
                    return Ok(Command { what: Body::Function { name, body }, redirects });
                }
                self.at = start;
            }
            let Some(word) = self.word()? else { break };
            words.push(word);
        }
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Command { what: Body::Simple { assignments, words }, redirects })
    }

    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let both = rest.starts_with("&>");
        let after = rest.get(digits..).unwrap_or_default();
        if !both && !after.starts_with(['<', '>']) {
            return Ok(None);
        }
        let signs: [(&str, RedirectKind); 9] = [
            ("<<", RedirectKind::Here),
            ("<&", RedirectKind::Duplicate),
            ("<>", RedirectKind::ReadWrite),
            ("<", RedirectKind::Read),
            ("&>", RedirectKind::Write),
            (">>", RedirectKind::Append),
            (">&", RedirectKind::Duplicate),
            (">|", RedirectKind::Write),
            (">", RedirectKind::Write),
        ];
        let Some((sign, kind)) = signs.into_iter().find(|(sign, _)| after.starts_with(sign)) else {
            return Ok(None);
        };
        let number = rest.get(..digits).and_then(|digits| digits.parse().ok());
        let stream = number.unwrap_or(u32::from(!sign.starts_with('<')));
        self.at += digits + sign.len();
        if kind == RedirectKind::Here && !self.rest().starts_with('<') {
            let tabs = self.eat("-");
            self.blanks();
            let target = self.here_document(tabs)?;
            return Ok(Some(Redirect { stream, kind, target, both }));
        }
        self.eat("<");
        self.blanks();
        let mut target = self.word()?.ok_or_else(|| self.unexpected())?;
        if kind == RedirectKind::Here {
            target.0.push(Part::Text { text: "\n".to_owned(), quoted: true });
        }
        Ok(Some(Redirect { stream, kind, target, both }))
    }

    /// The text below the line, up to the word.
    fn here_document(&mut self, tabs: bool) -> Parsed<Word> {
        let word = self.word()?.ok_or_else(|| self.unexpected())?;
        let mut end = String::new();
        let mut quoted = false;
        for part in &word.0 {
            let Part::Text { text, quoted: is_quoted } = part else {
                return Err(self.unexpected());
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
            return Ok(Word(vec![Part::Text { text: body, quoted: true }]));
        }
        let mut inner = Parser { text: &body, at: 0, depth: self.depth, here: None };
        inner.quoted_parts(|_| false)
    }

    /// A word; nothing where none begins.
    fn word(&mut self) -> Parsed<Option<Word>> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        loop {
            match self.peek() {
                None | Some(' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>') => {
                    break;
                }
                Some('\'') => {
                    let inside = self.rest().get(1..).unwrap_or_default();
                    let Some(length) = inside.find('\'') else { return Err(self.ended()) };
                    put_plain(&mut plain, &mut parts);
                    let text = inside.get(..length).unwrap_or_default().to_owned();
                    parts.push(Part::Text { text, quoted: true });
                    self.at += length + 2;
                }
                Some('"') => {
                    self.at += 1;
                    put_plain(&mut plain, &mut parts);
                    let inside = self.quoted_parts(|rest| rest.starts_with('"'))?;
                    if !self.eat("\"") {
                        return Err(self.ended());
                    }
                    if inside.0.is_empty() {
                        parts.push(Part::Text { text: String::new(), quoted: true });
                    }
                    parts.extend(inside.0);
                }
                Some('\\') => {
                    self.at += 1;
                    match self.skip() {
                        Some('\n') | None => {}
                        Some(letter) => {
                            put_plain(&mut plain, &mut parts);
                            parts.push(Part::Text { text: letter.to_string(), quoted: true });
                        }
                    }
                }
                Some('$' | '`') => match self.expansion(false)? {
                    Some(part) => {
                        put_plain(&mut plain, &mut parts);
                        parts.push(part);
                    }
                    None => plain.extend(self.skip()),
                },
                Some(_) => plain.extend(self.skip()),
            }
        }
        put_plain(&mut plain, &mut parts);
        Ok((!parts.is_empty()).then_some(Word(parts)))
    }

    fn ended(&mut self) -> SyntaxError {
        self.at = self.text.len();
        self.unexpected()
    }

    /// What stands between double quotes, or in a here-document.
    fn quoted_parts(&mut self, is_end: impl Fn(&str) -> bool) -> Parsed<Word> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let put = |text: &mut String, parts: &mut Vec<Part>| {
            if !text.is_empty() {
                parts.push(Part::Text { text: std::mem::take(text), quoted: true });
            }
        };
        while let Some(next) = self.peek() {
            if is_end(self.rest()) {
                break;
            }
            match next {
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some('\n') => self.at += 1,
                        Some(letter @ ('$' | '`' | '"' | '\\')) => {
                            text.push(letter);
                            self.at += 1;
                        }
                        _ => text.push('\\'),
                    }
                }
                '$' | '`' => match self.expansion(true)? {
                    Some(part) => {
                        put(&mut text, &mut parts);
                        parts.push(part);
                    }
                    None => text.extend(self.skip()),
                },
                _ => text.extend(self.skip()),
            }
        }
        put(&mut text, &mut parts);
        Ok(Word(parts))
    }

    /// What a dollar or a backquote begins; nothing where it stands for itself.
    fn expansion(&mut self, quoted: bool) -> Parsed<Option<Part>> {
        if self.eat("$((") {
            let start = self.at;
            let mut depth = 2_usize;
            while let Some(next) = self.skip() {
                match next {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    let inside = self.text.get(start..self.at - 2).unwrap_or_default();
                    let mut inner = Parser { text: inside, at: 0, depth: self.depth, here: None };
                    return Ok(Some(Part::Arithmetic(inner.quoted_parts(|_| false)?)));
                }
            }
            return Err(self.unexpected());
        }
        if self.eat("$(") {
            let list = self.list(&[])?;
            self.lines();
            if !self.eat(")") {
                return Err(self.unexpected());
            }
            return Ok(Some(Part::Output { list, quoted }));
        }
        if self.eat("`") {
            let mut inside = String::new();
            loop {
                match self.skip() {
                    None => return Err(self.unexpected()),
                    Some('`') => break,
                    Some('\\') if matches!(self.peek(), Some('`' | '\\' | '$')) => {
                        inside.extend(self.skip());
                    }
                    Some(letter) => inside.push(letter),
                }
            }
            let mut inner = Parser { text: &inside, at: 0, depth: self.depth, here: None };
            return Ok(Some(Part::Output { list: inner.list(&[])?, quoted }));
        }
        if self.eat("${") {
            return self.braced(quoted).map(Some);
        }
        let rest = self.rest().get(1..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        let name = if first.is_ascii_digit() || "?!$#@*-".contains(first) {
            self.at += 2;
            first.to_string()
        } else {
            self.at += 1;
            let Some(name) = self.name() else {
                self.at -= 1;
                return Ok(None);
            };
            name
        };
        Ok(Some(Part::Parameter { name, change: Change::None, quoted }))
    }

    /// `${…}` behind its brace.
    fn braced(&mut self, quoted: bool) -> Parsed<Part> {
        let is_length = self.rest().starts_with('#') && !self.rest().starts_with("#}");
        if is_length {
            self.at += 1;
        }
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let name = if digits > 0 {
            self.at += digits;
            rest.get(..digits).unwrap_or_default().to_owned()
        } else if let Some(name) = self.name() {
            name
        } else {
            self.skip().map(|sign| sign.to_string()).unwrap_or_default()
        };
        let change = if is_length {
            Change::Length
        } else {
            let start = self.at;
            let colon = self.eat(":");
            match self.skip() {
                Some('}') if !colon => {
                    self.at -= 1;
                    Change::None
                }
                Some(sign @ ('-' | '=' | '?' | '+')) => {
                    Change::Default { sign, colon, word: self.braced_word(quoted)? }
                }
                Some(sign @ ('#' | '%')) if !colon => {
                    let longest = self.eat(&sign.to_string());
                    Change::Trim { end: sign == '%', longest, word: self.braced_word(false)? }
                }
                _ => {
                    self.at = start;
                    return Err(self.unexpected());
                }
            }
        };
        if !self.eat("}") {
            return Err(self.unexpected());
        }
        Ok(Part::Parameter { name, change, quoted })
    }

    /// A word up to the brace that closes.
    fn braced_word(&mut self, quoted: bool) -> Parsed<Word> {
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None => return Err(self.unexpected()),
                Some('}') => return Ok(Word(parts)),
                Some('\'') if !quoted => parts.extend(self.word()?.unwrap_or_default().0),
                Some('"') => {
                    self.at += 1;
                    let inside = self.quoted_parts(|rest| rest.starts_with('"'))?;
                    self.eat("\"");
                    parts.extend(inside.0);
                }
                Some(_) => {
                    let piece = self.quoted_parts(|rest| rest.starts_with(['}', '"', '\'']))?;
                    parts.extend(piece.0.into_iter().map(|mut part| {
                        if let Part::Text { quoted: own, .. } = &mut part {
                            *own = quoted;
                        }
                        part
                    }));
                    if self.peek() == Some('\'') && quoted {
                        self.at += 1;
                        parts.push(Part::Text { text: "'".to_owned(), quoted });
                    }
                }
            }
        }
    }
}

fn put_plain(plain: &mut String, parts: &mut Vec<Part>) {
    if !plain.is_empty() {
        parts.push(Part::Text { text: std::mem::take(plain), quoted: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_and_what_is_none_is_told() {
        for script in [
            "",
            "# only a comment",
            "echo hi; sleep 5 & wait $!",
            "trap 'echo bye; exit 0' TERM\nwhile true; do sleep 1; done",
            "if [ -f /a ] && ! test -d /b; then echo a; elif true; then :; else exit 1; fi",
            "for i in 1 2 \"$x\" $(seq 3); do echo \"n=$i $((i + 1))\" >> /log 2>&1; done",
            "case \"$1\" in start|run) go ;; *) exit 2 ;; esac",
            "f() { echo \"$@\"; return 3; }; f a b || echo ${x:-none} ${y##*/} ${#z}",
            "cat <<EOF > /tmp/x && echo done\nhello $name\nEOF\necho after",
            "cat <<'E'; cat <<-F\nraw $x\nE\n\ttabs\n\tF\n",
            "until nc -z db 5432; do sleep 2; done",
            "(cd /x; ls) | grep -q a; `date`; exec nginx -g 'daemon off;'",
            "{ echo a; echo b; } >/dev/null",
            "a=1 b=\"x y\" env",
            "echo a\\\n b",
            "wget -qO- http://localhost:6379/ || { echo \"no cache\"; exit 1; }",
        ] {
            assert!(parse(script).is_ok(), "{script}: {:?}", parse(script));
        }
        for (script, line, unexpected) in [
            ("if true; then", 1, "end of file"),
            ("echo a\n)", 2, ")"),
            ("while true; done", 1, "done"),
            ("echo 'a", 1, "end of file"),
            ("a && && b", 1, "&&"),
            ("echo ;; x", 1, ";;"),
        ] {
            let error = SyntaxError { line, unexpected: unexpected.to_owned() };
            assert_eq!(parse(script), Err(error), "{script}");
        }
        assert!(parse(&"(".repeat(5000)).is_err());
    }
}
