//! See [`RULE`].

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::rule::declare_rule;
use crate::lint::script::{Command, Separator, commands, shell_script};
use crate::lint::subject::Subject;
use crate::process::StopReaction;
use crate::text::{Edit, FieldPath};

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

/// Words that begin what no other program can take the place of.
const SHELL_WORDS: [&str; 26] = [
    "if", "then", "else", "elif", "fi", "while", "until", "for", "do", "done", "case", "esac", "{",
    "}", "(", ")", "wait", "cd", "export", "echo", "set", "source", ".", "true", "false", ":",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    if grace == 0 || pod.spec.share_process_namespace == Some(true) {
        return;
    }
    for member in pod.staying() {
        let name = member.name();
        let said = pod.scenario.container(name).and_then(|said| said.on_stop_signal);
        if matches!(said, Some(StopReaction::Exits(..))) {
            continue;
        }
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        let commands = commands(script);
        let waits = commands.len() > 1
            && commands.last().is_some_and(|last| last.word() != "exit")
            && !commands.iter().any(|command| {
                command.text.split_whitespace().any(|word| matches!(word, "exec" | "trap"))
            });
        if !waits {
            continue;
        }
        let path = member.path.child(field).index(index);
        let message = format!(
            "`{name}` takes its whole grace period of {grace} s to stop: its shell gets SIGTERM and does not pass it on"
        );
        let mut finding = RULE
            .finding(pod.span(&path), message)
            .field(&path)
            .help("start the program with `exec`, or set a `trap`")
            .container(name);
        finding.at = pod.signal_without_effect(name);
        finding.fixes.extend(start_with_exec(pod, &path, &commands));
        diagnostics.push(finding);
    }
}

/// Puts `exec` in front of the last command, where that is a program on its own.
fn start_with_exec(pod: &Subject<'_>, path: &FieldPath, commands: &[Command<'_>]) -> Option<Fix> {
    let (last, before) = commands.split_last()?;
    let follows = before.last()?.then == Separator::Then;
    let is_program = !SHELL_WORDS.contains(&last.word())
        && !last.text.starts_with(['(', '{'])
        && !last.word().contains('=');
    if !follows || !is_program || last.then == Separator::Background || last.text.contains('\n') {
        return None;
    }
    // In the text the script may be quoted; its last command has to stand there letter by letter.
    let span = pod.span(path);
    let written = span.of(pod.text);
    let at = written.rfind(last.text)?;
    let after = written.get(at + last.text.len()..)?;
    if !after.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | ';')) {
        return None;
    }
    let title = "Start it with exec".to_owned();
    Some(Fix { title, edits: vec![Edit::insert(span.start + at, "exec ")], safe: true })
}
