//! The scenarios of an analysis: those that stand in the text, and the one that is given beside it.

use std::ptr;

use k8s_openapi::api::core::v1::PodSpec;

use crate::analysis::DocumentAnalysis;
use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::features::{Features, Version};
use crate::process::scenario::write::{self, Change};
use crate::process::scenario::{self, Action, Scenario};
use crate::sim::story::Story;
use crate::sim::trace::What;
use crate::text::{Edit, FieldPath, apply};
use crate::yaml;

/// The code of what is said about a change that the API server refused.
pub const REFUSED: &str = "refused";

/// All scenarios, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Scenarios {
    said: Vec<Said>,
    version: Version,
    /// What is wrong with those in the text.
    pub(super) inside: Vec<Diagnostic>,
    /// What is wrong with the one beside it, with places in its own text.
    pub(super) beside: Vec<Diagnostic>,
}

#[derive(Debug)]
struct Said {
    scenario: Scenario,
    is_beside: bool,
    document: yaml::Document,
}

/// Whether a document is a Scenario.
pub(super) fn is_scenario(document: &yaml::Document) -> bool {
    let says =
        |key: &str, value: &str| document.root.get(key).and_then(yaml::Node::as_str) == Some(value);
    says("apiVersion", scenario::API_VERSION)
        || (says("kind", scenario::KIND) && !says("apiVersion", "v1"))
}

/// The manifests of a text, and its first Scenario without what that expects, which is for tests and not for readers.
pub fn parted(text: &str) -> (String, Option<String>) {
    let stream = yaml::parse(text);
    let written = |document: &yaml::Document| document.span.of(text).trim_end().to_owned();
    let (said, manifests): (Vec<_>, Vec<_>) =
        stream.documents.iter().partition(|document| is_scenario(document));
    let manifests: Vec<String> = manifests.into_iter().map(written).collect();
    let scenario = said.first().map(|document| without_expectations(&(written(document) + "\n")));
    (manifests.join("\n---\n") + "\n", scenario)
}

fn without_expectations(scenario: &str) -> String {
    let stream = yaml::parse(scenario);
    let root = stream.documents.first().map(|document| &document.root);
    let expect = FieldPath::parse("spec.expect");
    let edits = root.and_then(|root| yaml::write::remove(scenario, root, &expect));
    edits.map_or_else(|| scenario.to_owned(), |edits| apply(scenario, &edits))
}

impl Scenarios {
    /// Reads the Scenario documents of the text, and the text beside it.
    pub(super) fn read(inside: &[&yaml::Document], beside: Option<&str>, version: Version) -> Self {
        let mut scenarios = Self { version, ..Self::default() };
        let stream = yaml::parse(beside.unwrap_or_default());
        for document in &stream.documents {
            scenarios.add(document, true);
        }
        for document in inside {
            scenarios.add(document, false);
        }
        scenarios
    }

    fn add(&mut self, document: &yaml::Document, is_beside: bool) {
        let (mut scenario, problems) = scenario::read(&document.root);
        let gates = scenario.set_features(self.version);
        let found = document.diagnostics.iter().cloned().chain(problems);
        let found = found.chain(gates);
        self.problems(is_beside).extend(found);
        self.said.push(Said { scenario, is_beside, document: document.clone() });
    }

    fn problems(&mut self, is_beside: bool) -> &mut Vec<Diagnostic> {
        if is_beside { &mut self.beside } else { &mut self.inside }
    }

    /// What is given beside the text goes before what stands in it, and what names the manifest before what names none.
    fn find(&self, name: &str) -> Option<&Said> {
        let fits = |is_beside: bool, target: Option<&str>| {
            self.said.iter().find(|said| {
                said.is_beside == is_beside && said.scenario.target.as_deref() == target
            })
        };
        [true, false]
            .into_iter()
            .find_map(|is_beside| fits(is_beside, Some(name)).or_else(|| fits(is_beside, None)))
    }

    /// The scenario of a manifest.
    pub(super) fn of(&self, name: &str) -> Scenario {
        self.find(name).map_or_else(|| self.none(), |said| said.scenario.clone())
    }

    /// A scenario that says nothing.
    pub(super) fn none(&self) -> Scenario {
        Scenario { features: Features::of(self.version), ..Scenario::default() }
    }

    /// The edits of the text that make the scenario of one of the manifests say something: it alone changes.
    ///
    /// Nothing where that cannot be done.
    pub(super) fn change(
        &self,
        text: &str,
        names: &[&str],
        of: usize,
        change: &Change,
    ) -> Option<Vec<Edit>> {
        let name = *names.get(of)?;
        let said = self.find(name);
        let others = || names.iter().enumerate().filter(|(other, _)| *other != of);
        let is_clear = !name.is_empty() && others().all(|(_, other)| *other != name);
        let is_alone = match said {
            None => names.len() == 1,
            Some(said) => {
                !others().any(|(_, other)| self.find(other).is_some_and(|it| ptr::eq(it, said)))
            }
        };
        match said {
            Some(said) if said.is_beside || said.document.failed.is_some() => None,
            Some(said) if is_alone => write::change_document(text, &said.document, change),
            None if matches!(change, Change::Without { .. } | Change::Dropped(..)) => {
                Some(Vec::new())
            }
            None if matches!(change, Change::Item(..)) => None,
            None if is_alone => Some(vec![write::append(text, None, change)]),
            _ if !is_clear => None,
            None => Some(vec![write::append(text, Some(name), change)]),
            Some(said) => {
                // It is said of others as well: this one gets its own copy.
                let mut copy = format!("{}\n", said.document.span.of(text).trim_end());
                for change in [&Change::Spec(vec![("target", write::plain(name))]), change] {
                    let stream = yaml::parse(&copy);
                    let root = &stream.documents.first()?.root;
                    copy = apply(&copy, &write::change(&copy, root, change)?);
                }
                Some(vec![write::append_document(text, &copy)])
            }
        }
    }

    /// Whether a manifest's scenario stands in the text.
    pub(super) fn is_in_text(&self, name: &str) -> bool {
        self.find(name).is_some_and(|said| !said.is_beside)
    }

    /// The spec of a manifest's scenario, as it is written.
    pub(super) fn spec_of(&self, name: &str) -> Option<&yaml::Node> {
        self.find(name)?.document.root.get("spec")
    }

    /// Looks whether the scenarios name what the manifests have.
    pub(super) fn check(&mut self, documents: &[DocumentAnalysis]) {
        let mut found = Vec::new();
        for document in documents {
            let (Some(template), Some(said)) = (
                document.object.as_ref().filter(|_| document.story.is_some()),
                self.find(&document.decoded.name),
            ) else {
                continue;
            };
            let spec = template.pod_spec();
            let names: Vec<&str> = spec.map(container_names).unwrap_or_default();
            found.push((said.is_beside, scenario::check_names(&said.scenario, &names)));
            if let Some(spec) = spec {
                found.push((said.is_beside, scenario::check_volumes(&said.scenario, spec)));
            }
            if let Some(story) = &document.story {
                found.push((said.is_beside, refused(&said.scenario, story)));
            }
        }
        for said in &self.said {
            found.push((
                said.is_beside,
                unknown_target(&said.scenario, documents).into_iter().collect(),
            ));
        }
        for (is_beside, problems) in found {
            self.problems(is_beside).extend(problems);
        }
    }
}

/// Says which changes the API server refused when they were made.
fn refused(scenario: &Scenario, story: &Story) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for trace in &story.pods {
        for entry in &trace.entries {
            let What::Refused(of, why) = &entry.what else { continue };
            let name = trace.containers.get(*of).map(|of| &of.name);
            let timed = scenario.actions.iter().find(|timed| {
                timed.at == entry.at
                    && matches!(&timed.action, Action::Resize { container, .. } if Some(container) == name)
            });
            let Some(timed) = timed else { continue };
            let message = format!("The API server refuses this change: {why}");
            let (stage, severity) = (Stage::Scenario, Severity::Info);
            found.push(Diagnostic::new(stage, REFUSED, severity, timed.span, message));
        }
    }
    found
}

/// The containers that a scenario can be about.
fn container_names(spec: &PodSpec) -> Vec<&str> {
    let all = spec.init_containers.iter().flatten().chain(&spec.containers);
    all.map(|container| container.name.as_str()).collect()
}

/// Says that a scenario names a manifest which is not there.
fn unknown_target(scenario: &Scenario, documents: &[DocumentAnalysis]) -> Option<Diagnostic> {
    let (target, span) = (scenario.target.as_deref()?, scenario.target_span?);
    if documents.iter().any(|document| document.decoded.name == target) {
        return None;
    }
    let message = format!("There is no manifest `{target}` for this scenario.");
    let diagnostic = Diagnostic::new(Stage::Scenario, "scenario", Severity::Error, span, message);
    Some(diagnostic.help("`target` is the `metadata.name` of the manifest it belongs to."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIO: &str = "apiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n";

    #[test]
    fn the_scenario_is_told_apart_from_the_manifests() {
        let text = format!("kind: Pod\n---\nkind: Service\n---\n{SCENARIO}  until: 5s\n");
        let (manifests, scenario) = parted(&text);
        assert_eq!(manifests, "kind: Pod\n---\nkind: Service\n");
        assert_eq!(scenario, Some(format!("{SCENARIO}  until: 5s\n")));
        assert_eq!(parted("kind: Pod\n"), ("kind: Pod\n".to_owned(), None));
    }

    #[test]
    fn what_a_scenario_expects_is_left_out_and_nothing_else_is() {
        for (written, shown) in [
            ("  expect:\n  - {runs: {}}\n  until: 5s\n", "  until: 5s\n"),
            ("  expect:\n  # Once.\n  - runs:\n      count: 1\n  until: 5s\n", "  until: 5s\n"),
            ("  until: 5s # a while\n  expect: [{runs: {}}]\n", "  until: 5s # a while\n"),
            ("    until: 5s\n    expect:\n    - {runs: {}}\n", "    until: 5s\n"),
        ] {
            let (_, scenario) = parted(&format!("kind: Pod\n--- # next\n{SCENARIO}{written}"));
            assert_eq!(scenario, Some(format!("{SCENARIO}{shown}")), "{written}");
        }
    }
}
