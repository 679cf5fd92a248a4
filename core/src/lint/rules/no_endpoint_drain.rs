//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Together;
use crate::lint::rule::declare_rule;
use crate::lint::script::may_sleep;
use crate::process::stops_slowly;

declare_rule! {
    /// A container behind a Service stops at once when its Pod is deleted.
    ///
    /// ## Why it matters
    ///
    /// That a Pod is being deleted is told to the kubelet and to what leads requests to it at the same moment.
    /// Until every node and every load balancer has heard of it, requests still come: a process that closes its port on SIGTERM refuses them, with each rolling update.
    /// A preStop hook that sleeps some seconds lets the news arrive first.
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
    ///     readinessProbe: {httpGet: {path: /, port: 80}}
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
    ///     readinessProbe: {httpGet: {path: /, port: 80}}
    ///     lifecycle: {preStop: {sleep: {seconds: 5}}}
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
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination>; `killContainer`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "no-endpoint-drain", "T08", since = "0.1.0", Info, [], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (service, pod, member, _) in all.served() {
        let said = pod.scenario.container(member.name());
        if member.pre_stop().is_some()
            || pod.grace_period() <= 7
            || stops_slowly(member.container, said)
        {
            continue;
        }
        let (name, whose) = (member.name(), service.name);
        let message =
            format!("`{name}` may stop while the Service `{whose}` still sends it requests");
        let path = member.path.child("lifecycle.preStop");
        let edits = may_sleep(pod).then(|| pod.put(&path, "sleep: {seconds: 5}")).flatten();
        diagnostics.push(
            RULE.about(pod, &member.path.child("name"), message)
                .help("let a preStop hook wait some seconds, until nobody sends any more")
                .related(service.span(), "learns of the deletion at the same moment")
                .container(name)
                .safe_fix("Wait 5 s before it stops", edits),
        );
    }
}
