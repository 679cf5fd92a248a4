use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::aids::Aids;
use crate::components::element::{button, row, tag};
use crate::components::find::Find;
use crate::components::stage::stage;
use crate::components::words::Words;
use crate::report::Run;
use crate::state::instants::newest_cause;
use crate::state::playback::PlaybackAction;
use crate::state::session::{Session, SessionAction};
use crate::state::words::word;

/// The timeline as the playground has it, with search, with words instead of the picture, and with keys; or a comparison
/// in its place.
pub(crate) fn workbench(
    session: &Session,
    compared: Option<Html>,
    dispatch: &Callback<SessionAction>,
    on_compare: &Callback<String>,
) -> Html {
    let Some(run) = session.run() else {
        return stage(session, None, Html::default(), dispatch);
    };
    if compared.is_some() {
        return stage(session, compared, Html::default(), dispatch);
    }
    let words = session.as_words.then(|| words(session, run, dispatch));
    stage(session, words, foot(session, run, dispatch, on_compare), dispatch)
}

// The first view does without it: a function of its own comes later.
#[inline(never)]
fn words(session: &Session, run: &Run, dispatch: &Callback<SessionAction>) -> Html {
    let now = session.playback.now;
    let newest = newest_cause(run, now).and_then(|newest| run.causes.get(newest));
    let seek = dispatch.clone();
    // The playhead without the picture.
    let playhead = tag("input", "words__playhead")
        .set("type", "range")
        .set("min", "0")
        .set("max", &run.timeline.end.0.to_string())
        .set("step", "100")
        .property("value", now.0.to_string())
        .named("Playhead")
        .set("aria-valuetext", &now.to_string())
        .input(move |to| {
            if let Ok(to) = to.parse() {
                seek.emit(SessionAction::Play(PlaybackAction::Seek(SimTime(to))));
            }
        });
    let words = html! {
        <Words
            run={run.clone()}
            until={newest.map_or(0, |newest| newest.at.0)}
            selected={session.selected}
            dispatch={dispatch.clone()}
        />
    };
    row([playhead.into(), words])
}

fn foot(
    session: &Session,
    run: &Run,
    dispatch: &Callback<SessionAction>,
    on_compare: &Callback<String>,
) -> Html {
    let (run, selected, playback) = (run.clone(), session.selected, session.playback);
    let title = word("The timeline as a table and a list");
    let as_words =
        button("button button--quiet", dispatch, SessionAction::AsWords(!session.as_words))
            .set("aria-pressed", &session.as_words.to_string())
            .hint(title)
            .say("As table");
    tag("div", "stage__foot")
        .add(html! { <Find run={run.clone()} {selected} dispatch={dispatch.clone()} /> })
        .add(
            button("button stage__compare", on_compare, "forms".to_owned())
                .hint("Side by side: other forms, a fix, another Kubernetes")
                .say("Compare"),
        )
        .add(as_words)
        .add(html! {
            <Aids
                {run}
                now={playback.now}
                plays={playback.playing}
                {selected}
                dispatch={dispatch.clone()}
            />
        })
        .into()
}
