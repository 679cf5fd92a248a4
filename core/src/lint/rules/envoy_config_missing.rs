//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::repository;

declare_rule! {
    /// Envoy runs with the example configuration of its image.
    ///
    /// ## Why it matters
    ///
    /// Without arguments the image reads `/etc/envoy/envoy.yaml`, and what stands there by default is an example: it listens on port 10000 and sends everything to www.envoyproxy.io.
    /// The container runs and is Ready, and no request of the Pod ever goes through it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     volumeMounts: [{name: certificates, mountPath: /etc/envoy/tls}]
    ///   volumes:
    ///   - name: certificates
    ///     secret: {secretName: tls}
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
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}, periodSeconds: 1, failureThreshold: 60}
    ///     volumeMounts: [{name: config, mountPath: /etc/envoy}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///   volumes:
    ///   - name: config
    ///     configMap: {name: envoy}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://www.envoyproxy.io/docs/envoy/latest/start/docker>; <https://github.com/envoyproxy/envoy/blob/main/configs/envoyproxy_io_proxy.yaml>.
    "envoy-config-missing", "M05", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let container = member.container;
        let image = repository(container.image.as_deref().unwrap_or_default());
        let is_envoy = image == "envoyproxy/envoy"
            || image.ends_with("/envoyproxy/envoy")
            || image.ends_with("envoyproxy/envoy-distroless");
        let has_config = || member.mount_at("/etc/envoy/envoy.yaml").is_some();
        if !is_envoy || has_config() || member.words().next().is_some() {
            continue;
        }
        let name = member.name();
        let message = format!(
            "`{name}` runs Envoy's example configuration: port 10000, and all of it goes to www.envoyproxy.io"
        );
        diagnostics.push(
            RULE.about(pod, &member.path.child("image"), message)
                .help("mount your own configuration at `/etc/envoy`, or name it by `-c`")
                .container(name),
        );
    }
}
