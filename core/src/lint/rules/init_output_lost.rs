//! See [`RULE`].

use k8s_openapi::api::core::v1::Volume;

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::process::machine::deeds::Act;
use crate::sim::trace::Role;

declare_rule! {
    /// An init container writes files for another container where no volume is.
    ///
    /// ## Why it matters
    ///
    /// Each container has a root file system of its own, and that of an init container goes when it ends. What another container is to find has to be in a volume that both mount.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "mkdir -p /config; echo level=info > /config/app.conf"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: config, mountPath: /config}
    ///   volumes:
    ///   - {name: config, emptyDir: {}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "echo level=info > /config/app.conf"]
    ///     volumeMounts:
    ///     - {name: config, mountPath: /config}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: config, mountPath: /config}
    ///   volumes:
    ///   - {name: config, emptyDir: {}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/>
    "init-output-lost", "I06", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (place, member) in pod.members.iter().enumerate() {
        if member.role != Role::Init {
            continue;
        }
        let later = || pod.members.iter().skip(place + 1);
        let lost = pod.deeds(member).find_map(|deed| {
            let Act::Writes(path) = &deed.act else { return None };
            if member.mount_at(path).is_some() || path.starts_with("/tmp/") {
                return None;
            }
            let wants = |other: &&Member<'_>| {
                let mounted = other.mount_at(path);
                let volume = mounted.and_then(|mounted| pod.volume(&mounted.mount.name));
                volume.is_some_and(takes_files) || other.words().any(|word| word.contains(path))
            };
            Some((deed.at, path, later().find(wants)?))
        });
        let Some((at, path, other)) = lost else { continue };
        let (name, reader) = (member.name(), other.name());
        let message = format!(
            "`{reader}` does not find the `{path}` of `{name}`: they share no volume there"
        );
        let mut finding = RULE
            .about(pod, &member.path.child(member.command_field()), message)
            .help("mount the same volume in both, where the file is written")
            .related(pod.span(&other.path.child("name")), "looks for it here")
            .container(name)
            .at(at);
        if let Some(mount) = other.mount_at(path).map(|mounted| mounted.mount) {
            let mut value = ["name: ", &mount.name, "\nmountPath: ", &mount.mount_path].concat();
            if let Some(part) = &mount.sub_path {
                value.push_str("\nsubPath: ");
                value.push_str(part);
            }
            finding = finding
                .draft(&["Mount ", &mount.name].concat(), pod.put(&member.next_mount(), &value));
        }
        diagnostics.push(finding);
    }
}

/// Whether containers can leave files for each other in a volume.
fn takes_files(volume: &Volume) -> bool {
    volume.config_map.is_none()
        && volume.secret.is_none()
        && volume.projected.is_none()
        && volume.downward_api.is_none()
        && volume.image.is_none()
}
