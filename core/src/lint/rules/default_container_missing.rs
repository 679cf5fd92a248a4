//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// `kubectl logs` and `kubectl exec` go to a helper, because it stands first.
    ///
    /// ## Why it matters
    ///
    /// Without `-c`, kubectl takes the container that the annotation `kubectl.kubernetes.io/default-container` names, else the first entry of `containers`.
    /// Where that is a proxy or a log shipper, everybody who looks at the Pod in a hurry sees the wrong log.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: exporter # podlife: allow classic-sidecar
    ///     image: nginx/nginx-prometheus-exporter:1.3
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// metadata:
    ///   name: web
    ///   annotations: {kubectl.kubernetes.io/default-container: web}
    /// spec:
    ///   containers:
    ///   - name: exporter
    ///     image: nginx/nginx-prometheus-exporter:1.3
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-default-container>; `FindOrDefaultContainerByName`, staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go.
    "default-container-missing", "O01", since = "0.1.0", Info, [Default], Pod(check)
}

/// The annotation that names the container.
const ANNOTATION: &str = "kubectl.kubernetes.io/default-container";

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = pod.apps().next() else { return };
    let Some(helper) = first.helper() else { return };
    let Some(app) = pod.apps().find(|member| member.helper().is_none()) else { return };
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    let named = annotations.and_then(|all| all.get(ANNOTATION));
    if named.is_some_and(|named| pod.members.iter().any(|member| member.name() == named)) {
        return;
    }
    let (name, wanted) = (first.name(), app.name());
    let annotation = pod.pod_path.child("metadata.annotations").key(ANNOTATION);
    diagnostics.push(
        RULE.about(
            pod,
            &first.path.child("name"),
            format!(
                "`kubectl logs` shows the {helper} `{name}` and not `{wanted}`: it stands first"
            ),
        )
        .help(format!("put `{wanted}` first, or name it in the annotation `{ANNOTATION}`"))
        .related(pod.span(&app.path.child("name")), "what the Pod is there for")
        .container(name)
        .safe_fix("Add the annotation", pod.put(&annotation, wanted)),
    );
}
