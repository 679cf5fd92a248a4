use yew::prelude::*;

use crate::components::element::tag;
use crate::components::timeline::Timeline;
use crate::components::transport::transport;
use crate::report::Run;
use crate::state::session::{Session, SessionAction};
use crate::state::words::say;

/// The timeline with what plays it; the page may show something instead of the picture, and more below it.
pub(crate) fn stage(
    session: &Session,
    instead: Option<Html>,
    foot: Html,
    dispatch: &Callback<SessionAction>,
) -> Html {
    let document = &session.document;
    let stale = if document.run_is_stale { " is-stale" } else { "" };
    let mut head = tag("div", "panel__head").add(tag("h2", "panel__title").say("Timeline"));
    if document.run_is_stale {
        let words = say("of the last manifest that could be played");
        head = head.add(tag("span", "panel__note").text(words));
    }
    let shown = if let Some(run) = session.run() {
        head = head.add(transport(session.playback, true, dispatch));
        instead.unwrap_or_else(|| timeline(session, run, dispatch))
    } else if document.report.is_some() {
        tag("p", "stage__empty").say("There is no Pod to play in this text yet.").into()
    } else {
        tag("div", "skeleton skeleton--timeline").set("aria-hidden", "true").into()
    };
    tag("section", &format!("panel stage{stale}"))
        .named("Timeline")
        .add(head)
        .add(tag("div", "stage__scroll").add(shown))
        .add(foot)
        .into()
}

/// The timeline of a run.
pub(crate) fn timeline(session: &Session, run: &Run, dispatch: &Callback<SessionAction>) -> Html {
    html! {
        <Timeline
            run={run.clone()}
            viewport={session.viewport}
            now={session.playback.now}
            selected={session.selected}
            marked={session.marked_lane()}
            measured={session.measured()}
            dispatch={dispatch.clone()}
        />
    }
}
