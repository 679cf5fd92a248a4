//! The feature gates that a scenario can set, and those that nothing comes of.

use crate::process::scenario::Scenario;
use crate::process::scenario::fields::{Problems, text_of};
use crate::yaml::Node;

/// The gates that change the life of a Pod, as Kubernetes 1.36 has them by default.
///
/// Upstream: pkg/features/kube_features.go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a gate of its own")]
pub struct Gates {
    /// `ContainerRestartRules`: a container that is not a sidecar may have a restart policy and rules of its own.
    pub container_restart_rules: bool,
    /// `ContainerStopSignals`: a container may name the signal that stops it.
    pub container_stop_signals: bool,
    /// `InPlacePodVerticalScaling`: the API server has the subresource `resize`.
    pub in_place_pod_vertical_scaling: bool,
    /// `KubeletEnsureSecretPulledImages`: the kubelet looks who may use an image that is on the node.
    pub kubelet_ensure_secret_pulled_images: bool,
    /// `PLEGOnDemandRelist`: a pass that did something is followed by a relist of its Pod.
    pub pleg_on_demand_relist: bool,
    /// `ReduceDefaultCrashLoopBackOffDecay`: the back-off begins with a second and ends with a minute.
    pub reduce_default_crash_loop_back_off_decay: bool,
    /// `RestartAllContainersOnContainerExits`: a rule may restart all containers.
    pub restart_all_containers_on_container_exits: bool,
}

impl Default for Gates {
    fn default() -> Self {
        Self {
            container_restart_rules: true,
            container_stop_signals: false,
            in_place_pod_vertical_scaling: true,
            kubelet_ensure_secret_pulled_images: true,
            pleg_on_demand_relist: true,
            reduce_default_crash_loop_back_off_decay: false,
            restart_all_containers_on_container_exits: true,
        }
    }
}

impl Gates {
    fn gate(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "ContainerRestartRules" => &mut self.container_restart_rules,
            "ContainerStopSignals" => &mut self.container_stop_signals,
            "InPlacePodVerticalScaling" => &mut self.in_place_pod_vertical_scaling,
            "KubeletEnsureSecretPulledImages" => &mut self.kubelet_ensure_secret_pulled_images,
            "PLEGOnDemandRelist" => &mut self.pleg_on_demand_relist,
            "ReduceDefaultCrashLoopBackOffDecay" => {
                &mut self.reduce_default_crash_loop_back_off_decay
            }
            "RestartAllContainersOnContainerExits" => {
                &mut self.restart_all_containers_on_container_exits
            }
            _ => return None,
        })
    }
}

/// Reads `featureGates`.
pub(super) fn read(node: &Node, scenario: &mut Scenario, problems: &mut Problems) {
    for entry in node.entries() {
        let value = match text_of(&entry.value).as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                let message = format!("`{}` is true or false.", entry.name);
                problems.add(entry.value.span, message, "");
                continue;
            }
        };
        match scenario.gates.gate(&entry.name) {
            Some(gate) => *gate = value,
            None => scenario.other_gates.push((entry.name.clone(), entry.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::process::scenario::{check_played, check_volumes, read};
    use k8s_openapi::api::core::v1::PodSpec;

    #[test]
    fn what_nothing_comes_of_is_said_where_it_is_written() {
        let text = "spec:\n  featureGates: {PLEGOnDemandRelist: false, Some: true, Other: 1}\n  volumes: [{name: v, missing: m}]\n";
        let stream = crate::yaml::parse(text);
        let (scenario, problems) = read(&stream.documents.first().unwrap().root);
        assert!(!scenario.gates.pleg_on_demand_relist);
        assert_eq!(problems.first().unwrap().message, "`Other` is true or false.");
        let said = check_played(&scenario);
        assert!(said.first().unwrap().message.starts_with("`Some` is not played yet"));
        assert_eq!(
            check_volumes(&scenario, &PodSpec::default()).first().unwrap().message,
            "The Pod has no volume `v`."
        );
    }
}
