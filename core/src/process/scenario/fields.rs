//! Reads an object of a Scenario field by field, and says where it is not as it should be.

use crate::diagnostic::{Diagnostic, Severity, Stage};
use crate::text::Span;
use crate::time::SimDuration;
use crate::yaml::{Content, Node, Resolved, Scalar};

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(super) struct Problems(pub(super) Vec<Diagnostic>);

impl Problems {
    pub(super) fn add(&mut self, span: Span, message: String, help: &str) {
        let diagnostic =
            Diagnostic::new(Stage::Scenario, "scenario", Severity::Error, span, message);
        self.0.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }
}

/// The fields of one object; those that nobody asked for are unknown.
pub(super) struct Fields<'node> {
    node: &'node Node,
    what: &'static str,
    asked: Vec<&'static str>,
}

impl<'node> Fields<'node> {
    /// Reads `node`, which is a `what`; anything but an object is a problem.
    pub(super) fn new(node: &'node Node, what: &'static str, problems: &mut Problems) -> Self {
        if !matches!(node.content, Content::Mapping(_)) && !node.is_null() {
            problems.add(node.span, format!("{what} is an object with fields."), "");
        }
        Self { node, what, asked: Vec::new() }
    }

    /// The value of a field; nothing where it is absent or null.
    pub(super) fn get(&mut self, name: &'static str) -> Option<&'node Node> {
        self.get_even_null(name).filter(|value| !value.is_null())
    }

    /// The value of a field, also where it is null: `delete:` alone means something.
    pub(super) fn get_even_null(&mut self, name: &'static str) -> Option<&'node Node> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        self.node.get(name)
    }

    /// The text of a field.
    pub(super) fn string(&mut self, name: &'static str, problems: &mut Problems) -> Option<String> {
        let node = self.get(name)?;
        let text = text_of(node);
        if text.is_none() {
            problems.add(node.span, format!("`{name}` is text."), "");
        }
        text
    }

    /// The text of a field that has to be there.
    pub(super) fn required(&mut self, name: &'static str, problems: &mut Problems) -> String {
        if self.get(name).is_none() {
            problems.add(self.node.span, format!("{} needs `{name}`.", self.what), "");
        }
        self.string(name, problems).unwrap_or_default()
    }

    /// The whole number of a field.
    pub(super) fn int(&mut self, name: &'static str, problems: &mut Problems) -> Option<i64> {
        let node = self.get(name)?;
        let number = node.as_int().and_then(|number| i64::try_from(number).ok());
        if number.is_none() {
            problems.add(node.span, format!("`{name}` is a whole number."), "");
        }
        number
    }

    /// The truth value of a field.
    pub(super) fn bool(&mut self, name: &'static str, problems: &mut Problems) -> Option<bool> {
        let node = self.get(name)?;
        match &node.content {
            Content::Scalar(Scalar { value: Resolved::Bool(value), .. }) => Some(*value),
            Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => {
                problems.add(node.span, format!("`{name}` is true or false."), "");
                None
            }
        }
    }

    /// The length of time of a field.
    pub(super) fn duration(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<SimDuration> {
        duration_of(self.get(name)?, name, problems)
    }

    /// The items of a field.
    pub(super) fn list(&mut self, name: &'static str, problems: &mut Problems) -> &'node [Node] {
        let Some(node) = self.get(name) else { return &[] };
        if !matches!(node.content, Content::Sequence(_)) {
            problems.add(node.span, format!("`{name}` is a list."), "");
        }
        node.items()
    }

    /// Says which fields nobody asked for.
    pub(super) fn done(self, problems: &mut Problems) {
        for entry in self.node.entries() {
            if !self.asked.contains(&entry.name.as_str()) {
                let message = format!("{} has no field `{}`.", self.what, entry.name);
                problems.add(entry.key, message, &format!("It has {}.", self.asked.join(", ")));
            }
        }
    }
}

/// A scalar as text, as it is written.
pub(super) fn text_of(node: &Node) -> Option<String> {
    match &node.content {
        Content::Scalar(scalar) => Some(scalar.text.clone()),
        Content::Sequence(_) | Content::Mapping(_) => None,
    }
}

/// A length of time.
pub(super) fn duration_of(node: &Node, name: &str, problems: &mut Problems) -> Option<SimDuration> {
    let duration = text_of(node).and_then(|text| SimDuration::parse(&text));
    if duration.is_none() {
        problems.add(
            node.span,
            format!("`{name}` is a length of time: not negative, and a year at most."),
            "Write 300ms, 5s, 2m or 1h30m.",
        );
    }
    duration
}
