//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::mend::one_line;
use crate::lint::rule::declare_rule;
use crate::lint::script::{base_name, commands, shell_script};
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::process::{has_no_shell, may_ignore_stop};
use crate::sim::trace::Role;
use crate::text::Edit;

declare_rule! {
    /// Process 1 of a container does not handle the signal that should stop it.
    ///
    /// ## Why it matters
    ///
    /// The kernel protects the first process of a container: a signal that it has no handler for does nothing, even where it would end any other process.
    /// The kubelet waits for the whole grace period and then kills it: each deletion and each rolling update takes that long, and nothing can be put away.
    /// Programs such as `sleep` and `tail` have no handler, and interpreters leave it to the script.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: tools
    ///     image: busybox:1.36
    ///     command: ["sleep", "3600"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: tools
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap exit TERM; sleep 3600 & wait"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://man7.org/linux/man-pages/man7/pid_namespaces.7.html>; recorded on Kubernetes 1.36.2 (`del-ignore-default30`: SIGTERM at once, SIGKILL after 30 s, exit code 137).
    "pid1-ignores-sigterm", "T02", since = "0.1.0", Warning, [Default], Pod(check)
}

/// What runs the scripts of others, which may have a handler.
const INTERPRETERS: [&str; 6] = ["python", "node", "php", "perl", "ruby", "ts-node"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    if grace == 0 {
        return;
    }
    // What a Job waits for ends by itself.
    let waited_for = pod.is_job().then_some(Role::App);
    for member in pod.staying().filter(|member| Some(member.role) != waited_for) {
        let said = pod.scenario.container(member.name());
        // A shell that waits is another rule's business: here something has taken its place.
        let script = shell_script(member.container);
        let (program, path) = match script {
            Some((script, list, index)) => {
                let Some(program) = in_its_place(script) else { continue };
                (program, member.path.child(list).index(index))
            }
            None if may_ignore_stop(member.container, said) => {
                let mut words = member.container.command.iter().flatten();
                let field = if member.container.command.is_some() { "command" } else { "name" };
                (words.next().map_or("", String::as_str), member.path.child(field))
            }
            None => continue,
        };
        if !pod.stop(member).is_some_and(|stop| stop.ignores()) {
            continue;
        }
        let (name, program) = (member.name(), base_name(program));
        let is_interpreter = INTERPRETERS.iter().any(|known| program.starts_with(known));
        // Frameworks bring their handlers along.
        if is_interpreter && member.words().any(|word| word == "-m") {
            continue;
        }
        let mut message = format!("`{name}` takes its whole grace period of {grace} s to stop");
        if is_interpreter {
            message.push_str(" unless its script handles SIGTERM");
        } else if program.is_empty() || program.len() > 30 {
            message.push_str(": its process 1 does not handle SIGTERM");
        } else {
            message.push_str(": its process 1 is `");
            message.push_str(program);
            message.push_str("`, which does not handle SIGTERM");
        }
        let mut finding = RULE
            .about(pod, &path, message)
            .help("handle the signal, or start the program under an init such as `tini`")
            .container(name);
        if is_interpreter {
            finding.severity = Severity::Info;
        }
        finding.at = pod.signal_without_effect(name);
        finding.offer("Let a shell end it", sleep(pod, member), false);
        diagnostics.push(finding);
    }
}

/// The program that takes the place of the shell: it is the only one, or is started with `exec`.
fn in_its_place(script: &str) -> Option<&str> {
    let mut words = script.split_whitespace();
    if commands(script).len() == 1 {
        let first = words.clone().next()?;
        if first != "exec" {
            return Some(first);
        }
    }
    words.find(|word| *word == "exec")?;
    words.next().map(|word| word.trim_end_matches(';'))
}

/// A shell with a handler that waits for the `sleep`.
fn sleep(pod: &Subject<'_>, member: &Member<'_>) -> Option<Vec<Edit>> {
    let container = member.container;
    let words = container.command.as_deref().filter(|_| container.args.is_none())?;
    let [program, time] = words else { return None };
    if program != "sleep" || has_no_shell(container) {
        return None;
    }
    let script = format!("trap exit TERM; sleep {time} & wait");
    pod.put(&member.path.child("command"), &format!("[sh, -c, {}]", one_line(&script)))
}
