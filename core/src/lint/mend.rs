//! How rules offer fixes.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::Rule;
use crate::lint::subject::Subject;
use crate::text::{Edit, FieldPath};
use crate::yaml::write;

impl Rule {
    /// A finding about a field, at its place.
    pub(super) fn about(
        &self,
        pod: &Subject<'_>,
        path: &FieldPath,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.finding(pod.span(path), message).field(path)
    }
}

impl Diagnostic {
    /// The same with a fix that may be applied without asking, where there is one.
    #[must_use]
    pub(super) fn safe_fix(self, title: &str, edits: Option<Vec<Edit>>) -> Self {
        self.with_fix(title, edits, true)
    }

    /// The same with a fix that somebody has to look at, where there is one.
    #[must_use]
    pub(super) fn draft(self, title: &str, edits: Option<Vec<Edit>>) -> Self {
        self.with_fix(title, edits, false)
    }

    fn with_fix(mut self, title: &str, edits: Option<Vec<Edit>>, safe: bool) -> Self {
        self.offer(title, edits, safe);
        self
    }

    /// Adds a fix, where there is one; a safe one may be applied without asking.
    pub(super) fn offer(&mut self, title: &str, edits: Option<Vec<Edit>>, safe: bool) {
        let edits = edits.filter(|edits| !edits.is_empty());
        self.fixes.extend(edits.map(|edits| Fix { title: title.to_owned(), edits, safe }));
    }
}

impl Subject<'_> {
    /// The edits that make a field say `value`, which is YAML, and make what is missing above it; see [`write::put`].
    pub(super) fn put(&self, path: &FieldPath, value: &str) -> Option<Vec<Edit>> {
        self.wanted(|| write::put(self.text, &self.source.root, path, value))
    }

    /// The edits that put another field in the place of one; see [`write::exchange`].
    pub(super) fn exchange(&self, path: &FieldPath, name: &str, value: &str) -> Option<Vec<Edit>> {
        self.wanted(|| write::exchange(self.text, &self.source.root, path, name, value))
    }

    /// The edits that take a field away, and what it was the only one in; see [`write::remove`].
    pub(super) fn remove(&self, path: &FieldPath) -> Option<Vec<Edit>> {
        self.wanted(|| write::remove(self.text, &self.source.root, path))
    }

    /// The edits that move an entry of `containers` or `initContainers` in front of another one of its list.
    pub(super) fn move_before(
        &self,
        list: &FieldPath,
        from: usize,
        to: usize,
    ) -> Option<Vec<Edit>> {
        self.wanted(|| write::move_before(self.text, self.source.root.at(list)?, from, to))
    }

    /// The edits of a fix, where anybody wants them.
    fn wanted(&self, edits: impl FnOnce() -> Option<Vec<Edit>>) -> Option<Vec<Edit>> {
        if self.is_trial.get() { None } else { edits() }
    }
}

/// A text as YAML on one line, in braces too.
pub(super) fn one_line(text: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
    let begins_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    // What YAML 1.1 reads as something else than a text.
    let is_word = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    if begins_well && !is_word && text.chars().all(is_safe) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
