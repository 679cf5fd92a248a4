//! What is known of well-known images when they are started without a command.

use k8s_openapi::api::core::v1::{Container, PodSpec};

/// How an image behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownImage {
    /// The repository, without a registry: `library/` is left out.
    name: &'static str,
    /// Whether it serves until it is stopped; otherwise it ends at once with 0.
    pub(super) serves: bool,
    /// Whether it ends with 0 on the stop signal; otherwise with 143.
    pub(super) graceful: bool,
    /// The user that it is made for, as its Dockerfile has it; none is root.
    user: Option<&'static str>,
}

const fn serves(name: &'static str) -> KnownImage {
    KnownImage { name, serves: true, graceful: true, user: None }
}

const fn ends(name: &'static str) -> KnownImage {
    KnownImage { name, serves: false, graceful: false, user: None }
}

const fn as_user(image: KnownImage, user: &'static str) -> KnownImage {
    KnownImage { user: Some(user), ..image }
}

/// One row an image. Sources: the images' own Dockerfiles on Docker Hub and the entry points that they name.
const IMAGES: [KnownImage; 16] = [
    serves("nginx"),
    serves("httpd"),
    serves("redis"),
    serves("postgres"),
    as_user(serves("memcached"), "memcache"),
    serves("mysql"),
    serves("traefik"),
    serves("caddy"),
    as_user(serves("haproxy"), "haproxy"),
    serves("envoyproxy/envoy"),
    serves("fluent/fluent-bit"),
    as_user(serves("registry.k8s.io/pause"), "65535:65535"),
    ends("busybox"),
    ends("alpine"),
    ends("ubuntu"),
    ends("debian"),
];

/// What is known of an image reference, whatever its tag.
pub(super) fn known(reference: &str) -> Option<KnownImage> {
    let untagged = reference.split('@').next().unwrap_or_default();
    let slash = untagged.rfind('/').map_or(0, |at| at + 1);
    let end = untagged
        .get(slash..)
        .and_then(|name| name.find(':'))
        .map_or(untagged.len(), |at| slash + at);
    let name = untagged.get(..end).unwrap_or_default();
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    IMAGES.into_iter().find(|image| image.name == name)
}

/// Why a container that must not run as root is not created, as far as the manifest and what is known of its image tell.
///
/// The text ends where the kubelet names the Pod and the container.
/// Upstream: `verifyRunAsNonRoot`, pkg/kubelet/kuberuntime/security_context_others.go.
pub fn root_refused(spec: &PodSpec, container: &Container, image: &str) -> Option<String> {
    let (own, of_pod) = (container.security_context.as_ref(), spec.security_context.as_ref());
    let non_root = own.and_then(|own| own.run_as_non_root);
    let non_root = non_root.or_else(|| of_pod.and_then(|of_pod| of_pod.run_as_non_root));
    if non_root != Some(true) {
        return None;
    }
    let user = own.and_then(|own| own.run_as_user);
    if let Some(user) = user.or_else(|| of_pod.and_then(|of_pod| of_pod.run_as_user)) {
        return (user == 0).then(|| "container's runAsUser breaks non-root policy".to_owned());
    }
    let user = known(image)?.user.unwrap_or("0");
    let user = user.split(':').next().unwrap_or_default();
    match user.parse::<i64>() {
        Ok(0) => Some("container has runAsNonRoot and image will run as root".to_owned()),
        Ok(_) => None,
        Err(_) => Some(format!(
            "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify user is non-root"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_whatever_its_registry_and_tag() {
        for reference in
            ["nginx", "nginx:1.29", "docker.io/library/nginx:alpine", "nginx@sha256:0123"]
        {
            assert!(known(reference).unwrap().serves, "{reference}");
        }
        assert!(!known("docker.io/library/busybox:1.36").unwrap().serves);
        assert_eq!(known("localhost:5000/nginx"), None);
        assert_eq!(known("my-nginx"), None);
    }
}
