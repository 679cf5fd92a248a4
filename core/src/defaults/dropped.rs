//! Which fields of a manifest a create drops without a word.

use super::Dropped;
use crate::features::{Features, Gate};
use crate::object::{Kind, Source};
use crate::text::{FieldPath, Span};
use crate::yaml::{Content, Node};

/// A gate, and the fields that go where it is off; an item of any list is meant where a list stands.
type Row = (Gate, &'static [&'static str]);

const POD: &[Row] = &[
    (Gate::ClusterTrustBundleProjection, &["volumes.projected.sources.clusterTrustBundle"]),
    (Gate::GenericWorkload, &["schedulingGroup"]),
    (Gate::DynamicResourceAllocation, &["resourceClaims"]),
    (Gate::HostnameOverride, &["hostnameOverride"]),
    (Gate::ImageVolume, &["volumes.image"]),
    (Gate::MatchLabelKeysInPodAffinity, AFFINITY),
    (Gate::PodCertificateRequest, &["volumes.projected.sources.podCertificate"]),
    (Gate::PodLevelResources, &["resources"]),
    (Gate::SELinuxChangePolicy, &["securityContext.seLinuxChangePolicy"]),
    (Gate::SidecarContainers, &["initContainers.restartPolicy"]),
    (Gate::SupplementalGroupsPolicy, &["securityContext.supplementalGroupsPolicy"]),
    (Gate::UserNamespacesSupport, &["hostUsers"]),
];

/// In app containers and init containers.
const CONTAINER: &[Row] = &[
    (Gate::ContainerRestartRules, &["restartPolicyRules"]),
    (Gate::ContainerStopSignals, &["lifecycle.stopSignal"]),
    (Gate::DynamicResourceAllocation, &["resources.claims"]),
    (Gate::EnvFiles, &["env.valueFrom.fileKeyRef"]),
    (Gate::InPlacePodVerticalScaling, &["resizePolicy"]),
    (Gate::PodLifecycleSleepAction, &["lifecycle.postStart.sleep", "lifecycle.preStop.sleep"]),
    (Gate::ProcMountType, &["securityContext.procMount"]),
    (Gate::RecursiveReadOnlyMounts, &["volumeMounts.recursiveReadOnly"]),
];

const JOB: &[Row] = &[
    (Gate::JobBackoffLimitPerIndex, &["backoffLimitPerIndex", "maxFailedIndexes"]),
    (Gate::JobManagedBy, &["managedBy"]),
    (Gate::JobPodReplacementPolicy, &["podReplacementPolicy"]),
    (Gate::JobSuccessPolicy, &["successPolicy"]),
];

const STATEFUL_SET: &[Row] =
    &[(Gate::MaxUnavailableStatefulSet, &["updateStrategy.rollingUpdate.maxUnavailable"])];

const AFFINITY: &[&str] = &[
    "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.podAffinityTerm.matchLabelKeys",
    "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.podAffinityTerm.mismatchLabelKeys",
    "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.matchLabelKeys",
    "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.mismatchLabelKeys",
    "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.podAffinityTerm.matchLabelKeys",
    "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.podAffinityTerm.mismatchLabelKeys",
    "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.matchLabelKeys",
    "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.mismatchLabelKeys",
];

/// The fields of an object that its version knows and drops, in the order of the gates.
pub fn dropped(source: &Source, kind: Kind, features: Features) -> Vec<Dropped> {
    let mut search = Search { source, features, found: Vec::new() };
    let pod = kind.pod_path().child("spec");
    search.look(&pod, "", POD);
    search.look(&pod, "containers", CONTAINER);
    search.look(&pod, "initContainers", CONTAINER);
    search.restart_policies(&pod);
    match kind {
        Kind::Job => search.look(&FieldPath::parse("spec"), "", JOB),
        Kind::CronJob => search.look(&FieldPath::parse("spec.jobTemplate.spec"), "", JOB),
        Kind::StatefulSet => search.look(&FieldPath::parse("spec"), "", STATEFUL_SET),
        Kind::Pod | Kind::PodTemplate | Kind::Deployment | Kind::ReplicaSet | Kind::DaemonSet => {}
    }
    search.found
}

struct Search<'a> {
    source: &'a Source,
    features: Features,
    found: Vec<Dropped>,
}

impl Search<'_> {
    fn look(&mut self, holder: &FieldPath, below: &str, rows: &[Row]) {
        for (gate, fields) in rows {
            if self.features.has(*gate) || !self.features.knows(*gate) {
                continue;
            }
            for field in *fields {
                let way = below.split('.').chain(field.split('.')).filter(|step| !step.is_empty());
                self.add(holder, &way.collect::<Vec<_>>(), *gate, |_| true);
            }
        }
    }

    /// A container's own restart policy, which an init container has for longer than the others.
    fn restart_policies(&mut self, pod: &FieldPath) {
        let gate = Gate::ContainerRestartRules;
        if !self.features.has(gate) && self.features.knows(gate) {
            let others = |policy: &Node| policy.as_str() != Some("Always");
            self.add(pod, &["initContainers", "restartPolicy"], gate, others);
            self.add(pod, &["containers", "restartPolicy"], gate, others);
        }
    }

    fn add(
        &mut self,
        holder: &FieldPath,
        way: &[&str],
        gate: Gate,
        counts: impl Fn(&Node) -> bool,
    ) {
        let Some(node) = self.source.root.at(holder) else { return };
        let mut nodes = Vec::new();
        collect(node, way, &mut nodes);
        let name = way.last().copied().unwrap_or_default();
        let dropped = nodes.into_iter().filter(|(_, value)| counts(value));
        self.found.extend(dropped.map(|(span, _)| Dropped { name: name.to_owned(), span, gate }));
    }
}

/// The entries at the end of a way, with the places of their keys.
fn collect<'a>(node: &'a Node, way: &[&str], found: &mut Vec<(Span, &'a Node)>) {
    if let Content::Sequence(items) = &node.content {
        for item in items {
            collect(item, way, found);
        }
        return;
    }
    let Some((first, rest)) = way.split_first() else { return };
    let Some(entry) = node.entry(first) else { return };
    if !rest.is_empty() {
        collect(&entry.value, rest, found);
    } else if !entry.value.is_null() {
        found.push((entry.key, &entry.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Struct;

    #[test]
    fn every_field_is_one_of_the_schema() {
        let tables = [
            ("PodSpec", POD),
            ("Container", CONTAINER),
            ("JobSpec", JOB),
            ("StatefulSetSpec", STATEFUL_SET),
        ];
        for (name, rows) in tables {
            for (gate, fields) in rows {
                for way in *fields {
                    let mut holder = Struct::named(name);
                    for step in way.split('.') {
                        let field = holder.and_then(|of| of.field(step));
                        assert!(field.is_some(), "{gate:?}: {way}");
                        holder = field.and_then(crate::schema::Field::object);
                    }
                }
            }
        }
    }
}
