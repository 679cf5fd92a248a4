//! What is known of well-known images when they are started without a command.

/// How an image behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownImage {
    /// The repository, without a registry: `library/` is left out.
    name: &'static str,
    /// Whether it serves until it is stopped; otherwise it ends at once with 0.
    pub(super) serves: bool,
    /// Whether it ends with 0 on the stop signal; otherwise with 143.
    pub(super) graceful: bool,
}

const fn serves(name: &'static str) -> KnownImage {
    KnownImage { name, serves: true, graceful: true }
}

const fn ends(name: &'static str) -> KnownImage {
    KnownImage { name, serves: false, graceful: false }
}

/// One row an image. Sources: the images' own Dockerfiles on Docker Hub and the entry points that they name.
const IMAGES: [KnownImage; 16] = [
    serves("nginx"),
    serves("httpd"),
    serves("redis"),
    serves("postgres"),
    serves("memcached"),
    serves("mysql"),
    serves("traefik"),
    serves("caddy"),
    serves("haproxy"),
    serves("envoyproxy/envoy"),
    serves("fluent/fluent-bit"),
    serves("registry.k8s.io/pause"),
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
