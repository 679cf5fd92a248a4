//! JSON values as YAML, as `kubectl get -o yaml` writes them.
//!
//! Upstream: `yaml_emitter_analyze_scalar`, `yaml_emitter_select_scalar_style` and the writers of emitterc.go, `stringv` of
//! encode.go and `keyList` of sorter.go, go.yaml.in/yaml v2.

use std::cmp::Ordering;

use serde_json::Value;

use crate::text::sort_by;
use crate::yaml::{Resolved, resolve};

/// A line is broken at the first space behind so many characters.
const BEST_WIDTH: usize = 80;

/// The value as a block of YAML that ends with a line break.
pub fn emit(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a value whose first line is already indented.
fn write(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(fields) if fields.is_empty() => text.push_str("{}\n"),
        Value::Array(items) if items.is_empty() => text.push_str("[]\n"),
        Value::Object(fields) => {
            let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
            sort_by(&mut sorted, |(one, _), (other, _)| by_key(one, other));
            for (position, (name, field)) in sorted.into_iter().enumerate() {
                if position > 0 {
                    blanks(text, indent);
                }
                scalar(text, name, None);
                text.push(':');
                write_below(text, field, indent);
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    blanks(text, indent);
                }
                text.push_str("- ");
                write(text, item, indent + 2);
            }
        }
        Value::String(said) => {
            scalar(text, said, Some(indent));
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            text.push_str(&value.to_string());
            text.push('\n');
        }
    }
}

fn blanks(text: &mut String, count: usize) {
    for _ in 0..count {
        text.push(' ');
    }
}

/// Writes the value of a key: on the same line, or below it. Lists stand as far to the left as their key.
fn write_below(text: &mut String, value: &Value, indent: usize) {
    let below = match value {
        Value::Object(fields) if !fields.is_empty() => indent + 2,
        Value::Array(items) if !items.is_empty() => indent,
        Value::Object(_)
        | Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => {
            text.push(' ');
            write(text, value, indent + 2);
            return;
        }
    };
    text.push('\n');
    blanks(text, below);
    write(text, value, below);
}

/// The order of keys: letters behind everything else, digits by the number that they make.
fn by_key(one: &str, other: &str) -> Ordering {
    let mut rest = (one.chars(), other.chars());
    loop {
        let here = (rest.0.as_str(), rest.1.as_str());
        let (first, second) = match (rest.0.next(), rest.1.next()) {
            (Some(first), Some(second)) if first == second => continue,
            (Some(first), Some(second)) => (first, second),
            (first, second) => return first.is_some().cmp(&second.is_some()),
        };
        if first.is_alphabetic() || second.is_alphabetic() {
            let letters = first.is_alphabetic().cmp(&second.is_alphabetic());
            return letters.then(first.cmp(&second));
        }
        let number = |text: &str| {
            text.bytes().take_while(u8::is_ascii_digit).fold(0_u64, |number, digit| {
                number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
            })
        };
        return number(here.0).cmp(&number(here.1)).then(first.cmp(&second));
    }
}

/// What a text has in it that decides how it can be written.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a text may have")]
struct Analysis {
    indicators: bool,
    special: bool,
    line_breaks: bool,
    space_break: bool,
    space_at_start: bool,
    space_at_end: bool,
}

impl Analysis {
    fn of(said: &str) -> Self {
        let mut found = Self {
            indicators: said.starts_with("---") || said.starts_with("..."),
            space_at_start: said.starts_with(' '),
            space_at_end: said.ends_with(' '),
            ..Self::default()
        };
        let mut before: Option<char> = None;
        let mut rest = said.chars();
        while let Some(letter) = rest.next() {
            let after = rest.as_str().chars().next();
            let blank_after = after.is_none_or(|after| matches!(after, ' ' | '\t'));
            let blank_before = before.is_none_or(|before| matches!(before, ' ' | '\t' | '\n'));
            found.indicators |= match letter {
                '#' => before.is_none() || blank_before,
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
                | '@' | '`' => before.is_none(),
                '?' | '-' => before.is_none() && blank_after,
                ':' => blank_after,
                _ => false,
            };
            found.special |= !is_printable(letter);
            found.line_breaks |= letter == '\n';
            found.space_break |= letter == '\n' && before == Some(' ');
            before = Some(letter);
        }
        found
    }
}

fn is_printable(letter: char) -> bool {
    matches!(letter, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether a text without quotes would be read as something else than a text.
fn means_something(said: &str) -> bool {
    resolve::plain(said) != Resolved::String(said.to_owned()) || is_time(said) || is_base_60(said)
}

/// Upstream: `parseTimestamp`, resolve.go.
fn is_time(said: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let after = |text: &str, counts: [usize; 2], end: &str| -> Option<usize> {
        let count = digits(text);
        let fits = (counts[0]..=counts[1]).contains(&count);
        (fits && text.get(count..)?.starts_with(end)).then_some(count + end.len())
    };
    let rest = || -> Option<&str> {
        let rest = said.get(after(said, [4, 4], "-")?..)?;
        let rest = rest.get(after(rest, [1, 2], "-")?..)?;
        rest.get(after(rest, [1, 2], "")?..)
    };
    rest().is_some_and(|rest| {
        rest.is_empty() || (rest.starts_with(['T', 't', ' ']) && rest.contains(':'))
    })
}

/// Upstream: `isBase60Float`, encode.go.
fn is_base_60(said: &str) -> bool {
    let body = said.strip_prefix(['+', '-']).unwrap_or(said);
    let mut parts = body.split(':');
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let starts = parts
        .next()
        .is_some_and(|part| part.starts_with(|first: char| first.is_ascii_digit()) && number(part));
    starts && body.contains(':') && {
        let sixtieth = |part: &str| {
            let whole = part.split('.').next().unwrap_or_default();
            matches!(whole.len(), 1 | 2) && number(whole) && whole < "6"
                || whole.len() == 1 && number(whole)
        };
        parts.all(sixtieth)
    }
}

/// Writes a text; `indent` is where its further lines begin, nothing for a key, which has none.
fn scalar(text: &mut String, said: &str, indent: Option<usize>) {
    let found = Analysis::of(said);
    let plain = !found.indicators
        && !found.special
        && !found.line_breaks
        && !found.space_at_start
        && !found.space_at_end;
    let single = !found.special && !found.line_breaks;
    match indent {
        Some(indent)
            if found.line_breaks && !found.space_break && !found.special && !found.space_at_end =>
        {
            literal(text, said, indent);
        }
        _ if found.line_breaks || means_something(said) || !single => double(text, said, indent),
        _ if plain => folded(text, said, indent, false),
        _ => {
            text.push('\'');
            folded(text, said, indent, true);
            text.push('\'');
        }
    }
}

/// Upstream: `yaml_emitter_write_literal_scalar`.
fn literal(text: &mut String, said: &str, indent: usize) {
    text.push('|');
    if said.starts_with([' ', '\n']) {
        text.push('2');
    }
    if !said.ends_with('\n') {
        text.push('-');
    } else if said == "\n" || said.ends_with("\n\n") {
        text.push('+');
    }
    text.push('\n');
    for line in said.split_inclusive('\n') {
        if line != "\n" {
            blanks(text, indent);
        }
        text.push_str(line);
    }
}

/// The characters on the last line.
fn column(text: &str) -> usize {
    text.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// Upstream: `yaml_emitter_write_plain_scalar` and `yaml_emitter_write_single_quoted_scalar`.
fn folded(text: &mut String, said: &str, indent: Option<usize>, quoted: bool) {
    let mut after_space = false;
    let mut at = column(text);
    for (place, letter) in said.char_indices() {
        let next_is_space = said.get(place + 1..).is_some_and(|rest| rest.starts_with(' '));
        let inside = !quoted || (place > 0 && place + 1 < said.len());
        if letter == ' '
            && !after_space
            && at > BEST_WIDTH
            && !next_is_space
            && inside
            && let Some(indent) = indent
        {
            text.push('\n');
            blanks(text, indent);
            at = indent;
        } else {
            if letter == '\'' && quoted {
                text.push('\'');
                at += 1;
            }
            text.push(letter);
            at += 1;
        }
        after_space = letter == ' ';
    }
}

/// Upstream: `yaml_emitter_write_double_quoted_scalar`.
fn double(text: &mut String, said: &str, indent: Option<usize>) {
    text.push('"');
    let mut after_space = false;
    let mut at = column(text);
    for (place, letter) in said.char_indices() {
        let start = text.len();
        let inside = place > 0 && place + 1 < said.len();
        if !is_printable(letter) || matches!(letter, '\n' | '"' | '\\') {
            escape(text, letter);
        } else if letter == ' '
            && !after_space
            && at > BEST_WIDTH
            && inside
            && let Some(indent) = indent
        {
            text.push('\n');
            blanks(text, indent);
            if said.get(place + 1..).is_some_and(|rest| rest.starts_with(' ')) {
                text.push('\\');
            }
            at = 0;
        } else {
            text.push(letter);
        }
        after_space = letter == ' ';
        let written = text.get(start..).unwrap_or_default();
        at += written.chars().filter(|letter| *letter != '\n').count();
    }
    text.push('"');
}

fn escape(text: &mut String, letter: char) {
    text.push('\\');
    let short = match letter {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        _ => {
            let code = u32::from(letter);
            text.push_str(&match code {
                0..=0xff => format!("x{code:02X}"),
                0x100..=0xffff => format!("u{code:04X}"),
                _ => format!("U{code:08X}"),
            });
            return;
        }
    };
    text.push(short);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_written_as_kubectl_writes_it() {
        let value = json!({
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}, {"message": "containers with unready status: [app]"}]},
            "containerStatuses": [{"state": {"running": {}}, "started": true}],
            "none": [],
            "number": "12",
            "no": "such",
            "at": "2026-01-01T00:00:00Z",
            "command": ["sh", "-c", "a\nb\n", "a\n\n  b", "x \ny", "\tx", "", "12:30", "1:70", "it's", "# c", "- d", "ok:", "-e", " f"],
        });
        assert_eq!(
            emit(&value),
            r#"at: "2026-01-01T00:00:00Z"
command:
- sh
- -c
- |
  a
  b
- |-
  a

    b
- "x \ny"
- "\tx"
- ""
- "12:30"
- 1:70
- it's
- '# c'
- '- d'
- 'ok:'
- -e
- ' f'
containerStatuses:
- started: true
  state:
    running: {}
"no": such
none: []
number: "12"
status:
  conditions:
  - status: "True"
    type: Ready
  - message: 'containers with unready status: [app]'
  phase: Running
"#
        );
    }

    #[test]
    fn a_long_line_is_broken_behind_80_characters() {
        let said = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
        let value = json!({"conditions": [{"message": said}]});
        assert_eq!(
            emit(&value),
            "conditions:\n- message: '0/1 nodes are available: 1 node(s) didn''t match Pod''s node affinity/selector.\n    \
             no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption\n    is not helpful for scheduling.'\n"
        );
    }

    #[test]
    fn keys_are_sorted_as_people_count() {
        let mut keys = ["a10", "a9", "ab", "a-b", "a", "B"];
        keys.sort_by(|one, other| by_key(one, other));
        assert_eq!(keys, ["B", "a", "a-b", "a9", "a10", "ab"]);
    }
}
