//! Directives, anchors, aliases and tags.

use std::borrow::Cow;

use crate::yaml::scanner::cursor::Mark;
use crate::yaml::scanner::{Problem, Scanner, TokenKind};

fn is_alpha(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

impl<'text> Scanner<'text> {
    pub(super) fn scan_directive(&mut self) -> Result<TokenKind<'text>, Problem> {
        const CONTEXT: &str = "while scanning a directive";
        let start = self.cursor.mark;
        self.cursor.skip();
        let name = self.cursor.skip_while(is_alpha);
        if name.is_empty() {
            return Err(self.problem(CONTEXT, start, "could not find expected directive name"));
        }
        if !self.cursor.is_blank_or_end(0) {
            return Err(self.problem(
                CONTEXT,
                start,
                "found unexpected non-alphabetical character",
            ));
        }
        let kind = match name {
            "YAML" => self.scan_version(start)?,
            "TAG" => self.scan_tag_directive(start)?,
            _ => return Err(self.problem(CONTEXT, start, "found unknown directive name")),
        };
        self.skip_blanks();
        if self.cursor.at(b'#') {
            self.cursor.skip_to_break();
        }
        if !self.cursor.is_break_or_end() {
            return Err(self.problem(
                CONTEXT,
                start,
                "did not find expected comment or line break",
            ));
        }
        self.cursor.skip_break();
        Ok(kind)
    }

    fn scan_version(&mut self, start: Mark) -> Result<TokenKind<'text>, Problem> {
        const CONTEXT: &str = "while scanning a %YAML directive";
        self.skip_blanks();
        let number = |scanner: &mut Self| {
            let digits = scanner.cursor.skip_while(|byte| byte.is_ascii_digit());
            match digits.len() {
                0 => Err(scanner.problem(CONTEXT, start, "did not find expected version number")),
                1 | 2 => Ok(digits),
                _ => Err(scanner.problem(CONTEXT, start, "found extremely long version number")),
            }
        };
        let major = number(self)?;
        if !self.cursor.at(b'.') {
            return Err(self.problem(
                CONTEXT,
                start,
                "did not find expected digit or '.' character",
            ));
        }
        self.cursor.skip();
        let minor = number(self)?;
        Ok(TokenKind::VersionDirective { known: (major, minor) == ("1", "1") })
    }

    fn scan_tag_directive(&mut self, start: Mark) -> Result<TokenKind<'text>, Problem> {
        const CONTEXT: &str = "while parsing a %TAG directive";
        self.skip_blanks();
        let handle = self.scan_handle(start, true)?;
        if !self.cursor.is_blank(0) {
            return Err(self.problem(CONTEXT, start, "did not find expected whitespace"));
        }
        self.skip_blanks();
        let prefix = self.scan_uri(start, "", false, CONTEXT)?;
        if !self.cursor.is_blank_or_end(0) {
            return Err(self.problem(
                CONTEXT,
                start,
                "did not find expected whitespace or line break",
            ));
        }
        Ok(TokenKind::TagDirective { handle, prefix })
    }

    pub(super) fn scan_anchor(&mut self, alias: bool) -> Result<&'text str, Problem> {
        let start = self.cursor.mark;
        self.cursor.skip();
        let name = self.cursor.skip_while(is_alpha);
        let ends = self.cursor.is_blank_or_end(0)
            || matches!(self.cursor.peek(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            let context =
                if alias { "while scanning an alias" } else { "while scanning an anchor" };
            return Err(self.problem(
                context,
                start,
                "did not find expected alphabetic or numeric character",
            ));
        }
        Ok(name)
    }

    pub(super) fn scan_tag(&mut self) -> Result<TokenKind<'text>, Problem> {
        const CONTEXT: &str = "while scanning a tag";
        let start = self.cursor.mark;
        let (handle, suffix) = if self.cursor.peek(1) == b'<' {
            self.cursor.skip_bytes(2);
            let uri = self.scan_uri(start, "", false, CONTEXT)?;
            if !self.cursor.at(b'>') {
                return Err(self.problem(CONTEXT, start, "did not find the expected '>'"));
            }
            self.cursor.skip();
            ("", uri)
        } else {
            let handle = self.scan_handle(start, false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                (handle, self.scan_uri(start, "", false, CONTEXT)?)
            } else {
                let head = handle.get(1..).unwrap_or_default();
                let suffix = self.scan_uri(start, head, true, CONTEXT)?;
                if suffix.is_empty() { ("", Cow::Borrowed("!")) } else { ("!", suffix) }
            }
        };
        if !self.cursor.is_blank_or_end(0) {
            return Err(self.problem(
                CONTEXT,
                start,
                "did not find expected whitespace or line break",
            ));
        }
        Ok(TokenKind::Tag { handle, suffix })
    }

    fn scan_handle(&mut self, start: Mark, directive: bool) -> Result<&'text str, Problem> {
        let context =
            if directive { "while parsing a %TAG directive" } else { "while parsing a tag" };
        let from = self.cursor.mark.offset;
        if !self.cursor.at(b'!') {
            return Err(self.problem(context, start, "did not find expected '!'"));
        }
        self.cursor.skip();
        self.cursor.skip_while(is_alpha);
        if self.cursor.at(b'!') {
            self.cursor.skip();
        } else if directive && self.cursor.mark.offset - from > 1 {
            return Err(self.problem(context, start, "did not find expected '!'"));
        }
        Ok(self.cursor.text.get(from..self.cursor.mark.offset).unwrap_or_default())
    }

    /// A tag's URI; `head` is what of it has been read, and there may be nothing more where it is a tag of its own.
    fn scan_uri(
        &mut self,
        start: Mark,
        head: &'text str,
        may_be_empty: bool,
        context: &'static str,
    ) -> Result<Cow<'text, str>, Problem> {
        let from = self.cursor.mark.offset - head.len();
        self.cursor.skip_while(|byte| {
            is_alpha(byte)
                || matches!(
                    byte,
                    b';' | b'/'
                        | b'?'
                        | b':'
                        | b'@'
                        | b'&'
                        | b'='
                        | b'+'
                        | b'$'
                        | b','
                        | b'.'
                        | b'!'
                        | b'~'
                        | b'*'
                        | b'\''
                        | b'('
                        | b')'
                        | b'['
                        | b']'
                        | b'%'
                )
        });
        let uri = self.cursor.text.get(from..self.cursor.mark.offset).unwrap_or_default();
        if uri.is_empty() && !may_be_empty {
            return Err(self.problem(context, start, "did not find expected tag URI"));
        }
        if !uri.contains('%') {
            return Ok(Cow::Borrowed(uri));
        }
        unescaped(uri)
            .map(Cow::Owned)
            .ok_or_else(|| self.problem(context, start, "did not find URI escaped octet"))
    }

    fn skip_blanks(&mut self) {
        self.cursor.skip_while(|byte| matches!(byte, b' ' | b'\t'));
    }
}

fn unescaped(uri: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
