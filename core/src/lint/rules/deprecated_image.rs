//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::helper::familiar;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// An image is at a place that its makers have left.
    ///
    /// ## Why it matters
    ///
    /// Nothing new comes to the old place: no version, no fix. Some of the old places have been closed, and nodes that do not have the image yet cannot pull it.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: scheduler
    ///     image: k8s.gcr.io/kube-scheduler:v1.24.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: scheduler
    ///     image: registry.k8s.io/kube-scheduler:v1.24.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/>, <https://github.com/bitnami/containers/issues/83267>, <https://github.com/kubernetes-sigs/kubebuilder/discussions/3907>, <https://github.com/GoogleCloudPlatform/cloud-sql-proxy/blob/main/migration-guide.md>, <https://github.com/docker-library/docs/blob/master/vault/deprecated.md>
    "deprecated-image", "G06", since = "0.1.0", Info, [Default], Pod(check)
}

/// An old place, which ends with a slash where it is one of many images.
struct Old {
    place: &'static str,
    /// What to write for it; empty where it is not done with that.
    new: &'static str,
    message: &'static str,
}

const OLD: [Old; 11] = [
    Old { place: "k8s.gcr.io/", new: "registry.k8s.io/", message: FROZEN },
    Old { place: "gcr.io/google_containers/", new: "registry.k8s.io/", message: FROZEN },
    Old { place: "gcr.io/google-containers/", new: "registry.k8s.io/", message: FROZEN },
    Old { place: "bitnami/", new: "bitnamilegacy/", message: BITNAMI },
    Old {
        place: "gcr.io/kubebuilder/kube-rbac-proxy",
        new: "quay.io/brancz/kube-rbac-proxy",
        message: "this registry was closed in March 2025: the image cannot be pulled from it",
    },
    Old {
        place: "gcr.io/cloudsql-docker/gce-proxy",
        new: "",
        message: "version 1 of the proxy gets no more fixes; version 2 has another name and other flags",
    },
    Old {
        place: "quay.io/pusher/oauth2_proxy",
        new: "quay.io/oauth2-proxy/oauth2-proxy",
        message: MOVED,
    },
    Old {
        place: "quay.io/coreos/kube-rbac-proxy",
        new: "quay.io/brancz/kube-rbac-proxy",
        message: MOVED,
    },
    Old {
        place: "quay.io/coreos/prometheus-config-reloader",
        new: "quay.io/prometheus-operator/prometheus-config-reloader",
        message: MOVED,
    },
    Old {
        place: "quay.io/coreos/configmap-reload",
        new: "ghcr.io/jimmidyson/configmap-reload",
        message: MOVED,
    },
    Old {
        place: "vault",
        new: "hashicorp/vault",
        message: "the official image `vault` is no longer built",
    },
];

const FROZEN: &str = "nothing new has come to this registry since April 2023";
const BITNAMI: &str =
    "versions of this image were taken away here in 2025, and are kept without fixes elsewhere";
const MOVED: &str = "the image has moved: nothing new comes to this place";

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(image) = member.container.image.as_deref() else { continue };
        let name = familiar(image);
        let is_at = |old: &&Old| {
            let rest = name.strip_prefix(old.place);
            rest.is_some_and(|rest| {
                old.place.ends_with('/') || rest.is_empty() || rest.starts_with([':', '@'])
            })
        };
        let Some(old) = OLD.iter().find(is_at) else { continue };
        // Bitnami still has its newest images, under no version, and its base image.
        let has_version = name.contains(':') && !name.ends_with(":latest");
        if old.message == BITNAMI && (!has_version || name.starts_with("bitnami/minideb")) {
            continue;
        }
        let path = member.path.child("image");
        let mut found = RULE.about(pod, &path, old.message).container(member.name());
        if old.new.is_empty() {
            found = found.help("see its makers' guide for the move");
        } else {
            let new = format!("{}{}", old.new, name.get(old.place.len()..).unwrap_or_default());
            found = found.help(format!("use `{new}`, where this version is there"));
            found.offer(
                &format!("Use {}", old.new.trim_end_matches('/')),
                pod.put(&path, &new),
                false,
            );
        }
        diagnostics.push(found);
    }
}
