//! Values of the wrong type, explained and put right.

use crate::decode::error;
use crate::diagnostic::{Diagnostic, Fix};
use crate::schema::Struct;
use crate::text::{Edit, Span};
use crate::yaml::{Content, Node, Resolved, Scalar};

/// A value that its field does not take.
pub(super) struct Mistyped<'tree> {
    /// The value.
    pub(super) node: &'tree Node,
    /// The field, and whether the value is one of several.
    pub(super) name: &'tree str,
    pub(super) is_item: bool,
    /// What the field takes, in Go's words.
    pub(super) go_type: &'tree str,
    /// Where to point when the value is not a scalar.
    pub(super) place: Span,
    /// The whole text.
    pub(super) text: &'tree str,
}

impl Mistyped<'_> {
    /// What is wrong and what to do.
    pub(super) fn explain(&self) -> Diagnostic {
        let node = self.node;
        let takes = if self.is_item { "an item of " } else { "" };
        let (name, wanted, found) = (self.name, wanted(self.go_type), found(node));
        let (span, subject) = match &node.content {
            Content::Scalar(_) => (node.span, format!("`{}`", shown(node, self.text))),
            Content::Sequence(_) | Content::Mapping(_) => (self.place, "this".to_owned()),
        };
        let message = format!("{takes}`{name}` takes {wanted}, but {subject} is {found}");
        self.repaired(error("type", span, message))
    }

    fn repaired(&self, diagnostic: Diagnostic) -> Diagnostic {
        let wanted = wanted(self.go_type);
        match (&self.node.content, self.go_type) {
            (Content::Scalar(scalar), "[]string") => {
                let list = list_of(&scalar.text, self.name);
                self.fixed(diagnostic, "Make it a list", list, false)
            }
            (Content::Scalar(scalar), "v1.ContainerPort") if self.node.as_int().is_some() => {
                let port = format!("containerPort: {}", scalar.text);
                self.fixed(diagnostic, "Write `containerPort`", port, true)
            }
            (Content::Scalar(scalar), "v1.LocalObjectReference") => {
                let name = format!("name: {}", self.node.span.of(self.text));
                if scalar.text.is_empty() {
                    return diagnostic;
                }
                self.fixed(diagnostic, "Write `name`", name, true)
            }
            (Content::Scalar(scalar), _) if wanted == "text" => {
                let quoted = format!("\"{}\"", scalar.text);
                self.fixed(diagnostic, "Write it in quotes", quoted, true)
            }
            (Content::Scalar(Scalar { value: Resolved::String(text), .. }), "int32" | "int64")
                if text.trim().parse::<i64>().is_ok() =>
            {
                self.fixed(diagnostic, "Write it without quotes", text.trim().to_owned(), true)
            }
            (Content::Scalar(Scalar { value: Resolved::String(text), .. }), "bool")
                if matches!(text.as_str(), "true" | "false") =>
            {
                self.fixed(diagnostic, "Write it without quotes", text.clone(), true)
            }
            (Content::Mapping(_), "[]v1.EnvVar") => {
                diagnostic.help("each variable is an item: `- name: …` with `value: …` below")
            }
            (Content::Mapping(_), list) if list.starts_with("[]") && !self.node.flow => {
                let diagnostic = diagnostic.help("begin each item with `- `");
                match self.as_first_item() {
                    Some(fix) => diagnostic.fix(fix),
                    None => diagnostic,
                }
            }
            (Content::Scalar(_) | Content::Mapping(_), list) if list.starts_with("[]") => {
                diagnostic.help("write it as a list: `[…]`")
            }
            (Content::Sequence(_), _) if wanted == "an object" => {
                diagnostic.help("leave the `- ` away")
            }
            (Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_), _) => diagnostic,
        }
    }

    fn fixed(&self, diagnostic: Diagnostic, title: &str, text: String, safe: bool) -> Diagnostic {
        let help = format!("write `{text}`");
        let edits = vec![Edit::replace(self.node.span, text)];
        diagnostic.help(help).fix(Fix { title: title.to_owned(), edits, safe })
    }

    /// Puts `- ` in front of a block, whose lines move to the right.
    fn as_first_item(&self) -> Option<Fix> {
        let span = self.node.span;
        let mut edits = vec![Edit::insert(span.start, "- ")];
        let mut start = span.start;
        while let Some(length) = self.text.get(start..span.end)?.find('\n') {
            start += length + 1;
            let line = self.text.get(start..)?.lines().next().unwrap_or_default();
            if !line.trim().is_empty() {
                edits.push(Edit::insert(start, "  "));
            }
        }
        Some(Fix { title: "Make it a list".to_owned(), edits, safe: false })
    }
}

/// A text as a list: the words of a command, or one item.
fn list_of(text: &str, name: &str) -> String {
    let is_simple = !text.contains(['"', '\'', '\\', '$', '&', '|', ';', '>', '<', '(', '`']);
    let quoted = |word: &str| serde_json::Value::from(word).to_string();
    if name == "command" && !is_simple {
        return format!("[\"sh\", \"-c\", {}]", quoted(text));
    }
    if name == "command" || name == "args" && is_simple {
        let words: Vec<_> = text.split_whitespace().map(quoted).collect();
        return format!("[{}]", words.join(", "));
    }
    format!("[{}]", quoted(text))
}

/// What a value is, in words for people.
fn found(node: &Node) -> &'static str {
    match &node.content {
        Content::Scalar(scalar) => match scalar.value {
            Resolved::Null => "nothing",
            Resolved::Bool(_) => "a boolean",
            Resolved::Int(_) | Resolved::Float(_) => "a number",
            Resolved::String(_) => "text",
        },
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "an object",
    }
}

/// What a Go type takes, in words for people.
fn wanted(go_type: &str) -> &'static str {
    match go_type {
        "int32" => "a whole number of 32 bits",
        "int64" => "a whole number of 64 bits",
        "bool" => "`true` or `false`",
        "[]string" => "a list of texts",
        "map[string]string" => "an object of texts",
        "v1.ResourceList" => "an object of amounts",
        "string" | "types.UID" => "text",
        list if list.starts_with("[]") => "a list",
        named => match named.strip_prefix("v1.").and_then(Struct::named) {
            Some(_) => "an object",
            None => "text",
        },
    }
}

/// A scalar as it is written, cut short.
pub(super) fn shown(node: &Node, text: &str) -> String {
    let written = node.span.of(text);
    let line = written.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}
