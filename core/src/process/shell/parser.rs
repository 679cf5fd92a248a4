//! Text to tree, as POSIX, busybox and bash read it: the commands. What words are made of is read in `words`.
//!
//! Source: POSIX.1-2024, Shell Command Language, 2.10 Shell Grammar. A kept parser (brush-parser) would be larger than
//! everything else that the browser loads of the core.

mod commands;
mod words;

use std::rc::Rc;

use crate::process::shell::run::Flavor;
use crate::process::shell::syntax::{Item, Joint, List, Pipeline};

/// How deep commands and words stand in each other at most.
const MAX_DEPTH: usize = 100;

/// What a script says that is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct SyntaxError {
    /// In which line, from 1.
    pub(in crate::process) line: usize,
    /// What stands there that may not, as the shell names it: `)`, `newline`, `end of file`.
    pub(in crate::process) unexpected: String,
    /// Whether the shell would read it, and only we do not.
    pub(in crate::process) is_ours: bool,
}

/// A script, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Script {
    /// What stands in the lines above the first that is wrong: a shell runs them before it reads on.
    pub(in crate::process) list: List,
    /// What is wrong.
    pub(in crate::process) error: Option<SyntaxError>,
}

/// Reads a script.
pub(in crate::process) fn parse(text: &str, flavor: Flavor) -> Script {
    let mut parser = Parser::new(text, flavor, 0);
    let mut items = Vec::new();
    let mut error = parser.items(&[], &mut items).err();
    if error.is_none() && parser.at < text.len() {
        error = Some(parser.unexpected());
    }
    if error.is_some() {
        items.truncate(parser.complete);
    }
    Script { list: List(items.into()), error }
}

const RESERVED: [&str; 16] = [
    "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then",
    "until", "while",
];

struct Parser<'text> {
    text: &'text str,
    at: usize,
    flavor: Flavor,
    depth: usize,
    /// Whether it is between `[[` and `]]`.
    in_condition: bool,
    /// Where the line ends that has here-documents, and where the last of these ends.
    here: Option<(usize, usize)>,
    /// How many commands stand in lines that have ended.
    complete: usize,
    /// Up to where lines were counted, and which line that is.
    counted: (usize, usize),
}

type Parsed<T> = Result<T, SyntaxError>;

impl<'text> Parser<'text> {
    fn new(text: &'text str, flavor: Flavor, depth: usize) -> Self {
        Self {
            text,
            at: 0,
            flavor,
            depth,
            in_condition: false,
            here: None,
            complete: 0,
            counted: (0, 1),
        }
    }

    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn begins(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    fn is_bash(&self) -> bool {
        self.flavor == Flavor::Bash
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
        let is_there = self.begins(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn line(&mut self) -> usize {
        let (from, line) = if self.counted.0 <= self.at { self.counted } else { (0, 1) };
        let new = self.text.get(from..self.at).unwrap_or_default();
        self.counted = (self.at, line + new.bytes().filter(|byte| *byte == b'\n').count());
        self.counted.1
    }

    /// What stands here may not stand here.
    fn unexpected(&mut self) -> SyntaxError {
        let rest = self.rest();
        let operator = ["&&", "||", ";;", "(", ")", "|", "&", ";", "<", ">"];
        let unexpected = match rest.chars().next() {
            None => "end of file",
            Some('\n') => "newline",
            Some(_) => {
                operator.into_iter().find(|sign| rest.starts_with(*sign)).unwrap_or_else(|| {
                    let word = rest.split(|c: char| c.is_whitespace() || ";&|()<>".contains(c));
                    word.into_iter().next().unwrap_or(rest)
                })
            }
        };
        SyntaxError { line: self.line(), unexpected: unexpected.to_owned(), is_ours: false }
    }

    /// What stands here is bash's, and not read.
    fn unread(&mut self) -> SyntaxError {
        SyntaxError { is_ours: true, ..self.unexpected() }
    }

    /// Something ends here, or it is wrong.
    fn must(&mut self, is_there: bool) -> Parsed<()> {
        if is_there { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Goes a step deeper; too deep is wrong.
    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        let fits = self.depth <= MAX_DEPTH;
        if fits { Ok(()) } else { Err(self.unread()) }
    }

    /// Goes over blanks, comments and escaped line ends.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.begins("\\\n") => self.at += 2,
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

    /// Whether a word stands here by itself.
    fn is_alone(&self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word).map(|rest| rest.chars().next());
        after.is_some_and(|next| {
            next.is_none_or(|next| next.is_whitespace() || ";&|()<>".contains(next))
        })
    }

    /// The reserved word that stands here by itself.
    fn reserved(&self) -> Option<&'static str> {
        RESERVED.into_iter().find(|word| self.is_alone(word))
    }

    fn eat_reserved(&mut self, word: &str) -> bool {
        self.is_alone(word) && self.eat(word)
    }

    fn expect(&mut self, word: &str) -> Parsed<()> {
        self.lines();
        let found = self.eat_reserved(word);
        self.must(found)
    }

    fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        let found = self.eat(sign);
        self.must(found)
    }

    /// A name; nothing where none begins.
    fn name(&mut self) -> Option<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = self.rest().split(|c: char| !is_name(c)).next().unwrap_or_default();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.at += name.len();
        Some(name.to_owned())
    }

    /// Commands up to one of these words, to `)`, to `;;` or to the end.
    fn list(&mut self, ends: &[&str]) -> Parsed<List> {
        let mut items = Vec::new();
        self.items(ends, &mut items)?;
        Ok(List(items.into()))
    }

    fn items(&mut self, ends: &[&str], items: &mut Vec<Rc<Item>>) -> Parsed<()> {
        self.deeper()?;
        loop {
            self.lines();
            if self.depth == 1 {
                self.complete = items.len();
            }
            loop {
                let is_end = self.rest().is_empty()
                    || self.begins(")")
                    || self.begins(";;")
                    || (self.is_bash() && self.begins(";&"))
                    || self.reserved().is_some_and(|word| ends.contains(&word));
                if is_end {
                    self.depth -= 1;
                    return Ok(());
                }
                let mut item = self.item()?;
                self.blanks();
                if self.begins(";;") || (self.is_bash() && self.begins(";&")) {
                    // They end a choice of `case`.
                } else if self.eat("&") {
                    item.background = true;
                } else if !self.eat(";") && !matches!(self.peek(), None | Some('\n' | ')')) {
                    return Err(self.unexpected());
                }
                items.push(Rc::new(item));
                self.blanks();
                if self.peek() == Some('\n') {
                    break;
                }
            }
        }
    }

    /// A list that has at least one command.
    fn block(&mut self, ends: &[&str]) -> Parsed<List> {
        let list = self.list(ends)?;
        self.must(!list.0.is_empty())?;
        Ok(list)
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
        if self.is_bash() && self.eat_reserved("time") {
            self.blanks();
            self.eat_reserved("-p");
            self.blanks();
        }
        let mut negated = false;
        while self.eat_reserved("!") {
            negated = !negated;
            self.blanks();
        }
        let mut commands = Vec::new();
        loop {
            let mut command = self.command()?;
            self.blanks();
            let goes_on = !self.begins("||") && self.eat("|");
            if goes_on && self.is_bash() && self.eat("&") {
                command.redirects.push(words::both());
            }
            commands.push(Rc::new(command));
            if !goes_on {
                return Ok(Pipeline { negated, commands });
            }
            self.lines();
        }
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
            for flavor in [Flavor::Busybox, Flavor::Dash, Flavor::Bash] {
                assert_eq!(parse(script, flavor).error, None, "{script}");
            }
        }
        for (script, line, unexpected) in [
            ("if true; then", 1, "end of file"),
            ("echo a\n)", 2, ")"),
            ("while true; done", 1, "done"),
            ("echo 'a", 1, "end of file"),
            ("a && && b", 1, "&&"),
            ("echo ;; x", 1, ";;"),
        ] {
            let unexpected = unexpected.to_owned();
            let error = SyntaxError { line, unexpected, is_ours: false };
            assert_eq!(parse(script, Flavor::Dash).error, Some(error), "{script}");
        }
        assert_eq!(parse("a; b\nc; fi", Flavor::Dash).list.0.len(), 2);
        for deep in ["(", "$(", "${x:-", "\"$(", "[[ ! (", "$((("] {
            for flavor in [Flavor::Busybox, Flavor::Bash] {
                assert!(parse(&deep.repeat(5000), flavor).error.is_some(), "{deep}");
            }
        }
    }

    #[test]
    fn what_only_bash_reads_is_read_or_told() {
        for script in [
            "a=(1 'b c' [5]=x); a+=(y); echo ${a[@]:1:2} ${#a[*]} ${!a[@]} ${a[i+1]}",
            "for ((i = 0; i < 3; i++)); do ((x += i)) || true; done",
            "if [[ -n $x && ( $y == a* || $z =~ ^(a|b )+$ ) ]]; then :; fi",
            "function f { local -a y=(1 2); }; f <<<\"$x\" |& tee >(cat) < <(ls) &>>log {fd}>x",
            "echo ${x/a/b} ${x//[a-z]/} ${x:1} ${x^^} ${!x} $'a\\n' $\"b\" ${x@Q}",
            "case $x in a) b ;& c) d ;;& *) e;; esac",
        ] {
            assert_eq!(parse(script, Flavor::Bash).error, None, "{script}");
        }
        for script in ["coproc cat", "select x in a b; do :; done", "echo $[1+1]"] {
            assert!(parse(script, Flavor::Bash).error.unwrap().is_ours, "{script}");
        }
    }
}
