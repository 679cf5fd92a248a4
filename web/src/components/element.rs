//! Elements made by function calls.
//!
//! `html!` writes out code for every element it is given; an application of this size would be a third larger with
//! it. It is used where components and inputs are placed, and these functions everywhere else.

use std::fmt::Display;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;
use yew::virtual_dom::{Listener, ListenerKind, VList, VTag};

use crate::bridge::page;
use crate::state::words;

/// An element that is being put together. It is handed on at every step, so it lies in a box.
pub(crate) struct Element(Box<VTag>);

/// An element with its class, which may be empty.
pub(crate) fn tag(name: &'static str, class: &str) -> Element {
    let mut element = VTag::new(name);
    if !class.is_empty() {
        element.add_attribute("class", class.to_owned());
    }
    Element(Box::new(element))
}

/// A button that does something.
pub(crate) fn button<A: Clone + 'static>(class: &str, on: &Callback<A>, action: A) -> Element {
    still(class).click(on, action)
}

/// A button that does nothing yet.
fn still(class: &str) -> Element {
    tag("button", class).set("type", "button")
}

/// Several things one after the other.
pub(crate) fn row<const N: usize>(children: [Html; N]) -> Html {
    Html::VList(Rc::new(VList::with_children(children.into(), None)))
}

/// A piece of text.
pub(crate) fn text(words: &str) -> Html {
    words.to_owned().into()
}

impl Element {
    /// With an attribute.
    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Self {
        self.0.add_attribute(name, value.to_owned());
        self
    }

    /// With an attribute that is only there where `is` holds.
    pub(crate) fn set_if(self, is: bool, name: &'static str, value: &str) -> Self {
        if is { self.set(name, value) } else { self }
    }

    /// With a name for those who hear the page.
    pub(crate) fn label(self, words: &str) -> Self {
        self.set("aria-label", words)
    }

    /// With words that are English in every language: names of Kubernetes, messages, what somebody has written.
    pub(crate) fn english(self) -> Self {
        self.set("lang", "en")
    }

    /// With a key that tells it from its neighbors.
    pub(crate) fn key(mut self, key: usize) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// With one more thing in it.
    pub(crate) fn add(mut self, child: impl Into<Html>) -> Self {
        self.push(child.into());
        self
    }

    fn push(&mut self, child: Html) {
        self.0.add_child(child);
    }

    /// With words in it.
    pub(crate) fn text(self, words: &str) -> Self {
        self.add(text(words))
    }

    /// With words of the interface in it, in the language that was chosen.
    pub(crate) fn say(self, english: &str) -> Self {
        self.text(words::say(english))
    }

    /// With words of the interface in it, and values in the places of `{}`.
    pub(crate) fn say_with(self, english: &str, values: &[&dyn Display]) -> Self {
        self.text(&words::say_with(english, values))
    }

    /// With words of the interface as a name for those who hear the page.
    pub(crate) fn named(self, english: &str) -> Self {
        self.label(words::say(english))
    }

    /// The same with values in the places of `{}`.
    pub(crate) fn named_with(self, english: &str, values: &[&dyn Display]) -> Self {
        self.label(&words::say_with(english, values))
    }

    /// With words of the interface where the pointer rests.
    pub(crate) fn hint(self, english: &str) -> Self {
        self.set("title", words::say(english))
    }

    /// With words that the core has put together; English, where there are no others for them.
    pub(crate) fn told(self, english: &str) -> Self {
        let said = words::retell(english, "");
        self.set_if(said == english, "lang", "en").text(&said)
    }

    /// With several more things in it.
    pub(crate) fn all(self, children: impl IntoIterator<Item = Html>) -> Self {
        self.holding(children.into_iter().collect())
    }

    fn holding(mut self, children: Vec<Html>) -> Self {
        self.0.add_children(children);
        self
    }

    /// That does something when it is clicked.
    pub(crate) fn click<A: Clone + 'static>(self, on: &Callback<A>, action: A) -> Self {
        let on = on.clone();
        self.on(Kind::Click, move |_| on.emit(action.clone()))
    }

    /// That does something when it is clicked, and is going to be gone: the focus goes to what `next` finds in the element
    /// around it that `around` finds.
    pub(crate) fn last_click<A: Clone + 'static>(
        self,
        on: &Callback<A>,
        action: A,
        around: &'static str,
        next: &'static str,
    ) -> Self {
        let on = on.clone();
        self.on(Kind::Click, move |event| {
            if let Some(around) = page::around(&event, around) {
                page::focus_within(&around, next);
            }
            on.emit(action.clone());
        })
    }

    /// That hears of keys.
    pub(crate) fn keydown(self, act: impl Fn(KeyboardEvent) + 'static) -> Self {
        self.on(Kind::KeyDown, move |event| act(event.unchecked_into()))
    }

    /// That hears of the pointer going down, and of its ways while it is.
    pub(crate) fn drag(self, act: impl Fn(PointerEvent) + 'static) -> Self {
        let act = Rc::new(act);
        let also = act.clone();
        self.on(Kind::PointerDown, move |event| act(event.unchecked_into()))
            .on(Kind::PointerMove, move |event| also(event.unchecked_into()))
    }

    /// That hears of the pointer going down, moving, and going up or away.
    pub(crate) fn pointer(
        self,
        down: impl Fn(PointerEvent) + 'static,
        moved: impl Fn(PointerEvent) + 'static,
        up: impl Fn(PointerEvent) + 'static,
    ) -> Self {
        self.on(Kind::PointerDown, move |event| down(event.unchecked_into()))
            .on(Kind::PointerMove, move |event| moved(event.unchecked_into()))
            .on(Kind::PointerUp, move |event| up(event.unchecked_into()))
    }

    /// That hears of the wheel.
    pub(crate) fn wheel(self, act: impl Fn(WheelEvent) + 'static) -> Self {
        self.on(Kind::Wheel, move |event| act(event.unchecked_into()))
    }

    /// That hears of each letter that is typed.
    pub(crate) fn input(self, act: impl Fn(String) + 'static) -> Self {
        self.on(Kind::Input, move |event| act(page::value_of(&event)))
    }

    /// With a property of the element, which stays what it is when the page is drawn again without a change of it.
    pub(crate) fn property(mut self, name: &'static str, value: impl Into<JsValue>) -> Self {
        self.0.add_property(name, value);
        self
    }

    /// That hears when a person has given it another value.
    pub(crate) fn change(self, act: impl Fn(String) + 'static) -> Self {
        self.on(Kind::Change, move |event| act(page::value_of(&event)))
    }

    fn on(mut self, kind: Kind, act: impl Fn(Event) + 'static) -> Self {
        self.0.add_listener(Rc::new(On { kind, act: Box::new(act) }));
        self
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Self {
        (*element.0).into()
    }
}

/// What an element hears of.
#[derive(Clone, Copy)]
enum Kind {
    Click,
    Change,
    Input,
    KeyDown,
    PointerDown,
    PointerMove,
    PointerUp,
    Wheel,
}

struct On {
    kind: Kind,
    act: Box<dyn Fn(Event)>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        match self.kind {
            Kind::Click => ListenerKind::onclick,
            Kind::Change => ListenerKind::onchange,
            Kind::Input => ListenerKind::oninput,
            Kind::KeyDown => ListenerKind::onkeydown,
            Kind::PointerDown => ListenerKind::onpointerdown,
            Kind::PointerMove => ListenerKind::onpointermove,
            Kind::PointerUp => ListenerKind::onlostpointercapture,
            Kind::Wheel => ListenerKind::onwheel,
        }
    }

    fn handle(&self, event: Event) {
        (self.act)(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
