//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Command, base_name, commands, shell_script};
use crate::lint::subject::Subject;

declare_rule! {
    /// A helper ends the app.
    ///
    /// ## Why it matters
    ///
    /// A Pod whose processes share one list of processes lets a helper send signals to the app. One that ends the app when its own backend is away makes the app as unreliable as that backend, and the app's exit code says nothing of the cause.
    /// A helper that cannot do its work logs it, tries again, or fails its own `livenessProbe`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   shareProcessNamespace: true
    ///   initContainers:
    ///   - name: license-sidecar
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "trap exit TERM; while sleep 10; do nc -z license 443 || pkill -TERM app; done"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   shareProcessNamespace: true
    ///   initContainers:
    ///   - name: license-sidecar
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c"]
    ///     args:
    ///     - |
    ///       trap exit TERM
    ///       while sleep 10; do
    ///         if ! nc -z license 443; then kill -9 $(pidof app); fi
    ///       done
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: license-sidecar
    ///     image: busybox:1.36
    ///     restartPolicy: Always
    ///     command: ["sh", "-c", "trap exit TERM; while sleep 10; do nc -z license 443 || echo no license server; done"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/>
    "coupled-exit", "S17", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.share_process_namespace != Some(true) || pod.is_job() {
        return;
    }
    for member in pod.staying() {
        // A reloader tells the app to read its configuration again.
        if member.helper().is_none() || member.helper() == Some(Helper::ConfigReloader) {
            continue;
        }
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        let commands = commands(script);
        let Some(kill) = commands.iter().find(|command| ends_others(command)) else {
            continue;
        };
        let name = member.name();
        let words: Vec<&str> = kill.words().collect();
        let words: String = words.join(" ").chars().filter(|c| *c != '`').take(30).collect();
        let message = format!("`{name}` may end another container's process: `{words}`");
        let path = member.path.child(field).index(index);
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("let it log the failure and try again; the app's own probes decide about the app")
                .container(name),
        );
    }
}

/// Whether a command ends processes of others: `kill` by a name, with a signal that ends what it meets.
fn ends_others(command: &Command<'_>) -> bool {
    let mut words = command.words();
    let by_name = command.text.contains("pidof ") || command.text.contains("pgrep ");
    let is_kill = words.next().is_some_and(|word| match base_name(word) {
        "pkill" | "killall" => true,
        "kill" => by_name,
        _ => false,
    });
    let is_mild = |word: &str| {
        ["HUP", "USR1", "USR2", "WINCH"].iter().any(|signal| word.ends_with(signal))
            || matches!(word, "-0" | "-1")
    };
    is_kill && !words.any(is_mild)
}
