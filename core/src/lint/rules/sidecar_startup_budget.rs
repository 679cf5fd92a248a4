//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::object::Object;
use crate::sim::trace::ProbeKind;
use crate::text::FieldPath;

declare_rule! {
    /// The native sidecars of a Deployment may take longer to start than its rollout may.
    ///
    /// ## Why it matters
    ///
    /// Native sidecars start one after the other, each when the `startupProbe` of the one before has passed.
    /// A probe allows `initialDelaySeconds` and `failureThreshold` times `periodSeconds` before it gives up, and the app waits for the sum of it.
    /// A Deployment that makes no progress for `progressDeadlineSeconds`, 600 where nothing is said, is marked as failed, while nothing has failed yet.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   progressDeadlineSeconds: 60
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: proxy
    ///         image: envoyproxy/envoy:v1.34.0
    ///         restartPolicy: Always
    ///         startupProbe: {httpGet: {path: /ready, port: 9901}, failureThreshold: 30}
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: proxy
    ///         image: envoyproxy/envoy:v1.34.0
    ///         restartPolicy: Always
    ///         startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds>; `DeploymentTimedOut`, pkg/controller/deployment/util/deployment_util.go.
    "sidecar-startup-budget", "S05", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Object::Deployment(deployment) = pod.object else { return };
    let deadline = deployment.spec.as_ref().and_then(|spec| spec.progress_deadline_seconds);
    let deadline = i64::from(deadline.unwrap_or(600));
    let (mut sum, mut longest) = (0_i64, None);
    for member in pod.sidecars() {
        let mut probes = member.probes();
        let startup = probes.find(|asked| asked.kind == ProbeKind::Startup);
        let Some(seconds) = startup.map(|asked| asked.budget()) else { continue };
        sum = sum.saturating_add(seconds);
        if longest.is_none_or(|(_, other)| other < seconds) {
            longest = Some((member, seconds));
        }
    }
    let Some((member, seconds)) = longest.filter(|_| sum >= deadline) else { return };
    let name = member.name();
    let path = member.path.child("startupProbe");
    let own =
        if seconds == sum { String::new() } else { format!(", of them {seconds} s for `{name}`") };
    let message = format!(
        "the sidecars may take {sum} s to start{own}, and the rollout counts as failed after {deadline} s"
    );
    let threshold = path.child("failureThreshold");
    let place = if pod.is_written(&threshold) { threshold } else { path };
    let mut finding = RULE
        .about(pod, &place, message)
        .help("probe more often and allow less time, or raise `progressDeadlineSeconds`")
        .container(name);
    let limit = FieldPath::parse("spec.progressDeadlineSeconds");
    if pod.is_written(&limit) {
        finding = finding.related(pod.span(&limit), "the rollout's time");
    }
    diagnostics.push(finding);
}
