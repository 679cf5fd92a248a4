//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::lint::together::{Other, Together};
use crate::text::{Edit, FieldPath};
use crate::yaml::Node;

declare_rule! {
    /// An autoscaler looks at the sum of all containers, and helpers are in it.
    ///
    /// ## Why it matters
    ///
    /// A metric of type `Resource` is what all containers of the Pod use together, as a part of what they request together, and native sidecars count.
    /// A helper that requests much and does little holds the average down: the app is overloaded before replicas are added. One that is busy while the app is not does the opposite.
    /// A metric of type `ContainerResource` looks at one container. An autoscaler without metrics has one of type `Resource`: 80 % of the CPU.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: shop
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
    ///   maxReplicas: 10
    ///   metrics:
    ///   - type: Resource
    ///     resource:
    ///       name: cpu
    ///       target: {type: Utilization, averageUtilization: 70}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: shop
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: metrics-exporter
    ///         image: registry.example/exporter:1.4
    ///         restartPolicy: Always
    ///         resources: {requests: {cpu: 200m, memory: 64Mi}}
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///         resources: {requests: {cpu: 500m, memory: 256Mi}}
    /// ```
    ///
    /// ```yaml,fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: shop
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
    ///   maxReplicas: 10
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: shop
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: metrics-exporter
    ///         image: registry.example/exporter:1.4
    ///         restartPolicy: Always
    ///         resources: {requests: {cpu: 200m, memory: 64Mi}}
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///         resources: {requests: {cpu: 500m, memory: 256Mi}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: shop
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
    ///   maxReplicas: 10
    ///   metrics:
    ///   - type: ContainerResource
    ///     containerResource:
    ///       container: shop
    ///       name: cpu
    ///       target: {type: Utilization, averageUtilization: 70}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: shop
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       initContainers:
    ///       - name: metrics-exporter
    ///         image: registry.example/exporter:1.4
    ///         restartPolicy: Always
    ///         resources: {requests: {cpu: 200m, memory: 64Mi}}
    ///       containers:
    ///       - name: shop
    ///         image: registry.example/shop:8.2
    ///         resources: {requests: {cpu: 500m, memory: 256Mi}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#container-resource-metrics>, stable since Kubernetes 1.30; `calculatePodRequestsFromContainers`, pkg/controller/podautoscaler/replica_calculator.go.
    "hpa-diluted-by-sidecar", "R04", since = "0.1.0", Info, [Default], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for scaler in all.of_kind("HorizontalPodAutoscaler") {
        let Some(spec) = scaler.root.get("spec") else { continue };
        let target = |name: &str| spec.get("scaleTargetRef")?.get(name)?.as_str();
        let is_target = |pod: &&Subject<'_>| {
            target("kind") == Some(pod.object.kind().name())
                && target("name") == pod.object.metadata().name.as_deref()
                && pod.namespace() == scaler.namespace
        };
        let Some(pod) = all.pods.iter().find(is_target) else { continue };
        let mut staying = pod.staying();
        let Some(helper) = staying.find(|member| member.helper().is_some()) else { continue };
        let mut apps = pod.apps().filter(|member| member.helper().is_none());
        let Some(app) = apps.next() else { continue };
        let metrics = FieldPath::root().child("spec").child("metrics");
        for (index, metric) in spec.get("metrics").iter().flat_map(|all| all.items()).enumerate() {
            if metric.get("type").and_then(Node::as_str) == Some("Resource") {
                let place = metrics.index(index);
                let mut found = say(scaler, &place.child("type"), pod, helper, app);
                let edits = container_metric(all.text, scaler, &place, metric, app.name());
                found.offer(&format!("Look at {} alone", app.name()), edits, false);
                diagnostics.push(found);
            }
        }
        // autoscaling/v1 knows nothing else.
        let short = FieldPath::root().child("spec").child("targetCPUUtilizationPercentage");
        if scaler.root.at(&short).is_some() {
            diagnostics.push(say(scaler, &short, pod, helper, app));
        } else if spec.get("metrics").is_none_or(|all| all.items().is_empty()) {
            let place = FieldPath::root().child("spec").child("scaleTargetRef.name");
            diagnostics.push(say(scaler, &place, pod, helper, app));
        }
    }
}

fn say(
    scaler: &Other<'_>,
    path: &FieldPath,
    pod: &Subject<'_>,
    helper: &Member<'_>,
    app: &Member<'_>,
) -> Diagnostic {
    let span = scaler.root.locate(path);
    let message = format!("the metric is of all containers together: `{}` is in it", helper.name());
    let help = format!("use a metric of type `ContainerResource` for `{}`", app.name());
    let at = helper.path.child("name");
    let related = format!("a {}", helper.helper().map_or("helper".to_owned(), |it| it.to_string()));
    RULE.finding(span, message).field(path).help(help).related(pod.span(&at), related)
}

/// The edits that make the metric one of a single container.
fn container_metric(
    text: &str,
    scaler: &Other<'_>,
    place: &FieldPath,
    metric: &Node,
    container: &str,
) -> Option<Vec<Edit>> {
    let entry = metric.entry("resource").filter(|entry| !entry.merged)?;
    let mut edits = scaler.put(text, &place.child("type"), "ContainerResource")?;
    edits.push(Edit::replace(entry.key, "containerResource"));
    edits.extend(scaler.put(text, &place.child("resource.container"), container)?);
    Some(edits)
}
