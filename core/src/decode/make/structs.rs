//! Every struct that decoding makes. Written by `tests/make.rs` from the table of fields, do not edit.

#![cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "every struct is named once, below")
)]
#![expect(clippy::needless_update, reason = "some structs have fields that are left out")]

use k8s_openapi::api::apps::v1::*;
use k8s_openapi::api::batch::v1::*;
use k8s_openapi::api::core::v1::*;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::*;

use super::{Fields, Make, make};
use crate::decode::value::Value;

make! {
    AWSElasticBlockStoreVolumeSource { opt fs_type "fsType", opt partition "partition", opt read_only "readOnly", req volume_id "volumeID" }
    Affinity { opt node_affinity "nodeAffinity", opt pod_affinity "podAffinity", opt pod_anti_affinity "podAntiAffinity" }
    AppArmorProfile { opt localhost_profile "localhostProfile", req type_ "type" }
    AzureDiskVolumeSource { opt caching_mode "cachingMode", req disk_name "diskName", req disk_uri "diskURI", opt fs_type "fsType", opt kind "kind", opt read_only "readOnly" }
    AzureFileVolumeSource { opt read_only "readOnly", req secret_name "secretName", req share_name "shareName" }
    CSIVolumeSource { req driver "driver", opt fs_type "fsType", opt node_publish_secret_ref "nodePublishSecretRef", opt read_only "readOnly", opt volume_attributes "volumeAttributes" }
    Capabilities { opt add "add", opt drop "drop" }
    CephFSVolumeSource { req monitors "monitors", opt path "path", opt read_only "readOnly", opt secret_file "secretFile", opt secret_ref "secretRef", opt user "user" }
    CinderVolumeSource { opt fs_type "fsType", opt read_only "readOnly", opt secret_ref "secretRef", req volume_id "volumeID" }
    ClusterTrustBundleProjection { opt label_selector "labelSelector", opt name "name", opt optional "optional", req path "path", opt signer_name "signerName" }
    ConfigMapEnvSource { req name "name", opt optional "optional" }
    ConfigMapKeySelector { req key "key", req name "name", opt optional "optional" }
    ConfigMapProjection { opt items "items", req name "name", opt optional "optional" }
    ConfigMapVolumeSource { opt default_mode "defaultMode", opt items "items", req name "name", opt optional "optional" }
    Container { opt args "args", opt command "command", opt env "env", opt env_from "envFrom", opt image "image", opt image_pull_policy "imagePullPolicy", opt lifecycle "lifecycle", opt liveness_probe "livenessProbe", req name "name", opt ports "ports", opt readiness_probe "readinessProbe", opt resize_policy "resizePolicy", opt resources "resources", opt restart_policy "restartPolicy", opt restart_policy_rules "restartPolicyRules", opt security_context "securityContext", opt startup_probe "startupProbe", opt stdin "stdin", opt stdin_once "stdinOnce", opt termination_message_path "terminationMessagePath", opt termination_message_policy "terminationMessagePolicy", opt tty "tty", opt volume_devices "volumeDevices", opt volume_mounts "volumeMounts", opt working_dir "workingDir" }
    ContainerPort { req container_port "containerPort", opt host_ip "hostIP", opt host_port "hostPort", opt name "name", opt protocol "protocol" }
    ContainerResizePolicy { req resource_name "resourceName", req restart_policy "restartPolicy" }
    ContainerRestartRule { req action "action", opt exit_codes "exitCodes" }
    ContainerRestartRuleOnExitCodes { req operator "operator", opt values "values" }
    CronJobSpec { opt concurrency_policy "concurrencyPolicy", opt failed_jobs_history_limit "failedJobsHistoryLimit", req job_template "jobTemplate", req schedule "schedule", opt starting_deadline_seconds "startingDeadlineSeconds", opt successful_jobs_history_limit "successfulJobsHistoryLimit", opt suspend "suspend", opt time_zone "timeZone" }
    DaemonSetSpec { opt min_ready_seconds "minReadySeconds", opt revision_history_limit "revisionHistoryLimit", req selector "selector", req template "template", opt update_strategy "updateStrategy" }
    DaemonSetUpdateStrategy { opt rolling_update "rollingUpdate", opt type_ "type" }
    DeploymentSpec { opt min_ready_seconds "minReadySeconds", opt paused "paused", opt progress_deadline_seconds "progressDeadlineSeconds", opt replicas "replicas", opt revision_history_limit "revisionHistoryLimit", req selector "selector", opt strategy "strategy", req template "template" }
    DeploymentStrategy { opt rolling_update "rollingUpdate", opt type_ "type" }
    DownwardAPIProjection { opt items "items" }
    DownwardAPIVolumeFile { opt field_ref "fieldRef", opt mode "mode", req path "path", opt resource_field_ref "resourceFieldRef" }
    DownwardAPIVolumeSource { opt default_mode "defaultMode", opt items "items" }
    EmptyDirVolumeSource { opt medium "medium", opt size_limit "sizeLimit" }
    EnvFromSource { opt config_map_ref "configMapRef", opt prefix "prefix", opt secret_ref "secretRef" }
    EnvVar { req name "name", opt value "value", opt value_from "valueFrom" }
    EnvVarSource { opt config_map_key_ref "configMapKeyRef", opt field_ref "fieldRef", opt file_key_ref "fileKeyRef", opt resource_field_ref "resourceFieldRef", opt secret_key_ref "secretKeyRef" }
    EphemeralContainer { opt args "args", opt command "command", opt env "env", opt env_from "envFrom", opt image "image", opt image_pull_policy "imagePullPolicy", opt lifecycle "lifecycle", opt liveness_probe "livenessProbe", req name "name", opt ports "ports", opt readiness_probe "readinessProbe", opt resize_policy "resizePolicy", opt resources "resources", opt restart_policy "restartPolicy", opt restart_policy_rules "restartPolicyRules", opt security_context "securityContext", opt startup_probe "startupProbe", opt stdin "stdin", opt stdin_once "stdinOnce", opt target_container_name "targetContainerName", opt termination_message_path "terminationMessagePath", opt termination_message_policy "terminationMessagePolicy", opt tty "tty", opt volume_devices "volumeDevices", opt volume_mounts "volumeMounts", opt working_dir "workingDir" }
    EphemeralVolumeSource { opt volume_claim_template "volumeClaimTemplate" }
    ExecAction { opt command "command" }
    FCVolumeSource { opt fs_type "fsType", opt lun "lun", opt read_only "readOnly", opt target_wwns "targetWWNs", opt wwids "wwids" }
    FileKeySelector { req key "key", opt optional "optional", req path "path", req volume_name "volumeName" }
    FlexVolumeSource { req driver "driver", opt fs_type "fsType", opt options "options", opt read_only "readOnly", opt secret_ref "secretRef" }
    FlockerVolumeSource { opt dataset_name "datasetName", opt dataset_uuid "datasetUUID" }
    GCEPersistentDiskVolumeSource { opt fs_type "fsType", opt partition "partition", req pd_name "pdName", opt read_only "readOnly" }
    GRPCAction { req port "port", opt service "service" }
    GitRepoVolumeSource { opt directory "directory", req repository "repository", opt revision "revision" }
    GlusterfsVolumeSource { req endpoints "endpoints", req path "path", opt read_only "readOnly" }
    HTTPGetAction { opt host "host", opt http_headers "httpHeaders", opt path "path", req port "port", opt scheme "scheme" }
    HTTPHeader { req name "name", req value "value" }
    HostAlias { opt hostnames "hostnames", req ip "ip" }
    HostPathVolumeSource { req path "path", opt type_ "type" }
    ISCSIVolumeSource { opt chap_auth_discovery "chapAuthDiscovery", opt chap_auth_session "chapAuthSession", opt fs_type "fsType", opt initiator_name "initiatorName", req iqn "iqn", opt iscsi_interface "iscsiInterface", req lun "lun", opt portals "portals", opt read_only "readOnly", opt secret_ref "secretRef", req target_portal "targetPortal" }
    ImageVolumeSource { opt pull_policy "pullPolicy", opt reference "reference" }
    JobSpec { opt active_deadline_seconds "activeDeadlineSeconds", opt backoff_limit "backoffLimit", opt backoff_limit_per_index "backoffLimitPerIndex", opt completion_mode "completionMode", opt completions "completions", opt managed_by "managedBy", opt manual_selector "manualSelector", opt max_failed_indexes "maxFailedIndexes", opt parallelism "parallelism", opt pod_failure_policy "podFailurePolicy", opt pod_replacement_policy "podReplacementPolicy", opt selector "selector", opt success_policy "successPolicy", opt suspend "suspend", req template "template", opt ttl_seconds_after_finished "ttlSecondsAfterFinished" }
    JobTemplateSpec { opt metadata "metadata", opt spec "spec" }
    KeyToPath { req key "key", opt mode "mode", req path "path" }
    LabelSelector { opt match_expressions "matchExpressions", opt match_labels "matchLabels" }
    LabelSelectorRequirement { req key "key", req operator "operator", opt values "values" }
    Lifecycle { opt post_start "postStart", opt pre_stop "preStop", opt stop_signal "stopSignal" }
    LifecycleHandler { opt exec "exec", opt http_get "httpGet", opt sleep "sleep", opt tcp_socket "tcpSocket" }
    LocalObjectReference { req name "name" }
    ManagedFieldsEntry { opt api_version "apiVersion", opt fields_type "fieldsType", opt manager "manager", opt operation "operation", opt subresource "subresource" }
    NFSVolumeSource { req path "path", opt read_only "readOnly", req server "server" }
    NodeAffinity { opt preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution", opt required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" }
    NodeSelector { req node_selector_terms "nodeSelectorTerms" }
    NodeSelectorRequirement { req key "key", req operator "operator", opt values "values" }
    NodeSelectorTerm { opt match_expressions "matchExpressions", opt match_fields "matchFields" }
    ObjectFieldSelector { opt api_version "apiVersion", req field_path "fieldPath" }
    ObjectMeta { opt annotations "annotations", opt deletion_grace_period_seconds "deletionGracePeriodSeconds", opt finalizers "finalizers", opt generate_name "generateName", opt generation "generation", opt labels "labels", opt managed_fields "managedFields", opt name "name", opt namespace "namespace", opt owner_references "ownerReferences", opt resource_version "resourceVersion", opt self_link "selfLink", opt uid "uid" }
    OwnerReference { req api_version "apiVersion", opt block_owner_deletion "blockOwnerDeletion", opt controller "controller", req kind "kind", req name "name", req uid "uid" }
    PersistentVolumeClaim { req metadata "metadata", opt spec "spec" }
    PersistentVolumeClaimSpec { opt access_modes "accessModes", opt data_source "dataSource", opt data_source_ref "dataSourceRef", opt resources "resources", opt selector "selector", opt storage_class_name "storageClassName", opt volume_attributes_class_name "volumeAttributesClassName", opt volume_mode "volumeMode", opt volume_name "volumeName" }
    PersistentVolumeClaimTemplate { opt metadata "metadata", req spec "spec" }
    PersistentVolumeClaimVolumeSource { req claim_name "claimName", opt read_only "readOnly" }
    PhotonPersistentDiskVolumeSource { opt fs_type "fsType", req pd_id "pdID" }
    PodAffinity { opt preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution", opt required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" }
    PodAffinityTerm { opt label_selector "labelSelector", opt match_label_keys "matchLabelKeys", opt mismatch_label_keys "mismatchLabelKeys", opt namespace_selector "namespaceSelector", opt namespaces "namespaces", req topology_key "topologyKey" }
    PodAntiAffinity { opt preferred_during_scheduling_ignored_during_execution "preferredDuringSchedulingIgnoredDuringExecution", opt required_during_scheduling_ignored_during_execution "requiredDuringSchedulingIgnoredDuringExecution" }
    PodCertificateProjection { opt certificate_chain_path "certificateChainPath", opt credential_bundle_path "credentialBundlePath", opt key_path "keyPath", req key_type "keyType", opt max_expiration_seconds "maxExpirationSeconds", req signer_name "signerName", opt user_annotations "userAnnotations" }
    PodDNSConfig { opt nameservers "nameservers", opt options "options", opt searches "searches" }
    PodDNSConfigOption { opt name "name", opt value "value" }
    PodFailurePolicy { req rules "rules" }
    PodFailurePolicyOnExitCodesRequirement { opt container_name "containerName", req operator "operator", req values "values" }
    PodFailurePolicyOnPodConditionsPattern { opt status "status", req type_ "type" }
    PodFailurePolicyRule { req action "action", opt on_exit_codes "onExitCodes", opt on_pod_conditions "onPodConditions" }
    PodOS { req name "name" }
    PodReadinessGate { req condition_type "conditionType" }
    PodResourceClaim { req name "name", opt resource_claim_name "resourceClaimName", opt resource_claim_template_name "resourceClaimTemplateName" }
    PodSchedulingGate { req name "name" }
    PodSchedulingGroup { opt pod_group_name "podGroupName" }
    PodSecurityContext { opt app_armor_profile "appArmorProfile", opt fs_group "fsGroup", opt fs_group_change_policy "fsGroupChangePolicy", opt run_as_group "runAsGroup", opt run_as_non_root "runAsNonRoot", opt run_as_user "runAsUser", opt se_linux_change_policy "seLinuxChangePolicy", opt se_linux_options "seLinuxOptions", opt seccomp_profile "seccompProfile", opt supplemental_groups "supplementalGroups", opt supplemental_groups_policy "supplementalGroupsPolicy", opt sysctls "sysctls", opt windows_options "windowsOptions" }
    PodSpec { opt active_deadline_seconds "activeDeadlineSeconds", opt affinity "affinity", opt automount_service_account_token "automountServiceAccountToken", req containers "containers", opt dns_config "dnsConfig", opt dns_policy "dnsPolicy", opt enable_service_links "enableServiceLinks", opt ephemeral_containers "ephemeralContainers", opt host_aliases "hostAliases", opt host_ipc "hostIPC", opt host_network "hostNetwork", opt host_pid "hostPID", opt host_users "hostUsers", opt hostname "hostname", opt hostname_override "hostnameOverride", opt image_pull_secrets "imagePullSecrets", opt init_containers "initContainers", opt node_name "nodeName", opt node_selector "nodeSelector", opt os "os", opt overhead "overhead", opt preemption_policy "preemptionPolicy", opt priority "priority", opt priority_class_name "priorityClassName", opt readiness_gates "readinessGates", opt resource_claims "resourceClaims", opt resources "resources", opt restart_policy "restartPolicy", opt runtime_class_name "runtimeClassName", opt scheduler_name "schedulerName", opt scheduling_gates "schedulingGates", opt scheduling_group "schedulingGroup", opt security_context "securityContext", opt service_account "serviceAccount", opt service_account_name "serviceAccountName", opt set_hostname_as_fqdn "setHostnameAsFQDN", opt share_process_namespace "shareProcessNamespace", opt subdomain "subdomain", opt termination_grace_period_seconds "terminationGracePeriodSeconds", opt tolerations "tolerations", opt topology_spread_constraints "topologySpreadConstraints", opt volumes "volumes" }
    PodTemplateSpec { opt metadata "metadata", opt spec "spec" }
    PortworxVolumeSource { opt fs_type "fsType", opt read_only "readOnly", req volume_id "volumeID" }
    PreferredSchedulingTerm { req preference "preference", req weight "weight" }
    Probe { opt exec "exec", opt failure_threshold "failureThreshold", opt grpc "grpc", opt http_get "httpGet", opt initial_delay_seconds "initialDelaySeconds", opt period_seconds "periodSeconds", opt success_threshold "successThreshold", opt tcp_socket "tcpSocket", opt termination_grace_period_seconds "terminationGracePeriodSeconds", opt timeout_seconds "timeoutSeconds" }
    ProjectedVolumeSource { opt default_mode "defaultMode", opt sources "sources" }
    QuobyteVolumeSource { opt group "group", opt read_only "readOnly", req registry "registry", opt tenant "tenant", opt user "user", req volume "volume" }
    RBDVolumeSource { opt fs_type "fsType", req image "image", opt keyring "keyring", req monitors "monitors", opt pool "pool", opt read_only "readOnly", opt secret_ref "secretRef", opt user "user" }
    ReplicaSetSpec { opt min_ready_seconds "minReadySeconds", opt replicas "replicas", req selector "selector", opt template "template" }
    ResourceClaim { req name "name", opt request "request" }
    ResourceFieldSelector { opt container_name "containerName", opt divisor "divisor", req resource "resource" }
    ResourceRequirements { opt claims "claims", opt limits "limits", opt requests "requests" }
    RollingUpdateDaemonSet { opt max_surge "maxSurge", opt max_unavailable "maxUnavailable" }
    RollingUpdateDeployment { opt max_surge "maxSurge", opt max_unavailable "maxUnavailable" }
    RollingUpdateStatefulSetStrategy { opt max_unavailable "maxUnavailable", opt partition "partition" }
    SELinuxOptions { opt level "level", opt role "role", opt type_ "type", opt user "user" }
    ScaleIOVolumeSource { opt fs_type "fsType", req gateway "gateway", opt protection_domain "protectionDomain", opt read_only "readOnly", req secret_ref "secretRef", opt ssl_enabled "sslEnabled", opt storage_mode "storageMode", opt storage_pool "storagePool", req system "system", opt volume_name "volumeName" }
    SeccompProfile { opt localhost_profile "localhostProfile", req type_ "type" }
    SecretEnvSource { req name "name", opt optional "optional" }
    SecretKeySelector { req key "key", req name "name", opt optional "optional" }
    SecretProjection { opt items "items", req name "name", opt optional "optional" }
    SecretVolumeSource { opt default_mode "defaultMode", opt items "items", opt optional "optional", opt secret_name "secretName" }
    SecurityContext { opt allow_privilege_escalation "allowPrivilegeEscalation", opt app_armor_profile "appArmorProfile", opt capabilities "capabilities", opt privileged "privileged", opt proc_mount "procMount", opt read_only_root_filesystem "readOnlyRootFilesystem", opt run_as_group "runAsGroup", opt run_as_non_root "runAsNonRoot", opt run_as_user "runAsUser", opt se_linux_options "seLinuxOptions", opt seccomp_profile "seccompProfile", opt windows_options "windowsOptions" }
    ServiceAccountTokenProjection { opt audience "audience", opt expiration_seconds "expirationSeconds", req path "path" }
    SleepAction { req seconds "seconds" }
    StatefulSetOrdinals { opt start "start" }
    StatefulSetPersistentVolumeClaimRetentionPolicy { opt when_deleted "whenDeleted", opt when_scaled "whenScaled" }
    StatefulSetSpec { opt min_ready_seconds "minReadySeconds", opt ordinals "ordinals", opt persistent_volume_claim_retention_policy "persistentVolumeClaimRetentionPolicy", opt pod_management_policy "podManagementPolicy", opt replicas "replicas", opt revision_history_limit "revisionHistoryLimit", req selector "selector", opt service_name "serviceName", req template "template", opt update_strategy "updateStrategy", opt volume_claim_templates "volumeClaimTemplates" }
    StatefulSetUpdateStrategy { opt rolling_update "rollingUpdate", opt type_ "type" }
    StorageOSVolumeSource { opt fs_type "fsType", opt read_only "readOnly", opt secret_ref "secretRef", opt volume_name "volumeName", opt volume_namespace "volumeNamespace" }
    SuccessPolicy { req rules "rules" }
    SuccessPolicyRule { opt succeeded_count "succeededCount", opt succeeded_indexes "succeededIndexes" }
    Sysctl { req name "name", req value "value" }
    TCPSocketAction { opt host "host", req port "port" }
    Toleration { opt effect "effect", opt key "key", opt operator "operator", opt toleration_seconds "tolerationSeconds", opt value "value" }
    TopologySpreadConstraint { opt label_selector "labelSelector", opt match_label_keys "matchLabelKeys", req max_skew "maxSkew", opt min_domains "minDomains", opt node_affinity_policy "nodeAffinityPolicy", opt node_taints_policy "nodeTaintsPolicy", req topology_key "topologyKey", req when_unsatisfiable "whenUnsatisfiable" }
    TypedLocalObjectReference { opt api_group "apiGroup", req kind "kind", req name "name" }
    TypedObjectReference { opt api_group "apiGroup", req kind "kind", req name "name", opt namespace "namespace" }
    Volume { opt aws_elastic_block_store "awsElasticBlockStore", opt azure_disk "azureDisk", opt azure_file "azureFile", opt cephfs "cephfs", opt cinder "cinder", opt config_map "configMap", opt csi "csi", opt downward_api "downwardAPI", opt empty_dir "emptyDir", opt ephemeral "ephemeral", opt fc "fc", opt flex_volume "flexVolume", opt flocker "flocker", opt gce_persistent_disk "gcePersistentDisk", opt git_repo "gitRepo", opt glusterfs "glusterfs", opt host_path "hostPath", opt image "image", opt iscsi "iscsi", req name "name", opt nfs "nfs", opt persistent_volume_claim "persistentVolumeClaim", opt photon_persistent_disk "photonPersistentDisk", opt portworx_volume "portworxVolume", opt projected "projected", opt quobyte "quobyte", opt rbd "rbd", opt scale_io "scaleIO", opt secret "secret", opt storageos "storageos", opt vsphere_volume "vsphereVolume" }
    VolumeDevice { req device_path "devicePath", req name "name" }
    VolumeMount { req mount_path "mountPath", opt mount_propagation "mountPropagation", req name "name", opt read_only "readOnly", opt recursive_read_only "recursiveReadOnly", opt sub_path "subPath", opt sub_path_expr "subPathExpr" }
    VolumeProjection { opt cluster_trust_bundle "clusterTrustBundle", opt config_map "configMap", opt downward_api "downwardAPI", opt pod_certificate "podCertificate", opt secret "secret", opt service_account_token "serviceAccountToken" }
    VolumeResourceRequirements { opt limits "limits", opt requests "requests" }
    VsphereVirtualDiskVolumeSource { opt fs_type "fsType", opt storage_policy_id "storagePolicyID", opt storage_policy_name "storagePolicyName", req volume_path "volumePath" }
    WeightedPodAffinityTerm { req pod_affinity_term "podAffinityTerm", req weight "weight" }
    WindowsSecurityContextOptions { opt gmsa_credential_spec "gmsaCredentialSpec", opt gmsa_credential_spec_name "gmsaCredentialSpecName", opt host_process "hostProcess", opt run_as_user_name "runAsUserName" }
}
