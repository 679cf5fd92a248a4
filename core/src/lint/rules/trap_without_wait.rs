//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Trap, commands, last_of, shell_script, trap};
use crate::lint::stopping::{TRIFLE, stop_signal};
use crate::lint::subject::Subject;
use crate::text::Edit;

declare_rule! {
    /// A shell handles SIGTERM, but only when the program that it waits for has ended.
    ///
    /// ## Why it matters
    ///
    /// A shell runs its `trap` between two commands.
    /// While a program runs in the foreground, the signal is kept for later: the container hangs until that program ends, or until SIGKILL.
    /// With the program in the background and `wait` the shell can be interrupted at any moment.
    /// What the `trap` runs has to end the shell: without `exit` the script goes on where it was.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; sleep 3600"]
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap 'echo bye' TERM; while true; do sleep 1; done"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; sleep 3600 & wait"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_12>: a trap is run after the foreground command has ended, and a signal ends `wait` at once.
    "trap-without-wait", "T14", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let grace = pod.grace_period();
    for member in pod.staying() {
        let Some((script, list, index)) = shell_script(member.container) else { continue };
        if grace <= TRIFLE || !script.contains("trap ") {
            continue;
        }
        let commands = commands(script);
        if !matches!(trap(&commands, stop_signal(member)), Trap::Runs) {
            continue;
        }
        let Some(stop) = pod.stop(member) else { continue };
        let time = u64::try_from(grace).unwrap_or_default();
        // What takes long after a `wait` is the handler, which another rule looks at.
        let waits = commands.iter().any(|command| command.word() == "wait");
        let is_late = !waits && stop.needs().is_some_and(|needs| needs.whole_secs() > time);
        if !is_late && !stop.ignores() {
            continue;
        }
        let (name, path) = (member.name(), member.path.child(list).index(index));
        let ends = ["exit", "kill", "exec"].iter().any(|word| script.contains(word));
        let (why, help) = if ends {
            ("waits for a program to end", "start the program in the background and `wait` for it")
        } else {
            ("does not end it", "end the shell in its `trap`, with `exit`")
        };
        let message =
            format!("`{name}` takes its whole grace period of {grace} s to stop: its `trap` {why}");
        let mut finding = RULE.about(pod, &path, message).help(help).container(name);
        finding.at = pod.signal_without_effect(name);
        let place = last_of(pod, &path, &commands).filter(|_| ends);
        let edits = place.map(|place| vec![Edit::insert(place.end, " & wait")]);
        diagnostics.push(finding.draft("Let the shell wait for it", edits));
    }
}
