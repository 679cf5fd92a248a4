//! See [`RULE`].

use k8s_openapi::api::core::v1::{KeyToPath, Volume};

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

/// A key that a Pod takes from a ConfigMap or a Secret.
struct Taken<'a> {
    /// From which of them.
    kind: &'static str,
    /// The name of that.
    name: &'a str,
    /// The key.
    key: &'a str,
    /// Where the Pod names it.
    path: FieldPath,
    /// The container whose variable is made of it; nothing where a volume shows it.
    container: Option<&'a str>,
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if all.of_kind("ConfigMap").next().is_none() && all.of_kind("Secret").next().is_none() {
        return;
    }
    for pod in &all.pods {
        let mut taken = Vec::new();
        in_variables(pod, &mut taken);
        in_volumes(pod, &mut taken);
        diagnostics.extend(taken.iter().filter_map(|taken| missing(all, pod, taken)));
    }
}

fn in_variables<'a>(pod: &Subject<'a>, taken: &mut Vec<Taken<'a>>) {
    for member in &pod.members {
        let container = Some(member.container.name.as_str());
        for (index, variable) in member.container.env.iter().flatten().enumerate() {
            let Some(from) = &variable.value_from else { continue };
            let path = member.path.child("env").index(index).child("valueFrom");
            if let Some(of) =
                from.config_map_key_ref.as_ref().filter(|of| of.optional != Some(true))
            {
                let (name, key, path) = (&of.name, &of.key, path.child("configMapKeyRef.key"));
                taken.push(Taken { kind: "ConfigMap", name, key, path, container });
            }
            if let Some(of) = from.secret_key_ref.as_ref().filter(|of| of.optional != Some(true)) {
                let (name, key, path) = (&of.name, &of.key, path.child("secretKeyRef.key"));
                taken.push(Taken { kind: "Secret", name, key, path, container });
            }
        }
    }
}

fn in_volumes<'a>(pod: &Subject<'a>, taken: &mut Vec<Taken<'a>>) {
    let mut add = |kind, name, path: &FieldPath, items: Option<&'a [KeyToPath]>, optional| {
        if optional == Some(true) {
            return;
        }
        for (index, item) in items.into_iter().flatten().enumerate() {
            let path = path.child("items").index(index).child("key");
            taken.push(Taken { kind, name, key: &item.key, path, container: None });
        }
    };
    let is_mounted = |volume: &Volume| pod.mounts_of(&volume.name).next().is_some();
    for (path, volume) in pod.volumes().filter(|(_, volume)| is_mounted(volume)) {
        if let Some(of) = &volume.config_map {
            add("ConfigMap", &of.name, &path.child("configMap"), of.items.as_deref(), of.optional);
        }
        let sources = volume.projected.iter().flat_map(|of| of.sources.iter().flatten());
        for (place, source) in sources.enumerate() {
            let path = path.child("projected.sources").index(place);
            if let Some(of) = &source.config_map {
                add(
                    "ConfigMap",
                    &of.name,
                    &path.child("configMap"),
                    of.items.as_deref(),
                    of.optional,
                );
            }
            if let Some(of) = &source.secret {
                add("Secret", &of.name, &path.child("secret"), of.items.as_deref(), of.optional);
            }
        }
        if let Some(of) = &volume.secret {
            let name = of.secret_name.as_deref().unwrap_or_default();
            add("Secret", name, &path.child("secret"), of.items.as_deref(), of.optional);
        }
    }
}

fn missing(all: &Together<'_>, pod: &Subject<'_>, taken: &Taken<'_>) -> Option<Diagnostic> {
    let (kind, name, key) = (taken.kind, taken.name, taken.key);
    let holder = all.others.iter().find(|it| is_it(it, kind, name, pod))?;
    // One without any key is there for somebody else to fill.
    if is_empty(holder) || has(holder, key, taken.container.is_none()) {
        return None;
    }
    let (lacks, help) = if has(holder, key, true) {
        let help = format!("`{key}` is in `binaryData`: a variable is made of `data` alone");
        ("has no text in the key", help)
    } else {
        ("has no key", format!("add `{key}` to the {kind}, or name a key that it has"))
    };
    let outcome = match taken.container {
        Some(container) => format!("`{container}` is not created"),
        None => "the Pod waits for its volumes".to_owned(),
    };
    let message = format!("{outcome}: the {kind} `{name}` {lacks} `{key}`");
    let finding = RULE.about(pod, &taken.path, message).help(help);
    let mut finding = finding.related(holder.span(), "this one");
    finding.container = taken.container.map(str::to_owned);
    Some(finding)
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
