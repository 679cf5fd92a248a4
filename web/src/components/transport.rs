use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::keys;
use crate::state::playback::{Playback, PlaybackAction, SPEEDS, pace};
use crate::state::session::SessionAction;
use crate::state::viewport::ViewportAction;
use crate::state::words::word;

/// Plays, pauses, steps, says how fast, and zooms where there is room for that.
pub(crate) fn transport(
    playback: Playback,
    zooms: bool,
    dispatch: &Callback<SessionAction>,
) -> Html {
    let (name, icon) =
        if playback.playing { (word("Pause"), Icon::Pause) } else { (word("Play"), Icon::Play) };
    let sign = |class: &str, label: &str, icon: Icon, action: SessionAction| {
        button(class, dispatch, action).named(label).hint(label).add(pictogram(icon))
    };
    let written = |class: &str, label: &str, words: &str, action: SessionAction| {
        button(class, dispatch, action).hint(label).say(words)
    };
    let (now, speed) = (playback.now, playback.speed);
    let plain = "button button--icon";
    let play = SessionAction::Play(PlaybackAction::Toggle);
    let all = tag("div", "transport")
        .set("role", "group")
        .named("Playback")
        .add(sign(plain, word("Previous moment"), Icon::Previous, SessionAction::Step(false)))
        .add(sign("button button--play", name, icon, play))
        .add(sign(plain, word("Next moment"), Icon::Next, SessionAction::Step(true)))
        .add(speeds(speed, dispatch));
    if !zooms {
        return all.into();
    }
    let zoom = tag("span", "transport__zoom")
        .set("role", "group")
        .named("Zoom")
        .add(sign(plain, word("Zoom out"), Icon::Minus, keys::zoom(now, false)))
        .add(written(
            "button button--quiet",
            word("Show everything"),
            word("Fit"),
            SessionAction::View(ViewportAction::Fit),
        ))
        .add(sign(plain, word("Zoom in"), Icon::Plus, keys::zoom(now, true)));
    all.add(zoom).into()
}

/// How fast it plays.
fn speeds(speed: u64, dispatch: &Callback<SessionAction>) -> Html {
    let dispatch = dispatch.clone();
    let option = |chosen: u64| -> Html {
        let option = tag("option", "").set("value", &chosen.to_string());
        option.property("selected", chosen == speed).text(&pace(chosen)).into()
    };
    tag("select", "field transport__speed")
        .named("Speed")
        .hint("Seconds of the Pod in one of yours")
        .change(move |value| {
            if let Ok(speed) = value.parse() {
                dispatch.emit(SessionAction::Play(PlaybackAction::Pace(speed)));
            }
        })
        .all(SPEEDS.map(option))
        .into()
}
