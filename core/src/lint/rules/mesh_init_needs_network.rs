//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::{mesh, redirects};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::machine::deeds::Act;

declare_rule! {
    /// An init container calls out while the mesh's proxy does not run yet.
    ///
    /// ## Why it matters
    ///
    /// The mesh's own init container redirects all traffic of the Pod to the proxy. In `containers` the proxy starts after all init containers: what one of them calls in between is sent to a port where nobody listens, and refused.
    /// An init container that waits for an answer waits for ever, and the proxy that it needs never starts.
    /// As a native sidecar in front of it the proxy is there in time; what runs as the proxy's own user, 1337 in Istio, is not redirected, nor are the ports that the annotation `traffic.sidecar.istio.io/excludeOutboundPorts` names.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: istio-init
    ///     image: istio/proxyv2:1.24.3
    ///     args: ["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337"]
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "timeout 60 sh -c 'until nc -z db 5432; do sleep 2; done'"]
    ///   containers:
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.24.3
    ///     args: [proxy, sidecar]
    ///     lifecycle: {postStart: {exec: {command: [pilot-agent, wait]}}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: istio-init
    ///     image: istio/proxyv2:1.24.3
    ///     args: ["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337"]
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.24.3
    ///     restartPolicy: Always
    ///     args: [proxy, sidecar]
    ///     startupProbe: {httpGet: {path: /healthz/ready, port: 15021}, periodSeconds: 1, failureThreshold: 60}
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "timeout 60 sh -c 'until nc -z db 5432; do sleep 2; done'"]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ```yaml,pass
    /// metadata:
    ///   name: shop
    ///   annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "5432"}
    /// spec:
    ///   initContainers:
    ///   - name: istio-init
    ///     image: istio/proxyv2:1.24.3
    ///     args: ["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337"]
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "timeout 60 sh -c 'until nc -z db 5432; do sleep 2; done'"]
    ///   containers:
    ///   - name: istio-proxy
    ///     image: istio/proxyv2:1.24.3
    ///     args: [proxy, sidecar]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://istio.io/latest/docs/setup/additional-setup/cni/#compatibility-with-application-init-containers>
    "mesh-init-needs-network", "M03", since = "0.1.0", Warning, [Default], Pod(check)
}

/// The user whose traffic Istio and Linkerd leave alone.
const PROXY_USERS: [i64; 2] = [1337, 2102];

/// The annotations that take some of the traffic out.
const EXCLUDE: [&str; 3] = [
    "traffic.sidecar.istio.io/excludeOutboundPorts",
    "traffic.sidecar.istio.io/excludeOutboundIPRanges",
    "config.linkerd.io/skip-outbound-ports",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(proxy) = pod.apps().find(|app| mesh(app.container).is_some()) else { return };
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    // Who leaves ports or addresses out has thought of it.
    if EXCLUDE.iter().any(|key| annotations.is_some_and(|all| all.contains_key(*key))) {
        return;
    }
    for init in pod.inits().skip_while(|member| !redirects(pod, member)).skip(1) {
        if pod.user(init).is_some_and(|user| PROXY_USERS.contains(&user)) {
            continue;
        }
        let mut deeds = pod.deeds(init);
        let Some((at, host, port)) = deeds.find_map(|deed| {
            let Act::Asks { host, port, is_own: false, .. } = &deed.act else { return None };
            Some((deed.at, host, *port))
        }) else {
            continue;
        };
        let (name, other) = (init.name(), proxy.name());
        let message = format!(
            "`{name}` calls {host}:{port} through `{other}`, which starts after it: refused"
        );
        diagnostics.push(
            RULE.about(pod, &init.path.child("name"), message)
                .help(format!("make `{other}` a native sidecar in front of `{name}`, or run `{name}` as the proxy's user"))
                .related(pod.span(&proxy.path.child("name")), "starts after all init containers")
                .container(name)
                .at(at),
        );
    }
}
