//! Trees to typed objects, as strictly as the API server does it, and further than it does.
//!
//! The API server stops at the first mistake; here every one is found, with its place, and what can be understood
//! becomes an object all the same.

pub mod flattened;
mod fragment;
mod kinds;
mod make;
mod mistyped;
mod moved;
mod suggest;
#[cfg(test)]
mod tests;
mod time;
mod unknown;
mod value;
mod walk;
mod zeros;

use std::rc::Rc;

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{Pod, PodTemplate};

use crate::decode::make::Fields;
use crate::diagnostic::{self, Diagnostic, Severity, Stage};
use crate::features::Version;
use crate::object::{Kind, Object, Source};
use crate::schema::Struct;
use crate::text::Span;
use crate::yaml::{Document, Node};
pub use suggest::near_of;
use value::Value;
use walk::{Findings, Walk};

/// What a document is, as far as it can be understood.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// `apiVersion`, as written.
    pub api_version: String,
    /// `kind`, as written; of a fragment what it is taken for.
    pub kind: String,
    /// `metadata.name`, as written.
    pub name: String,
    /// The object, where the kind carries a Pod.
    pub object: Option<Object>,
    /// Where each of its fields stands.
    pub source: Source,
    /// What the API server, or kubectl before it, says of the document; nothing where it can be read.
    pub messages: Vec<String>,
    /// Whether the server cannot read it at all, as against fields that it does not know.
    pub fatal: bool,
    /// The same and more, with places: all mistyped values, what an unknown field may have meant.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is a piece of a Pod that was taken for a whole one.
    pub fragment: bool,
}

/// Reads a document as the API server does, and as far as possible.
pub fn decode(document: &Document, text: &str, version: Version) -> Decoded {
    decode_node(&document.root, document, text, version)
}

/// Reads a document; of a `List` each item by itself.
pub fn decode_all(document: &Document, text: &str, version: Version) -> Vec<Decoded> {
    let root = &document.root;
    let is_list =
        root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
    match root.get("items") {
        Some(items) if is_list && !items.items().is_empty() => {
            let items = items.items().iter().map(|item| Rc::new(item.clone()));
            items.map(|item| decode_node(&item, document, text, version)).collect()
        }
        Some(_) | None => vec![decode(document, text, version)],
    }
}

fn decode_node(node: &Rc<Node>, document: &Document, text: &str, version: Version) -> Decoded {
    let api_version = kinds::written(node, "apiVersion");
    let api_version = api_version.strip_prefix('/').unwrap_or(api_version);
    let kind = kinds::written(node, "kind");
    let fragment = fragment::recognize(node);
    let known = match &fragment {
        Some(fragment) => Some(fragment.kind),
        None => Kind::of(api_version, kind)
            .or_else(|| Kind::ALL.into_iter().find(|known| known.name() == kind))
            .or_else(|| kinds::is_blank_pod(node, api_version).then_some(Kind::Pod)),
    };
    let (fragment, root) = match fragment {
        Some(fragment) => (true, Rc::new(fragment.root)),
        None => (false, Rc::clone(node)),
    };

    let mut findings = Findings::default();
    let object = known.and_then(|known| {
        let structure = Struct::named(known.name())?;
        let value = Walk::new(&root, text, version, &mut findings).object(&root, structure);
        Some(build(known, value))
    });
    let refused = kinds::refuse(node, api_version, kind);
    let fatal = document.failed.is_some() || refused.is_some() || findings.is_fatal();
    let messages = match (&document.failed, &refused) {
        (Some(failed), _) => vec![failed.clone()],
        (None, Some(refusal)) if !kinds::is_blank_pod(node, api_version) || findings.is_empty() => {
            vec![refusal.words.clone()]
        }
        (None, Some(_) | None) => findings.messages(),
    };

    let mut diagnostics = findings.into_diagnostics();
    if let (Some(refusal), false, None) = (refused, fragment, &document.failed) {
        diagnostics.push(refusal.diagnostic);
    }
    if let Some(end) = readable_end(document, text) {
        diagnostics.retain(|diagnostic| diagnostic.span.end <= end);
    }
    diagnostic::sort(&mut diagnostics);
    Decoded {
        api_version: api_version.to_owned(),
        kind: match (fragment, known) {
            (true, Some(known)) => known.name().to_owned(),
            (_, _) => kind.to_owned(),
        },
        name: root
            .get("metadata")
            .and_then(|metadata| metadata.get("name"))
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned(),
        object,
        source: Source { root },
        messages,
        fatal,
        diagnostics,
        fragment,
    }
}

/// Up to where the tree can be trusted: the line in front of the first mistake in the syntax.
fn readable_end(document: &Document, text: &str) -> Option<usize> {
    document.failed.as_ref()?;
    let mistake = document.diagnostics.iter().map(|diagnostic| diagnostic.span.start).min()?;
    Some(text.get(..mistake)?.rfind('\n').unwrap_or(0))
}

/// A finding of this stage.
fn error(code: &str, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Stage::Decode, code, Severity::Error, span, message)
}

/// Leaves out what says nothing. Of a workload's selector and of its template's labels, which validation compares, it
/// stays known that they were given.
fn leave_out_zeros(value: &mut Value<'_>) {
    let selector = value.at(&["spec", "selector"]).is_some_and(Value::is_map);
    let labels = value.at(&["spec", "template", "metadata", "labels"]).is_some_and(Value::is_map);
    zeros::prune(value, "");
    if selector && let Some(Value::Map(spec)) = value.at(&["spec"]) {
        let empty = || Value::Map(vec![("matchLabels", Value::Map(Vec::new()))]);
        match spec.iter_mut().find(|(name, _)| *name == "selector") {
            Some((_, Value::Map(selector))) if !selector.is_empty() => {}
            Some((_, selector)) => *selector = empty(),
            None => spec.push(("selector", empty())),
        }
    }
    if labels
        && let Some(Value::Map(metadata)) = value.at(&["spec", "template", "metadata"])
        && !metadata.iter().any(|(name, _)| *name == "labels")
    {
        metadata.push(("labels", Value::Map(Vec::new())));
    }
}

/// The typed object; the walk has left nothing in the value that does not fit.
///
/// Only what is looked at is made: a status is what a server writes, and a create drops it.
fn build(kind: Kind, mut value: Value<'_>) -> Object {
    leave_out_zeros(&mut value);
    let mut parts = Fields::of(value);
    let metadata = parts.req("metadata");
    match kind {
        Kind::Pod => Object::Pod(Pod { metadata, spec: parts.opt("spec"), status: None }),
        Kind::PodTemplate => {
            Object::PodTemplate(PodTemplate { metadata, template: parts.opt("template") })
        }
        Kind::Deployment => Object::Deployment(Deployment {
            metadata,
            spec: parts.opt("spec"),
            ..Deployment::default()
        }),
        Kind::ReplicaSet => Object::ReplicaSet(ReplicaSet {
            metadata,
            spec: parts.opt("spec"),
            ..ReplicaSet::default()
        }),
        Kind::StatefulSet => Object::StatefulSet(StatefulSet {
            metadata,
            spec: parts.opt("spec"),
            ..StatefulSet::default()
        }),
        Kind::DaemonSet => Object::DaemonSet(DaemonSet {
            metadata,
            spec: parts.opt("spec"),
            ..DaemonSet::default()
        }),
        Kind::Job => Object::Job(Job { metadata, spec: parts.opt("spec"), ..Job::default() }),
        Kind::CronJob => {
            let spec = parts.req("spec");
            Object::CronJob(CronJob { metadata, spec, ..CronJob::default() })
        }
    }
}
