//! Reads paths.

use serde_json::Value;

use crate::kubectl::jsonpath::{Operand, Step};

/// Where the brace closes that a text begins with.
pub(super) fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            _ if letter == '\\' => escaped = true,
            Some(open) if open == letter => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == '}' => return Some(at),
            Some(_) | None => {}
        }
    }
    None
}

/// A text without its quotes, and with what its backslashes stand for.
pub(super) fn unquoted(text: &str) -> String {
    let mut said = String::new();
    let mut letters = text.chars();
    let quote = letters.next();
    while let Some(letter) = letters.next() {
        if Some(letter) == quote {
            break;
        }
        if letter != '\\' {
            said.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => said.push('\n'),
            Some('t') => said.push('\t'),
            Some('r') => said.push('\r'),
            Some(other) => said.push(other),
            None => {}
        }
    }
    said
}

/// Reads `.items[*].metadata.name`.
pub(super) fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let Some(first) = rest.chars().next() else { return Ok(steps) };
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '$' => {
                steps.push(Step::Root);
                behind
            }
            '@' | ' ' => behind,
            '*' => {
                steps.push(Step::All);
                behind
            }
            '.' if behind.starts_with('.') => {
                steps.push(Step::Deep);
                field(behind.get(1..).unwrap_or_default(), &mut steps)
            }
            '.' => field(behind, &mut steps),
            '[' => {
                let end = bracket(behind).ok_or("unterminated array")?;
                let (inside, after) = behind.split_at(end);
                steps.push(subscript(inside.trim())?);
                after.get(1..).unwrap_or_default()
            }
            _ if first.is_alphanumeric() || first == '_' => field(rest, &mut steps),
            other => {
                return Err(format!(
                    "unrecognized character in action: U+{:04X} '{other}'",
                    u32::from(other)
                ));
            }
        };
    }
}

/// Reads a name, in which a backslash takes the meaning from a dot; what stands behind it.
fn field<'text>(text: &'text str, steps: &mut Vec<Step>) -> &'text str {
    if let Some(rest) = text.strip_prefix('*') {
        steps.push(Step::All);
        return rest;
    }
    let mut name = String::new();
    let mut letters = text.char_indices();
    let mut end = text.len();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => name.extend(letters.next().map(|(_, letter)| letter)),
            '.' | '[' | ']' | ' ' | '=' | '!' | '<' | '>' | ')' | ',' | '*' => {
                end = at;
                break;
            }
            _ => name.push(letter),
        }
    }
    if !name.is_empty() {
        steps.push(Step::Field(name));
    }
    text.get(end..).unwrap_or_default()
}

/// Where a bracket closes.
fn bracket(text: &str) -> Option<usize> {
    let (mut quote, mut open) = (None, 0);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(known), _) if known == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[') => open += 1,
            (None, ']') if open == 0 => return Some(at),
            (None, ']') => open -= 1,
            (_, _) => {}
        }
    }
    None
}

fn subscript(text: &str) -> Result<Step, String> {
    if let Some(filter) = text.strip_prefix("?(") {
        let filter = filter.strip_suffix(')').ok_or("unterminated filter")?;
        return read_filter(filter);
    }
    if text == "*" {
        return Ok(Step::All);
    }
    if text.contains(',') {
        let all: Result<Vec<Vec<Step>>, String> =
            text.split(',').map(|part| Ok(vec![subscript(part.trim())?])).collect();
        return Ok(Step::Union(all?));
    }
    if text.starts_with(['\'', '"']) {
        return Ok(Step::Field(unquoted(text)));
    }
    let wrong = || format!("invalid array index {text}");
    let mut bounds = [None; 3];
    for (bound, part) in bounds.iter_mut().zip(text.split(':')) {
        if !part.is_empty() {
            *bound = Some(part.parse::<i64>().map_err(|_| wrong())?);
        }
    }
    if text.is_empty() {
        return Err(wrong());
    }
    Ok(Step::Slice(bounds, !text.contains(':')))
}

fn read_filter(text: &str) -> Result<Step, String> {
    for operator in ["==", "!=", "<=", ">=", "<", ">"] {
        if let Some((left, right)) = text.split_once(operator) {
            return Ok(Step::Filter(operand(left)?, operator.to_owned(), Some(operand(right)?)));
        }
    }
    Ok(Step::Filter(operand(text)?, String::new(), None))
}

fn operand(text: &str) -> Result<Operand, String> {
    let text = text.trim();
    if text.starts_with(['"', '\'']) {
        return Ok(Operand::Value(Value::String(unquoted(text))));
    }
    if text.starts_with(['@', '$', '.']) {
        return Ok(Operand::Path(steps(text)?));
    }
    match text {
        "true" | "false" => Ok(Operand::Value(Value::Bool(text == "true"))),
        _ => match text.parse::<i64>() {
            Ok(number) => Ok(Operand::Value(Value::from(number))),
            Err(_) => Err(format!("unrecognized identifier {text}")),
        },
    }
}
