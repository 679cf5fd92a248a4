//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::commands;
use crate::lint::script::shell_script;
use crate::sim::trace::Role;
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// An init container waits in a loop that nothing ends.
    ///
    /// ## Why it matters
    ///
    /// No time limit of the kubelet's ends an init container, and it can have no probes. A loop that waits for what never comes keeps the Pod in `Init:0/1` for ever: nothing fails, nothing is restarted, nobody is told.
    /// A limit turns that into a failure with a log and a back-off.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "until nc -z db 5432; do sleep 2; done"]
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
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "timeout 120 sh -c 'until nc -z db 5432; do sleep 2; done' || exit 1"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>; `computePodActions`, pkg/kubelet/kuberuntime/kuberuntime_manager.go.
    "init-infinite-wait", "I01", since = "0.1.0", Warning, [Default], Pod(check)
}

/// What ends a loop, as scripts write it: a limit, a counter, a way out.
const BOUNDS: [&str; 13] = [
    "timeout", "break", "exit", "return", "((", "seq ", "-lt", "-gt", "-ge", "-le", "expr ",
    "SECONDS", "date ",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.members.iter().filter(|member| member.role == Role::Init) {
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        let has_bound = || BOUNDS.iter().any(|bound| script.contains(bound));
        if !script.contains("sleep") || has_bound() || !waits(script) || has_deadline(pod) {
            continue;
        }
        let (name, path) = (member.name(), member.path.child(field).index(index));
        let message = format!(
            "`{name}` waits for ever if what it waits for never comes: its loop has no limit"
        );
        let mut finding = RULE
            .about(pod, &path, message)
            .help("run the loop with `timeout`, count the tries, or set `activeDeadlineSeconds`")
            .container(name)
            .draft("Give up after 120 s", with_timeout(pod, &path));
        finding.at = pod.unended(member);
        diagnostics.push(finding);
    }
}

/// Whether a script has a loop that waits for something.
fn waits(script: &str) -> bool {
    commands(script).iter().any(|command| {
        let Some((word, condition)) = command.text.split_once(' ') else { return false };
        let is_constant = matches!(condition.trim(), "true" | ":" | "false" | "[ 1 ]");
        matches!(word, "until" | "while") && !is_constant && !condition.starts_with("read")
    })
}

/// Whether the Pod, or its Job, may only take so long.
fn has_deadline(pod: &Subject<'_>) -> bool {
    let name = "activeDeadlineSeconds";
    pod.spec.active_deadline_seconds.is_some() || pod.is_written(&pod.pod_path.parent().child(name))
}

/// Puts a script that stands on one line into a shell with a limit. That must not be process 1, which ignores SIGTERM.
fn with_timeout(pod: &Subject<'_>, path: &FieldPath) -> Option<Vec<Edit>> {
    let span = pod.span(path);
    let (written, first) = (span.of(pod.text).trim_end(), span.of(pod.text).chars().next()?);
    let is_quoted = matches!(first, '"' | '\'');
    let inner = if is_quoted { written.get(1..written.len() - 1)? } else { written };
    if written.contains('\n') || inner.contains('\'') || matches!(first, '|' | '>') {
        return None;
    }
    let quote = if first == '\'' { "''" } else { "'" };
    let start = span.start + usize::from(is_quoted);
    Some(vec![
        Edit::insert(start, ["timeout 120 sh -c ", quote].concat()),
        Edit::insert(start + inner.len(), [quote, " || exit 1"].concat()),
    ])
}
