//! Asks the core for the views that it draws, and shows them.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::analyst::Analyst;
use super::{core, glue};
use crate::report;
use crate::state::words::say;

impl Analyst {
    /// Asks for a view of a text: what is wanted, one thing a line.
    pub(crate) fn view_of(
        &self,
        text: &str,
        of: String,
        answered: impl FnOnce(Vec<String>) + 'static,
    ) {
        core::call("view_of", vec![text.to_owned(), self.options(), of], move |answer| {
            answered(answer.map_or_else(|_| vec![failed()], |json| report::words(&json)));
        });
    }
}

/// What is shown where the core fails.
fn failed() -> String {
    let words = say("No answer. The next change of the text asks again.");
    ["<p class=\"dock__empty\">", words, "</p>"].concat()
}

/// The place in the page where a view is shown.
pub(crate) struct Screen(Closure<dyn FnMut(String)>);

impl Screen {
    /// Says how wide the view is, and what is chosen in it.
    pub(crate) fn new(said: impl FnMut(String) + 'static) -> Self {
        Self(Closure::new(said))
    }

    /// Shows a piece of a page, where there is a place for it.
    pub(crate) fn show(&self, page: &str) {
        let said: &Function = self.0.as_ref().unchecked_ref();
        glue::show_view(page, said);
    }
}
