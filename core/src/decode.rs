//! Trees to typed objects, as strictly as the API server does it, and further than it does.
//!
//! The API server stops at the first mistake; here every one is found, with its place, and what can be understood
//! becomes an object all the same.

mod amount;
pub mod flattened;
mod fragment;
mod kinds;
mod suggest;
#[cfg(test)]
mod tests;
mod time;
mod value;
mod walk;

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{Pod, PodTemplate};
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::object::{Kind, Object, Source};
use crate::schema::Struct;
use crate::text::Span;
use crate::yaml::{Document, Node};
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
pub fn decode(document: &Document, text: &str) -> Decoded {
    decode_node(&document.root, document, text)
}

/// Reads a document; of a `List` each item by itself.
pub fn decode_all(document: &Document, text: &str) -> Vec<Decoded> {
    let root = &document.root;
    let is_list =
        root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
    match root.get("items") {
        Some(items) if is_list && !items.items().is_empty() => {
            items.items().iter().map(|item| decode_node(item, document, text)).collect()
        }
        Some(_) | None => vec![decode(document, text)],
    }
}

fn decode_node(node: &Node, document: &Document, text: &str) -> Decoded {
    let api_version = kinds::written(node, "apiVersion");
    let api_version = api_version.strip_prefix('/').unwrap_or(api_version);
    let kind = kinds::written(node, "kind");
    let fragment = fragment::recognize(node);
    let known = match &fragment {
        Some(fragment) => Some(fragment.kind),
        None => Kind::of(api_version, kind)
            .or_else(|| Kind::ALL.into_iter().find(|known| known.name() == kind)),
    };
    let root = fragment.as_ref().map_or_else(|| node.clone(), |fragment| fragment.root.clone());

    let mut findings = Findings::default();
    let object = known.and_then(|known| {
        let structure = Struct::named(known.name())?;
        let value = Walk::new(&root, text, &mut findings).object(&root, structure);
        build(known, value)
    });
    let refused = kinds::refuse(node, api_version, kind);
    let fatal = document.failed.is_some() || refused.is_some() || findings.is_fatal();
    let messages = match (&document.failed, &refused) {
        (Some(failed), _) => vec![failed.clone()],
        (None, Some(refusal)) => vec![refusal.words.clone()],
        (None, None) => findings.messages(),
    };

    let mut diagnostics = findings.into_diagnostics();
    if let (Some(refusal), None) = (refused, &fragment) {
        diagnostics.push(refusal.diagnostic);
    }
    if let Some(end) = readable_end(document, text) {
        diagnostics.retain(|diagnostic| diagnostic.span.end <= end);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    Decoded {
        api_version: api_version.to_owned(),
        kind: match (&fragment, known) {
            (Some(_), Some(known)) => known.name().to_owned(),
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
        fragment: fragment.is_some(),
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

/// A selector that is given and empty gets an empty map: the types cannot tell it from one that is missing,
/// which the API server refuses in other words.
fn mark_given_selector(value: &mut Value<'_>) {
    let selector = value.get_mut("spec").and_then(|spec| spec.get_mut("selector"));
    if let Some(Value::Map(selector)) = selector
        && selector.is_empty()
    {
        selector.push(("matchLabels", Value::Map(Vec::new())));
    }
}

/// The typed object; the walk has left nothing in the value that does not fit.
fn build(kind: Kind, mut value: Value<'_>) -> Option<Object> {
    mark_given_selector(&mut value);
    // k8s-openapi refuses other versions, which are drawn here all the same.
    let Value::Map(mut fields) = value else { return None };
    fields.retain(|(name, _)| !matches!(*name, "apiVersion" | "kind"));
    fields.push(("apiVersion", Value::Text(kind.api_version())));
    fields.push(("kind", Value::Text(kind.name())));
    let value = Value::Map(fields);
    match kind {
        Kind::Pod => Pod::deserialize(value).ok().map(Object::Pod),
        Kind::PodTemplate => PodTemplate::deserialize(value).ok().map(Object::PodTemplate),
        Kind::Deployment => Deployment::deserialize(value).ok().map(Object::Deployment),
        Kind::ReplicaSet => ReplicaSet::deserialize(value).ok().map(Object::ReplicaSet),
        Kind::StatefulSet => StatefulSet::deserialize(value).ok().map(Object::StatefulSet),
        Kind::DaemonSet => DaemonSet::deserialize(value).ok().map(Object::DaemonSet),
        Kind::Job => Job::deserialize(value).ok().map(Object::Job),
        Kind::CronJob => CronJob::deserialize(value).ok().map(Object::CronJob),
    }
}
