//! What is being written at a place of a text.

use crate::assist::outline::{Kind, Outline, blanks};
use crate::text::Span;

/// What is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A key, or an item, of what `parent` is.
    Key {
        parent: usize,
        /// What is there of it.
        word: Option<usize>,
        span: Span,
        has_colon: bool,
    },
    /// The value of a key.
    Value { of: usize, span: Span },
}

impl Place {
    /// What is being written at `offset`; nothing where it is no YAML of an object: comments, texts of several lines.
    pub(super) fn find(outline: &Outline<'_>, offset: usize) -> Option<Self> {
        if !outline.text.is_char_boundary(offset) {
            return None;
        }
        // A value may end where a text that is over begins.
        let value =
            |node: &super::outline::Node| node.value.is_some_and(|value| value.touches(offset));
        let is_dead = outline.dead.iter().any(|dead| dead.touches(offset));
        if is_dead {
            return None;
        }
        let inside = outline.flows.iter().rev().find(|flow| {
            let is_before_end =
                offset < flow.span.end || !flow.is_closed && offset == flow.span.end;
            flow.span.start < offset && is_before_end
        });
        let nodes = outline.nodes.iter().enumerate();
        let touched = nodes
            .filter(|(_, node)| node.kind != Kind::Document)
            .find(|(_, node)| node.kind != Kind::Item && node.span.touches(offset) || value(node));
        if let Some((place, node)) = touched {
            let is_name = node.kind != Kind::Item && node.span.touches(offset);
            if !is_name {
                return Some(Self::Value { of: place, span: node.value? });
            }
            let word = node.span.of(outline.text);
            if word.contains(' ') {
                return None;
            }
            let (parent, has_colon) = (node.parent, node.kind == Kind::Key);
            return Some(Self::Key { parent, word: Some(place), span: node.span, has_colon });
        }
        match inside {
            Some(flow) => Self::in_braces(outline, offset, flow.node),
            None => Self::in_line(outline, offset),
        }
    }

    /// Between braces, where nothing is yet.
    fn in_braces(outline: &Outline<'_>, offset: usize, node: usize) -> Option<Self> {
        let before = outline.text.get(..offset)?.trim_end();
        let (empty, word) = (Span::at(offset), None);
        if before.ends_with(':') {
            let keys = outline.nodes.iter().enumerate().rev();
            let mut keys =
                keys.filter(|(_, node)| node.kind == Kind::Key && node.span.end < offset);
            return keys.next().map(|(of, _)| Self::Value { of, span: empty });
        }
        let is_first = before.ends_with(['{', '[', ',']);
        is_first.then_some(Self::Key { parent: node, word, span: empty, has_colon: false })
    }

    /// In a line without braces, where nothing is yet.
    fn in_line(outline: &Outline<'_>, offset: usize) -> Option<Self> {
        let start = outline.line_start(offset);
        let line = Span::new(start, outline.line_end(start).max(offset)).of(outline.text);
        let before = Span::new(start, offset).of(outline.text);
        let empty = Span::at(offset);
        let new = |parent| Self::Key { parent, word: None, span: empty, has_colon: false };
        if line.trim().is_empty() {
            let above =
                outline.nodes.iter().rposition(|node| node.span.start < start && !node.flow);
            let above = above.unwrap_or_default();
            let document = outline
                .nodes
                .iter()
                .rposition(|node| node.kind == Kind::Document && node.span.start <= start);
            let above = above.max(document.unwrap_or_default());
            return Some(new(outline.parent_below(above, before.len() + 1, Kind::Key)));
        }
        if blanks(line) >= before.len() {
            return None;
        }
        let nodes = outline.nodes.iter().enumerate().rev();
        let mut on_line =
            nodes.filter(|(_, node)| node.span.start >= start && node.span.end <= offset);
        let (place, node) = on_line.find(|(_, node)| node.kind != Kind::Document)?;
        match node.kind {
            Kind::Key if node.value.is_none() => Some(Self::Value { of: place, span: empty }),
            Kind::Item if node.value.is_none() => Some(new(place)),
            Kind::Key | Kind::Item | Kind::Word | Kind::Document => None,
        }
    }

    /// What is typed already.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Key { span, .. } | Self::Value { span, .. } => *span,
        }
    }

    /// What has to be put in front: the blank behind a colon or a dash.
    pub(super) fn before(&self, outline: &Outline<'_>) -> &'static str {
        let start = self.span().start;
        let before = outline.text.get(..start).unwrap_or_default();
        let is_dash = matches!(self, Self::Key { word: None, .. }) && before.ends_with('-');
        if before.ends_with(':') || is_dash { " " } else { "" }
    }

    /// How many blanks are in front of it, the dashes of its line among them.
    pub(super) fn indent(&self, outline: &Outline<'_>) -> usize {
        let start = self.span().start;
        start - outline.line_start(start) + self.before(outline).len()
    }
}

impl Outline<'_> {
    /// Whether it is between braces that something is written.
    pub(super) fn is_flow(&self, place: &Place) -> bool {
        let start = place.span().start;
        self.flows.iter().any(|flow| {
            flow.span.start < start
                && start <= flow.span.end
                && (start < flow.span.end || !flow.is_closed)
        })
    }
}
