//! The types of objects that the simulated cluster has.

/// A type of objects.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resource {
    /// `pods`
    pub(super) plural: &'static str,
    /// `pod`
    pub(super) singular: &'static str,
    /// `po`
    pub(super) short: &'static str,
    /// `apps`; the core's is empty.
    pub(super) group: &'static str,
    /// `v1`
    pub(super) version: &'static str,
    /// `Pod`
    pub(super) kind: &'static str,
    /// Whether its objects are in namespaces.
    pub(super) namespaced: bool,
}

macro_rules! resources {
    ($($plural:literal $singular:literal $short:literal $group:literal $version:literal $kind:literal $namespaced:literal,)*) => {
        /// All types, in the order of `kubectl api-resources`.
        pub(super) static RESOURCES: &[Resource] = &[$(Resource {
            plural: $plural, singular: $singular, short: $short, group: $group, version: $version, kind: $kind,
            namespaced: $namespaced,
        }),*];
    };
}

resources! {
    "configmaps" "configmap" "cm" "" "v1" "ConfigMap" true,
    "endpoints" "endpoints" "ep" "" "v1" "Endpoints" true,
    "events" "event" "ev" "" "v1" "Event" true,
    "namespaces" "namespace" "ns" "" "v1" "Namespace" false,
    "nodes" "node" "no" "" "v1" "Node" false,
    "pods" "pod" "po" "" "v1" "Pod" true,
    "secrets" "secret" "" "" "v1" "Secret" true,
    "services" "service" "svc" "" "v1" "Service" true,
    "daemonsets" "daemonset" "ds" "apps" "v1" "DaemonSet" true,
    "deployments" "deployment" "deploy" "apps" "v1" "Deployment" true,
    "replicasets" "replicaset" "rs" "apps" "v1" "ReplicaSet" true,
    "statefulsets" "statefulset" "sts" "apps" "v1" "StatefulSet" true,
    "cronjobs" "cronjob" "cj" "batch" "v1" "CronJob" true,
    "jobs" "job" "" "batch" "v1" "Job" true,
    "endpointslices" "endpointslice" "" "discovery.k8s.io" "v1" "EndpointSlice" true,
}

/// What a cluster has besides and this one has none of.
pub(super) const ABSENT: [(&str, &str); 21] = [
    ("persistentvolumeclaims", "pvc"),
    ("persistentvolumes", "pv"),
    ("serviceaccounts", "sa"),
    ("replicationcontrollers", "rc"),
    ("resourcequotas", "quota"),
    ("limitranges", "limits"),
    ("horizontalpodautoscalers", "hpa"),
    ("ingresses", "ing"),
    ("ingressclasses", ""),
    ("networkpolicies", "netpol"),
    ("poddisruptionbudgets", "pdb"),
    ("storageclasses", "sc"),
    ("customresourcedefinitions", "crd"),
    ("roles", ""),
    ("rolebindings", ""),
    ("clusterroles", ""),
    ("clusterrolebindings", ""),
    ("priorityclasses", "pc"),
    ("leases", ""),
    ("podtemplates", ""),
    ("componentstatuses", "cs"),
];

/// `kubectl get all`, in the order in which it is printed.
pub(super) const ALL: [&str; 8] = [
    "pods",
    "services",
    "daemonsets",
    "deployments",
    "replicasets",
    "statefulsets",
    "cronjobs",
    "jobs",
];

impl Resource {
    /// `pods`, `jobs.batch`: how errors name it.
    pub(super) fn qualified(&self) -> String {
        dotted(self.plural, self.group)
    }

    /// `pod`, `job.batch`: what stands in front of names.
    pub(super) fn prefix(&self) -> String {
        dotted(self.singular, self.group)
    }

    /// `v1`, `apps/v1`
    pub(super) fn api_version(&self) -> String {
        if self.group.is_empty() {
            return self.version.to_owned();
        }
        format!("{}/{}", self.group, self.version)
    }

    /// The type of a plural.
    pub(super) fn named(plural: &str) -> Option<&'static Self> {
        RESOURCES.iter().find(|known| known.plural == plural)
    }
}

fn dotted(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

/// The type that a word names; kubectl's words where there is none.
pub(super) fn find(word: &str) -> Result<&'static Resource, String> {
    let lower = word.to_ascii_lowercase();
    let (name, group) = lower.split_once('.').unwrap_or((&lower, ""));
    let fits = |known: &&Resource| {
        let names = [known.plural, known.singular, known.short];
        let of_group = known.group == group
            || group
                .split_once('.')
                .is_some_and(|(version, of)| version == known.version && of == known.group);
        !name.is_empty() && names.contains(&name) && (group.is_empty() || of_group)
    };
    if let Some(found) = RESOURCES.iter().find(fits) {
        return Ok(found);
    }
    let is_absent = |(plural, short): &&(&str, &str)| {
        *plural == name || *short == name || plural.strip_suffix('s') == Some(name)
    };
    if !name.is_empty() && ABSENT.iter().any(|known| is_absent(&known)) {
        return Err(format!("podlife: the simulated cluster has no {name}"));
    }
    Err(format!("error: the server doesn't have a resource type \"{word}\""))
}
