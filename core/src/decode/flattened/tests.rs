//! Texts that lost their indentation, and what they become.

use super::*;
use crate::decode::decode;
use crate::features::Version;
use crate::yaml;

/// Takes the indentation away and wants it back.
fn restores(text: &str) {
    let flat: Vec<&str> = text.lines().map(str::trim_start).collect();
    let flat = flat.join("\n") + "\n";
    assert_eq!(reindent(&flat).unwrap_or(flat), text);
}

#[test]
fn a_pod_with_two_containers_gets_its_shape_back() {
    restores(
        "# A Pod that ships its logs
apiVersion: v1
kind: Pod
metadata:
  name: app-with-logging
spec:
  containers:
  # the application
  - name: app
    image: my-app:latest
    volumeMounts:
    - name: logs
      mountPath: /var/log/app

  # the shipper
  - name: log-shipper # helps
    image: fluentd:latest
    volumeMounts:
    - name: logs
      mountPath: /var/log/app
    env:
    - name: HOST
      value: \"elasticsearch\"
    - name: PORT
      value: \"9200\"
  volumes:
  - name: logs
    emptyDir: {}
",
    );
}

#[test]
fn ports_end_where_the_next_container_begins() {
    restores(
        "apiVersion: v1
kind: Pod
metadata:
  name: app-with-proxy
spec:
  containers:
  - name: app
    image: myapp:1.0
    ports:
    - containerPort: 8080
  - name: envoy-proxy
    image: envoyproxy/envoy:v1.28
    ports:
    - containerPort: 9901
    volumeMounts:
    - name: tls-certs
      mountPath: /etc/nginx/certs
    - name: nginx-config
      mountPath: /etc/nginx/nginx.conf
      subPath: nginx.conf
  volumes:
  - name: tls-certs
    secret:
      secretName: tls-secret
  - name: nginx-config
    configMap:
      name: nginx-config
",
    );
}

#[test]
fn the_restart_policy_behind_the_containers_is_the_pod_s() {
    restores(
        "apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
  - name: proxy
    image: envoy
    restartPolicy: Always
  containers:
  - name: app
    image: app
    command: [\"sleep\", \"5\"]
  restartPolicy: Never
",
    );
}

#[test]
fn annotations_end_where_a_known_field_begins() {
    restores(
        "apiVersion: v1
kind: Pod
metadata:
  name: my-app
  annotations:
    sidecar.istio.io/inject: \"true\"
spec:
  containers:
  - name: app
    image: my-app:latest
    resources:
      requests:
        memory: \"256Mi\"
        cpu: \"500m\"
      limits:
        memory: \"512Mi\"
        cpu: \"1000m\"
  - name: sidecar
    image: sidecar:latest
    # at the end
",
    );
}

#[test]
fn pieces_of_a_pod_get_their_shape_back() {
    restores(
        "containers:\n- name: app\n  image: my-app\n- name: bit\n  image: bit\n  volumeMounts:\n  - name: logs\n    mountPath: /logs\n    readOnly: true\n",
    );
    restores(
        "- name: git-sync\n  image: git-sync:v4\n  args:\n  - --repo=https://example.com/x\n  - --root=/git\n  volumeMounts:\n  - name: config\n    mountPath: /git\n",
    );
    restores("annotations:\n  example.com/inject: \"true\"\n  example.com/role: \"my-app\"\n");
    restores(
        "spec:\n  initContainers:\n  - name: wait # first\n    image: busybox\n    command: ['sh', '-c', 'until nc -z db 5432; do sleep 2; done']\n  containers:\n  - name: app\n    image: my-app\n",
    );
    restores(
        "volumes:\n- name: logs\n  emptyDir: {}\n- name: config\n  configMap:\n    name: config\n",
    );
}

#[test]
fn workloads_get_their_shape_back() {
    restores(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx
        livenessProbe:
          httpGet:
            path: /
            port: 80
          periodSeconds: 5
        securityContext:
          runAsUser: 1000
      securityContext:
        fsGroup: 2000
---
apiVersion: batch/v1
kind: Job
metadata:
  name: job
spec:
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox
        command:
        - sh
        - -c
        - |
          echo one
          sleep 5
        env:
        - name: A
          valueFrom:
            secretKeyRef:
              name: secret
              key: a
",
    );
}

#[test]
fn what_is_indented_or_needs_no_indentation_stays_as_it_is() {
    for text in [
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n",
        "containers:\n- name: app\n- name: other\nvolumes:\n- name: x\n",
        "kind: Pod\nspec:\n  containers:\n",
        "a\n",
        "",
        "foo:\nbar: 1\n",
        "Some prose: it has colons\nand lines\nand more lines\n",
        "apiVersion: v1\nkind: Service\nmetadata:\nname: x\n",
    ] {
        assert_eq!(reindent(text), None, "{text}");
    }
}

#[test]
fn a_piece_in_its_pod_decodes() {
    for text in [
        "containers:\n- name: app\n  image: a\n",
        "- name: app\n  image: a\n",
        "# one\nname: app\nimage: a\n",
        "initContainers:\n- name: a\n  image: a\n",
        "annotations:\n  a: b\n",
        "spec:\n  containers:\n  - name: app\n    image: a\n",
        "spec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: a\n",
    ] {
        let wrapped = wrap_fragment(text).unwrap_or_else(|| panic!("{text}"));
        let stream = yaml::parse(&wrapped);
        let decoded = decode(&stream.documents[0], &wrapped, Version::default());
        assert_eq!(decoded.messages, Vec::<String>::new(), "{wrapped}");
        assert_eq!(decoded.name, "pod");
        assert!(decoded.object.is_some_and(|object| object.pod_spec().is_some()), "{wrapped}");
    }
    assert_eq!(wrap_fragment("apiVersion: v1\nkind: Pod\n"), None);
    assert_eq!(wrap_fragment("kubectl get pods"), None);
}
