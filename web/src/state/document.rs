//! The text and what is known about it.

use std::rc::Rc;

use podlife_core::analysis::{Report, RunReport};
use podlife_core::diagnostic::Severity;
use yew::Reducible;

/// What is known about the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// What happens to the document.
#[derive(Clone, Debug)]
pub(crate) enum DocumentAction {
    /// The core answered.
    Analysed {
        /// The text it was asked about.
        text: Rc<str>,
        /// What it said.
        report: Box<Report>,
    },
    /// The core gave no answer.
    Failed {
        /// The text it was asked about.
        text: Rc<str>,
        /// Why.
        why: String,
    },
}

impl Document {
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

impl Reducible for Document {
    type Action = DocumentAction;

    fn reduce(self: Rc<Self>, action: DocumentAction) -> Rc<Self> {
        let mut next = Self::clone(&self);
        match action {
            DocumentAction::Analysed { text, mut report } => {
                let run = report.run.take().map(Rc::new);
                next.run_is_stale = run.is_none() && self.run.is_some();
                // The same run keeps its place in memory, so that nothing is drawn again.
                next.run = if run == self.run { self.run.clone() } else { run.or(next.run) };
                next.text = text;
                next.report = Some(Rc::new(*report));
                next.failure = None;
            }
            DocumentAction::Failed { text, why } => {
                next.text = text;
                next.failure = Some(why);
            }
        }
        next.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analysed(text: &str, run: Option<RunReport>) -> DocumentAction {
        let report = Report { run, ..Report::default() };
        DocumentAction::Analysed { text: text.into(), report: Box::new(report) }
    }

    fn run() -> RunReport {
        let report: Report = serde_json::from_str(include_str!("../fixture.json")).unwrap();
        report.run.unwrap()
    }

    #[test]
    fn a_text_that_cannot_be_played_leaves_the_last_run_on_the_screen() {
        let document = Rc::new(Document::default())
            .reduce(analysed("a", Some(run())))
            .reduce(analysed("b", None));
        assert!(document.run.is_some() && document.run_is_stale);
    }

    #[test]
    fn an_equal_run_is_not_drawn_again() {
        let first = Rc::new(Document::default()).reduce(analysed("a", Some(run())));
        let second = first.clone().reduce(analysed("b", Some(run())));
        let place = |document: &Document| document.run.as_ref().map(Rc::as_ptr);
        assert_eq!(place(&first), place(&second));
    }

    #[test]
    fn a_crash_keeps_what_was_known() {
        let document = Rc::new(Document::default()).reduce(analysed("a", Some(run())));
        let why = "panicked".to_owned();
        let crashed = document.reduce(DocumentAction::Failed { text: "b".into(), why });
        assert!(crashed.run.is_some() && crashed.failure.is_some());
    }
}
