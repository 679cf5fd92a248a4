//! The keys and list items of a text by their lines and columns, also where the text is not YAML yet.

use crate::assist::flow;
use crate::text::Span;

/// What a node of the outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document; its parent is itself.
    Document,
    /// A key of an object.
    Key,
    /// An item of a list.
    Item,
    /// Something that stands alone in its line: a key that is being typed, an item's text, a line of a longer text.
    Word,
}

/// A key, an item, or what may become one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Its place among the nodes; before its own.
    pub(super) parent: usize,
    /// Where it begins in its line, from 1; 0 for a document.
    pub(super) column: usize,
    /// The key as it is written, the dash, the word, or nothing.
    pub(super) span: Span,
    /// What stands behind it as one text; a block of text whole.
    pub(super) value: Option<Span>,
    /// Whether it stands in braces or brackets.
    pub(super) flow: bool,
}

/// A pair of braces or brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    /// What it is the value of.
    pub(super) node: usize,
    /// From the brace that opens it up to behind the one that closes it, or to where the text goes on without it.
    pub(super) span: Span,
    pub(super) is_closed: bool,
}

/// The outline of a text.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) text: &'a str,
    /// In the order of the text.
    pub(super) nodes: Vec<Node>,
    /// In the order in which they open.
    pub(super) flows: Vec<Flow>,
    /// Comments, separators, and texts of several lines: nothing of the API stands there.
    pub(super) dead: Vec<Span>,
}

impl<'a> Outline<'a> {
    /// Reads a text, all its documents.
    pub(super) fn read(text: &'a str) -> Self {
        let mut outline = Self { text, nodes: Vec::new(), flows: Vec::new(), dead: Vec::new() };
        outline.begin(0);
        let mut at = 0;
        while at < text.len() {
            at = outline.line(at);
        }
        outline
    }

    /// A document begins.
    fn begin(&mut self, at: usize) {
        let parent = self.nodes.len();
        let (kind, span) = (Kind::Document, Span::at(at));
        self.nodes.push(Node { kind, parent, column: 0, span, value: None, flow: false });
    }

    /// Reads the line that begins at `start`, and what belongs to it; gives where the next one begins.
    fn line(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let next = self.after_break(end);
        let line = Span::new(start, end).of(self.text);
        if line.starts_with("---") {
            self.dead.push(Span::new(start, end));
            self.begin(next);
            return next;
        }
        let mut at = start + blanks(line);
        loop {
            let rest = Span::new(at, end).of(self.text);
            let column = at - start + 1;
            if rest.is_empty() {
                return next;
            }
            if rest.starts_with('#') {
                self.kill(at + 1, end);
                return next;
            }
            if let Some(after) = rest.strip_prefix('-').filter(|after| is_gap(after)) {
                let parent = self.parent_at(column, Kind::Item);
                self.push(Kind::Item, parent, column, Span::new(at, at + 1));
                at += 1 + blanks(after);
                continue;
            }
            if rest.starts_with(['{', '[']) {
                let parent = self.above();
                let last = flow::read(self, at, parent);
                return self.after_flow(last);
            }
            let colon = colon(rest);
            // An item, or what a key has on the next line, that is a text.
            let above = self.nodes.get(self.above()).filter(|_| colon.is_none());
            if let Some(Node { column, kind: Kind::Item | Kind::Key, value: None, .. }) = above
                && rest.starts_with(['|', '>', '"', '\''])
            {
                let column = *column;
                return self.value_of(at, end, column);
            }
            let Some(colon) = colon else {
                let word = Span::new(at, at + plain_length(rest));
                let parent = self.parent_at(column, Kind::Word);
                self.push(Kind::Word, parent, column, word);
                self.kill(word.end + 1, end);
                return next;
            };
            let key = Span::new(at, at + rest.get(..colon).unwrap_or_default().trim_end().len());
            let parent = self.parent_at(column, Kind::Key);
            self.push(Kind::Key, parent, column, key);
            return self.value_of(at + colon + 1, end, column);
        }
    }

    /// Reads what stands behind the colon of the last key.
    fn value_of(&mut self, mut at: usize, end: usize, column: usize) -> usize {
        let next = self.after_break(end);
        let rest = loop {
            let rest = Span::new(at, end).of(self.text);
            let blank = blanks(rest);
            at += blank;
            let rest = rest.get(blank..).unwrap_or_default();
            // Anchors and tags.
            if !rest.starts_with(['&', '!']) {
                break rest;
            }
            at += rest.find([' ', '\t']).unwrap_or(rest.len());
        };
        if rest.is_empty() {
            return next;
        }
        if rest.starts_with('#') {
            self.kill(at + 1, end);
            return next;
        }
        if rest.starts_with(['{', '[']) {
            let parent = self.above();
            let last = flow::read(self, at, parent);
            return self.after_flow(last);
        }
        let (value_end, after) = if rest.starts_with(['|', '>']) {
            let last = self.block_end(next, column);
            self.dead.push(Span::new(at, last));
            (last, last.max(next))
        } else if rest.starts_with(['"', '\'']) {
            let last = at + quoted_length(self.rest(at), column);
            let last_line = self.line_end(last);
            if last > end {
                self.dead.push(Span::new(end, last));
            }
            (last, self.after_break(last_line))
        } else {
            (at + plain_length(rest), next)
        };
        self.kill(value_end + 1, end);
        let above = self.above();
        if let Some(node) = self.nodes.get_mut(above) {
            node.value = Some(Span::new(at, value_end));
        }
        after
    }

    /// Where the lines end that are deeper than a column, without empty ones at their end.
    fn block_end(&self, from: usize, column: usize) -> usize {
        let (mut at, mut last) = (from, from);
        while at < self.text.len() {
            let end = self.line_end(at);
            let line = Span::new(at, end).of(self.text);
            let next = self.after_break(end);
            if !line.trim().is_empty() {
                if blanks(line) < column || line.starts_with("---") {
                    break;
                }
                last = end;
            }
            at = next;
        }
        last
    }

    /// What follows braces: the rest of their last line is nothing.
    fn after_flow(&mut self, at: usize) -> usize {
        let is_start = at == 0 || self.text.as_bytes().get(at - 1) == Some(&b'\n');
        if is_start {
            return at;
        }
        let end = self.line_end(at);
        self.kill(at + 1, end);
        self.after_break(end)
    }

    /// Nothing of the API stands from a place up to another one.
    pub(super) fn kill(&mut self, start: usize, end: usize) {
        if start <= end {
            self.dead.push(Span::new(start, end));
        }
    }

    pub(super) fn push(&mut self, kind: Kind, parent: usize, column: usize, span: Span) {
        self.nodes.push(Node { kind, parent, column, span, value: None, flow: false });
    }

    /// The last node that does not stand in braces.
    fn above(&self) -> usize {
        self.nodes.iter().rposition(|node| !node.flow).unwrap_or_default()
    }

    /// What something at a column belongs to, behind everything that was read.
    fn parent_at(&self, column: usize, kind: Kind) -> usize {
        self.parent_below(self.above(), column, kind)
    }

    /// The same, going up from a node.
    pub(super) fn parent_below(&self, mut node: usize, column: usize, kind: Kind) -> usize {
        while let Some(known) = self.nodes.get(node) {
            // A list may stand right below its key.
            let is_list = kind == Kind::Item && known.kind == Kind::Key && known.column == column;
            let is_inside = known.column < column && known.kind != Kind::Word;
            if known.kind == Kind::Document || is_list || is_inside && !known.flow {
                break;
            }
            node = known.parent;
        }
        node
    }

    pub(super) fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Where the line ends in which `at` is, before its break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.rest(at);
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let has_return = end > at && self.text.as_bytes().get(end - 1) == Some(&b'\r');
        if has_return { end - 1 } else { end }
    }

    /// Where the line begins in which `at` is.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    /// Behind the break at the end of a line.
    pub(super) fn after_break(&self, end: usize) -> usize {
        let rest = self.rest(end);
        end + rest.find('\n').map_or(rest.len(), |found| found + 1)
    }

    /// What a node belongs to.
    pub(super) fn parent(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(0, |node| node.parent)
    }

    pub(super) fn kind(&self, node: usize) -> Kind {
        self.nodes.get(node).map_or(Kind::Document, |node| node.kind)
    }

    /// What a key says, without its quotes.
    pub(super) fn name(&self, node: usize) -> &'a str {
        self.nodes.get(node).map_or("", |node| unquoted(node.span.of(self.text)))
    }

    /// What stands behind a key or a dash, without its quotes.
    pub(super) fn value(&self, node: usize) -> &'a str {
        if let Some(value) = self.nodes.get(node).and_then(|node| node.value) {
            return unquoted(value.of(self.text));
        }
        self.children(node)
            .find(|child| self.kind(*child) == Kind::Word)
            .map_or("", |child| self.name(child))
    }

    /// What belongs to a node.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> {
        // What is inside of it comes right behind it.
        let inside = move |node: &Node| node.kind != Kind::Document && node.parent >= of;
        let behind = self.nodes.iter().enumerate().skip(of + 1);
        let behind = behind.take_while(move |(_, node)| inside(node));
        behind.filter(move |(_, node)| node.parent == of).map(|(place, _)| place)
    }

    /// The keys that belong to a node.
    pub(super) fn keys(&self, of: usize) -> impl Iterator<Item = usize> {
        self.children(of).filter(|child| self.kind(*child) == Kind::Key)
    }

    /// The key of a name.
    pub(super) fn key(&self, of: usize, name: &str) -> Option<usize> {
        self.keys(of).find(|key| self.name(*key) == name)
    }

    /// The document that a node belongs to.
    pub(super) fn document(&self, mut node: usize) -> usize {
        while self.kind(node) != Kind::Document {
            node = self.parent(node);
        }
        node
    }

    /// All documents.
    pub(super) fn documents(&self) -> impl Iterator<Item = usize> {
        let all = self.nodes.iter().enumerate();
        all.filter(|(_, node)| node.kind == Kind::Document).map(|(place, _)| place)
    }

    /// The key at a place, or the one whose value is there, with the place that is meant.
    pub(super) fn field_at(&self, offset: usize) -> Option<(usize, Span)> {
        let place = self.nodes.iter().position(|node| {
            node.kind == Kind::Key
                && (node.span.touches(offset)
                    || node.value.is_some_and(|value| value.touches(offset)))
        })?;
        let node = self.nodes.get(place)?;
        let is_key = node.span.touches(offset);
        Some((place, if is_key { node.span } else { node.value? }))
    }
}

/// How many blanks a text begins with.
pub(super) fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn is_gap(after: &str) -> bool {
    after.is_empty() || after.starts_with([' ', '\t'])
}

/// How long a text without quotes is: up to a comment or the end of the line.
fn plain_length(line: &str) -> usize {
    let end = line
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| line.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    line.get(..end.unwrap_or(line.len())).map_or(0, |text| text.trim_end_matches([' ', '\t']).len())
}

/// Where the colon of a key is that a line begins with.
fn colon(line: &str) -> Option<usize> {
    let from = if line.starts_with(['"', '\'']) { quoted_length(line, usize::MAX) } else { 0 };
    let line = line.get(..plain_length(line).max(from))?;
    let mut colons = line.match_indices(':').map(|(at, _)| at).filter(|at| *at >= from);
    let found = colons.find(|at| line.get(at + 1..).is_some_and(is_gap))?;
    (from == 0 || line.get(from..found)?.trim().is_empty()).then_some(found)
}

/// How long a text in quotes is; one that is not closed ends with its line, or before a line that is less deep than it.
pub(super) fn quoted_length(text: &str, column: usize) -> usize {
    let quote = text.as_bytes().first().copied().unwrap_or_default();
    let first_end = text.find(['\r', '\n']).unwrap_or(text.len());
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            b'\n' => {
                let line = text.get(at + 1..).unwrap_or_default();
                let is_empty = line.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
                if !is_empty && blanks(line) < column {
                    return first_end;
                }
            }
            _ if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    first_end
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}
