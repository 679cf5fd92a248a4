//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::commands;
use crate::lint::script::shell_script;
use crate::sim::trace::Role;
use crate::text::{Edit, Span};

declare_rule! {
    /// An init container cannot run a second time.
    ///
    /// ## Why it matters
    ///
    /// Init containers run again: after a failure of their own, and all of them when the Pod gets a new sandbox, after a reboot of its node. Their own files are new then, those in volumes are not.
    /// `mkdir`, `ln -s` and `git clone` fail on what is there already, and the Pod that has run for weeks does not come up again.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "mkdir /data/cache"]
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
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "mkdir -p /data/cache"]
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
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>
    "init-not-idempotent", "I04", since = "0.1.0", Info, [], Pod(check)
}

/// Programs that fail on what is there already, what makes them not do so, and the same with it.
const ONCE: [(&str, &[&str], &str); 3] =
    [("mkdir ", &["-p"], "mkdir -p "), ("ln -s ", &["-f"], "ln -sfn "), ("git clone ", &[], "")];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.members.iter().filter(|member| member.role == Role::Init) {
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        let looks_first = ["if ", "[ ", "test ", "rm -", "|| "];
        if looks_first.iter().any(|word| script.contains(word)) {
            continue;
        }
        let (name, path) = (member.name(), member.path.child(field).index(index));
        for command in commands(script) {
            let once = |(start, unless, _): &&(&str, &[&str], &str)| {
                command.text.starts_with(start)
                    && !unless.iter().any(|option| command.text.contains(option))
            };
            let Some((start, _, better)) = ONCE.iter().find(once) else { continue };
            let target = command.text.split_whitespace().next_back().unwrap_or_default();
            if member.mount_of(target).is_none() {
                continue;
            }
            let message = format!("`{name}` fails when it runs again: `{target}` is there already");
            let mut finding = RULE
                .about(pod, &path, message)
                .help("let it do nothing where the work is done: `mkdir -p`, `ln -sfn`, a test")
                .container(name);
            let span = pod.span(&path);
            let place = span.of(pod.text).find(command.text).filter(|_| !better.is_empty());
            finding = finding.safe_fix(
                "Let it run again",
                place.map(|place| {
                    let from = span.start + place;
                    vec![Edit::replace(Span::new(from, from + start.len()), *better)]
                }),
            );
            diagnostics.push(finding);
            break;
        }
    }
}
