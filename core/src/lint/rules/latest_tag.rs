//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::parted;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An image has no tag, or the tag `latest`.
    ///
    /// ## Why it matters
    ///
    /// Without a tag the image is `latest`, and with `latest` the pull policy becomes `Always`: each start of the container asks the registry for what is newest by then.
    /// Two replicas may run two versions, a crash in the night brings an upgrade, and a rollback goes back to nothing in particular.
    /// With `imagePullPolicy: IfNotPresent` each node keeps what it happened to pull first.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting>
    "latest-tag", "G01", since = "0.1.0", Warning, [Default], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(image) = member.container.image.as_deref() else { continue };
        let (repository, tag) = parted(image);
        if repository.is_empty() || !matches!(tag, "" | ":latest") {
            continue;
        }
        let what = match tag {
            "" => format!("`{image}` has no tag"),
            _ => "`latest` moves".to_owned(),
        };
        let name = member.name();
        let path = member.path.child("image");
        let asks = member.container.image_pull_policy.as_deref().is_none_or(|it| it == "Always");
        let message = if asks {
            format!("{what}: a restart of `{name}` can bring another version")
        } else {
            format!("{what}: each node runs the version of `{name}` that it got first")
        };
        diagnostics.push(
            RULE.finding(pod.span(&path), message)
                .field(&path)
                .help(format!("pin a version or a digest, such as `{repository}:1.2.3`"))
                .container(name),
        );
    }
}
