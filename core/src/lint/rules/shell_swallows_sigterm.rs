//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Command, Trap, commands, let_it_end, replacement, shell_script, trap};
use crate::lint::stopping::{TRIFLE, stop_signal};
use crate::lint::subject::{Member, Subject};
use crate::process::StopReaction;
use crate::sim::trace::Role;

declare_rule! {
    /// A shell is process 1 of the container and does not pass SIGTERM on.
    ///
    /// ## Why it matters
    ///
    /// The stop signal goes to process 1 only, here to the shell.
    /// A shell that waits for a program neither ends on SIGTERM nor hands it to that program, which so never learns that it should stop.
    /// The Pod hangs in `Terminating` for its whole grace period, then SIGKILL ends everything with exit code 137: no goodbye, no flush, a slow rollout.
    /// With `exec` the program takes the shell's place and gets the signal itself. It still needs a handler for it: the kernel drops a SIGTERM that process 1 does not handle.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: python:3.13-slim
    ///     command: ["sh", "-c", "python prepare.py; python -m gunicorn app:app"]
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: clock
    ///     image: busybox:1.36
    ///     args: ["sh", "-ec", "while true; do date; sleep 5; done"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: python:3.13-slim
    ///     command: ["sh", "-c", "python prepare.py; exec python -m gunicorn app:app"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://man7.org/linux/man-pages/man7/pid_namespaces.7.html>; recorded on Kubernetes 1.36.2 (`sh -c "sleep 3600; echo never"` ends with 137 at the end of the grace period).
    "shell-swallows-sigterm", "T01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    if grace <= TRIFLE {
        return;
    }
    // What a Job waits for ends by itself.
    let waited_for = pod.is_job().then_some(Role::App);
    for member in pod.staying().filter(|member| Some(member.role) != waited_for) {
        let name = member.name();
        let said = pod.scenario.container(name).and_then(|said| said.on_stop_signal);
        if matches!(said, Some(StopReaction::Exits(..))) {
            continue;
        }
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        // A handler, or a program in the place of the shell, is another rule's business.
        let (commands, signal) = (commands(script), stop_signal(member));
        let is_replaced = commands.iter().any(|command| replacement(command).is_some());
        let is_unset = matches!(trap(&commands, signal), Trap::Unset);
        if commands.len() < 2 || is_replaced || !is_unset || !swallows(pod, member, &commands) {
            continue;
        }
        let path = member.path.child(field).index(index);
        let message = format!(
            "`{name}` takes its whole grace period of {grace} s to stop: its shell gets {signal} and does not pass it on"
        );
        let mut finding = RULE
            .about(pod, &path, message)
            .help(format!("start the program with `exec`, or set a `trap` for {signal}"))
            .container(name);
        finding.at = pod.signal_without_effect(name);
        // A handler for something else would be lost with the shell.
        let has_trap = commands.iter().any(|command| command.word() == "trap");
        let edits = let_it_end(pod, &path, &commands, signal).filter(|_| !has_trap);
        let is_exec = edits.iter().flatten().any(|edit| edit.text == "exec ");
        let title = if is_exec { "Start it with exec" } else { "Set a trap" };
        diagnostics.push(finding.safe_fix(title, edits));
    }
}

/// Whether SIGTERM does nothing, as a run shows it; where nothing can be played, whether the shell waits to the end.
///
/// Some shells let the last command of a script take their place: a run follows the shell of the image.
fn swallows(pod: &Subject<'_>, member: &Member<'_>, commands: &[Command<'_>]) -> bool {
    if pod.trace.is_some() {
        return pod.stop(member).is_some_and(|stop| stop.ignores());
    }
    commands.last().is_some_and(|last| last.word() != "exit")
}
