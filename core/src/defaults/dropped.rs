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

    /// A container's own restart policy: in an init container `Always` is older than the gate.
    ///
    /// Upstream: `dropContainerRestartRules`, pkg/api/pod/util.go.
    fn restart_policies(&mut self, pod: &FieldPath) {
        let gate = Gate::ContainerRestartRules;
        if !self.features.has(gate) && self.features.knows(gate) {
            let others = |policy: &Node| policy.as_str() != Some("Always");
            self.add(pod, &["initContainers", "restartPolicy"], gate, others);
            self.add(pod, &["containers", "restartPolicy"], gate, |_| true);
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
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::decode::{Decoded, decode};
    use crate::defaults::{apply, stored};
    use crate::features::Version;
    use crate::schema::{Field, Shape, Struct, Value};
    use crate::yaml;

    fn read(written: &Json) -> Decoded {
        let text = written.to_string();
        let decoded = decode(&yaml::parse(&text).documents[0], &text, Version::default());
        assert_eq!(decoded.messages, Vec::<String>::new(), "{text}");
        decoded
    }

    /// What a create makes of an object, and which of its fields it is said to drop.
    fn created(decoded: &Decoded, features: Features) -> (Json, Vec<(String, Gate)>) {
        let mut object = decoded.object.clone().unwrap();
        let told = dropped(&decoded.source, object.kind(), features);
        apply(&mut object, features);
        (stored(&object), told.into_iter().map(|field| (field.name, field.gate)).collect())
    }

    fn object(kind: Kind, mut fields: Json) -> Json {
        fields["apiVersion"] = json!(kind.api_version());
        fields["kind"] = json!(kind.name());
        fields
    }

    /// A struct with all fields that this version has.
    fn full(structure: &Struct) -> Json {
        let fields = structure.fields.iter().filter(|field| field.is_in(Version::default()));
        fields.map(|field| (field.name.to_owned(), given(field, full))).collect()
    }

    /// A struct with nothing but a field at the end of a way.
    fn only(structure: &Struct, way: &[&str]) -> Json {
        let (first, rest) = way.split_first().unwrap();
        let field = structure.field(first).unwrap_or_else(|| panic!("{way:?}"));
        let value = |of: &Struct| if rest.is_empty() { full(of) } else { only(of, rest) };
        json!({*first: given(field, value)})
    }

    fn given(field: &Field, object: impl Fn(&Struct) -> Json) -> Json {
        let value = match field.value {
            Value::Object(name) => object(Struct::named(name).unwrap()),
            Value::String => json!("x"),
            Value::Int32 | Value::Int64 | Value::IntOrString | Value::Quantity => json!(1),
            Value::Bool => json!(true),
            Value::Bytes => json!("eA=="),
            Value::Time | Value::MicroTime | Value::Raw => Json::Null,
        };
        match field.shape {
            Shape::One => value,
            Shape::List => json!([value]),
            Shape::Map => json!({"x": value}),
        }
    }

    /// What stands at the end of a way, in the first items of lists.
    fn at<'a>(object: &'a Json, way: &[&str]) -> Option<&'a Json> {
        let step = |value: &'a Json, step: &&str| {
            let value = value.get(0).unwrap_or(value);
            value.get(step)
        };
        way.iter().try_fold(object, step)
    }

    /// A create keeps the field with the gate, drops it without, and says so.
    fn goes_with_its_gate(kind: Kind, way: &str, gate: Gate) {
        let way: Vec<&str> = way.split('.').filter(|step| !step.is_empty()).collect();
        let written = object(kind, only(Struct::named(kind.name()).unwrap(), &way));
        let decoded = read(&written);
        for on in [true, false] {
            let mut features = Features::default();
            features.set(gate, on);
            let (object, told) = created(&decoded, features);
            // This one is not left out: it gets its default.
            let value = at(&object, &way).filter(|value| **value != "Default");
            assert_eq!(value.is_some(), on, "{gate:?} of {written}: {object}");
            let name = way.last().unwrap().to_string();
            let expected = if on { Vec::new() } else { vec![(name, gate)] };
            assert_eq!(told, expected, "{written}");
        }
    }

    #[test]
    fn every_field_goes_with_its_gate() {
        let each = |rows: &[Row], kind: Kind, below: &str| {
            for (gate, fields) in rows {
                for field in *fields {
                    goes_with_its_gate(kind, &format!("{below}.{field}"), *gate);
                }
            }
        };
        for kind in Kind::ALL {
            let pod = kind.pod_path().child("spec");
            each(POD, kind, &pod.to_string());
            for list in ["containers", "initContainers"] {
                each(CONTAINER, kind, &format!("{pod}.{list}"));
                let policy = format!("{pod}.{list}.restartPolicy");
                goes_with_its_gate(kind, &policy, Gate::ContainerRestartRules);
            }
        }
        each(JOB, Kind::Job, "spec");
        each(JOB, Kind::CronJob, "spec.jobTemplate.spec");
        each(STATEFUL_SET, Kind::StatefulSet, "spec");
    }

    #[test]
    fn always_is_kept_in_init_containers_alone() {
        let container =
            |name: &str| json!([{"name": name, "image": "x", "restartPolicy": "Always"}]);
        let spec = json!({"containers": container("app"), "initContainers": container("side")});
        let decoded = read(&object(Kind::Pod, json!({"spec": spec})));
        let mut features = Features::default();
        features.set(Gate::ContainerRestartRules, false);
        let (object, told) = created(&decoded, features);
        let policy = |list: &str| at(&object, &["spec", list, "restartPolicy"]).cloned();
        assert_eq!((policy("containers"), policy("initContainers")), (None, Some(json!("Always"))));
        assert_eq!(told, [("restartPolicy".to_owned(), Gate::ContainerRestartRules)]);
    }

    /// Whether something that was written stands in one object and not in the other.
    fn is_lost(written: &Json, one: &Json, other: &Json) -> bool {
        match written {
            Json::Object(fields) => {
                fields.iter().any(|(name, field)| is_lost(field, &one[name], &other[name]))
            }
            Json::Array(items) => {
                let mut items = items.iter().enumerate();
                items.any(|(index, item)| is_lost(item, &one[index], &other[index]))
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
                written == one && one != other
            }
        }
    }

    #[test]
    fn a_gate_without_which_a_field_is_lost_has_a_row() {
        for kind in Kind::ALL {
            let written = object(kind, full(Struct::named(kind.name()).unwrap()));
            let decoded = read(&written);
            let mut all_on = Features::default();
            for gate in Gate::ALL {
                all_on.set(*gate, true);
            }
            let (kept, told) = created(&decoded, all_on);
            assert_eq!(told, []);
            for gate in Gate::ALL {
                let mut features = all_on;
                features.set(*gate, false);
                let (object, told) = created(&decoded, features);
                let lost = is_lost(&written, &kept, &object);
                assert_eq!(lost, !told.is_empty(), "{gate:?} of a {}: {told:?}", kind.name());
            }
        }
    }
}
