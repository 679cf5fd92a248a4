use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::events::EventRow;
use yew::prelude::*;

use crate::state::instants::happened;
use crate::state::session::SessionAction;

/// Lists the events sent up to now, the newest first; one selects what it tells of.
pub(crate) fn events(run: &RunReport, now: SimTime, dispatch: &Callback<SessionAction>) -> Html {
    let count = happened(&run.events, now, |event| event.at);
    if count == 0 {
        return html! { <p class="dock__empty">{ "No event yet." }</p> };
    }
    let row = |event: &EventRow| {
        let cause = event.cause;
        let onclick = dispatch.reform(move |_: MouseEvent| SessionAction::Select(cause));
        let class = if event.type_ == "Warning" { "is-warning" } else { "" };
        html! {
            <tr {class}>
                <td>{ event.at.to_string() }</td>
                <td>{ &event.type_ }</td>
                <td><button class="link" type="button" {onclick}>{ &event.reason }</button></td>
                <td>{ &event.message }<span class="events__path">{ &event.field_path }</span></td>
            </tr>
        }
    };
    html! {
        <table class="events">
            <thead><tr>{ for ["At", "Type", "Reason", "Message"].map(heading) }</tr></thead>
            <tbody>{ for run.events.iter().take(count).rev().map(row) }</tbody>
        </table>
    }
}

fn heading(name: &'static str) -> Html {
    html! { <th scope="col">{ name }</th> }
}
