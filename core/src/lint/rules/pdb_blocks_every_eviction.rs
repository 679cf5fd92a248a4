//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::together::{Other, Together};
use crate::text::{Edit, FieldPath};
use crate::yaml::{Node, write};

declare_rule! {
    /// A disruption budget allows no Pod to be evicted.
    ///
    /// ## Why it matters
    ///
    /// `kubectl drain`, node upgrades and autoscalers evict Pods, and ask the budget first. Where it needs every Pod, each eviction is refused, and the node is never empty: an upgrade waits until somebody deletes the Pod by hand.
    /// With one replica, `minAvailable: 1` is such a budget.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   minAvailable: 2
    ///   selector:
    ///     matchLabels: {app: web}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 2
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: web
    ///         image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   maxUnavailable: 1
    ///   selector:
    ///     matchLabels: {app: web}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 2
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: web
    ///         image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>; `getExpectedPodCount`, pkg/controller/disruption/disruption.go.
    "pdb-blocks-every-eviction", "O07", since = "0.1.0", Warning, [Default], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for budget in all.of_kind("PodDisruptionBudget") {
        let Some(spec) = budget.root.get("spec") else { continue };
        let Some(selector) = spec.get("selector") else { continue };
        if selector.get("matchExpressions").is_some() {
            continue;
        }
        let mut pods = all.labelled(budget.namespace, selector.get("matchLabels"));
        // Of several workloads the budget is about all Pods together.
        let (Some(pod), None) = (pods.next(), pods.next()) else { continue };
        let name = pod.object.metadata().name.as_deref();
        let Some(replicas) = pod.replicas().filter(|_| !is_scaled(all, name)) else { continue };
        let replicas = i64::from(replicas);
        let (least, most) = (spec.get("minAvailable"), spec.get("maxUnavailable"));
        let (field, value, is_blocked) = match (least, most) {
            (Some(least), _) => {
                ("minAvailable", least, needed(least, replicas).is_some_and(|it| it >= replicas))
            }
            (None, Some(most)) => ("maxUnavailable", most, needed(most, replicas) == Some(0)),
            (None, None) => continue,
        };
        if !is_blocked || replicas == 0 {
            continue;
        }
        let name = name.unwrap_or_default();
        let of_pods =
            if replicas == 1 { "the one Pod".to_owned() } else { format!("all {replicas} Pods") };
        let path = FieldPath::root().child("spec").child(field);
        let written = pod.pod_path.parent().child("replicas");
        diagnostics.push(
            RULE.finding(
                value.span,
                format!("no Pod of `{name}` can be evicted: the budget needs {of_pods}, and a drain never ends"),
            )
            .field(&path)
            .help("allow one to be away, `maxUnavailable: 1`, or run more replicas")
            .related(pod.span(&written), "so many there are")
            .draft("Allow one to be away", fix(all, budget, &path)),
        );
    }
}

/// Whether something of the text changes how many there are.
fn is_scaled(all: &Together<'_>, name: Option<&str>) -> bool {
    let is_target = |other: &Other<'_>| {
        let target = other.root.get("spec").and_then(|spec| spec.get("scaleTargetRef"));
        let of = target.and_then(|target| target.get("name")).and_then(Node::as_str);
        of.is_some() && of == name
    };
    all.others.iter().any(is_target)
}

/// The number that a number or a share of the replicas comes to; shares are rounded up.
///
/// Upstream: `GetScaledValueFromIntOrPercent`, staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go.
fn needed(value: &Node, replicas: i64) -> Option<i64> {
    if let Some(number) = value.as_int() {
        return i64::try_from(number).ok();
    }
    let percent: i64 = value.as_str()?.strip_suffix('%')?.parse().ok()?;
    percent.checked_mul(replicas)?.checked_add(99).map(|all| all / 100)
}

/// The edits that make the budget allow one.
fn fix(all: &Together<'_>, budget: &Other<'_>, path: &FieldPath) -> Option<Vec<Edit>> {
    write::exchange(all.text, budget.root, path, "maxUnavailable", "1")
}
