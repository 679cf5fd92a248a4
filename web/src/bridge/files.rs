//! Files of the person at the browser. They are read here, and go nowhere.

use wasm_bindgen::prelude::*;
use yew::Callback;

use super::glue;

/// Hears of files that are picked or dropped: their text, or why it is not read.
pub(crate) struct Files(Closure<dyn FnMut(String, String)>);

impl Files {
    /// Takes files that are dropped on the page from now on.
    pub(crate) fn watch(opened: Callback<(String, String)>) -> Self {
        let callback = Closure::new(move |text, why| opened.emit((text, why)));
        let files = Self(callback);
        glue::watch_drops(files.0.as_ref().unchecked_ref());
        files
    }

    /// Lets somebody pick one.
    pub(crate) fn pick(&self) {
        glue::pick_file(self.0.as_ref().unchecked_ref());
    }
}
