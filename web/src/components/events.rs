use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::state::instants::happened;

/// Lists the events sent up to now, the newest at the end; one selects what it tells of.
#[component]
pub(crate) fn Events(props: &EventsProps) -> Html {
    let run = &props.run;
    let count = happened(&run.events, props.now, |event| event.at);
    html! {
        if count == 0 {
            <p class="dock__empty">{ "No event yet." }</p>
        } else {
            <table class="events">
                <thead>
                    <tr><th scope="col">{ "At" }</th><th scope="col">{ "Type" }</th><th scope="col">{ "Reason" }</th><th scope="col">{ "Message" }</th></tr>
                </thead>
                <tbody>
                    for event in run.events.iter().take(count).rev() {
                        <tr class={classes!((event.type_ == "Warning").then_some("is-warning"))}>
                            <td>{ event.at.to_string() }</td>
                            <td>{ &event.type_ }</td>
                            <td>
                                <button class="link" type="button" onclick={select(&props.on_select, event.cause)}>{ &event.reason }</button>
                            </td>
                            <td>
                                { &event.message }
                                if !event.field_path.is_empty() {
                                    <span class="events__path">{ &event.field_path }</span>
                                }
                            </td>
                        </tr>
                    }
                </tbody>
            </table>
        }
    }
}

/// The run, the instant, and what to do with a chosen event.
#[derive(PartialEq, Properties)]
pub(crate) struct EventsProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) now: SimTime,
    pub(crate) on_select: Callback<usize>,
}

fn select(on_select: &Callback<usize>, cause: usize) -> Callback<MouseEvent> {
    on_select.reform(move |_| cause)
}
