use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::core;
use crate::json::Json;
use crate::state::session::{Session, SessionAction};

/// What the core is asked besides the text.
const OPTIONS: &str = "{}";

#[derive(Default)]
struct Asking {
    is_busy: bool,
    newest: Option<Rc<str>>,
}

/// How to tell that the text changed.
///
/// One question is open at a time; of the texts that came meanwhile only the newest is asked about.
#[hook]
pub(crate) fn use_analysis(session: &UseReducerHandle<Session>) -> Callback<String> {
    let asking = use_mut_ref(Asking::default);
    let dispatcher = session.dispatcher();
    use_callback((), move |text: String, ()| {
        asking.borrow_mut().newest = Some(text.into());
        ask(&asking, &dispatcher);
    })
}

fn ask(asking: &Rc<RefCell<Asking>>, dispatcher: &UseReducerDispatcher<Session>) {
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
        dispatcher.dispatch(match answer {
            Ok(json) => {
                let report = Rc::new(crate::report::report(&Json::parse(&json)));
                SessionAction::Analysed(text, report)
            }
            Err(failure) => SessionAction::Failed(text, failure.to_string()),
        });
        ask(&asking, &dispatcher);
    });
}
