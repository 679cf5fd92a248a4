//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::{familiar, parted};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A short image name is not one of Docker's official images.
    ///
    /// ## Why it matters
    ///
    /// A name without a slash is looked up among the official images: `envoy` is `docker.io/library/envoy`, which does not exist. Its makers publish it under a name of their own.
    /// The container stays in `ImagePullBackOff`, and with it every container that comes later in the list of init containers.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: prometheus:v3.1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: prom/prometheus:v3.1.0
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: prometheus:lab
    ///     imagePullPolicy: Never
    /// ```
    ///
    /// ## Source
    ///
    /// <https://github.com/docker-library/official-images/tree/master/library> lists the official images; <https://kubernetes.io/docs/concepts/containers/images/#image-names>.
    "image-not-in-library", "G02", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// What is not there, where it is, and what its makers put in front of a version.
#[rustfmt::skip]
const NAMES: [(&str, &str, &str); 44] = [
    ("alertmanager", "prom/alertmanager", "v"),
    ("argocd", "quay.io/argoproj/argocd", "v"),
    ("aws-cli", "amazon/aws-cli", ""),
    ("blackbox-exporter", "prom/blackbox-exporter", "v"),
    ("cadvisor", "ghcr.io/google/cadvisor", "v"),
    ("cloud-sql-proxy", "gcr.io/cloud-sql-connectors/cloud-sql-proxy", ""),
    ("cloudflared", "cloudflare/cloudflared", ""),
    ("configmap-reload", "ghcr.io/jimmidyson/configmap-reload", "v"),
    ("coredns", "coredns/coredns", ""),
    ("curl", "curlimages/curl", ""),
    ("daprd", "daprio/daprd", ""),
    ("dockerize", "jwilder/dockerize", "v"),
    ("envoy", "envoyproxy/envoy", "v"),
    ("etcd", "registry.k8s.io/etcd", ""),
    ("filebeat", "docker.elastic.co/beats/filebeat", ""),
    ("fluent-bit", "fluent/fluent-bit", ""),
    ("fluentbit", "fluent/fluent-bit", ""),
    ("git-sync", "registry.k8s.io/git-sync/git-sync", "v"),
    ("grafana", "grafana/grafana", ""),
    ("istio-proxy", "istio/proxyv2", ""),
    ("jaeger", "jaegertracing/jaeger", ""),
    ("jaeger-agent", "jaegertracing/jaeger-agent", ""),
    ("k8s-sidecar", "quay.io/kiwigrid/k8s-sidecar", ""),
    ("kafka", "apache/kafka", ""),
    ("keycloak", "quay.io/keycloak/keycloak", ""),
    ("kubectl", "registry.k8s.io/kubectl", "v"),
    ("loki", "grafana/loki", ""),
    ("metricbeat", "docker.elastic.co/beats/metricbeat", ""),
    ("mysqld-exporter", "prom/mysqld-exporter", "v"),
    ("netshoot", "nicolaka/netshoot", "v"),
    ("nginx-prometheus-exporter", "nginx/nginx-prometheus-exporter", ""),
    ("node-exporter", "prom/node-exporter", "v"),
    ("oauth2-proxy", "quay.io/oauth2-proxy/oauth2-proxy", "v"),
    ("opa", "openpolicyagent/opa", ""),
    ("opentelemetry-collector", "otel/opentelemetry-collector", ""),
    ("opentelemetry-collector-contrib", "otel/opentelemetry-collector-contrib", ""),
    ("otel-collector", "otel/opentelemetry-collector", ""),
    ("pgbouncer", "edoburu/pgbouncer", "v"),
    ("prometheus", "prom/prometheus", "v"),
    ("promtail", "grafana/promtail", ""),
    ("proxyv2", "istio/proxyv2", ""),
    ("redis-exporter", "oliver006/redis_exporter", "v"),
    ("statsd-exporter", "prom/statsd-exporter", "v"),
    ("vault-agent", "hashicorp/vault", ""),
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(image) = member.container.image.as_deref() else { continue };
        let (repository, rest) = parted(image);
        let short = familiar(repository);
        // What somebody has loaded into the node may have any name.
        let is_loaded = member.container.image_pull_policy.as_deref() == Some("Never");
        if short.contains('/') || is_loaded {
            continue;
        }
        let known = NAMES.iter().find(|(wrong, ..)| *wrong == short);
        let Some((_, right, sign)) = known else { continue };
        let version = rest.strip_prefix(':');
        let full = match version.filter(|tag| tag.starts_with(|c: char| c.is_ascii_digit())) {
            Some(version) => format!("{right}:{sign}{version}"),
            None => format!("{right}{rest}"),
        };
        let (name, path) = (member.name(), member.path.child("image"));
        let message = format!(
            "there is no official image `{short}`: `{name}` would wait in ImagePullBackOff"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help(format!("its makers publish it as `{right}`"))
                .container(name)
                .safe_fix(&format!("Use {right}"), pod.put(&path, &full)),
        );
    }
}
