//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::machine::deeds::Act;

declare_rule! {
    /// The admin port of a proxy is open to the whole cluster.
    ///
    /// ## Why it matters
    ///
    /// Who reaches the admin interface of Envoy can read its configuration with its certificates, change its log level and stop it; nobody is asked for a password.
    /// The port is meant for `localhost`: `kubectl port-forward` reaches it there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: envoy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}}
    ///     ports:
    ///     - containerPort: 10000
    ///     - containerPort: 9901
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: envoy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 10000}}
    ///     ports:
    ///     - containerPort: 10000
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://www.envoyproxy.io/docs/envoy/latest/operations/admin>
    "admin-port-exposed", "N09", since = "0.1.0", Info, [], Pod(check)
}

/// Where Envoy, Istio's and Linkerd's proxies have their admin interfaces.
const ADMIN: [u16; 4] = [9901, 15000, 19000, 4191];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.staying().filter(|member| member.helper() == Some(Helper::Proxy)) {
        for (index, port) in member.container.ports.iter().flatten().enumerate() {
            let number = ADMIN.into_iter().find(|admin| i32::from(*admin) == port.container_port);
            let Some(number) = number else { continue };
            let is_local =
                |act: &Act| matches!(act, Act::Listens { port, is_local: true } if *port == number);
            if pod.deeds(member).any(|deed| is_local(&deed.act)) {
                continue;
            }
            let name = member.name();
            let path = member.path.child("ports").index(index);
            diagnostics.push(
                RULE.about(
                    pod,
                    &path.child("containerPort"),
                    format!("{number} is the admin port of `{name}`: who reaches the Pod can stop the proxy"),
                )
                .help("bind it to 127.0.0.1, and leave the port out here")
                .container(name)
                .draft("Leave the port out", pod.remove(&path)),
            );
        }
    }
}
