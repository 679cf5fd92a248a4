//! What a rule is, and how its file declares it.

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::lint::rules::PAGES;
use crate::lint::{Answered, Preset, Subject, Together, Written};
use crate::text::Span;

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The document as it is written, whether it can be understood or not.
    Text(fn(&Written<'_>, &mut Vec<Diagnostic>)),
    /// A Pod, or the template of one.
    Pod(fn(&Subject<'_>, &mut Vec<Diagnostic>)),
    /// All documents of a text together.
    Together(fn(&Together<'_>, &mut Vec<Diagnostic>)),
    /// What the API server says of a document: whether this is its rule, which then adds help and fixes.
    Answer(fn(&Answered<'_>, &mut Diagnostic) -> bool),
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, which reads after "allow": `classic-sidecar`.
    pub name: &'static str,
    /// Its short code, the letter for the family: `S02`.
    pub code: &'static str,
    /// The version of Podlife that brought it.
    pub since: &'static str,
    /// How bad a finding is, where nothing else is asked for.
    pub severity: Severity,
    /// The presets that it is part of; the strict one has all rules.
    pub presets: &'static [Preset],
    /// What it does.
    pub(super) check: Check,
}

/// An example of a rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule has something to say of it.
    pub fails: bool,
    /// The manifest, with a Scenario where one is needed.
    pub text: String,
}

impl Rule {
    /// Whether this is its name or its code.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.code.eq_ignore_ascii_case(name)
    }

    /// A finding of this rule.
    pub(super) fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Stage::Lint, self.name, self.severity, span, message)
    }

    /// Its page in Markdown, without a heading of its own.
    pub fn page(&self) -> String {
        let docs = PAGES.iter().find(|(name, _)| *name == self.name).map_or("", |(_, docs)| docs);
        let lines = docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let mut page: Vec<&str> = lines.collect();
        while page.last().is_some_and(|line| line.is_empty()) {
            page.pop();
        }
        page.join("\n") + "\n"
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> String {
        self.page().lines().next().unwrap_or_default().to_owned()
    }

    /// The examples of its page: fences that are opened by `yaml,fail` or `yaml,pass`.
    pub fn examples(&self) -> Vec<Example> {
        let mut examples: Vec<Example> = Vec::new();
        let mut inside = false;
        for line in self.page().lines() {
            match line {
                "```yaml,fail" | "```yaml,pass" => {
                    inside = true;
                    let fails = line.ends_with("fail");
                    examples.push(Example { fails, text: String::new() });
                }
                "```" => inside = false,
                line => {
                    if let Some(example) = examples.last_mut().filter(|_| inside) {
                        example.text.push_str(line);
                        example.text.push('\n');
                    }
                }
            }
        }
        examples
    }
}

/// Declares `RULE`: its page is the doc comment, then come name, code, the version that brought it, how bad a
/// finding is, the presets that have it, and the check with what it looks at.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $name:literal, $code:literal, since = $since:literal, $severity:ident, [$($preset:ident),*],
        $looks_at:ident($check:ident)
    ) => {
        $(#[doc = $doc])+
        pub(super) const RULE: $crate::lint::Rule = $crate::lint::Rule {
            name: $name,
            code: $code,
            since: $since,
            severity: $crate::diagnostic::Severity::$severity,
            presets: &[$($crate::lint::Preset::$preset),*],
            check: $crate::lint::Check::$looks_at($check),
        };

        /// The page of [`RULE`]: its doc comment.
        pub(super) const PAGE: &str = concat!($($doc, "\n"),+);
    };
}

pub(super) use declare_rule;
