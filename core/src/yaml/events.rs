//! Tokens to events.
//!
//! Upstream: go.yaml.in/yaml v2, parserc.go, which is libyaml's parser: a state for each place of the grammar.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each place of the grammar names the tokens it takes and refuses all others"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::text::Span;
use crate::yaml::Style;
use crate::yaml::resolve::Tag;
use crate::yaml::scanner::{Mark, Problem, Scanner, Token, TokenKind};

/// What comes next in a document.
#[derive(Clone, Debug)]
pub(super) enum Event<'text> {
    /// A leaf.
    Scalar { text: Cow<'text, str>, style: Style, anchor: Option<usize>, tag: Option<Tag> },
    /// A list begins.
    SequenceStart { flow: bool, anchor: Option<usize> },
    /// An object begins.
    MappingStart { flow: bool, anchor: Option<usize> },
    /// The innermost list or object ends.
    End,
    /// What an anchor names stands here once more.
    Alias(usize),
    /// No anchor of that name stands before it.
    UnknownAlias,
}

/// A place of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    SequenceFirst,
    SequenceEntry,
    IndentlessEntry,
    MappingFirst,
    MappingKey,
    MappingValue,
    FlowSequenceFirst,
    FlowSequenceEntry,
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowMappingFirst,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
}

/// An event and where it stands.
type Spanned<'text> = (Event<'text>, Span);

/// The events of one document.
pub(super) struct Events<'text> {
    scanner: Scanner<'text>,
    state: State,
    states: Vec<State>,
    /// Where each list and object that is open begins.
    marks: Vec<Mark>,
    handles: Vec<(&'text str, Cow<'text, str>)>,
    anchors: BTreeMap<&'text str, usize>,
    next_anchor: usize,
}

impl<'text> Events<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            scanner: Scanner::new(text),
            state: State::DocumentStart,
            states: Vec::new(),
            marks: Vec::new(),
            handles: vec![("!", Cow::Borrowed("!")), ("!!", Cow::Borrowed("tag:yaml.org,2002:"))],
            anchors: BTreeMap::new(),
            next_anchor: 0,
        }
    }

    /// The next event and where it stands; nothing at the end of the document, whatever follows.
    pub(super) fn next(&mut self) -> Option<Result<Spanned<'text>, Problem>> {
        self.step().transpose()
    }

    fn step(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        if self.state == State::DocumentStart && !self.start_document()? {
            return Ok(None);
        }
        match self.state {
            State::DocumentStart => Ok(None),
            State::DocumentEnd => self.scanner.peek().map(|_| None),
            State::DocumentContent => self.document_content(),
            State::BlockNode => self.node(true, false),
            State::SequenceFirst => self.sequence_entry(true),
            State::SequenceEntry => self.sequence_entry(false),
            State::IndentlessEntry => self.indentless_entry(),
            State::MappingFirst => self.mapping_key(true),
            State::MappingKey => self.mapping_key(false),
            State::MappingValue => self.mapping_value(),
            State::FlowSequenceFirst => self.flow_sequence_entry(true),
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => {
                let mark = self.scanner.peek()?.start;
                self.state = State::FlowSequenceEntry;
                Ok(Some((Event::End, mark.to(mark))))
            }
            State::FlowMappingFirst => self.flow_mapping_key(true),
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(false),
            State::FlowMappingEmptyValue => self.flow_mapping_value(true),
        }
    }

    /// Goes to the content of the document; false where there is none.
    fn start_document(&mut self) -> Result<bool, Problem> {
        self.states.push(State::DocumentEnd);
        let explicit = matches!(
            self.scanner.peek()?.kind,
            TokenKind::VersionDirective { .. }
                | TokenKind::TagDirective { .. }
                | TokenKind::DocumentStart
        );
        if !explicit {
            self.state = State::BlockNode;
            return Ok(self.scanner.peek()?.kind != TokenKind::StreamEnd);
        }
        loop {
            let token = self.scanner.peek()?;
            match &token.kind {
                TokenKind::VersionDirective { known: false } => {
                    let mark = token.start;
                    return Err(problem("", mark, "found incompatible YAML document", mark));
                }
                TokenKind::VersionDirective { known: true } => {}
                TokenKind::TagDirective { handle, prefix } => {
                    let handle = (*handle, prefix.clone());
                    self.handles.insert(0, handle);
                }
                TokenKind::DocumentStart => break,
                _ => {
                    let mark = token.start;
                    return Err(problem("", mark, "did not find expected <document start>", mark));
                }
            }
            self.scanner.next()?;
        }
        self.scanner.next()?;
        self.state = State::DocumentContent;
        Ok(true)
    }

    fn document_content(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        let mark = token.start;
        let is_empty = matches!(
            token.kind,
            TokenKind::VersionDirective { .. }
                | TokenKind::TagDirective { .. }
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
        );
        if is_empty {
            self.pop_state();
            return Ok(Some(empty(mark)));
        }
        self.node(true, false)
    }

    fn pop_state(&mut self) {
        self.state = self.states.pop().unwrap_or(State::DocumentEnd);
    }

    fn node(&mut self, block: bool, indentless: bool) -> Result<Option<Spanned<'text>>, Problem> {
        if let TokenKind::Alias(name) = self.scanner.peek()?.kind {
            let token = self.scanner.next()?;
            self.pop_state();
            let event = self.anchors.get(name).map_or(Event::UnknownAlias, |id| Event::Alias(*id));
            return Ok(Some((event, token.start.to(token.end))));
        }
        let start = self.scanner.peek()?.start;
        let Properties { anchor, tag, end } = self.properties(start)?;
        let has_properties = end.is_some();
        let token = self.scanner.peek()?;
        let (content, content_end) = (token.start, token.end);
        let (event, state) = match &token.kind {
            TokenKind::BlockEntry if indentless => {
                (Event::SequenceStart { flow: false, anchor }, State::IndentlessEntry)
            }
            TokenKind::Scalar { .. } => return self.scalar(anchor, tag).map(Some),
            TokenKind::FlowSequenceStart => {
                (Event::SequenceStart { flow: true, anchor }, State::FlowSequenceFirst)
            }
            TokenKind::FlowMappingStart => {
                (Event::MappingStart { flow: true, anchor }, State::FlowMappingFirst)
            }
            TokenKind::BlockSequenceStart if block => {
                (Event::SequenceStart { flow: false, anchor }, State::SequenceFirst)
            }
            TokenKind::BlockMappingStart if block => {
                (Event::MappingStart { flow: false, anchor }, State::MappingFirst)
            }
            _ if has_properties => {
                self.pop_state();
                let end = end.unwrap_or(start);
                let event =
                    Event::Scalar { text: Cow::Borrowed(""), style: Style::Plain, anchor, tag };
                return Ok(Some((event, end.to(end))));
            }
            _ => {
                let node =
                    if block { "while parsing a block node" } else { "while parsing a flow node" };
                return Err(problem(node, start, "did not find expected node content", content));
            }
        };
        self.state = state;
        Ok(Some((event, content.to(content_end))))
    }

    fn scalar(
        &mut self,
        anchor: Option<usize>,
        tag: Option<Tag>,
    ) -> Result<Spanned<'text>, Problem> {
        self.pop_state();
        let Token { kind, start, end } = self.scanner.next()?;
        let (text, style) = match kind {
            TokenKind::Scalar { text, style } => (text, style),
            _ => (Cow::Borrowed(""), Style::Plain),
        };
        Ok((Event::Scalar { text, style, anchor, tag }, start.to(end)))
    }

    /// The anchor and the tag in front of a node, in any order.
    fn properties(&mut self, start: Mark) -> Result<Properties, Problem> {
        let mut properties = Properties { anchor: None, tag: None, end: None };
        for _ in 0..2 {
            match &self.scanner.peek()?.kind {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    let name = *name;
                    self.next_anchor += 1;
                    self.anchors.insert(name, self.next_anchor);
                    properties.anchor = Some(self.next_anchor);
                }
                TokenKind::Tag { handle, suffix } if properties.tag.is_none() => {
                    let prefix = match *handle {
                        "" => Some(""),
                        handle => self
                            .handles
                            .iter()
                            .find(|(known, _)| *known == handle)
                            .map(|(_, prefix)| prefix.as_ref()),
                    };
                    let Some(prefix) = prefix else {
                        let mark = self.scanner.peek()?.start;
                        let words = "found undefined tag handle";
                        return Err(problem("while parsing a node", start, words, mark));
                    };
                    properties.tag = Some(Tag::of(&[prefix, suffix].concat()));
                }
                _ => break,
            }
            properties.end = Some(self.scanner.next()?.end);
        }
        Ok(properties)
    }

    fn sequence_entry(&mut self, first: bool) -> Result<Option<Spanned<'text>>, Problem> {
        if first {
            let start = self.scanner.next()?.start;
            self.marks.push(start);
        }
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::BlockEntry => {
                let mark = self.scanner.next()?.end;
                let next = &self.scanner.peek()?.kind;
                if matches!(next, TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    self.state = State::SequenceEntry;
                    return Ok(Some(empty(mark)));
                }
                self.states.push(State::SequenceEntry);
                self.node(true, false)
            }
            TokenKind::BlockEnd => self.end().map(Some),
            _ => {
                let mark = token.start;
                let words = "did not find expected '-' indicator";
                Err(self.unexpected("while parsing a block collection", words, mark))
            }
        }
    }

    fn indentless_entry(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::BlockEntry {
            let mark = token.start;
            self.pop_state();
            return Ok(Some((Event::End, mark.to(mark))));
        }
        let mark = self.scanner.next()?.end;
        let next = &self.scanner.peek()?.kind;
        let is_empty = matches!(
            next,
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
        );
        if is_empty {
            self.state = State::IndentlessEntry;
            return Ok(Some(empty(mark)));
        }
        self.states.push(State::IndentlessEntry);
        self.node(true, false)
    }

    fn mapping_key(&mut self, first: bool) -> Result<Option<Spanned<'text>>, Problem> {
        if first {
            let start = self.scanner.next()?.start;
            self.marks.push(start);
        }
        let token = self.scanner.peek()?;
        match token.kind {
            TokenKind::Key => {
                let mark = self.scanner.next()?.end;
                self.mapping_part(mark, State::MappingValue)
            }
            TokenKind::BlockEnd => self.end().map(Some),
            _ => {
                let mark = token.start;
                let words = "did not find expected key";
                Err(self.unexpected("while parsing a block mapping", words, mark))
            }
        }
    }

    fn mapping_value(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::Value {
            let mark = token.start;
            self.state = State::MappingKey;
            return Ok(Some(empty(mark)));
        }
        let mark = self.scanner.next()?.end;
        self.mapping_part(mark, State::MappingKey)
    }

    /// A key or a value of a block mapping, which may be missing.
    fn mapping_part(&mut self, mark: Mark, then: State) -> Result<Option<Spanned<'text>>, Problem> {
        let next = &self.scanner.peek()?.kind;
        if matches!(next, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd) {
            self.state = then;
            return Ok(Some(empty(mark)));
        }
        self.states.push(then);
        self.node(true, true)
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Result<Option<Spanned<'text>>, Problem> {
        if first {
            let start = self.scanner.next()?.start;
            self.marks.push(start);
        }
        if self.scanner.peek()?.kind != TokenKind::FlowSequenceEnd {
            if !first {
                self.flow_separator(
                    "while parsing a flow sequence",
                    "did not find expected ',' or ']'",
                )?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::Key => {
                    let Token { start, end, .. } = self.scanner.next()?;
                    self.state = State::FlowPairKey;
                    let event = Event::MappingStart { flow: true, anchor: None };
                    return Ok(Some((event, start.to(end))));
                }
                TokenKind::FlowSequenceEnd => {}
                _ => {
                    self.states.push(State::FlowSequenceEntry);
                    return self.node(false, false);
                }
            }
        }
        self.end().map(Some)
    }

    fn flow_pair_key(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        let is_empty = matches!(
            token.kind,
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd
        );
        if is_empty {
            // Upstream takes the token here, so that `[? : b]` loses its value.
            let mark = self.scanner.next()?.end;
            self.state = State::FlowPairValue;
            return Ok(Some(empty(mark)));
        }
        self.states.push(State::FlowPairValue);
        self.node(false, false)
    }

    fn flow_pair_value(&mut self) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        let mut mark = token.start;
        if token.kind == TokenKind::Value {
            mark = self.scanner.next()?.end;
            let next = &self.scanner.peek()?.kind;
            if !matches!(next, TokenKind::FlowEntry | TokenKind::FlowSequenceEnd) {
                self.states.push(State::FlowPairEnd);
                return self.node(false, false);
            }
        }
        self.state = State::FlowPairEnd;
        Ok(Some(empty(mark)))
    }

    fn flow_mapping_key(&mut self, first: bool) -> Result<Option<Spanned<'text>>, Problem> {
        if first {
            let start = self.scanner.next()?.start;
            self.marks.push(start);
        }
        if self.scanner.peek()?.kind != TokenKind::FlowMappingEnd {
            if !first {
                self.flow_separator(
                    "while parsing a flow mapping",
                    "did not find expected ',' or '}'",
                )?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::Key => {
                    self.scanner.next()?;
                    let token = self.scanner.peek()?;
                    let mark = token.start;
                    let is_empty = matches!(
                        token.kind,
                        TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowMappingEnd
                    );
                    if is_empty {
                        self.state = State::FlowMappingValue;
                        return Ok(Some(empty(mark)));
                    }
                    self.states.push(State::FlowMappingValue);
                    return self.node(false, false);
                }
                TokenKind::FlowMappingEnd => {}
                _ => {
                    self.states.push(State::FlowMappingEmptyValue);
                    return self.node(false, false);
                }
            }
        }
        self.end().map(Some)
    }

    fn flow_mapping_value(&mut self, is_empty: bool) -> Result<Option<Spanned<'text>>, Problem> {
        let token = self.scanner.peek()?;
        let mut mark = token.start;
        if !is_empty && token.kind == TokenKind::Value {
            mark = self.scanner.next()?.end;
            let next = &self.scanner.peek()?.kind;
            if !matches!(next, TokenKind::FlowEntry | TokenKind::FlowMappingEnd) {
                self.states.push(State::FlowMappingKey);
                return self.node(false, false);
            }
        }
        self.state = State::FlowMappingKey;
        Ok(Some(empty(mark)))
    }

    /// Takes the comma between two entries.
    fn flow_separator(
        &mut self,
        context: &'static str,
        words: &'static str,
    ) -> Result<(), Problem> {
        let token = self.scanner.peek()?;
        if token.kind == TokenKind::FlowEntry {
            return self.scanner.next().map(drop);
        }
        let mark = token.start;
        Err(self.unexpected(context, words, mark))
    }

    /// Takes the token that ends the innermost list or object.
    fn end(&mut self) -> Result<Spanned<'text>, Problem> {
        let Token { start, end, .. } = self.scanner.next()?;
        self.pop_state();
        self.marks.pop();
        Ok((Event::End, start.to(end)))
    }

    /// A token that may not stand in the innermost list or object.
    fn unexpected(&self, context: &'static str, words: &'static str, mark: Mark) -> Problem {
        problem(context, self.marks.last().copied().unwrap_or(mark), words, mark)
    }
}

/// What stands in front of a node.
struct Properties {
    anchor: Option<usize>,
    tag: Option<Tag>,
    end: Option<Mark>,
}

fn problem(context: &'static str, start: Mark, words: &'static str, mark: Mark) -> Problem {
    Problem { words, mark, context, start, by_scanner: false }
}

/// A value that is not there.
fn empty<'text>(mark: Mark) -> Spanned<'text> {
    let event =
        Event::Scalar { text: Cow::Borrowed(""), style: Style::Plain, anchor: None, tag: None };
    (event, mark.to(mark))
}
