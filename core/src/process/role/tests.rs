use super::*;

fn pod(text: &str) -> PodSpec {
    serde_json::from_str(text).unwrap()
}

/// The roles of all containers: `name=role`.
fn roles(text: &str) -> String {
    let spec = pod(text);
    let all = spec.init_containers.iter().flatten().chain(&spec.containers);
    let roles = all
        .map(|container| format!("{}={}", container.name, role(container, &spec, None).role.key()));
    roles.collect::<Vec<String>>().join(" ")
}

/// Pods, and what their containers do.
#[rustfmt::skip]
const PODS: &[(&str, &str)] = &[
    // The image.
    (r#"{"containers":[{"name":"a","image":"nginx:1.29"},{"name":"b","image":"fluent/fluent-bit:3.2"}]}"#, "a=app b=log-shipper"),
    (r#"{"containers":[{"name":"a","image":"x"},{"name":"b","image":"registry.example/mirror/envoyproxy/envoy:v1.34.0"}]}"#, "a=app b=proxy"),
    (r#"{"containers":[{"name":"a","image":"x"},{"name":"b","image":"acme/queue_exporter"}]}"#, "a=app b=exporter"),
    (r#"{"containers":[{"name":"a","image":"redis:8"}]}"#, "a=cache"),
    (r#"{"initContainers":[{"name":"a","image":"istio/proxyv2:1.27.0","args":["istio-iptables"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=net-init b=app"),
    (r#"{"initContainers":[{"name":"a","image":"registry.k8s.io/git-sync/git-sync","args":["--one-time"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=syncer b=app"),
    (r#"{"containers":[{"name":"web","image":"x"},{"name":"tls-proxy","image":"nginx"}]}"#, "web=app tls-proxy=tls-proxy"),
    // The command wins against an image that only lends its tools.
    (r#"{"initContainers":[{"name":"a","image":"postgres:17","command":["sh","-c","until pg_isready -h db; do sleep 1; done"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=init-waiter b=app"),
    (r#"{"initContainers":[{"name":"a","image":"busybox","command":["sh","-c","cp /x /y"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=init-setup b=app"),
    (r#"{"initContainers":[{"name":"a","image":"x","command":["python","manage.py","migrate"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=migration b=app"),
    (r#"{"initContainers":[{"name":"a","image":"x","command":["alembic","upgrade","head"]}],"containers":[{"name":"b","image":"x"}]}"#, "a=migration b=app"),
    (r#"{"containers":[{"name":"a","image":"x"},{"name":"b","image":"busybox","command":["sh","-c","tail -n+1 -F /var/log/app.log"]}]}"#, "a=app b=log-shipper"),
    (r#"{"containers":[{"name":"a","image":"x"},{"name":"b","image":"alpine","command":["sh","-c","while true; do git pull; sleep 60; done"]}]}"#, "a=app b=syncer"),
    (r#"{"containers":[{"name":"a","image":"busybox","command":["sleep","infinity"]}]}"#, "a=debug"),
    (r#"{"containers":[{"name":"a","image":"busybox","command":["sleep","3600"]}]}"#, "a=app"),
    (r#"{"containers":[{"name":"a","image":"x"},{"name":"b","image":"x","command":["tini","--","redis-server"]}]}"#, "a=app b=cache"),
    // The name.
    (r#"{"containers":[{"name":"web","image":"x"},{"name":"log-shipper","image":"x"},{"name":"metrics","image":"x"}]}"#, "web=app log-shipper=log-shipper metrics=exporter"),
    (r#"{"containers":[{"name":"web","image":"x"},{"name":"auth-proxy","image":"x"},{"name":"db-proxy","image":"x"}]}"#, "web=app auth-proxy=auth-proxy db-proxy=db-proxy"),
    (r#"{"containers":[{"name":"blog","image":"x"},{"name":"catalog","image":"x"},{"name":"login","image":"x"}]}"#, "blog=app catalog=app login=app"),
    (r#"{"initContainers":[{"name":"wait-for-db","image":"x"},{"name":"warm-cache","image":"x"}],"containers":[{"name":"web","image":"x"}]}"#, "wait-for-db=init-waiter warm-cache=init-setup web=app"),
    (r#"{"initContainers":[{"name":"istio-init","image":"x"},{"name":"wait-for-proxy","image":"x"}],"containers":[{"name":"web","image":"x"}]}"#, "istio-init=net-init wait-for-proxy=init-waiter web=app"),
    // Volumes.
    (r#"{"containers":[{"name":"web","image":"nginx","volumeMounts":[{"name":"v","mountPath":"/var/log/nginx"}]},{"name":"reader","image":"x","volumeMounts":[{"name":"v","mountPath":"/in"}]}]}"#, "web=app reader=log-shipper"),
    (r#"{"containers":[{"name":"web","image":"x","volumeMounts":[{"name":"v","mountPath":"/var/log/app"}]},{"name":"reader","image":"x","volumeMounts":[{"name":"v","mountPath":"/in","readOnly":true}]}]}"#, "web=app reader=log-shipper"),
    (r#"{"volumes":[{"name":"v","configMap":{"name":"c"}}],"containers":[{"name":"web","image":"x"},{"name":"r","image":"x","args":["--webhook-url=http://localhost/-/reload"],"volumeMounts":[{"name":"v","mountPath":"/c"}]}]}"#, "web=app r=config-reloader"),
    (r#"{"volumes":[{"name":"v","secret":{"secretName":"web-tls"}}],"containers":[{"name":"web","image":"x"},{"name":"t","image":"x","ports":[{"containerPort":8443}],"volumeMounts":[{"name":"v","mountPath":"/c"}]}]}"#, "web=app t=tls-proxy"),
    // Ports and the environment.
    (r#"{"containers":[{"name":"web","image":"x"},{"name":"p","image":"x","ports":[{"containerPort":15001}]}]}"#, "web=app p=proxy"),
    (r#"{"containers":[{"name":"web","image":"x","env":[{"name":"DB_HOST","value":"localhost"},{"name":"DB_PORT","value":"5432"}]},{"name":"p","image":"x","ports":[{"containerPort":5432}]}]}"#, "web=app p=db-proxy"),
    (r#"{"containers":[{"name":"web","image":"x","env":[{"name":"URL","value":"redis://localhost:6379/0"}]},{"name":"p","image":"x","ports":[{"containerPort":637}]},{"name":"q","image":"x","ports":[{"containerPort":6379}]}]}"#, "web=app p=app q=cache"),
    (r#"{"containers":[{"name":"web","image":"x"},{"name":"e","image":"x","args":["--url=http://localhost:8080"],"ports":[{"containerPort":9113}]}]}"#, "web=app e=exporter"),
    // The place.
    (r#"{"initContainers":[{"name":"a","image":"x"},{"name":"b","image":"x","restartPolicy":"Always"}],"containers":[{"name":"c","image":"x"}]}"#, "a=init-setup b=helper c=app"),
];

#[test]
fn signs_tell_what_containers_do() {
    for (spec, expected) in PODS {
        assert_eq!(roles(spec), *expected, "{spec}");
    }
}

#[test]
fn the_annotation_has_the_last_word() {
    let spec = pod(r#"{"containers":[{"name":"envoy","image":"envoyproxy/envoy"}]}"#);
    let said = |value: &str| {
        let annotations = BTreeMap::from([("podlife.dev/role.envoy".to_owned(), value.to_owned())]);
        role(&spec.containers[0], &spec, Some(&annotations))
    };
    assert_eq!(said("app").role, Role::App);
    assert_eq!(said("app").evidence[0].text, "the annotation podlife.dev/role.envoy says app");
    assert_eq!(said("nonsense").role, Role::Proxy);
}

#[test]
fn the_evidence_is_told_with_what_speaks_for_the_role_first() {
    let spec = pod(
        r#"{"containers":[{"name":"web","image":"x","volumeMounts":[{"name":"logs","mountPath":"/var/log/web"}]},
        {"name":"log-agent","image":"fluent/fluent-bit:3.2","volumeMounts":[{"name":"logs","mountPath":"/logs","readOnly":true}]}]}"#,
    );
    let inferred = role(&spec.containers[1], &spec, None);
    let told: Vec<String> =
        inferred.evidence.iter().map(|sign| format!("{} {}", sign.score, sign.text)).collect();
    assert_eq!(
        told,
        [
            "60 the image fluent/fluent-bit is a log shipper",
            "25 its name says log",
            "20 it reads the volume logs, in which web writes logs",
            "5 it is one of the containers",
        ]
    );
}

#[test]
fn each_role_has_a_word() {
    for (role, key, words) in ROLES {
        assert_eq!(Role::named(key), Some(role));
        assert_eq!((role.key(), role.to_string().as_str()), (key, words));
    }
    assert_eq!(Role::named("no-role"), None);
}
