use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::core;
use crate::state::document::{Document, DocumentAction};

/// What the core is asked besides the text.
const OPTIONS: &str = "{}";

#[derive(Default)]
struct Asking {
    is_busy: bool,
    newest: Option<Rc<str>>,
}

/// What is known about a text, and how to tell that it changed.
///
/// One question is open at a time; of the texts that came meanwhile only the newest is asked about.
#[hook]
pub(crate) fn use_analysis() -> (UseReducerHandle<Document>, Callback<String>) {
    let document = use_reducer(Document::default);
    let asking = use_mut_ref(Asking::default);
    let dispatcher = document.dispatcher();
    let changed = use_callback((), move |text: String, ()| {
        asking.borrow_mut().newest = Some(text.into());
        ask(&asking, &dispatcher);
    });
    (document, changed)
}

fn ask(asking: &Rc<RefCell<Asking>>, dispatcher: &UseReducerDispatcher<Document>) {
    let text = {
        let mut asking = asking.borrow_mut();
        if asking.is_busy {
            return;
        }
        let Some(text) = asking.newest.take() else {
            return;
        };
        asking.is_busy = true;
        text
    };
    let (asking, dispatcher) = (asking.clone(), dispatcher.clone());
    core::call("analyse", vec![text.to_string(), OPTIONS.to_owned()], move |answer| {
        asking.borrow_mut().is_busy = false;
        let report = answer.map_err(|failure| failure.to_string()).and_then(|json| {
            serde_json::from_str(&json).map_err(|error| format!("unreadable answer: {error}"))
        });
        dispatcher.dispatch(match report {
            Ok(report) => DocumentAction::Analysed { text, report: Box::new(report) },
            Err(why) => DocumentAction::Failed { text, why },
        });
        ask(&asking, &dispatcher);
    });
}
