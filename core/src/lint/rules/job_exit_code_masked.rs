//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::script::{Command, Separator, base_name, commands, ends_on_failure, shell_script};
use crate::lint::subject::{Member, Subject};
use crate::text::{Edit, FieldPath};

declare_rule! {
    /// The script of a Job ends with a farewell to a helper, whose exit code covers up that of the work.
    ///
    /// ## Why it matters
    ///
    /// A shell exits with the code of its last command. Where that tells a proxy to quit, or writes a file that a helper waits for, it succeeds whether the work did or not: the Job is complete, and nothing is tried again.
    /// Keep the exit code of the work and exit with it. Where the helper is a native sidecar, no farewell is needed at all.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       shareProcessNamespace: true
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///         command: ["sh", "-c", "/app/import; pkill cloud-sql-proxy"]
    /// ```
    ///
    /// ```yaml,fail
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       shareProcessNamespace: true
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///         command: ["sh", "-c", "test -f /data/in.csv || exit 3; /app/import; pkill cloud-sql-proxy"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       shareProcessNamespace: true
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///         command: ["sh", "-c", "/app/import; rc=$?; pkill cloud-sql-proxy; exit $rc"]
    /// ```
    ///
    /// ```yaml,pass
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: import}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       shareProcessNamespace: true
    ///       containers:
    ///       - name: import
    ///         image: registry.example/import:7.0
    ///         command: ["sh", "-ec", "/app/import; pkill cloud-sql-proxy"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03>: the exit status of a list is that of its last command.
    "job-exit-code-masked", "J02", since = "0.1.0", Warning, [Default], Pod(check)
}

/// Words in a script that say somebody has thought of the exit code.
const KEPT: [&str; 3] = ["$?", "trap ", "pipefail"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !pod.is_job() {
        return;
    }
    for member in pod.apps().filter(|member| member.helper().is_none()) {
        let Some((script, field, index)) = shell_script(member.container) else { continue };
        let is_kept = KEPT.iter().any(|word| script.contains(word));
        if is_kept || ends_on_failure(member.container, script) {
            continue;
        }
        let commands = commands(script);
        let is_last = |command: &&Command<'_>| {
            is_farewell(pod, member, command) || matches!(command.word(), "true" | ":")
        };
        let farewells = commands.iter().rev().take_while(is_last).count();
        let said = commands.get(commands.len() - farewells..).unwrap_or_default();
        if !said.iter().any(|command| is_farewell(pod, member, command)) {
            continue;
        }
        let work = commands.len().checked_sub(farewells + 1).and_then(|at| commands.get(at));
        let (Some(work), Some(farewell)) = (work, commands.get(commands.len() - farewells)) else {
            continue;
        };
        let Some(between) = between(script, work, farewell) else { continue };
        let is_work = !matches!(work.word(), "echo" | "sleep" | "cd" | "export" | "true" | ":");
        // An exit before the work is about something else.
        let exits = script.rfind(work.text).and_then(|at| script.get(at..)?.find("exit "));
        if work.then != Separator::Then || between.contains("&&") || !is_work || exits.is_some() {
            continue;
        }
        let (name, path) = (member.name(), member.path.child(field).index(index));
        let (done, last) = (short(work.text), short(farewell.text));
        let message = format!(
            "a failure of `{done}` does not count: the script of `{name}` ends with `{last}`"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("keep the exit code of the work: `work; rc=$?; …; exit $rc`")
                .container(name)
                .safe_fix("Exit with the code of the work", keep(pod, &path, farewell, &commands)),
        );
    }
}

/// Whether a command tells a helper that the work is done: by a call, a signal, or a file in a volume that it mounts.
fn is_farewell(pod: &Subject<'_>, member: &Member<'_>, command: &Command<'_>) -> bool {
    let text = command.text;
    let is_shared = |path: &str| {
        let mounted = member.mount_at(path);
        mounted.is_some_and(|own| {
            pod.mounts_of(&own.mount.name).any(|it| it.member.name() != member.name())
        })
    };
    let calls = matches!(command.word(), "curl" | "wget")
        && ["quitquitquit", "/shutdown", "/quit", "/exit"].iter().any(|path| text.contains(path));
    match command.word() {
        "touch" => text.split_whitespace().next_back().is_some_and(is_shared),
        word => calls || matches!(word, "pkill" | "killall"),
    }
}

/// What stands between two commands.
fn between<'a>(script: &'a str, first: &Command<'_>, second: &Command<'_>) -> Option<&'a str> {
    let end = script.rfind(second.text)?;
    let before = script.get(..end)?;
    before.get(before.rfind(first.text)? + first.text.len()..)
}

/// The first words of a command.
fn short(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    base_name(first).chars().filter(|c| *c != '`').take(30).collect()
}

/// Keeps the code in front of the farewell and exits with it at the end, where the script stands in the text letter by
/// letter.
fn keep(
    pod: &Subject<'_>,
    path: &FieldPath,
    farewell: &Command<'_>,
    commands: &[Command<'_>],
) -> Option<Vec<Edit>> {
    let last = commands.last()?;
    if last.then == Separator::Background {
        return None;
    }
    let span = pod.span(path);
    let written = span.of(pod.text);
    let (from, to) = (written.rfind(farewell.text)?, written.rfind(last.text)? + last.text.len());
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';');
    (from < to && written.get(to..)?.chars().all(is_end)).then(|| {
        vec![
            Edit::insert(span.start + from, "rc=$?; "),
            Edit::insert(span.start + to, "; exit $rc"),
        ]
    })
}
