//! Which objects are meant: labels, fields; and in which order they come.

use std::cmp::Ordering;

use serde_json::Value;

use crate::kubectl::jsonpath;

/// One condition of `--selector` or `--field-selector`.
#[derive(Debug)]
struct Requirement {
    key: String,
    values: Vec<String>,
    /// Whether one of the values has to be there; of no values, whether the key has to be.
    wanted: bool,
}

/// All conditions.
#[derive(Debug, Default)]
pub(super) struct Selector(Vec<Requirement>);

impl Selector {
    /// Reads `app=web,tier!=db,env in (a, b),!canary`.
    ///
    /// Upstream: `Parse`, staging/src/k8s.io/apimachinery/pkg/labels/selector.go.
    pub(super) fn labels(text: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for part in parts(text) {
            all.push(requirement(part).ok_or_else(|| {
                format!("Error from server (BadRequest): unable to parse requirement: {part}")
            })?);
        }
        Ok(Self(all))
    }

    /// Reads `status.phase=Running,metadata.name!=web`.
    pub(super) fn fields(text: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let requirement = requirement(part).filter(|known| known.values.len() == 1);
            all.push(requirement.ok_or_else(|| {
                format!(
                    "Error from server (BadRequest): invalid selector: '{part}'; can't understand '{part}'"
                )
            })?);
        }
        Ok(Self(all))
    }

    /// Whether the labels of an object fit.
    pub(super) fn fits_labels(&self, object: &Value) -> bool {
        let labels = object.pointer("/metadata/labels");
        self.0.iter().all(|known| {
            let value = labels.and_then(|labels| labels.get(&known.key)).and_then(Value::as_str);
            known.fits(value)
        })
    }

    /// Whether the fields of an object fit; one that is absent is empty.
    pub(super) fn fits_fields(&self, object: &Value) -> bool {
        self.0.iter().all(|known| {
            let path = format!("/{}", known.key.replace('.', "/"));
            let mut value = object.pointer(&path);
            if value.is_none() && known.key == "source" {
                value = object.pointer("/source/component");
            }
            let text = value.map(jsonpath::printed).unwrap_or_default();
            known.fits(Some(&text))
        })
    }

    /// The fields that are asked for.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|known| known.key.as_str())
    }
}

impl Requirement {
    fn fits(&self, value: Option<&str>) -> bool {
        if self.values.is_empty() {
            return value.is_some() == self.wanted;
        }
        let is_one = value.is_some_and(|value| self.values.iter().any(|known| known == value));
        is_one == self.wanted
    }
}

/// The conditions between commas that are not in brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut deep = false;
    let split = |letter: char| {
        match letter {
            '(' => deep = true,
            ')' => deep = false,
            _ => {}
        }
        letter == ',' && !deep
    };
    text.split(split).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn requirement(text: &str) -> Option<Requirement> {
    let new = |key: &str, values: Vec<String>, wanted| {
        let key = key.trim().to_owned();
        let is_name = !key.is_empty() && !key.contains([' ', '=', '!', '(']);
        is_name.then_some(Requirement { key, values, wanted })
    };
    let one = |value: &str| vec![value.trim().to_owned()];
    if let Some((key, value)) = text.split_once("!=") {
        return new(key, one(value), false);
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return new(key, one(value), true);
    }
    for (word, wanted) in [(" notin ", false), (" in ", true)] {
        if let Some((key, list)) = text.split_once(word) {
            let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
            let values = list.split(',').map(|value| value.trim().to_owned()).collect();
            return new(key, values, wanted);
        }
    }
    match text.strip_prefix('!') {
        Some(key) => new(key, Vec::new(), false),
        None => new(text, Vec::new(), true),
    }
}

/// How two values are ordered: numbers by size, texts by their letters, what is absent first.
///
/// Upstream: `isLess`, staging/src/k8s.io/kubectl/pkg/cmd/get/sorter.go.
pub(super) fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            let (one, other) = (one.as_f64(), other.as_f64());
            one.partial_cmp(&other).unwrap_or(Ordering::Equal)
        }
        (Some(one), Some(other)) => jsonpath::printed(one).cmp(&jsonpath::printed(other)),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}
