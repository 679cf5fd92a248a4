use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::timeline::Timeline;
use crate::components::transport::{Transport, Zoom};
use crate::state::document::Document;
use crate::state::instants;
use crate::state::playback::{Playback, PlaybackAction};
use crate::state::viewport::{Viewport, ViewportAction};

/// The timeline with what plays it.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let run = props.document.run.clone();
    let on_toggle = {
        let playback = props.playback.dispatcher();
        use_callback((), move |(), ()| playback.dispatch(PlaybackAction::Toggle))
    };
    let on_faster = {
        let playback = props.playback.dispatcher();
        use_callback((), move |(), ()| playback.dispatch(PlaybackAction::Faster))
    };
    let on_step = {
        let (run, now, on_seek) = (run.clone(), props.playback.now, props.on_seek.clone());
        Callback::from(move |forward: bool| {
            if let Some(run) = &run {
                let step = if forward { instants::next } else { instants::previous };
                on_seek.emit(step(run, now));
            }
        })
    };
    let on_zoom = {
        let viewport = props.viewport.dispatcher();
        use_callback((), move |zoom: Zoom, ()| {
            viewport.dispatch(match zoom {
                Zoom::In(around) => ViewportAction::ZoomIn(around),
                Zoom::Out(around) => ViewportAction::ZoomOut(around),
                Zoom::Fit => ViewportAction::Fit,
            });
        })
    };
    let on_move = {
        let viewport = props.viewport.dispatcher();
        use_callback((), move |from: SimTime, ()| viewport.dispatch(ViewportAction::MoveTo(from)))
    };
    html! {
        <section class={classes!("panel", "stage", props.document.run_is_stale.then_some("is-stale"))} aria-label="Timeline">
            <div class="panel__head">
                <h2 class="panel__title">{ "Timeline" }</h2>
                if props.document.run_is_stale {
                    <span class="panel__note">{ "of the last manifest that could be played" }</span>
                }
                if run.is_some() {
                    <Transport
                        playback={*props.playback}
                        on_toggle={on_toggle.clone()}
                        {on_step}
                        {on_faster}
                        on_zoom={Some(on_zoom)}
                    />
                }
            </div>
            <div class="stage__scroll">
                if let Some(run) = run {
                    <Timeline
                        {run}
                        viewport={*props.viewport}
                        now={props.playback.now}
                        selected={props.selected}
                        on_seek={props.on_seek.clone()}
                        on_select={props.on_select.clone()}
                        {on_move}
                        {on_toggle}
                    />
                } else if props.document.report.is_some() {
                    <p class="stage__empty">{ "There is no Pod to play in this text yet." }</p>
                } else {
                    <div class="skeleton skeleton--timeline" aria-hidden="true" />
                }
            </div>
        </section>
    }
}

/// What is known, where the playhead stands, and what is selected.
#[derive(PartialEq, Properties)]
pub(crate) struct StageProps {
    pub(crate) document: Document,
    pub(crate) playback: UseReducerHandle<Playback>,
    pub(crate) viewport: UseReducerHandle<Viewport>,
    pub(crate) selected: Option<usize>,
    pub(crate) on_seek: Callback<SimTime>,
    pub(crate) on_select: Callback<usize>,
}
