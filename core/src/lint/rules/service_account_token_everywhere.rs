//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::Helper;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};

declare_rule! {
    /// Every container gets a token of the default service account.
    ///
    /// ## Why it matters
    ///
    /// A token is mounted into each container below `/var/run/secrets/kubernetes.io/serviceaccount`, init containers and helpers too, unless the Pod or its service account says no.
    /// Who reads that file speaks to the API server as the service account. A Pod that names no service account of its own seldom speaks to it at all.
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
    ///   automountServiceAccountToken: false
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting>
    "service-account-token-everywhere", "X09", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let account = pod.spec.service_account_name.as_deref().unwrap_or_default();
    let has_own = !matches!(account, "" | "default");
    if has_own
        || pod.spec.automount_service_account_token == Some(false)
        || pod.members.iter().any(speaks_to_the_api)
    {
        return;
    }
    let path = pod.spec_path().child("automountServiceAccountToken");
    let written = pod.is_written(&path).then(|| path.clone());
    let at = written.unwrap_or_else(|| pod.spec_path().child("containers").index(0).child("name"));
    let count = pod.members.len();
    let message = match count {
        1 => "the container gets a token for the API server, and seems not to need it".to_owned(),
        _ => format!(
            "all {count} containers get a token for the API server, and seem not to need it"
        ),
    };
    diagnostics.push(
        RULE.about(pod, &at, message)
            .help("set `automountServiceAccountToken: false`; mount a projected token where one is needed")
            .draft("Mount no token", pod.put(&path, "false")),
    );
}

/// Whether a container uses the API server, by what it is and says.
fn speaks_to_the_api(member: &Member<'_>) -> bool {
    let image = member.container.image.as_deref().unwrap_or_default();
    let names = ["kubectl", "k8s", "kube"];
    matches!(member.helper(), Some(Helper::Secrets | Helper::ConfigReloader))
        || names.iter().any(|name| image.contains(name))
        || member.words().any(|word| word.contains("kubectl") || word.contains("serviceaccount"))
}
