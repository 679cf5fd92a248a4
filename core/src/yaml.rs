//! Text to documents of nodes, each with its place in the text.
//!
//! What is YAML, what a scalar means, which of two equal keys counts, what a merge key does and where documents end
//! is decided as `sigs.k8s.io/yaml` on `go.yaml.in/yaml` v2 decides it, because that is what kubectl reads with.

mod compose;
mod documents;
mod emit;
mod events;
mod go_syntax;
mod node;
mod problem;
mod resolve;
mod scanner;
#[cfg(test)]
mod tests;
pub mod write;

pub use emit::emit;
pub use go_syntax::float as go_float;
pub use node::{Content, Entry, Node, Resolved, Scalar, Style, by_name};
pub use resolve::{base64, to_base64};

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::text::{FieldPath, Span};

/// What a text holds, as kubectl splits it.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// The documents in the order of the text, without the empty ones.
    pub documents: Vec<Document>,
}

/// One document of a text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its place among the documents that kubectl sees, from 0; empty ones count.
    pub index: usize,
    /// Where it stands, without the `---` lines around it.
    pub span: Span,
    /// What it says; where the text is not YAML, what could be read of it.
    pub root: Rc<Node>,
    /// What is wrong with it as YAML.
    pub diagnostics: Vec<Diagnostic>,
    /// kubectl's words where the text is not YAML, without `error parsing FILE: ` in front.
    pub failed: Option<String>,
    /// The keys that are given twice.
    pub duplicates: Vec<Duplicate>,
}

/// A key that stands twice in one map: the last one wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The field that is given twice.
    pub path: FieldPath,
    /// The entry that is lost, key and value.
    pub span: Span,
    /// The key of the entry that is lost.
    pub key: Span,
    /// The key of the entry that counts.
    pub winner: Span,
}

/// Reads a text as kubectl does, as far as it can be read.
pub fn parse(text: &str) -> Stream {
    let documents = documents::split(text)
        .into_iter()
        .filter_map(|piece| compose::document(text, &piece))
        .collect();
    Stream { documents }
}
