use yew::prelude::*;

use crate::components::element::{button, tag};
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
    let sign = |class: &str, label: &str, icon: Icon, action: SessionAction| {
        button(class, dispatch, action).label(label).set("title", label).add(pictogram(icon))
    };
    let word = |class: &str, label: &str, words: &str, action: SessionAction| {
        button(class, dispatch, action).set("title", label).text(words)
    };
    let (now, speed) = (playback.now, playback.speed);
    let plain = "button button--icon";
    let faster = SessionAction::Play(PlaybackAction::Faster);
    let pace = format!("Pace: {speed} seconds in one");
    let play = SessionAction::Play(PlaybackAction::Toggle);
    let all = tag("div", "transport")
        .set("role", "group")
        .label("Playback")
        .add(sign(plain, "Previous moment", Icon::Previous, SessionAction::Step(false)))
        .add(sign("button button--play", name, icon, play))
        .add(sign(plain, "Next moment", Icon::Next, SessionAction::Step(true)))
        .add(word("button button--quiet transport__speed", &pace, &format!("{speed}×"), faster));
    if !zooms {
        return all.into();
    }
    let zoomed = |action| SessionAction::View(action);
    let zoom = tag("span", "transport__zoom")
        .set("role", "group")
        .label("Zoom")
        .add(sign(plain, "Zoom out", Icon::Minus, zoomed(ViewportAction::ZoomOut(now))))
        .add(word("button button--quiet", "Show everything", "Fit", zoomed(ViewportAction::Fit)))
        .add(sign(plain, "Zoom in", Icon::Plus, zoomed(ViewportAction::ZoomIn(now))));
    all.add(zoom).into()
}
