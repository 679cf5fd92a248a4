//! What `js/glue.js` offers.

use js_sys::{Array, Function, JsString};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Worker};

#[wasm_bindgen(module = "/js/glue.js")]
extern "C" {
    /// Where the playground is.
    pub(super) fn home() -> String;

    /// A worker from a file of the site.
    #[wasm_bindgen(catch)]
    pub(super) fn spawn_worker(name: &str) -> Result<Worker, JsValue>;

    /// CodeMirror in an element, once its code is there.
    #[wasm_bindgen(catch)]
    pub(super) async fn load_editor(
        parent: &Element,
        text: &str,
        label: &str,
        on_change: &Function,
        on_fix: &Function,
        ask: &Function,
    ) -> Result<JsValue, JsValue>;

    /// A text packed for an address.
    #[wasm_bindgen(catch)]
    pub(super) async fn deflate(text: &str) -> Result<JsString, JsValue>;

    /// The text that was packed; at most `limit` bytes.
    #[wasm_bindgen(catch)]
    pub(super) async fn inflate(packed: &str, limit: u32) -> Result<JsString, JsValue>;

    /// Calls back with the width of an element; gives a function that stops it.
    pub(super) fn watch_width(element: &Element, callback: &Function) -> Function;

    /// Shows a piece of a page in `#view`; calls back with its width, and with the place that is chosen in it.
    pub(super) fn show_view(html: &str, callback: &Function);

    /// Calls back with the keys that nothing else on the page means; gives a function that stops it.
    pub(super) fn watch_keys(callback: &Function) -> Function;

    /// Opens or closes what pops up.
    pub(super) fn toggle_popover(id: &str);

    /// Shows a theme; an empty name is the system's.
    pub(super) fn set_theme(theme: &str);

    /// Tells the page around this one something, where it has said hello.
    pub(super) fn tell_host(type_: &str, value: &JsValue);

    /// Calls back with what the page around this one wants.
    pub(super) fn watch_host(callback: &Function);

    /// Shows the page larger and without what surrounds the run, or as usual again.
    pub(super) fn toggle_presentation();

    /// Calls back with the words of the language that was chosen, a line in English before each in the other one; with
    /// nothing where it is English. An element is marked as being in it.
    pub(super) fn words(root: &Element, callback: &JsValue);

    /// Puts a text on the clipboard.
    pub(super) async fn copy(text: &str) -> JsValue;

    /// Copies, saves, draws or prints what the core made; says what became of it.
    pub(super) async fn deliver(how: &str, name: &str, media: &str, text: &str) -> JsValue;

    /// Listens to keys in menus and to what is looked for in them, to links that are opened in this page, and calls
    /// back where it is to be printed, from now on.
    pub(super) fn watch_menus(on_print: &Function);

    /// The text of a file of the site.
    #[wasm_bindgen(catch)]
    pub(super) async fn fetch_text(name: &str) -> Result<JsString, JsValue>;

    /// Calls back with the text of a file that is picked, or with why it is not read.
    pub(super) fn pick_file(callback: &Function);

    /// The same for files that are dropped on the page, from now on.
    pub(super) fn watch_drops(callback: &Function);

    /// Makes a text area say a text, as one step of its own undo.
    pub(super) fn write_area(area: &Element, text: &str);

    /// CodeMirror, seen through `js/src/editor.js`.
    pub(super) type CodeMirror;

    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &CodeMirror);

    #[wasm_bindgen(method)]
    pub(super) fn set_text(this: &CodeMirror, text: &str);

    #[wasm_bindgen(method)]
    pub(super) fn edit(this: &CodeMirror, changes: &Array);

    #[wasm_bindgen(method)]
    pub(super) fn set_findings(this: &CodeMirror, findings: &Array);

    #[wasm_bindgen(method)]
    pub(super) fn reveal(this: &CodeMirror, from: u32, to: u32, focus: bool);

    #[wasm_bindgen(method)]
    pub(super) fn search(this: &CodeMirror);

    #[wasm_bindgen(method)]
    pub(super) fn unmark(this: &CodeMirror);
}
