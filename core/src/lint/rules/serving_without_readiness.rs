//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Other;
use crate::lint::Together;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::time::SimDuration;

declare_rule! {
    /// A Service leads to a container that has no readinessProbe.
    ///
    /// ## Why it matters
    ///
    /// Without a readinessProbe a container is ready the moment its process runs.
    /// The Service sends requests at once, and all that come before the process listens are refused: with each new replica and each restart.
    /// A rolling update goes on to the next Pod although this one answers nobody yet.
    /// A startupProbe holds a container back at its start as well, but takes it out of no Service later.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    ///
    /// ```yaml,fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: web
    ///         image: registry.example/web:1.0
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: 8080}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 80}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#probe-results>; `UpdatePodStatus`, pkg/kubelet/prober/prober_manager.go.
    "serving-without-readiness", "P05", since = "0.1.0", Warning, [Default], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (service, pod, member, port) in all.served() {
        // Who has a startupProbe is not ready before that has passed.
        let container = member.container;
        if container.readiness_probe.is_none() && container.startup_probe.is_none() {
            let finding = found(service, pod, member, port);
            let here = "sends it requests from the moment it runs";
            diagnostics.push(finding.related(service.span(), here));
        }
    }
}

fn found(service: &Other<'_>, pod: &Subject<'_>, member: &Member<'_>, port: u16) -> Diagnostic {
    let (name, whose) = (member.name(), service.name);
    let started = pod.runs(member).first().map(|run| run.started);
    let listens = pod.listens(member, port);
    let early = started.zip(listens).map(|(started, listens)| listens.since(started));
    let early = early.map(SimDuration::whole_secs).filter(|seconds| *seconds > 0);
    let message = match early {
        Some(seconds) => {
            format!("`{name}` gets requests of the Service `{whose}` {seconds} s before it listens")
        }
        None => format!("`{name}` gets requests of the Service `{whose}` before it can answer"),
    };
    let path = member.path.child("name");
    let mut finding = RULE
        .about(pod, &path, message)
        .help("add a `readinessProbe` that passes once it can serve")
        .container(name);
    finding.at = early.and(started);
    let probe = format!("tcpSocket: {{port: {port}}}");
    let edits = pod.put(&member.path.child("readinessProbe"), &probe);
    finding.offer("Wait until the port is open", edits, false);
    finding
}
