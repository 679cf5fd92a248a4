//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::process::known_image;

declare_rule! {
    /// Nothing keeps a container from running as root.
    ///
    /// ## Why it matters
    ///
    /// Most images run as root where nothing is said, and root in a container is root for whoever breaks out of it. Helpers are forgotten most easily.
    /// With `runAsNonRoot` the kubelet refuses to start a container that would run as root. What a container says goes before what its Pod says.
    /// With `hostUsers: false` root of the Pod is nobody on the node, and nothing is said here.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   securityContext:
    ///     runAsNonRoot: true
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ```yaml,pass
    /// spec:
    ///   hostUsers: false
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted>; `verifyRunAsNonRoot`, pkg/kubelet/kuberuntime/security_context_others.go; <https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/>.
    "run-as-root", "X01", since = "0.1.0", Warning, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_windows = pod.spec.os.as_ref().is_some_and(|os| os.name == "windows");
    if is_windows || pod.spec.host_users == Some(false) {
        return;
    }
    for member in &pod.members {
        let name = member.name();
        let (field, message) = match may_be_root(pod, member) {
            Root::No => continue,
            Root::Asked => {
                ("securityContext.runAsUser", format!("`{name}` is told to run as root"))
            }
            Root::Image => {
                ("image", format!("`{name}` runs as root: its image does, and nothing forbids it"))
            }
            Root::Perhaps => ("name", format!("`{name}` may run as root: nothing forbids it")),
        };
        let mut path = pod.field_or_name(member, member.path.child(field));
        if field.ends_with("User") && !pod.is_written(&member.path.child(field)) {
            path = pod.spec_path().child(field);
        }
        let setting = pod.spec_path().child("securityContext.runAsNonRoot");
        let own = member.path.child("securityContext.runAsNonRoot");
        let setting = if pod.is_written(&own) { own } else { setting };
        let mut found = RULE
            .about(pod, &path, message)
            .help(
                "set `runAsNonRoot: true`, and `runAsUser` where the image has no user of its own",
            )
            .container(name);
        if !field.ends_with("User") {
            found.offer("Refuse to run as root", pod.put(&setting, "true"), false);
        }
        diagnostics.push(found);
    }
}

/// Whether a container runs as root.
enum Root {
    No,
    /// The manifest says so.
    Asked,
    /// The image does, where nothing else is said.
    Image,
    /// Nothing is known of the image.
    Perhaps,
}

fn may_be_root(pod: &Subject<'_>, member: &Member<'_>) -> Root {
    if pod.non_root(member) == Some(true) {
        return Root::No;
    }
    match pod.user(member) {
        Some(0) => return Root::Asked,
        Some(_) => return Root::No,
        None => {}
    }
    let image = member.container.image.as_deref().unwrap_or_default();
    match known_image(image).and_then(|image| image.user) {
        Some("0" | "root") => Root::Image,
        Some(_) => Root::No,
        None => Root::Perhaps,
    }
}
