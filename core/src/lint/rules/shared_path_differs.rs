//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::mounts::Mounted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::text::FieldPath;

declare_rule! {
    /// A container uses the path that a shared volume has in another container.
    ///
    /// ## Why it matters
    ///
    /// Each container mounts a volume where it likes. The path of one container means nothing in the other: what is written there lands in the container's own filesystem, and what is read is not there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "trap exit TERM; tail -F /var/log/shop/access.log & wait"]
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "trap exit TERM; tail -F /logs/access.log & wait"]
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: defaults
    ///     image: registry.example/shop:8.2
    ///     command: ["sh", "-c", "cp -r /srv/shop/. /target"]
    ///     volumeMounts: [{name: files, mountPath: /target}]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: files, mountPath: /srv/shop}]
    ///   volumes:
    ///   - name: files
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work>; `makeMounts`, pkg/kubelet/kubelet_pods.go.
    "shared-path-differs", "V02", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        for mounted in member.mounts() {
            let mut others = pod.mounts_of(&mounted.mount.name);
            let found = others.find_map(|other| {
                let is_apart = other.member.name() != member.name() && is_whole(&other);
                let place = says(member, other.folder()).filter(|_| is_apart)?;
                Some((other, place))
            });
            let Some((other, place)) = found.filter(|_| is_whole(&mounted)) else { continue };
            // Who speaks of both copies from one to the other: what the image has there goes into the volume.
            if member.says().any(|text| uses(text, mounted.folder())) {
                continue;
            }
            let (name, folder) = (member.name(), mounted.folder());
            let message = format!(
                "`{name}` uses `{}`, and has `{}` at `{folder}`",
                other.folder(),
                mounted.mount.name
            );
            diagnostics.push(
                RULE.about(pod, &place, message)
                    .help(format!(
                        "use `{folder}` in `{name}`, or mount the volume at the same path in both"
                    ))
                    .related(
                        pod.span(&other.path().child("mountPath")),
                        format!("that is its path in `{}`", other.member.name()),
                    )
                    .container(name)
                    .draft(
                        "Mount it at the same path",
                        pod.put(&mounted.path().child("mountPath"), other.folder()),
                    ),
            );
            break;
        }
    }
}

/// Whether all of the volume is mounted.
fn is_whole(mounted: &Mounted<'_, '_>) -> bool {
    mounted.mount.sub_path.is_none() && mounted.mount.sub_path_expr.is_none()
}

/// Where the command line or the environment of a container has a path that it mounts nothing at.
fn says(member: &Member<'_>, folder: &str) -> Option<FieldPath> {
    if folder.len() < 4 || member.mounts().any(|own| own.holds(folder) || is_below(&own, folder)) {
        return None;
    }
    let lists = [("command", &member.container.command), ("args", &member.container.args)];
    for (list, words) in lists {
        let place = words.iter().flatten().position(|word| uses(word, folder));
        if let Some(place) = place {
            return Some(member.path.child(list).index(place));
        }
    }
    let mut values = member.container.env.iter().flatten();
    let place = values.position(|it| it.value.as_ref().is_some_and(|value| uses(value, folder)))?;
    Some(member.path.child("env").index(place).child("value"))
}

/// Whether a mount lies below a folder.
fn is_below(own: &Mounted<'_, '_>, folder: &str) -> bool {
    own.folder().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a text holds the path, and not as a part of a longer name.
fn uses(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + folder.len()..).and_then(|after| after.chars().next());
        let is_start = before.is_none_or(|c| matches!(c, ' ' | '=' | '"' | '\'' | '>' | '\n'));
        is_start && after.is_none_or(|c| matches!(c, '/' | ' ' | '"' | '\'' | ';' | '\n'))
    })
}
