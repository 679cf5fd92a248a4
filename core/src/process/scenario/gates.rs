//! The feature gates that a scenario sets.

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::features::{Features, Gate, Version};
use crate::process::scenario::Scenario;
use crate::process::scenario::fields::{Problems, text_of};
use crate::text::Span;
use crate::yaml::Node;

/// A feature gate that a scenario sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidGate {
    name: String,
    on: bool,
    span: Span,
}

/// Reads `featureGates`.
pub(super) fn read(node: &Node, scenario: &mut Scenario, problems: &mut Problems) {
    for entry in node.entries() {
        let on = match text_of(&entry.value).as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                let message = format!("`{}` is true or false.", entry.name);
                problems.add(entry.value.span, message, "");
                continue;
            }
        };
        scenario.gates.push(SaidGate { name: entry.name.clone(), on, span: entry.key });
    }
}

impl Scenario {
    /// Sets the gates of a version's cluster, and those that the scenario says; gives what is wrong with these.
    pub fn set_features(&mut self, version: Version) -> Vec<Diagnostic> {
        let mut features = Features::of(version);
        let mut problems = Vec::new();
        for SaidGate { name, on, span } in &self.gates {
            let gate = Gate::named(name);
            let refusal = match gate {
                None => Some(format!("Nothing that is played comes of the gate `{name}`.")),
                Some(gate) => features.refusal(gate).filter(|_| features.has(gate) != *on),
            };
            if let Some(message) = refusal {
                let severity = Severity::Warning;
                let problem =
                    Diagnostic::new(Stage::Scenario, "scenario", severity, *span, message);
                problems.push(problem.help("The run goes on as if it did not stand here."));
            } else if let Some(gate) = gate {
                features.set(gate, *on);
            }
        }
        self.features = features;
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::scenario::{check_volumes, read};
    use k8s_openapi::api::core::v1::PodSpec;

    #[test]
    fn what_nothing_comes_of_is_said_where_it_is_written() {
        let text = "spec:\n  featureGates: {PLEGOnDemandRelist: false, Some: true, Other: 1, SidecarContainers: false}\n  volumes: [{name: v, missing: m}]\n";
        let stream = crate::yaml::parse(text);
        let (mut scenario, problems) = read(&stream.documents.first().unwrap().root);
        assert_eq!(problems.first().unwrap().message, "`Other` is true or false.");
        let said = scenario.set_features(Version::RECORDED);
        assert!(!scenario.features.has(Gate::PLEGOnDemandRelist));
        assert!(scenario.features.has(Gate::SidecarContainers));
        let said: Vec<&str> = said.iter().map(|found| found.span.of(text)).collect();
        assert_eq!(said, ["Some", "SidecarContainers"]);
        assert_eq!(
            check_volumes(&scenario, &PodSpec::default()).first().unwrap().message,
            "The Pod has no volume `v`."
        );
    }

    #[test]
    fn an_older_version_has_its_own_gates() {
        let text =
            "spec:\n  featureGates: {SidecarContainers: true, ContainerRestartRules: true}\n";
        let stream = crate::yaml::parse(text);
        let (mut scenario, _) = read(&stream.documents.first().unwrap().root);
        let said = scenario.set_features(Version::of_minor(28).unwrap());
        assert!(scenario.features.has(Gate::SidecarContainers));
        assert_eq!(said.len(), 1);
    }
}
