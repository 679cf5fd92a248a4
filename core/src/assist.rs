//! What helps while a manifest is written: what may stand at a place of the text, and what a field is.
//!
//! A text that is being typed is rarely YAML. So this reads lines and their indentation, and says nothing about what the
//! manifest means; the fields are those of [`crate::schema`]. What the API says of a field in words is not here: an
//! answer names the field, and who shows it looks that up.

mod facts;
mod flow;
mod format;
mod names;
mod outline;
mod place;
#[cfg(test)]
mod tests;
mod types;
mod values;

pub use format::format;

use serde::Serialize;

use crate::assist::facts::Use;
use crate::assist::outline::Outline;
use crate::assist::place::Place;
use crate::assist::types::Type;
use crate::features::Version;
use crate::schema::{Field, Shape, Struct, Value};
use crate::text::{Span, line_break};

/// What may stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What is typed of it already; empty where nothing is.
    pub span: Span,
    /// What may stand there, the most likely first.
    pub items: Vec<Item>,
}

/// One of the things that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The field, or the value.
    pub label: String,
    /// What comes into the text in place of what is typed.
    pub text: String,
    /// The type of a field; what a value is.
    pub detail: String,
    /// Since which version there is such a field, and what it is for where the name does not tell.
    pub note: String,
    /// The struct and its field, as the descriptions name it: `Container.image`; empty for values.
    pub field: String,
}

/// What a field is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hover {
    /// The key and its value, or the one of them that is asked about.
    pub span: Span,
    /// The struct and its field, as the descriptions name it: `Container.image`.
    pub field: String,
    /// Its type, as `kubectl explain` writes it, and whether it has to be there.
    pub kind: String,
    /// What it is where nobody writes it; empty where nothing is known.
    pub default: String,
    /// Since which version there is such a field, and which of them has it on; empty for what has always been there.
    pub since: String,
    /// The values that it may have; empty where there are many.
    pub values: Vec<&'static str>,
    /// What it means at this place, where people wonder.
    pub why: &'static str,
}

/// Tells what may stand at a place of the text; nothing where that is not known.
pub fn complete(text: &str, offset: usize, version: Version) -> Completion {
    let outline = Outline::read(text);
    let Some(place) = Place::find(&outline, offset) else {
        return Completion::default();
    };
    let mut items = match &place {
        Place::Key { parent, .. } => match types::of(&outline, *parent) {
            Type::Struct(known) => fields(&outline, known, &place, version),
            Type::Map(field) => keys(&outline, field, &place),
            Type::List(field) => match field.object() {
                Some(known) => fields(&outline, known, &place, version),
                None => listed(values_of(&outline, *parent, version), outline.is_flow(&place)),
            },
            // What stands alone in a line may be the value of what is above it.
            Type::Leaf => values_of(&outline, *parent, version),
            Type::Unknown => Vec::new(),
        },
        Place::Value { of, .. } => values_of(&outline, *of, version),
    };
    let before = place.before(&outline);
    for item in &mut items {
        item.text.insert_str(0, before);
    }
    Completion { span: place.span(), items }
}

/// Tells what the field at a place of the text is; nothing where there is none that is known.
pub fn hover(text: &str, offset: usize, version: Version) -> Option<Hover> {
    let outline = Outline::read(text);
    let (node, span) = outline.field_at(offset)?;
    let (holder, field) = types::field(&outline, node)?;
    let of = Use { outline: &outline, node: outline.parent(node), holder, field, version };
    let mut kind = field.explained_type();
    if field.required {
        kind.push_str(", required");
    }
    Some(Hover {
        span,
        field: name_of(holder, field),
        kind,
        default: facts::default_of(holder.name, field.name).to_owned(),
        since: of.since(),
        values: values::of_enum(&of),
        why: of.why(outline.value(node)),
    })
}

/// The fields of a struct that are not there yet.
fn fields(
    outline: &Outline<'_>,
    known: &'static Struct,
    place: &Place,
    version: Version,
) -> Vec<Item> {
    let Place::Key { parent, word, has_colon, .. } = *place else { return Vec::new() };
    let is_list = matches!(types::of(outline, parent), Type::List(_));
    if is_list && outline.is_flow(place) {
        return Vec::new();
    }
    let there: Vec<&str> = if is_list {
        Vec::new()
    } else {
        outline.keys(parent).filter(|key| Some(*key) != word).map(|key| outline.name(key)).collect()
    };
    let shown = known.fields.iter().filter(|field| {
        field.is_in(version)
            && !there.contains(&field.name)
            && !facts::is_set_by_the_server(known.name, field.name)
    });
    let mut ranked: Vec<(usize, &Field)> =
        shown.map(|field| (facts::rank(known.name, field), field)).collect();
    crate::text::sort_by(&mut ranked, |one: &(usize, &Field), other| one.0.cmp(&other.0));
    let indent = place.indent(outline) + if is_list { 2 } else { 0 };
    let mut items = Vec::with_capacity(ranked.len());
    for (_, field) in ranked {
        let of = Use { outline, node: parent, holder: known, field, version };
        let mut text = String::new();
        if is_list {
            text.push_str("- ");
        }
        text.push_str(field.name);
        if !has_colon {
            text.push_str(": ");
            if !outline.is_flow(place) {
                open(&mut text, field, indent, line_break(outline.text));
            }
        }
        let mut detail = field.explained_type();
        if field.required {
            detail.push_str(", required");
        }
        items.push(Item {
            label: field.name.to_owned(),
            text,
            detail,
            note: of.note(),
            field: name_of(known, field),
        });
    }
    items
}

/// Begins the value of a field on the next line, where that is how people write it.
fn open(text: &mut String, field: &Field, indent: usize, line_break: &str) {
    let is_object = matches!(field.value, Value::Object(_));
    let dash = match field.shape {
        Shape::One if !is_object => return,
        Shape::One | Shape::Map => "  ",
        Shape::List => "- ",
    };
    text.pop();
    text.push_str(line_break);
    text.push_str(&" ".repeat(indent));
    text.push_str(dash);
}

/// The keys of a map that people use.
fn keys(outline: &Outline<'_>, field: &Field, place: &Place) -> Vec<Item> {
    let Place::Key { parent, word, has_colon, .. } = *place else { return Vec::new() };
    let there: Vec<&str> = outline
        .keys(parent)
        .filter(|key| Some(*key) != word)
        .map(|key| outline.name(key))
        .collect();
    let known = values::keys_of(field).iter().filter(|key| !there.contains(key));
    let colon = if has_colon { "" } else { ": " };
    known.map(|key| Item { text: [*key, colon].concat(), ..value(key, "") }).collect()
}

/// The values of the field that a node is, or is an item of.
fn values_of(outline: &Outline<'_>, node: usize, version: Version) -> Vec<Item> {
    let Some((holder, field, node)) = types::field_of_value(outline, node) else {
        return Vec::new();
    };
    let of = Use { outline, node: outline.parent(node), holder, field, version };
    let mut items: Vec<Item> = names::of(&of);
    for known in values::of_enum(&of) {
        let is_default = facts::default_of(holder.name, field.name) == known;
        let mut item = value(known, if is_default { "default" } else { "" });
        of.value_note(known, &mut item);
        items.push(item);
    }
    items
}

/// The values as items of a list that is not begun yet.
fn listed(mut items: Vec<Item>, is_flow: bool) -> Vec<Item> {
    if !is_flow {
        for item in &mut items {
            item.text.insert_str(0, "- ");
        }
    }
    items
}

fn value(label: &str, detail: &str) -> Item {
    Item {
        label: label.to_owned(),
        text: label.to_owned(),
        detail: detail.to_owned(),
        note: String::new(),
        field: String::new(),
    }
}

fn name_of(holder: &Struct, field: &Field) -> String {
    [holder.name, ".", field.name].concat()
}
