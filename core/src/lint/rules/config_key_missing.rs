//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::lint::together::{Other, Together};
use crate::text::FieldPath;

declare_rule! {
    /// A key is taken from a ConfigMap or a Secret of the text that does not have it.
    ///
    /// ## Why it matters
    ///
    /// Where a variable is to be made of it, the container is not created and shows `CreateContainerConfigError`. Where a volume is to show it, the volume is not mounted and the Pod stays in `ContainerCreating`.
    /// The kubelet tries again until somebody adds the key. `optional: true` lets the container start without it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: shop
    /// data:
    ///   LOG_LEVEL: info
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: shop
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: LOG_LEVEL
    ///       valueFrom:
    ///         configMapKeyRef: {name: shop, key: log-level}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: shop
    /// data:
    ///   LOG_LEVEL: info
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: shop
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/shop:8.2
    ///     env:
    ///     - name: LOG_LEVEL
    ///       valueFrom:
    ///         configMapKeyRef: {name: shop, key: LOG_LEVEL}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/configmap/>; `makeEnvironmentVariables`, pkg/kubelet/kubelet_pods.go; `MakePayload`, pkg/volume/configmap/configmap.go and pkg/volume/secret/secret.go.
    "config-key-missing", "V14", since = "0.1.0", Error, [Default, Exam], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if all.of_kind("ConfigMap").next().is_none() && all.of_kind("Secret").next().is_none() {
        return;
    }
    for pod in &all.pods {
        let mut look = |kind: &str, name: &str, key: &str, path: FieldPath, container: &str| {
            let Some(holder) = all.others.iter().find(|it| is_it(it, kind, name, pod)) else {
                return;
            };
            // One without any key is there for somebody else to fill.
            if is_empty(holder) || has(holder, key, container.is_empty()) {
                return;
            }
            let message = match container {
                "" => {
                    format!("the Pod waits for its volumes: the {kind} `{name}` has no key `{key}`")
                }
                container => {
                    format!("`{container}` is not created: the {kind} `{name}` has no key `{key}`")
                }
            };
            let is_binary = has(holder, key, true);
            let help = if is_binary {
                format!("`{key}` is in `binaryData`: a variable is made of `data` alone")
            } else {
                format!("add `{key}` to the {kind}, or name a key that it has")
            };
            let message = if is_binary {
                message.replace("has no key", "has no text in the key")
            } else {
                message
            };
            let mut finding =
                RULE.about(pod, &path, message).help(help).related(holder.span(), "this one");
            if !container.is_empty() {
                finding = finding.container(container);
            }
            diagnostics.push(finding);
        };
        for member in &pod.members {
            for (index, variable) in member.container.env.iter().flatten().enumerate() {
                let Some(from) = &variable.value_from else { continue };
                let path = member.path.child("env").index(index).child("valueFrom");
                if let Some(of) =
                    from.config_map_key_ref.as_ref().filter(|of| of.optional != Some(true))
                {
                    let path = path.child("configMapKeyRef.key");
                    look("ConfigMap", &of.name, &of.key, path, member.name());
                }
                if let Some(of) =
                    from.secret_key_ref.as_ref().filter(|of| of.optional != Some(true))
                {
                    let path = path.child("secretKeyRef.key");
                    look("Secret", &of.name, &of.key, path, member.name());
                }
            }
        }
        for (path, volume) in
            pod.volumes().filter(|(_, volume)| pod.mounts_of(&volume.name).next().is_some())
        {
            if let Some(of) = volume.config_map.as_ref().filter(|of| of.optional != Some(true)) {
                for (index, item) in of.items.iter().flatten().enumerate() {
                    let path = path.child("configMap.items").index(index).child("key");
                    look("ConfigMap", &of.name, &item.key, path, "");
                }
            }
            let sources = volume.projected.iter().flat_map(|of| of.sources.iter().flatten());
            for (place, source) in sources.enumerate() {
                let path = path.child("projected.sources").index(place);
                if let Some(of) = source.config_map.as_ref().filter(|of| of.optional != Some(true))
                {
                    for (index, item) in of.items.iter().flatten().enumerate() {
                        let path = path.child("configMap.items").index(index).child("key");
                        look("ConfigMap", &of.name, &item.key, path, "");
                    }
                }
                if let Some(of) = source.secret.as_ref().filter(|of| of.optional != Some(true)) {
                    for (index, item) in of.items.iter().flatten().enumerate() {
                        let path = path.child("secret.items").index(index).child("key");
                        look("Secret", &of.name, &item.key, path, "");
                    }
                }
            }
            if let Some(of) = volume.secret.as_ref().filter(|of| of.optional != Some(true)) {
                let name = of.secret_name.as_deref().unwrap_or_default();
                for (index, item) in of.items.iter().flatten().enumerate() {
                    let path = path.child("secret.items").index(index).child("key");
                    look("Secret", name, &item.key, path, "");
                }
            }
        }
    }
}

/// Whether a document is the object of this kind and name beside a Pod.
fn is_it(other: &Other<'_>, kind: &str, name: &str, pod: &Subject<'_>) -> bool {
    other.kind == kind && other.name == name && other.namespace == pod.namespace()
}

/// Whether it has no key at all.
fn is_empty(holder: &Other<'_>) -> bool {
    let lists = ["data", "stringData", "binaryData"].into_iter();
    lists.filter_map(|list| holder.root.get(list)).all(|list| list.entries().is_empty())
}

/// Whether it has a key; variables are made of text alone.
fn has(holder: &Other<'_>, key: &str, is_file: bool) -> bool {
    let lists = ["data", if holder.kind == "Secret" { "stringData" } else { "binaryData" }];
    let wanted = if is_file || holder.kind == "Secret" { 2 } else { 1 };
    let mut lists = lists.iter().take(wanted).filter_map(|list| holder.root.get(list));
    lists.any(|list| list.get(key).is_some())
}
