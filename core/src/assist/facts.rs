//! What there is to say of a field where it stands: since when, how usual, what without it.

use crate::assist::Item;
use crate::assist::outline::{Kind, Outline};
use crate::assist::types;
use crate::features::{Features, Gate, Version};
use crate::object;
use crate::schema::{Field, Struct};

/// A field at its place.
pub(super) struct Use<'a, 'text> {
    pub(super) outline: &'a Outline<'text>,
    /// What has the field: an object, or the list that it is to be the next item of.
    pub(super) node: usize,
    pub(super) holder: &'static Struct,
    pub(super) field: &'static Field,
    pub(super) version: Version,
}

/// The fields that are there by a feature gate.
///
/// Upstream: dropDisabledFields, pkg/api/pod/util.go, and its likes of Jobs and StatefulSets.
const GATES: &[(&str, &str, Gate)] = &[
    ("Container", "resizePolicy", Gate::InPlacePodVerticalScaling),
    ("Container", "restartPolicy", Gate::ContainerRestartRules),
    ("Container", "restartPolicyRules", Gate::ContainerRestartRules),
    ("EnvVarSource", "fileKeyRef", Gate::EnvFiles),
    ("JobSpec", "backoffLimitPerIndex", Gate::JobBackoffLimitPerIndex),
    ("JobSpec", "managedBy", Gate::JobManagedBy),
    ("JobSpec", "maxFailedIndexes", Gate::JobBackoffLimitPerIndex),
    ("JobSpec", "podReplacementPolicy", Gate::JobPodReplacementPolicy),
    ("JobSpec", "successPolicy", Gate::JobSuccessPolicy),
    ("Lifecycle", "stopSignal", Gate::ContainerStopSignals),
    ("LifecycleHandler", "sleep", Gate::PodLifecycleSleepAction),
    ("PodAffinityTerm", "matchLabelKeys", Gate::MatchLabelKeysInPodAffinity),
    ("PodAffinityTerm", "mismatchLabelKeys", Gate::MatchLabelKeysInPodAffinity),
    ("PodSecurityContext", "appArmorProfile", Gate::AppArmorFields),
    ("PodSecurityContext", "seLinuxChangePolicy", Gate::SELinuxChangePolicy),
    ("PodSecurityContext", "supplementalGroupsPolicy", Gate::SupplementalGroupsPolicy),
    ("PodSpec", "hostUsers", Gate::UserNamespacesSupport),
    ("PodSpec", "hostnameOverride", Gate::HostnameOverride),
    ("PodSpec", "resourceClaims", Gate::DynamicResourceAllocation),
    ("PodSpec", "resources", Gate::PodLevelResources),
    ("PodSpec", "schedulingGroup", Gate::GenericWorkload),
    ("ResourceRequirements", "claims", Gate::DynamicResourceAllocation),
    ("RollingUpdateStatefulSetStrategy", "maxUnavailable", Gate::MaxUnavailableStatefulSet),
    ("SecurityContext", "appArmorProfile", Gate::AppArmorFields),
    ("SecurityContext", "procMount", Gate::ProcMountType),
    ("Volume", "image", Gate::ImageVolume),
    ("VolumeMount", "recursiveReadOnly", Gate::RecursiveReadOnlyMounts),
    ("VolumeProjection", "clusterTrustBundle", Gate::ClusterTrustBundleProjection),
    ("VolumeProjection", "podCertificate", Gate::PodCertificateRequest),
];

/// Why an init container is a sidecar: what people take for a mistake of the documentation.
const SIDECAR: &str = "This makes it a native sidecar, and it is no mistake that it stands under initContainers: that is how a \
     sidecar is written. It starts in its turn; the next container waits until it has started (its startupProbe, where it \
     has one), not until it ends. Whenever it ends it is started again, whatever the Pod's restartPolicy says. It is \
     stopped after the app containers, and a Job completes without it.";

/// What the same says of another container.
const NO_SIDECAR: &str = "This starts the container again whenever it ends, but it makes no sidecar of it: it is stopped \
     together with the others, and a Job waits for it. A sidecar stands under initContainers.";

impl Use<'_, '_> {
    /// The list whose items have the field; empty where it is no list.
    fn list(&self) -> &str {
        let node = match self.outline.kind(self.node) {
            Kind::Item => self.outline.parent(self.node),
            Kind::Key | Kind::Word | Kind::Document => self.node,
        };
        self.outline.name(node)
    }

    fn is_restart_policy(&self, list: &str) -> bool {
        (self.holder.name, self.field.name) == ("Container", "restartPolicy") && self.list() == list
    }

    fn gate(&self) -> Option<Gate> {
        if self.is_restart_policy("initContainers") {
            return Some(Gate::SidecarContainers);
        }
        let is_this =
            |row: &&(&str, &str, Gate)| row.0 == self.holder.name && row.1 == self.field.name;
        GATES.iter().find(is_this).map(|(_, _, gate)| *gate)
    }

    /// `since 1.28 (on by default 1.29, stable 1.33)`; empty for what has always been there.
    pub(super) fn since(&self) -> String {
        let mut said = String::new();
        let minor = |said: &mut String, words: &str, minor: u8| {
            said.push_str(words);
            said.push_str("1.");
            said.push_str(&minor.to_string());
        };
        let (first, last) = self.field.minors;
        if let Some(gate) = self.gate() {
            let (since, on, stable) = gate.history();
            minor(&mut said, "since ", since);
            match on {
                Some(on) => minor(&mut said, " (on by default ", on),
                None => said.push_str(" (off by default"),
            }
            if let Some(stable) = stable {
                minor(&mut said, ", stable ", stable);
            }
            said.push(')');
            if !Features::of(self.version).has(gate) && on.is_some() {
                said.push_str(", off in ");
                said.push_str(&self.version.to_string());
            }
        } else if first > 0 {
            minor(&mut said, "since ", first);
        }
        if last < u8::MAX {
            let words = if said.is_empty() { "up to " } else { ", up to " };
            minor(&mut said, words, last);
        }
        said
    }

    /// The same, with what the field is for where its name does not tell.
    pub(super) fn note(&self) -> String {
        let since = self.since();
        if self.is_restart_policy("initContainers") {
            return ["native sidecar, ", &since].concat();
        }
        since
    }

    /// What it means at this place, where people wonder.
    pub(super) fn why(&self, value: &str) -> &'static str {
        if value == "Always" && self.is_restart_policy("initContainers") {
            SIDECAR
        } else if value == "Always" && self.is_restart_policy("containers") {
            NO_SIDECAR
        } else {
            ""
        }
    }

    /// What a value means at this place.
    pub(super) fn value_note(&self, value: &str, item: &mut Item) {
        if value == "Always" && self.is_restart_policy("initContainers") {
            item.note = self.note();
        }
    }

    /// Whether the API server takes a value at this place.
    pub(super) fn may_be(&self, value: &str) -> bool {
        match (self.holder.name, self.field.name) {
            ("PodSpec", "restartPolicy") => match self.kind() {
                "Job" | "CronJob" => value != "Always",
                "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => value == "Always",
                _ => true,
            },
            ("Container", "restartPolicy") => {
                let features = Features::of(self.version);
                let is_sidecar = value == "Always" && self.list() == "initContainers";
                is_sidecar && features.has(Gate::SidecarContainers)
                    || features.has(Gate::ContainerRestartRules)
            }
            (_, _) => true,
        }
    }

    fn kind(&self) -> &str {
        types::kind_of(self.outline, self.outline.document(self.node))
    }

    /// The versions that the object's kind may have.
    pub(super) fn api_versions(&self) -> Vec<&'static str> {
        let kind = types::kind_of(self.outline, self.node);
        let known = object::Kind::ALL.into_iter().find(|known| known.name() == kind);
        known.map_or_else(|| vec!["v1", "apps/v1", "batch/v1"], |known| vec![known.api_version()])
    }
}

/// The fields that people write most, in the order in which they do.
const USUAL: &str = "\
Container name image restartPolicy command args env envFrom ports resources volumeMounts readinessProbe livenessProbe startupProbe lifecycle securityContext imagePullPolicy workingDir
ContainerPort containerPort name protocol
CronJobSpec schedule jobTemplate concurrencyPolicy
DaemonSetSpec selector template
DeploymentSpec replicas selector template strategy
EnvVar name value valueFrom
JobSpec template backoffLimit completions parallelism completionMode activeDeadlineSeconds ttlSecondsAfterFinished
ObjectMeta name labels annotations namespace
PodSpec initContainers containers volumes restartPolicy terminationGracePeriodSeconds serviceAccountName securityContext nodeSelector affinity tolerations topologySpreadConstraints imagePullSecrets
PodTemplateSpec metadata spec
Probe httpGet tcpSocket exec grpc initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold
StatefulSetSpec replicas selector serviceName template volumeClaimTemplates
Volume name emptyDir configMap secret persistentVolumeClaim projected hostPath
VolumeMount name mountPath readOnly subPath
";

/// How early a field is offered.
pub(super) fn rank(holder: &str, field: &Field) -> usize {
    let mut rows = USUAL.lines().map(str::split_ascii_whitespace);
    let row = rows.find_map(|mut row| (row.next() == Some(holder)).then_some(row));
    let usual = row.and_then(|mut row| row.position(|name| name == field.name));
    let of_all = ["apiVersion", "kind", "metadata", "spec"];
    let usual = usual.or_else(|| of_all.iter().position(|name| *name == field.name));
    usual.unwrap_or(if field.required { 50 } else { 99 })
}

/// Whether nobody writes a field into a manifest.
pub(super) fn is_set_by_the_server(holder: &str, field: &str) -> bool {
    match holder {
        "ObjectMeta" => matches!(
            field,
            "creationTimestamp"
                | "deletionGracePeriodSeconds"
                | "deletionTimestamp"
                | "generation"
                | "managedFields"
                | "resourceVersion"
                | "selfLink"
                | "uid"
        ),
        "PodSpec" => matches!(field, "ephemeralContainers" | "serviceAccount"),
        _ => field == "status",
    }
}

/// What the API server writes, or does, where a field is missing.
///
/// Upstream: SetDefaults_*, pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go.
const DEFAULTS: &str = "\
ConfigMapVolumeSource.defaultMode 0644
Container.imagePullPolicy IfNotPresent; Always for the tag latest
Container.terminationMessagePath /dev/termination-log
Container.terminationMessagePolicy File
ContainerPort.protocol TCP
CronJobSpec.concurrencyPolicy Allow
CronJobSpec.failedJobsHistoryLimit 1
CronJobSpec.successfulJobsHistoryLimit 3
CronJobSpec.suspend false
DaemonSetSpec.revisionHistoryLimit 10
DaemonSetUpdateStrategy.type RollingUpdate
DeploymentSpec.progressDeadlineSeconds 600
DeploymentSpec.replicas 1
DeploymentSpec.revisionHistoryLimit 10
DeploymentStrategy.type RollingUpdate
DownwardAPIVolumeSource.defaultMode 0644
HTTPGetAction.path /
HTTPGetAction.scheme HTTP
JobSpec.backoffLimit 6
JobSpec.completionMode NonIndexed
JobSpec.completions 1, where parallelism is missing too
JobSpec.parallelism 1
JobSpec.podReplacementPolicy TerminatingOrFailed; Failed with a podFailurePolicy
JobSpec.suspend false
ObjectFieldSelector.apiVersion v1
PodSpec.dnsPolicy ClusterFirst
PodSpec.enableServiceLinks true
PodSpec.restartPolicy Always
PodSpec.schedulerName default-scheduler
PodSpec.serviceAccountName default
PodSpec.terminationGracePeriodSeconds 30
Probe.failureThreshold 3
Probe.periodSeconds 10
Probe.successThreshold 1
Probe.timeoutSeconds 1
ProjectedVolumeSource.defaultMode 0644
ReplicaSetSpec.replicas 1
RollingUpdateDeployment.maxSurge 25%
RollingUpdateDeployment.maxUnavailable 25%
SecretVolumeSource.defaultMode 0644
ServiceAccountTokenProjection.expirationSeconds 3600
StatefulSetSpec.podManagementPolicy OrderedReady
StatefulSetSpec.replicas 1
StatefulSetSpec.revisionHistoryLimit 10
StatefulSetUpdateStrategy.type RollingUpdate
";

/// What a field is where nobody writes it; empty where that is not known.
pub(super) fn default_of(holder: &str, field: &str) -> &'static str {
    let rows = DEFAULTS.lines().filter_map(|row| row.split_once(' '));
    let mut rows = rows.filter_map(|(name, value)| Some((name.split_once('.')?, value)));
    rows.find(|(name, _)| *name == (holder, field)).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::tests::all_fields;

    #[test]
    fn every_row_belongs_to_a_field() {
        let is_field = |holder: &str, name: &str| {
            all_fields().any(|(known, field)| known == holder && field.name == name)
        };
        for (holder, field, _) in GATES {
            assert!(is_field(holder, field), "{holder}.{field}");
        }
        for row in DEFAULTS.lines() {
            let (holder, field) = row.split(' ').next().unwrap().split_once('.').unwrap();
            assert!(is_field(holder, field), "{row}");
        }
        for row in USUAL.lines() {
            let (holder, fields) = row.split_once(' ').unwrap();
            for field in fields.split(' ') {
                assert!(is_field(holder, field), "{holder}.{field}");
            }
        }
    }
}
