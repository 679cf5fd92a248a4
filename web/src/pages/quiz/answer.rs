use web_sys::PointerEvent;
use yew::prelude::*;

use super::acts::order_of;
use super::{Act, QuizPage};
use crate::bridge::page;
use crate::components::element::{button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::quiz::question::{Given, Item, Question, Way};
use crate::state::quiz::round::Round;
use crate::state::words::{say, word};

/// What may be answered, and after the mark what became of it.
pub(super) fn answer(page: &QuizPage, round: &Round, question: &Question) -> Html {
    let options = tag("ol", "options");
    let given = round.turn().and_then(|turn| turn.given.as_ref());
    let on = &page.links.act;
    match (page.mark(), question.way) {
        (Some(mark), way) => {
            let item = |(index, item): (usize, &Item)| marked(index, item, way);
            options.all(mark.items.iter().enumerate().map(item)).into()
        }
        (None, Way::One | Way::Several | Way::Row) => choices(question, given, on),
        (None, Way::Order) => {
            let hint = word("Drag, or move with the buttons: what happens first comes first.");
            let order = order_of(given, question.options.len());
            tag("div", "")
                .add(tag("p", "quiz__hint").say(hint))
                .add(options.named("Events in your order").all(events(question, &order, on)))
                .into()
        }
        (None, Way::Manifest) => {
            let goal = |goal: &String| tag("li", "").english().add(inline(goal)).into();
            let title = tag("p", "quiz__hint").say("This will be checked, a point each:");
            tag("div", "")
                .add(title)
                .add(
                    tag("ul", "goal")
                        .add(tag("li", "").say("The API server accepts it"))
                        .all(question.goal.iter().map(goal)),
                )
                .into()
        }
    }
}

/// `A`, `B`, `C`.
fn letter(index: usize) -> String {
    let letter = u8::try_from(index).unwrap_or_default().saturating_add(b'A');
    char::from(letter).to_string()
}

fn words(text: &str, way: Way) -> Html {
    if way == Way::Row { tag("code", "row").text(text).into() } else { inline(text) }
}

fn choices(question: &Question, given: Option<&Given>, on: &Callback<Act>) -> Html {
    let chosen = if let Some(Given::Choices(chosen)) = given { chosen.as_slice() } else { &[] };
    let kind = if question.way == Way::Several { "checkbox" } else { "radio" };
    let option = |(index, text): (usize, &String)| -> Html {
        let onchange = on.reform(move |_: Event| Act::Choose(index));
        let is_chosen = chosen.contains(&index);
        tag("label", if is_chosen { "option is-chosen" } else { "option" })
            .add(html! {
                <input class="for-hearing" type={kind} name="answer" checked={is_chosen} {onchange} />
            })
            .add(tag("span", "option__letter").text(&letter(index)))
            .add(tag("span", "option__words").english().add(words(text, question.way)))
            .into()
    };
    let legend = if question.way == Way::Several {
        word("Mark all that are right")
    } else {
        word("Your answer")
    };
    let seen = if question.way == Way::Several { "quiz__hint" } else { "for-hearing" };
    let mut options = tag("fieldset", "options").add(tag("legend", seen).say(legend));
    if question.way == Way::Row {
        let heading = tag("code", "row").text("READY   STATUS   RESTARTS");
        options = options.add(tag("p", "options__heading").add(heading));
    }
    options.all(question.options.iter().enumerate().map(option)).into()
}

fn events(question: &Question, order: &[usize], on: &Callback<Act>) -> Vec<Html> {
    let last = order.len().saturating_sub(1);
    let event = |(place, index): (usize, &usize)| -> Html {
        let text = question.options.get(*index).map_or("", String::as_str);
        let step = |to: usize, moved: &str, is_end: bool, icon: Icon| {
            button("button button--icon", on, Act::Move(place, to))
                .set_if(is_end, "disabled", "")
                .label(&[text, ": ", say(moved)].concat())
                .add(pictogram(icon))
        };
        let grip = tag("span", "option__grip").set("aria-hidden", "true").text("\u{2807}");
        let on = on.clone();
        let grip = grip.pointer(
            |event: PointerEvent| {
                if let Some(grip) = page::around(&event, ".option__grip") {
                    page::capture_pointer(&grip, event.pointer_id());
                }
                event.prevent_default();
            },
            move |event: PointerEvent| {
                if event.buttons() == 0 {
                    return;
                }
                // The one that is dragged changes its place with the one below the pointer, and goes on from there.
                let Some(grip) = page::around(&event, ".option__grip") else { return };
                let from = page::place_of(&grip, ".option");
                let to = page::place_at(&grip, ".options", event.client_y());
                if let (Some(from), Some(to)) = (from, to)
                    && from != to
                {
                    on.emit(Act::Move(from, to));
                }
            },
            |_| {},
        );
        tag("li", "option")
            .key(*index)
            .add(grip)
            .add(tag("span", "option__letter").text(&(place + 1).to_string()))
            .add(tag("span", "option__words").english().add(inline(text)))
            .add(step(place.saturating_sub(1), word("earlier"), place == 0, Icon::Up))
            .add(step(place + 1, word("later"), place == last, Icon::Down))
            .into()
    };
    order.iter().enumerate().map(event).collect()
}

fn marked(index: usize, item: &Item, way: Way) -> Html {
    let is_one_of = matches!(way, Way::One | Way::Several | Way::Row);
    let (class, verdict) = match (item.right, item.chosen, is_one_of) {
        (true, true, true) => ("option is-right", Some((Icon::Tick, word("right, your answer")))),
        (false, true, true) => ("option is-wrong", Some((Icon::Cross, word("your answer")))),
        (false, false, true) => ("option", None),
        (true, ..) => ("option is-right", Some((Icon::Tick, word("right")))),
        (false, _, false) => ("option is-wrong", Some((Icon::Cross, word("not so")))),
    };
    let mut option = tag("li", class);
    if way != Way::Manifest {
        let sign = if way == Way::Order { (index + 1).to_string() } else { letter(index) };
        option = option.add(tag("span", "option__letter").text(&sign));
    }
    let mut told = tag("span", "option__words").english().add(words(&item.text, way));
    if !item.note.is_empty() {
        told = told.add(tag("span", "option__note").add(inline(&item.note)));
    }
    option = option.add(told);
    if let Some((icon, verdict)) = verdict {
        option = option.add(tag("span", "option__verdict").add(pictogram(icon)).say(verdict));
    }
    option.into()
}
