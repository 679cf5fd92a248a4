//! What an image reference says.
//!
//! Upstream: ParseImageName, pkg/util/parsers/parsers.go, on github.com/distribution/reference.

/// The pull policy of an image that names none: `Always` for the tag `latest`, which is also meant where
/// there is neither tag nor digest. A reference that cannot be read has no tag.
pub fn pull_policy(reference: &str) -> &'static str {
    if tag(reference) == Some("latest") { "Always" } else { "IfNotPresent" }
}

/// The tag, `latest` where it is left out.
fn tag(reference: &str) -> Option<&str> {
    let (named, digest) = match reference.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (reference, None),
    };
    let (name, tag) = split_tag(named);
    if !is_name(name) || !tag.is_none_or(is_tag) || !digest.is_none_or(is_digest) {
        return None;
    }
    match (tag, digest) {
        (Some(tag), _) => Some(tag),
        (None, Some(_)) => None,
        (None, None) => Some("latest"),
    }
}

/// A colon before the last slash belongs to the port of the registry.
fn split_tag(named: &str) -> (&str, Option<&str>) {
    match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (named, None),
    }
}

fn is_name(name: &str) -> bool {
    let (domain, path) = match name.split_once('/') {
        Some((domain, path))
            if domain.contains(['.', ':'])
                || domain == "localhost"
                || domain.to_ascii_lowercase() != domain =>
        {
            (Some(domain), path)
        }
        _ => (None, name),
    };
    let bare_id =
        name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    !bare_id
        && name.len() <= 255
        && domain.is_none_or(is_domain)
        && path.split('/').all(is_component)
}

/// Letters, digits and hyphens between dots, or an address in brackets; then perhaps a port.
fn is_domain(domain: &str) -> bool {
    if let Some(rest) = domain.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(address, port)| {
            !address.is_empty()
                && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        });
    }
    let (host, port) = match domain.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (domain, None),
    };
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(label) && port.is_none_or(is_port)
}

fn is_port(port: &str) -> bool {
    !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Lower-case letters and digits, with `.`, `_`, `__` or hyphens between them.
fn is_component(component: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends =
        component.bytes().next().is_some_and(plain) && component.bytes().last().is_some_and(plain);
    let separators = component.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    ends && separators.filter(|separator| !separator.is_empty()).all(|separator| {
        matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-')
    })
}

fn is_tag(tag: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return false,
        };
        hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_pulled_always_where_its_tag_is_latest_or_left_out() {
        for image in ["nginx", "nginx:latest", "localhost:5000/a/b", "Registry.example.com/a"] {
            assert_eq!(pull_policy(image), "Always", "{image}");
        }
        let digest = format!("nginx@sha256:{}", "a".repeat(64));
        for image in ["nginx:1.27", "", "Nginx", "nginx:", " nginx", "a/b:v1", &digest] {
            assert_eq!(pull_policy(image), "IfNotPresent", "{image}");
        }
    }
}
