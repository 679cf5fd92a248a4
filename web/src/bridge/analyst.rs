//! Asks the core about a text: one question at a time, and of the texts that came meanwhile only the newest.

use std::cell::RefCell;
use std::rc::Rc;

use podlife_core::analysis::{Answer, Ask, Comparison, Preview};
use yew::Callback;

use super::core;
use crate::json::quoted;
use crate::report::{self, Reader};
use crate::state::session::SessionAction;

/// Who asks, and hears the answers.
#[derive(Clone)]
pub(crate) struct Analyst(Rc<Asking>);

struct Asking {
    until: String,
    what_if: bool,
    /// Which rules are asked; empty for the default.
    preset: RefCell<String>,
    /// The version of Kubernetes; empty for the default.
    version: RefCell<String>,
    answered: Callback<SessionAction>,
    is_busy: RefCell<bool>,
    newest: RefCell<Option<Rc<str>>>,
    reader: RefCell<Reader>,
}

impl Analyst {
    /// Tells the answers to `answered`; `until` says how long to watch, or is empty, and `what_if` whether it is wanted
    /// what may be asked about the Pod.
    pub(crate) fn new(until: &str, what_if: bool, answered: Callback<SessionAction>) -> Self {
        let (until, preset, version) = (until.to_owned(), RefCell::default(), RefCell::default());
        let (is_busy, newest) = (RefCell::new(false), RefCell::new(None));
        let reader = RefCell::default();
        Self(Rc::new(Asking { until, what_if, preset, version, answered, is_busy, newest, reader }))
    }

    /// Asks these rules from now on, by the name of a preset.
    pub(crate) fn choose(&self, preset: &str) {
        preset.clone_into(&mut self.0.preset.borrow_mut());
    }

    /// Asks this version of Kubernetes from now on; empty for the default.
    pub(crate) fn choose_version(&self, version: &str) {
        version.clone_into(&mut self.0.version.borrow_mut());
    }

    /// What is asked besides a text, as the core takes it.
    pub(crate) fn options(&self) -> String {
        let (until, preset) = (quoted(&self.0.until), quoted(&self.0.preset.borrow()));
        let (version, what_if) = (quoted(&self.0.version.borrow()), self.0.what_if);
        format!(
            "{{\"until\":{until},\"what_if\":{what_if},\"preset\":{preset},\"version\":{version}}}"
        )
    }

    /// Asks what a fix of a finding does, both by their places in the report about the text.
    pub(crate) fn preview(
        &self,
        text: &str,
        (finding, fix): (usize, usize),
        answered: impl FnOnce(Option<Preview>) + 'static,
    ) {
        let arguments = vec![text.to_owned(), self.options(), finding.to_string(), fix.to_string()];
        core::call("preview", arguments, move |answer| {
            answered(answer.ok().and_then(|json| report::preview(&json)));
        });
    }

    /// Asks for a text beside what `with` says; `before` is an earlier text.
    pub(crate) fn compare(
        &self,
        text: &str,
        with: &str,
        before: &str,
        answered: impl FnOnce(Comparison) + 'static,
    ) {
        let arguments = vec![text.to_owned(), self.options(), with.to_owned(), before.to_owned()];
        core::call("compare", arguments, move |answer| {
            answered(match answer {
                Ok(json) => report::comparison(&json),
                Err(failure) => Comparison { note: failure.to_string(), ..Comparison::default() },
            });
        });
    }

    /// Asks about a text.
    pub(crate) fn ask(&self, text: &str) {
        *self.0.newest.borrow_mut() = Some(text.into());
        self.next();
    }

    /// Asks for the edits that make the Scenario of a text say something.
    pub(crate) fn what_if(text: &str, ask: &Ask, answered: impl FnOnce(Answer) + 'static) {
        core::call("what_if", vec![text.to_owned(), lines(ask)], move |answer| {
            answered(read(answer));
        });
    }

    /// Asks for the edits that indent a text evenly.
    pub(crate) fn format(text: &str, answered: impl FnOnce(Answer) + 'static) {
        core::call("format", vec![text.to_owned()], move |answer| {
            answered(read(answer));
        });
    }

    fn next(&self) {
        if *self.0.is_busy.borrow() {
            return;
        }
        let Some(text) = self.0.newest.borrow_mut().take() else {
            return;
        };
        *self.0.is_busy.borrow_mut() = true;
        let this = self.clone();
        core::call("analyse", vec![text.to_string(), self.options()], move |answer| {
            *this.0.is_busy.borrow_mut() = false;
            this.0.answered.emit(match answer {
                Ok(json) => {
                    let (report, run) = this.0.reader.borrow_mut().read(&json);
                    SessionAction::Analysed(text, report.into(), run)
                }
                Err(failure) => SessionAction::Failed(text, failure.to_string()),
            });
            this.next();
        });
    }
}

fn read(answer: Result<String, core::Failure>) -> Answer {
    match answer {
        Ok(json) => report::answer(&json),
        Err(failure) => Answer { edits: Vec::new(), why: failure.to_string() },
    }
}

/// The fields in their order, one a line.
fn lines(ask: &Ask) -> String {
    let choice = ask.choice.to_string();
    [&ask.what, &ask.of, &ask.key, &choice, &ask.time, &ask.number].map(String::as_str).join("\n")
}
