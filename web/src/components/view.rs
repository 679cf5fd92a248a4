use yew::prelude::*;

use crate::components::element::{row, tag};
use crate::state::views::{FIELDS, ViewAction, Views};
use crate::state::words::say;

/// The place of what the core draws, which the bridge fills; a place of its own for each tab. With fields for what the
/// Pods cost where the core has said something of that.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn view(views: &Views, tab: usize, on_view: &Callback<ViewAction>) -> Html {
    let page: Html = tag("div", "view").english().set("id", "view").key(tab).into();
    let Some((replicas, lines)) = views.answer.get(1..).and_then(<[_]>::split_first) else {
        return row([page, Html::default()]);
    };
    let field = |(place, name): (usize, &&str)| -> Html {
        let on_view = on_view.clone();
        let hint = if place == 0 { replicas.as_str() } else { say("none") };
        let input = tag("input", "field")
            .set("inputmode", "decimal")
            .set("autocomplete", "off")
            .set("placeholder", hint)
            .property("value", views.typed.get(place).map_or("", String::as_str))
            .input(move |typed| on_view.emit(ViewAction::Typed(place, typed)));
        tag("label", "").say(name).add(input).into()
    };
    let said = lines.iter().map(|line| tag("p", "").english().text(line).into());
    let cost = tag("section", "view__cost")
        .named("Cost")
        .add(tag("h3", "").say("Cost of all replicas"))
        .add(tag("div", "view__fields").all(FIELDS.iter().enumerate().map(field)))
        .add(tag("div", "").set("role", "status").all(said));
    row([page, cost.into()])
}
