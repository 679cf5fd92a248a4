//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::declare_rule;
use crate::lint::written::Written;
use crate::text::{Edit, Span};
use crate::yaml::Duplicate;

declare_rule! {
    /// A key is given twice in one mapping.
    ///
    /// ## Why it matters
    ///
    /// `kubectl` turns YAML into JSON before it sends it, and the last of the two wins without a word.
    /// A second `containers:` or `env:` further down silently replaces all of the first.
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
    for duplicate in written.document.duplicates.iter().take(MOST) {
        let key = duplicate.key.of(written.text);
        let line = written.lines.position(duplicate.winner.start).line;
        let message = format!(
            "this `{key}` is ignored: it is given again in line {line}, and the last one counts"
        );
        let mut finding = RULE
            .finding(duplicate.key, message)
            .field(&duplicate.path)
            .help("keep one of them")
            .related(duplicate.winner, "this one counts");
        finding.fixes.extend(remove(written.text, duplicate));
        diagnostics.push(finding);
    }
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
