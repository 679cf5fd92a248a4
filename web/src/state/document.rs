//! The text and what is known about it.

use std::rc::Rc;

use podlife_core::analysis::{Report, RunReport};
use podlife_core::diagnostic::{Diagnostic, Severity};

/// What is known about the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// The text that the report is about.
    pub(crate) text: Rc<str>,
    /// What the core said last.
    pub(crate) report: Option<Rc<Report>>,
    /// The newest run there was; it stays on the screen while the text cannot be played.
    pub(crate) run: Option<Rc<RunReport>>,
    /// Whether the run belongs to an earlier text.
    pub(crate) run_is_stale: bool,
    /// Why the core gave no answer to the newest text.
    pub(crate) failure: Option<String>,
}

impl Document {
    /// The core answered.
    pub(super) fn analysed(&mut self, text: Rc<str>, report: Rc<Report>) {
        let run = report.run.clone().map(Rc::new);
        self.run_is_stale = run.is_none() && self.run.is_some();
        // The same run keeps its place in memory, so that nothing is drawn again.
        if run.is_some() && run != self.run {
            self.run = run;
        }
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

    fn analysed(document: &Document, text: &str, run: Option<RunReport>) -> Document {
        let mut next = document.clone();
        next.analysed(text.into(), Report { run, ..Report::default() }.into());
        next
    }

    fn run() -> RunReport {
        let report: Report = serde_json::from_str(include_str!("../fixture.json")).unwrap();
        report.run.unwrap()
    }

    #[test]
    fn a_text_that_cannot_be_played_leaves_the_last_run_on_the_screen() {
        let document = analysed(&Document::default(), "a", Some(run()));
        let document = analysed(&document, "b", None);
        assert!(document.run.is_some() && document.run_is_stale);
    }

    #[test]
    fn an_equal_run_is_not_drawn_again() {
        let first = analysed(&Document::default(), "a", Some(run()));
        let second = analysed(&first, "b", Some(run()));
        let place = |document: &Document| document.run.as_ref().map(Rc::as_ptr);
        assert_eq!(place(&first), place(&second));
    }
}
