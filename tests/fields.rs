//! Writes what the API's own description says of its structs as lines of a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

/// A generator of schemas that knows every kind that is read. What `k8s_openapi` and its `SchemaGenerator` are, differs
/// between the versions of Kubernetes: a function could not take all of them.
macro_rules! generator_of_every_kind {
    () => {{
        use k8s_openapi::api::{apps, batch, core};

        let mut generator = SchemaGenerator::default();
        generator.subschema_for::<core::v1::Pod>();
        generator.subschema_for::<core::v1::PodTemplate>();
        generator.subschema_for::<apps::v1::Deployment>();
        generator.subschema_for::<apps::v1::ReplicaSet>();
        generator.subschema_for::<apps::v1::StatefulSet>();
        generator.subschema_for::<apps::v1::DaemonSet>();
        generator.subschema_for::<batch::v1::Job>();
        generator.subschema_for::<batch::v1::CronJob>();
        generator
    }};
}

/// Go types that are text in the API's description: struct, its fields, the type.
const NAMED: &[(&str, &str, &str)] = &[
    ("AppArmorProfile", "type", "AppArmorProfileType"),
    ("AzureDiskVolumeSource", "cachingMode", "AzureDataDiskCachingMode"),
    ("AzureDiskVolumeSource", "kind", "AzureDataDiskKind"),
    ("Capabilities", "add drop", "Capability"),
    ("Container EphemeralContainer", "imagePullPolicy", "PullPolicy"),
    ("Container EphemeralContainer", "restartPolicy", "ContainerRestartPolicy"),
    ("Container EphemeralContainer", "terminationMessagePolicy", "TerminationMessagePolicy"),
    ("ContainerPort", "protocol", "Protocol"),
    ("ContainerResizePolicy", "resourceName", "ResourceName"),
    ("ContainerResizePolicy", "restartPolicy", "ResourceResizeRestartPolicy"),
    ("ContainerRestartRule", "action", "ContainerRestartRuleAction"),
    ("ContainerRestartRuleOnExitCodes", "operator", "ContainerRestartRuleOnExitCodesOperator"),
    ("ContainerStatus", "allocatedResources", "ResourceList"),
    ("ContainerStatus", "stopSignal", "Signal"),
    ("CronJobSpec", "concurrencyPolicy", "ConcurrencyPolicy"),
    ("DaemonSetCondition", "type", "DaemonSetConditionType"),
    ("DaemonSetUpdateStrategy", "type", "DaemonSetUpdateStrategyType"),
    ("DeploymentCondition", "type", "DeploymentConditionType"),
    ("DeploymentStrategy", "type", "DeploymentStrategyType"),
    ("EmptyDirVolumeSource", "medium", "StorageMedium"),
    ("HTTPGetAction", "scheme", "URIScheme"),
    ("HostPathVolumeSource", "type", "HostPathType"),
    ("ImageVolumeSource", "pullPolicy", "PullPolicy"),
    ("JobCondition", "type", "JobConditionType"),
    ("JobSpec", "completionMode", "CompletionMode"),
    ("JobSpec", "podReplacementPolicy", "PodReplacementPolicy"),
    ("LabelSelectorRequirement", "operator", "LabelSelectorOperator"),
    ("Lifecycle", "stopSignal", "Signal"),
    ("ManagedFieldsEntry", "operation", "ManagedFieldsOperationType"),
    ("NodeSelectorRequirement", "operator", "NodeSelectorOperator"),
    ("ObjectMeta OwnerReference", "uid", "UID"),
    (
        "PersistentVolumeClaimSpec PersistentVolumeClaimStatus",
        "accessModes",
        "PersistentVolumeAccessMode",
    ),
    ("PersistentVolumeClaimSpec", "volumeMode", "PersistentVolumeMode"),
    ("PersistentVolumeClaimStatus", "allocatedResources capacity", "ResourceList"),
    ("PersistentVolumeClaimStatus", "phase", "PersistentVolumeClaimPhase"),
    ("PodCondition PodFailurePolicyOnPodConditionsPattern", "type", "PodConditionType"),
    (
        "PodCondition PodFailurePolicyOnPodConditionsPattern JobCondition DeploymentCondition DaemonSetCondition ReplicaSetCondition StatefulSetCondition PersistentVolumeClaimCondition",
        "status",
        "ConditionStatus",
    ),
    ("PodFailurePolicyOnExitCodesRequirement", "operator", "PodFailurePolicyOnExitCodesOperator"),
    ("PodFailurePolicyRule", "action", "PodFailurePolicyAction"),
    ("PodOS", "name", "OSName"),
    ("PodReadinessGate", "conditionType", "PodConditionType"),
    ("PodSecurityContext", "fsGroupChangePolicy", "PodFSGroupChangePolicy"),
    ("PodSecurityContext", "seLinuxChangePolicy", "PodSELinuxChangePolicy"),
    ("PodSecurityContext", "supplementalGroupsPolicy", "SupplementalGroupsPolicy"),
    ("PodSpec", "dnsPolicy", "DNSPolicy"),
    ("PodSpec", "overhead", "ResourceList"),
    ("PodSpec", "preemptionPolicy", "PreemptionPolicy"),
    ("PodSpec", "restartPolicy", "RestartPolicy"),
    ("PodStatus", "phase", "PodPhase"),
    ("PodStatus", "qosClass", "PodQOSClass"),
    ("PodStatus", "resize", "PodResizeStatus"),
    ("ReplicaSetCondition", "type", "ReplicaSetConditionType"),
    ("ResourceRequirements VolumeResourceRequirements", "limits requests", "ResourceList"),
    ("SeccompProfile", "type", "SeccompProfileType"),
    ("SecurityContext", "procMount", "ProcMountType"),
    ("StatefulSetCondition", "type", "StatefulSetConditionType"),
    (
        "StatefulSetPersistentVolumeClaimRetentionPolicy",
        "whenDeleted whenScaled",
        "PersistentVolumeClaimRetentionPolicyType",
    ),
    ("StatefulSetSpec", "podManagementPolicy", "PodManagementPolicyType"),
    ("StatefulSetUpdateStrategy", "type", "StatefulSetUpdateStrategyType"),
    ("Toleration", "effect", "TaintEffect"),
    ("Toleration", "operator", "TolerationOperator"),
    ("TopologySpreadConstraint", "nodeAffinityPolicy nodeTaintsPolicy", "NodeInclusionPolicy"),
    ("TopologySpreadConstraint", "whenUnsatisfiable", "UnsatisfiableConstraintAction"),
    ("VolumeMount VolumeMountStatus", "recursiveReadOnly", "RecursiveReadOnlyMode"),
    ("VolumeMount", "mountPropagation", "MountPropagationMode"),
];

/// Go structs that are embedded: the struct, its fields that come by it (`*` for all but those named), its name.
const EMBEDDED: &[(&str, &str, &str)] = &[
    (
        "ConfigMapEnvSource ConfigMapKeySelector ConfigMapProjection ConfigMapVolumeSource",
        "name",
        "LocalObjectReference",
    ),
    ("SecretEnvSource SecretKeySelector SecretProjection", "name", "LocalObjectReference"),
    ("Probe", "exec grpc httpGet tcpSocket", "ProbeHandler"),
    ("EphemeralContainer", "* targetContainerName", "EphemeralContainerCommon"),
    ("Volume", "* name", "VolumeSource"),
];

/// The table: one struct a line.
///
/// The definitions are those of a schema generator, by the full names of the structs.
pub(crate) fn table<'a>(definitions: impl Iterator<Item = (&'a String, Value)>) -> String {
    let mut structs = BTreeMap::new();
    for (name, schema) in definitions {
        let name = last_word(name);
        if schema.get("type").is_some_and(|kind| kind == "object") && name != "FieldsV1" {
            let none = serde_json::Map::new();
            let fields = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
            let required: Vec<&str> = schema
                .get("required")
                .and_then(Value::as_array)
                .map(|names| names.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            let fields: Vec<String> = fields
                .iter()
                .map(|(field, schema)| {
                    line(name, field, schema, required.contains(&field.as_str()))
                })
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect();
            structs.insert(name.to_owned(), fields);
        }
    }
    let mut text = String::new();
    for (name, mut fields) in structs {
        fields.sort_by(|left, right| name_of(left).cmp(name_of(right)));
        let _ = writeln!(text, "{name}: {}", fields.join(", "));
    }
    text
}

fn name_of(field: &str) -> &str {
    field.split([' ', '!']).next().unwrap_or(field)
}

fn line(name: &str, field: &str, schema: &Value, required: bool) -> String {
    let mut line = field.to_owned();
    if required {
        line.push('!');
    }
    line.push(' ');
    line.push_str(&kind(schema));
    if let Some(go_name) = find(NAMED, name, field) {
        line.extend([" =", go_name]);
    }
    if let Some(embedded) = find(EMBEDDED, name, field) {
        line.extend([" @", embedded]);
    }
    line
}

fn find(table: &[(&str, &str, &'static str)], name: &str, field: &str) -> Option<&'static str> {
    let row = table.iter().find(|(structs, fields, _)| {
        let listed = fields.split(' ').any(|listed| listed == field);
        structs.split(' ').any(|listed| listed == name) && listed != fields.starts_with('*')
    })?;
    Some(row.2)
}

fn kind(schema: &Value) -> String {
    let reference =
        schema.get("$ref").or_else(|| schema.pointer("/allOf/0/$ref")).and_then(Value::as_str);
    if let Some(reference) = reference {
        return match last_word(reference) {
            "FieldsV1" => "raw".to_owned(),
            name => name.to_owned(),
        };
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("[]{}", kind(&schema["items"])),
        (Some("object"), _) if schema.get("additionalProperties").is_some() => {
            format!("{{}}{}", kind(&schema["additionalProperties"]))
        }
        (Some("string"), Some("byte")) => "bytes".to_owned(),
        (Some("string"), _) => "string".to_owned(),
        (Some("integer"), Some(format)) => format.to_owned(),
        (Some("boolean"), _) => "bool".to_owned(),
        other => panic!("a type that is not known: {other:?}: {schema}"),
    }
}

fn last_word(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}
