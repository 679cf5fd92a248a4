use podlife_core::analysis::{Act, Ask, Known, Planned, Possible, Value, WhatIf};
use podlife_core::time::{SimDuration, SimTime};
use yew::prelude::*;

use crate::components::element::{Element, button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::words::{retell, say, say_with, word};

/// What is known of the containers, as fields that a person may change, and what may happen at the playhead.
pub(crate) fn what_if(props: &WhatIfProps<'_>) -> Html {
    let head = tag("div", "panel__head").add(tag("h2", "panel__title").say("What if"));
    let panel = tag("section", "panel what-if").named("What if");
    let containers = props.facts.map(|facts| facts.containers.as_slice()).unwrap_or_default();
    let shown = containers.iter().find(|known| known.name == props.container);
    // Before anybody has chosen, that is what the Pod is there for.
    let app = containers.iter().find(|known| known.role == "an app").or(containers.first());
    let (Some(facts), Some(shown)) = (props.facts, shown.or(app)) else {
        let words = say("Nothing can be asked before there is a Pod to play.");
        return panel.add(head).add(tag("p", "dock__empty").text(words)).into();
    };
    let on_container = props.on_container.clone();
    let names = containers.iter().map(|known| option(&known.name, &known.name, known == shown));
    let choice = tag("select", "what-if__container field")
        .named("Container")
        .change(move |name| on_container.emit(name))
        .all(names);
    // The fields of one container are not those of another one.
    let place = containers.iter().position(|known| known == shown).unwrap_or_default();
    let values = shown.values.iter().map(|value| row(props, &shown.name, value));
    let at = SimDuration(props.now.0.div_ceil(100) * 100).to_string();
    let asked = |of: &str, act: &Act| {
        let ask = Ask { time: at.clone(), ..ask("act", of, &act.key) };
        button("button", props.on_ask, ask).text(&retell(&act.title, of)).into()
    };
    let to_container = shown.acts.iter().map(|act| asked(&shown.name, act));
    let of_pod = facts.acts.iter().map(|act| asked("", act));
    let planned = facts.planned.iter().map(|planned| plan(props, planned));
    let body = tag("div", "what-if__body")
        .add(role(shown))
        .add(tag("div", "what-if__values").key(place).all(values))
        .add(tag("h3", "what-if__title").say_with("At {}, let it happen", &[&props.now]))
        .add(
            tag("div", "what-if__acts")
                .set("role", "group")
                .named("What happens at the playhead")
                .all(to_container.chain(of_pod)),
        )
        .add(tag("p", "what-if__why").set("role", "status").text(props.why))
        .add(tag("ul", "what-if__planned").named("What is going to happen").all(planned));
    panel.add(head.add(choice)).add(body).into()
}

/// The facts, what of them is shown, and who hears what is asked.
pub(crate) struct WhatIfProps<'a> {
    pub(crate) facts: Option<&'a WhatIf>,
    pub(crate) container: &'a str,
    pub(crate) why: &'a str,
    pub(crate) now: SimTime,
    pub(crate) on_ask: &'a Callback<Ask>,
    pub(crate) on_container: &'a Callback<String>,
}

fn ask(what: &str, of: &str, key: &str) -> Ask {
    let [what, of, key] = [what, of, key].map(str::to_owned);
    Ask { what, of, key, ..Ask::default() }
}

/// What the container seems to be, and what tells so.
fn role(known: &Known) -> Html {
    let words = tag("p", "what-if__role").say("Seems to be").text(" ");
    let words = words.add(tag("strong", "").say(&known.role));
    if known.because.is_empty() {
        return words.text(".").into();
    }
    words.text(": ").add(tag("span", "").english().text(&known.because.join(", "))).text(".").into()
}

fn option(value: &str, words: &str, is_chosen: bool) -> Html {
    tag("option", "").set("value", value).property("selected", is_chosen).told(words).into()
}

/// A value with its choices, where it is from, and what takes it back.
fn row(props: &WhatIfProps<'_>, container: &str, value: &Value) -> Html {
    let set = move |place: usize, choice: &Possible| Ask {
        choice: place,
        time: choice.time.clone(),
        number: choice.number.clone(),
        ..ask("set", container, &value.key)
    };
    let reset = ask("reset", container, &value.key);
    let asks: Vec<Ask> =
        value.choices.iter().enumerate().map(|(place, choice)| set(place, choice)).collect();
    let (on_ask, back) = (props.on_ask.clone(), reset.clone());
    let chosen = move |place: String| {
        let place: Option<usize> = place.parse().ok();
        on_ask.emit(place.and_then(|place| asks.get(place)).unwrap_or(&back).clone());
    };
    let is_other = value.is_said && value.chosen.is_none();
    let mut options = vec![option("", &value.now, !value.is_said)];
    if is_other {
        options.push(option("", word("as the text says"), true));
    }
    for (place, choice) in value.choices.iter().enumerate() {
        options.push(option(&place.to_string(), &choice.title, value.chosen == Some(place)));
    }
    let select = tag("select", "field").named(&value.name).change(chosen).all(options);
    let mut more = tag("span", "what-if__more");
    let now = value.chosen.and_then(|place| Some((place, value.choices.get(place)?)));
    if let Some((place, choice)) = now {
        if !choice.time.is_empty() {
            let (on_ask, asked) = (props.on_ask.clone(), set(place, choice));
            let changed = move |time| on_ask.emit(Ask { time, ..asked.clone() });
            more = more.add(field(word("time"), &value.name, &choice.time).change(changed));
        }
        if !choice.number.is_empty() {
            let (on_ask, asked) = (props.on_ask.clone(), set(place, choice));
            let changed = move |number| on_ask.emit(Ask { number, ..asked.clone() });
            let code = field(word("exit code"), &value.name, &choice.number).change(changed);
            more = more.say("with").add(code.set("inputmode", "numeric"));
        }
    }
    let mut head = tag("p", "what-if__name")
        .add(tag("strong", "").set("aria-hidden", "true").say(&value.name))
        .add(tag("span", "what-if__source").told(&value.source));
    if value.is_said {
        let name = say_with("Reset: {}", &[&say(&value.name)]);
        let back = tag("button", "link").set("type", "button").label(&name).say("Reset");
        head = head.add(back.last_click(props.on_ask, reset, ".what-if__value", "select"));
    }
    tag("div", if value.is_said { "what-if__value is-said" } else { "what-if__value" })
        .add(head)
        .add(tag("div", "what-if__fields").add(select).add(more))
        .into()
}

/// A short field, named after what it is of.
fn field(what: &str, of: &str, value: &str) -> Element {
    tag("input", "field field--short")
        .label(&[say(of), ": ", say(what)].concat())
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .property("value", value)
}

/// Something that is going to happen: when, what, and a button that takes it back.
fn plan(props: &WhatIfProps<'_>, planned: &Planned) -> Html {
    let title = say(&planned.title);
    let asked = |what| ask(what, &planned.id, "");
    let (on_ask, of) = (props.on_ask.clone(), asked("move"));
    let moved = move |time| on_ask.emit(Ask { time, ..of.clone() });
    let mut item = tag("li", "what-if__plan")
        .add(field(word("time"), title, &planned.at).change(moved))
        .add(tag("span", "what-if__what").text(title));
    if let Some(grace) = &planned.grace {
        let (on_ask, of) = (props.on_ask.clone(), asked("grace"));
        let changed = move |number| on_ask.emit(Ask { number, ..of.clone() });
        let field = field(word("grace period in seconds"), title, grace);
        let field = field.set("inputmode", "numeric").set("placeholder", say("its own"));
        item = item.say("grace").add(field.change(changed));
    }
    let name = say_with("Remove: {}", &[&title]);
    let remove = tag("button", "button button--icon").set("type", "button").label(&name);
    let remove =
        remove.last_click(props.on_ask, asked("drop"), ".what-if", ".what-if__acts button");
    item.add(remove.hint("Remove").add(pictogram(Icon::Cross))).into()
}
