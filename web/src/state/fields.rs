//! Where a field of the API is written in the text, without reading YAML: by its names, in order.

use podlife_core::text::Span;

use super::document::Document;

/// Where a field of the Pod that is played is written: where a finding points at it, or else where its names stand.
pub(crate) fn span_of(document: &Document, field: &str) -> Option<Span> {
    let diagnostics = document.report.iter().flat_map(|report| &report.diagnostics);
    let named = diagnostics.filter(|diagnostic| diagnostic.field == field).map(|found| found.span);
    named.min().or_else(|| {
        // Of several documents it is the one that is played.
        let played = document.run.as_ref().map_or(0, |run| run.document);
        let documents = document.report.iter().flat_map(|report| &report.documents);
        let mut documents = documents.filter(|document| document.document == played);
        let start = documents.next().map_or(0, |document| document.span.start);
        let found = find(document.text.get(start..)?, field)?;
        Some(Span::new(found.start + start, found.end + start))
    })
}

/// The line on which a field is written, counted from 1.
pub(crate) fn line_of(document: &Document, field: &str) -> Option<usize> {
    let span = span_of(document, field)?;
    let before = document.text.get(..span.start)?;
    Some(before.bytes().filter(|byte| *byte == b'\n').count() + 1)
}

/// The line of the last name of `path` that can be found by looking for its names one after the other, each within what
/// belongs to the one before.
///
/// `spec.containers[1].image` is the second entry of a list after the line of `containers:`.
pub(crate) fn find(text: &str, path: &str) -> Option<Span> {
    let (mut from, mut until) = (0, text.len());
    let mut found = None;
    for step in path.split('.') {
        let (name, index) = match step.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse().unwrap_or(0)),
            None => (step, 0),
        };
        let Some(key) = key(text, name, from, until) else {
            break;
        };
        (from, until) = (key.end, end_of(text, key, false).min(until));
        found = Some(key);
        if step.contains('[')
            && let Some(entry) = entry(text, key, index)
        {
            (from, until) = (entry.start, end_of(text, entry, true).min(until));
            found = Some(entry);
        }
    }
    found
}

/// The next line that begins with `name` as its key.
fn key(text: &str, name: &str, from: usize, until: usize) -> Option<Span> {
    let mut at = from;
    for line in text.get(from..until)?.split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '-']);
        if inner.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')) {
            let start = at + line.len() - inner.len();
            return Some(Span::new(start, start + name.len()));
        }
        at += line.len();
    }
    None
}

/// Where what belongs to a key, or to an entry of a list, ends: at the next line that is not indented deeper. The entries of
/// a key's list may stand as far left as the key.
fn end_of(text: &str, of: Span, is_entry: bool) -> usize {
    let line = text.get(..of.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let column = of.start - line;
    let mut at = line;
    for (index, line) in text.get(line..).unwrap_or_default().split_inclusive('\n').enumerate() {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        let says_nothing = inner.is_empty() || inner.starts_with('#');
        let is_inside = depth > column || depth == column && !is_entry && inner.starts_with("- ");
        if index > 0 && !says_nothing && (!is_inside || inner.starts_with("---")) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// The dash of an entry of the list below `key`.
fn entry(text: &str, key: Span, index: usize) -> Option<Span> {
    let mut at = key.end + text.get(key.end..)?.find('\n')? + 1;
    let mut indent = None;
    let mut count = 0;
    for line in text.get(at..)?.split_inclusive('\n') {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        if inner.starts_with("- ") && *indent.get_or_insert(depth) == depth {
            if count == index {
                return Some(Span::new(at + depth, at + line.trim_end().len()));
            }
            count += 1;
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "spec:\n  initContainers:\n  - name: a\n    args:\n    - name: x\n  - name: b\n    restartPolicy: Always\n";

    #[test]
    fn an_entry_of_a_list_is_counted_at_its_own_depth() {
        assert_eq!(find(TEXT, "spec.initContainers[1].name").unwrap().of(TEXT), "name");
        assert_eq!(find(TEXT, "spec.initContainers[1]").unwrap().of(TEXT), "- name: b");
    }

    #[test]
    fn a_field_of_a_neighbor_is_not_taken_for_its_own() {
        assert_eq!(
            find(TEXT, "spec.initContainers[0].restartPolicy").unwrap().of(TEXT),
            "- name: a"
        );
        let found = find(TEXT, "spec.initContainers[1].restartPolicy").unwrap();
        assert_eq!(found.of(TEXT), "restartPolicy");
        let wrapped = "kind: Job\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: b\n---\nspec: {}\n";
        assert_eq!(find(wrapped, "spec.containers[0].image").unwrap().of(wrapped), "image");
        assert_eq!(
            find(wrapped, "spec.restartPolicy").unwrap().start,
            wrapped.find("spec").unwrap()
        );
    }

    #[test]
    fn a_field_that_is_not_written_leads_to_its_parent() {
        assert_eq!(find(TEXT, "spec.initContainers[0].image").unwrap().of(TEXT), "- name: a");
        assert_eq!(find("", "spec"), None);
    }
}
