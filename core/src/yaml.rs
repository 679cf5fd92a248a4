//! Text to documents of nodes, each with its place in the text.
//!
//! The events come from `granit-parser`; what a scalar means, which of two equal keys counts, what a merge key
//! does and where documents end is decided here, as `sigs.k8s.io/yaml` on `go.yaml.in/yaml` v2 decides it.

mod node;

pub use node::{Content, Entry, Node, Resolved, Scalar, Style};
