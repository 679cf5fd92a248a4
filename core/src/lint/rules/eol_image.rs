//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::process::known_image;

declare_rule! {
    /// An image is of a version that its makers no longer mend.
    ///
    /// ## Why it matters
    ///
    /// Holes that are found in it stay open.
    /// What is said here is as of January 2026: what ended later is not known.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: database
    ///     image: postgres:12.4
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: database
    ///     image: postgres:17.2
    /// ```
    ///
    /// ## Source
    ///
    /// <https://www.postgresql.org/support/versioning/>, <https://istio.io/latest/docs/releases/supported-releases/>, <https://github.com/envoyproxy/envoy/blob/main/RELEASES.md>, <https://nodejs.org/en/about/previous-releases>, <https://devguide.python.org/versions/>, <https://www.php.net/supported-versions.php>, <https://www.ruby-lang.org/en/downloads/branches/>, <https://alpinelinux.org/releases/>, <https://www.mysql.com/support/eol-notice.html>, <https://ubuntu.com/about/release-cycle>
    "eol-image", "G03", since = "0.1.0", Info, [], Pod(check)
}

/// Images by their first name in the catalogue, with the last version that had come to its end.
const ENDED: [(&str, (u32, u32)); 10] = [
    ("alpine", (3, 19)),
    ("envoyproxy/envoy", (1, 32)),
    ("istio/proxyv2", (1, 25)),
    ("mysql", (5, u32::MAX)),
    ("node", (18, u32::MAX)),
    ("php", (8, 1)),
    ("postgres", (13, u32::MAX)),
    ("python", (3, 9)),
    ("ruby", (3, 1)),
    ("ubuntu", (20, 4)),
];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for member in &pod.members {
        let Some(image) = member.container.image.as_deref() else { continue };
        let Some(name) = known_image(image).map(|known| known.name) else { continue };
        let ended = ENDED.iter().find(|(known, _)| *known == name);
        let Some((_, last)) = ended else { continue };
        let Some(own) = version(image) else { continue };
        // Versions in between that are kept for half a year.
        let is_short = match name {
            "node" => own.0 % 2 == 1 && own.0 <= 23,
            "ubuntu" => own <= (24, 10) && !matches!(own, (22 | 24, 4)),
            _ => false,
        };
        if own > *last && !is_short {
            continue;
        }
        let path = member.path.child("image");
        let message = format!(
            "`{image}` gets no more fixes: this version had come to its end by January 2026"
        );
        diagnostics.push(
            RULE.about(pod, &path, message)
                .help("move to a version that is still maintained")
                .container(member.name()),
        );
    }
}

/// The version of a tag: `v1.28.0`, `1.28-alpine` and `distroless-v1.28.0` are 1.28. A tag with no second number moves
/// with its first.
fn version(image: &str) -> Option<(u32, u32)> {
    let (_, tag) = image.split('@').next()?.rsplit_once(':')?;
    let tag = tag.strip_prefix("distroless-").unwrap_or(tag);
    let mut numbers = tag.strip_prefix('v').unwrap_or(tag).split(['.', '-']);
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next().and_then(|minor| minor.parse().ok());
    Some((major, minor.unwrap_or(u32::MAX)))
}
