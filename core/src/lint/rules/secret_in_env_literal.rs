//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A password or a token is written into the manifest.
    ///
    /// ## Why it matters
    ///
    /// Everybody who may read the Pod, or the repository that the manifest lies in, knows it; `kubectl describe` prints it. To change it the workload has to be rolled out anew.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: DB_PASSWORD
    ///       value: correct-horse
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: DATABASE_URL
    ///       value: postgres://shop:correct-horse@db:5432/shop
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: DB_PASSWORD
    ///       valueFrom:
    ///         secretKeyRef: {name: shop, key: DB_PASSWORD}
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: DB_PASSWORD
    ///       valueFrom:
    ///         secretKeyRef: {name: shop, key: DB_PASSWORD}
    ///     - name: DATABASE_URL
    ///       value: postgres://shop:$(DB_PASSWORD)@db:5432/shop
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/secrets-good-practices/>
    "secret-in-env-literal", "X06", since = "0.1.0", Warning, [], Pod(check)
}

/// How the names end of variables that hold a secret.
const ENDINGS: [&str; 12] = [
    "PASSWORD",
    "PASSPHRASE",
    "PASSWD",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "SECRET_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        for (index, variable) in member.container.env.iter().flatten().enumerate() {
            let Some(value) = variable.value.as_deref() else { continue };
            if !is_secret(&variable.name, value) {
                continue;
            }
            let (name, key) = (member.name(), &variable.name);
            let path = member.path.child("env").index(index).child("value");
            let message = format!("whoever may read this Pod knows the `{key}` of `{name}`");
            let reference = format!("secretKeyRef:\n  name: {name}\n  key: {key}");
            diagnostics.push(
                RULE.about(pod, &path, message)
                    .help("keep it in a Secret, and refer to it by `valueFrom.secretKeyRef`")
                    .container(name)
                    .draft(
                        "Take it from a Secret, which has to be made",
                        pod.exchange(&path, "valueFrom", &reference),
                    ),
            );
        }
    }
}

/// Whether a variable holds a secret, and not a switch, the place of one, what another variable says, or what a
/// template is to be filled with.
fn is_secret(name: &str, value: &str) -> bool {
    if value.contains("$(") || value.contains("${") || value.contains("{{") {
        return false;
    }
    if value.contains("PRIVATE KEY---") || has_password(value) {
        return true;
    }
    let upper = name.to_ascii_uppercase();
    let ends = |ending: &&str| {
        let front = upper.strip_suffix(*ending);
        // `BYPASS` is another word.
        front.is_some_and(|front| ending.len() > 4 || front.ends_with('_') || front.is_empty())
    };
    let is_switch = matches!(value, "" | "0" | "1" | "yes" | "no" | "true" | "false" | "none");
    !is_switch
        && ENDINGS.iter().any(ends)
        && !upper.contains("EMPTY")
        && !value.starts_with(['/', '<'])
        && !value.contains("://")
}

/// Whether it is an address with a password in it: `redis://:correct-horse@cache:6379`.
fn has_password(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let password = host.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    password.is_some_and(|(_, password)| !password.is_empty())
}
