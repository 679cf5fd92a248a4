use yew::prelude::*;

use crate::components::icon::{Icon, pictogram};
use crate::state::playback::{Playback, PlaybackAction};
use crate::state::session::SessionAction;
use crate::state::viewport::ViewportAction;

/// Plays, pauses, steps, says how fast, and zooms where there is room for that.
pub(crate) fn transport(
    playback: Playback,
    zooms: bool,
    dispatch: &Callback<SessionAction>,
) -> Html {
    let (name, icon) = if playback.playing { ("Pause", Icon::Pause) } else { ("Play", Icon::Play) };
    let button = |class: &'static str, label: &str, icon: Icon, action: SessionAction| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! {
            <button {class} type="button" aria-label={label.to_owned()} title={label.to_owned()} {onclick}>
                { pictogram(icon) }
            </button>
        }
    };
    let word = |class: &'static str, label: String, words: String, action: SessionAction| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! { <button {class} type="button" title={label} {onclick}>{ words }</button> }
    };
    let (now, speed) = (playback.now, playback.speed);
    let play = SessionAction::Play(PlaybackAction::Toggle);
    let pace = format!("Pace: {speed} seconds in one");
    let (zoom_in, zoom_out) = (ViewportAction::ZoomIn(now), ViewportAction::ZoomOut(now));
    let fit = SessionAction::View(ViewportAction::Fit);
    html! {
        <div class="transport" role="group" aria-label="Playback">
            { button("button button--icon", "Previous moment", Icon::Previous, SessionAction::Step(false)) }
            { button("button button--play", name, icon, play) }
            { button("button button--icon", "Next moment", Icon::Next, SessionAction::Step(true)) }
            { word("button button--quiet transport__speed", pace, format!("{speed}×"), SessionAction::Play(PlaybackAction::Faster)) }
            if zooms {
                <span class="transport__zoom" role="group" aria-label="Zoom">
                    { button("button button--icon", "Zoom out", Icon::Minus, SessionAction::View(zoom_out)) }
                    { word("button button--quiet", "Show everything".to_owned(), "Fit".to_owned(), fit) }
                    { button("button button--icon", "Zoom in", Icon::Plus, SessionAction::View(zoom_in)) }
                </span>
            }
        </div>
    }
}
