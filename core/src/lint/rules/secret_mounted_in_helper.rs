//! See [`RULE`].

use k8s_openapi::api::core::v1::Volume;

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// A helper mounts a Secret that is the app's.
    ///
    /// ## Why it matters
    ///
    /// A log shipper or an exporter needs no password of the app. When it mounts the app's Secret, a hole in it gives that away too.
    /// Each container sees only what it mounts: leave the mount to the containers that use it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: credentials, mountPath: /etc/shop, readOnly: true}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: credentials, mountPath: /etc/shop, readOnly: true}]
    ///   volumes:
    ///   - name: credentials
    ///     secret: {secretName: shop}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: credentials, mountPath: /etc/shop, readOnly: true}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: credentials, mountPath: /etc/shop, readOnly: true}]
    ///   volumes:
    ///   - name: credentials
    ///     projected: {sources: [{secret: {name: shop}}]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: metrics-exporter
    ///     image: registry.example/exporter:1.4
    ///     restartPolicy: Always
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     volumeMounts: [{name: credentials, mountPath: /etc/shop, readOnly: true}]
    ///   volumes:
    ///   - name: credentials
    ///     secret: {secretName: shop}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/secrets-good-practices/#restrict-secret-access-to-specific-containers>
    "secret-mounted-in-helper", "X07", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (_, volume) in pod.volumes().filter(|(_, volume)| is_secret(volume)) {
        let mounts = |member: &Member<'_>| member.mounts().any(|it| it.mount.name == volume.name);
        let mut apps = pod.apps().filter(|member| member.helper().is_none());
        let Some(app) = apps.find(|app| mounts(app)) else { continue };
        for helper in pod.staying() {
            let needs_none = matches!(helper.helper(), Some(Helper::LogShipper | Helper::Exporter));
            let mounted = helper.mounts().find(|it| needs_none && it.mount.name == volume.name);
            let Some(mounted) = mounted else { continue };
            let (name, path) = (helper.name(), mounted.path());
            let message = format!(
                "`{name}` can read the Secret in `{}`, which is that of `{}`",
                volume.name,
                app.name()
            );
            diagnostics.push(
                RULE.about(pod, &path.child("name"), message)
                    .help("mount it only in the containers that use it")
                    .container(name)
                    .draft("Leave out the mount", pod.remove(&path)),
            );
        }
    }
}

/// Whether a volume shows a Secret, alone or among others.
fn is_secret(volume: &Volume) -> bool {
    let mut sources = volume.projected.iter().flat_map(|it| it.sources.iter().flatten());
    volume.secret.is_some() || sources.any(|source| source.secret.is_some())
}
