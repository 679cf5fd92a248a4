//! The page itself: its address, its focus, its width, what its user prefers.

use gloo::utils::{document, window};
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement};
use yew::Callback;

use super::glue;
use crate::state::words::{self, say};

/// Which page this is: `data-page` of the body; empty on pages that are not the application's.
pub(crate) fn name() -> String {
    document().body().and_then(|body| body.get_attribute("data-page")).unwrap_or_default()
}

/// The element that the application fills.
pub(crate) fn root() -> Option<Element> {
    document().get_element_by_id("app")
}

/// Shows that something is at work, or not any more.
pub(crate) fn set_busy(is_busy: bool) {
    if let Some(root) = root() {
        // An element of another page has no place for that.
        let _ = if is_busy {
            root.set_attribute("aria-busy", "true")
        } else {
            root.remove_attribute("aria-busy")
        };
    }
}

/// Takes the manifest out of the page that stands there for those who brought none.
pub(crate) fn take_first_example() -> String {
    let Some(example) = document().get_element_by_id("first-example") else {
        return String::new();
    };
    example.remove();
    example.text_content().unwrap_or_default()
}

/// The fragment of the address, with its `#`; empty where there is none.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// What the address says of `name` after its `?`.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    let pairs = search.trim_start_matches('?').split('&');
    let mut values = pairs.filter_map(|pair| pair.split_once('='));
    let (_, value) = values.find(|(key, _)| *key == name)?;
    Some(js_sys::decode_uri_component(value).map_or_else(|_| value.to_owned(), String::from))
}

/// Puts a fragment into the address without a new entry of the history.
pub(crate) fn set_fragment(fragment: &str) {
    // Each entry of the history costs time, also where it says what stands there already.
    if fragment.is_empty() && window().location().hash().is_ok_and(|hash| hash.is_empty()) {
        return;
    }
    if let Ok(history) = window().history() {
        let address = if fragment.is_empty() {
            let place = window().location();
            [place.pathname().unwrap_or_default(), place.search().unwrap_or_default()].concat()
        } else {
            fragment.to_owned()
        };
        // Sandboxed frames have no history to write to.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Puts what is asked of this page into its address, without a new entry of the history: `mode=wrong`, or nothing.
/// Where it stands and in which language it speaks is kept.
pub(crate) fn set_query(asked: &str) {
    if let Ok(history) = window().history() {
        let mut address = window().location().pathname().unwrap_or_default();
        let kept = ["frame", "lang"].map(|name| {
            let value = query(name)?;
            Some(format!("{name}={}", js_sys::encode_uri_component(&value)))
        });
        let asked = Some(asked.to_owned()).filter(|asked| !asked.is_empty());
        for (place, part) in kept.into_iter().chain([asked]).flatten().enumerate() {
            address.push_str(if place == 0 { "?" } else { "&" });
            address.push_str(&part);
        }
        // Sandboxed frames have no history to write to.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// Shows the page from its beginning, and puts the focus there.
pub(crate) fn scroll_up() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    focus_first("#main");
}

/// This page's whole address.
pub(crate) fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Where the playground is.
pub(crate) fn home() -> String {
    glue::home()
}

/// The text of a file of the site.
pub(crate) async fn fetch(name: &str) -> Option<String> {
    glue::fetch_text(name).await.ok().map(String::from)
}

/// Goes on once the words of the language that was chosen are learned; at once where that is English.
pub(crate) fn with_words(root: Element, then: Box<dyn FnOnce(Element)>) {
    let shown = root.clone();
    let learned = move |lines: String| {
        if !lines.is_empty() {
            words::learn(lines);
        }
        then(root);
    };
    glue::words(&shown, &Closure::once_into_js(learned));
}

/// Puts a text on the clipboard; false where the browser does not allow it.
pub(crate) async fn copy(text: &str) -> bool {
    glue::copy(text).await.as_bool().unwrap_or_default()
}

/// Shows a theme; an empty name is the system's.
pub(crate) fn set_theme(theme: &str) {
    glue::set_theme(theme);
}

/// Whether this page stands in a frame of another one, which says so in its address.
pub(crate) fn is_framed() -> bool {
    query("frame").is_some() || name() == "embed"
}

/// What the page around this one wants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wanted {
    /// Another manifest.
    Show(String),
    /// An instant, in milliseconds.
    Seek(u64),
    /// That it plays (true), or does not.
    Play(bool),
}

/// Hears the page around this one from now on.
pub(crate) fn watch_host(callback: Callback<Wanted>) {
    let callback =
        Closure::<dyn FnMut(String, String, f64)>::new(move |type_: String, text, at| {
            callback.emit(match type_.as_str() {
                "show" => Wanted::Show(text),
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the other side has seen that it is not negative, and a cast saturates"
                )]
                "seek" => Wanted::Seek(at as u64),
                _ => Wanted::Play(type_ == "play"),
            });
        });
    glue::watch_host(callback.as_ref().unchecked_ref());
    callback.forget();
}

/// Tells the page around this one a text.
pub(crate) fn tell_host(type_: &str, value: &str) {
    glue::tell_host(type_, &JsValue::from_str(value));
}

/// Tells the page around this one an instant.
pub(crate) fn tell_host_instant(now: podlife_core::time::SimTime) {
    // Milliseconds of a run are far below what a number of JavaScript holds.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    glue::tell_host("instant", &JsValue::from_f64(now.0 as f64));
}

/// Shows the page larger and without what surrounds the run, or as usual again.
pub(crate) fn toggle_presentation() {
    glue::toggle_presentation();
}

fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the user asked for less motion.
pub(crate) fn reduces_motion() -> bool {
    media("(prefers-reduced-motion: reduce)")
}

/// Whether the page is shown dark now.
pub(crate) fn is_dark() -> bool {
    let chosen = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some("dark" | "contrast") => true,
        Some(_) => false,
        None => media("(prefers-color-scheme: dark)"),
    }
}

/// Puts the focus on the first element below `root` that `selector` finds.
pub(crate) fn focus_within(root: &Element, selector: &str) {
    if let Some(element) = root.query_selector(selector).ok().flatten() {
        focus(&element);
    }
}

/// Puts the focus on the first element of the page that `selector` finds.
pub(crate) fn focus_first(selector: &str) {
    if let Some(root) = document().document_element() {
        focus_within(&root, selector);
    }
}

/// Puts the focus on an element of HTML or SVG.
pub(crate) fn focus(element: &Element) {
    // SVG elements have `focus` too, from the same mixin.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

/// Keeps the pointer's events coming while it is down, wherever it moves.
pub(crate) fn capture_pointer(element: &Element, pointer: i32) {
    let _ = element.set_pointer_capture(pointer);
}

/// How far right of the left edge of `element` a place of the window is, in the element's own pixels.
pub(crate) fn within(element: &Element, client_x: i32) -> f64 {
    (f64::from(client_x) - element.get_bounding_client_rect().left()) / enlarged(element)
}

/// How far below the top edge of `element` a place of the window is, in the element's own pixels.
pub(crate) fn below(element: &Element, client_y: i32) -> f64 {
    (f64::from(client_y) - element.get_bounding_client_rect().top()) / enlarged(element)
}

/// How much larger `element` is shown than it is drawn, as in a presentation.
fn enlarged(element: &Element) -> f64 {
    let (shown, drawn) = (element.get_bounding_client_rect().width(), element.client_width());
    let scale = shown / f64::from(drawn.max(1));
    // The drawn width is rounded to whole pixels, and some elements have none.
    if drawn > 0 && (scale - 1.0).abs() > 0.05 { scale } else { 1.0 }
}

/// Calls back with the width of an element until it is dropped.
pub(crate) struct WidthWatch {
    stop: Function,
    _callback: Closure<dyn FnMut(f64)>,
}

impl WidthWatch {
    /// Watches `element` from now on.
    pub(crate) fn new(element: &Element, callback: impl FnMut(f64) + 'static) -> Self {
        let callback = Closure::<dyn FnMut(f64)>::new(callback);
        let stop = glue::watch_width(element, callback.as_ref().unchecked_ref());
        Self { stop, _callback: callback }
    }
}

impl Drop for WidthWatch {
    fn drop(&mut self) {
        let _ = self.stop.call0(&JsValue::NULL);
    }
}

/// Calls back with keys, by place, by sign and whether with the shift key, until it is dropped; true says that one was
/// used. Keys of text fields and of what has the focus are not told.
pub(crate) struct KeyWatch {
    stop: Function,
    _callback: Closure<dyn FnMut(String, String, bool) -> bool>,
}

impl KeyWatch {
    /// Listens from now on.
    pub(crate) fn new(callback: impl FnMut(String, String, bool) -> bool + 'static) -> Self {
        let callback = Closure::<dyn FnMut(String, String, bool) -> bool>::new(callback);
        let stop = glue::watch_keys(callback.as_ref().unchecked_ref());
        Self { stop, _callback: callback }
    }
}

impl Drop for KeyWatch {
    fn drop(&mut self) {
        let _ = self.stop.call0(&JsValue::NULL);
    }
}

/// Listens to keys in menus, and calls back where the page is to be printed, for as long as it is there.
pub(crate) fn watch_menus(on_print: Callback<()>) {
    let on_print = Closure::<dyn FnMut()>::new(move || on_print.emit(()));
    glue::watch_menus(on_print.as_ref().unchecked_ref());
    on_print.forget();
}

/// Says in the place of a timeline that there is none.
pub(crate) fn show_damaged(root: &Element) {
    root.set_text_content(Some(say("This link is damaged: its manifest cannot be read.")));
}

/// Opens or closes what pops up.
pub(crate) fn toggle_popover(id: &str) {
    glue::toggle_popover(id);
}

fn target(event: &Event) -> Option<Element> {
    // Inside a shadow root the event's own target is the host: the path has the real one first.
    event.composed_path().get(0).dyn_into().ok()
}

/// The value of the field in which an event happened.
pub(crate) fn value_of(event: &Event) -> String {
    let value = target(event).and_then(|field| Reflect::get(&field, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// The picture in which an event happened.
pub(crate) fn picture_of(event: &Event) -> Option<Element> {
    target(event)?.closest(".timeline__picture").ok().flatten()
}

/// The element around the event's target that `selector` finds.
pub(crate) fn around(event: &Event, selector: &str) -> Option<Element> {
    target(event)?.closest(selector).ok().flatten()
}

/// All elements below `root` that `selector` finds.
pub(crate) fn all_within(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

/// How wide the window is, at least one pixel.
pub(crate) fn width() -> i32 {
    document().document_element().map_or(1, |root| root.client_width().max(1))
}

/// The place of the neighbor, around `element`, that `selector` finds among those beside it.
pub(crate) fn place_of(element: &Element, selector: &str) -> Option<usize> {
    let own = element.closest(selector).ok().flatten()?;
    all_within(&own.parent_element()?, selector).iter().position(|other| *other == own)
}

/// The place among the children of what `around` finds around `element` that is at a height of the window.
pub(crate) fn place_at(element: &Element, around: &str, client_y: i32) -> Option<usize> {
    let list = element.closest(around).ok().flatten()?;
    let y = f64::from(client_y);
    all_within(&list, ":scope > *").iter().position(|child| {
        let place = child.get_bounding_client_rect();
        place.top() <= y && y < place.bottom()
    })
}
