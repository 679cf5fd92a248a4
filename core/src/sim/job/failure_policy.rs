//! `podFailurePolicy`.
//!
//! Upstream: pkg/controller/job/pod_failure_policy.go.

use k8s_openapi::api::batch::v1::{
    PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule,
};
use k8s_openapi::api::core::v1::{ContainerStatus, PodStatus};

/// What the policy makes of a Pod that failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Why the whole Job fails, where it does.
    pub(super) fails_job: Option<String>,
    /// Whether the failure counts.
    pub(super) counts: bool,
    /// Whether the Pod's index is given up.
    pub(super) fails_index: bool,
}

/// Asks the rules in their order: the first that matches decides, and a failure that none matches counts.
///
/// Upstream: `matchPodFailurePolicy`.
pub(super) fn judge(
    policy: Option<&PodFailurePolicy>,
    namespace: &str,
    pod: &str,
    status: &PodStatus,
) -> Verdict {
    let mut verdict = Verdict { fails_job: None, counts: true, fails_index: false };
    let rules = policy.iter().flat_map(|policy| &policy.rules).enumerate();
    for (index, rule) in rules {
        let Some(why) = matches(rule, namespace, pod, status) else { continue };
        match rule.action.as_str() {
            "Ignore" => verdict.counts = false,
            "FailIndex" => verdict.fails_index = true,
            "FailJob" => {
                verdict.fails_job = Some(format!("{why} matching FailJob rule at index {index}"));
            }
            _ => {}
        }
        break;
    }
    verdict
}

/// What of the Pod a rule matches, in words.
fn matches(
    rule: &PodFailurePolicyRule,
    namespace: &str,
    pod: &str,
    status: &PodStatus,
) -> Option<String> {
    if let Some(codes) = &rule.on_exit_codes {
        let lists = [&status.container_statuses, &status.init_container_statuses];
        return lists.into_iter().flatten().flatten().find_map(|container| {
            let code = exit_code(container, codes)?;
            let name = &container.name;
            Some(format!("Container {name} for pod {namespace}/{pod} failed with exit code {code}"))
        });
    }
    let patterns = rule.on_pod_conditions.as_ref()?;
    let condition = status.conditions.iter().flatten().find(|condition| {
        patterns.iter().any(|pattern| {
            let wanted = pattern.status.as_deref().unwrap_or("True");
            pattern.type_ == condition.type_ && wanted == condition.status
        })
    })?;
    Some(format!("Pod {namespace}/{pod} has condition {}", condition.type_))
}

/// The exit code of a container that ended badly, if the requirement is about it.
///
/// Upstream: `matchOnExitCodes`.
fn exit_code(
    container: &ContainerStatus,
    wanted: &PodFailurePolicyOnExitCodesRequirement,
) -> Option<i32> {
    let code = container.state.as_ref()?.terminated.as_ref()?.exit_code;
    let is_meant = wanted.container_name.as_ref().is_none_or(|name| *name == container.name);
    let is_listed = wanted.values.contains(&code);
    let fits = if wanted.operator == "NotIn" { !is_listed } else { is_listed };
    (code != 0 && is_meant && fits).then_some(code)
}
