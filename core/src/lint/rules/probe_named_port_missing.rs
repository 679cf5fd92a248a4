//! See [`RULE`].

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::lint::mend::one_line;
use crate::lint::ports::protocol;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::sim::trace::ProbeKind;
use crate::text::FieldPath;

declare_rule! {
    /// A probe names a port that its container does not have.
    ///
    /// ## Why it matters
    ///
    /// The name of a port is looked up in the container of the probe, and nowhere else.
    /// Nothing is refused: the kubelet tries again and again, and each time the probe is an error that counts neither as passed nor as failed.
    /// With a readinessProbe the container is never ready, with a startupProbe it never counts as started, and a livenessProbe watches nothing.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{name: http, containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: web}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{name: http, containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: http}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#http-probes>; `ResolveContainerPort`, pkg/probe/util.go.
    "probe-named-port-missing", "P11", since = "0.1.0", Error, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        for asked in member.probes() {
            let Some((IntOrString::String(port), path)) = asked.port() else { continue };
            let mut own = member.container.ports.iter().flatten();
            let is_known = own.any(|own| own.name.as_deref() == Some(port.as_str()));
            if is_known || port.parse::<i32>().is_ok() {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let comes = match asked.kind {
                ProbeKind::Startup => "it never counts as started",
                ProbeKind::Readiness => "it is never ready",
                ProbeKind::Liveness => "nothing watches it",
            };
            let message =
                format!("`{name}` has no port named `{port}`, which its {field} asks: {comes}");
            let mut finding = RULE
                .about(pod, &path, message)
                .help("name a port of this container, or give its number")
                .container(name);
            if asked.kind == ProbeKind::Liveness {
                finding.severity = Severity::Warning;
            }
            mend(pod, member, &path, &port, &mut finding);
            diagnostics.push(finding);
        }
    }
}

/// Gives the only port the name, or asks it by its own.
fn mend(
    pod: &Subject<'_>,
    member: &Member<'_>,
    path: &FieldPath,
    name: &str,
    finding: &mut Diagnostic,
) {
    if let Some([only]) = member.container.ports.as_deref() {
        if protocol(only) != "TCP" {
            return;
        }
        if let Some(other) = only.name.as_deref() {
            finding.offer("Ask the port that it has", pod.put(path, &one_line(other)), true);
        } else {
            let port = member.path.child("ports").index(0).child("name");
            finding.offer("Name its port so", pod.put(&port, &one_line(name)), true);
        }
    }
}
