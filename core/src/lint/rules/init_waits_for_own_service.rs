//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Together;
use crate::lint::rule::declare_rule;
use crate::process::machine::deeds::Act;

declare_rule! {
    /// An init container waits for the Service that its own Pod is behind.
    ///
    /// ## Why it matters
    ///
    /// A Service leads to Pods that are ready, and a Pod is not ready before its init containers have ended. The first Pod waits for itself, and all others with it.
    /// A headless Service with `publishNotReadyAddresses: true` leads to it before.
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
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   initContainers:
    ///   - name: check
    ///     image: busybox:1.36
    ///     command: ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://web"]
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    ///     readinessProbe: {tcpSocket: {port: 80}}
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
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   initContainers:
    ///   - name: check
    ///     image: busybox:1.36
    ///     command: ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://backend"]
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports: [{containerPort: 80}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions>; <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>; `podToEndpoint`, staging/src/k8s.io/endpointslice/utils.go.
    "init-waits-for-own-service", "I09", since = "0.1.0", Warning, [Default, Exam], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        for pod in all.selected(service) {
            for member in pod.inits() {
                let asked = pod.deeds(member).find(|deed| asks(&deed.act, service.name));
                let Some(asked) = asked.filter(|_| !pod.ended_well(member)) else { continue };
                let name = member.name();
                let message = format!(
                    "`{name}` waits for the Service `{}`, which leads to this Pod only when that is ready",
                    service.name
                );
                diagnostics.push(
                    RULE.about(pod, &member.path.child(member.command_field()), message)
                        .help("wait for what it needs from others, or ask in the app")
                        .related(service.span(), "it selects this Pod")
                        .container(name)
                        .at(asked.at),
                );
            }
        }
    }
}

/// Whether somebody asks a Service in vain.
fn asks(act: &Act, service: &str) -> bool {
    let Act::Asks { host, reached: false, .. } = act else { return false };
    host.split('.').next() == Some(service)
}
