//! How findings are printed.

mod github;
mod json;
mod junit;
mod paint;
mod sarif;
mod shown_line;
mod snippet;
mod text;

pub(crate) use github::annotations;
pub(crate) use json::document_line;
pub(crate) use junit::{document as junit_document, suite};
pub(crate) use paint::{ColorWhen, Paint, clean};
pub(crate) use sarif::{SarifResult, log as sarif_log, results as sarif_results};
pub(crate) use snippet::finding;
pub(crate) use text::{Counts, counted, print};

use podlife_core::analysis::{Analysis, DocumentAnalysis};
use podlife_core::diagnostic::{Diagnostic, Severity, Stage};
use podlife_core::text::LineIndex;

use crate::input::Input;

/// A text that was looked at.
pub(crate) struct Looked<'a> {
    pub(crate) input: &'a Input,
    pub(crate) lines: &'a LineIndex<'a>,
    pub(crate) analysis: &'a Analysis,
}

impl Looked<'_> {
    /// The findings about the text, in its order. What is assumed of a run is for who plays it.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.analysis.diagnostics.iter().filter(|found| found.stage != Stage::Run)
    }

    /// The findings that comments and annotations allow.
    pub(crate) fn allowed(&self) -> impl Iterator<Item = &Diagnostic> {
        self.analysis.documents.iter().flat_map(allowed)
    }

    /// The document that a finding stands in.
    fn document_of(&self, found: &Diagnostic) -> Option<&DocumentAnalysis> {
        let documents = &self.analysis.documents;
        documents.iter().find(|document| document.span.touches(found.span.start))
    }
}

/// The findings about a document that comments and annotations allow.
fn allowed(document: &DocumentAnalysis) -> impl Iterator<Item = &Diagnostic> {
    document.allowed.iter().filter(|found| found.stage != Stage::Run)
}

/// The word for how bad a finding is.
pub(crate) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
