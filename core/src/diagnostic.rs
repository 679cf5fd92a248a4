//! What every stage has to say of a text, in one form.

use serde::{Deserialize, Serialize};

use crate::text::sort_by;
use crate::text::{Edit, Span};
use crate::time::SimTime;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The API server refuses it, or the Pod cannot do its work.
    Error,
    /// It will hurt at some time.
    Warning,
    /// Worth knowing.
    Info,
}

/// Which arrow of the pipeline found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The text is not YAML as Kubernetes reads it.
    Yaml,
    /// The tree does not fit the type.
    Decode,
    /// The API server refuses the object.
    Validation,
    /// The API server accepts the object and warns.
    Warning,
    /// A rule of Podlife.
    Lint,
    /// A Scenario document says something that cannot be.
    Scenario,
    /// A run had to assume something.
    Run,
}

/// A second place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A change that puts it right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What the change does, as the label of a button: "Make it a native sidecar".
    pub title: String,
    /// The change; comments and formatting stay as they are.
    pub edits: Vec<Edit>,
    /// Whether it keeps what the manifest means to do, so that it may be applied without asking.
    pub safe: bool,
}

/// One finding about the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which stage found it.
    pub stage: Stage,
    /// What identifies the kind of finding: a rule's name, a `field.ErrorType`, `yaml`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The exact place.
    pub span: Span,
    /// The place in the API's words; empty where there is none.
    pub field: String,
    /// What is wrong and why it matters.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Changes that put it right, the best first.
    pub fixes: Vec<Fix>,
    /// The container it is about.
    pub container: Option<String>,
    /// When a run shows it.
    pub at: Option<SimTime>,
    /// What makes a container look like what it is taken for, where the finding stands on that and nobody has said it.
    pub inferred: Option<String>,
    /// Whether a run would show it in which the Pod is deleted; in the one that was played it is not.
    pub on_deletion: bool,
}

impl Diagnostic {
    /// A finding with nothing but the necessary.
    pub fn new(
        stage: Stage,
        code: &str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            stage,
            code: code.to_owned(),
            severity,
            span,
            field: String::new(),
            message: message.into(),
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
            container: None,
            at: None,
            inferred: None,
            on_deletion: false,
        }
    }

    /// The same with the place in the API's words.
    #[must_use]
    pub fn field(mut self, field: &impl ToString) -> Self {
        self.field = field.to_string();
        self
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with one more place that belongs to it.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// The same with one more fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// The same with the container it is about.
    #[must_use]
    pub fn container(mut self, name: &str) -> Self {
        self.container = Some(name.to_owned());
        self
    }

    /// The same with the instant at which a run shows it.
    #[must_use]
    pub fn at(mut self, at: SimTime) -> Self {
        self.at = Some(at);
        self
    }
}

/// Puts findings into the order of the text; at one place the worst comes first. What a run assumed comes last.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |found: &Diagnostic| {
        (found.stage == Stage::Run, found.span.start, found.severity, found.span.end)
    };
    sort_by(diagnostics, |one, other| key(one).cmp(&key(other)));
}
