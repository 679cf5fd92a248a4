//! The syntax: text to events.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle};

use crate::text::Span;
use crate::yaml::Style;
use crate::yaml::resolve::Tag;

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

/// Why the events end early.
#[derive(Clone, Debug)]
pub(super) struct SyntaxError {
    /// Where.
    pub(super) offset: usize,
    /// go-yaml's words, without `yaml: ` and the line.
    pub(super) message: &'static str,
    /// The line that go-yaml names; 0 where it names none.
    pub(super) line: usize,
}

/// The events of one document.
pub(super) struct Events<'text> {
    parser: Parser<'text, StrInput<'text>>,
    length: usize,
}

impl<'text> Events<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        let options: Options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_comments: false,
        };
        Self { parser: Parser::new_from_str_with_options(text, options), length: text.len() }
    }

    /// The next event and where it stands; nothing at the end of the document.
    #[expect(clippy::wildcard_enum_match_arm, reason = "another crate's enum, which may grow")]
    pub(super) fn next(&mut self) -> Option<Result<(Event<'text>, Span), SyntaxError>> {
        loop {
            let (event, span) = match self.parser.next_event()? {
                Ok(next) => next,
                Err(error) => return Some(Err(self.error(&error))),
            };
            let span = span.byte_range().map_or(Span::at(self.length), |range| {
                Span::new(range.start.min(self.length), range.end.min(self.length))
            });
            let anchor = |id: usize| (id > 0).then_some(id);
            let event = match event {
                granit_parser::Event::StreamEnd | granit_parser::Event::DocumentEnd => return None,
                granit_parser::Event::Alias(id) => Event::Alias(id),
                granit_parser::Event::UnresolvedAlias(_) => Event::UnknownAlias,
                granit_parser::Event::Scalar(text, style, id, tag) => Event::Scalar {
                    text: if span.is_empty() { Cow::Borrowed("") } else { text },
                    style: self::style(style),
                    anchor: anchor(id),
                    tag: tag.map(|tag| Tag::of(&format!("{}{}", tag.handle(), tag.suffix()))),
                },
                granit_parser::Event::SequenceStart(style, id, _) => {
                    Event::SequenceStart { flow: style == StructureStyle::Flow, anchor: anchor(id) }
                }
                granit_parser::Event::MappingStart(style, id, _) => {
                    Event::MappingStart { flow: style == StructureStyle::Flow, anchor: anchor(id) }
                }
                granit_parser::Event::SequenceEnd | granit_parser::Event::MappingEnd => Event::End,
                _ => continue,
            };
            return Some(Ok((event, span)));
        }
    }

    fn error(&self, error: &ScanError) -> SyntaxError {
        let marker = error.marker();
        let offset = marker.byte_offset().unwrap_or(self.length).min(self.length);
        let (message, of_parser) = words(error.kind());
        let line = marker.line().saturating_sub(usize::from(of_parser));
        SyntaxError { offset, message, line: if marker.line() <= 1 { 0 } else { line } }
    }
}

fn style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "another crate's enum, which may grow")]
/// go-yaml's words for an error, and whether its parser says them, which counts lines from 0.
fn words(kind: &ErrorKind) -> (&'static str, bool) {
    match kind {
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("block sequence entries are not allowed in this context", false)
        }
        ErrorKind::MappingValueNotAllowed => {
            ("mapping values are not allowed in this context", false)
        }
        ErrorKind::MappingKeyNotAllowed => ("mapping keys are not allowed in this context", false),
        ErrorKind::SimpleKeyExpected => ("could not find expected ':'", false),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            ("found unexpected end of stream", false)
        }
        ErrorKind::UnknownQuotedScalarEscape => ("found unknown escape character", false),
        ErrorKind::TabInPlainScalar => ("found a tab character that violates indentation", false),
        ErrorKind::InvalidBlockScalarHeader => {
            ("did not find expected comment or line break", false)
        }
        ErrorKind::ExpectedBlockMappingKey => ("did not find expected key", true),
        ErrorKind::ExpectedBlockSequenceEntry => ("did not find expected '-' indicator", true),
        ErrorKind::ExpectedFlowMappingSeparator => ("did not find expected ',' or '}'", true),
        ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            ("did not find expected ',' or ']'", true)
        }
        ErrorKind::UnclosedFlowCollection { .. } => ("did not find expected node content", true),
        _ => ("found character that cannot start any token", false),
    }
}
