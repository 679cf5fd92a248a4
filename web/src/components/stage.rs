use yew::prelude::*;

use crate::components::timeline::Timeline;
use crate::components::transport::transport;
use crate::state::session::{Session, SessionAction};

/// The timeline with what plays it.
pub(crate) fn stage(session: &Session, dispatch: &Callback<SessionAction>) -> Html {
    let document = &session.document;
    let stale = if document.run_is_stale { " is-stale" } else { "" };
    html! {
        <section class={format!("panel stage{stale}")} aria-label="Timeline">
            <div class="panel__head">
                <h2 class="panel__title">{ "Timeline" }</h2>
                if document.run_is_stale {
                    <span class="panel__note">{ "of the last manifest that could be played" }</span>
                }
                if session.run().is_some() {
                    { transport(session.playback, true, dispatch) }
                }
            </div>
            <div class="stage__scroll">
                if let Some(run) = session.run() {
                    <Timeline
                        run={run.clone()}
                        viewport={session.viewport}
                        now={session.playback.now}
                        selected={session.selected}
                        dispatch={dispatch.clone()}
                    />
                } else if document.report.is_some() {
                    <p class="stage__empty">{ "There is no Pod to play in this text yet." }</p>
                } else {
                    <div class="skeleton skeleton--timeline" aria-hidden="true" />
                }
            </div>
        </section>
    }
}
