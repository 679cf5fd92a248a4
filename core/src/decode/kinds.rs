//! Kinds and versions that no server takes.

use crate::decode::{error, suggest, walk};
use crate::diagnostic::Diagnostic;
use crate::object::Kind;
use crate::yaml::{Content, Node};

/// The kinds of the groups that are known in full; each also has a list.
const SERVED: [(&str, &[&str]); 3] = [
    (
        "v1",
        &[
            "Binding",
            "ComponentStatus",
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
        ],
    ),
    ("apps/v1", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("batch/v1", &["CronJob", "Job"]),
];

/// Go's name of what it reads the version and the kind into.
const TYPE_META: &str = r#"struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#;

/// A document that is refused whatever its fields hold.
pub(super) struct Refusal {
    /// The server's words, or kubectl's.
    pub(super) words: String,
    /// The same for people.
    pub(super) diagnostic: Diagnostic,
}

/// The version or the kind; one that is spelt `Kind` is an unknown field, but it tells what is meant.
pub(super) fn written<'node>(node: &'node Node, name: &str) -> &'node str {
    let entry = node
        .entry(name)
        .or_else(|| node.entries().iter().find(|entry| entry.name.eq_ignore_ascii_case(name)));
    entry.and_then(|entry| entry.value.as_str()).unwrap_or_default()
}

/// Whether the kind is there but empty: the server, where kubectl lets it come so far, takes the object for a Pod.
fn is_blank(node: &Node) -> bool {
    node.get("kind").is_some_and(|kind| kind.is_null() || kind.as_str() == Some(""))
}

/// Whether an object without a kind can be a Pod.
pub(super) fn is_blank_pod(node: &Node, api_version: &str) -> bool {
    api_version == "v1" && is_blank(node)
}

/// Says why no server takes a document of this version and kind; nothing where one may.
pub(super) fn refuse(node: &Node, api_version: &str, kind: &str) -> Option<Refusal> {
    if !matches!(node.content, Content::Mapping(_)) {
        let found = walk::json_type(node);
        return Some(Refusal {
            words: format!(
                "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of type {TYPE_META}"
            ),
            diagnostic: error("type", node.span, "this is not an object with fields")
                .help("a manifest starts with `apiVersion:` and `kind:`"),
        });
    }
    for name in ["apiVersion", "kind"] {
        let Some(value) = node.get(name).filter(|value| !value.is_null()) else { continue };
        if value.as_str().is_none() {
            let found = walk::json_type(value);
            return Some(Refusal {
                words: format!(
                    "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go struct field .{name} of type string"
                ),
                diagnostic: error("type", value.span, format!("`{name}` takes text")).field(&name),
            });
        }
    }
    let place =
        |name: &str| node.entry(name).map_or(node.span, |entry| entry.key.to(entry.value.span));
    let missing = |words: &str, name: &str, help: String| {
        let start = crate::text::Span::at(node.span.start);
        let span = node.entry(name).map_or(start, |entry| entry.key);
        Some(Refusal {
            words: format!("error validating data: {words}"),
            diagnostic: error("missing-type", span, format!("`{name}` is not set"))
                .field(&name)
                .help(help),
        })
    };
    match (api_version, kind) {
        ("", "") => missing(
            "[apiVersion not set, kind not set]",
            "kind",
            "a manifest starts with `apiVersion:` and `kind:`".to_owned(),
        ),
        ("", kind) => {
            let known = Kind::ALL.into_iter().find(|known| known.name() == kind);
            let version = known.map_or("v1", Kind::api_version);
            missing("apiVersion not set", "apiVersion", format!("write `apiVersion: {version}`"))
        }
        (version, "") => {
            let mut refusal =
                missing("kind not set", "kind", "write `kind: Pod`, or what it is".to_owned());
            if let Some(refusal) = refusal.as_mut().filter(|_| is_blank(node) && version != "v1") {
                refusal.words = not_registered("Pod", version);
            }
            refusal
        }
        (version, kind) => {
            let (_, kinds) =
                SERVED.into_iter().find(|(served, _)| *served == version).unwrap_or_default();
            if is_served(kinds, kind) || version == "v1" && kind == "List" {
                return None;
            }
            if let Some(known) = Kind::ALL.into_iter().find(|known| known.name() == kind) {
                let right = known.api_version();
                return Some(Refusal {
                    words: format!("no matches for kind \"{kind}\" in version \"{version}\""),
                    diagnostic: error(
                        "api-version",
                        place("apiVersion"),
                        format!("there is no {kind} in `{version}`"),
                    )
                    .field(&"apiVersion")
                    .help(format!("write `apiVersion: {right}`")),
                });
            }
            if kinds.is_empty() {
                return None;
            }
            let mut diagnostic =
                error("kind", place("kind"), format!("there is no {kind} in `{version}`"))
                    .field(&"kind");
            if let Some(near) = suggest::near_of(kind, kinds.iter().copied()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            Some(Refusal { words: not_registered(kind, version), diagnostic })
        }
    }
}

/// Upstream: `notRegisteredErr.Error`, apimachinery's pkg/runtime/error.go.
fn not_registered(kind: &str, version: &str) -> String {
    format!(
        "no kind \"{kind}\" is registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
    )
}

fn is_served(kinds: &[&str], kind: &str) -> bool {
    kinds.iter().any(|served| *served == kind || kind.strip_suffix("List") == Some(served))
}
