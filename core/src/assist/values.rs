//! The values that fields have to choose from.

use crate::assist::facts::Use;
use crate::object::Kind;
use crate::schema::{Field, Shape, Value};

/// Types whose values are few: the name of the Go type, or the field, and its values, the usual one first.
///
/// Upstream: staging/src/k8s.io/api/core/v1/types.go, apps/v1/types.go and batch/v1/types.go.
const ENUMS: &str = "\
AppArmorProfileType RuntimeDefault Localhost Unconfined
Capability ALL NET_BIND_SERVICE NET_ADMIN NET_RAW CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETUID SYS_ADMIN SYS_PTRACE SYS_TIME
CompletionMode NonIndexed Indexed
ConcurrencyPolicy Allow Forbid Replace
ContainerRestartPolicy Always OnFailure Never
ContainerRestartRuleAction Restart RestartAllContainers
ContainerRestartRuleOnExitCodesOperator In NotIn
DNSPolicy ClusterFirst ClusterFirstWithHostNet Default None
DaemonSetUpdateStrategyType RollingUpdate OnDelete
DeploymentStrategyType RollingUpdate Recreate
HostPathType Directory DirectoryOrCreate File FileOrCreate Socket CharDevice BlockDevice
LabelSelectorOperator In NotIn Exists DoesNotExist
MountPropagationMode None HostToContainer Bidirectional
NodeInclusionPolicy Honor Ignore
NodeSelectorOperator In NotIn Exists DoesNotExist Gt Lt
OSName linux windows
PersistentVolumeAccessMode ReadWriteOnce ReadWriteOncePod ReadOnlyMany ReadWriteMany
PersistentVolumeClaimRetentionPolicyType Retain Delete
PersistentVolumeMode Filesystem Block
PodFSGroupChangePolicy Always OnRootMismatch
PodFailurePolicyAction FailJob FailIndex Ignore Count
PodFailurePolicyOnExitCodesOperator In NotIn
PodManagementPolicyType OrderedReady Parallel
PodReplacementPolicy TerminatingOrFailed Failed
PodSELinuxChangePolicy MountOption Recursive
PreemptionPolicy PreemptLowerPriority Never
ProcMountType Default Unmasked
Protocol TCP UDP SCTP
PullPolicy IfNotPresent Always Never
RecursiveReadOnlyMode Disabled IfPossible Enabled
ResourceName cpu memory
ResourceResizeRestartPolicy NotRequired RestartContainer
RestartPolicy Always OnFailure Never
SeccompProfileType RuntimeDefault Localhost Unconfined
Signal SIGTERM SIGINT SIGQUIT SIGHUP SIGUSR1 SIGUSR2 SIGKILL
StatefulSetUpdateStrategyType RollingUpdate OnDelete
StorageMedium Memory
SupplementalGroupsPolicy Merge Strict
TaintEffect NoSchedule PreferNoSchedule NoExecute
TerminationMessagePolicy File FallbackToLogsOnError
TolerationOperator Equal Exists
URIScheme HTTP HTTPS
UnsatisfiableConstraintAction DoNotSchedule ScheduleAnyway
fieldPath metadata.name metadata.namespace metadata.uid metadata.labels metadata.annotations spec.nodeName spec.serviceAccountName status.hostIP status.podIP status.podIPs
resource limits.cpu limits.memory requests.cpu requests.memory limits.ephemeral-storage requests.ephemeral-storage
";

/// What containers ask for and are limited to.
const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// The values that a field may have at its place; none where there are many.
pub(super) fn of_enum(of: &Use<'_, '_>) -> Vec<&'static str> {
    let field = of.field;
    if field.value == Value::Bool && field.shape == Shape::One {
        return vec!["true", "false"];
    }
    match (of.holder.name, field.name) {
        (holder, "kind") if is_kind(holder) => return Kind::ALL.map(Kind::name).to_vec(),
        (holder, "apiVersion") if is_kind(holder) => return of.api_versions(),
        (_, _) => {}
    }
    let mut values = listed(field);
    values.retain(|value| of.may_be(value));
    values
}

/// Whether it is the whole of an object that a struct describes.
pub(super) fn is_kind(holder: &str) -> bool {
    Kind::ALL.into_iter().any(|kind| kind.name() == holder)
}

fn listed(field: &Field) -> Vec<&'static str> {
    let name = if field.go_name.is_empty() { field.name } else { field.go_name };
    let mut rows = ENUMS.lines().map(str::split_ascii_whitespace);
    let row = rows.find_map(|mut row| (row.next() == Some(name)).then_some(row));
    row.map(Iterator::collect).unwrap_or_default()
}

/// The keys that people give a map.
pub(super) fn keys_of(field: &Field) -> &'static [&'static str] {
    match field.go_name {
        "ResourceList" => &RESOURCES,
        _ if field.name == "nodeSelector" => &[
            "kubernetes.io/hostname",
            "kubernetes.io/arch",
            "kubernetes.io/os",
            "topology.kubernetes.io/zone",
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Struct;

    #[test]
    fn every_row_belongs_to_a_field() {
        for row in ENUMS.lines() {
            let (name, values) = row.split_once(' ').unwrap();
            let is_known = ["Container", "PodSpec", "Toleration"]
                .iter()
                .all(|known| Struct::named(known).is_some());
            assert!(is_known && !values.is_empty());
            assert!(
                crate::assist::tests::all_fields()
                    .any(|(_, field)| field.go_name == name || field.name == name),
                "{name}"
            );
        }
    }
}
