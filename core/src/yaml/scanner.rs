//! Text to tokens, as go-yaml reads them.
//!
//! Upstream: go.yaml.in/yaml v2, scannerc.go, which is libyaml's scanner. A manifest that is not YAML gets the
//! same words and the same line from kubectl as here, and one that is gets the same tree: YAML 1.1, with its tabs,
//! its line breaks and its limits.

mod cursor;
mod scalars;
mod tags;

use std::borrow::Cow;
use std::collections::VecDeque;

pub(super) use cursor::Mark;

use crate::yaml::Style;
use cursor::Cursor;

/// How far a key may reach, in characters.
const KEY_LENGTH: usize = 1024;

/// A piece of the text that the grammar knows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind<'text> {
    StreamEnd,
    /// `%YAML 1.1`: whether that version can be read.
    VersionDirective {
        known: bool,
    },
    /// `%TAG !x! prefix`.
    TagDirective {
        handle: &'text str,
        prefix: Cow<'text, str>,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'text str),
    Anchor(&'text str),
    Tag {
        handle: &'text str,
        suffix: Cow<'text, str>,
    },
    Scalar {
        text: Cow<'text, str>,
        style: Style,
    },
}

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'text> {
    pub(super) kind: TokenKind<'text>,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

/// Why the text is not YAML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem {
    /// go-yaml's words.
    pub(super) words: &'static str,
    /// Where it is noticed.
    pub(super) mark: Mark,
    /// What was being read, and where that begins.
    pub(super) context: &'static str,
    pub(super) start: Mark,
    /// Whether the scanner says it, and not the parser: they count lines differently.
    pub(super) by_scanner: bool,
}

/// A place where a key may have begun.
#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    possible: bool,
    required: bool,
    token_number: usize,
    mark: Mark,
}

/// Gives the tokens of one text.
pub(super) struct Scanner<'text> {
    cursor: Cursor<'text>,
    tokens: VecDeque<Token<'text>>,
    /// How many tokens have been taken.
    taken: usize,
    ended: bool,
    /// The column of the innermost block; nothing at the outermost level.
    indent: Option<usize>,
    indents: Vec<Option<usize>>,
    flow_level: usize,
    simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
    /// Whether the text is JSON, which has escapes that YAML has not.
    is_json: bool,
}

/// Whether a text is one object of JSON, which kubectl reads as such before it tries YAML: what stands outside of
/// quotes can be JSON, and all keys are in quotes.
fn is_json(text: &str) -> bool {
    let can_stand = |byte: u8| {
        byte.is_ascii_whitespace() || byte.is_ascii_digit() || b"{}[],+-.Etruefalsn".contains(&byte)
    };
    let (mut quoted, mut escaped) = (false, false);
    let mut last = b' ';
    text.trim_start().starts_with('{')
        && text.bytes().all(|byte| {
            let fits = quoted || byte == b'"' || (byte == b':' && last == b'"') || can_stand(byte);
            quoted ^= byte == b'"' && !escaped;
            escaped = quoted && byte == b'\\' && !escaped;
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
            fits
        })
}

impl<'text> Scanner<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            taken: 0,
            ended: false,
            indent: None,
            indents: Vec::new(),
            flow_level: 0,
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey::default()],
            is_json: is_json(text),
        }
    }

    /// The next token, which stays where it is.
    pub(super) fn peek(&mut self) -> Result<&Token<'text>, Problem> {
        self.fetch_more()?;
        let mark = self.cursor.mark;
        let words = "did not find expected node content";
        let end = || Problem { words, mark, context: "", start: mark, by_scanner: true };
        self.tokens.front().ok_or_else(end)
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token<'text>, Problem> {
        self.fetch_more()?;
        let Some(token) = self.tokens.pop_front() else {
            let words = "did not find expected node content";
            return Err(self.problem("", self.cursor.mark, words));
        };
        self.taken += 1;
        Ok(token)
    }

    fn problem(&self, context: &'static str, start: Mark, words: &'static str) -> Problem {
        Problem { words, mark: self.cursor.mark, context, start, by_scanner: true }
    }

    /// Reads until it is sure what the next token is: a scalar may turn out to be a key.
    fn fetch_more(&mut self) -> Result<(), Problem> {
        while !self.ended {
            if !self.tokens.is_empty() {
                let key = self.key_at_head();
                match key {
                    Some(key) if self.is_valid(key)? => {}
                    Some(_) | None => break,
                }
            }
            self.fetch_next()?;
        }
        Ok(())
    }

    /// The place among the keys of the one that may begin with the next token.
    ///
    /// The numbers of their tokens grow with the level, so that deep nesting costs nothing.
    fn key_at_head(&self) -> Option<usize> {
        let first = self.simple_keys.partition_point(|key| key.token_number < self.taken);
        let same = self.simple_keys.get(first..)?.iter();
        let mut same = same.take_while(|key| key.token_number == self.taken);
        same.position(|key| key.possible).map(|position| first + position)
    }

    fn fetch_next(&mut self) -> Result<(), Problem> {
        self.skip_to_token();
        self.unroll_indent(Some(self.cursor.mark.column));
        if self.cursor.is_end() {
            return self.fetch_stream_end();
        }
        let first_column = self.cursor.mark.column == 0;
        let flow = self.flow_level > 0;
        let byte = self.cursor.peek(0);
        if first_column && byte == b'%' {
            return self.fetch_directive();
        }
        if self.cursor.is_document_indicator() {
            let kind = if byte == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd };
            return self.fetch_document_indicator(kind);
        }
        match byte {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if self.cursor.is_blank_or_end(1) => self.fetch_block_entry(),
            b'?' if flow || self.cursor.is_blank_or_end(1) => self.fetch_key(),
            b':' if flow || self.cursor.is_blank_or_end(1) => self.fetch_value(),
            b'*' | b'&' => self.fetch_anchor(byte == b'*'),
            b'!' => self.fetch_tag(),
            b'|' | b'>' if !flow => self.fetch_block_scalar(byte == b'|'),
            b'\'' | b'"' => self.fetch_quoted(byte == b'\''),
            _ if self.starts_plain(byte) => self.fetch_plain(),
            _ => Err(self.problem(
                "while scanning for the next token",
                self.cursor.mark,
                "found character that cannot start any token",
            )),
        }
    }

    fn starts_plain(&self, byte: u8) -> bool {
        match byte {
            b'-' => !self.cursor.is_blank(1),
            b'?' | b':' => self.flow_level == 0 && !self.cursor.is_blank_or_end(1),
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`' => false,
            _ => !self.cursor.is_blank_or_end(0),
        }
    }

    /// Goes over blanks, comments and line breaks. Tabs do not count as blanks where a key may begin.
    fn skip_to_token(&mut self) {
        loop {
            if self.cursor.mark.column == 0
                && self
                    .cursor
                    .text
                    .get(self.cursor.mark.offset..)
                    .is_some_and(|rest| rest.starts_with('\u{feff}'))
            {
                self.cursor.skip();
            }
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            self.cursor.skip_while(|byte| byte == b' ' || (tabs && byte == b'\t'));
            if self.cursor.at(b'#') {
                self.cursor.skip_to_break();
            }
            if !self.cursor.is_break() {
                return;
            }
            self.cursor.skip_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    /// Whether a key can still become one: on the line it began on, and not too long.
    fn is_valid(&mut self, position: usize) -> Result<bool, Problem> {
        let mark = self.cursor.mark;
        let Some(key) = self.simple_keys.get_mut(position).filter(|key| key.possible) else {
            return Ok(false);
        };
        if key.mark.line < mark.line || key.mark.index + KEY_LENGTH < mark.index {
            let (required, start) = (key.required, key.mark);
            if required {
                return Err(self.problem(
                    "while scanning a simple key",
                    start,
                    "could not find expected ':'",
                ));
            }
            key.possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    /// Remembers that a key may begin here.
    fn save_simple_key(&mut self) -> Result<(), Problem> {
        let mark = self.cursor.mark;
        let required = self.flow_level == 0 && self.indent == Some(mark.column);
        if self.simple_key_allowed {
            let token_number = self.taken + self.tokens.len();
            self.remove_simple_key()?;
            if let Some(key) = self.simple_keys.last_mut() {
                *key = SimpleKey { possible: true, required, token_number, mark };
            }
        }
        Ok(())
    }

    /// Gives up the key that may have begun on this level.
    fn remove_simple_key(&mut self) -> Result<(), Problem> {
        if let Some(key) = self.simple_keys.last_mut().filter(|key| key.possible) {
            let start = key.mark;
            if key.required {
                return Err(self.problem(
                    "while scanning a simple key",
                    start,
                    "could not find expected ':'",
                ));
            }
            key.possible = false;
        }
        Ok(())
    }

    /// Opens a block where the column is deeper; the token goes in front of the numbered one.
    fn roll_indent(
        &mut self,
        column: usize,
        number: Option<usize>,
        kind: TokenKind<'text>,
        mark: Mark,
    ) {
        if self.flow_level > 0 || self.indent.is_some_and(|indent| indent >= column) {
            return;
        }
        self.indents.push(self.indent);
        self.indent = Some(column);
        let token = Token { kind, start: mark, end: mark };
        match number {
            Some(number) => self.insert(number, token),
            None => self.tokens.push_back(token),
        }
    }

    fn insert(&mut self, number: usize, token: Token<'text>) {
        let position = number.saturating_sub(self.taken).min(self.tokens.len());
        self.tokens.insert(position, token);
    }

    /// Closes the blocks that are deeper than the column.
    fn unroll_indent(&mut self, column: Option<usize>) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            let mark = self.cursor.mark;
            self.tokens.push_back(Token { kind: TokenKind::BlockEnd, start: mark, end: mark });
            self.indent = self.indents.pop().flatten();
        }
    }

    fn push(&mut self, kind: TokenKind<'text>, start: Mark) {
        self.tokens.push_back(Token { kind, start, end: self.cursor.mark });
    }

    /// Takes one character as a token.
    fn push_character(&mut self, kind: TokenKind<'text>) {
        let start = self.cursor.mark;
        self.cursor.skip();
        self.push(kind, start);
    }

    fn fetch_stream_end(&mut self) -> Result<(), Problem> {
        if self.cursor.mark.column != 0 {
            self.cursor.mark.column = 0;
            self.cursor.mark.line += 1;
        }
        self.unroll_indent(None);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push(TokenKind::StreamEnd, self.cursor.mark);
        self.ended = true;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), Problem> {
        self.unroll_indent(None);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.mark;
        let kind = self.scan_directive()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_document_indicator(&mut self, kind: TokenKind<'text>) -> Result<(), Problem> {
        self.unroll_indent(None);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.mark;
        self.cursor.skip_bytes(3);
        self.push(kind, start);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'text>) -> Result<(), Problem> {
        self.save_simple_key()?;
        let token_number = self.taken + self.tokens.len();
        self.simple_keys.push(SimpleKey { token_number, ..SimpleKey::default() });
        self.flow_level += 1;
        self.simple_key_allowed = true;
        self.push_character(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'text>) -> Result<(), Problem> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.simple_keys.pop();
        }
        self.simple_key_allowed = false;
        self.push_character(kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), Problem> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_character(TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), Problem> {
        if self.flow_level == 0 {
            let mark = self.cursor.mark;
            if !self.simple_key_allowed {
                return Err(self.problem(
                    "",
                    mark,
                    "block sequence entries are not allowed in this context",
                ));
            }
            self.roll_indent(mark.column, None, TokenKind::BlockSequenceStart, mark);
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_character(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Problem> {
        if self.flow_level == 0 {
            let mark = self.cursor.mark;
            if !self.simple_key_allowed {
                return Err(self.problem("", mark, "mapping keys are not allowed in this context"));
            }
            self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark);
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_character(TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Problem> {
        let position = self.simple_keys.len().saturating_sub(1);
        let key = self.simple_keys.last().copied().unwrap_or_default();
        if self.is_valid(position)? {
            let token = Token { kind: TokenKind::Key, start: key.mark, end: key.mark };
            self.insert(key.token_number, token);
            self.roll_indent(
                key.mark.column,
                Some(key.token_number),
                TokenKind::BlockMappingStart,
                key.mark,
            );
            if let Some(key) = self.simple_keys.last_mut() {
                key.possible = false;
            }
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                let mark = self.cursor.mark;
                if !self.simple_key_allowed {
                    return Err(self.problem(
                        "",
                        mark,
                        "mapping values are not allowed in this context",
                    ));
                }
                self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark);
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_character(TokenKind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, alias: bool) -> Result<(), Problem> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.mark;
        let name = self.scan_anchor(alias)?;
        self.push(if alias { TokenKind::Alias(name) } else { TokenKind::Anchor(name) }, start);
        Ok(())
    }

    fn fetch_tag(&mut self) -> Result<(), Problem> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.cursor.mark;
        let kind = self.scan_tag()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_block_scalar(&mut self, literal: bool) -> Result<(), Problem> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        let token = self.scan_block_scalar(literal)?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn fetch_quoted(&mut self, single: bool) -> Result<(), Problem> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let token = self.scan_quoted(single)?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn fetch_plain(&mut self) -> Result<(), Problem> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let token = self.scan_plain()?;
        self.tokens.push_back(token);
        Ok(())
    }
}
