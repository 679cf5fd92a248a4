//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::{base_name, commands, shell_script};

declare_rule! {
    /// An init container only sleeps.
    ///
    /// ## Why it matters
    ///
    /// A fixed time is too long on most days and too short on the one that counts. What is waited for can be asked.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: wait
    ///     image: busybox:1.36
    ///     command: ["sleep", "30"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: wait
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "timeout 120 sh -c 'until nc -z db 5432; do sleep 2; done' || exit 1"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#examples>, which shows both: a loop that asks, and a `sleep 60`.
    "init-sleep-as-sync", "I10", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        let is_nap = match shell_script(member.container) {
            Some((script, ..)) => {
                let commands = commands(script);
                commands.iter().any(|command| command.word() == "sleep")
                    && commands.iter().all(|command| matches!(command.word(), "sleep" | "echo"))
            }
            None => member.words().map(base_name).find(|word| *word != "busybox") == Some("sleep"),
        };
        if !is_nap || pod.unended(member).is_some() {
            continue;
        }
        let name = member.name();
        let message =
            format!("`{name}` only sleeps: nobody knows whether what it waits for is there then");
        diagnostics.push(
            RULE.about(pod, &member.path.child(member.command_field()), message)
                .help("ask for what is waited for, in a loop with a limit")
                .container(name),
        );
    }
}
