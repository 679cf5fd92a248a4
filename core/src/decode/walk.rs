//! The walk over a tree along its type.
//!
//! Upstream: `decodeState.object` and `decodeState.literalStore`, sigs.k8s.io/json, decode.go. Bodies come from
//! YAML with their keys sorted, so mistakes are met in that order.

use std::borrow::Cow;

use crate::decode::mistyped::{Mistyped, shown};
use crate::decode::unknown::Unknown;
use crate::decode::value::Value;
use crate::decode::{error, time};
use crate::diagnostic::Diagnostic;
use crate::features::Version;
use crate::quantity::Quantity;
use crate::schema::{self, Field, Shape, Struct};
use crate::text::{FieldPath, Step};
use crate::yaml::{Content, Entry, Node, Resolved, Scalar, by_name, go_float};

/// Upstream: `strictDecodingError` of sigs.k8s.io/json keeps that many.
const MAX_STRICT_ERRORS: usize = 100;

/// How many mistakes are told at most: who has more looks at none of them.
const MOST_FINDINGS: usize = 1000;

/// How bad a finding is for the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// A value of the wrong type: the first one is reported.
    Type,
    /// A type that reads itself cannot do so: reading stops and nothing else is reported.
    Custom,
    /// A field that is not known: all are reported, where nothing worse is.
    Strict,
}

/// What the walk has found.
#[derive(Default)]
pub(super) struct Findings(Vec<(Level, String, Diagnostic)>);

impl Findings {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_fatal(&self) -> bool {
        self.0.iter().any(|(level, ..)| *level != Level::Strict)
    }

    /// The API server's words.
    pub(super) fn messages(&self) -> Vec<String> {
        let first = |wanted: Level| {
            self.0.iter().find(|(level, ..)| *level == wanted).map(|(_, words, _)| words.clone())
        };
        if let Some(words) = first(Level::Custom).or_else(|| first(Level::Type)) {
            return vec![words];
        }
        let all: Vec<_> =
            self.0.iter().take(MAX_STRICT_ERRORS).map(|(_, words, _)| words.as_str()).collect();
        if all.is_empty() {
            return Vec::new();
        }
        vec![format!("strict decoding error: {}", all.join(", "))]
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.0.into_iter().map(|(_, _, diagnostic)| diagnostic).collect()
    }
}

/// One step of the way to where the walk is.
#[derive(Clone, Copy)]
enum At<'tree> {
    Field { name: &'tree str, embedded: &'static str },
    Index(usize),
    Key(&'tree str),
}

/// Walks one document.
pub(super) struct Walk<'tree, 'findings> {
    root: &'tree Node,
    text: &'tree str,
    version: Version,
    way: Vec<At<'tree>>,
    findings: &'findings mut Findings,
}

impl<'tree, 'findings> Walk<'tree, 'findings> {
    pub(super) fn new(
        root: &'tree Node,
        text: &'tree str,
        version: Version,
        findings: &'findings mut Findings,
    ) -> Self {
        Self { root, text, version, way: Vec::new(), findings }
    }

    /// What of an object fits its type.
    pub(super) fn object(&mut self, node: &'tree Node, structure: &'static Struct) -> Value<'tree> {
        let mut object = Vec::new();
        for entry in by_name(node.entries()) {
            let Some(field) = structure.field_in(&entry.name, self.version) else {
                self.unknown_field(entry, node, structure);
                continue;
            };
            self.way.push(At::Field { name: field.name, embedded: field.embedded });
            if let Some(value) = self.field(&entry.value, field, structure) {
                object.push((field.name, value));
            }
            self.way.pop();
        }
        Value::Map(object)
    }

    fn field(
        &mut self,
        node: &'tree Node,
        field: &'static Field,
        holder: &'static Struct,
    ) -> Option<Value<'tree>> {
        if node.is_null() {
            return None;
        }
        match (field.shape, &node.content) {
            (Shape::One, _) => self.value(node, field, holder),
            (Shape::List, Content::Sequence(items)) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    self.way.push(At::Index(index));
                    list.push(self.item(item, field, holder).unwrap_or_else(|| zero(field)));
                    self.way.pop();
                }
                Some(Value::List(list))
            }
            (Shape::Map, Content::Mapping(entries)) => {
                let mut map = Vec::new();
                for entry in by_name(entries) {
                    self.way.push(At::Key(&entry.name));
                    if let Some(value) = self.item(&entry.value, field, holder) {
                        map.push((entry.name.as_str(), value));
                    }
                    self.way.pop();
                }
                Some(Value::Map(map))
            }
            (Shape::List | Shape::Map, _) => self.type_error(node, holder, &field.go_type(), false),
        }
    }

    /// An item of a list or a map, where null is the type's zero value.
    fn item(
        &mut self,
        node: &'tree Node,
        field: &'static Field,
        holder: &'static Struct,
    ) -> Option<Value<'tree>> {
        if node.is_null() { Some(zero(field)) } else { self.value(node, field, holder) }
    }

    fn value(
        &mut self,
        node: &'tree Node,
        field: &'static Field,
        holder: &'static Struct,
    ) -> Option<Value<'tree>> {
        let scalar = match &node.content {
            Content::Scalar(Scalar { value, .. }) => Some(value),
            Content::Sequence(_) | Content::Mapping(_) => None,
        };
        match (field.value, scalar) {
            // Only servers write what can be anything, and a create drops it.
            (schema::Value::Raw, _) => None,
            (schema::Value::String | schema::Value::Bytes, Some(Resolved::String(text))) => {
                Some(Value::Text(text))
            }
            (schema::Value::Bool, Some(Resolved::Bool(value))) => Some(Value::Bool(*value)),
            (schema::Value::Int32, Some(Resolved::Int(_) | Resolved::Float(_))) => {
                match whole(node).and_then(|number| i32::try_from(number).ok()) {
                    Some(number) => Some(Value::Int(number.into())),
                    None => self.type_error(node, holder, &field.go_item(), true),
                }
            }
            (schema::Value::Int64, Some(Resolved::Int(_) | Resolved::Float(_))) => {
                match whole(node).and_then(|number| i64::try_from(number).ok()) {
                    Some(number) => Some(Value::Int(number)),
                    None => self.type_error(node, holder, &field.go_item(), true),
                }
            }
            (schema::Value::Quantity, _) => self.quantity(node),
            (schema::Value::Time | schema::Value::MicroTime, Some(Resolved::String(text))) => {
                self.time(node, text)
            }
            (schema::Value::IntOrString, _) => self.int_or_string(node, holder),
            (schema::Value::Object(name), None) if matches!(node.content, Content::Mapping(_)) => {
                Some(self.object(node, Struct::named(name)?))
            }
            (schema::Value::Time | schema::Value::MicroTime, _) => {
                self.custom_type_error(node, holder, "string", false)
            }
            (
                schema::Value::String
                | schema::Value::Bytes
                | schema::Value::Bool
                | schema::Value::Int32
                | schema::Value::Int64
                | schema::Value::Object(_),
                _,
            ) => self.type_error(node, holder, &field.go_item(), false),
        }
    }

    fn quantity(&mut self, node: &'tree Node) -> Option<Value<'tree>> {
        let text = match &node.content {
            Content::Scalar(Scalar { value: Resolved::String(text), .. }) => {
                Cow::Borrowed(text.as_str())
            }
            Content::Scalar(_) => Cow::Owned(number_text(node)),
            Content::Sequence(_) | Content::Mapping(_) => Cow::Borrowed("[]"),
        };
        match Quantity::parse(&text) {
            Ok(_) => Some(Value::Owned(text.trim().to_owned())),
            Err(malformed) => {
                let message = format!("`{}` is not an amount", shown(node, self.text));
                let diagnostic = error("quantity", node.span, message).help(
                    "write a number with one of the suffixes m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei",
                );
                self.find(Level::Custom, malformed.to_string(), diagnostic)
            }
        }
    }

    fn time(&mut self, node: &'tree Node, text: &str) -> Option<Value<'tree>> {
        match time::parse(text) {
            Ok(time) => Some(Value::Owned(time)),
            Err(words) => {
                let message = format!("`{text}` is not a time");
                let diagnostic = error("time", node.span, message)
                    .help("write it as RFC 3339 does: 2026-01-31T09:30:00Z");
                self.find(Level::Custom, words, diagnostic)
            }
        }
    }

    fn int_or_string(
        &mut self,
        node: &'tree Node,
        holder: &'static Struct,
    ) -> Option<Value<'tree>> {
        match &node.content {
            Content::Scalar(Scalar { value: Resolved::String(text), .. }) => {
                Some(Value::Text(text))
            }
            Content::Scalar(Scalar { value: Resolved::Int(_) | Resolved::Float(_), .. }) => {
                match whole(node).and_then(|number| i32::try_from(number).ok()) {
                    Some(number) => Some(Value::Int(number.into())),
                    None => self.custom_type_error(node, holder, "int32", true),
                }
            }
            Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => {
                self.custom_type_error(node, holder, "int32", false)
            }
        }
    }

    /// A value of the wrong type; always nothing.
    fn type_error(
        &mut self,
        node: &'tree Node,
        holder: &Struct,
        go_type: &str,
        with_number: bool,
    ) -> Option<Value<'tree>> {
        let words = self.type_words(node, holder, go_type, with_number);
        let diagnostic = self.type_diagnostic(node, go_type);
        self.find(Level::Type, words, diagnostic)
    }

    /// The same of a type that reads itself.
    fn custom_type_error(
        &mut self,
        node: &'tree Node,
        holder: &Struct,
        go_type: &str,
        with_number: bool,
    ) -> Option<Value<'tree>> {
        let words = self.type_words(node, holder, go_type, with_number);
        let diagnostic = self.type_diagnostic(node, go_type);
        self.find(Level::Custom, words, diagnostic)
    }

    /// Upstream: `UnmarshalTypeError.Error`, sigs.k8s.io/json, decode.go.
    fn type_words(&self, node: &Node, holder: &Struct, go_type: &str, with_number: bool) -> String {
        let mut found = json_type(node).to_owned();
        if with_number {
            found.push(' ');
            found.push_str(&number_text(node));
        }
        let mut go_path = String::from(holder.name);
        for at in &self.way {
            if let At::Field { name, embedded } = at {
                if !embedded.is_empty() {
                    go_path.push('.');
                    go_path.push_str(embedded);
                }
                go_path.push('.');
                go_path.push_str(name);
            }
        }
        format!("json: cannot unmarshal {found} into Go struct field {go_path} of type {go_type}")
    }

    fn type_diagnostic(&self, node: &'tree Node, go_type: &str) -> Diagnostic {
        let name = self.way.iter().rev().find_map(|at| match at {
            At::Field { name, .. } | At::Key(name) => Some(*name),
            At::Index(_) => None,
        });
        let mistyped = Mistyped {
            node,
            name: name.unwrap_or_default(),
            is_item: matches!(self.way.last(), Some(At::Index(_))),
            go_type,
            place: self.root.locate(&self.path()),
            text: self.text,
        };
        mistyped.explain()
    }

    fn unknown_field(
        &mut self,
        entry: &'tree Entry,
        node: &'tree Node,
        structure: &'static Struct,
    ) {
        if self.findings.0.len() >= MOST_FINDINGS {
            return;
        }
        let around = self.outer();
        self.way.push(At::Field { name: &entry.name, embedded: "" });
        let words = format!("unknown field \"{}\"", self.path());
        let (text, version) = (self.text, self.version);
        let unknown = Unknown { entry, node, structure, around, text, version };
        let diagnostic = unknown.explain(&words);
        self.find(Level::Strict, words, diagnostic);
        self.way.pop();
    }

    /// The fields around the walk's place and what they hold, the innermost first.
    fn outer(&self) -> Vec<(&'tree str, Option<&'tree Node>)> {
        let mut node = Some(self.root);
        let mut around = Vec::new();
        for at in &self.way {
            node = match at {
                At::Field { name, .. } | At::Key(name) => node.and_then(|node| node.get(name)),
                At::Index(index) => node.and_then(|node| node.items().get(*index)),
            };
            if let At::Field { name, .. } = at {
                around.push((*name, node));
            }
        }
        around.reverse();
        around
    }

    fn find(
        &mut self,
        level: Level,
        words: String,
        diagnostic: Diagnostic,
    ) -> Option<Value<'tree>> {
        let path = self.path();
        let mut diagnostic = diagnostic.field(&path);
        diagnostic.container = self.container();
        self.findings.0.push((level, words, diagnostic));
        None
    }

    fn path(&self) -> FieldPath {
        let steps = self.way.iter().map(|at| match at {
            At::Field { name, .. } => Step::field(name),
            At::Index(index) => Step::Index(*index),
            At::Key(key) => Step::Key((*key).to_owned()),
        });
        FieldPath(steps.collect())
    }

    /// The name of the container that the walk is in.
    fn container(&self) -> Option<String> {
        let list = self.way.iter().position(|at| {
            matches!(
                at,
                At::Field { name: "containers" | "initContainers" | "ephemeralContainers", .. }
            )
        })?;
        let mut path = self.path();
        path.0.truncate(list + 2);
        self.root.at(&path)?.get("name")?.as_str().map(ToOwned::to_owned)
    }
}

/// What stands for a value that is not there, or that does not fit, so that the others keep their places.
fn zero<'tree>(field: &Field) -> Value<'tree> {
    match field.value {
        schema::Value::String | schema::Value::Bytes => Value::Text(""),
        schema::Value::Quantity => Value::Text("0"),
        schema::Value::Int32 | schema::Value::Int64 | schema::Value::IntOrString => Value::Int(0),
        schema::Value::Bool => Value::Bool(false),
        schema::Value::Object(_) => Value::Map(Vec::new()),
        schema::Value::Time | schema::Value::MicroTime | schema::Value::Raw => Value::Null,
    }
}

/// A whole number; Go reads `5.0`, which YAML makes `5` in JSON.
fn whole(node: &Node) -> Option<i128> {
    match &node.content {
        Content::Scalar(Scalar { value: Resolved::Int(number), .. }) => Some(*number),
        Content::Scalar(Scalar { value: Resolved::Float(number), .. }) => {
            go_float(*number).parse().ok()
        }
        Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => None,
    }
}

/// A scalar as JSON writes it, without quotes.
fn number_text(node: &Node) -> String {
    match &node.content {
        Content::Scalar(Scalar { value: Resolved::Int(number), .. }) => number.to_string(),
        Content::Scalar(Scalar { value: Resolved::Float(number), .. }) => go_float(*number),
        Content::Scalar(Scalar { value: Resolved::Bool(value), .. }) => value.to_string(),
        Content::Scalar(scalar) => scalar.text.clone(),
        Content::Sequence(_) | Content::Mapping(_) => String::new(),
    }
}

/// The type of a value, as Go's errors name it.
pub(super) fn json_type(node: &Node) -> &'static str {
    match &node.content {
        Content::Scalar(scalar) => match scalar.value {
            Resolved::Null => "null",
            Resolved::Bool(_) => "bool",
            Resolved::Int(_) | Resolved::Float(_) => "number",
            Resolved::String(_) => "string",
        },
        Content::Sequence(_) => "array",
        Content::Mapping(_) => "object",
    }
}
