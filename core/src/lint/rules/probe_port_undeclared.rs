//! See [`RULE`].

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// A probe asks a port that no container of the Pod declares.
    ///
    /// ## Why it matters
    ///
    /// `ports` opens nothing, so the Pod is accepted and the probe is tried.
    /// Where the number is a slip, nobody answers there: the container is never ready, or is killed again and again.
    /// A list of ports that is complete lets everybody see such a slip.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: 8081}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet: {path: /healthz, port: 8080}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#http-probes>; `ResolveContainerPort`, pkg/probe/util.go.
    "probe-port-undeclared", "P01", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut declared = Vec::new();
    for member in &pod.members {
        let ports = member.container.ports.iter().flatten();
        declared.extend(ports.map(|port| port.container_port));
    }
    for member in pod.staying() {
        let Some([first, others @ ..]) = member.container.ports.as_deref() else { continue };
        for asked in member.probes().filter(|asked| asked.host().is_none()) {
            let Some((IntOrString::Int(port), path)) = asked.port() else { continue };
            if declared.contains(&port) {
                continue;
            }
            let (name, field, known) = (member.name(), asked.field, first.container_port);
            let message =
                format!("the {field} of `{name}` asks port {port}, which nobody declares");
            let own = member.path.child("ports");
            let mut finding = RULE
                .about(pod, &path, message)
                .help("ask a port of the container, or add this one to its `ports`")
                .related(pod.span(&own), format!("the ports of `{name}`"))
                .container(name);
            let next = own.index(others.len() + 1);
            let declared = pod.put(&next, &format!("{{containerPort: {port}}}"));
            finding.offer(&format!("Declare port {port}"), declared, false);
            let is_usual = |member: &Member<'_>| member.usual_port().map(i32::from) == Some(port);
            if others.is_empty() && !pod.members.iter().any(is_usual) {
                let title = format!("Ask port {known}");
                finding.offer(&title, pod.put(&path, &known.to_string()), false);
            }
            diagnostics.push(finding);
        }
    }
}
