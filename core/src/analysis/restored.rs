//! A text that has lost its indentation: read as if it had it, with every place in the text as it is.

use std::rc::Rc;

use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::diagnostic::{self, Diagnostic};
use crate::lint::{self, Written};
use crate::text::{Edit, LineIndex, Span, apply};
use crate::yaml::{self, Content, Node};

/// Looks at `restored`, which has the lines of `text` and another indentation; nothing where it is no manifest
/// either, as a story with a few colons in it.
pub(super) fn analyse(text: &str, restored: &str, options: &Options) -> Option<Analysis> {
    let mut analysis = Analysis::as_it_stands(restored, options);
    let is_manifest = |document: &DocumentAnalysis| {
        document.object.is_some() || !document.decoded.kind.is_empty()
    };
    if !analysis.documents.iter().any(is_manifest) {
        return None;
    }
    let lines = Lines::of(text, restored);
    // What the API server says is about the text as it is.
    let said = Analysis::as_it_stands(text, &Options { only_check: true, ..options.clone() });
    for document in &mut analysis.documents {
        let other = said.documents.iter().find(|other| other.index == document.index);
        move_back(document, other, &lines, text, restored);
    }
    for diagnostic in &mut analysis.diagnostics {
        lines.move_diagnostic(diagnostic, text, restored);
    }
    let mut lost = Vec::new();
    let index = LineIndex::new(text);
    for (document, whole) in yaml::parse(text).documents.iter().zip(yaml::parse(restored).documents)
    {
        let (now, then) = (document.span.of(text), whole.span.of(restored));
        if now != then {
            let written =
                Written { text, lines: &index, document, fragment: false, restored: Some(then) };
            lint::run_on_text(&written, &options.lint, &mut lost);
            let place = analysis.documents.iter_mut().find(|known| known.index == document.index);
            if let Some(known) = place {
                known.diagnostics.splice(0..0, lost.iter().cloned());
            }
            analysis.diagnostics.append(&mut lost);
        }
    }
    diagnostic::sort(&mut analysis.diagnostics);
    Some(analysis)
}

fn move_back(
    document: &mut DocumentAnalysis,
    said: Option<&DocumentAnalysis>,
    lines: &Lines,
    text: &str,
    restored: &str,
) {
    document.span = lines.span(document.span);
    for diagnostic in &mut document.diagnostics {
        lines.move_diagnostic(diagnostic, text, restored);
    }
    lines.move_node(Rc::make_mut(&mut document.decoded.source.root));
    if let Some(said) = said {
        document.accepted = said.accepted.or(document.accepted.map(|_| false));
        document.decode.clone_from(&said.decode);
        document.kubectl.clone_from(&said.kubectl);
    }
}

/// Where each line begins and how deep, in the restored text and in the text as it is.
struct Lines(Vec<Line>);

struct Line {
    restored: (usize, usize),
    written: (usize, usize),
    end: usize,
}

impl Lines {
    fn of(text: &str, restored: &str) -> Self {
        let (mut there, mut here) = (0, 0);
        let pairs = restored.split_inclusive('\n').zip(text.split_inclusive('\n'));
        let lines = pairs.map(|(new, old)| {
            let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
            let line = Line {
                restored: (there, blanks(new)),
                written: (here, blanks(old)),
                end: here + old.len(),
            };
            there += new.len();
            here += old.len();
            line
        });
        Self(lines.collect())
    }

    fn offset(&self, restored: usize) -> usize {
        let line = self.0.partition_point(|line| line.restored.0 <= restored).checked_sub(1);
        let Some(line) = line.and_then(|index| self.0.get(index)) else { return restored };
        let column = (restored - line.restored.0).saturating_sub(line.restored.1);
        (line.written.0 + line.written.1 + column).min(line.end)
    }

    fn span(&self, restored: Span) -> Span {
        Span::new(self.offset(restored.start), self.offset(restored.end))
    }

    fn move_diagnostic(&self, diagnostic: &mut Diagnostic, text: &str, restored: &str) {
        diagnostic.span = self.span(diagnostic.span);
        for related in &mut diagnostic.related {
            related.span = self.span(related.span);
        }
        // A fix of the restored text restores the indentation as well.
        for fix in &mut diagnostic.fixes {
            let whole = Span::new(0, text.len());
            fix.edits = vec![Edit::replace(whole, apply(restored, &fix.edits))];
        }
    }

    fn move_node(&self, node: &mut Node) {
        node.span = self.span(node.span);
        match &mut node.content {
            Content::Scalar(_) => {}
            Content::Sequence(items) => items.iter_mut().for_each(|item| self.move_node(item)),
            Content::Mapping(entries) => {
                for entry in entries {
                    entry.key = self.span(entry.key);
                    self.move_node(&mut entry.value);
                }
            }
        }
    }
}
