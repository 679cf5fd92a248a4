//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::lint::together::{Other, Together};
use crate::yaml::Node;

declare_rule! {
    /// A Service names a port that no container of its Pods has.
    ///
    /// ## Why it matters
    ///
    /// A `targetPort` that is a name is looked up in the ports of the Pods. Where none has that name the Service has no endpoint for it: connections to the Service are refused, although every Pod is Ready.
    /// A port of a regular init container does not count, one of a native sidecar does.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: web
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - name: http
    ///       containerPort: 80
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: http
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - name: http
    ///       containerPort: 80
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>; `FindPort`, pkg/api/pod/util.go.
    "service-target-unresolved", "N04", since = "0.1.0", Warning, [Default, Exam], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        let ports = service.root.get("spec").and_then(|spec| spec.get("ports"));
        for port in ports.iter().flat_map(|ports| ports.items()) {
            let Some(target) = port.get("targetPort") else { continue };
            let Some(name) = target.as_str() else { continue };
            let pods: Vec<&Subject<'_>> = all.selected(service).collect();
            let has = |pod: &&Subject<'_>| {
                let mut ports =
                    pod.staying().flat_map(|member| member.container.ports.iter().flatten());
                ports.any(|port| port.name.as_deref() == Some(name))
            };
            let Some(pod) = pods.first().filter(|_| !pods.iter().any(has)) else { continue };
            let message = format!(
                "no container has a port named `{name}`: the Service `{}` leads nowhere",
                service.name
            );
            diagnostics.push(
                RULE.finding(target.span, message)
                    .field(&place(service, target))
                    .help("name a port of a container here, or give its number")
                    .related(pod.span(&pod.spec_path().child("containers")), "the containers"),
            );
        }
    }
}

/// `spec.ports[0].targetPort`
fn place(service: &Other<'_>, target: &Node) -> String {
    let ports = service.root.get("spec").and_then(|spec| spec.get("ports"));
    let holds = |port: &Node| port.get("targetPort").is_some_and(|of| of.span == target.span);
    let index = ports.and_then(|ports| ports.items().iter().position(holds)).unwrap_or_default();
    format!("spec.ports[{index}].targetPort")
}
