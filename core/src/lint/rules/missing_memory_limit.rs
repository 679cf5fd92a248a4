//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{amount, asks_as_a_whole, is_guaranteed, limit, place, request};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A helper has no memory limit although its app has one.
    ///
    /// ## Why it matters
    ///
    /// The kubelet limits the memory of the Pod as a whole only when every container has a limit.
    /// With one helper left out nothing holds it: when it leaks, the node runs out of memory, and the whole Pod is evicted with the app that kept its own limit.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2.0
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       limits: {memory: 256Mi}
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: log-shipper
    ///     image: fluent/fluent-bit:3.2.0
    ///     restartPolicy: Always
    ///     resources:
    ///       limits: {memory: 128Mi}
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop, readOnly: true}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     resources:
    ///       limits: {memory: 256Mi}
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits>; `ResourceConfigForPod`, pkg/kubelet/cm/helpers_linux.go.
    "missing-memory-limit", "R02", since = "0.1.0", Warning, [Default], Pod(check)
}

/// What a fix gives a helper that requests less.
const GUESS: &str = "128Mi";

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut apps = pod.apps().filter(|member| member.helper().is_none());
    let Some(app) = apps.find(|app| amount(limit(app.container, "memory")).is_some()) else {
        return;
    };
    // There is a rule of its own about Pods that would be Guaranteed.
    let (mut rest, whole) = (pod.apps(), asks_as_a_whole(pod.spec));
    if whole || rest.all(|member| is_guaranteed(member.container)) {
        return;
    }
    for helper in pod.helpers() {
        if amount(limit(helper.container, "memory")).is_some() {
            continue;
        }
        let (name, app_name) = (helper.name(), app.name());
        let message = format!(
            "`{name}` has no memory limit: what it leaks may get the Pod of `{app_name}` evicted"
        );
        let asked = request(helper.container, "memory");
        let value =
            asked.filter(|asked| amount(Some(asked)) > amount(Some(GUESS))).unwrap_or(GUESS);
        let at = pod.resources_or_name(helper);
        let limits = place(app, "limits", "memory");
        diagnostics.push(
            RULE.about(pod, &at, message)
                .help("limit its memory too: the Pod as a whole has a limit only when all containers have")
                .related(pod.span(&limits), format!("`{app_name}` has one"))
                .container(name)
                .draft(
                    "Limit its memory, to be measured",
                    pod.put(&place(helper, "limits", "memory"), value),
                ),
        );
    }
}
