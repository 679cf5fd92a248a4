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
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/secrets-good-practices/>
    "secret-in-env-literal", "X06", since = "0.1.0", Warning, [], Pod(check)
}

/// How the names end of variables that hold a secret.
const ENDINGS: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASS",
    "PWD",
    "SECRET",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "SECRET_KEY",
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

/// Whether a variable holds a secret, and not a switch, the place of one, or what another variable says.
fn is_secret(name: &str, value: &str) -> bool {
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
        && !value.contains("$(")
        && !value.starts_with('/')
        && !value.contains("://")
}
