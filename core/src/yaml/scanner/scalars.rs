//! Scalars: plain, quoted, literal and folded.

use std::borrow::Cow;

use crate::yaml::Style;
use crate::yaml::scanner::cursor::Mark;
use crate::yaml::scanner::{Problem, Scanner, Token, TokenKind};

/// The text of a scalar: a piece of the source until something has to be changed.
struct Text<'text> {
    source: &'text str,
    start: usize,
    end: usize,
    changed: Option<String>,
}

impl<'text> Text<'text> {
    fn new(source: &'text str, start: usize) -> Self {
        Self { source, start, end: start, changed: None }
    }

    /// Takes over what follows in the source, up to a place.
    fn take_to(&mut self, end: usize) {
        if let Some(changed) = &mut self.changed {
            changed.push_str(self.source.get(self.end..end).unwrap_or_default());
        }
        self.end = end;
    }

    /// Takes the source up to a place out of the text and puts something else there.
    fn replace_to(&mut self, end: usize, other: &str) {
        let so_far = self.source.get(self.start..self.end).unwrap_or_default();
        self.changed.get_or_insert_with(|| so_far.to_owned()).push_str(other);
        self.end = end;
    }

    fn finish(self) -> Cow<'text, str> {
        match self.changed {
            Some(changed) => Cow::Owned(changed),
            None => Cow::Borrowed(self.source.get(self.start..self.end).unwrap_or_default()),
        }
    }
}

/// Line breaks between two lines of a scalar.
#[derive(Default)]
struct Breaks {
    first: Option<&'static str>,
    first_is_separator: String,
    others: String,
}

impl Breaks {
    fn add(&mut self, line_break: &str) {
        if self.first.is_none() {
            self.first = Some("\n");
            if line_break != "\n" {
                line_break.clone_into(&mut self.first_is_separator);
            }
        } else {
            self.others.push_str(line_break);
        }
    }

    /// One line break is a space, several are one less.
    fn folded(&self) -> String {
        if !self.first_is_separator.is_empty() {
            return format!("{}{}", self.first_is_separator, self.others);
        }
        if self.others.is_empty() { " ".to_owned() } else { self.others.clone() }
    }
}

impl<'text> Scanner<'text> {
    pub(super) fn scan_plain(&mut self) -> Result<Token<'text>, Problem> {
        let start = self.cursor.mark;
        let indent = self.indent.map_or(0, |indent| indent + 1);
        let flow = self.flow_level > 0;
        let mut text = Text::new(self.cursor.text, start.offset);
        let mut end = start;
        let mut breaks: Option<Breaks> = None;
        loop {
            if self.cursor.is_document_indicator() || self.cursor.at(b'#') {
                break;
            }
            let length = self.plain_run(flow);
            if length > 0 {
                let from = self.cursor.mark.offset;
                if let Some(breaks) = breaks.take() {
                    text.replace_to(from, &breaks.folded());
                }
                self.cursor.skip_bytes(length);
                end = self.cursor.mark;
                text.take_to(end.offset);
            }
            if !(self.cursor.is_blank(0) || self.cursor.is_break()) {
                break;
            }
            self.skip_plain_blanks(start, indent, &mut breaks)?;
            if !flow && self.cursor.mark.column < indent {
                break;
            }
        }
        if breaks.is_some() {
            self.simple_key_allowed = true;
        }
        let kind = TokenKind::Scalar { text: text.finish(), style: Style::Plain };
        Ok(Token { kind, start, end })
    }

    /// How many bytes follow that belong to a plain scalar without a blank.
    fn plain_run(&self, flow: bool) -> usize {
        let mut length = 0;
        loop {
            match self.cursor.peek(length) {
                b' ' | b'\t' | b'\r' | b'\n' => break,
                0 if self.cursor.mark.offset + length >= self.cursor.text.len() => break,
                b':' if self.cursor.is_blank_or_end(length + 1) => break,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if flow => break,
                0xC2 | 0xE2 if self.cursor.line_break(length) > 0 => break,
                _ => length += 1,
            }
        }
        length
    }

    /// Goes over what stands between two words or lines of a plain scalar.
    fn skip_plain_blanks(
        &mut self,
        start: Mark,
        indent: usize,
        breaks: &mut Option<Breaks>,
    ) -> Result<(), Problem> {
        loop {
            if self.cursor.is_blank(0) {
                if breaks.is_some() && self.cursor.mark.column < indent && self.cursor.at(b'\t') {
                    return Err(self.problem(
                        "while scanning a plain scalar",
                        start,
                        "found a tab character that violates indentation",
                    ));
                }
                self.cursor.skip();
            } else if self.cursor.is_break() {
                let line_break = self.cursor.skip_break();
                breaks.get_or_insert_default().add(line_break);
            } else {
                return Ok(());
            }
        }
    }

    pub(super) fn scan_quoted(&mut self, single: bool) -> Result<Token<'text>, Problem> {
        const CONTEXT: &str = "while scanning a quoted scalar";
        let start = self.cursor.mark;
        let quote = if single { b'\'' } else { b'"' };
        self.cursor.skip();
        let mut text = Text::new(self.cursor.text, self.cursor.mark.offset);
        loop {
            if self.cursor.is_document_indicator() {
                return Err(self.problem(CONTEXT, start, "found unexpected document indicator"));
            }
            if self.cursor.is_end() {
                return Err(self.problem(CONTEXT, start, "found unexpected end of stream"));
            }
            let mut escaped_break = false;
            while !self.cursor.is_blank_or_end(0) {
                let plain = |byte: u8| byte.is_ascii_graphic() && byte != quote && byte != b'\\';
                if !self.cursor.skip_while(plain).is_empty() {
                    text.take_to(self.cursor.mark.offset);
                    continue;
                }
                let byte = self.cursor.peek(0);
                if single && byte == quote && self.cursor.peek(1) == quote {
                    self.cursor.skip_bytes(2);
                    text.replace_to(self.cursor.mark.offset, "'");
                } else if byte == quote {
                    break;
                } else if !single && byte == b'\\' && self.cursor.line_break(1) > 0 {
                    self.cursor.skip();
                    self.cursor.skip_break();
                    escaped_break = true;
                    break;
                } else if !single && byte == b'\\' {
                    let character = self.scan_escape(start)?;
                    text.replace_to(self.cursor.mark.offset, character.encode_utf8(&mut [0; 4]));
                } else {
                    self.cursor.skip();
                    text.take_to(self.cursor.mark.offset);
                }
            }
            if self.cursor.at(quote) && !escaped_break {
                break;
            }
            if escaped_break && self.cursor.at(quote) {
                text.replace_to(self.cursor.mark.offset, "");
                break;
            }
            self.skip_quoted_blanks(&mut text, escaped_break);
        }
        self.cursor.skip();
        let style = if single { Style::SingleQuoted } else { Style::DoubleQuoted };
        let kind = TokenKind::Scalar { text: text.finish(), style };
        Ok(Token { kind, start, end: self.cursor.mark })
    }

    /// Goes over blanks and line breaks within quotes: blanks around a line break are lost.
    fn skip_quoted_blanks(&mut self, text: &mut Text<'text>, escaped_break: bool) {
        let mut breaks: Option<Breaks> = None;
        let mut is_folded = escaped_break;
        loop {
            if self.cursor.is_blank(0) {
                self.cursor.skip();
            } else if self.cursor.is_break() {
                let line_break = self.cursor.skip_break();
                if escaped_break && breaks.is_none() {
                    breaks = Some(Breaks { first: Some(""), ..Breaks::default() });
                }
                breaks.get_or_insert_default().add(line_break);
                is_folded = true;
            } else {
                break;
            }
        }
        let end = self.cursor.mark.offset;
        match breaks {
            Some(breaks) if escaped_break => text.replace_to(end, &breaks.others),
            Some(breaks) => text.replace_to(end, &breaks.folded()),
            None if is_folded => text.replace_to(end, ""),
            None => text.take_to(end),
        }
    }

    fn scan_escape(&mut self, start: Mark) -> Result<char, Problem> {
        const CONTEXT: &str = "while parsing a quoted scalar";
        if self.is_json
            && let Some(character) = self.scan_json_escape()
        {
            return Ok(character);
        }
        let digits = match self.cursor.peek(1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            other => {
                let character = match other {
                    b'0' => '\0',
                    b'a' => '\u{7}',
                    b'b' => '\u{8}',
                    b't' | b'\t' => '\t',
                    b'n' => '\n',
                    b'v' => '\u{b}',
                    b'f' => '\u{c}',
                    b'r' => '\r',
                    b'e' => '\u{1b}',
                    b' ' => ' ',
                    b'"' => '"',
                    b'\'' => '\'',
                    b'\\' => '\\',
                    b'N' => '\u{85}',
                    b'_' => '\u{a0}',
                    b'L' => '\u{2028}',
                    b'P' => '\u{2029}',
                    _ => {
                        return Err(self.problem(CONTEXT, start, "found unknown escape character"));
                    }
                };
                self.cursor.skip_bytes(2);
                return Ok(character);
            }
        };
        self.cursor.skip_bytes(2);
        let mut value: u32 = 0;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.cursor.peek(ahead)).to_digit(16) else {
                return Err(self.problem(
                    CONTEXT,
                    start,
                    "did not find expected hexdecimal number",
                ));
            };
            value = value.wrapping_mul(16).wrapping_add(digit);
        }
        let Some(character) = char::from_u32(value) else {
            return Err(self.problem(
                CONTEXT,
                start,
                "found invalid Unicode character escape code",
            ));
        };
        self.cursor.skip_bytes(digits);
        Ok(character)
    }

    /// What JSON writes in another way than YAML: a slash, and a character in two halves. A lonely half is none.
    fn scan_json_escape(&mut self) -> Option<char> {
        if self.cursor.peek(1) == b'/' {
            self.cursor.skip_bytes(2);
            return Some('/');
        }
        let half = |at: usize| {
            let rest = self.cursor.text.get(self.cursor.mark.offset + at..)?;
            let digits = rest.strip_prefix("\\u")?.get(..4)?;
            u16::from_str_radix(digits, 16).ok()
        };
        let first = half(0).filter(|unit| (0xD800..=0xDFFF).contains(unit))?;
        let both = half(6).map(|second| char::decode_utf16([first, second]).next());
        let (character, length) = match both {
            Some(Some(Ok(character))) => (character, 12),
            _ => (char::REPLACEMENT_CHARACTER, 6),
        };
        self.cursor.skip_bytes(length);
        Some(character)
    }

    pub(super) fn scan_block_scalar(&mut self, literal: bool) -> Result<Token<'text>, Problem> {
        let start = self.cursor.mark;
        let (chomping, increment) = self.scan_block_header(start)?;
        let mut indent = match increment {
            0 => 0,
            increment => self.indent.unwrap_or(0) + increment,
        };
        let mut text = String::new();
        let mut end = self.cursor.mark;
        let mut trailing = String::new();
        let mut leading = "";
        let mut after_blank = false;
        self.skip_block_breaks(&mut indent, &mut trailing, start, &mut end)?;
        while self.cursor.mark.column == indent && !self.cursor.is_end() {
            let blank = self.cursor.is_blank(0);
            if !literal && !after_blank && !blank && leading == "\n" {
                if trailing.is_empty() {
                    text.push(' ');
                }
            } else {
                text.push_str(leading);
            }
            text.push_str(&trailing);
            trailing.clear();
            after_blank = blank;
            text.push_str(self.cursor.skip_to_break());
            leading = self.cursor.skip_break();
            self.skip_block_breaks(&mut indent, &mut trailing, start, &mut end)?;
        }
        if chomping != b'-' {
            text.push_str(leading);
        }
        if chomping == b'+' {
            text.push_str(&trailing);
        }
        let style = if literal { Style::Literal } else { Style::Folded };
        Ok(Token { kind: TokenKind::Scalar { text: Cow::Owned(text), style }, start, end })
    }

    /// The chomping indicator, or 0, and the indentation indicator, or 0.
    fn scan_block_header(&mut self, start: Mark) -> Result<(u8, usize), Problem> {
        const CONTEXT: &str = "while scanning a block scalar";
        self.cursor.skip();
        let (mut chomping, mut increment) = (0, 0);
        for _ in 0..2 {
            match self.cursor.peek(0) {
                sign @ (b'+' | b'-') if chomping == 0 => {
                    chomping = sign;
                    self.cursor.skip();
                }
                b'0' if increment == 0 => {
                    return Err(self.problem(
                        CONTEXT,
                        start,
                        "found an indentation indicator equal to 0",
                    ));
                }
                digit @ b'1'..=b'9' if increment == 0 => {
                    increment = usize::from(digit - b'0');
                    self.cursor.skip();
                }
                _ => break,
            }
        }
        self.cursor.skip_while(|byte| matches!(byte, b' ' | b'\t'));
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
        Ok((chomping, increment))
    }

    /// Goes over indentation and empty lines; finds the indentation where it is not known yet.
    fn skip_block_breaks(
        &mut self,
        indent: &mut usize,
        breaks: &mut String,
        start: Mark,
        end: &mut Mark,
    ) -> Result<(), Problem> {
        *end = self.cursor.mark;
        let mut deepest = 0;
        loop {
            while (*indent == 0 || self.cursor.mark.column < *indent) && self.cursor.at(b' ') {
                self.cursor.skip();
            }
            deepest = deepest.max(self.cursor.mark.column);
            if (*indent == 0 || self.cursor.mark.column < *indent) && self.cursor.at(b'\t') {
                return Err(self.problem(
                    "while scanning a block scalar",
                    start,
                    "found a tab character where an indentation space is expected",
                ));
            }
            if !self.cursor.is_break() {
                break;
            }
            breaks.push_str(self.cursor.skip_break());
            *end = self.cursor.mark;
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent.map_or(0, |indent| indent + 1)).max(1);
        }
        Ok(())
    }
}
