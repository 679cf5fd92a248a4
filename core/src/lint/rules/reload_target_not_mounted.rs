//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// A config reloader watches a folder that it does not mount.
    ///
    /// ## Why it matters
    ///
    /// The reloader sees its own filesystem and what it mounts itself. A folder that only the app mounts is empty for it, or not there: it never sees a change, or ends with an error.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: config-reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.13.1
    ///     restartPolicy: Always
    ///     args: ["--volume-dir=/etc/prometheus", "--webhook-url=http://localhost:9090/-/reload"]
    ///   containers:
    ///   - name: prometheus
    ///     image: prom/prometheus:v2.53.0
    ///     volumeMounts: [{name: conf, mountPath: /etc/prometheus}]
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: prometheus}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: config-reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.13.1
    ///     restartPolicy: Always
    ///     args: ["--volume-dir=/etc/prometheus", "--webhook-url=http://localhost:9090/-/reload"]
    ///     volumeMounts: [{name: conf, mountPath: /etc/prometheus, readOnly: true}]
    ///   containers:
    ///   - name: prometheus
    ///     image: prom/prometheus:v2.53.0
    ///     volumeMounts: [{name: conf, mountPath: /etc/prometheus}]
    ///   volumes:
    ///   - name: conf
    ///     configMap: {name: prometheus}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps-as-files-from-a-pod>; <https://github.com/jimmidyson/configmap-reload>.
    "reload-target-not-mounted", "V13", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

/// Options of known reloaders that name what they watch.
const OPTIONS: [&str; 4] = ["volume-dir", "watched-dir", "config-file", "rules-dir"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.members.iter().filter(|it| it.helper() == Some(Helper::ConfigReloader)) {
        let lists = [("command", &member.container.command), ("args", &member.container.args)];
        for (list, words) in lists {
            let mut before = "";
            for (index, word) in words.iter().flatten().enumerate() {
                let folder = watched(std::mem::replace(&mut before, word), word);
                let Some(folder) = folder.filter(|folder| member.mount_at(folder).is_none()) else {
                    continue;
                };
                let path = member.path.child(list).index(index);
                diagnostics.push(finding(pod, member, &path, folder));
            }
        }
    }
}

fn finding(pod: &Subject<'_>, member: &Member<'_>, path: &FieldPath, folder: &str) -> Diagnostic {
    let name = member.name();
    RULE.about(pod, path, format!("`{name}` watches `{folder}`, and mounts nothing there"))
        .help("mount the same volume in it as in the container that reads the files")
        .container(name)
        .draft("Mount it here too", fix(pod, member, folder))
}

/// The path that a word gives, with the word before it.
fn watched<'a>(before: &str, word: &'a str) -> Option<&'a str> {
    let is_known = |option: &str| OPTIONS.contains(&option.trim_start_matches('-'));
    let (option, value) = word.split_once('=').unwrap_or((before, word));
    (is_known(option) && option.starts_with('-') && value.starts_with('/')).then_some(value)
}

/// The volume that another container has at the path is mounted here as well.
fn fix(pod: &Subject<'_>, member: &Member<'_>, folder: &str) -> Option<Vec<Edit>> {
    let mounted = pod.members.iter().find_map(|other| other.mount_at(folder))?;
    if mounted.mount.sub_path.is_some() {
        return None;
    }
    let value =
        format!("name: {}\nmountPath: {}\nreadOnly: true", mounted.mount.name, mounted.folder());
    pod.put(&member.next_mount(), &value)
}
