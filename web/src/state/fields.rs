//! Where a field of the API is written in the text, without reading YAML: by its names, in order.

use podlife_core::text::Span;

/// The line of the last name of `path` that can be found by looking for its names one after the other.
///
/// `spec.containers[1].image` is the second entry of a list after the line of `containers:`.
pub(crate) fn find(text: &str, path: &str) -> Option<Span> {
    let mut from = 0;
    let mut found = None;
    for step in path.split('.') {
        let (name, index) = match step.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse().unwrap_or(0)),
            None => (step, 0),
        };
        let Some(key) = key(text, name, from) else {
            break;
        };
        from = key.end;
        found = Some(key);
        if step.contains('[')
            && let Some(entry) = entry(text, key, index)
        {
            from = entry.start;
            found = Some(entry);
        }
    }
    found
}

/// The next line that begins with `name` as its key.
fn key(text: &str, name: &str, from: usize) -> Option<Span> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '-']);
        if inner.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')) {
            let start = at + line.len() - inner.len();
            return Some(Span::new(start, start + name.len()));
        }
        at += line.len();
    }
    None
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
    fn a_field_that_is_not_written_leads_to_its_parent() {
        assert_eq!(find(TEXT, "spec.initContainers[0].image").unwrap().of(TEXT), "- name: a");
        assert_eq!(find("", "spec"), None);
    }
}
