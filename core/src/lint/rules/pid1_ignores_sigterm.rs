//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::mend::one_line;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Trap, base_name, commands, let_it_end, replacement, shell_script, trap};
use crate::lint::stopping::{TRIFLE, stop_signal};
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::process::{has_no_shell, may_ignore_stop, runs_arguments};
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
    if grace <= TRIFLE {
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
                let Some(program) = in_its_place(script, stop_signal(member)) else { continue };
                (program, member.path.child(list).index(index))
            }
            None if may_ignore_stop(member.container, said) => {
                let mut words = member.container.command.iter().flatten();
                let runs_arguments = runs_arguments(member.container);
                let mut arguments = member.container.args.iter().flatten();
                let first = words.next().or_else(|| arguments.next().filter(|_| runs_arguments));
                let field = match first {
                    Some(_) if runs_arguments => "args",
                    Some(_) => "command",
                    None => "name",
                };
                (first.map_or("", String::as_str), member.path.child(field))
            }
            None => continue,
        };
        if !pod.stop(member).is_some_and(|stop| stop.ignores()) {
            continue;
        }
        let (name, program, signal) = (member.name(), base_name(program), stop_signal(member));
        let is_interpreter = INTERPRETERS.iter().any(|known| program.starts_with(known));
        // Frameworks bring their handlers along.
        if is_interpreter && member.words().any(|word| word == "-m" || word.contains(" -m ")) {
            continue;
        }
        let mut message = format!("`{name}` takes its whole grace period of {grace} s to stop");
        if is_interpreter {
            message.push_str(" unless its script handles ");
        } else if program.is_empty() || program.len() > 30 || program.contains(['$', '"']) {
            message.push_str(": its process 1 does not handle ");
        } else {
            message.push_str(": its process 1 is `");
            message.push_str(program);
            message.push_str("`, which does not handle ");
        }
        message.push_str(signal);
        let mut finding = RULE
            .about(pod, &path, message)
            .help("handle the signal, or start the program under an init such as `tini`")
            .container(name);
        if is_interpreter {
            finding.severity = Severity::Info;
        }
        finding.at = pod.signal_without_effect(name);
        let edits = match script {
            Some((script, ..)) => let_it_end(pod, &path, &commands(script), signal),
            None => sleep(pod, member, signal),
        };
        finding.offer("Let a shell end it", edits, false);
        diagnostics.push(finding);
    }
}

/// The program that takes the place of the shell: it is the only one, or is started with `exec`.
fn in_its_place<'a>(script: &'a str, signal: &str) -> Option<&'a str> {
    let commands = commands(script);
    if let Some(program) = commands.iter().find_map(replacement) {
        return Some(program);
    }
    let [only] = commands.as_slice() else { return None };
    let mut words = only.text.split_whitespace();
    // A process inherits what its shell ignores.
    matches!(trap(&commands, signal), Trap::Unset).then_some(())?;
    words.find(|word| !word.contains('='))
}

/// A shell with a handler that waits for what has none.
fn sleep(pod: &Subject<'_>, member: &Member<'_>, signal: &str) -> Option<Vec<Edit>> {
    let container = member.container;
    let words: Vec<&str> = member.words().collect();
    let is_plain = words.iter().all(|word| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
    });
    let is_known = matches!(base_name(words.first()?), "sleep" | "tail");
    if !is_known || !is_plain || has_no_shell(container) {
        return None;
    }
    let signal = signal.trim_start_matches("SIG");
    let script = format!("trap exit {signal}; {} & wait", words.join(" "));
    let (command, args) = (member.path.child("command"), member.path.child("args"));
    let script = format!("[sh, -c, {}]", one_line(&script));
    if container.command.is_none() {
        return pod.put(&args, &script);
    }
    let mut edits = pod.put(&command, &script)?;
    if pod.is_written(&args) {
        edits.extend(pod.remove(&args)?);
    }
    Some(edits)
}
