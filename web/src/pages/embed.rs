//! A timeline in somebody else's page: in a frame, or as an element of its own.

use yew::prelude::*;

use crate::bridge::{core, page, permalink};
use crate::components::element::tag;
use crate::components::timeline::Timeline;
use crate::components::transport::transport;
use crate::hooks::use_playing;
use crate::json::{Json, quoted};
use crate::report::report;
use crate::state::session::{Session, SessionAction};

/// The name of the Pod, play, its timeline, and the way to the playground.
#[component]
pub(crate) fn Embed(props: &EmbedProps) -> Html {
    let session = use_reducer(Session::default);
    let home = use_state(page::home);
    use_playing(&session);
    {
        let (session, text) = (session.dispatcher(), props.text.clone());
        let (home, until) = (home.clone(), props.until.clone());
        use_effect_with((), move |()| {
            analyse(&text, &until, session);
            let text = text.to_string();
            wasm_bindgen_futures::spawn_local(async move {
                let fragment = permalink::fragment(&text).await.unwrap_or_default();
                home.set(format!("{}{fragment}", *home));
            });
        });
    }
    let dispatch = Callback::from({
        let session = session.clone();
        move |action: SessionAction| session.dispatch(action)
    });
    let inside = match (session.run(), &session.document.failure, &session.document.report) {
        (Some(run), _, _) => html! {
            <Timeline
                run={run.clone()}
                viewport={session.viewport}
                now={session.playback.now}
                selected={session.selected}
                dispatch={dispatch.clone()}
            />
        },
        (None, Some(_), _) => message("Something in this manifest broke the simulator."),
        (None, None, Some(_)) => message("There is no Pod to play in this manifest."),
        (None, None, None) => {
            tag("div", "skeleton skeleton--embed").set("aria-hidden", "true").into()
        }
    };
    let name = session.run().map_or("", |run| run.timeline.pod.as_str());
    let mut head = tag("div", "embed__head").add(tag("strong", "embed__pod").text(name));
    if session.run().is_some() {
        head = head.add(transport(session.playback, false, &dispatch));
    }
    let open = tag("a", "embed__open").set("href", &home).set("target", "_blank");
    head = head.add(open.set("rel", "noopener").text("Open in Podlife"));
    tag("section", "embed").label("Timeline").add(head).add(inside).into()
}

fn message(words: &str) -> Html {
    tag("p", "").text(words).into()
}

/// What is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct EmbedProps {
    /// The manifest.
    pub(crate) text: AttrValue,
    /// How long to watch, as a duration; empty for what the scenario says.
    #[prop_or_default]
    pub(crate) until: AttrValue,
}

fn analyse(text: &str, until: &str, session: UseReducerDispatcher<Session>) {
    let options = format!("{{\"until\":{}}}", quoted(until));
    let asked: std::rc::Rc<str> = text.into();
    core::call("analyse", vec![text.to_owned(), options], move |answer| {
        session.dispatch(match answer {
            Ok(json) => {
                let mut report = report(&Json::parse(&json));
                // In somebody's page nothing moves before a reader wants it to.
                if let Some(run) = &mut report.run {
                    run.highlight = podlife_core::time::SimTime::ZERO;
                }
                SessionAction::Analysed(asked, report.into())
            }
            Err(failure) => SessionAction::Failed(asked, failure.to_string()),
        });
    });
}
