use super::*;

const fn secs(count: u64) -> SimDuration {
    SimDuration::from_secs(count)
}

#[test]
fn an_image_is_known_whatever_its_registry_and_tag() {
    for reference in ["nginx", "nginx:1.29", "docker.io/library/nginx:alpine", "nginx@sha256:0123"]
    {
        assert_eq!(known(reference).unwrap().program, "nginx", "{reference}");
    }
    assert_eq!(known("docker.io/library/busybox:1.36").unwrap().program, "sh");
    assert!(known("localhost:5000/nginx").is_none());
    assert!(known("my-nginx").is_none());
    for (reference, program) in [
        ("php:8.3-fpm-alpine", "php-fpm"),
        ("php:8.3-apache", "apache2-foreground"),
        ("php", "php"),
    ] {
        assert_eq!(known(reference).unwrap().program, program, "{reference}");
    }
}

#[test]
fn the_rows_are_sorted_and_each_name_stands_once() {
    let firsts: Vec<&str> = catalogue::IMAGES.iter().map(|image| image.names[0]).collect();
    assert!(firsts.is_sorted(), "{firsts:?}");
    let mut names: Vec<(&str, &str)> = Vec::new();
    for image in catalogue::IMAGES {
        names.extend(image.names.iter().map(|name| (*name, image.tag)));
        assert!(
            image.names.iter().all(|name| !name.starts_with("docker.io/")),
            "{:?}",
            image.names
        );
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn a_mirror_resembles_its_image() {
    for (reference, expected) in [
        ("registry.example/mirror/fluent/fluent-bit:3.2", Some("fluent/fluent-bit")),
        (
            "registry.example/cloud-sql-connectors/cloud-sql-proxy",
            Some("gcr.io/cloud-sql-connectors/cloud-sql-proxy"),
        ),
        ("registry.example/team/haproxy", Some("haproxy")),
        ("fluent-bit:latest", Some("fluent-bit")),
        ("registry.example/proxy:1.0", None),
        ("registry.example/agent:1.0", None),
        ("not-fluentd:1", None),
    ] {
        assert_eq!(resembled(reference).map(|(name, _)| name), expected, "{reference}");
    }
}

#[test]
fn arguments_decide_what_an_image_does() {
    let ends = |seconds| Ends::After(secs(seconds), 0);
    for (reference, words, given, own) in [
        ("nginx", &[][..], Given::Program, Ends::Never),
        ("nginx", &["-g", "daemon off;"], Given::Program, Ends::Never),
        ("nginx", &["sleep", "5"], Given::Command, Ends::Never),
        ("busybox", &["sleep", "5"], Given::Command, ends(0)),
        (
            "registry.k8s.io/git-sync/git-sync:v4.4.0",
            &["--repo=x", "--one-time"],
            Given::Program,
            ends(3),
        ),
        ("registry.k8s.io/git-sync/git-sync:v4.4.0", &["--one-time=true"], Given::Program, ends(3)),
        ("registry.k8s.io/git-sync/git-sync:v4.4.0", &["--repo=x"], Given::Program, Ends::Never),
        (
            "hashicorp/vault:1.18",
            &["agent", "-config=x", "-exit-after-auth"],
            Given::Program,
            ends(2),
        ),
        ("hashicorp/vault:1.18", &["agent", "-config=x"], Given::Program, Ends::Never),
        ("istio/proxyv2:1.27.0", &["istio-iptables", "-p", "15001"], Given::Program, ends(1)),
        ("istio/proxyv2:1.27.0", &["proxy", "sidecar"], Given::Program, Ends::Never),
        ("cloudflare/cloudflared", &[], Given::Program, ends(0)),
        ("cloudflare/cloudflared", &["tunnel", "run"], Given::Program, Ends::Never),
        ("openpolicyagent/opa", &["run", "--server"], Given::Program, Ends::Never),
        ("flyway/flyway:11", &["migrate"], Given::Program, ends(6)),
        ("litestream/litestream", &["restore", "/db"], Given::Program, ends(3)),
        ("rclone/rclone", &["serve", "webdav", "x:"], Given::Program, Ends::Never),
        ("rclone/rclone", &["copy", "x:", "/y"], Given::Program, ends(5)),
    ] {
        let image = known(reference).unwrap();
        assert_eq!(
            (image.given(words), image.own(words, &[]).0),
            (given, own),
            "{reference} {words:?}"
        );
    }
    let sidecar = known("kiwigrid/k8s-sidecar").unwrap();
    assert_eq!(sidecar.own(&[], &["METHOD=LIST".to_owned()]).0, ends(3));
    let proxy = known("gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1").unwrap();
    let stop = |words| proxy.own(words, &[]).1.reaction(true);
    assert_eq!(stop(&["a:b:c"]), StopReaction::Exits(secs(0), 143));
    assert_eq!(stop(&["--exit-zero-on-sigterm", "a:b:c"]), StopReaction::Exits(secs(0), 0));
}

#[test]
fn only_process_one_may_miss_a_signal() {
    let signalled = StopReaction::Exits(secs(0), 143);
    for (on_stop, first, other) in [
        (
            OnStop::Exits(secs(5), 0),
            StopReaction::Exits(secs(5), 0),
            StopReaction::Exits(secs(5), 0),
        ),
        (OnStop::Unhandled, StopReaction::Ignores, signalled),
        (OnStop::Runtime(2), StopReaction::Exits(secs(0), 2), signalled),
        (OnStop::Ignores, StopReaction::Ignores, StopReaction::Ignores),
    ] {
        assert_eq!(
            (on_stop.reaction(true), on_stop.reaction(false)),
            (first, other),
            "{on_stop:?}"
        );
    }
}

#[test]
fn the_tag_tells_which_shell_there_is() {
    for (reference, shell) in [
        ("nginx:1.29", Shell::Dash),
        ("nginx:1.29-alpine", Shell::Busybox),
        ("mysql:8.4", Shell::Bash),
        ("fluent/fluent-bit:3.2", Shell::None),
        ("fluent/fluent-bit:3.2-debug", Shell::Busybox),
        ("envoyproxy/envoy:distroless-v1.34.0", Shell::None),
        ("fluent/fluentd:v1.18-debian-1", Shell::Dash),
    ] {
        assert_eq!(known(reference).unwrap().shell(reference), shell, "{reference}");
    }
}

#[test]
fn what_images_stop_on_and_write_is_known() {
    for (reference, signal, ports, logs) in [
        ("nginx", Some("SIGQUIT"), &[80][..], 2),
        ("postgres:17", Some("SIGINT"), &[5432], 0),
        ("redis:8", None, &[6379], 0),
        ("haproxy:3.2", Some("SIGUSR1"), &[], 0),
    ] {
        let image = known(reference).unwrap();
        assert_eq!(
            (image.stop_signal, image.ports, image.logs.len()),
            (signal, ports, logs),
            "{reference}"
        );
    }
    assert_eq!(known("rabbitmq").unwrap().starts_after, secs(15));
}
