//! Examples of the site, for tests.

/// Their names and texts.
pub(super) const EXAMPLES: &[(&str, &str)] = &[
    ("classic-log-shipper", include_str!("../../../content/examples/classic-log-shipper.yaml")),
    ("native-log-shipper", include_str!("../../../content/examples/native-log-shipper.yaml")),
    ("shop", include_str!("../../../content/examples/shop.yaml")),
    ("init-chain", include_str!("../../../content/examples/init-chain.yaml")),
    ("job-classic-sidecar", include_str!("../../../content/examples/job-classic-sidecar.yaml")),
    ("job-native-sidecar", include_str!("../../../content/examples/job-native-sidecar.yaml")),
    ("mesh-native-proxy", include_str!("../../../content/examples/mesh-native-proxy.yaml")),
    ("mesh-start-race", include_str!("../../../content/examples/mesh-start-race.yaml")),
    ("redis-cache-per-pod", include_str!("../../../content/examples/redis-cache-per-pod.yaml")),
    ("deployment-tls-proxy", include_str!("../../../content/examples/deployment-tls-proxy.yaml")),
    ("crash-loop", include_str!("../../../content/examples/crash-loop.yaml")),
    ("vault-agent", include_str!("../../../content/examples/vault-agent.yaml")),
    ("cronjob-report", include_str!("../../../content/examples/cronjob-report.yaml")),
    ("otel-collector", include_str!("../../../content/examples/otel-collector.yaml")),
    ("nginx-and-php-fpm", include_str!("../../../content/examples/nginx-and-php-fpm.yaml")),
    ("two-sidecars-in-order", include_str!("../../../content/examples/two-sidecars-in-order.yaml")),
    ("restart-rules", include_str!("../../../content/examples/restart-rules.yaml")),
];

/// The text of one.
pub(super) fn example(name: &str) -> &'static str {
    EXAMPLES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).expect(name)
}
