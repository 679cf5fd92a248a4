//! See [`RULE`].

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lint::helper::{Helper, redirects};
use crate::lint::ports::mentions;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::lint::together::Together;

declare_rule! {
    /// A Service leads past a proxy, and nothing else sends requests through it.
    ///
    /// ## Why it matters
    ///
    /// Containers of a Pod share one network; that alone puts no proxy in the way of anything.
    /// Requests come through it where the Service leads to its port, where the app is told to call its port, or where rules for the Pod's packets redirect them, as an init container or a plugin of a mesh sets them up.
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
    ///   - name: envoy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 10000}]
    ///     startupProbe: {tcpSocket: {port: 10000}}
    ///     volumeMounts: [{name: envoy, mountPath: /etc/envoy}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8080}}
    ///   volumes:
    ///   - name: envoy
    ///     configMap: {name: envoy}
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
    ///     targetPort: 10000
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   initContainers:
    ///   - name: envoy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 10000}]
    ///     startupProbe: {tcpSocket: {port: 10000}}
    ///     volumeMounts: [{name: envoy, mountPath: /etc/envoy}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///   volumes:
    ///   - name: envoy
    ///     configMap: {name: envoy}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking>; <https://istio.io/latest/docs/setup/additional-setup/cni/>.
    "proxy-not-in-path", "N10", since = "0.1.0", Info, [Default], Together(check)
}

/// What the annotations and labels of meshes begin with that redirect packets.
const MESHES: [&str; 4] = ["istio.io", "linkerd.io", "consul.hashicorp.com", "kuma.io"];

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        let Some(pod) = all.selected(service).next() else { continue };
        let proxies = pod.staying().filter(|member| member.helper() == Some(Helper::Proxy));
        for proxy in proxies.filter(|proxy| proxy.container.ports.is_some()) {
            if is_called(all, pod, proxy) || is_redirected(pod) {
                continue;
            }
            let name = proxy.name();
            let app = service.ways().find_map(|way| way.server(pod));
            let Some(app) = app.filter(|app| app.name() != name && app.helper().is_none()) else {
                continue;
            };
            diagnostics.push(
                RULE.about(
                    pod,
                    &proxy.path.child("name"),
                    format!(
                        "nothing here sends requests through `{name}`: the Service leads to `{}`",
                        app.name()
                    ),
                )
                .help(format!("let the Service lead to a port of `{name}`, or the app call it"))
                .related(service.span(), "this Service")
                .container(name),
            );
            return;
        }
    }
}

/// Whether a Service leads to it, or a container of the Pod speaks of one of its ports.
fn is_called(all: &Together<'_>, pod: &Subject<'_>, proxy: &Member<'_>) -> bool {
    let is_own = |port: u16| proxy.declares(port);
    let is_here =
        |other: &Subject<'_>| other.pod_path == pod.pod_path && std::ptr::eq(other.spec, pod.spec);
    let leads = all.of_kind("Service").any(|service| {
        let mut pods = all.selected(service);
        pods.any(is_here) && service.ways().any(|way| way.number(pod).is_none_or(is_own))
    });
    let others = || pod.members.iter().filter(|member| member.name() != proxy.name());
    leads
        || others().any(|member| pod.asks(member).iter().any(|(_, port, _)| is_own(*port)))
        || proxy.container.ports.iter().flatten().any(|port| {
            let number = u16::try_from(port.container_port).unwrap_or_default();
            others().any(|member| member.says().any(|text| mentions(text, number)))
        })
        // It may call others for the app, which is told so in a file.
        || others().any(|member| member.says().any(|text| text.to_ascii_lowercase().contains("proxy")))
}

/// Whether somebody sets up rules for the packets of the Pod.
fn is_redirected(pod: &Subject<'_>) -> bool {
    let of = |map: Option<&BTreeMap<String, String>>| {
        map.is_some_and(|all| all.keys().any(|key| MESHES.iter().any(|mesh| key.contains(mesh))))
    };
    let metadata = pod.metadata;
    of(metadata.and_then(|metadata| metadata.annotations.as_ref()))
        || of(metadata.and_then(|metadata| metadata.labels.as_ref()))
        || pod.members.iter().any(|member| !member.stays() && redirects(pod, member))
}
