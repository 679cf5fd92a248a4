//! The editor: CodeMirror once it is loaded, a plain text area before and without it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Promise};
use podlife_core::diagnostic::{Diagnostic, Severity};
use podlife_core::text::{Edit, Span, apply};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlTextAreaElement};
use yew::Callback;

use super::core;
use super::glue::{self, CodeMirror};
use super::utf16::Utf16;

struct Loaded {
    editor: CodeMirror,
    _on_change: Closure<dyn FnMut(String)>,
    _on_fix: Closure<dyn FnMut(usize, usize)>,
    _ask: Closure<Ask>,
}

/// Whether it is asked what a field is, or what may stand there; the text, and the place in it.
type Ask = dyn FnMut(bool, String, u32) -> Promise;

impl Drop for Loaded {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}

#[derive(Default)]
struct State {
    loaded: Option<Loaded>,
    area: Option<HtmlTextAreaElement>,
    on_change: Callback<String>,
    text: String,
    /// Of Kubernetes; empty for the one that is asked by default.
    version: String,
}

/// A handle on one editor; its clones are the same editor.
#[derive(Clone, Default)]
pub(crate) struct Editor(Rc<RefCell<State>>);

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Editor {
    /// An editor of `text`, not shown anywhere yet.
    pub(crate) fn new(text: &str) -> Self {
        let editor = Self::default();
        text.clone_into(&mut editor.0.borrow_mut().text);
        editor
    }

    /// The text as it stands.
    pub(crate) fn text(&self) -> String {
        self.0.borrow().text.clone()
    }

    /// Shows the text in a text area and tells of its changes.
    pub(crate) fn attach(&self, area: HtmlTextAreaElement, on_change: Callback<String>) {
        let mut state = self.0.borrow_mut();
        area.set_value(&state.text);
        state.area = Some(area);
        state.on_change = on_change;
    }

    /// The text area was typed into.
    pub(crate) fn typed(&self) {
        let text = self.0.borrow().area.as_ref().map(HtmlTextAreaElement::value);
        if let Some(text) = text {
            self.changed(text);
        }
    }

    fn changed(&self, text: String) {
        let on_change = {
            let mut state = self.0.borrow_mut();
            state.text.clone_from(&text);
            state.on_change.clone()
        };
        on_change.emit(text);
    }

    /// Loads CodeMirror into `parent`; false where it cannot be had, and the text area stays.
    pub(crate) async fn load(
        &self,
        parent: &Element,
        label: &str,
        on_fix: Callback<(usize, usize)>,
    ) -> bool {
        let this = self.clone();
        let on_change = Closure::<dyn FnMut(String)>::new(move |text| this.changed(text));
        let on_fix = Closure::<dyn FnMut(usize, usize)>::new(move |finding, fix| {
            on_fix.emit((finding, fix));
        });
        let this = self.clone();
        let ask =
            Closure::<Ask>::new(move |is_hover, text, offset| this.ask(is_hover, text, offset));
        let text = self.text();
        let loading = glue::load_editor(
            parent,
            &text,
            label,
            on_change.as_ref().unchecked_ref(),
            on_fix.as_ref().unchecked_ref(),
            ask.as_ref().unchecked_ref(),
        );
        let Ok(editor) = loading.await else {
            return false;
        };
        let editor: CodeMirror = editor.unchecked_into();
        let mut state = self.0.borrow_mut();
        if state.text != text {
            editor.set_text(&state.text);
        }
        state.loaded = Some(Loaded { editor, _on_change: on_change, _on_fix: on_fix, _ask: ask });
        true
    }

    /// What the core says of a place, as its JSON; empty where it says nothing.
    fn ask(&self, is_hover: bool, text: String, offset: u32) -> Promise {
        let version = self.0.borrow().version.clone();
        let mut arguments = vec![text, offset.to_string(), version];
        let function = if is_hover { "hover" } else { "complete" };
        Promise::new(&mut move |resolve, _| {
            core::call(function, std::mem::take(&mut arguments), move |answer| {
                let answer = JsValue::from(answer.unwrap_or_default());
                let _ = resolve.call1(&JsValue::NULL, &answer);
            });
        })
    }

    /// Another version of Kubernetes is asked from now on.
    pub(crate) fn choose(&self, version: &str) {
        version.clone_into(&mut self.0.borrow_mut().version);
    }

    /// Lets go of the page's elements.
    pub(crate) fn detach(&self) {
        let loaded = {
            let mut state = self.0.borrow_mut();
            state.area = None;
            state.on_change = Callback::default();
            state.loaded.take()
        };
        drop(loaded);
    }

    /// Replaces everything; one step of undo.
    pub(crate) fn set_text(&self, text: &str) {
        if !self.with_code_mirror(|editor| editor.set_text(text)) {
            // It tells of its change at once: nothing may be borrowed then.
            let area = self.0.borrow().area.clone();
            if let Some(area) = area {
                glue::write_area(&area, text);
            }
            self.changed(text.to_owned());
        }
    }

    /// Applies edits of the text as it stands; one step of undo.
    pub(crate) fn edit(&self, edits: &[Edit]) {
        let text = self.text();
        let utf16 = Utf16::new(&text);
        let flat = Array::new();
        for edit in edits {
            flat.push(&utf16.offset(edit.span.start).into());
            flat.push(&utf16.offset(edit.span.end).into());
            flat.push(&edit.text.as_str().into());
        }
        if !self.with_code_mirror(|editor| editor.edit(&flat)) {
            self.set_text(&apply(&text, edits));
        }
    }

    /// Underlines the findings, which are about the text as it stands.
    pub(crate) fn set_findings(&self, diagnostics: &[Diagnostic]) {
        let text = self.text();
        let utf16 = Utf16::new(&text);
        let flat = Array::new();
        for diagnostic in diagnostics {
            flat.push(&utf16.offset(diagnostic.span.start).into());
            flat.push(&utf16.offset(diagnostic.span.end).into());
            flat.push(&severity(diagnostic.severity).into());
            flat.push(&diagnostic.message.as_str().into());
            flat.push(&diagnostic.code.as_str().into());
            let fixes: Array =
                diagnostic.fixes.iter().map(|fix| JsValue::from(fix.title.as_str())).collect();
            flat.push(&fixes);
        }
        self.with_code_mirror(|editor| editor.set_findings(&flat));
    }

    /// Brings a place into view and marks its lines; with `focus`, puts the cursor there.
    pub(crate) fn reveal(&self, span: Span, focus: bool) {
        let text = self.text();
        let utf16 = Utf16::new(&text);
        let (from, to) = (utf16.offset(span.start), utf16.offset(span.end));
        if !self.with_code_mirror(|editor| editor.reveal(from, to, focus))
            && focus
            && let Some(area) = &self.0.borrow().area
        {
            let _ = area.set_selection_range(from, to);
            let _ = area.focus();
        }
    }

    /// Opens the search, where there is one; the browser's own does for a text area.
    pub(crate) fn search(&self) {
        self.with_code_mirror(CodeMirror::search);
    }

    /// Takes the marks of [`Editor::reveal`] away.
    pub(crate) fn unmark(&self) {
        self.with_code_mirror(CodeMirror::unmark);
    }

    /// Whether CodeMirror is there. It answers by calling `changed`, so nothing may be borrowed meanwhile.
    fn with_code_mirror(&self, action: impl FnOnce(&CodeMirror)) -> bool {
        let editor = {
            let state = self.0.borrow();
            let Some(loaded) = &state.loaded else {
                return false;
            };
            JsValue::from(&loaded.editor)
        };
        action(editor.unchecked_ref());
        true
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
