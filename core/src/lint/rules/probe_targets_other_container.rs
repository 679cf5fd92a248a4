//! See [`RULE`].

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::sim::trace::ProbeKind;

declare_rule! {
    /// A probe that kills a container asks a port of another one.
    ///
    /// ## Why it matters
    ///
    /// The kubelet asks the address of the Pod, which its containers share: whoever listens on the port answers.
    /// When the other container is down, the kubelet starts this one again, which helps nobody and takes the app away as well.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 9901}]
    ///     startupProbe: {tcpSocket: {port: 9901}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     ports: [{containerPort: 8080}]
    ///     livenessProbe:
    ///       tcpSocket: {port: 9901}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     ports: [{containerPort: 8080}]
    ///     livenessProbe:
    ///       tcpSocket: {port: 6379}
    ///   - name: cache
    ///     image: redis:7.4
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 9901}]
    ///     startupProbe: {tcpSocket: {port: 9901}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     ports: [{containerPort: 8080}]
    ///     livenessProbe:
    ///       tcpSocket: {port: 8080}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#check-mechanisms>; `runProbe`, pkg/kubelet/prober/prober.go.
    "probe-targets-other-container", "P02", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying() {
        let kills = member.probes().filter(|asked| asked.kind != ProbeKind::Readiness);
        for asked in kills.filter(|asked| asked.host().is_none()) {
            let Some((IntOrString::Int(port), path)) = asked.port() else { continue };
            let Ok(port) = u16::try_from(port) else { continue };
            // What nothing is known of is assumed to listen where it is asked.
            let is_known = |member: &Member<'_>| {
                member.declares(port)
                    || member.words().next().is_none() && member.usual_port() == Some(port)
            };
            if is_known(member) {
                continue;
            }
            let Some(other) = pod.staying().find(|other| is_known(other)) else { continue };
            let (name, field, whose) = (member.name(), asked.field, other.name());
            let message = format!(
                "the {field} of `{name}` asks port {port} of `{whose}`: when that is down, `{name}` is killed"
            );
            let place = pod.field_or_name(other, other.path.child("ports"));
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help(format!("ask a port of `{name}` itself"))
                    .related(pod.span(&place), format!("`{whose}` listens there"))
                    .container(name),
            );
        }
    }
}
