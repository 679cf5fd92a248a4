//! Kinds and versions that no server takes.

use crate::decode::{error, suggest, walk};
use crate::diagnostic::{Diagnostic, Fix};
use crate::object::Kind;
use crate::text::{Edit, Span};
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

/// What servers answer with: registered without a version, so that the API server tries to make a Pod of it.
///
/// Upstream: `AddToGroupVersion`, apimachinery/pkg/apis/meta/v1/register.go.
const ANSWERS: [&str; 5] = ["APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "Status"];

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
    if let Some(refusal) = ["apiVersion", "kind"].iter().find_map(|name| refuse_type(node, name)) {
        return Some(refusal);
    }
    match (api_version, kind) {
        ("", "") => Some(unset(
            node,
            "kind",
            "[apiVersion not set, kind not set]",
            "a manifest starts with `apiVersion:` and `kind:`",
        )),
        ("", kind) => Some(refuse_without_version(node, kind)),
        (version, "") => {
            let mut refusal =
                unset(node, "kind", "kind not set", "write `kind: Pod`, or what it is");
            if is_blank(node) && version != "v1" {
                refusal.words = not_registered("Pod", version);
            }
            Some(refusal)
        }
        (version, kind) => refuse_not_served(node, version, kind),
    }
}

/// `kind: 5`.
fn refuse_type(node: &Node, name: &str) -> Option<Refusal> {
    let value = node.get(name).filter(|value| !value.is_null() && value.as_str().is_none())?;
    let found = walk::json_type(value);
    Some(Refusal {
        words: format!(
            "couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go struct field .{name} of type string"
        ),
        diagnostic: error("type", value.span, format!("`{name}` takes text")).field(&name),
    })
}

fn unset(node: &Node, name: &str, words: &str, help: &str) -> Refusal {
    let span = node.entry(name).map_or(Span::at(node.span.start), |entry| entry.key);
    Refusal {
        words: format!("error validating data: {words}"),
        diagnostic: error("missing-type", span, format!("`{name}` is not set"))
            .field(&name)
            .help(help),
    }
}

fn refuse_without_version(node: &Node, kind: &str) -> Refusal {
    let known = Kind::ALL.into_iter().find(|known| known.name() == kind);
    let version = known.map_or("v1", Kind::api_version);
    let help = format!("write `apiVersion: {version}`");
    let mut refusal = unset(node, "apiVersion", "apiVersion not set", &help);
    if known.is_some() && !node.flow {
        let fix = if let Some(empty) = node.get("apiVersion") {
            fix(format!("Write `{version}`"), empty.span, &format!(" {version}"))
        } else {
            let line = format!("apiVersion: {version}\n");
            fix("Add `apiVersion`".to_owned(), Span::at(node.span.start), &line)
        };
        refusal.diagnostic.fixes.push(fix);
    }
    refusal
}

/// A kind that the version does not have.
fn refuse_not_served(node: &Node, version: &str, kind: &str) -> Option<Refusal> {
    let (_, kinds) = SERVED.into_iter().find(|(served, _)| *served == version).unwrap_or_default();
    if is_served(kinds, kind) || version == "v1" && kind == "List" {
        return None;
    }
    let place = |name: &str| {
        let entry = node.entry(name);
        entry.map_or((node.span, node.span), |entry| (entry.span(), entry.value.span))
    };
    let message = format!("there is no {kind} in `{version}`");
    if let Some(known) = Kind::ALL.into_iter().find(|known| known.name() == kind) {
        let right = known.api_version();
        let (entry, value) = place("apiVersion");
        return Some(Refusal {
            words: format!("no matches for kind \"{kind}\" in version \"{version}\""),
            diagnostic: error("api-version", entry, message)
                .field(&"apiVersion")
                .help(format!("write `apiVersion: {right}`"))
                .fix(fix(format!("Write `{right}`"), value, right)),
        });
    }
    if kinds.is_empty() {
        return None;
    }
    let (entry, value) = place("kind");
    let mut diagnostic = error("kind", entry, message).field(&"kind");
    if let Some(near) = suggest::near_of(kind, kinds.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(fix(
            format!("Write `{near}`"),
            value,
            near,
        ));
    }
    let words = if version == "v1" && ANSWERS.contains(&kind) {
        format!("converting (v1.{kind}) to (core.Pod): unknown conversion")
    } else {
        not_registered(kind, version)
    };
    Some(Refusal { words, diagnostic })
}

/// Upstream: `notRegisteredErr.Error`, apimachinery's pkg/runtime/error.go.
fn not_registered(kind: &str, version: &str) -> String {
    format!(
        "no kind \"{kind}\" is registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
    )
}

fn fix(title: String, span: Span, text: &str) -> Fix {
    Fix { title, edits: vec![Edit::replace(span, text)], safe: true }
}

fn is_served(kinds: &[&str], kind: &str) -> bool {
    kinds.iter().any(|served| *served == kind || kind.strip_suffix("List") == Some(served))
}
