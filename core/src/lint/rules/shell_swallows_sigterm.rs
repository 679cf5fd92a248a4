//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Command, commands, last_of, shell_script};
use crate::lint::subject::{Member, Subject};
use crate::process::StopReaction;
use crate::text::Edit;

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
    if grace == 0 {
        return;
    }
    for member in pod.staying() {
        let name = member.name();
        let said = pod.scenario.container(name).and_then(|said| said.on_stop_signal);
        if matches!(said, Some(StopReaction::Exits(..))) {
            continue;
        }
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        // A handler, or a program in the place of the shell, is another rule's business.
        let has_word = |word: &str| script.split_whitespace().any(|own| own == word);
        let commands = commands(script);
        let waits = commands.len() > 1 && !has_word("exec") && !has_word("trap");
        if !waits || !swallows(pod, member, &commands) {
            continue;
        }
        let path = member.path.child(field).index(index);
        let message = format!(
            "`{name}` takes its whole grace period of {grace} s to stop: its shell gets SIGTERM and does not pass it on"
        );
        let mut finding = RULE
            .about(pod, &path, message)
            .help("start the program with `exec`, or set a `trap`")
            .container(name);
        finding.at = pod.signal_without_effect(name);
        let place = last_of(pod, &path, &commands);
        let edits = place.map(|place| vec![Edit::insert(place.start, "exec ")]);
        diagnostics.push(finding.safe_fix("Start it with exec", edits));
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
