//! What a question consists of, as its file has it.

use serde::{Deserialize, Serialize};

use crate::features::Version;
use crate::quiz::claim::Claim;
use crate::quiz::moments::Moment;
use crate::quiz::run::{Run, joined};
use crate::time::{SimDuration, SimTime};
use crate::yaml;

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// Its folder and name, which nothing but the site writes: `sidecars/readiness-does-not-hold-back`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What kind it is.
    pub kind: Kind,
    /// A short title for lists.
    pub title: String,
    /// Its place in the list of what has to be asked: `TRM-03`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// From 1, easy, to 3.
    pub difficulty: u8,
    /// The exams that it helps with: `CKAD`, `CKA`, or `general`.
    pub exams: Vec<String>,
    /// The exam's domain in its own words.
    pub domain: String,
    /// What is asked, in Markdown without blocks.
    pub prompt: String,
    /// The Kubernetes that is asked; the recorded one where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<String>,
    /// The manifest that is shown; it may hold a Scenario.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manifest: String,
    /// A Scenario that is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Commands whose output is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub screen: Vec<Screen>,
    /// From vague to nearly the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The rule, then why.
    pub explanation: String,
    /// The page about it: `learn/native-sidecars`.
    pub learn: String,
    /// Where that is known from: a function of Kubernetes, or an address.
    pub sources: Vec<String>,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What is predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<Asks>,
    /// The instant of a row or a phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The moment whose time is predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Moment>,
    /// What is to be put into its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Moment>,
    /// What has to hold of a manifest that is written: a point each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Expected>,
    /// A right answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<String>,
    /// Other right answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<Attempt>,
    /// Wrong answers, the trivial way out first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<Attempt>,
}

/// The kinds of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of several answers is right.
    SingleChoice,
    /// Some of several answers are right.
    MultipleChoice,
    /// What is wrong, from what `kubectl` prints.
    FindFault,
    /// A row, a phase or a time.
    Predict,
    /// Events in their order.
    OrderEvents,
    /// A manifest that has to be mended.
    RepairYaml,
    /// A manifest that has to be written.
    WriteYaml,
}

impl Kind {
    /// Whether one has to do what the work asks for: mend, write, or find.
    pub const fn is_hands_on(self) -> bool {
        matches!(self, Self::RepairYaml | Self::WriteYaml | Self::FindFault)
    }

    /// Whether the answer is a manifest.
    pub const fn is_written(self) -> bool {
        matches!(self, Self::RepairYaml | Self::WriteYaml)
    }
}

/// A command, and when it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// When.
    pub at: String,
    /// What is typed.
    pub command: String,
    /// What is printed, which nothing but the site writes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What it says; what is drawn says it itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether it is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correct: bool,
    /// What would have to hold if it were right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claim: Vec<Claim>,
    /// The run that it is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// Why it is right, or wrong.
    pub feedback: String,
}

/// A run, and what of it, that an answer is taken from; what it does not say is as in the question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// Another instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Another moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Moment>,
    /// A container in another form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<InForm>,
    /// Another manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// Other processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
}

/// A container in another form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InForm {
    /// Which.
    pub container: String,
    /// `classic`, `native` or `init`.
    #[serde(rename = "as")]
    pub form: FormName,
}

/// The forms by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormName {
    /// An entry of `containers`.
    Classic,
    /// An entry of `initContainers` with `restartPolicy: Always`.
    Native,
    /// Any other entry of `initContainers`.
    Init,
}

/// What can be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Asks {
    /// A row of `kubectl get pods`.
    Row,
    /// The phase.
    Phase,
    /// The time of a moment.
    Time,
}

/// Something that has to hold of a manifest that is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// What is asked, for people.
    pub says: String,
    /// What has to hold.
    pub holds: Vec<Claim>,
}

/// A manifest that somebody may write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// What it does.
    pub says: String,
    /// The manifest.
    pub manifest: String,
    /// Whether it goes round the task instead of solving it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trivial: bool,
}

impl Question {
    /// The Kubernetes that is asked; nothing where it is not known.
    pub fn version(&self) -> Option<Version> {
        match &self.kubernetes {
            Some(version) => Version::parse(version),
            None => Some(Version::RECORDED),
        }
    }

    /// The manifest with what its processes do.
    pub fn text(&self) -> String {
        joined(&self.manifest, self.scenario.as_deref())
    }

    /// Plays the question's manifest.
    pub fn run(&self) -> Run {
        self.run_of(&self.manifest)
    }

    /// Plays another manifest as an answer to this question.
    pub fn run_of(&self, manifest: &str) -> Run {
        let version = self.version().unwrap_or_default();
        Run::of(manifest, self.scenario.as_deref(), version).beside(&self.manifest)
    }

    /// The instant that is asked for.
    pub fn instant(&self) -> Option<SimTime> {
        self.at.as_deref().and_then(instant)
    }

    /// The places of the choices that are right.
    pub fn right(&self) -> Vec<usize> {
        let choices = self.choices.iter().enumerate();
        choices.filter(|(_, choice)| choice.correct).map(|(index, _)| index).collect()
    }

    /// A manifest as it is graded: without Scenarios of its own, and with the head of the question's where it is a part of
    /// a Pod.
    pub fn as_answer(&self, written: &str) -> String {
        let stream = yaml::parse(written);
        let is_scenario = |document: &&yaml::Document| {
            document.root.get("kind").and_then(|kind| kind.as_str()) == Some("Scenario")
        };
        let mut text = written.to_owned();
        let said: Vec<_> = stream.documents.iter().filter(is_scenario).collect();
        for document in said.iter().rev() {
            text.replace_range(document.span.start..document.span.end, "");
        }
        match stream.documents.as_slice() {
            [document] if said.is_empty() => self.completed(&document.root, &text).unwrap_or(text),
            _ => text,
        }
    }

    /// A part of a Pod with what goes around it; nothing where it is whole.
    fn completed(&self, root: &yaml::Node, text: &str) -> Option<String> {
        if root.get("kind").is_some() || root.get("apiVersion").is_some() {
            return None;
        }
        let indented = |by: &str| -> String {
            text.lines()
                .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{by}{line}\n") })
                .collect()
        };
        let body = if root.get("spec").is_some() {
            text.to_owned()
        } else if root.get("containers").is_some() || root.get("initContainers").is_some() {
            format!("spec:\n{}", indented("  "))
        } else {
            return None;
        };
        let metadata = if root.get("metadata").is_some() {
            String::new()
        } else {
            let stream = yaml::parse(&self.manifest);
            let own = stream
                .documents
                .iter()
                .find_map(|document| document.root.get("metadata")?.get("name")?.as_str());
            format!("metadata:\n  name: {}\n", own.unwrap_or("pod"))
        };
        Some(format!("apiVersion: v1\nkind: Pod\n{metadata}{body}"))
    }
}

/// An instant as it is written: `16s`.
pub(super) fn instant(text: &str) -> Option<SimTime> {
    SimDuration::parse(text).map(|since| SimTime::ZERO + since)
}

#[cfg(test)]
mod tests {
    use crate::quiz::parse;

    #[test]
    fn a_part_of_a_pod_becomes_one_and_scenarios_of_ones_own_do_not_count() {
        let question = parse(
            "{kind: repair-yaml, title: T, difficulty: 1, exams: [CKAD], domain: D, prompt: P, explanation: E, learn: l/x, \
             sources: [s], manifest: '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {}}'}",
        )
        .unwrap();
        assert_eq!(
            question.as_answer("containers:\n- name: app\n"),
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n"
        );
        let whole = "apiVersion: v1\nkind: Pod\nmetadata: {name: own}\n";
        assert_eq!(question.as_answer(whole), whole);
        let cheating = format!("{whole}---\nkind: Scenario\nspec: {{until: 5s}}\n");
        assert!(!question.as_answer(&cheating).contains("Scenario"));
        assert_eq!(question.as_answer("- 1"), "- 1");
    }
}
