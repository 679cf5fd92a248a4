//! Asks the core about a text: one question at a time, and of the texts that came meanwhile only the newest.

use std::cell::RefCell;
use std::rc::Rc;

use podlife_core::analysis::{Answer, Ask};
use yew::Callback;

use super::core;
use crate::json::quoted;
use crate::report::{self, Reader};
use crate::state::session::SessionAction;

/// Who asks, and hears the answers.
#[derive(Clone)]
pub(crate) struct Analyst(Rc<Asking>);

struct Asking {
    options: String,
    answered: Callback<SessionAction>,
    is_busy: RefCell<bool>,
    newest: RefCell<Option<Rc<str>>>,
    reader: RefCell<Reader>,
}

impl Analyst {
    /// Tells the answers to `answered`; `until` says how long to watch, or is empty, and `what_if` whether it is wanted
    /// what may be asked about the Pod.
    pub(crate) fn new(until: &str, what_if: bool, answered: Callback<SessionAction>) -> Self {
        let options = format!("{{\"until\":{},\"what_if\":{what_if}}}", quoted(until));
        let (is_busy, newest) = (RefCell::new(false), RefCell::new(None));
        let reader = RefCell::default();
        Self(Rc::new(Asking { options, answered, is_busy, newest, reader }))
    }

    /// Asks about a text.
    pub(crate) fn ask(&self, text: &str) {
        *self.0.newest.borrow_mut() = Some(text.into());
        self.next();
    }

    /// Asks for the edits that make the Scenario of a text say something.
    pub(crate) fn what_if(text: &str, ask: &Ask, answered: impl FnOnce(Answer) + 'static) {
        core::call("what_if", vec![text.to_owned(), lines(ask)], move |answer| {
            answered(match answer {
                Ok(json) => report::answer(&json),
                Err(failure) => Answer { edits: Vec::new(), why: failure.to_string() },
            });
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
        core::call("analyse", vec![text.to_string(), self.0.options.clone()], move |answer| {
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

/// The fields in their order, one a line.
fn lines(ask: &Ask) -> String {
    let choice = ask.choice.to_string();
    [&ask.what, &ask.of, &ask.key, &choice, &ask.time, &ask.number].map(String::as_str).join("\n")
}
