//! What containers find of their volumes and their environment: a manifest, a script, what it prints.

mod processes;

use super::*;
use crate::decode;
use crate::features::Version;
use crate::object::Object;
use crate::yaml;

/// Runs the containers of a Pod one after the other, each to its end; what they print.
fn printed_with(text: &str, kept: Vec<Kept>) -> (Vec<String>, Vec<Kept>, Vec<String>) {
    let mut neighbors = Neighbors::default();
    let stream = yaml::parse(text);
    let mut pod = None;
    for document in &stream.documents {
        neighbors.add(&document.root);
        let decoded = decode::decode(document, text, Version::RECORDED);
        assert_eq!(decoded.messages, [""; 0], "{text}");
        if let Some(object @ Object::Pod(_)) = decoded.object {
            pod = Some(object);
        }
    }
    let object = pod.unwrap();
    let spec = object.pod_spec().unwrap();
    let labels = object.metadata().labels.clone().unwrap_or_default();
    let setting = Setting {
        name: "web".to_owned(),
        uid: "f00".to_owned(),
        labels,
        ip: "10.244.0.7".to_owned(),
        node: ("node-1", "192.168.0.11"),
        neighbors: &neighbors,
        kept,
        ..Setting::of(spec)
    };
    let inits = spec.init_containers.iter().flatten();
    let containers: Vec<_> = inits.chain(&spec.containers).map(|of| (of, true)).collect();
    let mut machine = Machine::new(&setting, &containers);
    let mut at = SimTime::ZERO;
    for container in 0..containers.len() {
        machine.start(at, container, 0, false);
        while let Some(next) = machine.next_at() {
            at = at.max(next);
            machine.advance(at);
        }
    }
    let lines = machine.take_log().into_iter().map(|line| line.text).collect();
    let notes = (0..containers.len()).flat_map(|container| machine.notes(container));
    let notes = notes.map(|note| note.text).collect();
    (lines, machine.keep(), notes)
}

/// What a script prints in a Pod with these volumes and this rest of its container.
fn printed(volumes: &str, container: &str, script: &str) -> String {
    let text = format!(
        "{OBJECTS}
---
apiVersion: v1
kind: Pod
metadata: {{name: web, labels: {{app: web, tier: front}}}}
spec:
  automountServiceAccountToken: false
  volumes: [{volumes}]
  containers:
  - {{name: app, image: busybox, command: [sh, -c, {script:?}], {container}}}
"
    );
    printed_with(&text, Vec::new()).0.join("|")
}

const OBJECTS: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: debug, app.conf: port=80, run.sh: echo ran}
---
apiVersion: v1
kind: Secret
metadata: {name: db}
data: {password: czNjcjN0}
stringData: {user: admin}";

#[test]
fn volumes_hold_what_the_objects_of_the_text_hold() {
    let mounted = "volumeMounts: [{name: v, mountPath: /v}]";
    let dated = "..2026_01_01_00_00_00.";
    for (volume, script, expected) in [
        ("configMap: {name: settings}", "ls /v", "app.conf|level|run.sh"),
        ("configMap: {name: settings}", "cat /v/level; echo", "debug"),
        ("configMap: {name: settings}", "readlink /v/level", "..data/level"),
        ("configMap: {name: settings}", "readlink /v/..data | cut -c1-22", dated),
        ("configMap: {name: settings}", "cat /v/..data/app.conf; echo", "port=80"),
        ("configMap: {name: settings}", "/v/run.sh", "sh: /v/run.sh: Permission denied"),
        ("configMap: {name: settings, defaultMode: 0755}", "/v/run.sh", "ran"),
        (
            "configMap: {name: settings, items: [{key: run.sh, path: bin/go, mode: 0700}]}",
            "/v/bin/go; ls /v; readlink /v/bin",
            "ran|bin|..data/bin",
        ),
        (
            "configMap: {name: settings, optional: true, items: [{key: absent, path: absent}, {key: level, path: l}]}",
            "ls /v",
            "l",
        ),
        ("configMap: {name: none, optional: true}", "ls /v; test -f /v/x || echo no", "no"),
        ("configMap: {name: none}", "ls /v; test -f /v/x && echo yes", "yes"),
        ("secret: {secretName: db}", "cat /v/user /v/password; echo", "admins3cr3t"),
        (
            "projected: {sources: [{configMap: {name: settings, items: [{key: level, path: a}]}}, {secret: {name: db}}, {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}, {serviceAccountToken: {path: token}}]}",
            "ls /v; cat /v/name; echo",
            "a|name|password|token|user|web",
        ),
        (
            "downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: cpu, resourceFieldRef: {containerName: app, resource: limits.cpu, divisor: 1m}}]}",
            "cat /v/labels; echo; cat /v/cpu; echo",
            "app=\"web\"|tier=\"front\"|2000",
        ),
        ("configMap: {name: settings}", "echo x > /v/level", READ_ONLY),
        ("image: {reference: \"tools:1\"}", "ls /v; echo end", "end"),
        ("emptyDir: {}", "echo a > /v/a; cat /v/a", "a"),
        ("hostPath: {path: /var/run/docker.sock, type: Socket}", "test -d /v || echo file", "file"),
    ] {
        let found = printed(&format!("{{name: v, {volume}}}"), mounted, script);
        assert_eq!(found, expected, "{volume}: {script}");
    }
}

#[test]
fn what_is_large_has_its_size() {
    let volumes = "{name: e, emptyDir: {sizeLimit: 1Mi}}, {name: m, emptyDir: {medium: Memory, sizeLimit: 1Mi}}, \
         {name: r, emptyDir: {medium: Memory}}";
    let mounts = "volumeMounts: [{name: e, mountPath: /e}, {name: m, mountPath: /m}, {name: r, mountPath: /r}], \
         resources: {limits: {memory: 2Mi}}";
    let full = "No space left on device";
    for (script, expected) in [
        (
            "dd if=/dev/zero of=/e/f bs=1M count=300 2>/dev/null; stat -c '%s %b' /e/f",
            "314572800 614400",
        ),
        (
            "dd if=/dev/zero of=/e/f bs=1k count=3; wc -c /e/f",
            "3+0 records in|3+0 records out|3072 /e/f",
        ),
        ("head -c 5M /dev/urandom > /e/f; wc -c /e/f; du -k /e/f", "5242880 /e/f|5120\t/e/f"),
        (
            "fallocate -l 10M /e/f; fallocate -l 1M /e/f; du -m /e/f; wc -c < /e/f",
            "10\t/e/f|10485760",
        ),
        (
            "truncate -s 1G /e/f; stat -c '%s %b' /e/f; truncate -s 3 /e/f; wc -c < /e/f",
            "1073741824 0|3",
        ),
        ("truncate -s 9M /e/f; echo end >> /e/f; stat -c '%s %b' /e/f", "9437188 8"),
        (
            "fallocate -l 3M /e/f; cp /e/f /e/g; dd if=/e/f of=/e/h 2>/dev/null; du -m /e/g /e/h",
            "3\t/e/g|3\t/e/h",
        ),
        ("echo abc > /e/f; dd if=/e/f of=/e/g skip=1 bs=1 2>/dev/null; cat /e/g", "bc"),
        (
            "dd if=/dev/zero of=/e/f seek=18446744073709551615 bs=1G count=1",
            "dd: /e/f: No space left on device|1+0 records in|0+0 records out",
        ),
        ("fallocate -l 1T /e/f; echo $?", "fallocate: /e/f: No space left on device|1"),
        (
            "dd if=/dev/zero of=/m/f bs=64k; ls -l /m/f | awk '{print $5}'",
            "dd: /m/f: No space left on device|17+0 records in|16+0 records out|1048576",
        ),
        (
            "head -c 2M /dev/zero > /m/f; echo $?; echo x > /m/g || rm /m/f; echo x > /m/g && cat /m/g",
            "head: write error: {full}|1|sh: write error: {full}|x",
        ),
        (
            "head -c 600k /dev/zero > /m/f; cp /m/f /m/g; echo $?; cp /m/f /e/g && echo fits",
            "cp: write error: {full}|1|fits",
        ),
        (
            "head -c 1M /dev/zero > /r/f && head -c 2M /dev/zero > /r/g || stat -c %s /r/g",
            "head: write error: {full}|1048576",
        ),
    ] {
        assert_eq!(printed(volumes, mounts, script), expected.replace("{full}", full), "{script}");
    }
}

const READ_ONLY: &str = "sh: can't create /v/level: Read-only file system";

#[test]
fn mounts_show_their_part_of_a_volume() {
    let volumes = "{name: c, configMap: {name: settings}}, {name: e, emptyDir: {}}, {name: h, hostPath: {path: /data}}";
    let name = "env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]";
    for (mounts, rest, script, expected) in [
        (
            "{name: c, mountPath: /etc/app.conf, subPath: app.conf}",
            "",
            "cat /etc/app.conf",
            "port=80",
        ),
        ("{name: c, mountPath: /x, subPath: none}", "", "ls /x; test -d /x && echo empty", "empty"),
        (
            "{name: e, mountPath: /logs, subPathExpr: $(POD)/logs}, {name: e, mountPath: /all}",
            name,
            "echo a > /logs/a; cat /all/web/logs/a",
            "a",
        ),
        (
            "{name: e, mountPath: /all, readOnly: true}, {name: e, mountPath: /all/part, subPath: part}",
            "",
            "echo a > /all/part/a; cat /all/part/a; ls /all; echo b > /all/b",
            "a|part|sh: can't create /all/b: Read-only file system",
        ),
        (
            "{name: c, mountPath: /cfg}, {name: e, mountPath: /cfg/cache/}",
            "",
            "echo a > /cfg/cache/a; cat /cfg/cache/a /cfg/level; echo; ls /cfg",
            "a|debug|app.conf|cache|level|run.sh",
        ),
        (
            "{name: e, mountPath: /e}, {name: h, mountPath: /e/h}",
            "",
            "echo a > /e/a; echo b > /e/h/b; find /e -type f",
            "/e/a|/e/h/b",
        ),
        (
            "{name: e, mountPath: /e}",
            "securityContext: {readOnlyRootFilesystem: true}",
            "echo a > /e/a; cat /e/a; echo b > /tmp/b",
            "a|sh: can't create /tmp/b: Read-only file system",
        ),
        (
            "{name: e, mountPath: /e}, {name: h, mountPath: /h}",
            "securityContext: {runAsUser: 1000}",
            "echo a > /e/a; echo b > /tmp/b; cat /e/a /tmp/b; echo c > /etc/c; echo d > /h/d",
            "a|b|sh: can't create /etc/c: Permission denied|sh: can't create /h/d: Permission denied",
        ),
        (
            "{name: e, mountPath: /e}",
            "workingDir: /srv/app",
            "pwd; echo a > a; cat /srv/app/a",
            "/srv/app|a",
        ),
    ] {
        let container = format!("volumeMounts: [{mounts}], {rest}");
        assert_eq!(printed(volumes, &container, script), expected, "{mounts}: {script}");
    }
}

#[test]
fn variables_come_from_where_they_are_said_to() {
    let limits = "resources: {limits: {cpu: 250m, memory: 64Mi}},";
    let key = |kind: &str, name: &str, key: &str| {
        format!("env: [{{name: A, valueFrom: {{{kind}: {{name: {name}, key: {key}}}}}}}]")
    };
    for (said, script, expected) in [
        (key("configMapKeyRef", "settings", "level"), "echo $A", "debug"),
        (key("secretKeyRef", "db", "password"), "echo $A", "s3cr3t"),
        (key("configMapKeyRef", "none", "port"), "echo $A", "<configmap.none.port>"),
        (key("secretKeyRef", "none", "a, optional: true"), "echo ${A-unset}", "unset"),
        (key("secretKeyRef", "db", "absent, optional: true"), "echo ${A-unset}", "unset"),
        ("envFrom: [{configMapRef: {name: settings}}]".to_owned(), "echo $level", "debug"),
        ("envFrom: [{prefix: DB_, secretRef: {name: db}}]".to_owned(), "echo $DB_user", "admin"),
        (
            "envFrom: [{configMapRef: {name: settings}}], env: [{name: B, value: \"$(level) $(app.conf) $(HOSTNAME) $$(B)\"}, {name: level, value: own}]".to_owned(),
            "echo $B $level",
            "debug port=80 $(HOSTNAME) $(B) own",
        ),
        (
            format!("{limits} env: [{{name: A, valueFrom: {{resourceFieldRef: {{resource: limits.cpu}}}}}}, {{name: B, valueFrom: {{resourceFieldRef: {{resource: limits.memory, divisor: 1Mi}}}}}}]"),
            "echo $A $B",
            "1 64",
        ),
        (
            "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Gi}}}, {name: B, valueFrom: {resourceFieldRef: {resource: requests.cpu}}}]".to_owned(),
            "echo $A $B",
            "4 0",
        ),
        (String::new(), "cat /etc/hostname; grep web /etc/hosts; hostname", "web|10.244.0.7\tweb|web"),
    ] {
        assert_eq!(printed("", &said, script), expected, "{said}: {script}");
    }
}

#[test]
fn what_is_not_part_of_the_text_is_said_once() {
    let text = "
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: v, configMap: {name: files}}]
  containers:
  - name: app
    image: busybox
    command: [sh, -c, \"cat /v/a /v/b; sleep $T\"]
    envFrom: [{secretRef: {name: all}}]
    env:
    - {name: A, valueFrom: {configMapKeyRef: {name: c, key: a}}}
    - {name: T, valueFrom: {configMapKeyRef: {name: c, key: t}}}
    volumeMounts: [{name: v, mountPath: /v}]
";
    let (_, _, notes) = printed_with(text, Vec::new());
    assert_eq!(
        notes,
        [
            "`app` reads variables from Secret `all` and `A` and `T` from ConfigMap `c`, which are not part of this text.",
            "`app` reads files below `/v`, of which nothing is known: they are assumed to be there, and empty.",
        ]
    );
}

#[test]
fn what_outlives_a_pod_is_there_for_the_next_one() {
    let text = "
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes:
  - {name: h, hostPath: {path: /data}}
  - {name: p, persistentVolumeClaim: {claimName: data}}
  - {name: e, emptyDir: {}}
  initContainers:
  - name: init
    image: busybox
    command: [sh, -c, 'for v in h p e; do echo $v >> /$v/file; ln -sf file /$v/link; done; echo own > /own']
    volumeMounts: [{name: h, mountPath: /h}, {name: p, mountPath: /p}, {name: e, mountPath: /e}]
  containers:
  - name: app
    image: busybox
    command: [sh, -c, 'cat /h/link /p/link /e/link; cat /own']
    volumeMounts: [{name: h, mountPath: /h}, {name: p, mountPath: /p}, {name: e, mountPath: /e}]
";
    let (first, kept, _) = printed_with(text, Vec::new());
    let gone = "cat: can't open '/own': No such file or directory";
    assert_eq!(first, ["h", "p", "e", gone]);
    let (second, _, _) = printed_with(text, kept);
    assert_eq!(second, ["h", "h", "p", "p", "e", gone]);
}

#[test]
fn a_machine_that_is_dropped_takes_its_running_processes_along() {
    let text = "{containers: [{name: app, image: busybox, command: [sh, -c, 'sleep 1d & wait']}]}";
    let spec: PodSpec = serde_yaml::from_str(text).unwrap();
    let mut machine = Machine::new(&Setting::of(&spec), &[(&spec.containers[0], true)]);
    machine.start(SimTime::ZERO, 0, 0, false);
    machine.advance(SimTime(5000));
    assert!(machine.kernel.borrow().processes.len() >= 2);
    let kernel = Rc::downgrade(&machine.kernel);
    drop(machine);
    assert!(kernel.upgrade().is_none());
}
