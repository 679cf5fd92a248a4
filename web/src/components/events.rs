use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::events::EventRow;
use podlife_core::view::timeline::Mark;
use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::state::instants::happened;
use crate::state::session::SessionAction;
use crate::state::words::word;

/// Lists the events sent up to now and what came from outside, the newest first; one selects what it tells of.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn events(
    run: &RunReport,
    now: SimTime,
    selected: Option<usize>,
    dispatch: &Callback<SessionAction>,
) -> Html {
    let count = happened(&run.events, now, |event| event.at);
    let outside = &run.timeline.outside;
    let mut open = happened(outside, now, |mark| mark.at);
    if count + open == 0 {
        return tag("p", "dock__empty").say("No event yet.").into();
    }
    let cell = |words: &str| tag("td", "").text(words);
    // Who selects the sending of an event means the event.
    let sent = selected.and_then(|selected| run.causes.get(selected));
    let sent = sent.filter(|cause| cause.what.starts_with("Event "));
    let meant = sent.and_then(|cause| cause.because.first().copied()).or(selected);
    let event = |event: &EventRow| -> Html {
        let reason = button("link", dispatch, SessionAction::Select(event.cause));
        let path = tag("span", "events__path").text(&event.field_path);
        tag("tr", if event.type_ == "Warning" { "is-warning" } else { "" })
            .set_if(meant == Some(event.cause), "aria-current", "true")
            .add(cell(&event.at.to_string()))
            .add(cell(&event.type_))
            .add(tag("td", "").add(reason.text(&event.reason)))
            .add(cell(&event.message).add(path))
            .into()
    };
    // What came from outside is no event of the API.
    let from_outside = |mark: &Mark| -> Html {
        let reason = button("link", dispatch, SessionAction::Select(mark.cause));
        let what = run.causes.get(mark.cause).map_or("", |cause| cause.what.as_str());
        tag("tr", "is-outside")
            .set_if(meant == Some(mark.cause), "aria-current", "true")
            .add(cell(&mark.at.to_string()))
            .add(cell("Scenario"))
            .add(tag("td", "").add(reason.text(&mark.label)))
            .add(cell(what))
            .into()
    };
    let mut rows = Vec::new();
    for shown in run.events.iter().take(count).rev() {
        while let Some(mark) = open.checked_sub(1).and_then(|last| outside.get(last))
            && mark.at > shown.at
        {
            rows.push(from_outside(mark));
            open -= 1;
        }
        rows.push(event(shown));
    }
    rows.extend(outside.iter().take(open).rev().map(from_outside));
    let heading = |name: &str| -> Html { tag("th", "").set("scope", "col").say(name).into() };
    let headings = [word("At"), word("Type"), word("Reason"), word("Message")].map(heading);
    tag("table", "events")
        .add(tag("thead", "").add(tag("tr", "").all(headings)))
        .add(tag("tbody", "").english().all(rows))
        .into()
}
