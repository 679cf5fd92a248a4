//! What a question consists of.

use serde::{Deserialize, Serialize};

use crate::process::scenario::{Claim, read_expectations};
use crate::quiz::parse::Fields;
use crate::time::SimTime;
use crate::yaml;

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Question {
    /// Its folder and name, which nothing but the site writes: `sidecars/readiness-does-not-hold-back`.
    pub id: Option<String>,
    /// A short title for lists.
    pub title: String,
    /// The exams that it helps with.
    pub exams: Vec<String>,
    /// The exam's domain in its own words.
    pub domain: String,
    /// What is asked, in Markdown without blocks.
    pub prompt: String,
    /// The manifest that is shown; it may hold a Scenario.
    pub manifest: String,
    /// A Scenario that is not shown.
    pub scenario: Option<String>,
    /// The rule, then why.
    pub explanation: String,
    /// The page about it: `learn/native-sidecars`.
    pub learn: String,
    /// What is to be done.
    pub task: Task,
}

/// What is to be done, and what is right.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Choose the one answer that is right.
    SingleChoice(Vec<Choice>),
    /// Put events into the order in which they happen.
    OrderEvents(Vec<Event>),
    /// Say what `kubectl get pods` prints at an instant.
    PredictRow {
        /// When.
        at: SimTime,
        /// Rows to choose from; which one is right is played.
        rows: Vec<Row>,
    },
    /// Write a manifest of which everything expected holds.
    RepairYaml {
        /// What is asked, for people.
        goal: Vec<String>,
        /// What has to hold of the answer.
        expect: Claims,
        /// One right answer.
        solution: String,
    },
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Whether it is the right one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correct: bool,
    /// What would have to hold of the run if it were right.
    pub claim: Claims,
    /// Why it is wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feedback: String,
}

/// Something that happens to a container: exactly one of the four.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What it says.
    pub text: String,
    /// This container starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// This container ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<String>,
    /// This container gets its stop signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// This container becomes ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<String>,
}

/// A row of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// READY.
    pub ready: String,
    /// STATUS.
    pub status: String,
    /// RESTARTS.
    pub restarts: i32,
    /// Why it is wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feedback: String,
}

/// A list of claims, as it is written and as it is understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub struct Claims {
    written: serde_json::Value,
    /// What is claimed.
    pub claims: Vec<Claim>,
}

impl TryFrom<serde_json::Value> for Claims {
    type Error = String;

    fn try_from(written: serde_json::Value) -> Result<Self, String> {
        let text = written.to_string();
        let stream = yaml::parse(&text);
        let [document] = stream.documents.as_slice() else {
            return Err("claims are a list".to_owned());
        };
        let (expectations, problems) = read_expectations(&document.root);
        if let Some(problem) = problems.first() {
            return Err(format!("{} ({})", problem.message, problem.span.of(&text)));
        }
        if expectations.is_empty() {
            return Err("claims are a list of at least one".to_owned());
        }
        let claims = expectations.into_iter().map(|expectation| expectation.claim).collect();
        Ok(Self { written, claims })
    }
}

impl From<Claims> for serde_json::Value {
    fn from(claims: Claims) -> Self {
        claims.written
    }
}

impl Question {
    /// The manifest with what its processes do.
    pub fn text(&self) -> String {
        self.with_scenario(&self.manifest)
    }

    /// Another manifest with what this question's processes do.
    pub fn with_scenario(&self, manifest: &str) -> String {
        match &self.scenario {
            Some(scenario) => format!("{}\n---\n{scenario}", manifest.trim_end()),
            None => manifest.to_owned(),
        }
    }
}
