//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::{base_name, commands, shell_script};

declare_rule! {
    /// An init container runs as root only to hand a volume over.
    ///
    /// ## Why it matters
    ///
    /// The kubelet does the same with `fsGroup`: the files of the volume get that group, and the containers have it. No container has to run as root, which the restricted Pod Security Standard does not allow.
    /// Volumes of the node (`hostPath`) and of most file servers are left as they are.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: permissions
    ///     image: busybox:1.36
    ///     command: ["chown", "-R", "1000:1000", "/data"]
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   securityContext: {fsGroup: 1000}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod>
    "init-chown-root", "I11", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let context = pod.spec.security_context.as_ref();
    if context.is_some_and(|context| context.fs_group.is_some()) {
        return;
    }
    for member in pod.inits() {
        if pod.user(member).is_some_and(|user| user != 0) {
            continue;
        }
        let is_all = match shell_script(member.container) {
            Some((script, ..)) => {
                let commands = commands(script);
                !commands.is_empty()
                    && commands.iter().all(|it| hands_over(member, &it.words().collect::<Vec<_>>()))
            }
            None => hands_over(member, &member.words().collect::<Vec<_>>()),
        };
        let of_volume = || {
            member.mounts().any(|mounted| {
                pod.volume(&mounted.mount.name).is_some_and(|volume| {
                    volume.empty_dir.is_some() || volume.persistent_volume_claim.is_some()
                })
            })
        };
        if !is_all || !of_volume() {
            continue;
        }
        let name = member.name();
        let group = member.words().find_map(|word| {
            let (_, after) = word.split_once(':')?;
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            (!digits.is_empty()).then_some(digits)
        });
        let message =
            format!("`{name}` needs root only to hand a volume over, which `fsGroup` does as well");
        let path = pod.spec_path().child("securityContext.fsGroup");
        let edits = group.and_then(|group| pod.put(&path, &group)).map(|mut edits| {
            edits.extend(pod.remove(&member.path).unwrap_or_default());
            edits
        });
        diagnostics.push(
            RULE.about(pod, &member.path.child(member.command_field()), message)
                .help("set `securityContext.fsGroup` and drop the init container")
                .container(name)
                .draft("Set fsGroup and drop the init container", edits),
        );
    }
}

/// Whether a command gives a mounted folder to somebody: `chown`, or a `chmod` of all of it.
fn hands_over(member: &Member<'_>, words: &[&str]) -> bool {
    let Some((program, rest)) = words.split_first() else { return false };
    let is_mount =
        |word: &&str| member.mounts().any(|mounted| mounted.folder() == word.trim_end_matches('/'));
    match base_name(program) {
        "chown" | "chgrp" => true,
        "chmod" => rest.iter().any(|word| matches!(*word, "-R" | "--recursive") || is_mount(word)),
        _ => false,
    }
}
