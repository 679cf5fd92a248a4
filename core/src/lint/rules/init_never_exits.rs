//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::commands;
use crate::lint::script::shell_script;
use crate::process::ends_by_itself;
use crate::process::machine::deeds::Act;

declare_rule! {
    /// An init container runs a program that never ends.
    ///
    /// ## Why it matters
    ///
    /// Init containers run one after the other, each to its end, and the app containers start when the last one has ended with 0.
    /// A server, a `tail -f` or a `sleep infinity` among them is where the Pod stays. What should go on beside the app is a native sidecar: the same entry with `restartPolicy: Always`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
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
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.34.0
    ///     restartPolicy: Always
    ///     startupProbe:
    ///       tcpSocket: {port: 9901}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// What a script does that somebody else wrote is not known, and it will end:
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: node:22
    ///     command: ["node", "migrate.js"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#understanding-init-containers>; `computeInitContainerActions`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "init-never-exits", "I02", since = "0.1.0", Error, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        let Some(since) = pod.unended(member) else { continue };
        let (name, container) = (member.name(), member.container);
        let said = pod.scenario.container(name);
        let still_waits = pod
            .deeds(member)
            .any(|deed| matches!(deed.act, Act::Asks { reached: false, .. } | Act::Reads(_)));
        let is_first = pod.runs(member).len() == 1;
        let is_unclear = still_waits || pod.is_guess(member) || waits(member);
        if !is_first || is_unclear || member.has_probe_or_hook() {
            continue;
        }
        if ends_by_itself(container, said) {
            continue;
        }
        let has_command = container.command.is_some();
        let path = member.path.child(if has_command { "command" } else { "image" });
        let message =
            format!("`{name}` never ends, and no container after it starts before it has");
        let policy = member.path.child("restartPolicy");
        let mut finding = RULE
            .about(pod, &path, message)
            .help("give it `restartPolicy: Always` if it is to run beside the app, else let it end")
            .container(name)
            .at(since);
        if container.image.as_ref().is_some_and(|image| image.contains("git-sync")) {
            let args = member.path.child("args");
            let count = container.args.as_ref().map_or(0, Vec::len);
            finding = finding.draft("Sync once", pod.put(&args.index(count), "--one-time"));
        }
        diagnostics.push(finding.draft("Make it a native sidecar", pod.put(&policy, "Always")));
    }
}

/// Whether its command waits for something, or only for some time.
fn waits(member: &Member<'_>) -> bool {
    let naps = |text: &str| {
        let rest = text.strip_prefix("sleep ").unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let Some((script, ..)) = shell_script(member.container) else {
        let words: Vec<&str> = member.words().collect();
        return naps(&words.join(" "));
    };
    let commands = commands(script);
    let mut is_endless = false;
    for command in &commands {
        let condition = command.text.split_once(' ').map_or("", |(_, condition)| condition.trim());
        let is_loop = command.word() == "while";
        if is_loop && !matches!(condition, "true" | ":" | "[ 1 ]") {
            return true;
        }
        is_endless |= is_loop;
    }
    script.contains("until ") || !is_endless && commands.iter().any(|command| naps(command.text))
}
