//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::commands;
use crate::lint::script::shell_script;
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// An init container waits in a loop that nothing ends.
    ///
    /// ## Why it matters
    ///
    /// Nothing limits the time that an init container takes where no `activeDeadlineSeconds` does, and it can have no probes. A loop that waits for what never comes keeps the Pod in `Init:0/1` for ever: nothing fails, nothing is restarted, nobody is told.
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
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-ec"]
    ///     args: ["while true; do if nc -z -w 1 db 5432; then break; fi; sleep 2; done; exit 0"]
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
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: wait-for-db
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "i=0; until nc -z db 5432; do i=$((i+1)); [ $i -lt 60 ] || exit 1; sleep 2; done"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>; `computeInitContainerActions`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "init-infinite-wait", "I01", since = "0.1.0", Warning, [Default], Pod(check)
}

/// What counts tries or time, as scripts write it.
const COUNTS: [&str; 9] = ["((", "-lt", "-gt", "-ge", "-le", "expr ", "let ", "SECONDS", "date +"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        if !script.contains("sleep") || !waits(script) || has_deadline(pod) {
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

/// Whether a script has a loop that goes on until something is there, and ends for no other reason.
fn waits(script: &str) -> bool {
    let commands = commands(script);
    let mut starts = commands.iter().enumerate();
    starts.any(|(start, command)| {
        let mut words = command.words();
        if !matches!(words.next(), Some("until" | "while")) {
            return false;
        }
        let first = words.next().unwrap_or_default();
        let is_constant = matches!(first, "true" | ":" | "false" | "sleep" | "1")
            || command.text.ends_with("[ 1 ]");
        let (mut depth, mut naps, mut leaves) = (1, first == "sleep", false);
        let mut counts = COUNTS.iter().any(|word| command.text.contains(word));
        for inner in commands.get(start + 1..).unwrap_or_default() {
            let word = inner.words().next().unwrap_or_default();
            match word {
                "until" | "while" | "for" => depth += 1,
                "exit" | "break" | "return" => leaves = true,
                "sleep" => naps = true,
                _ if word.starts_with("done") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            counts |= COUNTS.iter().any(|word| inner.text.contains(word));
        }
        // A loop without a condition of its own is a wait where it is left once something is there.
        first != "read" && !first.starts_with("IFS") && naps && !counts && leaves == is_constant
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
