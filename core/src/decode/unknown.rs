//! Fields that their struct does not have, explained and put right.

use crate::decode::{error, moved, suggest};
use crate::diagnostic::{Diagnostic, Fix};
use crate::features::Version;
use crate::schema::{Field, Struct};
use crate::text::Edit;
use crate::yaml::{Content, Entry, Node, Resolved, Scalar};

/// A field that is not known.
pub(super) struct Unknown<'tree> {
    /// The field.
    pub(super) entry: &'tree Entry,
    /// The object that holds it.
    pub(super) node: &'tree Node,
    /// What that object is.
    pub(super) structure: &'static Struct,
    /// The fields around, the innermost first, with what they hold.
    pub(super) around: Vec<(&'tree str, Option<&'tree Node>)>,
    /// The whole text.
    pub(super) text: &'tree str,
    /// Which Kubernetes does not know it.
    pub(super) version: Version,
}

impl Unknown<'_> {
    /// What is wrong, in the API server's words, and what was meant.
    pub(super) fn explain(&self, words: &str) -> Diagnostic {
        let entry = self.entry;
        let key = if entry.merged { entry.value.span } else { entry.key };
        let diagnostic = error("unknown-field", key, words);
        if let Some(field) = self.structure.field(&entry.name) {
            return diagnostic.help(self.other_version(field));
        }
        if let Some(near) = suggest::near(&entry.name, self.structure, self.version) {
            let diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            if entry.merged || self.node.get(near).is_some() {
                return diagnostic;
            }
            return diagnostic.fix(Fix {
                title: format!("Write `{near}`"),
                edits: vec![Edit::replace(entry.key, near)],
                safe: true,
            });
        }
        if let Some(fix) = self.as_variable() {
            return diagnostic.help("a variable has a `name` and a `value`").fix(fix);
        }
        let names: Vec<&str> = self.around.iter().map(|(name, _)| *name).collect();
        let Some(place) = suggest::elsewhere(&entry.name, self.structure, &names) else {
            return diagnostic;
        };
        let down = place
            .below
            .and_then(|below| moved::down(entry, self.node, self.structure, below, self.text));
        let out = place.outer.and_then(|outer| {
            let (name, node) = self.around.iter().find(|(name, _)| *name == outer)?;
            moved::out(entry, name, (*node)?, self.text)
        });
        let mut diagnostic = diagnostic.help(place.help);
        diagnostic.fixes.extend(down.or(out));
        diagnostic
    }

    /// A field that other versions have.
    fn other_version(&self, field: &Field) -> String {
        let Field { name, minors: (first, last), .. } = field;
        if self.version.has(*first) {
            return format!(
                "Kubernetes has no `{name}` here any more, 1.{last} was the last with it: leave it out"
            );
        }
        format!(
            "`{name}` came with Kubernetes 1.{first}, a {} server refuses it: leave it out, or upgrade the cluster",
            self.version
        )
    }

    /// `- LEVEL: info` in a list of variables.
    fn as_variable(&self) -> Option<Fix> {
        let Entry { name, key, value, merged } = self.entry;
        let is_lonely = self.node.entries().len() == 1 && !merged && !self.node.flow;
        if self.structure.name != "EnvVar" || !is_lonely {
            return None;
        }
        let value = match &value.content {
            Content::Scalar(Scalar { value: Resolved::String(_), .. }) => {
                value.span.of(self.text).to_owned()
            }
            Content::Scalar(scalar) => format!("\"{}\"", scalar.text),
            Content::Sequence(_) | Content::Mapping(_) => return None,
        };
        let line_start = self.text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
        let column = self.text.get(line_start..key.start)?.chars().count();
        let text = format!("name: {name}\n{}value: {value}", " ".repeat(column));
        Some(Fix {
            title: "Write `name` and `value`".to_owned(),
            edits: vec![Edit::replace(self.entry.span(), text)],
            safe: true,
        })
    }
}
