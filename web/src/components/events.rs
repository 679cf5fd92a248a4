use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::events::EventRow;
use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::state::instants::happened;
use crate::state::session::SessionAction;

/// Lists the events sent up to now, the newest first; one selects what it tells of.
pub(crate) fn events(run: &RunReport, now: SimTime, dispatch: &Callback<SessionAction>) -> Html {
    let count = happened(&run.events, now, |event| event.at);
    if count == 0 {
        return tag("p", "dock__empty").text("No event yet.").into();
    }
    let cell = |words: &str| tag("td", "").text(words);
    let event = |event: &EventRow| -> Html {
        let reason = button("link", dispatch, SessionAction::Select(event.cause));
        let path = tag("span", "events__path").text(&event.field_path);
        tag("tr", if event.type_ == "Warning" { "is-warning" } else { "" })
            .add(cell(&event.at.to_string()))
            .add(cell(&event.type_))
            .add(tag("td", "").add(reason.text(&event.reason)))
            .add(cell(&event.message).add(path))
            .into()
    };
    let heading = |name: &str| -> Html { tag("th", "").set("scope", "col").text(name).into() };
    let headings = ["At", "Type", "Reason", "Message"].map(heading);
    tag("table", "events")
        .add(tag("thead", "").add(tag("tr", "").all(headings)))
        .add(tag("tbody", "").all(run.events.iter().take(count).rev().map(event)))
        .into()
}
