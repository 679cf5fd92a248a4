//! The images, sorted by name. Each row says where it is from: what builds the image, or what its makers write.
//!
//! Start-up times are of a quiet node; no source has them. A row that says `assumed` has no source for how it stops.

use super::{Ends, Entry, Image, OnStop, Shell};
use crate::process::role::Role;
use crate::time::SimDuration;

/// An image whose `ENTRYPOINT` is a program that serves from one second after its start on, and stops well and at once.
const fn image(names: &'static [&'static str], role: Role, program: &'static str) -> Image {
    Image {
        names,
        tag: "",
        role,
        program,
        entry: Entry::Program,
        starts_after: SimDuration::from_secs(1),
        ports: &[],
        on_stop: well(0),
        stop_signal: None,
        ends: Ends::Never,
        unless: &[],
        well_with: &[],
        shell: Shell::None,
        user: None,
        logs: &[],
        is_assumed: false,
    }
}

/// An image that starts a shell, or a prompt, which ends where nobody types.
const fn tools(
    names: &'static [&'static str],
    role: Role,
    program: &'static str,
    shell: Shell,
) -> Image {
    Image {
        entry: Entry::None,
        starts_after: SimDuration::ZERO,
        on_stop: OnStop::Unhandled,
        ends: after(0),
        shell,
        user: ROOT,
        ..image(names, role, program)
    }
}

/// An image that does some work with its arguments, for so many seconds, and without them says how it is used.
const fn task(
    names: &'static [&'static str],
    role: Role,
    program: &'static str,
    unless: &'static [(&'static str, Ends)],
) -> Image {
    Image { starts_after: SimDuration::ZERO, ends: after(0), unless, ..image(names, role, program) }
}

/// It exits with 0 on the stop signal, after so many seconds.
const fn well(seconds: u64) -> OnStop {
    OnStop::Exits(SimDuration::from_secs(seconds), 0)
}

/// It exits as if the signal had killed it.
const TERMINATED: OnStop = OnStop::Exits(SimDuration::ZERO, 143);

/// A Go program without a handler.
const GO: OnStop = OnStop::Runtime(2);

/// It ends with 0 after so many seconds.
const fn after(seconds: u64) -> Ends {
    Ends::After(SimDuration::from_secs(seconds), 0)
}

/// The Dockerfile names no user.
const ROOT: Option<&str> = Some("0");

/// `gcr.io/distroless/static:nonroot`.
const NONROOT: Option<&str> = Some("65532");

/// Seconds.
const fn seconds(count: u64) -> SimDuration {
    SimDuration::from_secs(count)
}

/// One row an image.
#[rustfmt::skip]
pub(super) const IMAGES: &[Image] = &[
    // assumed: the maker's pages do not say how the agent stops.
    Image { shell: Shell::Busybox, is_assumed: true, ..image(&["akeyless/base"], Role::Secrets, "akeyless") },

    // https://github.com/alpinelinux/docker-alpine
    tools(&["alpine"], Role::Debug, "sh", Shell::Busybox),

    // https://github.com/alpine-docker/git/blob/master/Dockerfile
    Image { on_stop: OnStop::Unhandled, shell: Shell::Busybox, user: ROOT,
        ..task(&["alpine/git", "bitnami/git"], Role::InitSetup, "git", &[("", after(2))]) },

    // https://github.com/aws/aws-cli/blob/v2/docker/Dockerfile
    Image { on_stop: OnStop::Unhandled, ends: Ends::After(SimDuration::ZERO, 252), shell: Shell::Bash, user: ROOT,
        ..task(&["amazon/aws-cli", "public.ecr.aws/aws-cli/aws-cli"], Role::Oneshot, "aws", &[("", after(2))]) },

    // https://github.com/aws/aws-for-fluent-bit/blob/mainline/entrypoint.sh, pull request 14 there (it exits with 0)
    Image { entry: Entry::None, ports: &[2020], on_stop: well(1), shell: Shell::Bash, user: ROOT,
        ..image(&["amazon/aws-for-fluent-bit", "public.ecr.aws/aws-observability/aws-for-fluent-bit"], Role::LogShipper, "fluent-bit") },

    // https://github.com/argoproj/argo-workflows/blob/main/Dockerfile; assumed: how it stops
    Image { is_assumed: true, user: ROOT,
        ..task(&["argoproj/argoexec", "quay.io/argoproj/argoexec"], Role::Oneshot, "argoexec", &[("wait", Ends::Never), ("", after(1))]) },

    // https://atlasgo.io/getting-started; assumed: how it stops
    Image { is_assumed: true, on_stop: GO, ..task(&["arigaio/atlas"], Role::Migration, "atlas", &[("", after(2))]) },

    // https://github.com/wait4x/wait4x/blob/main/Dockerfile
    Image { on_stop: GO, shell: Shell::Busybox, user: ROOT,
        ..task(&["atkrad/wait4x", "wait4x/wait4x", "ghcr.io/wait4x/wait4x"], Role::InitWaiter, "wait4x", &[("", after(2))]) },

    // https://github.com/bitnami/containers/tree/main/bitnami/jmx-exporter; a JVM exits with 143
    Image { starts_after: seconds(4), ports: &[5556], on_stop: TERMINATED, shell: Shell::Dash, user: Some("1001"),
        ..image(&["bitnami/jmx-exporter", "bitnamilegacy/jmx-exporter"], Role::Exporter, "jmx_prometheus_httpserver.jar") },

    // https://github.com/bitnami/containers/blob/main/bitnami/kubectl/1.33/debian-12/Dockerfile
    Image { on_stop: GO, shell: Shell::Dash, user: Some("1001"),
        ..task(&["bitnami/kubectl", "bitnamilegacy/kubectl"], Role::Oneshot, "kubectl",
            &[("proxy", Ends::Never), ("port-forward", Ends::Never), ("--watch", Ends::Never), ("-w", Ends::Never), ("", after(2))]) },

    // https://github.com/bitnami/containers/blob/main/bitnami/pgbouncer/1/debian-12/Dockerfile
    Image { entry: Entry::Wrapper, ports: &[6432], shell: Shell::Dash, user: Some("1001"),
        ..image(&["bitnami/pgbouncer", "bitnamilegacy/pgbouncer"], Role::DbProxy, "pgbouncer") },

    // https://github.com/docker-library/busybox
    tools(&["busybox"], Role::Debug, "sh", Shell::Busybox),

    // https://github.com/caddyserver/caddy-docker/blob/master/2.9/alpine/Dockerfile
    Image { entry: Entry::None, ports: &[80, 443, 2019], shell: Shell::Busybox, user: ROOT, ..image(&["caddy"], Role::App, "caddy") },

    // https://github.com/cloudflare/cloudflared/blob/master/Dockerfile: it prints its version unless told to do more
    Image { starts_after: seconds(3), ports: &[2000], ends: after(0), unless: &[("tunnel", Ends::Never), ("access", Ends::Never), ("proxy-dns", Ends::Never)],
        user: Some("65532:65532"), ..image(&["cloudflare/cloudflared"], Role::Proxy, "cloudflared") },

    // https://github.com/linkerd/linkerd2/blob/main/Dockerfile.proxy; https://linkerd.io/2/tasks/graceful-shutdown
    Image { starts_after: seconds(2), ports: &[4140, 4143, 4191],
        ..image(&["cr.l5d.io/linkerd/proxy", "ghcr.io/linkerd/proxy"], Role::Proxy, "linkerd2-proxy-identity") },

    // https://github.com/linkerd/linkerd2-proxy-init/blob/main/Dockerfile
    Image { starts_after: SimDuration::ZERO, on_stop: GO, ends: after(1), shell: Shell::Busybox, user: Some("65534"),
        ..image(&["cr.l5d.io/linkerd/proxy-init", "ghcr.io/linkerd/proxy-init"], Role::NetInit, "proxy-init") },

    // https://github.com/curl/curl-container: etc/entrypoint.sh, and the base image's user
    Image { entry: Entry::Wrapper, on_stop: OnStop::Unhandled, ends: Ends::After(SimDuration::ZERO, 2), shell: Shell::Busybox, user: Some("curl_user"),
        ..task(&["curlimages/curl", "quay.io/curl/curl"], Role::Oneshot, "curl", &[("", after(1))]) },

    // https://github.com/dapr/dapr/blob/master/docker/Dockerfile; docs.dapr.io: dapr-graceful-shutdown-seconds is 5
    Image { entry: Entry::None, starts_after: seconds(3), ports: &[3500, 50001, 9090], on_stop: well(5),
        ..image(&["daprio/daprd", "ghcr.io/dapr/daprd"], Role::Proxy, "daprd") },

    // https://github.com/DataDog/datadog-agent/blob/main/Dockerfiles/agent/Dockerfile; assumed: what s6 exits with
    Image { entry: Entry::None, starts_after: seconds(15), ports: &[8126], shell: Shell::Dash, user: ROOT, is_assumed: true,
        ..image(&["datadog/agent", "gcr.io/datadoghq/agent", "public.ecr.aws/datadog/agent"], Role::Telemetry, "datadog-agent") },

    // https://github.com/debuerreotype/docker-debian-artifacts
    tools(&["debian"], Role::Debug, "bash", Shell::Dash),

    // https://github.com/elastic/beats/blob/main/dev-tools/packaging/templates/docker/Dockerfile.tmpl
    Image { entry: Entry::Wrapper, starts_after: seconds(3), shell: Shell::Dash,
        ..image(&["docker.elastic.co/beats/filebeat", "elastic/filebeat"], Role::LogShipper, "filebeat") },

    // https://github.com/elastic/logstash/blob/main/docker/templates/Dockerfile.erb; https://www.elastic.co/guide/en/logstash/current/shutdown.html
    Image { entry: Entry::Wrapper, starts_after: seconds(25), ports: &[5044, 9600], on_stop: well(2), shell: Shell::Bash, user: Some("1000"),
        ..image(&["docker.elastic.co/logstash/logstash", "logstash"], Role::LogShipper, "logstash") },

    // assumed: https://github.com/DopplerHQ/cli has no page on signals
    Image { shell: Shell::Busybox, is_assumed: true,
        ..task(&["dopplerhq/cli"], Role::Secrets, "doppler", &[("run", Ends::Never), ("", after(2))]) },

    // https://github.com/adoptium/containers; without a program it starts jshell
    tools(&["eclipse-temurin"], Role::App, "jshell", Shell::Dash),

    // https://github.com/edoburu/docker-pgbouncer/blob/master/Dockerfile; https://www.pgbouncer.org/usage.html: SIGTERM waits for clients
    Image { entry: Entry::None, ports: &[5432], shell: Shell::Busybox, user: Some("postgres"),
        ..image(&["edoburu/pgbouncer"], Role::DbProxy, "pgbouncer") },

    // https://github.com/envoyproxy/envoy/blob/main/distribution/docker/Dockerfile-envoy
    Image { entry: Entry::Wrapper, starts_after: seconds(2), ports: &[10000, 9901], shell: Shell::Dash, user: ROOT, unless: &[("validate", after(1))],
        ..image(&["envoyproxy/envoy"], Role::Proxy, "envoy") },

    // https://github.com/envoyproxy/ratelimit/blob/main/Dockerfile: an Alpine with /bin/ratelimit
    tools(&["envoyproxy/ratelimit"], Role::Proxy, "sh", Shell::Busybox),

    // https://github.com/fluent/fluent-bit/blob/master/dockerfiles/Dockerfile, and pull request 4355 there: a second where nothing is pending
    Image { ports: &[2020], on_stop: well(1), user: ROOT,
        ..image(&["fluent/fluent-bit", "cr.fluentbit.io/fluent/fluent-bit"], Role::LogShipper, "fluent-bit") },

    // https://github.com/fluent/fluentd-docker-image, and pull request 93 there: it exits with 0
    Image { entry: Entry::Wrapper, starts_after: seconds(5), ports: &[24224, 5140], on_stop: well(1), shell: Shell::Busybox, user: Some("fluent"),
        ..image(&["fluent/fluentd"], Role::LogShipper, "fluentd") },

    // https://github.com/fluent/fluentd-kubernetes-daemonset: as fluent/fluentd; assumed: its entry point
    Image { entry: Entry::Wrapper, starts_after: seconds(6), on_stop: well(1), shell: Shell::Dash, is_assumed: true,
        ..image(&["fluent/fluentd-kubernetes-daemonset"], Role::LogShipper, "fluentd") },

    // https://github.com/flyway/flyway-docker/blob/main/dockerfiles/Dockerfile; a JVM exits with 143
    Image { on_stop: TERMINATED, shell: Shell::Dash, user: ROOT,
        ..task(&["flyway/flyway", "redgate/flyway"], Role::Migration, "flyway", &[("", after(6))]) },

    // https://github.com/GoogleCloudPlatform/alloydb-auth-proxy/blob/main/Dockerfile; as Cloud SQL's
    Image { starts_after: seconds(2), on_stop: TERMINATED, well_with: &["--exit-zero-on-sigterm"], user: NONROOT,
        ..image(&["gcr.io/alloydb-connectors/alloydb-auth-proxy"], Role::DbProxy, "alloydb-auth-proxy") },

    // https://github.com/GoogleCloudPlatform/berglas/blob/main/Dockerfile; assumed: how it stops
    Image { shell: Shell::Busybox, is_assumed: true,
        ..task(&["gcr.io/berglas/berglas", "us-docker.pkg.dev/berglas/berglas/berglas"], Role::Secrets, "berglas", &[("exec", Ends::Never), ("", after(2))]) },

    // https://github.com/GoogleCloudPlatform/cloud-sql-proxy/blob/main/Dockerfile, README: --exit-zero-on-sigterm
    Image { starts_after: seconds(2), on_stop: TERMINATED, user: NONROOT,
        well_with: &["--exit-zero-on-sigterm", "CSQL_PROXY_EXIT_ZERO_ON_SIGTERM=true"],
        ..image(&["gcr.io/cloud-sql-connectors/cloud-sql-proxy"], Role::DbProxy, "cloud-sql-proxy") },

    // https://github.com/GoogleCloudPlatform/cloud-sql-proxy/tree/main-v1: it exits with 0 unless connections are open
    Image { entry: Entry::None, starts_after: seconds(2), user: NONROOT,
        ..image(&["gcr.io/cloudsql-docker/gce-proxy"], Role::DbProxy, "cloud_sql_proxy") },

    // https://github.com/GoogleContainerTools/kaniko/blob/main/deploy/Dockerfile
    Image { on_stop: GO, user: ROOT,
        ..task(&["gcr.io/kaniko-project/executor"], Role::Oneshot, "kaniko/executor", &[("", after(30))]) },

    // assumed: built by ko, without a Dockerfile
    Image { on_stop: GO, is_assumed: true,
        ..task(&["gcr.io/tekton-releases/github.com/tektoncd/pipeline/cmd/entrypoint", "ghcr.io/tektoncd/pipeline/entrypoint"], Role::Oneshot, "tekton/entrypoint", &[("", after(1))]) },

    // https://github.com/bank-vaults/vault-env/blob/main/Dockerfile: an Alpine with vault-env, which runs another program
    Image { user: Some("65534"), ..tools(&["ghcr.io/bank-vaults/vault-env"], Role::Secrets, "sh", Shell::Busybox) },

    // https://github.com/groundnuty/k8s-wait-for/blob/master/Dockerfile
    Image { on_stop: OnStop::Unhandled, shell: Shell::Busybox,
        ..task(&["ghcr.io/groundnuty/k8s-wait-for", "groundnuty/k8s-wait-for"], Role::InitWaiter, "wait_for.sh", &[("", after(2))]) },

    // https://github.com/stakater/Reloader/blob/master/Dockerfile; assumed: how it stops
    Image { starts_after: seconds(3), ports: &[9090], user: Some("65532:65532"), is_assumed: true,
        ..image(&["ghcr.io/stakater/reloader", "stakater/reloader"], Role::ConfigReloader, "reloader") },

    // https://github.com/tailscale/tailscale/blob/main/build_docker.sh; cmd/containerboot there stops tailscaled and exits with 0
    Image { starts_after: seconds(4), shell: Shell::Busybox, user: ROOT,
        ..image(&["ghcr.io/tailscale/tailscale", "tailscale/tailscale"], Role::Proxy, "containerboot") },

    // https://github.com/docker-library/golang
    tools(&["golang"], Role::App, "bash", Shell::Dash),

    // https://github.com/gomicro/docker-goose/blob/master/Dockerfile: an Alpine with goose
    tools(&["gomicro/goose"], Role::Migration, "sh", Shell::Busybox),

    // https://github.com/GoogleCloudPlatform/cloud-sdk-docker
    tools(&["google/cloud-sdk", "gcr.io/google.com/cloudsdktool/cloud-sdk", "gcr.io/google.com/cloudsdktool/google-cloud-cli"], Role::Oneshot, "bash", Shell::Dash),

    // https://github.com/grafana/agent/blob/main/cmd/grafana-agent/Dockerfile
    Image { starts_after: seconds(3), ports: &[12345], shell: Shell::Dash, user: ROOT,
        ..image(&["grafana/agent"], Role::Telemetry, "grafana-agent") },

    // https://github.com/grafana/alloy/blob/main/Dockerfile
    Image { starts_after: seconds(3), ports: &[12345], shell: Shell::Dash, user: ROOT,
        ..image(&["grafana/alloy"], Role::Telemetry, "alloy") },

    // https://github.com/grafana/grafana/blob/main/Dockerfile
    Image { starts_after: seconds(5), ports: &[3000], shell: Shell::Busybox, user: Some("472"),
        ..image(&["grafana/grafana", "grafana/grafana-enterprise", "grafana/grafana-oss"], Role::App, "grafana") },

    // https://github.com/grafana/loki/blob/main/clients/cmd/promtail/Dockerfile
    Image { ports: &[9080], shell: Shell::Dash, user: ROOT, ..image(&["grafana/promtail"], Role::LogShipper, "promtail") },

    // https://github.com/docker-library/haproxy/blob/master/3.2/Dockerfile
    Image { entry: Entry::Wrapper, stop_signal: Some("SIGUSR1"), shell: Shell::Dash, user: Some("haproxy"),
        ..image(&["haproxy"], Role::Proxy, "haproxy") },

    // https://github.com/hashicorp/consul-dataplane/blob/main/Dockerfile
    Image { starts_after: seconds(3), user: Some("100"), ..image(&["hashicorp/consul-dataplane"], Role::Proxy, "consul-dataplane") },

    // https://github.com/hashicorp/consul-template/blob/main/Dockerfile; cli.go there: it stops on SIGINT, and passes SIGTERM on to its child
    Image { entry: Entry::Wrapper, on_stop: OnStop::Ignores, unless: &[("-once", after(2)), ("--once", after(2))], shell: Shell::Busybox, user: Some("consul-template:consul-template"),
        ..image(&["hashicorp/consul-template"], Role::ConfigReloader, "consul-template") },

    // https://github.com/hashicorp/vault/blob/main/Dockerfile; https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent
    Image { entry: Entry::Wrapper, starts_after: seconds(2), ports: &[8200], shell: Shell::Busybox, user: ROOT,
        unless: &[("-exit-after-auth", after(2)), ("agent", Ends::Never), ("proxy", Ends::Never), ("server", Ends::Never)],
        ..image(&["hashicorp/vault", "vault"], Role::Secrets, "vault") },

    // https://github.com/hipages/php-fpm_exporter: Dockerfile, and cmd/server.go (it exits with 0)
    Image { ports: &[9253], shell: Shell::Busybox, ..image(&["hipages/php-fpm_exporter"], Role::Exporter, "php-fpm_exporter") },

    // https://github.com/docker-library/httpd/blob/master/2.4/Dockerfile
    Image { entry: Entry::None, ports: &[80], stop_signal: Some("SIGWINCH"), shell: Shell::Dash, user: ROOT,
        ..image(&["httpd"], Role::App, "httpd-foreground") },

    // https://github.com/istio/istio/blob/master/pilot/docker/Dockerfile.proxyv2; istio.io: terminationDrainDuration is 5 s
    Image { starts_after: seconds(4), ports: &[15000, 15001, 15006, 15020, 15021, 15090], on_stop: well(5), shell: Shell::Dash,
        unless: &[("istio-iptables", after(1)), ("istio-clean-iptables", after(1))],
        ..image(&["istio/proxyv2", "gcr.io/istio-release/proxyv2"], Role::Proxy, "pilot-agent") },

    // https://github.com/jaegertracing/jaeger/blob/v1.60.0/cmd/agent/Dockerfile
    Image { ports: &[5778, 14271], shell: Shell::Unknown, ..image(&["jaegertracing/jaeger-agent"], Role::Telemetry, "agent-linux") },

    // https://github.com/jimmidyson/configmap-reload: Dockerfile, and configmap-reload.go (no handler)
    Image { ports: &[9533], on_stop: GO, user: Some("65534"),
        ..image(&["jimmidyson/configmap-reload", "ghcr.io/jimmidyson/configmap-reload"], Role::ConfigReloader, "configmap-reload") },

    // https://github.com/jwilder/dockerize/blob/master/Dockerfile
    Image { on_stop: GO, user: Some("nonroot:nonroot"),
        ..task(&["jwilder/dockerize"], Role::InitWaiter, "dockerize", &[("", after(2))]) },

    // https://github.com/kiwigrid/k8s-sidecar: Dockerfile, README (METHOD), pull request 57 (SIGTERM); assumed: the code that it exits with
    Image { entry: Entry::None, starts_after: seconds(3), ports: &[8080], unless: &[("METHOD=LIST", after(3))], shell: Shell::Busybox, is_assumed: true,
        ..image(&["kiwigrid/k8s-sidecar", "quay.io/kiwigrid/k8s-sidecar", "ghcr.io/kiwigrid/k8s-sidecar"], Role::ConfigReloader, "sidecar.py") },

    // https://github.com/kumahq/kuma: tools/releases/dockerfiles/kuma-dp.Dockerfile, and app/kuma-dp/cmd/run.go (it drains for 30 s, always)
    Image { starts_after: seconds(3), ports: &[9901, 15001, 15006], on_stop: well(30),
        ..image(&["kumahq/kuma-dp"], Role::Proxy, "kuma-dp") },

    // https://github.com/liquibase/docker/blob/main/Dockerfile; a JVM exits with 143
    Image { entry: Entry::Wrapper, on_stop: TERMINATED, shell: Shell::Dash, user: Some("liquibase"),
        ..task(&["liquibase/liquibase", "liquibase"], Role::Migration, "liquibase", &[("", after(8))]) },

    // https://github.com/benbjohnson/litestream: Dockerfile; https://litestream.io/reference/restore
    Image { starts_after: seconds(1), ends: Ends::After(SimDuration::ZERO, 1), shell: Shell::Busybox, user: ROOT,
        unless: &[("replicate", Ends::Never), ("restore", after(3)), ("", after(1))],
        ..image(&["litestream/litestream"], Role::Syncer, "litestream") },

    // https://github.com/MariaDB/mariadb-docker/blob/master/11.4/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(12), ports: &[3306], on_stop: well(1), shell: Shell::Dash, user: ROOT,
        ..image(&["mariadb"], Role::Database, "mariadbd") },

    // https://github.com/dotnet/dotnet-docker; without a program it starts a shell
    tools(&["mcr.microsoft.com/dotnet/aspnet", "mcr.microsoft.com/dotnet/runtime"], Role::App, "bash", Shell::Dash),

    // assumed: no image of the makers
    Image { shell: Shell::Unknown, is_assumed: true, ..image(&["mcrouter/mcrouter"], Role::DbProxy, "mcrouter") },

    // https://github.com/docker-library/memcached/blob/master/1/debian/Dockerfile
    Image { entry: Entry::Wrapper, ports: &[11211], shell: Shell::Dash, user: Some("memcache"),
        ..image(&["memcached"], Role::Cache, "memcached") },

    // https://github.com/golang-migrate/migrate/blob/master/Dockerfile
    Image { on_stop: GO, shell: Shell::Busybox, user: ROOT,
        ..task(&["migrate/migrate"], Role::Migration, "migrate", &[("", after(2))]) },

    // https://github.com/minio/mc/blob/master/Dockerfile.release
    Image { on_stop: GO, shell: Shell::Bash,
        ..task(&["minio/mc", "quay.io/minio/mc"], Role::Oneshot, "mc", &[("--watch", Ends::Never), ("watch", Ends::Never), ("", after(2))]) },

    // https://github.com/docker-library/mongo/blob/master/7.0/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(4), ports: &[27017], shell: Shell::Dash, user: ROOT,
        ..image(&["mongo"], Role::Database, "mongod") },

    // https://github.com/docker-library/mysql/blob/master/8.4/Dockerfile.oracle
    Image { entry: Entry::Wrapper, starts_after: seconds(12), ports: &[3306, 33060], on_stop: well(1), shell: Shell::Bash, user: ROOT,
        ..image(&["mysql"], Role::Database, "mysqld") },

    // https://github.com/nginxinc/docker-nginx/blob/master/mainline/debian/Dockerfile
    Image { entry: Entry::Wrapper, ports: &[80], stop_signal: Some("SIGQUIT"), shell: Shell::Dash, user: ROOT,
        logs: &["/var/log/nginx/access.log", "/var/log/nginx/error.log"],
        ..image(&["nginx"], Role::App, "nginx") },

    // https://github.com/nginx/nginx-prometheus-exporter/blob/main/build/Dockerfile
    Image { ports: &[9113], user: Some("1001:1001"),
        ..image(&["nginx/nginx-prometheus-exporter"], Role::Exporter, "nginx-prometheus-exporter") },

    // https://github.com/nginxinc/docker-nginx-unprivileged/blob/main/mainline/debian/Dockerfile
    Image { entry: Entry::Wrapper, ports: &[8080], stop_signal: Some("SIGQUIT"), shell: Shell::Dash, user: Some("101"),
        logs: &["/var/log/nginx/access.log", "/var/log/nginx/error.log"],
        ..image(&["nginxinc/nginx-unprivileged", "ghcr.io/nginx/nginx-unprivileged"], Role::App, "nginx") },

    // https://github.com/nicolaka/netshoot/blob/master/Dockerfile
    Image { user: Some("root"), ..tools(&["nicolaka/netshoot"], Role::Debug, "zsh", Shell::Busybox) },

    // https://github.com/nodejs/docker-node/blob/main/22/bookworm-slim/Dockerfile: node, or the script that is given
    Image { entry: Entry::Wrapper, starts_after: seconds(2), on_stop: OnStop::Unhandled, ends: after(0), unless: &[("", Ends::Never)], shell: Shell::Dash, user: ROOT,
        ..image(&["node"], Role::App, "node") },

    // https://github.com/oliver006/redis_exporter: docker/Dockerfile.amd64, and main.go (it exits with 0)
    Image { ports: &[9121], user: Some("59000:59000"), ..image(&["oliver006/redis_exporter"], Role::Exporter, "redis_exporter") },

    // https://github.com/docker-library/openjdk; without a program it starts jshell
    tools(&["openjdk", "amazoncorretto"], Role::App, "jshell", Shell::Bash),

    // https://github.com/open-policy-agent/opa/blob/main/Dockerfile: `opa run` without --server is a prompt, which ends where nobody types
    Image { ports: &[8181], ends: after(0), unless: &[("--server", Ends::Never), ("-s", Ends::Never)], user: Some("1000:1000"),
        ..image(&["openpolicyagent/opa"], Role::AuthProxy, "opa") },

    // https://github.com/open-telemetry/opentelemetry-collector-releases/blob/main/distributions/otelcol-contrib/Dockerfile
    Image { starts_after: seconds(2), ports: &[4317, 4318], user: Some("10001"),
        ..image(&["otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib", "otel/opentelemetry-collector-k8s"], Role::Telemetry, "otelcol") },

    // https://github.com/docker-library/php/blob/master/8.3/bookworm/apache/Dockerfile
    Image { tag: "apache", entry: Entry::Wrapper, ports: &[80], stop_signal: Some("SIGWINCH"), shell: Shell::Dash, user: ROOT,
        ..image(&["php"], Role::App, "apache2-foreground") },

    // https://github.com/docker-library/php/blob/master/8.3/bookworm/fpm/Dockerfile
    Image { tag: "fpm", entry: Entry::Wrapper, ports: &[9000], stop_signal: Some("SIGQUIT"), shell: Shell::Dash, user: ROOT,
        ..image(&["php"], Role::App, "php-fpm") },

    // https://github.com/docker-library/php/blob/master/8.3/bookworm/cli/Dockerfile: a prompt
    Image { entry: Entry::Wrapper, ..tools(&["php"], Role::App, "php", Shell::Dash) },

    // https://github.com/docker-library/postgres/blob/master/17/bookworm/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(4), ports: &[5432], stop_signal: Some("SIGINT"), shell: Shell::Dash, user: ROOT,
        ..image(&["postgres"], Role::Database, "postgres") },

    // https://github.com/prometheus/blackbox_exporter: Dockerfile, and main.go (it exits with 0)
    Image { ports: &[9115], shell: Shell::Busybox,
        ..image(&["prom/blackbox-exporter", "quay.io/prometheus/blackbox-exporter"], Role::Exporter, "blackbox_exporter") },

    // https://github.com/prometheus/mysqld_exporter/blob/main/Dockerfile; it has no handler
    Image { ports: &[9104], on_stop: GO, shell: Shell::Busybox, user: Some("nobody"),
        ..image(&["prom/mysqld-exporter", "quay.io/prometheus/mysqld-exporter"], Role::Exporter, "mysqld_exporter") },

    // https://github.com/prometheus/node_exporter/blob/master/Dockerfile; it has no handler
    Image { ports: &[9100], on_stop: GO, shell: Shell::Busybox, user: Some("nobody"),
        ..image(&["prom/node-exporter", "quay.io/prometheus/node-exporter"], Role::Exporter, "node_exporter") },

    // https://github.com/prometheus/prometheus/blob/main/Dockerfile
    Image { starts_after: seconds(3), ports: &[9090], shell: Shell::Busybox, user: Some("nobody"),
        ..image(&["prom/prometheus", "quay.io/prometheus/prometheus"], Role::App, "prometheus") },

    // https://github.com/prometheus/statsd_exporter: Dockerfile, and main.go (it exits with 0)
    Image { ports: &[9102, 9125], shell: Shell::Busybox, user: Some("nobody"),
        ..image(&["prom/statsd-exporter", "quay.io/prometheus/statsd-exporter"], Role::Exporter, "statsd_exporter") },

    // https://github.com/prometheus-community/postgres_exporter/blob/master/Dockerfile; it has no handler
    Image { ports: &[9187], on_stop: GO, shell: Shell::Busybox, user: Some("nobody"),
        ..image(&["prometheuscommunity/postgres-exporter", "quay.io/prometheuscommunity/postgres-exporter"], Role::Exporter, "postgres_exporter") },

    // https://proxysql.com/documentation; assumed: how it stops
    Image { starts_after: seconds(2), ports: &[6033, 6032], shell: Shell::Dash, is_assumed: true,
        ..image(&["proxysql/proxysql"], Role::DbProxy, "proxysql") },

    // https://github.com/docker-library/python: a prompt
    tools(&["python"], Role::App, "python3", Shell::Dash),

    // https://github.com/brancz/kube-rbac-proxy/blob/master/Dockerfile
    Image { ports: &[8080], user: Some("65532:65532"), ..image(&["quay.io/brancz/kube-rbac-proxy"], Role::AuthProxy, "kube-rbac-proxy") },

    // https://github.com/oauth2-proxy/oauth2-proxy/blob/master/Dockerfile
    Image { ports: &[4180], user: NONROOT, ..image(&["quay.io/oauth2-proxy/oauth2-proxy"], Role::AuthProxy, "oauth2-proxy") },

    // https://github.com/prometheus-operator/prometheus-operator: cmd/prometheus-config-reloader/Dockerfile
    Image { ports: &[8080], unless: &[("--watch-interval=0", after(1))], shell: Shell::Busybox,
        ..image(&["quay.io/prometheus-operator/prometheus-config-reloader"], Role::ConfigReloader, "prometheus-config-reloader") },

    // https://github.com/thanos-io/thanos/blob/main/Dockerfile
    Image { starts_after: seconds(3), ports: &[10901, 10902], shell: Shell::Busybox,
        ..image(&["quay.io/thanos/thanos", "thanosio/thanos"], Role::Telemetry, "thanos") },

    // https://github.com/docker-library/rabbitmq/blob/master/3.13/ubuntu/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(15), ports: &[4369, 5672, 15692, 25672], on_stop: well(3), shell: Shell::Dash, user: ROOT,
        ..image(&["rabbitmq"], Role::Database, "rabbitmq-server") },

    // https://github.com/rclone/rclone: Dockerfile, and lib/atexit (it exits as if killed)
    Image { on_stop: TERMINATED, shell: Shell::Busybox, user: ROOT,
        ..task(&["rclone/rclone"], Role::Syncer, "rclone", &[("mount", Ends::Never), ("serve", Ends::Never), ("rcd", Ends::Never), ("", after(5))]) },

    // https://github.com/redis/docker-library-redis
    Image { entry: Entry::Wrapper, ports: &[6379], shell: Shell::Dash, user: ROOT, ..image(&["redis"], Role::Cache, "redis-server") },

    // https://github.com/kubernetes/git-sync: Dockerfile.in, and pkg/pid1 (it says what killed the program that it watches)
    Image { starts_after: seconds(3), on_stop: TERMINATED, shell: Shell::Bash, user: Some("65533:65533"),
        unless: &[("--one-time", after(3)), ("-one-time", after(3)), ("GITSYNC_ONE_TIME=true", after(3)), ("GIT_SYNC_ONE_TIME=true", after(3))],
        ..image(&["registry.k8s.io/git-sync/git-sync", "k8s.gcr.io/git-sync/git-sync"], Role::Syncer, "git-sync") },

    // https://github.com/kubernetes/kubernetes/blob/master/build/pause/linux/pause.c, and the Dockerfile beside it
    Image { starts_after: SimDuration::ZERO, user: Some("65535:65535"), ..image(&["registry.k8s.io/pause"], Role::Pause, "pause") },

    // https://github.com/kubernetes-csi/node-driver-registrar: Dockerfile, and node_register.go (it exits with 0)
    Image { user: ROOT, ..image(&["registry.k8s.io/sig-storage/csi-node-driver-registrar"], Role::Helper, "csi-node-driver-registrar") },

    // https://github.com/kubernetes-csi/external-provisioner and its siblings; assumed: how they stop
    Image { on_stop: GO, user: ROOT, is_assumed: true,
        ..image(&["registry.k8s.io/sig-storage/csi-provisioner", "registry.k8s.io/sig-storage/csi-attacher", "registry.k8s.io/sig-storage/csi-resizer", "registry.k8s.io/sig-storage/csi-snapshotter"], Role::Helper, "csi-provisioner") },

    // https://github.com/kubernetes-csi/livenessprobe: Dockerfile, and cmd/livenessprobe/main.go (no handler)
    Image { ports: &[9808], on_stop: GO, user: ROOT, ..image(&["registry.k8s.io/sig-storage/livenessprobe"], Role::Helper, "livenessprobe") },

    // https://github.com/docker-library/ruby: a prompt
    tools(&["ruby"], Role::App, "irb", Shell::Dash),

    // assumed: not built any more; a JVM exits with 143
    Image { starts_after: seconds(4), ports: &[5556], on_stop: TERMINATED, shell: Shell::Unknown, is_assumed: true,
        ..image(&["sscaling/jmx-prometheus-exporter"], Role::Exporter, "jmx_prometheus_httpserver.jar") },

    // https://github.com/statsd/statsd: Dockerfile, and stats.js (no handler)
    Image { ports: &[8126], on_stop: OnStop::Unhandled, shell: Shell::Dash, user: ROOT,
        ..image(&["statsd/statsd"], Role::Exporter, "stats.js") },

    // https://github.com/influxdata/influxdata-docker/blob/master/telegraf/1.30/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(2), shell: Shell::Dash, user: ROOT,
        ..image(&["telegraf"], Role::Telemetry, "telegraf") },

    // https://github.com/vectordotdev/vector/blob/master/distribution/docker/debian/Dockerfile; vector.dev: it drains for up to 60 s
    Image { entry: Entry::Wrapper, starts_after: seconds(2), on_stop: well(1), shell: Shell::Dash, user: ROOT,
        ..image(&["timberio/vector"], Role::LogShipper, "vector") },

    // https://github.com/docker-library/tomcat/blob/master/10.1/jdk21/temurin-noble/Dockerfile, and issue 146 there (143)
    Image { entry: Entry::None, starts_after: seconds(8), ports: &[8080], on_stop: OnStop::Exits(seconds(1), 143), shell: Shell::Dash, user: ROOT,
        logs: &["/usr/local/tomcat/logs/catalina.log", "/usr/local/tomcat/logs/localhost_access_log.txt"],
        ..image(&["tomcat"], Role::App, "catalina.sh") },

    // https://github.com/traefik/traefik-library-image/blob/master/alpine/tmplv3.Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(2), ports: &[80], shell: Shell::Busybox, user: ROOT,
        ..image(&["traefik"], Role::Proxy, "traefik") },

    // assumed: no image of the makers
    Image { shell: Shell::Unknown, is_assumed: true, ..image(&["twemproxy"], Role::DbProxy, "nutcracker") },

    // https://launchpad.net/cloud-images
    tools(&["ubuntu"], Role::Debug, "bash", Shell::Dash),

    // https://github.com/valkey-io/valkey-container/blob/mainline/8.0/debian/Dockerfile
    Image { entry: Entry::Wrapper, ports: &[6379], shell: Shell::Dash, user: ROOT,
        ..image(&["valkey/valkey"], Role::Cache, "valkey-server") },

    // https://github.com/varnish/docker-varnish/blob/master/stable/debian/Dockerfile
    Image { entry: Entry::Wrapper, starts_after: seconds(2), ports: &[80, 8443], shell: Shell::Dash,
        ..image(&["varnish"], Role::Cache, "varnishd") },

    // assumed: its sources are gone; a Go program without a handler
    Image { on_stop: GO, shell: Shell::Unknown, is_assumed: true, ..image(&["weaveworks/watch"], Role::ConfigReloader, "weaveworks/watch") },

    // assumed: how it stops; a script is process 1
    Image { on_stop: OnStop::Unhandled, shell: Shell::Busybox, is_assumed: true,
        ..task(&["willwill/wait-for-it"], Role::InitWaiter, "wait-for-it.sh", &[("", after(2))]) },
];
