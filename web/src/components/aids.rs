use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::{Interval, Timeout};
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::bridge::page::{self, KeyWatch};
use crate::bridge::storage;
use crate::components::element::{row, tag};
use crate::report::Run;
use crate::state::instants;
use crate::state::keys::{KEYS, Wish, wish};
use crate::state::session::SessionAction;
use crate::state::words::word;

/// How often it can be said what happens while it plays: in seconds, and in words.
const PACES: [(&str, &str); 4] = [
    ("0", word("never")),
    ("1", word("every second")),
    ("3", word("every 3 seconds")),
    ("8", word("every 8 seconds")),
];

/// How long nothing changes before it is said what is shown, in milliseconds.
const REST: u32 = 400;

/// Listens to the keys of the page, lists them, and says what happens for those who hear it.
pub(crate) struct Aids {
    now: Rc<Cell<SimTime>>,
    is_on: Rc<Cell<bool>>,
    _watch: KeyWatch,
    /// How often it is said, in seconds; 0 for never.
    every: u32,
    /// What was said last: up to when, and of which entry.
    last: (SimTime, Option<usize>),
    words: String,
    /// How many more there were before.
    more: usize,
    ticks: Option<Interval>,
    rest: Option<Timeout>,
}

pub(crate) enum AidsMessage {
    /// Keys of one letter do something, or nothing.
    Single(bool),
    /// It is said so often.
    Every(String),
    /// It is time to say what is shown.
    Say,
}

impl Component for Aids {
    type Message = AidsMessage;
    type Properties = AidsProps;

    fn create(ctx: &Context<Self>) -> Self {
        let now = Rc::new(Cell::new(SimTime::ZERO));
        let is_on = Rc::new(Cell::new(storage::read(storage::Key::Keys).is_none()));
        let (shown, listens, dispatch) = (now.clone(), is_on.clone(), ctx.props().dispatch.clone());
        let watch = KeyWatch::new(move |code, key, shift| {
            let Some(wish) = wish(&code, &key, shift).filter(|_| listens.get()) else {
                return false;
            };
            if let Some(action) = wish.action(shown.get()) {
                dispatch.emit(action);
            } else if wish == Wish::Find {
                page::focus_first("#find");
            } else if wish == Wish::Present {
                page::toggle_presentation();
            } else {
                page::toggle_popover("keys");
            }
            true
        });
        let every = storage::read(storage::Key::Said).and_then(|every| every.parse().ok());
        Self {
            now,
            is_on,
            _watch: watch,
            every: every.unwrap_or(3),
            last: (SimTime::ZERO, None),
            words: String::new(),
            more: 0,
            ticks: None,
            rest: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &AidsProps) -> bool {
        let props = ctx.props();
        self.now.set(props.now);
        if !props.plays {
            self.ticks = None;
            if (props.now, props.selected) != (old.now, old.selected) {
                let link = ctx.link().clone();
                self.rest = Some(Timeout::new(REST, move || link.send_message(AidsMessage::Say)));
            }
        } else if self.ticks.is_none() && self.every > 0 {
            self.rest = None;
            let link = ctx.link().clone();
            let say = move || link.send_message(AidsMessage::Say);
            self.ticks = Some(Interval::new(self.every * 1000, say));
        }
        false
    }

    fn update(&mut self, ctx: &Context<Self>, message: AidsMessage) -> bool {
        match message {
            AidsMessage::Single(is_on) => {
                storage::write(storage::Key::Keys, if is_on { "" } else { "off" });
                self.is_on.set(is_on);
            }
            AidsMessage::Every(every) => {
                storage::write(storage::Key::Said, &every);
                self.every = every.parse().unwrap_or_default();
                self.ticks = None;
            }
            AidsMessage::Say => return self.say(ctx.props()),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let said = tag("p", "for-hearing").set("role", "status");
        let mut said = said.add(tag("span", "").english().text(&self.words));
        if self.more > 0 {
            said = said.say_with(", and {} more before", &[&self.more]);
        }
        row([help(ctx, self), said.into()])
    }
}

impl Aids {
    /// Whether there is something new to say.
    fn say(&mut self, props: &AidsProps) -> bool {
        let run = &props.run;
        let shown = props.selected.or_else(|| instants::newest_cause(run, props.now));
        let Some(cause) = shown.and_then(|shown| run.causes.get(shown)) else {
            return false;
        };
        let (before, said) = std::mem::replace(&mut self.last, (props.now, shown));
        if said == shown {
            return false;
        }
        self.words = format!("{}: {}", cause.at, cause.what);
        let more = instants::count(run, before, props.now).saturating_sub(1);
        self.more = if props.plays { more } else { 0 };
        true
    }
}

/// The button and what it opens: the keys, whether they are listened to, and how often it is said what happens.
fn help(ctx: &Context<Aids>, aids: &Aids) -> Html {
    let title = word("Keyboard shortcuts");
    let open = tag("button", "button button--icon stage__keys")
        .set("type", "button")
        .set("popovertarget", "keys")
        .named(title)
        .hint(title)
        .text("?");
    let entry = |(keys, what): (&str, &str)| -> Html {
        let keys = keys.split("  ").map(|key| tag("kbd", "").say(key).into());
        let keys = tag("td", "").all(keys);
        tag("tr", "").add(keys).add(tag("td", "").say(what)).into()
    };
    let (is_on, link) = (aids.is_on.get(), ctx.link().clone());
    let single = tag("input", "")
        .set("type", "checkbox")
        .property("checked", is_on)
        .change(move |_| link.send_message(AidsMessage::Single(!is_on)));
    let every = aids.every.to_string();
    let option = |(value, words): (&'static str, &'static str)| -> Html {
        let option = tag("option", "").set("value", value);
        option.property("selected", value == every).say(words).into()
    };
    let link = ctx.link().clone();
    let pace = tag("select", "field")
        .change(move |every| link.send_message(AidsMessage::Every(every)))
        .all(PACES.map(option));
    let list = tag("div", "keys")
        .set("id", "keys")
        .set("popover", "auto")
        .set("role", "dialog")
        .set("tabindex", "-1")
        .set("autofocus", "")
        .named(title)
        .add(tag("h2", "panel__title").say(title))
        .add(tag("table", "keys__list").add(tag("tbody", "").all(KEYS.map(entry))))
        .add(tag("p", "").say("With Ctrl or ⌘ the wheel zooms, two fingers pinch; with Shift a drag measures. On an event, the arrows lead to its neighbors."))
        .add(tag("label", "").add(single).text(" ").say("Single keys do this anywhere on the page"))
        .add(tag("label", "").say("Screen readers hear what happens while it plays").text(" ").add(pace));
    row([open.into(), list.into()])
}

/// What is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct AidsProps {
    pub(crate) run: Run,
    pub(crate) now: SimTime,
    pub(crate) plays: bool,
    pub(crate) selected: Option<usize>,
    pub(crate) dispatch: Callback<SessionAction>,
}
