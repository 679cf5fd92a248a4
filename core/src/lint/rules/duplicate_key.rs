//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::declare_rule;
use crate::lint::written::Written;
use crate::text::{Edit, Span, line_break};
use crate::yaml::Duplicate;

declare_rule! {
    /// A key is given twice in one mapping.
    ///
    /// ## Why it matters
    ///
    /// `kubectl` turns YAML into JSON before it sends it, and the last of the two wins without a word.
    /// A second `containers:` or `env:` further down silently replaces all of the first.
    /// Where `apiVersion` and `kind` are given twice, a line `---` is missing between two objects, and only the last one is made.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     env: [{name: LOG_LEVEL, value: info}]
    ///     env: [{name: REGION, value: eu}]
    /// ```
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: cart}
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/cart:1.0
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     env: [{name: LOG_LEVEL, value: info}, {name: REGION, value: eu}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://yaml.org/spec/1.2.2/#3213-node-comparison> asks for unique keys; recorded on Kubernetes 1.36.2: `kubectl create --validate=strict` accepts, the last one wins.
    "duplicate-key", "Y01", since = "0.1.0", Warning, [Default, Exam], Text(check)
}

/// How many are told: who has that many looks at none of them.
const MOST: usize = 200;

fn check(written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // Where the indentation is lost every `name` stands there many times; restoring it puts that right.
    if written.restored.is_some() || written.document.duplicates.is_empty() {
        return;
    }
    let all = written.document.duplicates.iter();
    let mut objects = all.clone().filter(|lost| begins_object(written.text, lost));
    // Objects without a line between them have more than one of these twice.
    let first = objects.next().map(|lost| lost.key);
    let several = objects.next().is_some();
    for duplicate in all.take(MOST) {
        let key = duplicate.key.of(written.text);
        let line = written.lines.position(duplicate.winner.start).line;
        let message = format!(
            "this `{key}` is ignored: it is given again in line {line}, and the last one counts"
        );
        let is_of_object = several && duplicate.path.0.len() == 1;
        let help = if is_of_object {
            "where these are two objects, put a line `---` between them"
        } else {
            "keep one of them"
        };
        let mut finding = RULE
            .finding(duplicate.key, message)
            .field(&duplicate.path)
            .help(help)
            .related(duplicate.winner, "this one counts");
        if !is_of_object {
            finding.fixes.extend(remove(written.text, duplicate));
        } else if first == Some(duplicate.key) {
            finding.fixes.extend(part(written));
        }
        diagnostics.push(finding);
    }
}

/// Whether it is one of the keys that every object has once.
fn begins_object(text: &str, duplicate: &Duplicate) -> bool {
    duplicate.path.0.len() == 1 && matches!(duplicate.key.of(text), "apiVersion" | "kind")
}

/// Puts a line `---` in front of every object but the first one, and of the comments above it; nothing where one begins
/// within a line.
fn part(written: &Written<'_>) -> Option<Fix> {
    let text = written.text;
    let lost = written.document.duplicates.iter();
    let mut lost = lost.filter(|lost| begins_object(text, lost));
    let lead = lost.next()?;
    let key = lead.key.of(text);
    let same = lost.filter(|lost| lost.key.of(text) == key).map(|lost| lost.key.start);
    let line_break = line_break(text);
    let mut edits = Vec::new();
    for mut at in same.chain([lead.winner.start]) {
        let mut before = text.get(..at)?.strip_suffix('\n')?;
        while let Some((rest, comment)) = before.rsplit_once('\n')
            && comment.starts_with('#')
        {
            (at, before) = (rest.len() + 1, rest);
        }
        edits.push(Edit::insert(at, format!("---{line_break}")));
    }
    Some(Fix { title: "Part the objects".to_owned(), edits, safe: false })
}

/// Deletes the lines of the entry that is lost; nothing where they hold something else as well.
fn remove(text: &str, duplicate: &Duplicate) -> Option<Fix> {
    let start = text.get(..duplicate.span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = duplicate.span.start + duplicate.span.of(text).trim_end().len();
    let after = text.get(end..)?;
    let rest = after.split('\n').next().unwrap_or_default();
    let is_alone = text.get(start..duplicate.span.start)?.trim().is_empty();
    if !is_alone || !(rest.trim().is_empty() || rest.trim_start().starts_with('#')) {
        return None;
    }
    let lines = Span::new(start, (end + rest.len() + 1).min(text.len()));
    let title = "Remove the one that is ignored".to_owned();
    Some(Fix { title, edits: vec![Edit::replace(lines, "")], safe: false })
}
