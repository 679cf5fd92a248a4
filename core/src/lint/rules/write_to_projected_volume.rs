//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A process writes to a volume that is made of a ConfigMap, a Secret or the like.
    ///
    /// ## Why it matters
    ///
    /// Volumes of ConfigMaps, Secrets, the downward API and projected ones are always read-only: writing fails with *Read-only file system*, whatever the mount and the permissions say.
    /// What has to change goes into an emptyDir; a step before the app can copy it there.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "echo level=debug >> /etc/app/app.conf; trap exit TERM; sleep 3600 & wait"]
    ///     volumeMounts: [{name: conf, mountPath: /etc/app}]
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: app}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "cp /etc/app/* /run/app; echo level=debug >> /run/app/app.conf; trap exit TERM; sleep 3600 & wait"]
    ///     volumeMounts:
    ///     - {name: conf, mountPath: /etc/app}
    ///     - {name: run, mountPath: /run/app}
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: app}
    ///   - name: run
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#configmap>; `GetAttributes`, pkg/volume/configmap/configmap.go.
    "write-to-projected-volume", "V11", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(trace) = pod.trace else { return };
    for (place, ran) in trace.containers.iter().enumerate() {
        let refused = trace.logs.iter().find_map(|line| {
            let is_own = line.container == place && line.text.ends_with("Read-only file system");
            let path = line.text.split([' ', '\'', ':']).find(|word| word.starts_with('/'));
            Some((line.at, path.filter(|_| is_own)?))
        });
        let Some((at, path)) = refused else { continue };
        let Some(member) = pod.members.iter().find(|it| it.name() == ran.name) else { continue };
        let Some(mounted) = member.mount_at(path) else { continue };
        let Some(volume) = pod.volume(&mounted.mount.name) else { continue };
        let kind = if volume.config_map.is_some() {
            "ConfigMap"
        } else if volume.secret.is_some() {
            "Secret"
        } else if volume.projected.is_some() || volume.downward_api.is_some() {
            "volume of the API's data"
        } else {
            continue;
        };
        let name = member.name();
        diagnostics.push(
            RULE.about(
                pod,
                &mounted.path().child("name"),
                format!("`{name}` cannot write `{path}`: a mounted {kind} is read-only"),
            )
            .help("copy it to an emptyDir, and change it there")
            .container(name)
            .at(at),
        );
    }
}
