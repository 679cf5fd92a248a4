//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{limit, limit_of_pod};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::quantity::Quantity;

declare_rule! {
    /// Files in memory may take more of it than the containers have.
    ///
    /// ## Why it matters
    ///
    /// The files of an emptyDir with `medium: Memory` count as memory of the container that writes them.
    /// Where they may grow beyond its limit, it is killed with `OOMKilled`. Where nothing has a limit they take the memory of the node.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     resources: {limits: {memory: 256Mi}}
    ///     volumeMounts: [{name: scratch, mountPath: /scratch}]
    ///   volumes:
    ///   - name: scratch
    ///     emptyDir: {medium: Memory}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     resources: {limits: {memory: 256Mi}}
    ///     volumeMounts: [{name: scratch, mountPath: /scratch}]
    ///   volumes:
    ///   - name: scratch
    ///     emptyDir: {medium: Memory, sizeLimit: 64Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>; `calculateEmptyDirMemorySize`, pkg/volume/emptydir/empty_dir.go.
    "memory-emptydir-unbounded", "V06", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (path, volume) in pod.volumes() {
        let Some(dir) = &volume.empty_dir else { continue };
        let mut writers =
            pod.mounts_of(&volume.name).filter(|mounted| !mounted.is_read_only()).peekable();
        if dir.medium.as_deref() != Some("Memory") || writers.peek().is_none() {
            continue;
        }
        let limit_path = path.child("emptyDir.sizeLimit");
        let Some(written) = &dir.size_limit else {
            diagnostics.push(
                RULE.about(
                    pod,
                    &path.child("emptyDir.medium"),
                    format!("files in `{}` may take all memory of who writes them", volume.name),
                )
                .help("say a `sizeLimit` well below the memory limit of the container")
                .draft("Limit it to 64Mi", pod.put(&limit_path, "64Mi")),
            );
            continue;
        };
        let Ok(size) = Quantity::parse(&written.0) else { continue };
        for writer in writers {
            let name = writer.member.name();
            let own = limit(writer.member.container, "memory");
            let path = if own.is_some() { &writer.member.path } else { &pod.spec_path() };
            let Some(memory) = own.or_else(|| limit_of_pod(pod.spec, "memory")) else { continue };
            if Quantity::parse(memory).is_ok_and(|memory| size > memory) {
                let own = path.child("resources.limits").key("memory");
                diagnostics.push(
                    RULE.about(
                        pod,
                        &limit_path,
                        format!(
                            "`{name}` is killed before `{}` is full: {} of files in {} of memory",
                            volume.name, written.0, memory
                        ),
                    )
                    .help("files in memory count as memory of the container: let it have more, or the volume less")
                    .related(pod.span(&own), "its limit")
                    .container(name),
                );
                break;
            }
        }
    }
}
