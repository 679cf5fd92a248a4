//! kubectl's JSONPath templates.
//!
//! Upstream: staging/src/k8s.io/client-go/util/jsonpath, parser.go and jsonpath.go.

mod read;

use serde_json::Value;

use crate::kubectl::columns::{by_name, compact};
use crate::kubectl::jsonpath::read::{closing, steps, unquoted};

/// A part of a template.
#[derive(Debug)]
enum Part {
    Text(String),
    Path(Vec<Step>),
    /// Up to its end, once for each of what the path leads to.
    Range(Vec<Step>, Vec<Part>),
}

/// A step of a path.
#[derive(Debug)]
enum Step {
    /// `$`
    Root,
    /// `.name`
    Field(String),
    /// `*`
    All,
    /// `..`
    Deep,
    /// `[1]`, `[0:2]`, `[-1:]`: from, to, how far each time.
    Slice([Option<i64>; 3], bool),
    /// `[0,2]`, `['a','b']`
    Union(Vec<Vec<Step>>),
    /// `[?(@.type=="Ready")]`
    Filter(Operand, String, Option<Operand>),
}

/// A side of a comparison.
#[derive(Debug)]
enum Operand {
    Path(Vec<Step>),
    Value(Value),
}

/// A template.
#[derive(Debug)]
pub(super) struct Template(Vec<Part>);

impl Template {
    /// Reads `{.status.phase}`, `{range .items[*]}{.metadata.name}{"\n"}{end}`; what is wrong with it otherwise.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("error: error parsing jsonpath {text}, {why}");
        let mut ranges: Vec<(Vec<Step>, Vec<Part>)> = Vec::new();
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let (before, behind) = rest.split_at(at);
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let end = closing(behind).ok_or_else(|| wrong("unclosed action"))?;
            let action = behind.get(1..end).unwrap_or_default().trim();
            rest = behind.get(end + 1..).unwrap_or_default();
            if let Some(path) = action.strip_prefix("range ") {
                let steps = steps(path.trim()).map_err(|why| wrong(&why))?;
                ranges.push((steps, std::mem::take(&mut parts)));
            } else if action == "end" {
                let (steps, before) =
                    ranges.pop().ok_or_else(|| wrong("not in range, nothing to end"))?;
                let inside = std::mem::replace(&mut parts, before);
                parts.push(Part::Range(steps, inside));
            } else if action.starts_with(['"', '\'']) {
                parts.push(Part::Text(unquoted(action)));
            } else {
                parts.push(Part::Path(steps(action).map_err(|why| wrong(&why))?));
            }
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        if !ranges.is_empty() {
            return Err(wrong("unterminated range"));
        }
        Ok(Self(parts))
    }

    /// The path that custom columns and `--sort-by` name: braces and the first dot may be missing.
    ///
    /// Upstream: `RelaxedJSONPathExpression`, staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go.
    pub(super) fn relaxed(text: &str) -> Result<Self, String> {
        let inner = text.trim().trim_start_matches('{').trim_end_matches('}');
        let inner = inner.strip_prefix('.').unwrap_or(inner);
        if inner.contains(['{', '}']) {
            return Err("error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or \
                        '{.name1.name2}'"
                .to_owned());
        }
        Self::read(&format!("{{.{inner}}}"))
    }

    /// What the template prints of an object.
    pub(super) fn print(&self, object: &Value) -> Result<String, String> {
        let mut out = String::new();
        print(&self.0, object, object, &mut out)?;
        Ok(out)
    }

    /// What its first path leads to.
    pub(super) fn find<'v>(&self, object: &'v Value) -> Vec<&'v Value> {
        let Some(Part::Path(steps)) = self.0.first() else { return Vec::new() };
        walk(steps, object, object).unwrap_or_default()
    }
}

fn print(parts: &[Part], root: &Value, here: &Value, out: &mut String) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(steps) => {
                let found: Vec<String> =
                    walk(steps, root, here)?.into_iter().map(printed).collect();
                out.push_str(&found.join(" "));
            }
            Part::Range(steps, inside) => {
                for item in walk(steps, root, here)? {
                    print(inside, root, item, out)?;
                }
            }
        }
    }
    Ok(())
}

/// A value as templates print it.
pub(super) fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => compact(value),
    }
}

fn walk<'v>(steps: &[Step], root: &'v Value, here: &'v Value) -> Result<Vec<&'v Value>, String> {
    let mut found = vec![here];
    for step in steps {
        let mut next = Vec::new();
        for value in found {
            one(step, root, value, &mut next)?;
        }
        found = next;
    }
    Ok(found)
}

fn one<'v>(
    step: &Step,
    root: &'v Value,
    value: &'v Value,
    next: &mut Vec<&'v Value>,
) -> Result<(), String> {
    match step {
        Step::Root => next.push(root),
        Step::Field(name) => next.extend(value.get(name.as_str())),
        Step::All => next.extend(children(value)),
        Step::Deep => deep(value, next),
        Step::Union(all) => {
            for steps in all {
                next.extend(walk(steps, root, value)?);
            }
        }
        Step::Slice([from, to, by], is_one) => {
            let Value::Array(items) = value else {
                return if value.is_null() {
                    Ok(())
                } else {
                    Err("is not array or slice".to_owned())
                };
            };
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = |index: i64| if index < 0 { index + length } else { index };
            let from = at(from.unwrap_or(0));
            if *is_one && (from < 0 || from >= length) {
                return Err(format!("array index out of bounds: index {from}, length {length}"));
            }
            let to = if *is_one { from + 1 } else { at(to.unwrap_or(length)).min(length) };
            let by = usize::try_from(by.unwrap_or(1)).unwrap_or(1).max(1);
            let (from, to) = (usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0));
            next.extend(items.get(from..to).unwrap_or_default().iter().step_by(by));
        }
        Step::Filter(left, operator, right) => {
            for item in children(value) {
                if holds(left, operator, right.as_ref(), root, item) {
                    next.push(item);
                }
            }
        }
    }
    Ok(())
}

fn holds(
    left: &Operand,
    operator: &str,
    right: Option<&Operand>,
    root: &Value,
    item: &Value,
) -> bool {
    let side = |operand: &Operand| -> Option<Value> {
        match operand {
            Operand::Path(steps) => {
                walk(steps, root, item).ok()?.first().map(|found| (*found).clone())
            }
            Operand::Value(value) => Some(value.clone()),
        }
    };
    let (left, right) = (side(left), right.and_then(side));
    if operator.is_empty() {
        return left.is_some();
    }
    let (Some(left), Some(right)) = (left, right) else { return false };
    let order = match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(printed(&left).cmp(&printed(&right))),
    };
    let Some(order) = order else { return false };
    match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => by_name(fields).into_iter().map(|(_, value)| value).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn deep<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    found.push(value);
    for child in children(value) {
        deep(child, found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_print_what_kubectl_prints() {
        let object = json!({
            "metadata": {"name": "web", "labels": {"app": "web", "a.b/c": "d"}},
            "spec": {"containers": [
                {"name": "app", "ports": [{"containerPort": 80}]},
                {"name": "proxy", "image": "envoy", "ready": true},
            ]},
        });
        for (template, printed) in [
            ("{.metadata.name}", "web"),
            ("name: {.metadata.name}!", "name: web!"),
            (".metadata.name", ".metadata.name"),
            ("{.spec.containers[*].name}", "app proxy"),
            ("{.spec.containers[-1].name}", "proxy"),
            ("{.spec.containers[0:1].name}", "app"),
            ("{.spec.containers[0,1]['name']}", "app proxy"),
            ("{.spec.containers[*]['name','image']}", "app proxy envoy"),
            ("{.metadata.labels.a\\.b/c}", "d"),
            ("{.metadata.labels['a.b/c']}", "d"),
            ("{.metadata.labels}", "{\"a.b/c\":\"d\",\"app\":\"web\"}"),
            ("{.spec.containers[?(@.name==\"proxy\")].image}", "envoy"),
            ("{.spec.containers[?(@.ready==true)].name}", "proxy"),
            ("{.spec.containers[?(@.image)].name}", "proxy"),
            ("{.spec.containers[?(@.ports[0].containerPort>=80)].name}", "app"),
            (
                "{range .spec.containers[*]}{.name}{\"\\t\"}{.image}{'\\n'}{end}",
                "app\t\nproxy\tenvoy\n",
            ),
            ("{..containerPort}", "80"),
            ("{.metadata.nothing}", ""),
            ("{$.metadata.name}", "web"),
        ] {
            let read = Template::read(template).and_then(|template| template.print(&object));
            assert_eq!(read.as_deref(), Ok(printed), "{template}");
        }
        for template in ["{.metadata.name", "{.a[}", "{range .a[*]}", "{end}", "{.a[x]}", "{!}"] {
            assert!(Template::read(template).is_err(), "{template}");
        }
        let far = Template::read("{.spec.containers[5].name}").unwrap().print(&object);
        assert_eq!(far.unwrap_err(), "array index out of bounds: index 5, length 2");
    }
}
