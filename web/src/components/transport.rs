use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::icon::{Icon, Pictogram};
use crate::state::playback::Playback;

/// Plays, pauses, steps, and says how fast.
#[component]
pub(crate) fn Transport(props: &TransportProps) -> Html {
    let playing = props.playback.playing;
    let (name, icon) = if playing { ("Pause", Icon::Pause) } else { ("Play", Icon::Play) };
    let speed = props.playback.speed;
    html! {
        <div class="transport" role="group" aria-label="Playback">
            <button class="button button--icon" type="button" aria-label="Previous moment" title="Previous moment (,)" onclick={emit(&props.on_step, false)}>
                <Pictogram icon={Icon::Previous} />
            </button>
            <button class="button button--play" type="button" aria-label={name} title={format!("{name} (space)")} onclick={emit(&props.on_toggle, ())}>
                <Pictogram {icon} />
            </button>
            <button class="button button--icon" type="button" aria-label="Next moment" title="Next moment (.)" onclick={emit(&props.on_step, true)}>
                <Pictogram icon={Icon::Next} />
            </button>
            <button class="button button--quiet transport__speed" type="button" aria-label={format!("Pace: {speed} seconds in one")} title="Pace" onclick={emit(&props.on_faster, ())}>
                { format!("{speed}×") }
            </button>
            if let Some(on_zoom) = &props.on_zoom {
                <span class="transport__zoom" role="group" aria-label="Zoom">
                    <button class="button button--icon" type="button" aria-label="Zoom out" onclick={emit(on_zoom, Zoom::Out(props.playback.now))}>
                        <Pictogram icon={Icon::Minus} />
                    </button>
                    <button class="button button--quiet" type="button" onclick={emit(on_zoom, Zoom::Fit)}>{ "Fit" }</button>
                    <button class="button button--icon" type="button" aria-label="Zoom in" onclick={emit(on_zoom, Zoom::In(props.playback.now))}>
                        <Pictogram icon={Icon::Plus} />
                    </button>
                </span>
            }
        </div>
    }
}

/// A wish for another stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zoom {
    /// Less of it, around an instant.
    In(SimTime),
    /// More of it, around an instant.
    Out(SimTime),
    /// All of it.
    Fit,
}

/// The playhead and what may be wished of it.
#[derive(PartialEq, Properties)]
pub(crate) struct TransportProps {
    pub(crate) playback: Playback,
    pub(crate) on_toggle: Callback<()>,
    /// To the next moment (true) or the previous one.
    pub(crate) on_step: Callback<bool>,
    pub(crate) on_faster: Callback<()>,
    #[prop_or_default]
    pub(crate) on_zoom: Option<Callback<Zoom>>,
}

fn emit<T: Clone + 'static>(callback: &Callback<T>, value: T) -> Callback<MouseEvent> {
    callback.reform(move |_| value.clone())
}
