//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Member;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::lint::script::{base_name, commands, ends_on_failure, shell_script};
use crate::process::repository;
use crate::text::{Edit, FieldPath, Span};

declare_rule! {
    /// An init container cannot run a second time.
    ///
    /// ## Why it matters
    ///
    /// Init containers run again: after a failure of their own, and all of them when the Pod gets a new sandbox, after a reboot of its node. Their own files are new then, those in volumes are not.
    /// `mkdir`, `ln -s` and `git clone` fail on what is there already, and the Pod that has run for weeks does not come up again.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "mkdir /data/cache"]
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: clone
    ///     image: alpine/git:2.45
    ///     args: ["clone", "https://git.example/shop.git", "/data/shop"]
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: setup
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "mkdir -p /data/cache"]
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior>
    "init-not-idempotent", "I04", since = "0.1.0", Info, [], Pod(check)
}

/// Programs that fail on what is there already, how they are called where that can be mended, and what mends it.
const ONCE: [(&str, &str, &str); 3] =
    [("mkdir", "mkdir ", "mkdir -p "), ("ln", "ln -s ", "ln -sfn "), ("git", "", "")];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in pod.inits() {
        diagnostics.extend(in_script(pod, member).or_else(|| in_command(pod, member)));
    }
}

/// In the script of a shell.
fn in_script(pod: &Subject<'_>, member: &Member<'_>) -> Option<Diagnostic> {
    let (script, field, index) = shell_script(member.container)?;
    let looks_first = ["if ", "[ ", "test ", "rm -", "|| "];
    if looks_first.iter().any(|word| script.contains(word)) {
        return None;
    }
    let is_strict = ends_on_failure(member.container, script);
    let mut folder = member.container.working_dir.clone().unwrap_or_default();
    let mut at = 0;
    for command in commands(script) {
        let start = at + script.get(at..)?.find(command.text)?;
        at = start + command.text.len();
        let words: Vec<&str> = command.words().collect();
        if let ["cd", to] = words.as_slice() {
            folder = within(&folder, to);
        }
        // What follows decides whether anybody notices that it failed.
        let rest = script.get(at..)?.trim();
        let counts = rest.is_empty() || rest.starts_with("&&") && !rest.contains([';', '\n', '|']);
        let Some((target, tool)) = once(&words).filter(|_| is_strict || counts) else { continue };
        let target = within(&folder, &target);
        if member.mount_at(&target).is_none() {
            continue;
        }
        let path = member.path.child(field).index(index);
        let span = pod.span(&path);
        let (called, better) =
            ONCE.iter().find(|(name, ..)| *name == tool).map(|row| (row.1, row.2))?;
        let can_mend = !called.is_empty() && command.text.starts_with(called);
        let place = span.of(pod.text).find(command.text).filter(|_| can_mend);
        let edits = place.map(|place| {
            let from = span.start + place;
            vec![Edit::replace(Span::new(from, from + called.len()), better)]
        });
        return Some(finding(pod, member, &path, &target).safe_fix("Let it run again", edits));
    }
    None
}

/// Without a shell.
fn in_command(pod: &Subject<'_>, member: &Member<'_>) -> Option<Diagnostic> {
    let mut words: Vec<&str> = member.words().collect();
    let image = member.container.image.as_deref().unwrap_or_default();
    let field = member.command_field();
    if field == "args" && repository(image).ends_with("/git") {
        words.insert(0, "git");
    }
    let (target, _) = once(&words)?;
    let target = within(member.container.working_dir.as_deref().unwrap_or_default(), &target);
    member.mount_at(&target)?;
    Some(finding(pod, member, &member.path.child(field), &target))
}

fn finding(pod: &Subject<'_>, member: &Member<'_>, path: &FieldPath, target: &str) -> Diagnostic {
    let name = member.name();
    let message = format!("`{name}` fails when it runs again: `{target}` is there already");
    RULE.about(pod, path, message)
        .help("let it do nothing where the work is done: `mkdir -p`, `ln -sfn`, a test")
        .container(name)
}

/// What a command makes that must not be there before, and which program does.
fn once<'a>(words: &[&'a str]) -> Option<(String, &'a str)> {
    let (program, rest) = words.split_first()?;
    let tool = base_name(program);
    let has = |letter: char, long: &str| {
        rest.iter().any(|word| {
            let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            *word == long || letters.is_some_and(|letters| letters.contains(letter))
        })
    };
    let is_once = match tool {
        "mkdir" => !has('p', "--parents"),
        "ln" => has('s', "--symbolic") && !has('f', "--force"),
        "git" => rest.first() == Some(&"clone"),
        _ => false,
    };
    let target = rest.iter().rfind(|word| !word.starts_with('-')).filter(|_| is_once)?;
    let target = target.trim_matches(['"', '\'']);
    if target.contains("://") || target.starts_with("git@") {
        return Some((base_name(target).trim_end_matches(".git").to_owned(), tool));
    }
    Some((target.to_owned(), tool))
}

/// A path as it is seen from a folder.
fn within(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    [folder.trim_end_matches('/'), "/", path].concat()
}
