//! The text and what is known about it.

use std::rc::Rc;

use podlife_core::analysis::Report;
use podlife_core::diagnostic::{Diagnostic, Severity};

use crate::report::Run;

/// What is known about the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Document {
    /// The text that the report is about.
    pub(crate) text: Rc<str>,
    /// What the core said last.
    pub(crate) report: Option<Rc<Report>>,
    /// The newest run there was; it stays on the screen while the text cannot be played.
    pub(crate) run: Option<Run>,
    /// Whether the run belongs to an earlier text.
    pub(crate) run_is_stale: bool,
    /// Why the core gave no answer to the newest text.
    pub(crate) failure: Option<String>,
}

impl Document {
    /// The core answered.
    pub(super) fn analysed(&mut self, text: Rc<str>, report: Rc<Report>, run: Option<Run>) {
        self.run_is_stale = run.is_none() && self.run.is_some();
        self.run = run.or(self.run.take());
        self.text = text;
        self.report = Some(report);
        self.failure = None;
    }

    /// One of the findings.
    pub(crate) fn diagnostic(&self, index: usize) -> Option<&Diagnostic> {
        self.report.as_ref()?.diagnostics.get(index)
    }

    /// How many findings of a severity there are.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let diagnostics = self.report.iter().flat_map(|report| &report.diagnostics);
        diagnostics.filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether the API server would take every document; nothing where no document is for it.
    pub(crate) fn accepted(&self) -> Option<bool> {
        let documents = self.report.iter().flat_map(|report| &report.documents);
        documents.filter_map(|document| document.accepted).reduce(|all, one| all && one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reader;

    #[test]
    fn a_text_that_cannot_be_played_leaves_the_last_run_on_the_screen() {
        let (report, run) = Reader::default().read(include_str!("../fixture.json"));
        let report = Rc::new(report);
        let mut document = Document::default();
        document.analysed("a".into(), report.clone(), run);
        assert!(!document.run_is_stale);
        document.analysed("b".into(), report, None);
        assert!(document.run.is_some() && document.run_is_stale);
    }
}
