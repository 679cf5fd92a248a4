//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::lint::together::{Other, Together};
use crate::process::role::Role;
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// A Service leads past the container that checks who is asking.
    ///
    /// ## Why it matters
    ///
    /// A proxy that asks for a login, or speaks TLS, protects the app only where every request goes through it.
    /// A port of the Service that leads to the app itself lets everybody in the cluster go around the proxy.
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
    ///     targetPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   initContainers:
    ///   - name: oauth2-proxy
    ///     image: quay.io/oauth2-proxy/oauth2-proxy:v7.6.0
    ///     restartPolicy: Always
    ///     args: ["--http-address=0.0.0.0:4180", "--upstream=http://127.0.0.1:8080"]
    ///     ports: [{containerPort: 4180}]
    ///     startupProbe: {httpGet: {path: /ping, port: 4180}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8080}}
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
    ///     targetPort: 4180
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   initContainers:
    ///   - name: oauth2-proxy
    ///     image: quay.io/oauth2-proxy/oauth2-proxy:v7.6.0
    ///     restartPolicy: Always
    ///     args: ["--http-address=0.0.0.0:4180", "--upstream=http://127.0.0.1:8080"]
    ///     ports: [{containerPort: 4180}]
    ///     startupProbe: {httpGet: {path: /ping, port: 4180}}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>; `FindPort`, staging/src/k8s.io/endpointslice/utils.go.
    "auth-proxy-bypass", "N07", since = "0.1.0", Warning, [Default, Exam], Together(check)
}

/// Ports that are meant for others than the proxy's callers: their names hold one of these.
const OTHERS: [&str; 5] = ["metric", "health", "prom", "admin", "internal"];

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        let Some(pod) = all.selected(service).next() else { continue };
        let Some(proxy) = pod.staying().find(|member| guards(member)) else { continue };
        for way in service.ways() {
            let is_other = OTHERS.iter().any(|other| way.name().contains(other));
            let Some(number) = way.number(pod).filter(|_| !is_other) else { continue };
            let Some(app) = way.server(pod).filter(|app| app.helper().is_none()) else {
                continue;
            };
            let (name, proxy_name) = (app.name(), proxy.name());
            if name == proxy_name {
                continue;
            }
            let message = format!(
                "the Service `{}` leads past `{proxy_name}` to port {number} of `{name}`",
                service.name
            );
            diagnostics.push(
                RULE.finding(way.target.span, message)
                    .field(&way.path.child("targetPort"))
                    .help(format!(
                        "lead to the port of `{proxy_name}`, and let `{name}` listen on 127.0.0.1"
                    ))
                    .related(pod.span(&proxy.path.child("name")), "requests should go through it")
                    .draft("Lead to the proxy", through(all, service, pod, proxy, &way.path)),
            );
        }
    }
}

/// Whether a container lets in whom it knows, or speaks TLS for another one.
fn guards(member: &Member<'_>) -> bool {
    member.helper() == Some(Helper::AuthProxy)
        || member.helper().is_some() && member.of_image == Some(Role::TlsProxy)
}

/// The port leads to the proxy, where that has one port and no port of the Service leads to it yet.
fn through(
    all: &Together<'_>,
    service: &Other<'_>,
    pod: &Subject<'_>,
    proxy: &Member<'_>,
    path: &FieldPath,
) -> Option<Vec<Edit>> {
    let [port] = proxy.container.ports.as_deref()? else { return None };
    let is_reached = |own: u16| i32::from(own) == port.container_port;
    if service.ways().any(|way| way.number(pod).is_some_and(is_reached)) {
        return None;
    }
    service.put(all.text, &path.child("targetPort"), &port.container_port.to_string())
}
