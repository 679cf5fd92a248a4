//! A timeline in somebody else's page: in a frame, or as an element of its own.

use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::bridge::analyst::Analyst;
use crate::bridge::clock::Clock;
use crate::bridge::permalink::Place;
use crate::bridge::{page, permalink};
use crate::components::element::tag;
use crate::components::stage::timeline;
use crate::components::transport::transport;
use crate::state::session::{Session, SessionAction};

/// The name of the Pod, play, its timeline, and the way to the playground.
pub(crate) struct Embed {
    session: Session,
    clock: Clock,
    dispatch: Callback<SessionAction>,
    /// Where the playground shows this manifest.
    home: String,
}

/// What happens to an embedded timeline.
pub(crate) enum EmbedMessage {
    /// Something about its run.
    Session(SessionAction),
    /// The fragment with its manifest is there.
    Fragment(String),
}

impl Component for Embed {
    type Message = EmbedMessage;
    type Properties = EmbedProps;

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(EmbedMessage::Session);
        let props = ctx.props();
        let analyst = Analyst::new(&props.until, false, dispatch.clone());
        analyst.choose_version(&props.place.kubernetes);
        analyst.ask(&props.text);
        let (text, named) = (props.text.clone(), ctx.link().callback(EmbedMessage::Fragment));
        let place = props.place.clone();
        wasm_bindgen_futures::spawn_local(async move {
            named.emit(permalink::fragment(&text, &place).await.unwrap_or_default());
        });
        let is_still = !props.plays && props.place.at.is_none();
        let mut session = if is_still { Session::still() } else { Session::default() };
        session.opening = props.place.at.map(SimTime);
        Self { session, clock: Clock::default(), dispatch, home: page::home() }
    }

    fn update(&mut self, _: &Context<Self>, message: EmbedMessage) -> bool {
        match message {
            EmbedMessage::Session(action) => {
                self.session.apply(action);
                self.clock.follow(&self.session.playback, &self.dispatch);
            }
            EmbedMessage::Fragment(fragment) => self.home.push_str(&fragment),
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let document = &self.session.document;
        let mut head = tag("div", "embed__head");
        let inside =
            if let Some(run) = self.session.run() {
                head = head
                    .add(tag("strong", "embed__pod").text(&run.timeline.pod))
                    .add(transport(self.session.playback, false, &self.dispatch));
                timeline(&self.session, run, &self.dispatch)
            } else if document.failure.is_some() {
                message("Something in this manifest broke the simulator.")
            } else if document.report.is_some() {
                message("There is no Pod to play in this manifest.")
            } else {
                tag("div", "skeleton skeleton--embed").set("aria-hidden", "true").into()
            };
        let open = tag("a", "embed__open").set("href", &self.home).set("target", "_blank");
        let head = head.add(open.set("rel", "noopener").text("Open in Podlife"));
        tag("section", "embed").label("Timeline").add(head).add(inside).into()
    }
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
    pub(crate) until: AttrValue,
    /// Whether it plays at once.
    pub(crate) plays: bool,
    /// What is shown of it.
    pub(crate) place: Place,
}
