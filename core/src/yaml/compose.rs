//! Events to a tree.
//!
//! Upstream: `decoder.mapping`, `decoder.merge` and `decoder.unmarshal`, go.yaml.in/yaml v2, decode.go.

mod frame;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::text::{FieldPath, Span, Step};
use crate::yaml::documents::Piece;
use crate::yaml::events::{Event, Events};
use crate::yaml::problem;
use crate::yaml::scanner::Problem;
use crate::yaml::{
    Content, Document, Duplicate, Node, Resolved, Scalar, Style, go_syntax, resolve,
};
use frame::{Frame, Key, Measure, Open};

/// The deepest nesting that is kept. Below are no fields that the API knows.
const MAX_DEPTH: usize = 200;

/// The deepest nesting that is read. Upstream: `max_flow_level`, go.yaml.in/yaml v2, scannerc.go.
const MAX_SKIPPED: usize = 10_000 - MAX_DEPTH;

/// The most nodes that a document may have once all aliases are replaced.
const MAX_NODES: usize = 200_000;

/// How many wrong lines are left out to read those below.
const MAX_RECOVERIES: usize = 8;

/// Upstream: `allowedAliasRatio`, go.yaml.in/yaml v2, decode.go, within [`MAX_NODES`].
const ALIAS_PERCENT: usize = 99;

/// Reads one document; nothing where it is empty.
pub(super) fn document(text: &str, piece: &Piece) -> Option<Document> {
    let part = piece.span.of(text);
    let (skipped, part) = match part.strip_prefix('\u{feff}') {
        Some(rest) => ('\u{feff}'.len_utf8(), rest),
        None => (0, part),
    };
    let mut composer = Composer::new(piece.span.start + skipped);
    let mut readable = Cow::Borrowed(part);
    if let Some(at) = part.find(is_forbidden) {
        composer.fail(
            Span::new(at, at + part.get(at..)?.chars().next()?.len_utf8()),
            "yaml: control characters are not allowed".to_owned(),
            "this character cannot stand in YAML; write it as an escape in double quotes",
        );
        readable = Cow::Owned(blanked(part, is_forbidden));
    }
    if let Some(span) = piece.bad_separator {
        let rest = span.of(text);
        composer.failures.push(format!("invalid Yaml document separator: {rest}"));
        composer.diagnostics.push(
            yaml_error(span, format!("`{rest}` may not follow `---` on the same line"))
                .help("start a new line after `---`"),
        );
        let end = text.get(span.end..).and_then(|after| after.find('\n'));
        composer.offset = end.map_or(text.len(), |at| span.end + at);
        readable = Cow::Borrowed(Span::new(composer.offset, piece.span.end).of(text));
    }
    if let Some(problem) = composer.read(&readable) {
        composer.recover(problem, readable.into_owned());
    }
    composer.finish(piece)
}

/// The text with spaces in the place of some characters; every other one stays where it is.
fn blanked(text: &str, is_blanked: impl Fn(char) -> bool) -> String {
    let mut blanked = String::with_capacity(text.len());
    for character in text.chars() {
        if is_blanked(character) {
            blanked.extend(std::iter::repeat_n(' ', character.len_utf8()));
        } else {
            blanked.push(character);
        }
    }
    blanked
}

/// Upstream: `yaml_parser_update_buffer`, go.yaml.in/yaml v2, readerc.go.
fn is_forbidden(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}'))
        || matches!(character, '\u{fffe}' | '\u{ffff}')
}

fn yaml_error(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Stage::Yaml, "yaml", Severity::Error, span, message)
}

/// What an anchor names.
struct Anchor {
    node: Node,
    measure: Measure,
}

/// Builds the tree of one document.
struct Composer {
    /// Where the text that is read stands in the whole text.
    offset: usize,
    open: Vec<Open>,
    /// How many levels below the deepest one that is kept.
    too_deep: usize,
    root: Option<Node>,
    anchors: BTreeMap<usize, Anchor>,
    /// Nodes so far, aliases replaced, and how many of them came from aliases.
    nodes: usize,
    aliased: usize,
    /// What kubectl would say: of the syntax, and of what is found once the syntax is right.
    failures: Vec<String>,
    late_failures: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    duplicates: Vec<Duplicate>,
}

impl Composer {
    fn new(offset: usize) -> Self {
        Self {
            offset,
            open: Vec::new(),
            too_deep: 0,
            root: None,
            anchors: BTreeMap::new(),
            nodes: 0,
            aliased: 0,
            failures: Vec::new(),
            late_failures: Vec::new(),
            diagnostics: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    /// Reads a text up to its first mistake, and closes what is open there.
    fn read(&mut self, text: &str) -> Option<Problem> {
        let mut events = Events::new(text);
        let mut mistake = None;
        while let Some(next) = events.next() {
            match next {
                Ok((event, span)) => {
                    if !self.take(text, event, span.shifted(self.offset)) {
                        if self.too_deep > 0 {
                            let words = "yaml: exceeded max depth of 10000".to_owned();
                            self.fail(span, words, "this is nested too deeply");
                        }
                        break;
                    }
                }
                Err(problem) => {
                    self.failures.push(problem::words(&problem));
                    self.diagnostics.push(problem::explain(&problem, text, self.offset));
                    mistake = Some(problem);
                    break;
                }
            }
        }
        while !self.open.is_empty() {
            self.close(None);
        }
        mistake
    }

    /// Reads the text once more without the line that is wrong, so that what stands below it is not lost.
    ///
    /// While somebody types, there is often one such line. What else is wrong is told once this one is right.
    fn recover(&mut self, mut problem: Problem, mut text: String) {
        for _ in 0..MAX_RECOVERIES {
            let line = problem::line(&problem, &text);
            if line.of(&text).trim().is_empty() {
                return;
            }
            let blank = " ".repeat(line.end - line.start);
            text.replace_range(line.start..line.end, &blank);
            let mut again = Self::new(self.offset);
            let next = again.read(&text);
            self.root = again.root.or(self.root.take());
            self.duplicates = again.duplicates;
            let Some(next) = next else { return };
            problem = next;
        }
    }

    /// Takes one event; false where nothing more may be read.
    fn take(&mut self, text: &str, event: Event<'_>, span: Span) -> bool {
        if self.too_deep > 0 {
            match event {
                Event::SequenceStart { .. } | Event::MappingStart { .. } => self.too_deep += 1,
                Event::End => self.too_deep -= 1,
                Event::Scalar { .. } | Event::Alias(_) | Event::UnknownAlias => {}
            }
            return self.too_deep < MAX_SKIPPED;
        }
        match event {
            Event::Scalar { text: value, style, anchor, tag } => {
                let span = match style {
                    Style::Literal | Style::Folded => self.without_blanks(text, span),
                    Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => span,
                };
                let text = value;
                let value = match resolve::resolve(&text, style, tag) {
                    Ok(value) => value,
                    Err(failure) => {
                        self.fail_late(span, failure, "the value does not fit its tag");
                        Resolved::String(text.clone().into_owned())
                    }
                };
                let is_merge = tag.is_none() && style == Style::Plain && text == "<<";
                if anchor.is_none() && self.add_plain_key(&value, span, is_merge) {
                    return true;
                }
                let content = Content::Scalar(Scalar { text: text.into_owned(), style, value });
                let node = Node { content, span, flow: false };
                self.add(node, Measure::leaf(), anchor, is_merge)
            }
            Event::SequenceStart { flow, anchor } => {
                self.open(Frame::Sequence(Vec::new()), span, flow, anchor)
            }
            Event::MappingStart { flow, anchor } => {
                self.open(Frame::Mapping { entries: Vec::new(), key: None }, span, flow, anchor)
            }
            Event::End => {
                self.close(Some(span));
                true
            }
            Event::Alias(id) => self.alias(id, span, text),
            Event::UnknownAlias => {
                let name = self.name_of(text, span).to_owned();
                self.failures.push(format!("yaml: unknown anchor '{name}' referenced"));
                self.diagnostics.push(
                    yaml_error(span, format!("no anchor `&{name}` stands before this alias"))
                        .help("anchors hold within one document, from their place on"),
                );
                self.add(Node::null(span), Measure::leaf(), None, false)
            }
        }
    }

    fn open(&mut self, frame: Frame, span: Span, flow: bool, anchor: Option<usize>) -> bool {
        if self.open.len() >= MAX_DEPTH {
            let node = Node::null(span);
            self.too_deep = 1;
            return self.add(node, Measure::leaf(), anchor, false);
        }
        self.open.push(Open { frame, span, flow, anchor, measure: Measure::leaf() });
        true
    }

    fn alias(&mut self, id: usize, span: Span, text: &str) -> bool {
        let Some(Anchor { node, measure }) = self.anchors.get(&id) else {
            let name = self.name_of(text, span).to_owned();
            let failure = format!("yaml: anchor '{name}' value contains itself");
            self.fail_late(span, failure, "this alias stands within what it names");
            return self.add(Node::null(span), Measure::leaf(), None, false);
        };
        let measure = *measure;
        let nodes = self.nodes + measure.nodes;
        let aliased = self.aliased + measure.nodes;
        let too_many = nodes > MAX_NODES
            || (aliased > 100 && nodes > 1000 && aliased * 100 > nodes * ALIAS_PERCENT)
            || self.open.len() + measure.depth > MAX_DEPTH;
        if too_many {
            let failure = "yaml: document contains excessive aliasing".to_owned();
            self.fail_late(span, failure, "aliases would make this document too large");
            return false;
        }
        self.aliased = aliased;
        self.nodes = nodes - 1;
        let node = Node { content: node.content.clone(), span, flow: node.flow };
        self.add(node, measure, None, false)
    }

    /// Takes a scalar as the key that comes next, where one does: most scalars are keys, and need no node.
    fn add_plain_key(&mut self, value: &Resolved, span: Span, is_merge: bool) -> bool {
        let Some(Open { frame: Frame::Mapping { key: key @ None, .. }, measure, .. }) =
            self.open.last_mut()
        else {
            return false;
        };
        measure.add(Measure::leaf());
        *key = Some(Key { name: Key::name_of_scalar(value), span, is_merge });
        self.nodes += 1;
        true
    }

    /// Puts a finished node where it belongs; always true.
    fn add(&mut self, node: Node, measure: Measure, anchor: Option<usize>, is_merge: bool) -> bool {
        self.nodes += 1;
        if let Some(id) = anchor {
            self.anchors.insert(id, Anchor { node: node.clone(), measure });
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return true;
        };
        open.measure.add(measure);
        match &mut open.frame {
            Frame::Sequence(items) => items.push(node),
            Frame::Mapping { entries, key } => match key.take() {
                None => {
                    let (name, failure) = Key::name_of(&node);
                    *key = Some(Key { name, span: node.span, is_merge });
                    if let Some(failure) = failure {
                        let is_template =
                            node.entries().iter().any(|entry| entry.name.starts_with('.'));
                        let message = if is_template {
                            "`{{ … }}` is of a template: render it first, or put it in quotes"
                        } else {
                            "a list or an object cannot be a key"
                        };
                        self.fail_late(node.span, failure, message);
                    }
                }
                Some(Key { is_merge: true, span, .. }) => {
                    if !frame::merge(entries, &node) {
                        let failure =
                            "yaml: map merge requires map or sequence of maps as the value";
                        self.fail_late(span, failure.to_owned(), "only maps can be merged");
                    }
                }
                Some(Key { name: Some(name), span, .. }) => {
                    entries.push(frame::entry(name, span, node));
                }
                Some(Key { name: None, .. }) if node.is_null() => {}
                Some(Key { name: None, span, .. }) => {
                    let failure = format!(
                        "unsupported map key of type: %!s(<nil>), key: <nil>, value: {}",
                        go_syntax::value(&node)
                    );
                    if self.late_failures.is_empty() {
                        self.fail_late(span, failure, "a key may not be empty");
                    }
                }
            },
        }
        true
    }

    /// Ends the innermost list or object.
    fn close(&mut self, end: Option<Span>) {
        let Some(Open { frame, span, flow, anchor, measure }) = self.open.pop() else { return };
        let content = match frame {
            Frame::Sequence(items) => Content::Sequence(items),
            Frame::Mapping { mut entries, key } => {
                if let Some(Key { name: Some(name), span, is_merge: false }) = key {
                    entries.push(frame::entry(name, span, Node::null(Span::at(span.end))));
                }
                let lost = frame::keep_last(&mut entries);
                if !lost.is_empty() {
                    let path = self.path();
                    self.duplicates.extend(lost.into_iter().map(|(entry, winner)| Duplicate {
                        path: {
                            let mut path = path.clone();
                            path.0.push(Step::field(&entry.name));
                            path
                        },
                        span: entry.span(),
                        key: entry.key,
                        winner,
                    }));
                }
                Content::Mapping(entries)
            }
        };
        let mut node = Node { content, span, flow };
        node.span = match end {
            Some(end) if flow => span.to(end),
            _ => Span::new(span.start, frame::content_end(&node).unwrap_or(span.end)),
        };
        self.add(node, measure, anchor, false);
    }

    /// The path of the innermost list or object that is open, once the one that closes is taken off.
    fn path(&self) -> FieldPath {
        let steps = self.open.iter().filter_map(|open| match &open.frame {
            Frame::Sequence(items) => Some(Step::Index(items.len())),
            Frame::Mapping { key, .. } => Some(Step::field(key.as_ref()?.name.as_deref()?)),
        });
        FieldPath(steps.collect())
    }

    /// The place of a block scalar, without the line break that ends it.
    fn without_blanks(&self, text: &str, span: Span) -> Span {
        let inside = Span::new(span.start - self.offset, span.end - self.offset);
        Span::new(span.start, span.start + inside.of(text).trim_end().len())
    }

    fn name_of<'text>(&self, text: &'text str, span: Span) -> &'text str {
        let span = Span::new(span.start - self.offset, span.end - self.offset);
        span.of(text).trim_start_matches('*')
    }

    /// The text is not YAML; the span is within what is read.
    fn fail(&mut self, span: Span, words: String, message: &str) {
        self.failures.push(words);
        self.diagnostics.push(yaml_error(span.shifted(self.offset), message));
    }

    /// The text is YAML that Kubernetes cannot turn into JSON.
    fn fail_late(&mut self, span: Span, words: String, message: &str) {
        self.late_failures.push(words);
        self.diagnostics.push(yaml_error(span, message));
    }

    fn finish(self, piece: &Piece) -> Option<Document> {
        let mut diagnostics = self.diagnostics;
        let mut failures = self.failures.into_iter().chain(self.late_failures);
        let failed = failures.next().map(|words| {
            // The documents are told apart before anything is converted.
            let of_conversion = piece.bad_separator.is_none();
            if of_conversion { format!("error converting YAML to JSON: {words}") } else { words }
        });
        let root = match self.root {
            Some(root) if failed.is_some() || !root.is_null() => root,
            None if failed.is_some() => Node::null(piece.span),
            Some(_) | None => return None,
        };
        let failed = failed.or_else(|| {
            let (span, number) = frame::not_finite(&root)?;
            diagnostics.push(yaml_error(span, "JSON has no such number"));
            Some(format!(
                "error converting YAML to JSON: json: unsupported value: {}",
                go_syntax::float(number)
            ))
        });
        Some(Document {
            index: piece.index,
            span: piece.span,
            root: Rc::new(root),
            diagnostics,
            failed,
            duplicates: self.duplicates,
        })
    }
}
