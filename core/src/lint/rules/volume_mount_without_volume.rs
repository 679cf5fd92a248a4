//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;
use crate::yaml::Node;

declare_rule! {
    /// A container mounts a volume that the Pod does not have.
    ///
    /// ## Why it matters
    ///
    /// `volumeMounts` says where a volume appears in a container; what is in it stands in the Pod's `volumes`.
    /// Articles often show the mount alone. Only the volumes of a StatefulSet's `volumeClaimTemplates` need no entry there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: proxy
    ///     image: nginx:1.29
    ///     volumeMounts:
    ///     - name: tls-certs
    ///       mountPath: /etc/nginx/certs
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: proxy
    ///     image: nginx:1.29
    ///     volumeMounts:
    ///     - name: tls-certs
    ///       mountPath: /etc/nginx/certs
    ///   volumes:
    ///   - name: tls-certs
    ///     secret: {secretName: tls-certs}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work>; `ValidateVolumeMounts`, pkg/apis/core/validation/validation.go.
    "volume-mount-without-volume", "A06", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    let is_mount = found.field.contains(".volumeMounts[") && found.field.ends_with("].name");
    if !is_mount || !found.message.contains(": Not found: ") {
        return false;
    }
    found.advise("declare it under `volumes`, or mount one that is there");
    let path = FieldPath::parse(&found.field);
    let (Some(pod), Some(name)) = (answered.pod, answered.at(&path).and_then(Node::as_str)) else {
        return true;
    };
    let volumes = pod.spec_path().child("volumes");
    let count = pod.spec.volumes.as_ref().map_or(0, Vec::len);
    if let Some(other) = unmounted(pod) {
        found.offer(&format!("Mount {other}"), answered.put(&path, other), false);
    }
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let (title, source) = if has(&["cert", "tls", "secret", "cred"]) {
        ("Add it as a Secret", "secret:\n  secretName: ")
    } else if has(&["conf", "script", "template"]) {
        ("Add it as a ConfigMap", "configMap:\n  name: ")
    } else {
        ("Add it as an emptyDir", "emptyDir: {}")
    };
    let mut volume = ["name: ", name, "\n", source].concat();
    if source.ends_with(' ') {
        volume.push_str(name);
        volume.push_str(" # to be completed");
    }
    found.offer(title, answered.put(&volumes.index(count), &volume), false);
    true
}

/// The only volume that no container mounts.
fn unmounted<'a>(pod: &Subject<'a>) -> Option<&'a str> {
    let names = pod.volumes().map(|(_, volume)| volume.name.as_str());
    let mut free = names.filter(|name| pod.mounts_of(name).next().is_none());
    let first = free.next();
    first.filter(|_| free.next().is_none())
}
